"""Who calls: two accounts, and a resource for each way to say which of them one is."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Blueprint
from flask_resty import Fault
from flask_resty import Principal
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import returns
from flask_resty.auth import HA1
from flask_resty.auth import JWT
from flask_resty.auth import AllOf
from flask_resty.auth import APIKey
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Digest
from flask_resty.auth import OAuth1
from flask_resty.auth import Session
from flask_resty.auth import Signer
from flask_resty.auth import TokenPrincipal
from flask_resty.auth import Tokens
from flask_resty.auth import digest_of
from flask_resty.auth import public

#: Ada may do everything, Bob nothing but call. The password of each is ``<id>-password``, the token ``<id>-token``.
ADA = Principal(id="ada", scopes=frozenset({"write", "audit", "publish"}), roles=frozenset({"admin"}))
BOB = Principal(id="bob")
CALLERS = {caller.id: caller for caller in (ADA, BOB)}

REALM = "API"

#: What tokens are signed with, who signs them, and for whom.
JWT_KEY = OctKey.import_key("a key of 256 bits, as HS256 wants")
ISSUER, AUDIENCE = "https://issuer.example", "https://api.example"

#: An application that signs its requests, with its secret, and the secret of its tokens.
CONSUMER, CONSUMER_SECRET, TOKEN_SECRET = "printer", "printer-secret", "token-secret"

_TOKENS = {f"{id}-token": caller for id, caller in CALLERS.items()}
_DIGESTS = {digest_of(token): caller for token, caller in _TOKENS.items()}

blueprint = Blueprint("callers", __name__, url_prefix="/callers")


def by_token(token: str) -> Principal | None:
    """Give the caller that a token belongs to."""
    return _TOKENS.get(token)


def by_password(username: str, password: str) -> Principal | None:
    """Give the caller with a name and a password."""
    return CALLERS.get(username) if password == f"{username}-password" else None


def by_digest(username: str) -> tuple[HA1, Principal] | None:
    """Give what is kept of a password for Digest, and the caller."""
    caller = CALLERS.get(username)
    return None if caller is None else (HA1.of(username, REALM, f"{username}-password"), caller)


def _of_claims(token: TokenPrincipal) -> Principal | None:
    return CALLERS.get(token.id)


def _signer(key: str) -> Signer | None:
    return Signer(secret=CONSUMER_SECRET, principal=ADA) if key == CONSUMER else None


def _token_of(consumer: str, token: str) -> tuple[str, Principal] | None:
    caller = by_token(token)
    return None if caller is None else (TOKEN_SECRET, caller)


SESSION = Session(CALLERS.get)

#: One of each, by the last part of its rule.
AUTHENTICATORS: dict[str, Authenticator] = {
    "basic": Basic(verify=by_password, realm=REALM),
    "bearer": Bearer(verify=Tokens(_DIGESTS.get)),
    "token": Bearer(verify=by_token, scheme="Token"),
    "jwt": Bearer(verify=JWT(JWT_KEY, issuer=ISSUER, audience=AUDIENCE, algorithms=["HS256"], principal=_of_claims)),
    "digest": Digest(by_digest, realm=REALM),
    "oauth1": OAuth1(_signer, _token_of, two_legged=True),
    "key": APIKey(verify=by_token, query="api_key", cookie="api-key"),
    "session": SESSION,
    "two": AllOf(APIKey(verify=by_token), Basic(verify=by_password)),
}


class CallerOut(Schema):
    """Who one is."""

    id = fields.Str(required=True)
    roles = fields.List(fields.Str(), required=True)


class Caller(Resource):
    """Who calls."""

    @returns(CallerOut)
    def get(self, principal: Principal) -> dict[str, Any]:
        """Tell the caller who it is."""
        return {"id": principal.id, "roles": sorted(principal.roles)}

    @returns(None)
    @requires("write")
    def delete(self) -> None:
        """Do what only some may do."""


for _name, _authenticator in AUTHENTICATORS.items():
    blueprint.resource(f"/{_name}", endpoint=_name, middleware=[_authenticator])(type(f"{_name.title()}Caller", (Caller,), {}))


class Credentials(Schema):
    """A name and a password."""

    username = fields.Str(required=True)
    password = fields.Str(required=True, load_only=True)


@blueprint.resource("/log-in")
class LogIn(Resource):
    """The way to a session."""

    @accepts(Credentials)
    @returns(None)
    @public
    def post(self, body: dict[str, Any]) -> None:
        """Log somebody in."""
        caller = by_password(**body)
        if caller is None:
            raise Problem(422, errors=[Fault(location="body", pointer="/password", code="wrong", detail="It does not fit the name.")])
        SESSION.log_in(caller)


def init_app(app: Flask) -> None:
    """Have the cookie of the session sent to nobody else."""
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"


def jwt_of(id: str) -> str:
    """Give a token that the issuer signed for a caller."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": id, "exp": int(time.time()) + 3600}
    return jwt.encode({"alg": "HS256"}, claims, JWT_KEY)
