"""How the value of a field is dumped, as source: the tests that prove it good, and what then becomes of it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from typing import NamedTuple

from marshmallow import fields

from .conditions import conditions
from .promises import allows_none
from .stock import class_of
from .stock import is_exactly
from .terms import Terms
from .values import EXACT
from .values import is_usual_enum
from .writer import Writer

#: What would change how the value of a field is dumped.
METHODS = ("_serialize", "_format_num", "_to_string")


class Way(NamedTuple):
    """A test, and the value where it holds; ``{v}`` stands for the value. Where the second is empty, it stays as it is."""

    test: str
    becomes: str = ""


class Leaves(NamedTuple):
    """Knows how values that hold no fields are dumped.

    :param ready: leave to the JSON encoder what it writes as marshmallow would.
    :param terms: what counts as a promise, and so is proven, too; ``None`` where nothing is checked.
    """

    writer: Writer
    ready: bool
    terms: Terms | None

    @property
    def checked(self) -> bool:
        """Whether what the field promises is proven."""
        return self.terms is not None

    def ways(self, field: Any) -> list[Way] | None:
        """Give the ways to dump the value of a field, without a call of anybody's code; ``None`` if there is none."""
        make = _WAYS.get(class_of(field))
        if make is None or not is_exactly(field, class_of(field), *METHODS):
            return None
        validators = [] if self.terms is None else self.terms.validators(field)
        tests = conditions(validators, _KINDS.get(class_of(field), object), self.writer, strict=False)
        if tests is None:
            return None
        ways = [way._replace(test=" and ".join([way.test, *tests])) for way in make(self, field)]
        return [*ways, Way("{v} is None")] if ways and (not self.checked or allows_none(field)) else ways

    def _type(self, cls: type) -> str:
        return "type({v}) is " + self.writer.value(cls.__name__, cls)

    def _text(self, field: Any) -> Iterator[Way]:
        yield Way("type({v}) is str")

    def _boolean(self, field: Any) -> Iterator[Way]:
        yield Way("type({v}) is bool")

    def _raw(self, field: Any) -> Iterator[Way]:
        # None passes by itself, as validators are not asked about it.
        with_none = self.terms is None or (allows_none(field) and not self.terms.validators(field))
        yield Way("{v} is not missing" if with_none else "{v} is not missing and {v} is not None")

    def _integer(self, field: Any) -> Iterator[Way]:
        yield Way("type({v}) is int", "str({v})" if field.as_string else "")

    def _float(self, field: Any) -> Iterator[Way]:
        finite = "" if field.allow_nan or not self.checked else f" and -{self._inf} < {{v}} < {self._inf}"
        yield Way("type({v}) is float" + finite, "str({v})" if field.as_string else "")
        yield Way(f"type({{v}}) is int and -{EXACT} < {{v}} < {EXACT}", "str(float({v}))" if field.as_string else "float({v})")

    @property
    def _inf(self) -> str:
        return self.writer.value("inf", math.inf)

    def _decimal(self, field: Any) -> Iterator[Way]:
        test = f"{self._type(Decimal)} and {{v}}.is_finite()"
        if field.places is not None:
            places, rounding = self.writer.value("places", field.places), self.writer.value("rounding", field.rounding)
            rounded = f"{{v}}.quantize({places}, rounding={rounding})"
            yield Way(test, f'format({rounded}, "f")' if field.as_string else rounded)
        elif field.as_string:
            # Only where an exponent is written do the two differ, and this one is twice as fast.
            yield Way(test, '(digits if "E" not in (digits := str({v})) else format({v}, "f"))')
        else:
            yield Way(test)

    def _uuid(self, field: Any) -> Iterator[Way]:
        yield Way(self._type(uuid.UUID), "" if self.ready else "str({v})")

    def _datetime(self, field: Any) -> Iterator[Way]:
        is_datetime, write = self._type(dt.datetime), self._written(field)
        naive, utc = "{v}.tzinfo is None", f"{{v}}.tzinfo is {self.writer.value('utc', dt.UTC)}"
        is_iso = self.ready and _is_iso(field, dt.datetime.isoformat)
        if self.checked and class_of(field) is not fields.DateTime:
            yield Way(f"{is_datetime} and {naive if class_of(field) is fields.NaiveDateTime else utc}", "" if is_iso else write)
        else:
            if is_iso:
                yield Way(f"{is_datetime} and ({utc} or {naive})")
            yield Way(is_datetime, write)

    def _date(self, field: Any) -> Iterator[Way]:
        yield Way(self._type(dt.date), "" if self.ready and _is_iso(field, dt.date.isoformat) else self._written(field))

    def _time(self, field: Any) -> Iterator[Way]:
        yield Way(self._type(dt.time), self._written(field))

    def _written(self, field: Any) -> str:
        form = field.format or field.DEFAULT_FORMAT
        write = field.SERIALIZATION_FUNCS.get(form)
        if write:
            return self.writer.value(getattr(write, "__name__", "write"), write) + "({v})"
        return "{v}.strftime(" + self.writer.value("form", form) + ")"

    def _address(self, field: Any) -> Iterator[Way]:
        types = (field.DESERIALIZATION_CLASS,) if field.DESERIALIZATION_CLASS else _ADDRESSES[class_of(field)]
        test = " or ".join(self._type(each) for each in types)
        yield Way(f"({test})", "{v}.exploded" if field.exploded else "{v}.compressed")

    def _enum(self, field: Any) -> Iterator[Way]:
        cls, inner = field.enum, field.field
        plain = is_exactly(inner, fields.Raw if field.by_value else fields.String, *METHODS)
        nullable = not self.checked or field.allow_none or all(member.value is not None for member in cls)
        if plain and nullable and field.by_value in {True, False} and is_usual_enum(cls):
            yield Way(self._type(cls), "{v}._value_" if field.by_value else "{v}._name_")

    def _mapping(self, field: Any) -> Iterator[Way]:
        if not field.key_field and not field.value_field:
            yield Way("type({v}) is dict", "{v}.copy()")


def none_of(ways: list[Way], value: str) -> str:
    """Write the test that a value goes none of some ways."""
    tests = " or ".join(way.test for way in ways).format(v=value)
    return tests.replace(") is ", ") is not ", 1) if tests.count(" ") == 2 else f"not ({tests})"


def write_ways(write: Writer, ways: list[Way], value: str, line: Callable[[str], str]) -> None:
    """Write what is done with a value that goes one of some ways; what follows is for all others.

    :param line: gives what is done, for the source of what the value becomes; that is empty where it stays as it is.
    """
    for number, way in enumerate(ways):
        with write.block(f"{'elif' if number else 'if'} {way.test.format(v=value)}:"):
            write.line(line(way.becomes.format(v=value)))


def _is_iso(field: Any, isoformat: Any) -> bool:
    return field.SERIALIZATION_FUNCS.get(field.format or field.DEFAULT_FORMAT) is isoformat


_ADDRESSES: dict[type, tuple[type, ...]] = {
    fields.IP: (ipaddress.IPv4Address, ipaddress.IPv6Address),
    fields.IPInterface: (ipaddress.IPv4Interface, ipaddress.IPv6Interface),
}

#: The type of the values, where their validators can make use of it.
_KINDS: dict[type, type] = {fields.String: str, fields.Email: str, fields.Url: str, fields.Integer: int, fields.Float: float}

#: For each class of fields, how to write its ways. Those that are not here call the method of the field.
_WAYS: dict[type, Callable[[Leaves, Any], Iterator[Way]]] = {
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
    fields.IP: Leaves._address,
    fields.IPv4: Leaves._address,
    fields.IPv6: Leaves._address,
    fields.IPInterface: Leaves._address,
    fields.IPv4Interface: Leaves._address,
    fields.IPv6Interface: Leaves._address,
    fields.Enum: Leaves._enum,
    fields.Dict: Leaves._mapping,
    fields.Raw: Leaves._raw,
    fields.Field: Leaves._raw,
}
