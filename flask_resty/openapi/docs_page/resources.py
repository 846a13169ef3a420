"""The page, the files that it loads, and where it comes back to from a log-in: resources of the Api, as any other."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask import current_app
from marshmallow import EXCLUDE
from marshmallow import Schema

from ...contract import accepts
from ...contract import returns
from ...media.html import POLICY
from ...middleware.cache import Cache
from ...resource import Resource
from ...schematic import Binary
from ..places import path_to
from .files import File
from .files import file_of
from .files import served
from .policy import policy_for
from .sheet import REDIRECT_POLICY
from .sheet import render
from .sheet import render_redirect

#: Makes a page, of the path of the document and the document itself.
Write = Callable[[str, Mapping[str, Any]], Response | str]

_HTML = "text/html; charset=utf-8"

#: Whoever asks for a file asks for this content, and for no other. There is no secret in it, so any cache may keep it.
_FOR_EVER = Cache(public=True, max_age=31_536_000, immutable=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The document that a page is about, for the request that is being served."""

    #: Gives its path, with the prefix that the app is mounted under.
    url: Callable[[], str]
    #: Gives the document.
    document: Callable[[], Mapping[str, Any]]


def swagger_ui(published: Published, *, files: str, redirect: str, said: Mapping[str, Any]) -> type[Resource]:
    """Make the resource that is Swagger UI.

    :param files: the endpoint of what it loads.
    :param redirect: the endpoint of where it comes back to from a log-in.
    :param said: what else the page tells it.
    """

    class Docs(Resource):
        """The documentation of the Api, for people."""

        @returns(Binary(_HTML))
        @Cache(no_cache=True)
        def get(self) -> Response:
            text = render(_linking(files), document=published.url(), redirect=path_to(redirect), **said)
            return _page(text, policy_for(published.document()))

    return Docs


def page_by(write: Write, published: Published) -> type[Resource]:
    """Make the resource of a page that a function writes."""

    class Docs(Resource):
        """The documentation of the Api, for people."""

        @returns(Binary(_HTML))
        def get(self) -> Response:
            made = current_app.ensure_sync(write)(published.url(), published.document())
            return _page(made, POLICY) if isinstance(made, str) else made

    return Docs


class DocsFile(Resource):
    """A file that the page loads. What is at its address never changes."""

    def find(self, digest: str, name: str) -> File | None:
        """Give the file of a name, as long as it is the one that was meant."""
        file = file_of(name)
        return file if file is not None and file.digest == digest else None

    @returns(Binary("text/javascript; charset=utf-8", "text/css; charset=utf-8"))
    @_FOR_EVER
    def get(self, item: File) -> Response:
        """Give it."""
        response = current_app.response_class(item.content, content_type=f"{item.media_type}; charset=utf-8")
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class _Answer(Schema):
    """What an authorization server says to the page, which reads it by itself."""

    class Meta:
        """Servers may say more than the standards know (RFC 6749, 4.1.2)."""

        unknown = EXCLUDE


def redirect_page(*, files: str) -> type[Resource]:
    """Make the resource that an authorization server leads back to, in a window of its own.

    :param files: the endpoint of what it loads.
    """

    class DocsRedirect(Resource):
        """Where a log-in comes back to."""

        @accepts(_Answer, "query")
        @returns(Binary(_HTML))
        @Cache(no_store=True)
        def get(self) -> Response:
            response = _page(render_redirect(_linking(files)), REDIRECT_POLICY)
            # There is a code in its address.
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

    return DocsRedirect


def _linking(endpoint: str) -> Callable[[str], str]:
    return lambda name: path_to(endpoint, digest=served(name).digest, name=name)


def _page(text: str, policy: str) -> Response:
    response = current_app.response_class(text, content_type=_HTML)
    response.headers.update({"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff"})
    return response
