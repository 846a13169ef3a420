"""YAML, read from the events of PyYAML's parser: as soon as one of them is not to be had, nothing more is read.

What builds objects in PyYAML is not used: it follows tags and aliases, recurses (a small document then ends the process), and takes ``no``
for a boolean. libyaml is the parser where PyYAML has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Any

from ...errors import ConfigError
from ...errors import Problem
from ...errors import refusal
from ..assembly import Assembly
from ..format import refused
from ..json_decoder import read_integer

try:
    import yaml
except ImportError as error:  # pragma: no cover
    raise ConfigError("YAML needs PyYAML, which is not installed. Install flask-resty-api[yaml].") from error

PURE: Any = yaml.BaseLoader
FAST: Any = getattr(yaml, "CBaseLoader", PURE)

#: So many bytes take the parser that is written in Python about a second.
_MOST_BYTES_PURE = 32_768

#: libyaml compares each of these directives with all that came before.
_MOST_DIRECTIVES = 100
_DIRECTIVE = re.compile("[\r\n\x85\u2028\u2029]%TAG")

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def read(content: bytes, max_depth: int, max_digits: int, loader: Any = FAST) -> Any:
    """Read one document by the core schema of YAML 1.2 (10.3).

    :param loader: :data:`FAST` or :data:`PURE`, PyYAML's parsers.
    :raise Problem: 400 for everything that is to be refused.
    """
    try:
        return _Reading(max_depth, max_digits).read(loader(_as_text(content, loader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refused("syntax", f"The content is not valid YAML{_place(mark)}.") from error
    except yaml.YAMLError as error:
        raise refused("syntax", "The content holds a character that YAML does not allow.") from error


def _place(mark: Any) -> str:
    return "" if mark is None else f": see line {mark.line + 1}, column {mark.column + 1}"


def _as_text(content: bytes, loader: Any) -> str:
    if loader is PURE and len(content) > _MOST_BYTES_PURE:
        detail = f"YAML of more than {_MOST_BYTES_PURE} bytes is not read here."
        raise refusal(413, "body", "", "too_large", detail)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise refused("encoding", "The content is not UTF-8.") from error
    if text.startswith("\ufeff"):
        raise refused("encoding", "The content is not UTF-8 without a byte order mark.")
    if "\x85" in text or "\u2028" in text or "\u2029" in text:
        # To YAML 1.2 they are characters like others, but PyYAML ends lines, and comments, with them (1.2, 5.4).
        raise refused("syntax", "The content holds U+0085, U+2028 or U+2029, which end a line in YAML 1.1 only. Escape them.")
    if "%TAG" in text and len(_DIRECTIVE.findall(text)) > _MOST_DIRECTIVES:
        raise _tagged()
    return text


def _tagged() -> Problem:
    return refused("tag", "The content says of what type a value is, by a tag. The schema says it.")


class _Reading:
    """One document that is being read."""

    def __init__(self, max_depth: int, max_digits: int) -> None:
        self._max_digits = max_digits
        self._assembly = Assembly(max_depth)
        self._take: dict[type, Callable[[Any], None]] = {
            yaml.DocumentStartEvent: self._start,
            yaml.AliasEvent: self._refuse_alias,
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
        }

    def read(self, parser: Any) -> Any:
        try:
            while (event := parser.get_event()) is not None:
                take = self._take.get(type(event))
                if take is not None:
                    take(event)
        finally:
            parser.dispose()
        return self._assembly.whole()

    def _start(self, event: Any) -> None:
        if event.version == (1, 1):
            raise refused("syntax", "The content says that it is YAML 1.1. YAML 1.2 is read here.")

    def _refuse_alias(self, event: Any) -> None:
        raise refused("alias", "The content refers to a part of itself, by an anchor or an alias.")

    def _scalar(self, event: Any) -> None:
        self._check(event)
        value: str = event.value
        if self._assembly.expects_name:
            self._name(value, is_text=not event.implicit[0] or type(self._resolved(value)) is str)
        else:
            self._assembly.add(self._resolved(value) if event.implicit[0] else _well_formed(value))

    def _check(self, event: Any) -> None:
        if event.tag is not None:
            raise _tagged()
        if event.anchor is not None:
            self._refuse_alias(event)

    def _name(self, name: str, *, is_text: bool) -> None:
        if not is_text:
            raise refused("name", "The name of a member is no text. Put it in quotes.")
        self._assembly.name(_well_formed(name))

    def _sequence(self, event: Any) -> None:
        self._begin(event, [])

    def _mapping(self, event: Any) -> None:
        self._begin(event, {})

    def _begin(self, event: Any, container: Any) -> None:
        self._check(event)
        if self._assembly.expects_name:
            raise refused("name", "The name of a member is no text.")
        self._assembly.begin(container)

    def _end(self, event: Any) -> None:
        self._assembly.end()

    def _resolved(self, text: str) -> Any:
        """Give what text without quotes is."""
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in "+-.0123456789":
            return text
        if _INT.fullmatch(text):
            return read_integer(text, self._max_digits)
        if _OCTAL_OR_HEX.fullmatch(text):
            return read_integer(text, self._max_digits, 0)
        return _number_or_text(text)


def _number_or_text(text: str) -> float | str:
    if _FLOAT.fullmatch(text):
        number = float(text)
        if isfinite(number):
            return number
    elif not _NOT_FINITE.fullmatch(text):
        return text
    raise refused("not_finite", "A number is not finite.")


def _well_formed(text: str) -> str:
    """Refuse half a character, which the parser that is written in Python lets in where it is escaped."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise refused("surrogate", "A string holds an escaped surrogate that stands alone.") from error
    return text
