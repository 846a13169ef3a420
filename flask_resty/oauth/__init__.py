"""Authorization servers: clients, grants and tokens in SQLAlchemy tables, and the endpoints that give them out."""

from typing import TYPE_CHECKING

from .._later import later as _later

if TYPE_CHECKING:
    from .issuing import Issued as Issued
    from .models import AccessToken as AccessToken
    from .models import AuthorizationCode as AuthorizationCode
    from .models import Client as Client
    from .models import Grant as Grant
    from .models import RefreshToken as RefreshToken
    from .models import metadata as metadata
    from .refusal import Refusal as Refusal
    from .registry import Registry as Registry
    from .server import AuthorizationServer as AuthorizationServer
    from .signals import client_created as client_created
    from .signals import client_status_changed as client_status_changed
    from .signals import reuse_detected as reuse_detected
    from .signals import secret_rotated as secret_rotated
    from .signals import token_issued as token_issued
    from .signals import token_revoked as token_revoked

#: What is imported when it is first asked for: not every application has SQLAlchemy.
_LATER = {
    "AccessToken": "models",
    "AuthorizationCode": "models",
    "AuthorizationServer": "server",
    "Client": "models",
    "Grant": "models",
    "Issued": "issuing",
    "RefreshToken": "models",
    "Refusal": "refusal",
    "Registry": "registry",
    "client_created": "signals",
    "client_status_changed": "signals",
    # So no module here may have this name: it would take the place of the tables.
    "metadata": "models",
    "reuse_detected": "signals",
    "secret_rotated": "signals",
    "token_issued": "signals",
    "token_revoked": "signals",
}

__getattr__, __dir__ = _later(__name__, _LATER)
