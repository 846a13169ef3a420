"""From the fields of a schema to what a form has for them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing
from marshmallow import validate

from ..errors import ContractError
from ..media import JSON_EMITTER
from ..schema.grammar import text_of
from ..schematic import OneOf
from ..schematic import key_of

#: Strings that may be longer than this have room for several lines.
_LINE = 255

#: Bounds that are longer than this are not told.
_LONGEST = 16

#: How values look that have no input of their own.
_MOMENT = "2030-01-31T12:00:00Z"
_SAMPLES: tuple[tuple[type[Any], str], ...] = (
    (fields.UUID, "00000000-0000-4000-8000-000000000000"),
    (fields.List, "[…]"),
    (fields.Tuple, "[…]"),
    (fields.Nested, "{…}"),
    (fields.Mapping, "{…}"),
)


class Choice(NamedTuple):
    """One of the values that may be chosen."""

    #: As it is written in a query.
    text: str
    #: As it is written in a document.
    json: str


class Input(NamedTuple):
    """What a form has for one field."""

    #: The name as it is sent.
    name: str
    #: What the script makes of what is typed: ``text``, ``number``, ``decimal``, ``date``, ``json``, ...
    kind: str
    is_required: bool = False
    allows_none: bool = False
    choices: tuple[Choice, ...] = ()
    #: Whether several values may be given.
    is_many: bool = False
    #: What is good to know, in a few words.
    hint: str = ""
    #: Attributes of the element.
    attributes: Mapping[str, str] = MappingProxyType({})


def inputs_of(schema: Any, *, is_text: bool = False) -> tuple[Input, ...] | None:
    """Give what a form has for a schema; ``None`` where a form cannot say what the schema takes.

    :param is_text: whether the values are sent as text, as in a query.
    """
    if isinstance(schema, OneOf) or not isinstance(schema, Schema) or schema.many:
        return None
    return tuple(
        _input(key_of(name, field), field, _is_partial(schema, name), is_text=is_text) for name, field in schema.load_fields.items()
    )


def _is_partial(schema: Schema, name: str) -> bool:
    return schema.partial is True or (not isinstance(schema.partial, bool | None) and name in schema.partial)


def _input(name: str, field: Any, is_partial: bool, *, is_text: bool) -> Input:
    is_many = is_text and isinstance(field, fields.List)
    one = field.inner if is_many else field
    choices = tuple(_choices(one, [*field.validators, *one.validators]))
    kind = "choice" if choices else _kind(one, is_text=is_text)
    return Input(
        name=name,
        kind=kind,
        is_required=field.required and not is_partial,
        allows_none=bool(field.allow_none) and not is_text,
        choices=choices,
        is_many=is_many,
        hint="; ".join(_hints(field)),
        attributes=MappingProxyType(dict(_attributes(one, kind, is_text=is_text))),
    )


# -- the kind ----------------------------------------------------------------------------------------------------------


def _kind(field: Any, *, is_text: bool) -> str:
    for cls, kind in _KINDS:
        if isinstance(field, cls):
            return kind
    if isinstance(field, fields.DateTime):
        return _moment(field, is_text=is_text)
    if isinstance(field, fields.String):
        return "lines" if not is_text and (_longest(field) or _LINE + 1) > _LINE else "text"
    # Only its author knows what it takes, which in a document may be anything.
    return "text" if is_text else "json"


#: By class of field, the nearest first.
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (fields.Email, "email"),
    (fields.URL, "url"),
    (fields.UUID, "text"),
    (fields.IP, "text"),
    (fields.IPInterface, "text"),
    (fields.Decimal, "decimal"),
    (fields.Integer, "number"),
    (fields.Float, "number"),
    (fields.TimeDelta, "number"),
    (fields.Date, "date"),
    (fields.Time, "time"),
)


def _moment(field: fields.DateTime, *, is_text: bool) -> str:
    if field.format in {"timestamp", "timestamp_ms"}:
        return "number"
    # The input of browsers knows no time zones: in a document the script adds one, in a query nobody could.
    if is_text or field.format not in {None, "iso", "iso8601"}:
        return "text"
    return "local" if isinstance(field, fields.NaiveDateTime) else "moment"


# -- what may be chosen ------------------------------------------------------------------------------------------------


def _choices(field: Any, validators: list[Any]) -> Iterator[Choice]:
    if isinstance(field, fields.Boolean):
        yield from (Choice("true", "true"), Choice("false", "false"))
        return
    if isinstance(field, fields.Enum):
        members: Any = field.enum
        values = [each.value if field.by_value else each.name for each in members]
    else:
        values = next((list(each.choices) for each in validators if isinstance(each, validate.OneOf)), [])
    for value in values:
        written = _json(value)
        if written is not None:
            yield Choice(text_of(value), written)


def _json(value: Any) -> str | None:
    try:
        return JSON_EMITTER.emit(value, None).decode()
    except (ContractError, TypeError):
        return None


# -- what is good to know ----------------------------------------------------------------------------------------------


def _hints(field: Any) -> Iterator[str]:
    described = field.metadata.get("description")
    if isinstance(described, str):
        yield described.rstrip(".")
    for validator in field.validators:
        if isinstance(validator, validate.Length):
            yield _length(validator, "items" if isinstance(field, fields.List) else "characters")
        elif isinstance(validator, validate.Range):
            yield from _range(validator)
    if field.load_default is not missing and not callable(field.load_default) and field.load_default is not None:
        yield f"{_json(field.load_default) or 'A default'} if left out"


def _length(length: validate.Length, what: str) -> str:
    if length.equal is not None:
        return f"{length.equal} {what}"
    return f"{_span(length.min, length.max)} {what}"


def _range(bounds: validate.Range) -> Iterator[str]:
    low = None if bounds.min is None else f"{'' if bounds.min_inclusive else 'more than '}{bounds.min}"
    high = None if bounds.max is None else f"{'' if bounds.max_inclusive else 'less than '}{bounds.max}"
    # Where numbers end in a database is of no interest to anybody.
    high = None if len(high or "") > _LONGEST else high
    if (low, high) != (None, None):
        yield _span(low, high)


def _span(low: Any, high: Any) -> str:
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return f"{low} to {high}"


def _longest(field: Any) -> int | None:
    lengths = [each for each in field.validators if isinstance(each, validate.Length)]
    known = [most for each in lengths if (most := each.max if each.equal is None else each.equal) is not None]
    return min(known, default=None)


def _attributes(field: Any, kind: str, *, is_text: bool) -> Iterator[tuple[str, str]]:
    if kind == "number":
        yield "step", "1" if isinstance(field, fields.Integer) else "any"
    if kind in {"time", "local", "moment"}:
        yield "step", "1"
    if isinstance(field, fields.DateTime) and kind == "text":
        yield "placeholder", _MOMENT
    elif kind in {"text", "json"}:
        yield from (("placeholder", sample) for cls, sample in _SAMPLES if isinstance(field, cls))
