"""Claims: what a token says of whom it was given to, and whether it holds here and now (RFC 7519, 4)."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ..errors import ConfigError
from ..principal import Principal
from .verification import asking
from .verification import checked_function

_NO_NAMES: frozenset[str] = frozenset()

_HALF = re.compile("[\ud800-\udfff]")

#: Makes the application's own principal of the one that a token gives; may be ``async def``.
Make = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPrincipal(Principal):
    """Who a token speaks for: its ``id`` is the subject, or the client where the client acts for itself."""

    #: The client that the token was given to, ``None`` if the token does not tell.
    client_id: str | None = None
    #: All that the token says. What it is compared and printed by is the rest.
    claims: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


def principal_in(claims: Mapping[str, Any]) -> TokenPrincipal:
    """Give the principal that claims name.

    :raise ValueError: if they name nobody, or say it in a type that is not the claim's.
    """
    subject = _name(claims.get("sub"), "sub")
    client = _name(claims.get("client_id", claims.get("azp")), "client_id")
    # What is empty tells nobody from others: all such callers would share one count. Nor is a subject without a name the client.
    identity = client if subject is None else subject
    if not identity:
        raise ValueError("The claims name neither a subject nor a client.")
    roles = _names(claims["roles"], "roles") if "roles" in claims else _NO_NAMES
    return TokenPrincipal(id=identity, scopes=_scopes(claims), roles=roles, client_id=client, claims=claims)


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """Give the scopes of a token: ``scope``, one string (RFC 8693, 4.2), and ``scp``, which several issuers write in its place.

    :raise ValueError: if they are neither.
    """
    scope, scp = claims.get("scope", ""), claims.get("scp", "")
    if not isinstance(scope, str):
        raise ValueError("The scope is not a string.")
    scopes = _split(scope)
    return scopes | (_split(scp) if isinstance(scp, str) else _names(scp, "scp")) if scp != "" else scopes


def _split(scope: str) -> frozenset[str]:
    # A space alone parts them (RFC 6749, 3.3); split() would take more for white space.
    return frozenset(filter(None, scope.split(" ")))


def _name(value: Any, claim: str) -> str | None:
    # Half a character is in no name, and could not be sent in any answer.
    if value is not None and (not isinstance(value, str) or _HALF.search(value)):
        raise ValueError(f"The claim {claim!r} is not a string.")
    return value


def _names(value: Any, claim: str) -> frozenset[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError(f"The claim {claim!r} is not a list of strings.")
    return frozenset(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What claims have to say so that they hold here and now."""

    #: The one that ``iss`` has to be; ``None`` if any will do.
    issuer: str | None = None
    #: Those of which ``aud`` has to name one; none if any will do.
    audience: frozenset[str] = frozenset()
    #: Claims that have to be there.
    required: frozenset[str] = frozenset()
    #: For how many seconds the clocks may differ.
    leeway: float = 0
    now: Callable[[], float] = time.time

    def check(self, claims: Mapping[str, Any]) -> None:
        """Check whom the claims are from and for, and that they have not ended.

        :raise ValueError: if they do not hold.
        """
        for name in self.required:
            if claims.get(name) is None:
                raise ValueError("A claim is missing.")
        if self.issuer is not None and claims.get("iss") != self.issuer:
            raise ValueError("The issuer is another one.")
        if self.audience and self.audience.isdisjoint(_audience(claims)):
            raise ValueError("The audience is another one.")
        if "exp" in claims and _date(claims["exp"]) <= self.now() - self.leeway:
            raise ValueError("The token has expired.")

    def check_beginning(self, claims: Mapping[str, Any]) -> None:
        """Check that the claims hold already. A token that was issued in the future has no end to be trusted, either.

        :raise ValueError: if they do not.
        """
        latest = self.now() + self.leeway
        for name in ("nbf", "iat"):
            if name in claims and _date(claims[name]) > latest:
                raise ValueError("The token is not valid yet.")


def _audience(claims: Mapping[str, Any]) -> Collection[str]:
    audience = claims.get("aud")
    return (audience,) if isinstance(audience, str) else _names(audience, "aud")


def _date(value: Any) -> float:
    # A NumericDate is a number (RFC 7519, 2). In Python, a bool is one as well, and NaN is never in the past.
    if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError("A date is not a number.")
    return value


def checked_names(names: str | Collection[str], who: str, what: str) -> frozenset[str]:
    """Give one or several names, as a developer wrote them, as a set.

    :raise ConfigError: for anything else, and for none.
    """
    several = (names,) if isinstance(names, str) else names
    if not isinstance(several, Collection) or not several or not all(isinstance(name, str) and name for name in several):
        raise ConfigError(f"{who} has {what}={names!r}, which names nothing. Give a string, or a list of strings.")
    return frozenset(several)


def checked_issuer(issuer: str, who: str) -> str:
    """Give the name of an issuer back.

    :raise ConfigError: for what is no name.
    """
    if not isinstance(issuer, str) or not issuer:
        raise ConfigError(f"{who} has the issuer {issuer!r}. Give what the tokens say as 'iss', as in issuer='https://login.example'.")
    return issuer


def making(make: Make | None, who: str) -> Make:
    """Give the function that makes the application's principal; without one the principal stays as it is.

    :param who: what it was given to as ``principal=``, for the error.
    :raise ConfigError: for what cannot be called.
    """
    if make is None:
        return lambda principal: principal
    return asking(checked_function(make, who, "principal"), "principal")
