"""Pages by a range of records, as piston had them: ``Range: items=0-9`` (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask import request
from marshmallow import Schema

from ...errors import ConfigError
from ...errors import Fault
from ...errors import Problem
from ...pagination import Paged
from ...pagination import check_pager
from ...typing import Pager
from ...typing import Refer
from ..storable import LARGEST

#: A unit is a token (RFC 9110, 14.1).
_UNIT = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

#: One range, with a first record or the number of the last ones (RFC 9110, 14.1.1).
_RANGE = re.compile(r"([0-9]+)-([0-9]*)|-([0-9]+)")

#: No number of records has more digits.
_DIGITS = len(str(LARGEST))


@dataclass(frozen=True, slots=True)
class RecordPart:
    """The rows of a range, once it is known how many there are in all."""

    offset: int
    limit: int
    total: int
    unit: str = "items"

    def of(self, data: Any) -> Paged:
        """Put the rows together with what tells which they are. The answer is a 206."""
        told = f"{self.unit} {self.offset}-{self.offset + self.limit - 1}/{self.total}"
        return Paged(data, self, {}, self.total, content_range=told)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The range that a client asks for: what a handler under :class:`RecordRange` gets as ``page`` where there is one."""

    #: The number of its first record, counted from 0; below zero, it is counted from the end.
    first: int
    #: The number of its last record; ``None`` is the last one that there is.
    last: int | None
    #: The most that are given at once.
    max_size: int
    unit: str = "items"

    def within(self, total: int) -> RecordPart:
        """Give the part of so many rows.

        :raise Problem: 416 if there is nothing of what is asked for.
        """
        first = max(0, total + self.first) if self.first < 0 else self.first
        end = total if self.last is None else min(total, self.last + 1)
        if first >= end:
            detail = f"There is nothing in the range asked for: there are {total} in all."
            fault = Fault(location="headers", pointer="/Range", code="unsatisfiable", detail=detail)
            raise Problem(416, detail, headers={"Accept-Ranges": self.unit, "Content-Range": f"{self.unit} */{total}"}, errors=[fault])
        return RecordPart(first, min(end - first, self.max_size), total, self.unit)


class RecordRange:
    """Ranges of records beside other pages: ``Range: items=0-9`` is answered with 206 and ``Content-Range: items 0-9/45``.

    ``items=10-`` are all from the eleventh on, and ``items=-5`` are the last five; more than ``max_size`` come in several answers. A
    request without ``Range`` gets a page of the other pager, as does one for another unit, for several ranges, or with ``If-Range``.
    The handler gets a :class:`RecordPage` as ``page``, and answers by :func:`read_page` or :func:`cut_page`, which know both.

    :param pager: what tells pages from each other where no range is asked for.
    :param max_size: the most that a client gets at once.
    :param unit: what records are called.
    :raise ConfigError: for what is no pager, a size below 1 and what is no unit, or that of bytes.
    """

    def __init__(self, pager: Pager, max_size: int = 100, *, unit: str = "items") -> None:
        if isinstance(pager, type) or not isinstance(pager, Pager):
            raise ConfigError(f"RecordRange({pager!r}) has no pager. Write RecordRange(PageNumber()).")
        if type(max_size) is not int or not 1 <= max_size <= LARGEST:
            raise ConfigError(f"RecordRange(max_size={max_size!r}) cannot be. Give a number from 1.")
        if not (isinstance(unit, str) and _UNIT.fullmatch(unit)) or unit.lower() in {"bytes", "none"}:
            raise ConfigError(f"RecordRange(unit={unit!r}) cannot be. Give a token (RFC 9110, 14.1) other than 'bytes' and 'none'.")
        self.pager, self.max_size, self.range_unit = pager, max_size, unit

    def __repr__(self) -> str:
        return f"RecordRange({self.pager!r}, max_size={self.max_size!r})"

    def check_app(self, app: Flask) -> None:
        """Look whether an app has what the other pager needs.

        :raise ConfigError: if it has not.
        """
        check_pager(self.pager, app)

    @property
    def schema(self) -> Schema:
        """What the parameters of the other pager have to fit."""
        return self.pager.schema

    def page(self, values: Mapping[str, Any], refer: Refer) -> Any:
        """Make the page that a client asks for.

        :raise Problem: 400 for a range that is none.
        """
        # Nothing tells whether a list is still what the client has a part of, so it gets a page of what there is (RFC 9110, 13.1.5).
        asked = None if "If-Range" in request.headers or request.method != "GET" else self._asked(request.headers.get("Range", ""))
        return self.pager.page(values, refer) if asked is None else asked

    def _asked(self, text: str) -> RecordPage | None:
        unit, _, ranges = text.partition("=")
        if unit.strip().lower() != self.range_unit.lower() or "," in ranges:
            return None
        match = _RANGE.fullmatch(ranges.strip())
        if match is None:
            detail = f"The range is none. Write {self.range_unit}=0-9, {self.range_unit}=10- or {self.range_unit}=-5."
            fault = Fault(location="headers", pointer="/Range", code="malformed", detail=detail)
            raise Problem(400, detail, errors=[fault])
        first, last, suffix = match.groups()
        if suffix is not None:
            # No records at all begin behind the last one.
            return RecordPage(-_number(suffix) or LARGEST, None, self.max_size, self.range_unit)
        return RecordPage(_number(first), _number(last) if last else None, self.max_size, self.range_unit)


def _number(digits: str) -> int:
    return min(LARGEST, int(digits)) if len(digits) <= _DIGITS else LARGEST
