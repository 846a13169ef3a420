"""Say who calls by a signature (OAuth 1.0, RFC 5849)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Iterable
from typing import Literal
from urllib.parse import parse_qsl
from urllib.parse import quote
from urllib.parse import urlsplit

from .credentials import Send
from .messages import Request
from .messages import Response
from .messages import Steps

_FORM = "application/x-www-form-urlencoded"


class OAuth1:
    """Requests that are signed by the secrets of an application and of a token that it was given.

    :param sign: signs the base string by a method of your own, such as RSA; ``method`` names it then.
    """

    def __init__(
        self,
        consumer_key: str,
        consumer_secret: str = "",
        *,
        token: str = "",
        token_secret: str = "",
        method: Literal["HMAC-SHA256", "HMAC-SHA1", "PLAINTEXT"] | str = "HMAC-SHA256",
        sign: Callable[[str], str] | None = None,
    ) -> None:
        self._key, self._token, self._method = consumer_key, token, method
        self._secrets = f"{escaped(consumer_secret)}&{escaped(token_secret)}"
        self._sign = sign or self._by_secrets

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with its signature."""
        return (yield from send(request.having(authorization=self._authorization(request))))

    def _authorization(self, request: Request) -> str:
        said = {"oauth_consumer_key": self._key, "oauth_signature_method": self._method, "oauth_timestamp": str(int(time.time()))}
        said |= {"oauth_nonce": secrets.token_hex(16), "oauth_version": "1.0"} | ({"oauth_token": self._token} if self._token else {})
        is_form = request.headers.get("Content-Type", "").startswith(_FORM)
        body = request.body if isinstance(request.body, bytes) else None
        if body is not None and not is_form:
            said["oauth_body_hash"] = b64encode(hashlib.sha256(body).digest()).decode()
        form = parse_qsl((body or b"").decode(), keep_blank_values=True) if is_form else []
        said["oauth_signature"] = self._sign(base_string(request.method, request.url, [*said.items(), *form]))
        return "OAuth " + ", ".join(f'{name}="{escaped(value)}"' for name, value in said.items())

    def _by_secrets(self, text: str) -> str:
        if self._method == "PLAINTEXT":
            return self._secrets
        digest = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}[self._method]
        return b64encode(hmac.digest(self._secrets.encode(), text.encode(), digest)).decode()


def base_string(method: str, url: str, said: Iterable[tuple[str, str]]) -> str:
    """Give the text that is signed of a request (RFC 5849, 3.4.1)."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    pairs = sorted((escaped(name), escaped(value)) for name, value in [*said, *parse_qsl(parts.query, keep_blank_values=True)])
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join(map(escaped, (method.upper(), f"{parts.scheme}://{host}{port}{parts.path or '/'}", normal)))


def escaped(text: str) -> str:
    """Escape text as signatures have it (RFC 5849, 3.6)."""
    return quote(text, safe="~")
