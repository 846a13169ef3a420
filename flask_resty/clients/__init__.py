"""Clients of an Api, written from its document. Imported by who asks for one."""

from typing import TYPE_CHECKING

from .._later import later as _later

# Type checkers read these; what is imported is what is asked for.
if TYPE_CHECKING:
    from .document import read_document as read_document
    from .model import ClientModel as ClientModel
    from .model import ClientOperation as ClientOperation
    from .python.writer import write_python as write_python
    from .typescript.writing import write_typescript as write_typescript

_LATER = {
    "ClientModel": "model",
    "ClientOperation": "model",
    "read_document": "document",
    "write_python": "python.writer",
    "write_typescript": "typescript.writing",
}

__getattr__, __dir__ = _later(__name__, _LATER)
