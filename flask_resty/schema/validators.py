"""The validators of a field, run as marshmallow runs them, with codes on what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError
from marshmallow import validate

from .messages import Echo
from .messages import Message
from .messages import recoded

#: Gives the code of what a validator refused.
_Code = Callable[[Any], str]


def runner(validators: Iterable[Any]) -> Callable[[Any], None]:
    """Make what runs all validators on a value, and raises the errors of all. A ``Regexp`` has to match the whole text."""
    steps: list[tuple[Any, _Code, Echo]] = [(_whole(each), _code(each), _echo(each)) for each in flat(validators)]

    def run(value: Any) -> None:
        errors: list[Any] = []
        given: dict[str, Any] = {}
        for validator, code, echo in steps:
            try:
                validator(value)
            except ValidationError as error:
                given |= error.kwargs
                messages = error.messages if isinstance(error.messages, _LISTS) else [error.messages]
                errors += [each if isinstance(each, _TOLD) else recoded(each, code(value), echo) for each in messages]
        if errors:
            raise ValidationError(errors, **given)

    return run


def flat(validators: Iterable[Any]) -> Iterator[Any]:
    """Give the validators one by one, also those that stand in others."""
    for each in validators:
        if type(each) is validate.And:
            yield from flat(each.validators)
        else:
            yield each


_LISTS = (list, tuple)

#: What already has a code keeps it, and a dict tells of places inside of the value.
_TOLD = (Message, dict)


def _is_stock(validator: Any) -> bool:
    return getattr(type(validator).__call__, "__module__", None) == validate.__name__


def _echo(validator: Any) -> Echo:
    if not _is_stock(validator):
        return "maybe"
    return "always" if "{input" in (getattr(validator, "error", None) or "") else "never"


def _whole(validator: Any) -> Callable[[Any], Any]:
    if not isinstance(validator, validate.Regexp) or not _is_stock(validator):
        return validator  # type: ignore[no-any-return]

    def match(value: Any) -> None:
        validator(value)
        if validator.regex.fullmatch(value) is None:
            raise ValidationError(validator.error.format(input=value, regex=validator.regex.pattern))

    return match


def _code(validator: Any) -> _Code:
    for cls, code in _CODES.items():
        if isinstance(validator, cls) and _is_stock(validator):
            return code(validator)
    return lambda value: "invalid"


def _length(validator: validate.Length) -> _Code:
    least = validator.min if validator.equal is None else validator.equal
    return lambda value: "too_short" if least is not None and len(value) < least else "too_long"


def _range(validator: validate.Range) -> _Code:
    least = validator.min
    if least is None:
        return lambda value: "too_large"
    if validator.min_inclusive:
        return lambda value: "too_small" if value < least else "too_large"
    return lambda value: "too_small" if value <= least else "too_large"


def _always(code: str) -> Callable[[Any], _Code]:
    return lambda validator: lambda value: code


#: For each class of marshmallow's validators, how to make what gives its code.
_CODES: dict[type, Callable[[Any], _Code]] = {
    validate.Length: _length,
    validate.Range: _range,
    validate.OneOf: _always("choice"),
    validate.NoneOf: _always("choice"),
    validate.Equal: _always("choice"),
    validate.Regexp: _always("format"),
    validate.Email: _always("format"),
    validate.URL: _always("format"),
}
