"""Model resources: from a model to a strict API. Imported by who uses it, so that SQLAlchemy loads only then."""

from typing import TYPE_CHECKING

from .._later import later as _later

# Type checkers read these; what is imported is what is asked for.
if TYPE_CHECKING:
    from .adapters import Adapters as Adapters
    from .bulk.resource import ModelBulk as ModelBulk
    from .checking import check_store as check_store
    from .collection import ModelCollection as ModelCollection
    from .filters import Filter as Filter
    from .filters import Filters as Filters
    from .item import ModelItem as ModelItem
    from .listing import Listing as Listing
    from .memory import ObjectStore as ObjectStore
    from .paging.choosing import several as several
    from .paging.cursor import Cursor as Cursor
    from .paging.cursor import CursorPage as CursorPage
    from .paging.offsets import LimitOffset as LimitOffset
    from .paging.offsets import OffsetPage as OffsetPage
    from .paging.reading import cut_page as cut_page
    from .paging.reading import read_page as read_page
    from .paging.records import RecordPage as RecordPage
    from .paging.records import RecordRange as RecordRange
    from .pairing import pair as pair
    from .pairing import resources_of as resources_of
    from .reads import reads_of as reads_of
    from .refusals import refusal_of as refusal_of
    from .schemas import model_schema as model_schema
    from .schemas.base64 import Base64 as Base64
    from .schemas.computed import reading as reading
    from .schemas.expand import Expand as Expand
    from .schemas.related import Related as Related
    from .selection import Selection as Selection
    from .sorting import Sorting as Sorting
    from .sql import SQLAlchemyStore as SQLAlchemyStore
    from .store import Attribute as Attribute
    from .store import Busy as Busy
    from .store import Comparison as Comparison
    from .store import Conflict as Conflict
    from .store import Either as Either
    from .store import Order as Order
    from .store import Query as Query
    from .store import Reads as Reads
    from .store import Stale as Stale
    from .store import Store as Store
    from .store import StoreError as StoreError
    from .store import Unfit as Unfit

_LATER = {
    "Adapters": "adapters",
    "Either": "store",
    "Attribute": "store",
    "Base64": "schemas.base64",
    "Busy": "store",
    "Comparison": "store",
    "Conflict": "store",
    "Cursor": "paging.cursor",
    "CursorPage": "paging.cursor",
    "Expand": "schemas.expand",
    "Filter": "filters",
    "Filters": "filters",
    "LimitOffset": "paging.offsets",
    "Listing": "listing",
    "ObjectStore": "memory",
    "ModelBulk": "bulk.resource",
    "ModelCollection": "collection",
    "ModelItem": "item",
    "OffsetPage": "paging.offsets",
    "Order": "store",
    "Query": "store",
    "Reads": "store",
    "RecordPage": "paging.records",
    "RecordRange": "paging.records",
    "Related": "schemas.related",
    "SQLAlchemyStore": "sql",
    "Selection": "selection",
    "Sorting": "sorting",
    "Stale": "store",
    "Store": "store",
    "StoreError": "store",
    "Unfit": "store",
    "check_store": "checking",
    "cut_page": "paging.reading",
    "model_schema": "schemas",
    "pair": "pairing",
    "read_page": "paging.reading",
    "refusal_of": "refusals",
    "reading": "schemas.computed",
    "reads_of": "reads",
    "resources_of": "pairing",
    "several": "paging.choosing",
}

__getattr__, __dir__ = _later(__name__, _LATER)
