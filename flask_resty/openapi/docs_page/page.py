"""Where the page of an Api is, and how it logs in."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ...api import Api
from ...errors import ConfigError
from ...resource import Resource
from ..places import endpoint_at
from ..places import is_place
from .resources import DocsFile
from .resources import Published
from .resources import Write
from .resources import page_by
from .resources import redirect_page
from .resources import swagger_ui


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPage:
    """The documentation page of an Api: where it is, and how it logs in.

    It is Swagger UI, which comes with the package. Its content security policy lets nothing run but what is shipped, and
    nothing be asked but the app and those servers that the document names::

        Api(openapi=OpenAPI(docs=DocsPage("/docs", client_id="docs")))

    :param rule: where the page is, under the Api's prefix. What it loads is below it, and so is the address that an authorization server
        has to know (RFC 6749, 3.1.2): ``/docs/oauth2-redirect`` for ``/docs``.
    :param client_id: what the page is called at the authorization server: a public client. It logs in by a code and PKCE (RFC 7636),
        and has no secret.
    :param scopes: what is ticked beforehand when somebody logs in.
    :param options: parameters of Swagger UI that JSON can say, as ``{"docExpansion": "none"}``.
    :param page: writes another page in its place: a function that gets the path of the document and the document, and gives a response,
        or text that is sent as HTML which may load what the app serves.
    :raise ConfigError: for what is no rule, and for what stands beside a page of one's own and would be said to nobody.
    """

    rule: str = field(default="/docs", kw_only=False)
    client_id: str | None = None
    scopes: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    page: Write | None = None

    def __post_init__(self) -> None:
        if not is_place(self.rule):
            raise ConfigError(f"DocsPage({self.rule!r}) is no place for a page. Write a rule without variables: '/docs'.")
        if isinstance(self.scopes, str):
            raise ConfigError(f"DocsPage(scopes={self.scopes!r}) is one text. Give a list: scopes=[{self.scopes!r}].")
        if self.page is not None and (self.client_id or self.scopes or self.options):
            raise ConfigError("DocsPage(page=...) is another page than Swagger UI. Leave client_id, scopes and options out.")

    def declare(self, api: Api, published: Published, middleware: Sequence[Any]) -> None:
        """Register the page, what it loads, and where it comes back to from a log-in.

        :param published: the document that it is about.
        :param middleware: the layer of the stack of all of them.
        """
        endpoint = endpoint_at(api, self.rule)
        for below, kind, resource in self._resources(api, published, endpoint):
            register = api.resource(f"{self.rule}{below}", endpoint=f"{endpoint}{kind}", middleware=middleware, is_described=False)
            register(resource)

    def _resources(self, api: Api, published: Published, endpoint: str) -> Iterator[tuple[str, str, type[Resource]]]:
        """Give what is at and below the rule, each with the end of its rule and of its endpoint."""
        if self.page is not None:
            yield "", "", page_by(self.page, published)
            return
        said = {"title": api.title, "client": self.client_id or "", "scopes": list(self.scopes), "options": dict(self.options)}
        yield "", "", swagger_ui(published, files=f"{endpoint}_file", redirect=f"{endpoint}_redirect", said=said)
        yield "/<digest>/<name>", "_file", DocsFile
        yield "/oauth2-redirect", "_redirect", redirect_page(files=f"{endpoint}_file")
