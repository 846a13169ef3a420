"""What verbs should say of themselves."""

from __future__ import annotations

from collections.abc import Iterator

from ...contract import CONTENT
from ...description import description_of
from ...operation import Operation
from .finding import Finding
from .finding import Subject
from .finding import place_of


def undeclared(subject: Subject) -> Iterator[Finding]:
    """Find verbs that do not say what they give, and changes that do not say what they take."""
    for operation in subject.operations:
        contract = operation.contract
        if not contract.returns and contract.streams is None:
            yield Finding("undeclared-answer", place_of(operation), f"{operation.name} gives whatever it returns: nothing is checked.")
        if operation.method in {"PUT", "PATCH"} and CONTENT.isdisjoint(contract.accepts):
            yield Finding("undeclared-body", place_of(operation), f"{operation.name} takes no body.")


def undocumented(subject: Subject) -> Iterator[Finding]:
    """Find verbs of which people are told nothing, neither by themselves nor by their class."""
    for operation in subject.operations:
        told = description_of(operation)
        if not (told.is_hidden or told.summary or _has_docstring(operation)):
            yield Finding("undocumented", place_of(operation), f"Nobody is told what {operation.name} does.")


def _has_docstring(operation: Operation) -> bool:
    """Tell whether the class has a docstring that somebody wrote for it; those of the classes of this package say nothing of it."""
    own = (cls for cls in operation.resource.__mro__[:-1] if not cls.__module__.startswith(("flask.", "flask_resty.")))
    return any(cls.__dict__.get("__doc__") for cls in own)
