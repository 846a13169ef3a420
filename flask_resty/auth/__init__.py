"""Who calls, and what they may do: authenticators, one module a scheme, and rules."""

from typing import TYPE_CHECKING

from .._later import later as _later
from .authenticator import Authenticator as Authenticator
from .authenticator import public as public
from .challenges import Unauthorized as Unauthorized
from .requirement import requires as requires

if TYPE_CHECKING:
    from .all_of import AllOf as AllOf
    from .any_of import AnyOf as AnyOf
    from .api_key import APIKey as APIKey
    from .authlib_validator import AuthlibValidator as AuthlibValidator
    from .backoff import Backoff as Backoff
    from .basic import Basic as Basic
    from .bearer import Bearer as Bearer
    from .claims import TokenPrincipal as TokenPrincipal
    from .digest import Digest as Digest
    from .ha1 import HA1 as HA1
    from .introspection import Introspection as Introspection
    from .jwks import JWKS as JWKS
    from .jwt import JWT as JWT
    from .oauth1 import OAuth1 as OAuth1
    from .oauth1 import Signer as Signer
    from .passwords import Passwords as Passwords
    from .protected_resource import ProtectedResource as ProtectedResource
    from .session import Session as Session
    from .tokens import Tokens as Tokens
    from .tokens import digest_of as digest_of
    from .tokens import new_token as new_token

#: What is imported when it is first asked for, so that an application does not load what it does not use.
_LATER = {
    "APIKey": "api_key",
    "AllOf": "all_of",
    "AnyOf": "any_of",
    "AuthlibValidator": "authlib_validator",
    "Backoff": "backoff",
    "Basic": "basic",
    "Bearer": "bearer",
    "Digest": "digest",
    "HA1": "ha1",
    "Introspection": "introspection",
    "JWKS": "jwks",
    "JWT": "jwt",
    "OAuth1": "oauth1",
    "Passwords": "passwords",
    "ProtectedResource": "protected_resource",
    "Session": "session",
    "Signer": "oauth1",
    "TokenPrincipal": "claims",
    "Tokens": "tokens",
    "digest_of": "tokens",
    "new_token": "tokens",
}

__getattr__, __dir__ = _later(__name__, _LATER)
