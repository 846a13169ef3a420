"""Who may do what."""

from __future__ import annotations

from collections.abc import Iterator

from ...auth import public
from ...auth.rules import Rule
from ...http.methods import UNSAFE
from ...marks import marked
from ...operation import Operation
from ..lines import is_open
from .finding import Finding
from .finding import Subject


def unprotected_writes(subject: Subject) -> Iterator[Finding]:
    """Find what anybody may change."""
    for operation in subject.operations:
        if operation.method in UNSAFE and is_open(operation):
            yield Finding("unprotected-write", operation.label, f"{operation.name} answers callers without credentials.")


def lost_rules(subject: Subject) -> Iterator[Finding]:
    """Find methods that override one with a rule and have none: it is not inherited."""
    for operation in subject.operations:
        above = _overridden_rule(operation)
        if above is not None:
            yield Finding("lost-rule", operation.label, f"{operation.name} overrides a method that has {above!r}, but has no rule.")


def _overridden_rule(operation: Operation) -> Rule | None:
    """Give a rule of a method that the handler of an operation overrides, where it has neither a rule nor ``public``."""
    verb = operation.method.lower()
    handlers = [cls.__dict__[verb] for cls in operation.resource.__mro__ if verb in cls.__dict__]
    own, *others = ([*marked(handler, "stack", ())] for handler in handlers)
    if any(isinstance(entry, Rule) or entry is public for entry in own):
        return None
    return next((entry for entries in others for entry in entries if isinstance(entry, Rule)), None)
