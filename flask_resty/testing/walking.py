"""The walk through all operations of an Api: what HTTP and its document promise, asked of each."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

from ..errors import ConfigError
from ..errors import did_you_mean
from ..http.methods import READING
from .checked_api import CheckedApi
from .checks import CHECKS
from .checks import answers
from .probe import Probe

#: Asks one thing of an operation, and gives sentences on what is wrong.
Check = Callable[[Probe], Iterator[str]]

_NAMES = {check.__name__ for check in CHECKS}


class Finding(NamedTuple):
    """Something that is wrong with an operation."""

    #: Method and rule.
    operation: str
    #: The name of the check.
    check: str
    #: What is wrong, in a sentence or more.
    detail: str

    def __str__(self) -> str:
        return f"{self.check}: {self.detail}"


def names_of(checked: CheckedApi) -> list[str]:
    """Give all operations of an Api, each as method and rule.

    :raise ConfigError: if a check is left out that there is not.
    """
    for name in {check for checks in checked.without.values() for check in checks}:
        if name not in _NAMES:
            raise ConfigError(f"The CheckedApi leaves out the check {name!r}, which does not exist. {did_you_mean(name, _NAMES)}")
    # What nobody describes promises nothing; what there is to ask of it has to be said.
    app = checked.make_app()
    try:
        found = checked.operations(app)
        return sorted(name for name, operation in found.items() if operation.is_described or name in checked.examples)
    finally:
        checked.close_app(app)


def walk(checked: CheckedApi, operation: str | None = None) -> Iterator[Finding]:
    """Ask one operation of an Api, or all of them, and give what is wrong.

    :param operation: method and rule, as in ``"GET /posts"``.
    """
    for name in [operation] if operation else names_of(checked):
        left_out = checked.without.get(name, ())
        checks = [check for check in CHECKS if check.__name__ not in left_out]
        with closing(Probe(checked, name)) as probe:
            yield from _asked(probe, checks)


def _asked(probe: Probe, checks: Sequence[Check]) -> Iterator[Finding]:
    if probe.operation.method in READING and answers in checks:
        # Where a good request is none, there is little to learn of bad ones.
        checks = [answers, *(check for check in checks if check is not answers)]
    for check in checks:
        found = [Finding(probe.name, check.__name__, detail) for detail in _complaints(check, probe)]
        yield from found
        if found and check is checks[0] is answers:
            return


def _complaints(check: Check, probe: Probe) -> Iterator[str]:
    try:
        yield from check(probe)
    except AssertionError as error:
        # The client says so of an answer that breaks the document.
        yield str(error)
