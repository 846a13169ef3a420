"""From the path variables of a rule to what tells an object from others."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from enum import Enum
from inspect import Parameter
from typing import Any
from typing import NamedTuple
from uuid import UUID

from ..errors import ConfigError
from ..errors import Fault
from ..errors import Problem
from ..errors import unacceptable
from ..schema.faults import pointer
from ..schematic import key_of
from .choices import is_by_value
from .storable import is_storable
from .store import Comparison
from .store import Store

#: What a key may be said as: a name, names, or the attribute for each variable.
Given = str | Sequence[str] | Mapping[str, str]


class Part(NamedTuple):
    """A path variable that stands for an attribute."""

    variable: str
    #: The attribute, dotted through relations.
    attribute: str
    #: Makes the attribute's value of what stands in an address; raises a ``ValueError`` where it cannot be one.
    read: Callable[[Any], Any]


class Key(tuple[Part, ...]):
    """The path variables of a rule that stand for attributes."""

    __slots__ = ()

    @property
    def asks(self) -> list[Parameter]:
        """The path variables, as a method asks for them."""
        return [Parameter(part.variable, Parameter.KEYWORD_ONLY) for part in self]

    def comparisons(self, known: Mapping[str, Any]) -> list[Comparison]:
        """Say which rows are at an address.

        :raise Problem: 404, if there cannot be any.
        """
        try:
            return [Comparison(part.attribute, "eq", part.read(known[part.variable])) for part in self]
        except ValueError as error:
            raise missing() from error

    def values(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """Give the attributes that an object gets of the address that it is made at.

        :raise Problem: 404, if none can be there.
        """
        return {comparison.attribute: comparison.value for comparison in self.comparisons(known) if "." not in comparison.attribute}


def values_at_address(values: Mapping[str, Any], at: Mapping[str, Any], schema: Any, path: Sequence[str] = ()) -> dict[str, Any]:
    """Give the values of an object that is made, with what its address tells.

    :param at: what its address tells.
    :param schema: what the values were loaded by.
    :param path: where in the body they are.
    :raise Problem: 422, where they say something else than the address.
    """
    other = {name for name, value in at.items() if name in values and values[name] != value}
    if other:
        said = ((name, field) for name, field in schema.load_fields.items() if (field.attribute or name) in other)
        # What is there only where nothing is sent gives way.
        keys = [key_of(name, field) for name, field in said if field.load_default != values[field.attribute or name]]
        if not keys:
            return {**values, **at}
        detail = "The address says something else."
        raise unacceptable(Fault(location="body", pointer=pointer((*path, key)), code="invalid", detail=detail) for key in keys)
    return {**values, **at}


def missing() -> Problem:
    """Give the problem that there is nothing."""
    return Problem(404, "There is nothing at this address.")


def address_key(name: str, given: Given | None, store: Store, rule: str, variables: Collection[str]) -> Key:
    """Give the key that a rule has.

    :param name: what the resource is called in errors.
    :param given: the names of path variables that are those of attributes, or the attribute for each variable; if left out, those that
        are named like attributes.
    :raise ConfigError: for variables that are not there, or attributes.
    """
    named = {variable: variable for variable in variables if store.attribute(variable)} if given is None else _named(given)
    for variable in named.keys() - set(variables):
        raise ConfigError(f"{name} has the key {variable!r}, which is no path variable of {rule!r}. Put it into the rule, or drop it.")
    return Key(_part(name, variable, attribute, store) for variable, attribute in named.items())


def _named(given: Given) -> Mapping[str, str]:
    if isinstance(given, Mapping):
        return given
    return {variable: variable for variable in ([given] if isinstance(given, str) else given)}


def _part(name: str, variable: str, attribute: str, store: Store) -> Part:
    known = store.attribute(attribute)
    if known is None:
        what = f"{name} has the path variable {variable!r} for the attribute {attribute!r}, which {store.model.__name__} does not have"
        raise ConfigError(f"{what}. Name one that it has.")
    return Part(variable, attribute, _reader(known.type))


def _reader(kind: type[Any] | None) -> Callable[[Any], Any]:
    convert = None if kind is None else _members(kind) if issubclass(kind, Enum) else _FROM_TEXT.get(kind)

    def read(value: Any) -> Any:
        if kind is str:
            value = str(value)
        elif isinstance(value, str) and convert is not None:
            value = convert(value)
        if kind is not None and not isinstance(value, kind):
            raise ValueError
        if not is_storable(value):
            raise ValueError
        return value

    return read


def _integer(text: str) -> int:
    # There is one address for each object: no other spelling of the number is one.
    if len(text) > 20 or re.fullmatch(r"0|-?[1-9][0-9]*", text) is None:
        raise ValueError
    return int(text)


def _as_written(make: Callable[[str], Any], written: Callable[[Any], str] = str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if len(text) > 50:
            raise ValueError
        try:
            value = make(text)
        except ArithmeticError as error:
            raise ValueError from error
        if text not in {str(value), written(value)}:
            raise ValueError
        return value

    return read


def _flag(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError
    return text.lower() == "true"


def _members(kind: type[Enum]) -> Callable[[str], Any]:
    """Make what reads a member of an enumeration as clients write it; links write it as Python does."""
    is_called = {(one.value if is_by_value(kind) else one.name): one for one in kind} | {str(one): one for one in kind}

    def read(text: str) -> Any:
        if text not in is_called:
            raise ValueError
        return is_called[text]

    return read


#: How the text of an address is read, by the type of the attribute.
_FROM_TEXT: dict[type[Any], Callable[[str], Any]] = {
    int: _integer,
    UUID: _as_written(UUID),
    bool: _flag,
    float: _as_written(float),
    date: _as_written(date.fromisoformat),
    # Links write a space in the place of the T.
    datetime: _as_written(datetime.fromisoformat, datetime.isoformat),
    Decimal: _as_written(Decimal),
}
