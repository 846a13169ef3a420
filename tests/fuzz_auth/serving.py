"""What asks for the credentials of each scheme at a resource of its own, and for any of them at others."""

from __future__ import annotations

from typing import Any

from flask_resty import Api
from flask_resty import Resource
from flask_resty import public
from flask_resty.auth import AnyOf

from .app import app
from .digest import DIGEST
from .jwts import AUTHLIB
from .jwts import JWTS
from .keys import BOTH
from .keys import KEY
from .keys import SESSION
from .oauth1 import OAUTH1
from .passwords import BASIC
from .passwords import BEARER
from .providers import CLIENT
from .providers import CONSUMER
from .providers import TOKEN
from .scheme import Scheme

#: Each of them alone lets somebody in.
SINGLE: dict[str, Scheme] = {
    "basic": BASIC,
    "bearer": BEARER,
    "digest": DIGEST,
    "jwt": JWTS,
    "authlib": AUTHLIB,
    "oauth1": OAUTH1,
    "key": KEY,
    "session": SESSION,
    "token": TOKEN,
}

SCHEMES = {**SINGLE, "both": BOTH, "client": CLIENT, "consumer": CONSUMER}

#: Where the credentials of a scheme are good.
PATHS = {name: scheme.endpoint or f"/{name}" for name, scheme in SCHEMES.items()}

#: The schemes of which any is good for a path.
ANY = {"/any": [*SINGLE], "/open": [*SINGLE], **{path: [name] for name, path in PATHS.items()}}

api = Api(app)
anyone = AnyOf(*(scheme.authenticator for scheme in SINGLE.values() if scheme.authenticator))


class Me(Resource):
    """Says who asks."""

    def get(self, principal: Any) -> Any:
        return {"id": principal and principal.id}


for name, scheme in SCHEMES.items():
    if scheme.authenticator:
        api.resource(f"/{name}", endpoint=name, middleware=[scheme.authenticator])(Me)
api.resource("/any", endpoint="any", middleware=[anyone])(Me)
api.resource("/open", endpoint="open", middleware=[anyone, public])(Me)
