"""The validators of marshmallow, as tests in source: true where the validator passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from marshmallow import validate

from .validators import flat
from .writer import Writer

#: Values of these types are equal if and only if a set finds one by the other.
_HASHED = (str, int, bool, float, type(None))

_NUMBERS = (int, float, Decimal)
_SIZED = (str, list, dict)


def conditions(validators: list[Any], kind: type, writer: Writer, *, strict: bool) -> list[str] | None:
    """Give tests of ``{v}`` that all pass where all validators do; ``None`` if one of them runs anybody's code.

    :param kind: the type of the values.
    :param strict: whether a pattern has to match the whole text.
    """
    tests: list[str] = []
    for validator in flat(validators):
        make = _TESTS.get(type(validator))
        if make is None or "__call__" in validator.__dict__:
            return None
        tests += make(validator, kind, writer, strict)
    return tests


def lengths(validators: list[Any]) -> list[str]:
    """Give the tests of the lengths alone."""
    return [test for each in flat(validators) if type(each) is validate.Length for test in _length(each, list, Writer(), False)]


def _length(validator: validate.Length, kind: type, writer: Writer, strict: bool) -> Iterator[str]:
    if kind not in _SIZED or not {type(validator.equal), type(validator.min), type(validator.max)} <= {int, type(None)}:
        # It asks for the length of everything, also where it has no bounds.
        yield from _passing(validator, kind, writer, strict)
        return
    if validator.equal is not None:
        yield f"len({{v}}) == {validator.equal!r}"
        return
    least = "" if validator.min is None else f"{validator.min!r} <= "
    most = "" if validator.max is None else f" <= {validator.max!r}"
    if least or most:
        yield f"{least}len({{v}}){most}"


def _range(validator: validate.Range, kind: type, writer: Writer, strict: bool) -> Iterator[str]:
    bounds = [bound for bound in (validator.min, validator.max) if bound is not None]
    if kind not in _NUMBERS or not all(type(bound) in _NUMBERS for bound in bounds):
        yield from _passing(validator, kind, writer, strict)
        return
    least = "" if validator.min is None else f"{_number(validator.min, writer)} <{'=' * validator.min_inclusive} "
    most = "" if validator.max is None else f" <{'=' * validator.max_inclusive} {_number(validator.max, writer)}"
    if least or most:
        yield f"{least}{{v}}{most}"


def _number(bound: Any, writer: Writer) -> str:
    return repr(bound) if type(bound) is int else writer.value("bound", bound)


def _one_of(validator: validate.OneOf, kind: type, writer: Writer, strict: bool) -> Iterator[str]:
    choices = validator.choices
    if kind in _HASHED and isinstance(choices, list | tuple | set | frozenset) and all(type(each) in _HASHED for each in choices):
        yield f"{{v}} in {writer.value('choices', frozenset(choices))}"
    else:
        yield from _passing(validator, kind, writer, strict)


def _regexp(validator: validate.Regexp, kind: type, writer: Writer, strict: bool) -> Iterator[str]:
    regex = validator.regex
    if kind is str and isinstance(regex.pattern, str):
        yield f"{writer.value('matches', regex.fullmatch if strict else regex.match)}({{v}})"
    else:
        yield from _passing(validator, kind, writer, strict)


def _email(validator: validate.Email, kind: type, writer: Writer, strict: bool) -> Iterator[str]:
    if kind is str and _has_message(validator):
        usual, test = writer.value("is_usual_email", _is_usual_email), writer.value("is_email", _email_test(validator))
        yield f"({usual}({{v}}) or {test}({{v}}))"
    else:
        yield from _passing(validator, kind, writer, strict)


def _has_message(validator: validate.Email) -> bool:
    # It is put together before it is needed, so one that cannot be raises for good addresses, too.
    try:
        return bool(validator._format_error(""))
    except Exception:
        return False


#: A part of what marshmallow takes for an address, told in a fifth of the time: letters without accents, and dots between.
_is_usual_email = re.compile(r"[\w+-]++(?:\.[\w+-]++)*+@[a-zA-Z0-9]{1,63}+\.(?:[a-zA-Z0-9]{1,63}+\.)*+[a-zA-Z]{2,6}+", re.ASCII).fullmatch


def _email_test(validator: validate.Email) -> Callable[[str], bool]:
    is_user, is_domain, known = validator.USER_REGEX.match, validator.DOMAIN_REGEX.match, validator.DOMAIN_WHITELIST

    def is_email(text: str) -> bool:
        user, at, domain = text.rpartition("@")
        return bool(at and is_user(user) and (domain in known or is_domain(domain)))

    return is_email


def _passing(validator: Any, kind: type, writer: Writer, strict: bool) -> Iterator[str]:
    # What raises anything else does so again where the validators are run for their messages.
    def passes(value: Any) -> bool:
        try:
            validator(value)
        except Exception:
            return False
        return True

    yield f"{writer.value('passes', passes)}({{v}})"


#: For each class of validators that is known by heart, how to write its tests.
_TESTS: dict[type, Callable[[Any, type, Writer, bool], Iterator[str]]] = {
    validate.Length: _length,
    validate.Range: _range,
    validate.OneOf: _one_of,
    validate.Regexp: _regexp,
    validate.Email: _email,
    validate.URL: _passing,
    validate.NoneOf: _passing,
    validate.Equal: _passing,
    validate.ContainsOnly: _passing,
    validate.ContainsNoneOf: _passing,
}
