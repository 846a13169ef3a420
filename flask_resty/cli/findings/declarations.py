"""What verbs should say of themselves."""

from __future__ import annotations

from collections.abc import Iterator

from ...contract import CONTENT
from ...description import description_of
from ...description import docstring_of
from .finding import Finding
from .finding import Subject


def undeclared(subject: Subject) -> Iterator[Finding]:
    """Find verbs that do not say what they give, and changes that do not say what they take."""
    for operation in subject.operations:
        contract = operation.contract
        if not contract.returns and contract.streams is None:
            yield Finding("undeclared-answer", operation.label, f"{operation.name} gives whatever it returns: nothing is checked.")
        if operation.method in {"PUT", "PATCH"} and CONTENT.isdisjoint(contract.accepts):
            yield Finding("undeclared-body", operation.label, f"{operation.name} takes no body.")


def undocumented(subject: Subject) -> Iterator[Finding]:
    """Find verbs of which people are told nothing, neither by themselves nor by their class."""
    for operation in subject.operations:
        told = description_of(operation)
        if not (told.is_hidden or told.summary or docstring_of(operation.resource)):
            yield Finding("undocumented", operation.label, f"Nobody is told what {operation.name} does.")
