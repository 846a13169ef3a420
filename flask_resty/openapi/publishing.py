"""The document as a resource of the Api: made when it is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask
from flask import current_app

from .. import media
from ..api import Api
from ..contract import returns
from ..middleware.cache import Cache
from ..resource import Resource
from ..schematic import Binary
from .about import About
from .docs_page import Published
from .document import write
from .places import path_to
from .places import root

#: So many prefixes that an app is mounted under are kept for: a proxy may have been told to say any.
_KEPT = 8


@dataclass(frozen=True, eq=False)
class Document:
    """A document, ready to be sent."""

    content: Mapping[str, Any]

    @cached_property
    def json(self) -> bytes:
        """It as JSON."""
        return media.JSON_EMITTER.emit(self.content, None)

    @cached_property
    def yaml(self) -> bytes:
        """It as YAML."""
        return media.YAML_EMITTER.emit(self.content, None)

    @cached_property
    def digest(self) -> str:
        """What tells it from others."""
        return sha256(self.json).hexdigest()[:32]


class Documents:
    """The documents of an Api: one for each app, and for each prefix that it is mounted under.

    They stay true: Flask takes no more rules once it has handled a request, and it has to handle one before there is a document.
    """

    def __init__(self, api: Api, about: About) -> None:
        self._api = api
        self._about = about
        #: Weak, so that an app can go.
        self._kept: WeakKeyDictionary[Flask, dict[str, Document]] = WeakKeyDictionary()

    def current(self) -> Document:
        """Give the one for the request that is being served."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        server = root() or "/"
        kept = self._kept.setdefault(app, {})
        found = kept.get(server)
        if found is None:
            # Two threads may both come here; what either of them writes will do. What one gives is not looked up again: another one may
            # have thrown it away by then.
            found = Document(write(self._api, app, server, self._about))
            if len(kept) >= _KEPT:
                kept.clear()
            kept[server] = found
        return found

    def published(self, endpoint: str) -> Published:
        """Give what the documentation page is told of it."""
        return Published(url=lambda: path_to(endpoint), document=lambda: self.current().content)


def json_document(documents: Documents) -> type[Resource]:
    """Make the resource that is the document as JSON."""
    return _resource(documents, "application/json", lambda document: document.json)


def yaml_document(documents: Documents) -> type[Resource]:
    """Make the resource that is the document as YAML."""
    return _resource(documents, "application/yaml", lambda document: document.yaml)


def _resource(documents: Documents, media_type: str, write: Callable[[Document], bytes]) -> type[Resource]:
    class ApiDocument(Resource):
        """The document of the Api, for programs (OpenAPI 3.1)."""

        def find(self) -> Document:
            return documents.current()

        def version(self, item: Document) -> str:
            return item.digest

        @returns(Binary(media_type))
        @Cache(no_cache=True)
        def get(self, item: Document) -> bytes:
            return write(item)

    return ApiDocument
