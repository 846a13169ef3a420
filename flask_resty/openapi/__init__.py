"""The document of an Api (OpenAPI 3.1), and the page that shows it."""

from typing import TYPE_CHECKING

from .._later import later as _later

# Type checkers read these; what is imported is what is asked for.
if TYPE_CHECKING:
    from .docs_page import DocsPage as DocsPage
    from .document import document_of as document_of
    from .openapi import OpenAPI as OpenAPI

_LATER = {"DocsPage": "docs_page", "OpenAPI": "openapi", "document_of": "document"}

__getattr__, __dir__ = _later(__name__, _LATER)
