"""Who calls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from flask import has_request_context
from flask import request
from werkzeug.local import LocalProxy

from .typing import HasRoles
from .typing import HasScopes

#: The key in the WSGI environment that holds the principal of a request. (Not ``g``: see ``docs/why.md``.)
_KEY = "flask_resty.principal"

# RFC 6749, 3.3.
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A caller with scopes and roles, for those who have no class of their own.

    The principal of a request is whatever the authenticator's ``verify`` gave; ``scopes`` and ``roles`` are read if
    it has them, ``id`` tells it from others when requests are counted.
    """

    id: str
    scopes: frozenset[str] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)


def principal_of(environ: dict[str, Any]) -> Any:
    """Give the principal of a request, ``None`` where it is anonymous."""
    return environ.get(_KEY)


def set_principal(environ: dict[str, Any], principal: Any) -> None:
    """Say who makes this request; an authenticator does."""
    environ[_KEY] = principal


def identity_of(principal: Any) -> str | None:
    """Give a string that is the same for each request of one principal, ``None`` if nothing tells.

    Looked at in turn: the principal itself if it is a string or an integer, its ``id``, its ``get_id()``
    (as Flask-Login has it), and the key ``"id"`` or ``"sub"`` of a mapping.
    """
    if isinstance(principal, str | int):
        return str(principal)
    if isinstance(principal, dict):
        found = principal.get("id", principal.get("sub"))
    elif hasattr(principal, "id"):
        found = principal.id
    else:
        found = principal.get_id() if hasattr(principal, "get_id") else None
    return None if found is None else str(found)


def scopes_of(principal: HasScopes | Any) -> frozenset[str]:
    """Give the scopes that a principal has; a string of them is parted at its spaces."""
    scopes = getattr(principal, "scopes", None) or ()
    return frozenset(scopes.split() if isinstance(scopes, str) else scopes)


def is_scope(name: Any) -> bool:
    """Tell whether something is the name of one scope: a string without what would end it in a list or a challenge."""
    return isinstance(name, str) and _SCOPE.fullmatch(name) is not None


def roles_of(principal: HasRoles | Any) -> frozenset[str]:
    """Give the roles that a principal has."""
    roles = getattr(principal, "roles", None) or ()
    return frozenset([roles] if isinstance(roles, str) else roles)


def _current() -> Any:
    return request.environ.get(_KEY) if has_request_context() else None


#: The principal of the current request; falsy where the caller is anonymous, and outside of a request.
current_principal: Any = LocalProxy(_current)
