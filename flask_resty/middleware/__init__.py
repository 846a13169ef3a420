"""What stands in a stack: CORS, throttling and what else surrounds an operation."""

from typing import TYPE_CHECKING

from .._later import later as _later
from .cors import CORS as CORS
from .throttle import Throttle as Throttle
from .throttle import address as address
from .throttle import principal as principal
from .throttle import throttle as throttle

if TYPE_CHECKING:
    from .cache import Cache as Cache
    from .deprecation import Deprecated as Deprecated
    from .etag import ETag as ETag
    from .idempotency import Idempotency as Idempotency
    from .idempotency import MemoryStore as MemoryStore
    from .idempotency import RedisStore as RedisStore
    from .idempotency.sql import SQLStore as SQLStore
    from .links import Links as Links
    from .maintenance import Maintenance as Maintenance
    from .method_override import MethodOverride as MethodOverride
    from .transactions import Transaction as Transaction
    from .transactions import transaction as transaction

#: What is imported when it is first asked for, so that an application does not load what it does not use.
_LATER = {
    "Cache": "cache",
    "Deprecated": "deprecation",
    "ETag": "etag",
    "Idempotency": "idempotency",
    "Links": "links",
    "Maintenance": "maintenance",
    "MemoryStore": "idempotency",
    "MethodOverride": "method_override",
    "RedisStore": "idempotency",
    "SQLStore": "idempotency.sql",
    "Transaction": "transactions",
    "transaction": "transactions",
}

__getattr__, __dir__ = _later(__name__, _LATER)
