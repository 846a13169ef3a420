"""Several authenticators as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Request

from ..errors import ConfigError
from .authenticator import Authenticator
from .challenges import FIELD
from .challenges import Unauthorized
from .challenges import one_per_scheme
from .security import Alternatives
from .verification import asking


class AnyOf(Authenticator):
    """Lets the caller choose among schemes; a 401 lists them all.

    The scheme in ``Authorization`` decides who is asked. Of two that speak the same, the second is asked where the
    first refuses.

    :param authenticators: in the order in which they are asked and listed.
    """

    def __init__(self, *authenticators: Authenticator) -> None:
        if not authenticators:
            raise ConfigError("AnyOf has nothing to choose from. Give it authenticators, as in AnyOf(bearer, basic).")
        for authenticator in authenticators:
            if not isinstance(authenticator, Authenticator):
                raise ConfigError(f"AnyOf cannot ask {authenticator!r}. Give it authenticators, as in AnyOf(bearer, basic).")
        self.authenticators = authenticators
        self.schemes = tuple(scheme for authenticator in authenticators for scheme in authenticator.schemes)
        # (To type checkers it is the class's.)
        vars(self).update(reads=tuple(dict.fromkeys(name for authenticator in authenticators for name in authenticator.reads)))
        self._members = [(member.schemes, asking(member.authenticate, "authenticate")) for member in authenticators]

    def __repr__(self) -> str:
        return f"AnyOf({', '.join(map(repr, self.authenticators))})"

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal that the first fitting authenticator knows.

        :raise Unauthorized: where none of them does.
        """
        given = self.credentials(request)
        if given is None:
            # Some may find credentials elsewhere, as in a cookie.
            answers = (ask(request) for _, ask in self._members)
            return next((principal for principal in answers if principal is not None), None)
        refused: list[str] = []
        for ask in (ask for schemes, ask in self._members if given.scheme in schemes):
            try:
                principal = ask(request)
            except Unauthorized as error:
                refused += error.headers.getlist(FIELD)
            else:
                if principal is not None:
                    return principal
        raise Unauthorized(challenges=one_per_scheme([*refused, *self.challenges()]))

    def is_tried(self, request: Request) -> bool:
        """Tell whether credentials of any kind came."""
        return any(member.is_tried(request) for member in self.authenticators)

    @property
    def security(self) -> Alternatives:
        """What each of them asks for."""
        return tuple(alternative for member in self.authenticators for alternative in member.security)

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the challenges of all, one per scheme."""
        return one_per_scheme(_each(self.authenticators, error=error, description=description, scope=scope))


def _each(authenticators: Iterable[Authenticator], **said: str | None) -> Iterable[str]:
    for authenticator in authenticators:
        yield from authenticator.challenges(**said)
