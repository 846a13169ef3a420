"""Who may call an operation, as OpenAPI says it."""

from __future__ import annotations

from itertools import count
from typing import Any

from ..auth.security import SecurityScheme
from ..demands import demands_of
from ..operation import Operation


class Security:
    """The security schemes of an Api, gathered while its operations are described."""

    def __init__(self) -> None:
        self._schemes: dict[str, dict[str, Any]] = {}

    @property
    def schemes(self) -> dict[str, dict[str, Any]]:
        """The Security Scheme Objects, by name."""
        return dict(sorted(self._schemes.items()))

    def requirements(self, operation: Operation) -> list[dict[str, list[str]]]:
        """Give the Security Requirement Objects of an operation, any one of which will do; nothing where nobody asks who calls.

        Scopes are told of every scheme, since any of ours may grant some (OpenAPI 3.1, 4.8.30.1).
        """
        return [{self._name(scheme): list(demand.scopes) for scheme in demand.schemes} for demand in demands_of(operation)]

    def _name(self, scheme: SecurityScheme) -> str:
        """Give the name that a scheme has in the document. Several that are called the same, but differ, are counted."""
        definition = dict(scheme.definition)
        names = (f"{scheme.name}{number if number > 1 else ''}" for number in count(1))
        return next(name for name in names if self._schemes.setdefault(name, definition) == definition)
