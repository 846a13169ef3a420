"""SQLAlchemy as a store. What needs it is imported when it is asked for."""

from typing import TYPE_CHECKING

from ..._later import later as _later

if TYPE_CHECKING:
    from .store import SQLAlchemyStore as SQLAlchemyStore

__getattr__, __dir__ = _later(__name__, {"SQLAlchemyStore": "store"}, extra="sqlalchemy")
