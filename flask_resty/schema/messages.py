"""Messages of marshmallow that carry a stable code.

=============  ===============================================================
``required``   the field is missing
``null``       ``null`` stands where it may not
``type``       a value of another type, or text that the grammar does not know
``unknown``    a field that the schema does not have
``repeated``   a single value that came more than once
``too_short``  ``too_long``: a length
``too_small``  ``too_large``: a range
``choice``     none of the values that may be chosen
``format``     text that is not what it should be: a date, an address, a pattern
``invalid``    whatever a validator of the application refuses
=============  ===============================================================
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

#: What is said instead of a message that would give the value away.
SENTENCES = {
    "required": "Missing data for required field.",
    "null": "Field may not be null.",
    "type": "Invalid type.",
    "unknown": "Unknown field.",
    "repeated": "The parameter may be given only once.",
    "too_short": "Too short.",
    "too_long": "Too long.",
    "too_small": "Too small.",
    "too_large": "Too large.",
    "choice": "None of the values that may be chosen.",
    "format": "Not in the right format.",
    "invalid": "Invalid value.",
}

#: The codes of marshmallow's error messages; where a field's class says nothing else.
_CODES = {"required": "required", "null": "null", "type": "type", "unknown": "unknown", "too_large": "too_large", "invalid": "type"}

#: Fields whose text can be of the right type and still be wrong.
_FORMATTED = (fields.UUID, fields.DateTime, fields.Date, fields.Time, fields.IP, fields.IPInterface, fields.Decimal)


class Message(str):
    """A message with its code. It stays one when marshmallow formats it."""

    code: str
    #: Whether it cannot hold the value that was sent.
    is_safe: bool
    #: Where the code is ``unknown``: the names that would have been known.
    names: tuple[str, ...]

    def __new__(cls, text: str, code: str, *, is_safe: bool = True, names: tuple[str, ...] = ()) -> Message:
        message = super().__new__(cls, text)
        message.code, message.is_safe, message.names = code, is_safe, names
        return message

    def format(self, *args: Any, **kwargs: Any) -> Message:
        """Give the formatted message."""
        return Message(super().format(*args, **kwargs), self.code, is_safe=self.is_safe, names=self.names)


def refusal(code: str, text: str | None = None) -> ValidationError:
    """Give the error for a value that was refused before marshmallow saw it."""
    return ValidationError([Message(SENTENCES[code] if text is None else text, code)])


def coded_messages(field: Any, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the error messages of a field or schema, each with its code."""
    return {key: _coded(field, key, text, names) if isinstance(text, str) else text for key, text in field.error_messages.items()}


def _coded(field: Any, key: str, text: str, names: tuple[str, ...]) -> Message:
    return Message(text, _code(field, key), is_safe="{input" not in text, names=names if key == "unknown" else ())


def _code(field: Any, key: str) -> str:
    if key == "unknown" and isinstance(field, fields.Enum):
        return "choice"
    if isinstance(field, _FORMATTED) and key.startswith("invalid"):
        return "format"
    return _CODES.get(key, "invalid")


def coded_validator(validator: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give a validator whose errors carry a code; a pattern has to match the whole text."""
    whole = _whole(validator) if isinstance(validator, validate.Regexp) else None
    template = getattr(validator, "error", None)
    is_safe = type(validator).__module__ == validate.__name__ and "{input" not in (template or "")

    def validated(value: Any) -> Any:
        try:
            result = validator(value)
        except ValidationError as error:
            code = _validator_code(validator, value)
            error.messages = list(_with_code(error.messages, code, is_safe)) if isinstance(error.messages, list) else error.messages
            raise
        if whole is not None:
            whole(value)
        return result

    return validated


def _with_code(messages: list[Any], code: str, is_safe: bool) -> Iterator[Any]:
    for message in messages:
        plain = isinstance(message, str) and not isinstance(message, Message)
        yield Message(message, code, is_safe=is_safe) if plain else message


def _whole(validator: validate.Regexp) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if validator.regex.fullmatch(value) is None:
            raise refusal("format", validator.error.format(input="", regex=validator.regex.pattern))

    return check


def _validator_code(validator: Any, value: Any) -> str:
    if isinstance(validator, validate.Length):
        least = validator.min if validator.equal is None else validator.equal
        return "too_short" if least is not None and len(value) < least else "too_long"
    if isinstance(validator, validate.Range):
        return "too_small" if _is_below(validator, value) else "too_large"
    if isinstance(validator, validate.OneOf | validate.NoneOf | validate.Equal):
        return "choice"
    return "format" if isinstance(validator, validate.Regexp | validate.Email | validate.URL) else "invalid"


def _is_below(validator: validate.Range, value: Any) -> bool:
    if validator.min is None:
        return False
    return bool(value < validator.min if validator.min_inclusive else value <= validator.min)


def echoes(text: str, value: Any) -> bool:
    """Tell whether a text holds something of a value that was sent."""
    return any(leaf and leaf in text for leaf in _leaves(value))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner)
            yield str(key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
