"""An issuer of tokens, as a toy: its keys, and tokens that it signs, good ones and others."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from collections.abc import Mapping
from functools import cache
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc.jwk import ECKey
from joserfc.jwk import Key
from joserfc.jwk import OctKey
from joserfc.jwk import OKPKey
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

ISSUER = "https://login.example"
AUDIENCE = "https://api.example"


@cache
def key(kind: str = "RSA", which: int | str = 2048, name: str | None = None) -> Any:
    """Give a private key, always the same one of a kind, size or curve, and name."""
    types: Mapping[str, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey, "oct": OctKey}
    return types[kind].generate_key(which, None if name is None else {"kid": name})


def public(private: Any) -> Any:
    """Give the public half of a key."""
    return type(private).import_key(shown(private))


def shown(private: Key, **more: Any) -> dict[str, Any]:
    """Give the public half of a key as a JWK."""
    return {**private.as_dict(private=False), **more}


def claims(**changes: Any) -> dict[str, Any]:
    """Give the claims of a good token; what is changed to ``None`` is left out."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "exp": now + 600,
        "iat": now,
        "jti": "1",
        "client_id": "app",
        "scope": "read write",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def token(payload: Mapping[str, Any] | bytes | None = None, header: Mapping[str, Any] | bytes | None = None, by: Any = None) -> str:
    """Give a signed token.

    :param payload: its claims, or what stands there in place of JSON; good ones if left out.
    :param header: what its header has beside, or in place of, ``alg``; or what stands there in place of JSON.
    :param by: the key that signs; the RSA key if left out.
    """
    by = key() if by is None else by
    payload = claims() if payload is None else payload
    head = header if isinstance(header, bytes) else json.dumps({"alg": ALG[by.key_type], **(header or {})}).encode()
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    alg = ALG[by.key_type] if isinstance(header, bytes) else json.loads(head)["alg"]
    message = f"{segment(head)}.{segment(content)}"
    signature = JWSRegistry.algorithms[alg].sign(message.encode(), by) if alg in JWSRegistry.algorithms else b"?"
    return f"{message}.{segment(signature)}"


#: What each kind of key signs with, where nothing else is said.
ALG = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA", "oct": "HS256"}


def segment(octets: bytes) -> str:
    """Give octets as base64url."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


class Server:
    """A real server for one thing, as an issuer has: it can be stopped and started again, and answers as it is told."""

    def __init__(self) -> None:
        #: Gives the status and the content of an answer, or nothing where it has answered already.
        self.answer: Callable[[BaseHTTPRequestHandler], tuple[int, bytes] | None] = lambda request: (404, b"")
        #: What came: the method, the header fields and the content.
        self.asked: list[tuple[str, Mapping[str, str], bytes]] = []
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}/"

    def say(self, document: Any, status: int = 200) -> None:
        """Have it answer with JSON."""
        self.answer = lambda request: (status, json.dumps(document).encode())

    def start(self) -> None:
        """Start it, on the port that it had before."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                server.asked.append((self.command, self.headers, content))
                answer = server.answer(self)
                if answer is not None:
                    self.send_response(answer[0])
                    self.send_header("Content-Length", str(len(answer[1])))
                    self.end_headers()
                    self.wfile.write(answer[1])

            do_POST = do_GET

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        return Handler
