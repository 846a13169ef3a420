"""A choice among authenticators."""

from __future__ import annotations

from typing import Any

from flask import Request

from .challenges import FIELD
from .challenges import Unauthorized
from .challenges import first_of_each
from .security import Alternatives
from .several import Several


class AnyOf(Several):
    """Lets the caller choose among schemes; a 401 lists them all.

    Where the credentials are, and the scheme in ``Authorization``, decide who is asked. Of two that speak the same, the
    second is asked where the first refuses. A cookie comes by itself, so it counts only where nothing else came.

    :param authenticators: in the order in which they are asked and listed.
    """

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal that the first fitting authenticator knows.

        :raise Unauthorized: where none of them does.
        :raise Problem: 400 for credentials of two kinds at once (RFC 6750, 2).
        """
        # Where nobody speaks a scheme of it, Authorization is for somebody else.
        given = self.credentials(request) if self.schemes else None
        carried = [member.carriers(request) for member in self.authenticators]
        came: frozenset[str] = frozenset().union(*carried)
        fitting = [
            ask
            for (member, ask), own in zip(self._members, carried, strict=True)
            if own == came and (given is None or given.scheme in member.schemes)
        ]
        if not fitting:
            raise self.malformed("Credentials of more than one kind came.")
        refused: list[list[str]] = []
        for ask in fitting:
            try:
                principal = ask(request)
            except Unauthorized as error:
                refused.append(error.headers.getlist(FIELD))
                if not came:
                    # Two cookies are two kinds: a bad one is not made good by another.
                    break
            else:
                if principal is not None:
                    return principal
        if not came and not refused:
            return None
        raise Unauthorized(challenges=first_of_each([*refused, *(member.challenges() for member in self.authenticators)]))

    @property
    def security(self) -> Alternatives:
        """What each of them asks for."""
        return tuple(alternative for member in self.authenticators for alternative in member.security)
