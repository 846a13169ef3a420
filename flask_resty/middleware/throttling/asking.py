"""Ask the functions that a throttle was given, and see to it that what they answer can be counted with."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from inspect import iscoroutine
from types import AsyncGeneratorType
from types import GeneratorType
from typing import Any

from flask import Request

from ...errors import ConfigError
from ...errors import ContractError
from ...principal import principal_of
from .counting import Choose
from .counting import Policies
from .quotas import parsed


def who(by: Callable[[Request], Any]) -> Callable[[Request], str]:
    """Have a function tell who is counted, and see to it that nobody is counted as somebody else."""

    def tell(request: Request) -> str:
        found = by(request)
        if not isinstance(found, str):
            raise ContractError(f"{by!r} gave {type(_settled(found, by)).__name__} to count by. Let it give a string for every request.")
        return found

    return tell


def cost(what: int | Callable[[Request], Any]) -> Callable[[Request], int]:
    """Have a function tell what a request takes, or a number for all."""
    if not callable(what):
        fixed: int = what
        return lambda request: fixed

    def tell(request: Request) -> int:
        found = _settled(what(request), what)
        if type(found) is not int or found < 0:
            raise ContractError(f"{what!r} gave {type(found).__name__} as a cost. Let it give 0 or more for every request.")
        return found

    return tell


def exemption(is_exempt: Callable[[Request], Any]) -> Callable[[Request], bool]:
    """Have a function tell which requests are let past."""
    return lambda request: bool(_settled(is_exempt(request), is_exempt))


def plan(name: Callable[[Any], Any], policies: dict[Any, Policies | None]) -> Choose:
    """Have a function of the principal name the plan; the anonymous have the plan ``None``."""

    def choose(request: Request) -> Policies | None:
        principal = principal_of(request.environ)
        found = None if principal is None else _settled(name(principal), name)
        if found not in policies:
            whose = "the anonymous have no plan" if principal is None else "a principal has a plan that is not there"
            raise ContractError(
                f"A throttle knows the plans {', '.join(map(repr, policies))}, but {whose}. Write its limit, None for none."
            )
        return policies[found]

    return choose


def limits(tell: Callable[[Request], Any], make: Callable[[Any], Policies]) -> Choose:
    """Have a function give the text of the limits, ``None`` where there is none."""

    def choose(request: Request) -> Policies | None:
        found = _settled(tell(request), tell)
        if found is None:
            return None
        try:
            return make(parsed(found))
        except ConfigError as error:
            raise ContractError(f"{tell!r} gave no limit: {error}") from error

    return choose


def _settled(answer: Any, function: Any) -> Any:
    # Such objects are true whatever they would come to.
    if isinstance(answer, (GeneratorType, AsyncGeneratorType)):
        raise ContractError(f"{function!r} gave a generator, not an answer. Put any(...) or all(...) around it.")
    if isawaitable(answer):
        if iscoroutine(answer):
            answer.close()
        raise ContractError(f"{function!r} gave a coroutine, not an answer. Give a plain function, or the async one itself.")
    return answer
