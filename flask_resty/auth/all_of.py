"""Several authenticators that all have to be content, as for a second factor."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from flask import Request

from ..errors import ConfigError
from ..errors import ContractError
from ..principal import identity_of
from .authenticator import Authenticator
from .challenges import Unauthorized
from .challenges import first_of_each
from .security import Alternatives
from .security import SecurityScheme
from .several import Several
from .verification import asking
from .verification import checked_function

# The types of OpenAPI's schemes that are written in Authorization.
_IN_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect"})


class AllOf(Several):
    """Lets in who has the credentials of every scheme: a session and a key, a certificate and a token.

    Where some are missing, the 401 has the challenges of those, and nobody is asked about the others. Where some are bad,
    it has those of all, and does not tell which ones.

    :param authenticators: in the order in which they are listed. Those of ``Authorization`` are asked first, and each only where
        the one before was content.
    :param principal: ``principal(first, second, ...)`` gives the principal of all of theirs, or ``None`` if they do not belong
        together; it may be ``async def``. Without it, all have to be of one ``identity_of``, and the first is taken.
    :raise ConfigError: if no request could have the credentials of all.
    """

    def __init__(self, *authenticators: Authenticator, principal: Callable[..., Any] | None = None) -> None:
        super().__init__(*authenticators)
        if not self.security:
            raise ConfigError(
                f"Nobody can have what {self!r} asks for: each request has one Authorization only. Read one of them elsewhere."
            )
        # What is signed has to be looked at before others take their part out of the query.
        self._asked = sorted(self._members, key=lambda member: not member[0].schemes)
        self._join = asking(_one_caller if principal is None else checked_function(principal, "AllOf", "principal"), "principal")

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal that all credentials belong to.

        :raise Unauthorized: for some that are missing or bad, and for those of several callers.
        """
        missing = [member for member in self.authenticators if not member.is_tried(request)]
        if len(missing) == len(self.authenticators):
            return None
        if missing:
            raise self._incomplete(missing)
        principals = {member: self._answer(member, ask, request) for member, ask in self._asked}
        principal = self._join(*(principals[member] for member in self.authenticators))
        if principal is None:
            raise Unauthorized(challenges=self.challenges())
        return principal

    def _answer(self, member: Authenticator, ask: Callable[..., Any], request: Request) -> Any:
        try:
            principal = ask(request)
        except Unauthorized as error:
            raise Unauthorized(challenges=self.challenges()) from error
        if principal is None:
            raise self._incomplete([member])
        return principal

    def _incomplete(self, missing: list[Authenticator]) -> Unauthorized:
        return Unauthorized("More credentials are needed.", challenges=first_of_each(member.challenges() for member in missing))

    @property
    def security(self) -> Alternatives:
        """What all of them ask for together; a choice that one of them leaves is a choice for all."""
        chosen = product(*(member.security or ((),) for member in self.authenticators))
        together = (tuple({scheme.name: scheme for alternative in one for scheme in alternative}.values()) for one in chosen)
        return tuple(schemes for schemes in together if _is_possible(schemes))


def _is_possible(schemes: tuple[SecurityScheme, ...]) -> bool:
    return sum(scheme.definition.get("type") in _IN_AUTHORIZATION for scheme in schemes) < 2


def _one_caller(*principals: Any) -> Any | None:
    identities = {identity_of(principal) for principal in principals}
    if None in identities:
        raise ContractError("AllOf got a principal that nothing tells from others. Give it an id, or AllOf a principal=.")
    return principals[0] if len(identities) == 1 else None
