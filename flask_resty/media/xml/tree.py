"""The door for XML: a document becomes plain elements, or is refused before it can do harm.

The parser is that of Python. It tells of each element as it comes, so what is refused ends there, and it keeps nothing of a document.
libxml2, which lxml stands on, keeps each name that it ever read in a dictionary of the thread: a client who makes up names fills the
memory.
"""

from __future__ import annotations

from typing import Any
from typing import NamedTuple
from xml.parsers import expat

from ...errors import Problem
from ..format import refused
from ..json_parser import MAX_DEPTH

#: The innermost element holds a value and no more.
_MOST_OPEN = MAX_DEPTH + 1

WHITE_SPACE = " \t\r\n"


class Element(NamedTuple):
    """An element. It has either text or others inside."""

    name: str
    attributes: dict[str, str]
    children: list[Element]
    text: str
    #: Where it begins.
    line: int


def parse_tree(content: bytes) -> Element:
    """Read a document: UTF-8, without a document type, without namespaces. Comments and processing instructions are left out.

    :raise Problem: 400, with a fault whose code is ``empty``, ``encoding``, ``syntax``, ``doctype``, ``namespace`` or ``too_deep``.
    """
    try:
        if not content.decode().strip(WHITE_SPACE):
            raise refused("empty", "The content is empty.")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    if b"\0" in content[:4]:
        raise _not_utf8()
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("syntax", f"The content is not well-formed XML: see line {error.lineno}, column {error.offset + 1}.") from error
    finally:
        # The two hold each other, and all that was read.
        del builder.parser
    return builder.siblings[0]


def _not_utf8() -> Problem:
    return refused("encoding", "The content is not UTF-8.")


class _Builder:
    """Builds the elements of one document."""

    def __init__(self) -> None:
        #: The elements that ended, of the innermost one that has not.
        self.siblings: list[Element] = []
        self._open: list[tuple[list[Element], dict[str, str], int]] = []
        self._text: list[str] = []
        # Whatever a document says of its encoding, it is read as UTF-8.
        self.parser: Any = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = _declare
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._text:
            self._take_blank()
        if len(self._open) == _MOST_OPEN:
            raise refused("too_deep", f"Elements are nested more than {_MOST_OPEN} deep.")
        line = self.parser.CurrentLineNumber
        if ":" in name or (attributes and any(each == "xmlns" or ":" in each for each in attributes)):
            raise refused("namespace", f"Names have no namespaces here: see line {line}.")
        self._open.append((self.siblings, attributes, line))
        self.siblings = []

    def _end(self, name: str) -> None:
        children = self.siblings
        self.siblings, attributes, line = self._open.pop()
        text = ""
        if self._text:
            text = self._take_blank() if children else "".join(self._text)
            self._text.clear()
        self.siblings.append(Element(name, attributes, children, text, line))

    def _take_blank(self) -> str:
        """Leave out the text that stands between elements, which only makes a document easy to read."""
        if "".join(self._text).strip(WHITE_SPACE):
            raise refused("syntax", f"Text stands beside an element: see line {self.parser.CurrentLineNumber}.")
        self._text.clear()
        return ""


def _declare(version: str, encoding: str | None, standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise refused("encoding", "The content says that it is not UTF-8.")


def _refuse_doctype(name: str, system: str | None, public: str | None, has_subset: int) -> None:
    raise refused("doctype", "A document type is declared, which is not allowed.")
