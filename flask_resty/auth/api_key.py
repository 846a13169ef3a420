"""Keys of an API, in a header field, the query or a cookie."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from typing import NamedTuple
from urllib.parse import unquote_plus

from flask import Request

from ..errors import ConfigError
from ..http.methods import SAFE
from .authenticator import Authenticator
from .challenges import Unauthorized
from .challenges import checked_realm
from .challenges import write
from .csrf import checked_origins
from .csrf import refuse_forged
from .security import Alternatives
from .security import SecurityScheme
from .verification import Secret
from .verification import Verify
from .verification import verifier

# What fields, parameters and cookies may all be called, and security schemes in an OpenAPI document, too.
_NAME = re.compile(r"[A-Za-z0-9._-]+")

# No comma: servers put one between two fields of one name. No longer key is worth the look-up.
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,1024}")


class _Sent(NamedTuple):
    keys: list[str]
    is_cookie: bool = False


class APIKey(Authenticator):
    """Whoever has the key is let in. It is in a header field; elsewhere only if that is asked for by name.

    Exactly one of ``verify`` and ``secret`` is given; both may be ``async def``. A cookie gives way to the other two, and
    protects what changes something against other sites, as :class:`Session` does; there is no token for it.

    :param verify: ``verify(key)`` gives the principal, or ``None``; :class:`Tokens` is one.
    :param secret: ``secret(key)`` gives the key as it is stored and the principal, or ``None``: for a look-up by a part of
        the key. Comparing the whole in constant time is done here.
    :param header: the field; ``None`` for none.
    :param query: the parameter. URLs are kept in logs and histories, so it is for clients that can do nothing else.
    :param cookie: the cookie.
    :param realm: what the key is for.
    :param trusted_origins: with ``cookie``: other origins whose pages may change something.
    :raise ConfigError: for names that cannot be, and if there is no place for a key.
    """

    def __init__(
        self,
        verify: Verify | None = None,
        *,
        secret: Secret | None = None,
        header: str | None = "X-API-Key",
        query: str | None = None,
        cookie: str | None = None,
        realm: str = "API",
        trusted_origins: Collection[str] = (),
    ) -> None:
        self.places = _checked_places({"header": header, "query": query, "cookie": cookie})
        self.realm = checked_realm(realm, "APIKey")
        self.trusted_origins = checked_origins(trusted_origins, "APIKey")
        self._header, self._query, self._cookie = header, query, cookie
        self.reads = tuple(name for name in (header, cookie and "Cookie") if name)
        self._check = verifier("APIKey", verify, secret)

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give what it answers with; 403 is for a cookie that another site may have had sent."""
        return self.statuses if self._cookie is None or method in SAFE else (*self.statuses, 403)

    def __repr__(self) -> str:
        return f"APIKey({', '.join(f'{place}={name!r}' for place, name in self.places.items())}, realm={self.realm!r})"

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal of a key.

        :raise Unauthorized: for a key that is not known.
        :raise Problem: 400 for two keys at once; 403 for a cookie that another site may have had sent.
        """
        sent, is_cookie = self._sent(request)
        if not sent:
            return None
        if len(sent) > 1 or "," in sent[0]:
            raise self.malformed("More than one key came.")
        if is_cookie:
            refuse_forged(request, self.trusted_origins)
        principal = self._check(sent[0]) if _KEY.fullmatch(sent[0]) else None
        if principal is None:
            raise Unauthorized(challenges=self.challenges())
        if self._query is not None:
            _drop(request, self._query)
        return principal

    def carriers(self, request: Request) -> frozenset[str]:
        """Name the field and the parameter, where they came."""
        came = set() if self._header is None or self._header not in request.headers else {self._header.lower()}
        return frozenset(came | ({f"?{self._query}"} if self._query is not None and _values(request, self._query) else set()))

    def is_tried(self, request: Request) -> bool:
        """Tell whether a key came, good or bad."""
        return bool(self._sent(request)[0])

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the one challenge, which names the places. The scheme is not registered; none is for keys."""
        return [] if error else [write("ApiKey", realm=self.realm, **self.places)]

    @property
    def security(self) -> Alternatives:
        """The key in any one of its places."""
        return tuple((_scheme(place, name),) for place, name in self.places.items())

    def _sent(self, request: Request) -> _Sent:
        # White space around a value is no part of it (RFC 9110, 5.5), whether a server has taken it off or not.
        keys = [] if self._header is None else [key.strip(" \t") for key in request.headers.getlist(self._header)]
        keys = keys if self._query is None else [*keys, *_values(request, self._query)]
        if keys or self._cookie is None:
            return _Sent(keys)
        return _Sent(request.cookies.getlist(self._cookie), is_cookie=True)


def _checked_places(named: dict[str, str | None]) -> dict[str, str]:
    places = {place: name for place, name in named.items() if name is not None}
    if not places:
        raise ConfigError("APIKey has no place to look for a key. Name a header=, a query= or a cookie=.")
    for place, name in places.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ConfigError(f"APIKey cannot look at {place}={name!r}. Name it in letters, digits, '.', '_' and '-'.")
    if places.get("header", "").lower() in {"authorization", "cookie"}:
        raise ConfigError(
            f"APIKey cannot look at header={places['header']!r}. Take Bearer(scheme='ApiKey') for Authorization, cookie= for a cookie."
        )
    return places


def _scheme(place: str, name: str) -> SecurityScheme:
    return SecurityScheme(name if place == "header" else f"{name}.{place}", {"type": "apiKey", "in": place, "name": name})


def _values(request: Request, name: str) -> list[str]:
    pairs = (pair.partition("=") for pair in request.environ.get("QUERY_STRING", "").split("&"))
    return [unquote_plus(value) for key, _, value in pairs if unquote_plus(key) == name]


def _drop(request: Request, name: str) -> None:
    """Take the key out of the query: it is no parameter of any verb, and must not get into links that are made of the address."""
    pairs = request.environ.get("QUERY_STRING", "").split("&")
    left = "&".join(pair for pair in pairs if unquote_plus(pair.partition("=")[0]) != name)
    request.environ["QUERY_STRING"] = left
    request.query_string = left.encode("latin-1")
