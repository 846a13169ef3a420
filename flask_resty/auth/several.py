"""What authenticators have in common that are made of others."""

from __future__ import annotations

from typing import Any

from flask import Request

from ..errors import ConfigError
from ..stack import Seat
from .authenticator import Authenticator
from .challenges import first_of_each
from .verification import asking


class Several(Authenticator):
    """Several authenticators as one; a subclass says how many of them have to be content.

    :param authenticators: in the order in which they are asked and listed.
    """

    def __init__(self, *authenticators: Authenticator) -> None:
        who = type(self).__name__
        if not authenticators:
            raise ConfigError(f"{who} has nobody to ask. Give it authenticators, as in {who}(bearer, session).")
        for authenticator in authenticators:
            if not isinstance(authenticator, Authenticator):
                raise ConfigError(f"{who} cannot ask {authenticator!r}. Give it authenticators, as in {who}(bearer, session).")
        self.authenticators = authenticators
        self.schemes = tuple(scheme for authenticator in authenticators for scheme in authenticator.schemes)
        self.reads = tuple(dict.fromkeys(name for authenticator in authenticators for name in authenticator.reads))
        self._members = [(member, asking(member.authenticate, "authenticate")) for member in authenticators]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.authenticators))})"

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give what any of them answers with."""
        return tuple(dict.fromkeys(status for member in self.authenticators for status in member.statuses_for(method)))

    def settle(self, seat: Seat) -> None:
        """Let each of them get ready."""
        for authenticator in self.authenticators:
            authenticator.settle(seat)

    def carriers(self, request: Request) -> frozenset[str]:
        """Name all places where credentials came."""
        return frozenset().union(*(member.carriers(request) for member in self.authenticators))

    def is_tried(self, request: Request) -> bool:
        """Tell whether credentials of any kind came."""
        return any(member.is_tried(request) for member in self.authenticators)

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the challenges of all; of those who speak the same scheme, the first one's."""
        said: dict[str, Any] = {"error": error, "description": description, "scope": scope}
        return first_of_each(member.challenges(**said) for member in self.authenticators)
