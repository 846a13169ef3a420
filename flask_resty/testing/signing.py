"""Credentials for requests of tests, one function a scheme. What each gives signs a request before it is sent."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from typing import Any
from typing import Protocol
from urllib.parse import parse_qsl
from urllib.parse import quote

from flask.testing import EnvironBuilder

from ..auth.ha1 import HASHES
from ..auth.ha1 import ha1
from ..auth.ha1 import response
from ..errors import ConfigError
from ..http.links import OF_PATH
from ..media.form import URLENCODED


class Sender(Protocol):
    """What sends a signed request, as far as who signs has to do with it."""

    def challenge(self, request: EnvironBuilder, scheme: str) -> str | None:
        """Give the challenge of a scheme that a request gets without credentials, ``None`` if there is none."""
        ...

    def set_cookie(self, key: str, value: str = "") -> None:
        """Have a cookie sent."""
        ...

    def session_transaction(self) -> AbstractContextManager[MutableMapping[str, Any]]:
        """Open the session of the app, to write into it."""
        ...


#: Puts credentials into a request. It may ask the server before, by what sends it.
Sign = Callable[[EnvironBuilder, Sender], None]

_PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def basic(username: str, password: str) -> Sign:
    """Give credentials of Basic (RFC 7617)."""
    return header("Authorization", f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}")


def bearer(token: str, *, scheme: str = "Bearer") -> Sign:
    """Give a token of a bearer (RFC 6750), whichever kind it is: opaque, JWT, or of OAuth 2."""
    return header("Authorization", f"{scheme} {token}")


def header(name: str, value: str) -> Sign:
    """Give credentials that stand in a field of the header, as the key of an ``APIKey``."""

    def sign(request: EnvironBuilder, client: Sender) -> None:
        request.headers[name] = value

    return sign


def query(name: str, value: str) -> Sign:
    """Give a key that stands in the query."""

    def sign(request: EnvironBuilder, client: Sender) -> None:
        request.query_string = "&".join(filter(None, (request.query_string, f"{quote(name)}={quote(value)}")))

    return sign


def cookie(name: str, value: str) -> Sign:
    """Give a key that stands in a cookie, sent as a page of the same site sends it."""

    def sign(request: EnvironBuilder, client: Sender) -> None:
        client.set_cookie(name, value)
        request.headers["Sec-Fetch-Site"] = "same-origin"

    return sign


def session(**values: Any) -> Sign:
    """Give a session of the app that holds some values, sent as a page of the same site sends it.

    :param values: for ``Session(...)`` as it is, ``user_id="..."``.
    """

    def sign(request: EnvironBuilder, client: Sender) -> None:
        with client.session_transaction() as opened:
            opened.update(values)
        request.headers["Sec-Fetch-Site"] = "same-origin"

    return sign


def together(*signs: Sign) -> Sign:
    """Give the credentials of several schemes, as ``AllOf`` asks for them."""

    def sign(request: EnvironBuilder, client: Sender) -> None:
        for each in signs:
            each(request, client)

    return sign


def digest(username: str, password: str) -> Sign:
    """Give credentials of Digest (RFC 7616). Each request is sent twice: the first one is for the challenge."""

    def sign(request: EnvironBuilder, client: Sender) -> None:
        challenge = client.challenge(request, "Digest")
        if challenge is None:
            # Nobody asks, as for OPTIONS.
            return
        said = {name: quoted or plain for name, quoted, plain in _PARAMETER.findall(challenge)}
        algorithm, cnonce, count = said.get("algorithm", "MD5"), secrets.token_hex(8), "00000001"
        if algorithm not in HASHES:
            raise ConfigError(f"The server wants Digest by {algorithm!r}, which no test can give. Take one of {', '.join(HASHES)}.")
        target = _target(request)
        known = ha1(algorithm, username, said["realm"], password)
        proof = response(algorithm, known, request.method, target, said["nonce"], count, cnonce, "auth")
        given = {"username": username, "realm": said["realm"], "nonce": said["nonce"], "uri": target, "response": proof, "cnonce": cnonce}
        given |= {"opaque": said["opaque"]} if "opaque" in said else {}
        quoted = ", ".join(f'{name}="{value}"' for name, value in given.items())
        request.headers["Authorization"] = f"Digest {quoted}, algorithm={algorithm}, qop=auth, nc={count}"

    return sign


def oauth1(consumer: str, secret: str, token: str = "", token_secret: str = "") -> Sign:
    """Sign by HMAC-SHA256 as an application of OAuth 1.0 does (RFC 5849, 3)."""

    def sign(request: EnvironBuilder, client: Sender) -> None:
        given = {
            "oauth_consumer_key": consumer,
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_timestamp": str(int(time.time())),
            **({"oauth_token": token} if token else {}),
        }
        key = f"{_escape(secret)}&{_escape(token_secret)}"
        signature = hmac.digest(key.encode(), _base_string(request, given).encode(), hashlib.sha256)
        given["oauth_signature"] = b64encode(signature).decode()
        parameters = ", ".join(f'{name}="{_escape(value)}"' for name, value in given.items())
        request.headers["Authorization"] = f"OAuth {parameters}"

    return sign


def _base_string(request: EnvironBuilder, given: Mapping[str, str]) -> str:
    pairs = [*given.items(), *parse_qsl(request.query_string, keep_blank_values=True)]
    if request.mimetype == URLENCODED:
        pairs += [(name, value) for name, value in request.form.items(multi=True)]
    encoded = sorted((_escape(name), _escape(value)) for name, value in pairs)
    parameters = "&".join(f"{name}={value}" for name, value in encoded)
    # The base URL ends with a slash, the path begins with one.
    address = f"{request.base_url.rstrip('/')}{quote(request.path, safe=OF_PATH)}"
    return "&".join(map(_escape, (request.method, address, parameters)))


def _target(request: EnvironBuilder) -> str:
    path = quote(f"{request.script_root}{request.path}", safe=OF_PATH)
    return f"{path}?{request.query_string}" if request.query_string else path


def _escape(text: str) -> str:
    # RFC 5849, 3.6.
    return quote(text, safe="~")
