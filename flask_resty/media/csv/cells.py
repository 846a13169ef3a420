"""The cells of CSV: how a value is written into one, so that it can be told from every other value when it is read again.

A spreadsheet takes what begins as a formula for one, so such a text is written behind an apostrophe, which reading takes away.
Apostrophes tell other texts, too, from what they would be taken for; see :func:`write`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from types import NoneType
from typing import Any

from marshmallow import missing

from ...errors import ContractError
from ..json_emitter import emit as emit_json
from ..json_parser import parse as parse_json
from ..plain import stand_in
from ..scalar import BOOLEANS
from ..scalar import NOT_FINITE
from ..scalar import fraction

#: ``null``, where an empty cell stands for something else; PostgreSQL and MySQL write it so.
NULL = r"\N"
#: No member at all, where an empty cell stands for something else.
ABSENT = r"\-"
#: An empty text, where an empty cell stands for something else.
EMPTY = "'"

#: What spreadsheets begin formulas with, be it behind a tab or a line break, and in their wide forms.
_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_NUMBER = r"-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+"
_JSON = rf'["\[{{]|(?:true|false|null|{_NUMBER})\Z'
_UNLIKE_TEXT = rf"[{re.escape(_FORMULA)}]|\\[N-]\Z|\Z"

_NUMBERS = re.compile(_NUMBER)
_BEGINS_AS_JSON = re.compile(_JSON)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the cells of a column hold."""

    #: Which texts need an apostrophe, and which have one.
    apostrophes: re.Pattern[str]
    #: How such texts begin.
    beginnings: frozenset[str]
    #: Whether a cell is JSON where it begins as JSON does.
    is_json: bool = False
    #: Whether a text that is a number is written as such.
    is_number: bool = False


def _kind(unlike_text: str, beginnings: str, **said: bool) -> Kind:
    return Kind(re.compile(f"'*+(?:{unlike_text})"), frozenset({*beginnings, *_FORMULA, *"'\\", ""}), **said)


#: Text, and whatever the grammar of textual values makes of it.
TEXT = _kind(_UNLIKE_TEXT, "")
NUMBER = _kind(_UNLIKE_TEXT, "", is_number=True)
#: Any value: lists and objects are written as JSON, and a text that looks like JSON behind an apostrophe.
ANY = _kind(f"{_JSON}|{_UNLIKE_TEXT}", '"[{tfn0123456789', is_json=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the member of this name of each row, or of an object inside of it."""

    name: str
    kind: Kind
    #: What an empty cell stands for: ``None``, the empty text, or ``missing`` where there is no such member.
    empty: Any


def write(value: Any, column: Column) -> str:
    """Give the cell of a value, not quoted yet.

    Text is written as it is, behind one more apostrophe if, behind any that it has, it is nothing, begins as a formula does, or is
    one of the marks ``\\N`` and ``\\-``; in a column of any values also if it begins as JSON does.

    :raise ContractError: for what the column cannot hold. It names the column and the type, never the value.
    """
    if value is None or value is missing or value == "":
        return "" if value is column.empty or value == column.empty else mark(value)
    kind = type(value)
    if kind is str:
        return _text(value, column)
    if kind is bool:
        return BOOLEANS[value]
    if kind is int:
        return str(value)
    if kind is float or isinstance(value, Decimal):
        return _fraction(value, column)
    return _other(value, column)


def mark(value: Any) -> str:
    """Give what says explicitly that a cell holds ``None``, the empty text, or ``missing``."""
    return NULL if value is None else ABSENT if value is missing else EMPTY


def _text(text: str, column: Column) -> str:
    if column.kind.is_number and (_NUMBERS.fullmatch(text) or text in NOT_FINITE):
        return text
    return "'" + text if column.kind.apostrophes.match(text) else text


def _fraction(value: float | Decimal, column: Column) -> str:
    try:
        text = fraction(value)
    except TypeError as error:
        raise _refusal(value, column, "cannot be written out") from error
    if text in NOT_FINITE and not column.kind.is_number:
        raise _refusal(value, column, "is not a finite number")
    return text if isinstance(value, float) else _text(text, column)


def _refusal(value: Any, column: Column, reason: str) -> ContractError:
    return ContractError(f"The {type(value).__qualname__} in the column {column.name!r} {reason}.")


def _other(value: Any, column: Column) -> str:
    """Write what is no plain value by what stands for it; lists and objects as JSON."""
    if isinstance(value, list | tuple | Mapping):
        return _nested(value, column)
    try:
        other = stand_in(value)
    except TypeError as error:
        raise _refusal(value, column, "cannot be written into a cell") from error
    return write(other, column)


def _nested(value: Any, column: Column) -> str:
    if not column.kind.is_json:
        raise _refusal(value, column, "is no single value. A List, Dict, Nested or Raw field may have such values")
    return emit_json(value).decode()


def write_all(values: list[Any], column: Column) -> list[str]:
    """Give the cells of many values, quoted where they have to be: what :func:`write` gives, but faster where they are all alike."""
    types = set(map(type, values))
    if NoneType in types:
        rest = iter(write_all([value for value in values if value is not None], column))
        none = write(None, column)
        return [none if value is None else next(rest) for value in values]
    if types == {int}:
        return list(map(str, values))
    if types == {bool}:
        return [BOOLEANS[value] for value in values]
    if types == {float} and all(map(isfinite, values)):
        return list(map(repr, values))
    return quoted(_texts(values, column) if types == {str} else [write(value, column) for value in values])


def _texts(texts: list[str], column: Column) -> list[str]:
    # One letter of each tells that nothing has to be done, which is what is usual.
    if column.kind.beginnings.isdisjoint({text[:1] for text in texts}):
        return texts
    return [write(text, column) for text in texts]


def quoted(cells: list[str]) -> list[str]:
    """Give cells in quotes, where they need them (RFC 4180, 2)."""
    if not _needs_quotes("".join(cells)):
        return cells
    return [f'"{cell.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(cell) else cell for cell in cells]


def _needs_quotes(text: str) -> bool:
    return "," in text or '"' in text or "\n" in text or "\r" in text


def read(cell: str, column: Column) -> Any:
    """Give what a cell stands for: text, but for ``None``, ``missing``, and what is JSON in a column of any values.

    :raise Problem: 400 for what begins as JSON and is none.
    """
    if not cell:
        return column.empty
    kind, first = column.kind, cell[0]
    if first == "'":
        return cell[1:] if kind.apostrophes.match(cell) else cell
    if first == "\\" and cell in _MARKS:
        return _MARKS[cell]
    return parse_json(cell.encode()) if kind.is_json and _BEGINS_AS_JSON.match(cell) else cell


_MARKS = {NULL: None, ABSENT: missing}
