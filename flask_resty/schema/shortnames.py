"""Short names: what the members of objects are called on the wire, where bytes count.

A short name depends on the long one and on nothing else: it is three characters of its SHA-256. So it is the same in every
schema, whatever fields come, go or move, and never comes to mean another field. A name that is short already stays as it
is, and ``metadata={"short": "t"}`` gives a field a short name of the author's choice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..errors import ConfigError
from ..errors import ContractError
from ..schematic import name_of
from .faults import faults
from .nesting import Side
from .renaming import Rename
from .renaming import Renames

#: No vowels, so that no words come out. There are 100,000 names of three characters, the first of them a letter.
_LETTERS = "bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ"
_ALPHABETS = (_LETTERS, _LETTERS + "0123456789", _LETTERS + "0123456789")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortNames:
    """The short names of a schema and of all that is nested in it.

    Only the names of fields are renamed: the keys of mappings are data. What a schema does not declare keeps its name.
    """

    #: Each long name, in order, with its short one.
    names: Mapping[str, str]
    #: A fingerprint of the names: who has the same one has the same names.
    version: str
    #: Give dumped data with short names. Raises :exc:`flask_resty.ContractError` for a member that is not declared and has
    #: the short name of one that is.
    shorten: Rename
    #: Give data that came with short names with the long ones, so that what loads it tells of those. Raises
    #: :exc:`marshmallow.ValidationError` for long names.
    lengthen: Rename


def short_names(schema: Schema | fields.Field[Any], *, side: Side = "dump") -> ShortNames:
    """Give the short names of a schema.

    :param side: whose fields are meant: those that are dumped, or those that are loaded.
    :raise ConfigError: where two fields would get one short name, or one name has two.
    """
    names = _Names()
    shorten, lengthen = (Renames(side, names.add, to_short=to_short).of(schema) for to_short in (True, False))
    listed = dict(sorted(names.checked().items()))
    return ShortNames(
        names=MappingProxyType(listed),
        version=hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:8],
        shorten=_promised(shorten, name_of(schema)),
        lengthen=lengthen,
    )


def _promised(shorten: Rename, name: str) -> Rename:
    def shorten_promised(data: Any) -> Any:
        try:
            return shorten(data)
        except ValidationError as error:
            first = faults(error, "body")[0]
            raise ContractError(f"{name}{first.pointer}: this member is not declared, and {first.detail}") from error

    return shorten_promised


class _Names:
    """The short names that were given, and to which fields."""

    def __init__(self) -> None:
        self._short: dict[str, str] = {}
        self._long: dict[str, str] = {}
        self._places: dict[str, str] = {}

    def add(self, long: str, field: Any, schema: Schema) -> str:
        """Give the short name of a field."""
        place = f"{name_of(schema)}.{field.name}"
        short = field.metadata.get("short", _derived(long))
        if not isinstance(short, str) or not short:
            raise ConfigError(f"{place} has the short name {short!r}. Give text, as in metadata={{'short': 't'}}, or nothing.")
        first = self._places.setdefault(long, place)
        if self._short.setdefault(long, short) != short:
            raise ConfigError(
                f"{long!r} is shortened to {self._short[long]!r} in {first}, and to {short!r} in {place}. Give both the same."
            )
        other = self._long.setdefault(short, long)
        if other != long:
            raise ConfigError(f"{self._places[other]} and {place} are both shortened to {short!r}. {_REMEDY}")
        return short

    def checked(self) -> Mapping[str, str]:
        """Give the short name of each long one."""
        for long, short in self._short.items():
            if short != long and short in self._short:
                raise ConfigError(f"{self._places[long]} is shortened to {short!r}, the name of {self._places[short]}. {_REMEDY}")
        return self._short


_REMEDY = "Give one of them another short name: metadata={'short': '...'}."


def _derived(long: str) -> str:
    if len(long) <= len(_ALPHABETS):
        return long
    number = int.from_bytes(hashlib.sha256(long.encode()).digest())
    short = ""
    for alphabet in _ALPHABETS:
        number, index = divmod(number, len(alphabet))
        short += alphabet[index]
    return short
