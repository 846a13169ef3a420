"""Carry a request out once, however often it is sent: ``Idempotency-Key``, and the stores that remember."""

from .entry import Idempotency as Idempotency
from .memory import MemoryStore as MemoryStore
from .redis import RedisStore as RedisStore
from .store import Claim as Claim
from .store import ClaimLost as ClaimLost
from .store import Held as Held
from .store import Store as Store
