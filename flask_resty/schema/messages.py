"""Messages of marshmallow that carry a stable code."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any
from typing import Literal

from marshmallow import fields

#: All codes, and what is said instead of a message that would give the value away.
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
    "too_deep": "Too deep.",
    "choice": "None of the values that may be chosen.",
    "format": "Not in the right format.",
    "content_type": "Not of a media type that is accepted.",
    "unknown_reference": "There is no such thing.",
    "insufficient_scope": "The credentials do not allow this field.",
    "invalid": "Invalid value.",
    "more": "There are more mistakes than are told.",
}

#: The codes of marshmallow's error messages; of those that are not here it is ``invalid``.
_CODES = {
    "required": "required",
    "null": "null",
    "type": "type",
    "unknown": "unknown",
    "too_large": "too_large",
    "content_type": "content_type",
    "malformed": "format",
    "invalid": "type",
    "special": "type",
    "invalid_utf8": "format",
    "invalid_uuid": "format",
    "invalid_ip": "format",
    "invalid_ip_interface": "format",
    "invalid_awareness": "format",
}

#: Fields whose values are of the right type if they are text or a number, and can still be wrong.
_FORMATTED = (fields.DateTime, fields.Date, fields.Time, fields.TimeDelta)

#: Whether a message may hold what was sent.
Echo = Literal["never", "maybe", "always"]

#: What templates may hold without an echo.
_HARMLESS = frozenset({"awareness", "choices", "obj_type", "type"})


class Message(str):
    """A message with its code. It stays one when marshmallow formats it."""

    code: str
    echo: Echo
    #: Where the code is ``unknown``: the names that are known.
    names: tuple[str, ...]

    def __new__(cls, text: str, code: str, echo: Echo = "never", names: tuple[str, ...] = ()) -> Message:
        message = super().__new__(cls, text)
        message.code, message.echo, message.names = code, echo, names
        return message

    def format(self, *args: Any, **kwargs: Any) -> Message:
        """Give the formatted message."""
        return Message(super().format(*args, **kwargs), self.code, self.echo, self.names)


def message_of(code: str, names: Iterable[str] = ()) -> Message:
    """Give the sentence of a code.

    :param names: where the code is ``unknown``: the names that are known.
    """
    return Message(SENTENCES[code], code, "never", tuple(names))


class _Text(Message):
    """A message that was no template."""

    def format(self, *args: Any, **kwargs: Any) -> Message:
        return self


class CodedMessages(dict[str, Any]):
    """The error messages of a field or schema. They get their codes when they are looked up, so lazy texts stay lazy.

    :param messages: what marshmallow or the user says, by marshmallow's keys.
    :param code: gives the code for a key.
    :param names: the names that an unknown one may have been meant for.
    """

    def __init__(self, messages: Mapping[str, Any], code: Callable[[str], str], names: Iterable[str] = ()) -> None:
        super().__init__(messages)
        self._code = code
        self._names = tuple(names)

    def __getitem__(self, key: str) -> Any:
        return _coded(super().__getitem__(key), self._code(key), self._names if key == "unknown" else ())


def _coded(text: Any, code: str, names: tuple[str, ...]) -> Any:
    if isinstance(text, Mapping):
        return {key: _coded(inner, code, names) for key, inner in text.items()}
    if isinstance(text, list | tuple):
        return [_coded(inner, code, names) for inner in text]
    return Message(text, code, echo_of(text), names) if isinstance(text, str) else _Text(str(text), code, "maybe", names)


@lru_cache(1024)
def echo_of(template: str) -> Echo:
    """Tell whether what is made of a template may hold what was sent."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError:
        return "maybe"
    if any(name.startswith("input") for name in names):
        return "always"
    return "never" if names <= _HARMLESS else "maybe"


def code_for(field: Any) -> Callable[[str], str]:
    """Make what gives the code for a key of a field's error messages."""
    own: dict[str, str] = {}
    if isinstance(field, fields.Enum):
        own = {"unknown": "choice"}
    elif isinstance(field, _FORMATTED):
        own = {"invalid": "format"}
    return lambda key: own.get(key) or schema_code(key)


def schema_code(key: str) -> str:
    """Give the code for a key of a schema's error messages."""
    return _CODES.get(key, "invalid")


def recoded(messages: Any, code: str, echo: Echo = "maybe") -> Any:
    """Give messages with another code.

    :param echo: whether those may hold what was sent that do not say so themselves.
    """
    # What messages usually are comes first: a test for an abstract class takes its time.
    if not isinstance(messages, str):
        if isinstance(messages, Mapping):
            return {key: recoded(inner, code, echo) for key, inner in messages.items()}
        if isinstance(messages, list | tuple):
            return [recoded(inner, code, echo) for inner in messages]
    known = messages.echo if isinstance(messages, Message) else echo
    return Message(str(messages), code, known)
