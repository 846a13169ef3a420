"""Property lists in XML, read from the events of expat, without anything that a document could declare."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from math import isfinite
from typing import Any
from xml.parsers import expat

from ...errors import Problem
from ..assembly import Assembly
from ..format import refused
from ..json_decoder import read_integer

_WHITE_SPACE = " \t\r\n"
_INTEGER = re.compile(r"[-+]?[0-9]+")
_REAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?(?:inf|infinity|nan)", re.IGNORECASE)


def read(content: bytes, max_depth: int, max_digits: int) -> Any:
    """Read one document.

    :raise Problem: 400 for everything that is to be refused.
    """
    if not content.strip():
        raise refused("empty", "The content is empty.")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise refused("encoding", "The content is not UTF-8.") from error
    reading = _Reading(max_depth, max_digits)
    try:
        reading.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("syntax", f"The content is not valid XML: see line {error.lineno}, column {error.offset + 1}.") from error
    finally:
        # The two hold each other, and all that was read.
        del reading.parser
    return reading.whole()


class _Reading:
    """One document that is being read."""

    def __init__(self, max_depth: int, max_digits: int) -> None:
        self._max_digits = max_digits
        self._assembly = Assembly(max_depth)
        self._tags: list[str] = []
        self._text: list[str] = []
        self._scalars: dict[str, Callable[[str], Any]] = {
            "string": str,
            "date": lambda text: text.strip(_WHITE_SPACE),
            "integer": self._integer,
            "real": self._real,
            "data": self._data,
            "true": lambda text: self._nothing(text, True),
            "false": lambda text: self._nothing(text, False),
        }
        self.parser = self._parser()

    def _parser(self) -> expat.XMLParserType:
        # Whatever encoding a document declares.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._start_doctype
        parser.SkippedEntityHandler = self._skip_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        return parser

    def whole(self) -> Any:
        return self._assembly.whole()

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise refused("encoding", "The content says that it is not UTF-8.")

    def _start_doctype(self, name: str, system_id: str | None, public_id: str | None, has_internal_subset: bool) -> None:
        if has_internal_subset:
            raise refused("doctype", "The document type declares something of its own.")

    def _skip_entity(self, name: str, is_parameter_entity: bool) -> None:
        raise refused("syntax", "The content refers to an entity that nothing declares.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._check_place(tag)
        if attributes and tag != "plist":
            raise self._malformed()
        self._expect_no_text()
        self._tags.append(tag)
        if tag in _CONTAINERS:
            self._assembly.begin(_CONTAINERS[tag]())

    def _check_place(self, tag: str) -> None:
        """Refuse an element that is none of a property list, or stands where it may not."""
        around = self._tags[-1] if self._tags else None
        is_fitting = {None: tag == "plist", "plist": tag in _VALUES, "array": tag in _VALUES}
        wanted = tag == "key" if self._assembly.expects_name else tag in _VALUES
        if not (wanted if around == "dict" else is_fitting.get(around, False)):
            raise self._malformed()

    def _malformed(self) -> Problem:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return refused("syntax", f"The content is no property list: see line {line}, column {column}.")

    def _expect_no_text(self) -> None:
        if self._taken().strip(_WHITE_SPACE):
            raise self._malformed()

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text

    def _end(self, tag: str) -> None:
        self._tags.pop()
        if tag == "key":
            self._assembly.name(self._taken())
        elif tag in self._scalars:
            self._assembly.add(self._scalars[tag](self._taken()))
        else:
            self._expect_no_text()
            if tag in _CONTAINERS:
                self._end_container(tag)

    def _end_container(self, tag: str) -> None:
        if tag == "dict" and not self._assembly.expects_name:
            raise self._malformed()
        self._assembly.end()

    def _integer(self, text: str) -> int:
        digits = text.strip(_WHITE_SPACE)
        if not _INTEGER.fullmatch(digits):
            raise self._malformed()
        return read_integer(digits, self._max_digits)

    def _real(self, text: str) -> float:
        digits = text.strip(_WHITE_SPACE)
        if _REAL.fullmatch(digits):
            number = float(digits)
            if isfinite(number):
                return number
        elif not _NOT_FINITE.fullmatch(digits):
            raise self._malformed()
        raise refused("not_finite", "A number is not finite.")

    def _data(self, text: str) -> bytes:
        try:
            return b64decode("".join(text.split()), validate=True)
        except ValueError as error:
            raise self._malformed() from error

    def _nothing(self, text: str, value: bool) -> bool:
        if text.strip(_WHITE_SPACE):
            raise self._malformed()
        return value


_CONTAINERS: dict[str, Callable[[], Any]] = {"array": list, "dict": dict}
_VALUES = frozenset({"string", "date", "integer", "real", "data", "true", "false", *_CONTAINERS})
