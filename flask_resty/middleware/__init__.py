"""What stands in a stack: CORS, throttling and what else surrounds an operation."""

from typing import TYPE_CHECKING

from .._later import later as _later
from .cors import CORS as CORS
from .throttle import Throttle as Throttle
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
    from .throttling.who import Network as Network
    from .throttling.who import address as address
    from .throttling.who import key as key
    from .throttling.who import principal as principal
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
    "Network": "throttling.who",
    "RedisStore": "idempotency",
    "SQLStore": "idempotency.sql",
    "Transaction": "transactions",
    "address": "throttling.who",
    "key": "throttling.who",
    "principal": "throttling.who",
    "transaction": "transactions",
}

__getattr__, __dir__ = _later(__name__, _LATER)
