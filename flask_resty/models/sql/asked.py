"""Which owners a statement is about: many keys at once, as one parameter where that can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from sqlalchemy import ARRAY
from sqlalchemy import BigInteger
from sqlalchemy import Integer
from sqlalchemy import Select
from sqlalchemy import SmallInteger
from sqlalchemy import Text
from sqlalchemy import any_
from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import select

from .owners import Owner

_NUMBERS = frozenset({Integer, BigInteger, SmallInteger})


def _in_json(key: Any) -> Any:
    return key.in_(select(func.json_each(bindparam("owners", type_=Text())).table_valued("value").c.value))


def _in_array(key: Any) -> Any:
    return key == any_(bindparam("owners", type_=ARRAY(BigInteger())))


class _Packing(NamedTuple):
    """How many numbers go into one parameter."""

    clause: Callable[[Any], Any]
    pack: Callable[[list[int]], Any]


# A list of numbers is written in Python as it is in JSON.
_PACKING = {"sqlite": _Packing(_in_json, str), "postgresql": _Packing(_in_array, list)}


class Asked(NamedTuple):
    """Statements for what belongs to some owners, with the parameter ``owners``."""

    #: In the end it has a parameter for each of them, which takes its time for many.
    by_each: Select[Any]
    #: For numbers, where the database can look into a parameter.
    by_one: Select[Any] | None
    packing: _Packing | None

    def of(self, owners: list[Any]) -> tuple[Select[Any], dict[str, Any]]:
        """Give the statement for some owners, and its parameters."""
        # A database may have something else in a column of numbers.
        if self.by_one is None or self.packing is None or {*map(type, owners)} != {int}:
            return self.by_each, {"owners": owners}
        return self.by_one, {"owners": self.packing.pack(owners)}


def asking(owner: Owner, statement: Select[Any], dialect: str) -> Asked:
    """Narrow a statement down to what belongs to some owners."""
    packing = _PACKING.get(dialect) if all(map(_is_number, owner.columns)) and len(owner.columns) == 1 else None
    by_each = statement.where(owner.key.in_(bindparam("owners", expanding=True)))
    return Asked(by_each, None if packing is None else statement.where(packing.clause(owner.key)), packing)


def _is_number(column: Any) -> bool:
    # Types of one's own may keep numbers as something else.
    return {type(each) for each in (column.type, *column.type._variant_mapping.values())} <= _NUMBERS
