"""How the value of a field is loaded, as source: the tests that prove it good, and what then becomes of it."""

from __future__ import annotations

import datetime as dt
import math
import re
import sys
import uuid
from collections.abc import Callable
from decimal import Decimal
from decimal import InvalidOperation
from typing import Any
from typing import NamedTuple

from marshmallow import fields

from . import grammar
from .stock import class_of
from .stock import is_exactly
from .values import EXACT
from .values import is_usual_enum
from .writer import Writer

#: What would change how the value of a field is loaded.
METHODS = ("deserialize", "_deserialize", "_format_num", "_validate", "_validate_missing", "_validated")

#: Newer versions of Python take 24:00 for the midnight after a day, which RFC 3339, 5.6, does not.
_BEFORE_MIDNIGHT = ' and {v}[11:13] < "24"' if sys.version_info >= (3, 14) else ""


class Way(NamedTuple):
    """A test of ``{v}``, and what it becomes where that holds; it stays as it is where this is empty."""

    test: str
    becomes: str = ""
    #: What may still go wrong then, as source.
    raises: str = ""


class Ways(NamedTuple):
    """All ways to load the values of a field."""

    ways: list[Way]
    #: The type of what is loaded.
    kind: type
    #: What must be true of it as well, for ``{v}``.
    also: str = ""

    @property
    def keeps(self) -> bool:
        """Whether every value stays as it is."""
        return not any(way.becomes for way in self.ways)


class Leaves(NamedTuple):
    """Knows how values that hold no fields are loaded.

    :param strict: refuse what only marshmallow takes.
    :param textual: read text by the grammar of the field. What is no text was converted before, and is taken as typed input.
    """

    writer: Writer
    strict: bool
    textual: bool

    def ways(self, field: Any) -> Ways | None:
        """Give the ways to load the value of a field, without a call of anybody's code; ``None`` if there is none."""
        cls = class_of(field)
        make = _WAYS.get(cls)
        return make(self, field) if make is not None and is_exactly(field, cls, *METHODS) else None

    def _known(self, value: Any) -> str:
        return self.writer.value(value.__name__, value)

    def _text(self, field: Any) -> Ways:
        return Ways([Way("type({v}) is str")], str)

    def _boolean(self, field: Any) -> Ways | None:
        if self.textual and (field.truthy is not fields.Boolean.truthy or field.falsy is not fields.Boolean.falsy):
            return None
        is_usual = True in field.truthy and False in field.falsy and False not in field.truthy
        return Ways([*self._read(grammar.read_boolean), Way("type({v}) is bool")], bool) if is_usual else None

    def _integer(self, field: Any) -> Ways:
        return Ways([*self._read(grammar.read_integer), Way("type({v}) is int")], int)

    def _float(self, field: Any) -> Ways:
        integer = Way(f"type({{v}}) is int and -{EXACT} < {{v}} < {EXACT}", "float({v})")
        read = self._read(grammar.read_number)
        return Ways([*read, Way(f"type({{v}}) is float and {self._is_finite}"), integer], float, self._is_finite if read else "")

    def _read(self, read: Callable[[str], Any]) -> list[Way]:
        """Give the way of a text that stands for something else."""
        return [Way("type({v}) is str", f"{self._known(read)}({{v}})", "ValueError")] if self.textual else []

    @property
    def _is_finite(self) -> str:
        inf = self.writer.value("inf", math.inf)
        return f"-{inf} < {{v}} < {inf}"

    def _decimal(self, field: Any) -> Ways:
        end, made = "", self._known(Decimal)
        if field.places is not None:
            places, rounding = self.writer.value("places", field.places), self.writer.value("rounding", field.rounding)
            end = f".quantize({places}, rounding={rounding})"
        text = f"type({{v}}) is str and len({{v}}) < {grammar.MAX_DIGITS}"
        if self.strict:
            # Most are some digits with a point between, which takes less time to see than the pattern.
            digits = '{v}.isascii() and {v}.replace(".", "", 1).isdigit() and "0" < {v}[0] and {v}[-1] != "."'
            text += f" and ({digits} or {self._is('number', grammar.NUMBER)})"
        wrong = self._known(InvalidOperation)
        ways = [
            Way(text, f"{made}({{v}}){end}", wrong),
            Way(f"type({{v}}) is int and -{EXACT} < {{v}} < {EXACT}", f"{made}({{v}}){end}", end and wrong),
            Way(f"type({{v}}) is float and {self._is_finite}", f"{made}(str({{v}})){end}", end and wrong),
        ]
        return Ways(ways, Decimal, "" if self.strict else "{v}.is_finite()")

    def _uuid(self, field: Any) -> Ways:
        read = self.writer.value("read_uuid", grammar.read_uuid)
        return Ways([Way("type({v}) is str", f"{read}({{v}})", "ValueError")], uuid.UUID)

    def _datetime(self, field: Any) -> Ways | None:
        aware: dict[type, str] = {fields.NaiveDateTime: "{v}.tzinfo is None", fields.AwareDateTime: "{v}.tzinfo is not None"}
        # Most are told by the marks between the numbers. What is left is read as numbers by Python, which refuses all else.
        ends = self.writer.value("ends", frozenset({"", "Z", "+00:00"}))
        marks = f'{{v}}[7:17:3] == "-T::"{_BEFORE_MIDNIGHT} and {{v}}[19:] in {ends}'
        shape = f"({marks} or {self._is('datetime', grammar.DATETIME)})"
        return self._iso(field, dt.datetime, shape, aware.get(class_of(field), ""))

    def _date(self, field: Any) -> Ways | None:
        return self._iso(field, dt.date, 'len({v}) == 10 and {v}[7] == "-"')

    def _time(self, field: Any) -> Ways | None:
        return self._iso(field, dt.time, self._is("time", grammar.TIME))

    def _is(self, name: str, pattern: re.Pattern[str]) -> str:
        return f"{self.writer.value(f'is_{name}', pattern.fullmatch)}({{v}})"

    def _iso(self, field: Any, kind: Any, shape: str, also: str = "") -> Ways | None:
        """Write the way of what Python reads, which is more than has the shape."""
        read = field.DESERIALIZATION_FUNCS.get(field.format or field.DEFAULT_FORMAT)
        if read != kind.fromisoformat:
            return None
        name, test = self.writer.value(f"{kind.__name__}_fromisoformat", read), "type({v}) is str"
        return Ways([Way(f"{test} and {shape}" if self.strict else test, f"{name}({{v}})", "ValueError")], kind, also)

    def _enum(self, field: Any) -> Ways | None:
        cls, inner = field.enum, field.field
        plain = is_exactly(inner, fields.Raw if field.by_value else fields.String, *METHODS)
        if not plain or field.by_value not in {True, False} or not is_usual_enum(cls):
            return None
        if self.textual and field.by_value and not all(type(member.value) is str for member in cls):
            return None
        members = [(member.value, member) for member in cls] if field.by_value else [*cls.__members__.items()]
        ways = []
        for kind in (str, int):
            table = {key: member for key, member in members if type(key) is kind}
            if table:
                name = self.writer.value(f"{cls.__name__}_by_{kind.__name__}", table)
                ways.append(Way(f"type({{v}}) is {kind.__name__} and {{v}} in {name}", f"{name}[{{v}}]"))
        return Ways(ways, cls) if ways else None

    def _raw(self, field: Any) -> Ways:
        return Ways([Way("{v} is not missing and {v} is not None")], object)

    def _mapping(self, field: Any) -> Ways | None:
        plain = not field.key_field and not field.value_field
        return Ways([Way("type({v}) is dict", "{v}.copy()")], dict) if plain else None


#: For each class of fields, how to write its ways. Those that are not here call the method of the field.
_WAYS: dict[type, Callable[[Leaves, Any], Ways | None]] = {
    fields.String: Leaves._text,
    fields.Email: Leaves._text,
    fields.Url: Leaves._text,
    fields.UUID: Leaves._uuid,
    fields.Integer: Leaves._integer,
    fields.Float: Leaves._float,
    fields.Decimal: Leaves._decimal,
    fields.Boolean: Leaves._boolean,
    fields.DateTime: Leaves._datetime,
    fields.NaiveDateTime: Leaves._datetime,
    fields.AwareDateTime: Leaves._datetime,
    fields.Date: Leaves._date,
    fields.Time: Leaves._time,
    fields.Enum: Leaves._enum,
    fields.Dict: Leaves._mapping,
    fields.Raw: Leaves._raw,
    fields.Field: Leaves._raw,
}
