"""Where an Api publishes its document, and what that says of it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .. import media
from ..api import Api
from ..auth import public
from ..errors import ConfigError
from .about import About
from .docs_page import DocsPage
from .places import endpoint_at
from .places import is_place
from .publishing import Documents
from .publishing import json_document
from .publishing import yaml_document


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenAPI(About):
    """Publishes the document of an Api (OpenAPI 3.1), and the page that shows it::

        Api(title="Blog", version="1", openapi=OpenAPI(docs="/docs"))

    Both are resources of the Api. They are public, unless ``middleware`` says something else. The document is made when it is first
    asked for.

    :param rule: where the document is, under the Api's prefix; ``None`` if it is not published as JSON.
    :param yaml: where it is as YAML; ``None`` for nowhere.
    :param docs: where the documentation page is, or a ``DocsPage`` that says more of it; ``None`` for nowhere.
    :param middleware: the layer of the stack of the document, the page, and the files of that.
    :raise ConfigError: for what is no rule.
    """

    rule: str | None = "/openapi.json"
    yaml: str | None = None
    docs: DocsPage | str | None = None
    middleware: Sequence[Any] | None = None

    def __post_init__(self) -> None:
        About.__post_init__(self)
        for name, rule in {"rule": self.rule, "yaml": self.yaml}.items():
            if rule is not None and not is_place(rule):
                raise ConfigError(f"{name}={rule!r} is no place for a document. Write a rule without variables: '/openapi.json'.")
        if not isinstance(self.docs, str | DocsPage | None):
            raise ConfigError(f"docs={self.docs!r} is no page. Give its rule, as in docs='/docs', or a DocsPage.")
        if self.docs is not None and self.rule is None:
            raise ConfigError("docs= shows the document, but rule=None publishes none. Give it a rule.")

    def declare(self, api: Api) -> None:
        """Register the resources that publish it. The Api calls this once."""
        if self.yaml is not None:
            # Whether it is installed is to be known before somebody asks.
            _ = media.YAML_EMITTER
        documents = Documents(api, self)
        middleware = (public,) if self.middleware is None else tuple(self.middleware)
        for rule, resource in ((self.rule, json_document), (self.yaml, yaml_document)):
            if rule is not None:
                register = api.resource(rule, endpoint=endpoint_at(api, rule), middleware=middleware, is_described=False)
                register(resource(documents))
        if self.docs is not None:
            assert self.rule is not None
            page = DocsPage(self.docs) if isinstance(self.docs, str) else self.docs
            page.declare(api, documents.published(endpoint_at(api, self.rule)), middleware)
