"""One more Api of ``servers.everything``: a resource for each scheme by which callers say who they are."""

from __future__ import annotations

import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import requires
from flask_resty.auth import JWT
from flask_resty.auth import AllOf
from flask_resty.auth import AnyOf
from flask_resty.auth import APIKey
from flask_resty.auth import Bearer
from flask_resty.auth import Digest
from flask_resty.auth import OAuth1
from flask_resty.auth import ProtectedResource
from flask_resty.auth import Session
from flask_resty.auth import Signer

ISSUER, AUDIENCE = "https://login.example", "https://api.example"

#: The credentials that are good.
USER, PASSWORD = "ada", "päss:word"
KEY, CONSUMER, SECRET = "k3y", "printer", "s3cret"

#: The same in all processes.
SIGNING_KEY = ECKey.import_key(ec.derive_private_key(20_000_003, ec.SECP256R1()), {"kid": "one"})


def token(header: dict[str, Any] | None = None, **claims: Any) -> str:
    """Give a token that the issuer signed: a good one, but for what is said."""
    usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": USER, "exp": int(time.time()) + 60}
    said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return jwt.encode({"alg": "ES256", **(header or {})}, said, SIGNING_KEY)


def _consumer(key: str) -> Signer | None:
    return Signer(secret=SECRET, principal=Principal(id=key)) if key == CONSUMER else None


resource = ProtectedResource(AUDIENCE, authorization_servers=[ISSUER], scopes=["write"])
digest = Digest(lambda name: (PASSWORD, Principal(id=name)) if name == USER else None)
keys = APIKey(verify=lambda key: Principal(id=USER) if key == KEY else None)
tokens = Bearer(verify=JWT(SIGNING_KEY, issuer=ISSUER, audience=AUDIENCE, algorithms=["ES256"]), resource=resource)
oauth1 = OAuth1(_consumer, two_legged=True)

SCHEMES = {
    "digest": digest,
    "jwt": tokens,
    "oauth1": oauth1,
    "key": keys,
    "session": Session(lambda who: Principal(id=who)),
    "any": AnyOf(tokens, digest, oauth1, keys),
    "all": AllOf(tokens, keys),
}


class Me(Resource):
    """Says who calls."""

    def get(self, principal: Any) -> Any:
        return {"id": principal.id}

    @requires("write")
    def put(self) -> Any:
        return {}


guarded = Api(url_prefix="/auth")
for name, scheme in SCHEMES.items():
    guarded.resource(f"/{name}", endpoint=f"guarded_{name}", middleware=[scheme])(Me)


def init_app(app: Flask) -> None:
    """Put the resources into an app, and what it tells of them."""
    app.secret_key = "a secret of this app alone"
    app.register_blueprint(resource.blueprint())
    guarded.init_app(app)
