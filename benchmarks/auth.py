"""What it takes to find out who calls."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterator
from functools import cache
from functools import partial
from typing import Any

from flask import Request
from flask import Response
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jwt import JWTClaimsRegistry

from flask_resty import Principal
from flask_resty.auth import JWT
from flask_resty.auth import Bearer
from flask_resty.typing import Middleware
from flask_resty.typing import Next

from .applications.resty import application
from .drivers import function
from .drivers import wsgi
from .exchanges import GET
from .harness import Case
from .harness import Contestant
from .harness import Surcharge
from .workloads import READER_SEEN

_ISSUER = "https://login.example"
_AUDIENCE = "https://api.example"
_ANSWER = (200, READER_SEEN)


def cases() -> Iterator[Case]:
    """Give the cases."""
    yield Case(
        title="W1, a small object, for who has a token signed by RS256",
        answer=_ANSWER,
        contestants={
            "flask_resty": lambda: _asked(),
            "flask_resty, Bearer": lambda: _asked(Bearer(verify=_known)),
            "flask_resty, JWT": lambda: _asked(Bearer(verify=_verifier())),
            "flask_resty, joserfc in the stack": lambda: _asked(_in_the_stack(_theirs())),
            "joserfc": lambda: function(partial(_theirs(), _token()), lambda subject: subject == "ada" and _ANSWER),
        },
        goals=[Surcharge("flask_resty, JWT", "flask_resty", "joserfc", 1.4)],
    )


def _asked(*middleware: Any) -> Contestant:
    exchange = GET(path="/readers/7", headers={"Accept": "application/json", "Authorization": f"Bearer {_token()}"})
    return wsgi(application(middleware), exchange)


def _known(token: str) -> Principal:
    return Principal(id="ada")


def _verifier() -> JWT:
    return JWT(_shown(), issuer=_ISSUER, audience=_AUDIENCE, algorithms=["RS256"])


def _in_the_stack(verified: Callable[[str], Any]) -> Middleware:
    """Make what verifies the token of a request, and no more: the same work, where the caches of the processor are not warm from itself."""

    def entry(request: Request, next: Next) -> Response:
        verified(request.headers["Authorization"].removeprefix("Bearer "))
        return next(request)

    return entry


def _theirs() -> Callable[[str], Any]:
    """Make what verifies a token and its claims by joserfc alone."""
    key = _shown()
    expected = JWTClaimsRegistry(
        iss={"essential": True, "value": _ISSUER}, aud={"essential": True, "value": _AUDIENCE}, exp={"essential": True}
    )

    def verified(token: str) -> Any:
        decoded = jwt.decode(token, key, algorithms=["RS256"])
        expected.validate(decoded.claims)
        return decoded.claims["sub"]

    return verified


@cache
def _key() -> RSAKey:
    return RSAKey.generate_key(2048)


def _shown() -> RSAKey:
    return RSAKey.import_key(_key().as_dict(private=False))


@cache
def _token() -> str:
    now = int(time.time())
    claims = {"iss": _ISSUER, "aud": _AUDIENCE, "sub": "ada", "exp": now + 86_400, "iat": now, "jti": "1", "scope": "read write"}
    return jwt.encode({"alg": "RS256", "kid": "1", "typ": "at+jwt"}, claims, _key())
