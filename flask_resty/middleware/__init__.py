"""What stands in a stack: CORS, throttling and what else surrounds an operation."""

from .cors import CORS as CORS
from .throttle import Throttle as Throttle
from .throttle import address as address
from .throttle import principal as principal
from .throttle import throttle as throttle
