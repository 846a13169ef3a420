"""Protected-resource metadata: where clients learn who issues the tokens for an API (RFC 9728)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint
from flask import Response
from flask import jsonify
from flask import request

from ..errors import ConfigError
from ..principal import is_scope
from .addresses import checked_url

_WELL_KNOWN = "/.well-known/oauth-protected-resource"

# A part in angle brackets would be a converter of the rule.
_PATH = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]+)*/?")

# In seconds: what it says changes when the application is deployed.
_FRESH = 3600


class ProtectedResource:
    """What an API tells of itself to clients that come without a token.

    ``Bearer(..., resource=api_of_blog)`` names its address in every challenge, and :meth:`blueprint` serves it.

    :param resource: the identifier of the API, an https URL (http on loopback) without a query, as in ``"https://api.example/v1"``.
        Tokens name it as their audience.
    :param authorization_servers: the issuers whose tokens are taken, each an https URL.
    :param scopes: those that a client may ask for.
    :param name: what people call the API.
    :param documentation: the address of a page about it.
    :param more: further members of the document, as IANA's registry has them.
    :raise ConfigError: for a URL or a scope that cannot be one, and for a member that is empty.
    """

    def __init__(
        self,
        resource: str,
        *,
        authorization_servers: Collection[str] = (),
        scopes: Collection[str] = (),
        name: str | None = None,
        documentation: str | None = None,
        **more: Any,
    ) -> None:
        self.resource = _checked_identifier(resource, "resource")
        parts = urlsplit(self.resource)
        self._path = _WELL_KNOWN + ("" if parts.path == "/" else parts.path)
        if not _PATH.fullmatch(self._path):
            raise ConfigError(
                f"ProtectedResource has the resource {resource!r}, in whose path is what no rule can serve. Keep to letters and digits."
            )
        #: Where the document is: the well-known path stands before that of the API (RFC 9728, 3.1).
        self.url = f"{parts.scheme}://{parts.netloc}{self._path}"
        said = {
            "authorization_servers": [_checked_identifier(url, "authorization_servers") for url in _several(authorization_servers)],
            "scopes_supported": [_checked_scope(scope) for scope in _several(scopes)],
            "resource_name": name,
            "resource_documentation": documentation,
        }
        # Nothing is said of what is empty (RFC 9728, 3.2).
        known = {member: value for member, value in said.items() if value}
        self.document = {"resource": self.resource, **known, "bearer_methods_supported": ["header"], **_checked_more(more)}

    def __repr__(self) -> str:
        return f"ProtectedResource({self.resource!r})"

    def blueprint(self, name: str = "protected_resource") -> Blueprint:
        """Make what serves the document, for ``app.register_blueprint``, without a prefix: its path is fixed.

        :param name: what the blueprint is called, where an app has several.
        """
        blueprint = Blueprint(name, __name__)
        blueprint.add_url_rule(self._path, "document", self._answer, methods=["GET", "OPTIONS"], provide_automatic_options=False)
        return blueprint

    def _answer(self) -> Response:
        response = Response(status=204) if request.method == "OPTIONS" else jsonify(self.document)
        headers = response.headers
        # Clients in browsers read it before they know anybody here; there is nothing secret in it.
        headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            headers["Allow"] = headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            headers["Access-Control-Allow-Headers"] = "*"
            return response
        headers["Cache-Control"] = f"public, max-age={_FRESH}"
        headers["X-Content-Type-Options"] = "nosniff"
        response.add_etag()
        response.make_conditional(request)
        # The server says it, and some do so a second time.
        del headers["Date"]
        return response


def _several(names: Collection[str]) -> Collection[str]:
    return (names,) if isinstance(names, str) else names


def _checked_identifier(url: str, what: str) -> str:
    who = f"ProtectedResource, in {what},"
    if urlsplit(checked_url(url, who)).query or url.endswith("?"):
        raise ConfigError(f"{who} has the address {url!r}. Drop the query: an identifier has none.")
    return url


def _checked_scope(scope: str) -> str:
    if not is_scope(scope):
        raise ConfigError(f"ProtectedResource has the scope {scope!r}. Give each as one string without spaces.")
    return scope


def _checked_more(more: dict[str, Any]) -> dict[str, Any]:
    for member, value in more.items():
        if value is None or value in ("", [], (), {}):
            raise ConfigError(f"ProtectedResource says nothing as {member!r}. Leave it out.")
    return more
