"""Say who calls: by a name and password, a token, or a key."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from typing import Protocol
from urllib.parse import quote
from urllib.parse import unquote_plus
from urllib.parse import urlsplit

from .messages import Pause
from .messages import Request
from .messages import Response
from .messages import Steps
from .messages import with_fields

#: Sends a request.
Send = Callable[[Request], Steps[Response]]


class Auth(Protocol):
    """What says who calls."""

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send a request with credentials."""
        ...


class Anonymous:
    """Nobody in particular."""

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request as it is."""
        return (yield from send(request))


class Basic:
    """A name and a password (RFC 7617). Use it over TLS only."""

    def __init__(self, username: str, password: str) -> None:
        self._field = "Basic " + b64encode(f"{username}:{password}".encode()).decode()

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with both."""
        return (yield from send(request.having(authorization=self._field)))


class Bearer:
    """A token (RFC 6750).

    :param token: the token, or a function that gives it for each request.
    :param scheme: the word before it, where the server has another one.
    """

    def __init__(self, token: str | Callable[[], str], *, scheme: str = "Bearer") -> None:
        self._token, self._scheme = token, scheme

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with the token."""
        token = self._token if isinstance(self._token, str) else self._token()
        return (yield from send(request.having(authorization=f"{self._scheme} {token}")))


class ApiKey:
    """A key in a header field, a cookie or the query.

    :param name: the name of the field, the cookie or the parameter.
    """

    def __init__(self, key: str, *, name: str = "X-API-Key", where: Literal["header", "cookie", "query"] = "header") -> None:
        self._key, self._name, self._where = key, name, where

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with the key."""
        if self._where == "query":
            return (yield from send(replace(request, url=self._told_in(request.url))))
        if self._where == "cookie":
            return (yield from send(as_own_page(with_cookies(request, {self._name: self._key}))))
        return (yield from send(replace(request, headers=with_fields(request.headers, {self._name: self._key}))))

    def _told_in(self, url: str) -> str:
        # The address of a next page may have it already.
        start, _, query = url.partition("?")
        others = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != self._name]
        own = f"{quote(self._name)}={quote(self._key, safe='')}"
        return f"{start}?{'&'.join([*others, own])}"


def with_cookies(request: Request, cookies: Mapping[str, str]) -> Request:
    """Give a request with more cookies (RFC 6265, 4.2)."""
    said = [request.headers["Cookie"]] if "Cookie" in request.headers else []
    return request.having(cookie="; ".join([*said, *(f"{name}={value}" for name, value in cookies.items())]) or None)


def as_own_page(request: Request) -> Request:
    """Say that a request with cookies comes from the server's own pages (RFC 6454, 7), which no other site can say."""
    scheme, host, *_ = urlsplit(request.url)
    return request.having(origin=f"{scheme}://{host}")


class Several:
    """Several credentials at once, for servers that ask for all of them.

    What one of them asks another server for, such as a token, has none of the others.
    """

    def __init__(self, *auths: Auth) -> None:
        self._auths = auths

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with all of them."""
        for auth in reversed(self._auths):
            send = _through(auth, send, _origin(request))
        return (yield from send(request))


def _through(auth: Auth, send: Send, origin: tuple[str, str]) -> Send:
    return lambda request: auth.flow(request, send) if _origin(request) == origin else send(request)


def _origin(request: Request) -> tuple[str, str]:
    scheme, host, *_ = urlsplit(request.url)
    return scheme, host


class OneByOne:
    """Has one call at a time do what all of them need, such as getting a token. The others wait, and need it no more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def run(self, is_needed: Callable[[], bool], work: Callable[[], Steps[None]]) -> Steps[None]:
        """Do something, unless somebody else did in the meantime."""
        while not self._lock.acquire(blocking=False):
            yield Pause(0.02)
        try:
            if is_needed():
                yield from work()
        finally:
            self._lock.release()


class Digest:
    """A name, and a hash of the password that is good for one server (RFC 7616): SHA-256, or MD5 where the server knows nothing better."""

    def __init__(self, username: str, password: str) -> None:
        self._username, self._password = username, password
        self._challenge: dict[str, str] = {}
        self._count = 0

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with a hash; the first time, the server is asked for what is hashed."""
        response = yield from send(request.having(authorization=self._answer(request)) if self._challenge else request)
        if response.status == 401 and self._take(response) and request.is_repeatable:
            response = yield from send(request.having(authorization=self._answer(request)))
        return response

    def _take(self, response: Response) -> bool:
        found = [challenge for line in response.headers.all("WWW-Authenticate") for challenge in _digests(line)]
        known = [one for one in found if one.get("algorithm", "MD5").upper() in _HASHES]
        self._challenge, self._count = (known[0] if known else {}), 0
        return bool(known)

    def _answer(self, request: Request) -> str:
        told, self._count = self._challenge, self._count + 1
        parts = urlsplit(request.url)
        uri = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        said = {"username": self._username, "realm": told.get("realm", ""), "nonce": told["nonce"], "uri": uri}
        said |= {name: told[name] for name in ("opaque",) if name in told}
        count, own, algorithm = f"{self._count:08x}", secrets.token_hex(16), told.get("algorithm", "MD5")
        digest = _hash_of(algorithm)
        who = digest(f"{self._username}:{said['realm']}:{self._password}")
        said["cnonce"] = own
        said["response"] = digest(":".join([who, told["nonce"], count, own, "auth", digest(f"{request.method}:{uri}")]))
        quoted = ", ".join(f'{name}="{_escaped(value)}"' for name, value in said.items())
        return f"Digest {quoted}, algorithm={algorithm}, qop=auth, nc={count}"


_HASHES = {"SHA-256": "sha256", "MD5": "md5"}

#: A parameter of a challenge, after the scheme where it is the first one (RFC 9110, 11.6.1).
#: It begins where a word does and never goes back, so that the longest line is read in one go.
_PARAMETER = re.compile(r'(?<![\w-])(?:([A-Za-z0-9-]++)\s++)?([A-Za-z0-9_-]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s,"]+))')


def _digests(line: str) -> list[dict[str, str]]:
    """Read the challenges of Digest in a line, which may have others, too."""
    found: list[tuple[str, dict[str, str]]] = []
    for scheme, name, quoted, bare in _PARAMETER.findall(line):
        if scheme or not found:
            found.append((scheme.lower(), {}))
        found[-1][1][name.lower()] = re.sub(r"\\(.)", r"\1", quoted) or bare
    return [told for scheme, told in found if scheme == "digest" and "nonce" in told]


def _hash_of(algorithm: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(_HASHES[algorithm.upper()], text.encode(), usedforsecurity=False).hexdigest()


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)
