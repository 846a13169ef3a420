"""Schemas from models: which members, what they are called, of which fields. What needs SQLAlchemy is imported when it is asked for."""

from typing import TYPE_CHECKING

from ..._later import later as _later

if TYPE_CHECKING:
    from .model import model_schema as model_schema

__getattr__, __dir__ = _later(__name__, {"model_schema": "model"}, extra="sqlalchemy")
