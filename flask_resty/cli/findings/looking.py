"""Look for all that an Api could do better."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator

from flask import Flask

from ...operation import Operation
from . import declarations
from . import limits
from . import naming
from . import origins
from . import protection
from . import secrets
from .finding import Finding
from .finding import Subject

#: What looks for something.
Search = Callable[[Subject], Iterator[Finding]]

#: All of them, those that matter most first.
SEARCHES: tuple[Search, ...] = (
    protection.unprotected_writes,
    protection.lost_rules,
    secrets.secret_members,
    secrets.published_secrets,
    origins.wide_origins,
    limits.unbounded_lists,
    limits.unbounded_bodies,
    limits.unthrottled,
    declarations.undeclared,
    declarations.undocumented,
    naming.paths,
    naming.members,
)


def findings_in(app: Flask, operations: Iterable[Operation], searches: Iterable[Search] = SEARCHES) -> list[Finding]:
    """List what could be better in some operations of an app, the worst kinds first.

    :param searches: all of them, from which others may see how far it is.
    """
    subject = Subject(app, [operation for operation in operations if _is_of_application(operation)])
    return [finding for search in searches for finding in search(subject)]


def _is_of_application(operation: Operation) -> bool:
    """Tell whether an operation is not of the package itself, as that is which serves the document."""
    return any(not cls.__module__.startswith(("flask.", "flask_resty.")) for cls in operation.resource.__mro__[:-1])
