"""Fields whose values hold no other fields."""

from __future__ import annotations

import enum
from collections.abc import Callable
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from marshmallow import fields

from . import moments
from .decimals import pattern_of_digits
from .view import Described
from .view import View
from .written import UNWRITABLE
from .written import type_of
from .written import written

#: Describes a value by its field.
DescribeValue = Callable[[Any, View], Described]

#: What is no ``null``.
SOMETHING = ["string", "number", "boolean", "array", "object"]

#: RFC 8259, 6, as :mod:`flask_resty.schema.grammar` reads it.
INTEGER = "-?(?:0|[1-9][0-9]*)"
NUMBER = rf"{INTEGER}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{{1,4}})?"

#: As numbers are written out, without an exponent.
_DECIMAL = r"-?[0-9]+(?:\.[0-9]+)?"
_FLOAT = rf"{_DECIMAL}(?:e[+-]?[0-9]+)?"

#: Python's decimals have no more, unless an app says something else.
_MOST_DIGITS = 28

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_H16 = "[0-9A-Fa-f]{1,4}"

#: RFC 3986, 3.2.2. The last two parts may be written as an IPv4 address, as newer versions of Python do by themselves.
_IPV6 = (
    f"(?:(?:{_H16}:){{7}}{_H16}|(?:{_H16}:){{1,7}}:|(?:{_H16}:){{1,6}}:{_H16}|(?:{_H16}:){{1,5}}(?::{_H16}){{1,2}}"
    f"|(?:{_H16}:){{1,4}}(?::{_H16}){{1,3}}|(?:{_H16}:){{1,3}}(?::{_H16}){{1,4}}|(?:{_H16}:){{1,2}}(?::{_H16}){{1,5}}"
    f"|{_H16}:(?::{_H16}){{1,6}}|:(?::{_H16}){{1,7}}|::"
    f"|(?:(?:{_H16}:){{6}}|(?:{_H16}:){{1,5}}:|(?:{_H16}:){{1,4}}:{_H16}:|(?:{_H16}:){{1,3}}(?::{_H16}){{1,2}}:"
    f"|(?:{_H16}:){{1,2}}(?::{_H16}){{1,3}}:|{_H16}:(?::{_H16}){{1,4}}:|::(?:{_H16}:){{0,5}}){_IPV4})"
)
_IPV4_INTERFACE = f"{_IPV4}(?:/(?:[12]?[0-9]|3[0-2]))?"
_IPV6_INTERFACE = f"{_IPV6}(?:/(?:[1-9]?[0-9]|1[01][0-9]|12[0-8]))?"


def _fixed(**described: Any) -> DescribeValue:
    return lambda field, view: dict(described)


def _anything(field: Any, view: View) -> Described:
    # Where the class is another, its author decides.
    return {"type": list(SOMETHING)} if type(field) in {fields.Raw, fields.Field} and not view.is_textual else {}


def _integer(field: Any, view: View) -> Described:
    return {"type": "string", "pattern": f"^{INTEGER}$"} if view.is_output and field.as_string else {"type": "integer"}


def _float(field: Any, view: View) -> Described:
    if not (view.is_output and field.as_string):
        return {"type": "number"}
    return {"type": "string", "pattern": f"^(?:{_FLOAT}|nan|-?inf)$" if field.allow_nan else f"^{_FLOAT}$"}


def _decimal(field: Any, view: View) -> Described:
    places = None if field.places is None else -field.places.as_tuple().exponent
    kind: Described = {"type": "string" if view.is_output or view.is_textual else ["number", "string"]}
    if not view.is_output and places is not None:
        return kind | _rounded(_MOST_DIGITS - places)
    digits = _written_out(places) if view.is_output else NUMBER
    return kind | {"pattern": f"^(?:{digits}|NaN|-?Infinity)$" if field.allow_nan else f"^{digits}$"}


def _rounded(digits: int) -> Described:
    """Describe numbers of so many digits before the point: no others can be rounded."""
    return {"pattern": pattern_of_digits(digits, None), "exclusiveMinimum": -(10**digits), "exclusiveMaximum": 10**digits}


def _written_out(places: int | None) -> str:
    if places is None:
        return _DECIMAL
    return rf"-?[0-9]+\.[0-9]{{{places}}}" if places > 0 else "-?[0-9]+"


def _boolean(field: Any, view: View) -> Described:
    is_usual = field.truthy is fields.Boolean.truthy and field.falsy is fields.Boolean.falsy
    if is_usual or view.is_output:
        return {"type": "boolean"}
    return _one_of([*_truths(field.truthy), *_truths(field.falsy)])


def _truths(values: Iterable[Any]) -> Iterable[Any]:
    """Give values that count as true, or false. Python takes ``1`` and ``True`` for the same."""
    for value in sorted(values, key=lambda one: (type(one).__name__, str(one))):
        yield value
        if isinstance(value, bool | int | float) and value in {0, 1}:
            yield int(value) if isinstance(value, bool) else bool(value)


def _enum(field: Any, view: View) -> Described:
    members: Any = field.enum
    is_flag = issubclass(members, enum.Flag)
    if field.by_value is False:
        if is_flag and view.is_output:
            return {"type": "string"}
        return {"type": "string", "enum": [member.name for member in members] if view.is_output else [*members.__members__]}
    if is_flag and field.by_value is True:
        return _flags(members)
    return _one_of(_sent(field, member, view) for member in members)


def _flags(members: Any) -> Described:
    """Describe what any of some flags are put together to."""
    mask = reduce(or_, (member.value for member in members), 0)
    is_bounded = members._boundary_ is enum.FlagBoundary.STRICT and mask & (mask + 1) == 0
    return {"type": "integer", **({"minimum": 0, "maximum": mask} if is_bounded else {})}


def _sent(field: Any, member: Any, view: View) -> Any:
    """Give what stands for a member of an enum."""
    try:
        sent = written(field.field._serialize(member.value, "", None))
        is_read = view.is_output or field.by_value is True or field.enum(field.field._deserialize(sent, None, None)) is member
    except Exception:
        # It may be no value of this field, which then complains in its own way.
        return UNWRITABLE
    return sent if is_read else UNWRITABLE


def _one_of(values: Iterable[Any]) -> Described:
    """Describe values by a list of them. What cannot be written is never sent."""
    known = [value for value in map(written, values) if value is not UNWRITABLE]
    return {**type_of(known), "enum": known} if known else {"not": {}}


def _constant(field: Any, view: View) -> Described:
    value = written(field.constant)
    if not view.is_output and not isinstance(field.constant, str | int | float):
        # What is no plain value is not compared: all that is sent stands for it.
        return _anything(fields.Raw(), view)
    return {} if value is UNWRITABLE else {**type_of([value]), "const": value}


def _address(field: Any, view: View) -> Described:
    return {"anyOf": [{"type": "string", "format": "ipv4"}, {"type": "string", "format": "ipv6"}]}


def _interface(*patterns: str) -> DescribeValue:
    return _fixed(type="string", pattern=f"^(?:{'|'.join(patterns)})$")


#: For each class of marshmallow, how it is described; the nearest in a field's ancestry counts.
VALUES: dict[type, DescribeValue] = {
    fields.Field: _anything,
    fields.String: _fixed(type="string"),
    fields.Email: _fixed(type="string", format="email"),
    fields.Url: lambda field, view: {"type": "string", "format": "uri-reference" if field.relative else "uri"},
    fields.UUID: _fixed(type="string", format="uuid"),
    fields.IP: _address,
    fields.IPv4: _fixed(type="string", format="ipv4"),
    fields.IPv6: _fixed(type="string", format="ipv6"),
    fields.IPInterface: _interface(_IPV4_INTERFACE, _IPV6_INTERFACE),
    fields.IPv4Interface: _interface(_IPV4_INTERFACE),
    fields.IPv6Interface: _interface(_IPV6_INTERFACE),
    fields.Integer: _integer,
    fields.Float: _float,
    fields.Decimal: _decimal,
    fields.Boolean: _boolean,
    fields.DateTime: moments.moment,
    fields.Date: moments.date,
    fields.Time: moments.time,
    fields.TimeDelta: moments.span,
    fields.Enum: _enum,
    fields.Constant: _constant,
}
