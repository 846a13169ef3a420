"""YAML, written so that readers of YAML 1.1 and of 1.2 find the same in it.

The two disagree on which text without quotes is a number, a date or a boolean: ``no``, ``010``, ``12:30:45``. So only text
that is nothing else to either of them stands without quotes: that begins with a letter, and is not one of a few words.
"""

from __future__ import annotations

import json
import re
from types import NoneType
from typing import Any

from ..plain import stand_in

#: What is text to all readers, given that it is no word below.
_BARE = re.compile(r"[^\W\d_](?:[\w .,/()+@&%!?;'=*-]*[\w.,/()+@&%!?;'=*-])?(?::[\w/][\w.,/()+@&%!?;'=*-]*)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})

#: What JSON allows between quotes, but YAML 1.1 does not, or takes for the end of a line.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
#: What cannot stand in a block of lines: the same, and white space that a reader would trim or take for the indentation.
_NO_BLOCK = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\uffff\U00010000-\U0010ffff]|[\u2028\u2029\ufeff\ufffe\uffff]|\A\s|[ \t]$|\n\n\Z", re.MULTILINE
)

#: A name that is longer has to be announced, or it is none (YAML 1.2, 8.2.2).
_LONGEST_NAME = 1000


_NEWLINE = "\n"


def written(data: Any) -> str:
    """Write a document.

    :raise TypeError: for what is not plain and has no stand-in, and for names that are no strings.
    :raise ValueError: for ``NaN``, ``Infinity`` and integers with too many digits.
    """
    return f"{_joined(data, _NEWLINE)}\n"


def dashed(data: Any) -> str:
    """Write an item of the list that is a document. It raises what :func:`written` does."""
    return f"- {_joined(data, f'{_NEWLINE}  ')}\n"


def _joined(data: Any, newline: str) -> str:
    out: list[str] = []
    _write_item(data, newline, out)
    return "".join(out)


def _write_item(value: Any, newline: str, out: list[str]) -> None:
    """Write what stands behind a dash, or is the whole document.

    :param newline: a line feed, and the indentation of what is written.
    """
    kind = type(value)
    if kind is str:
        out.append(_text(value, newline))
    elif kind is dict and value:
        _write_members(value, newline, out)
    elif (kind is list or kind is tuple) and value:
        _write_items(value, newline, out)
    elif kind in _SCALARS:
        out.append(_SCALARS[kind](value))
    else:
        _write_item(stand_in(value), newline, out)


def _write_items(items: list[Any] | tuple[Any, ...], newline: str, out: list[str]) -> None:
    dash, deeper = "- ", f"{newline}  "
    for each in items:
        out.append(dash)
        _write_item(each, deeper, out)
        dash = f"{newline}- "


def _write_members(members: dict[Any, Any], newline: str, out: list[str]) -> None:
    before = ""
    for name, value in members.items():
        if type(name) is not str:
            raise TypeError("A name is no string.")
        out.append(before + _name(name, newline))
        before = newline
        _write_member(value, newline, out)


def _write_member(value: Any, newline: str, out: list[str]) -> None:
    kind = type(value)
    if kind is str:
        out.append(f" {_text(value, newline)}")
    elif kind in _SCALARS and not value:
        # None, zero and false, and what is empty.
        out.append(f" {_SCALARS[kind](value)}")
    elif kind is dict:
        deeper = f"{newline}  "
        out.append(deeper)
        _write_members(value, deeper, out)
    elif kind is list or kind is tuple:
        # The dashes of a list may stand right below its name.
        out.append(newline)
        _write_items(value, newline, out)
    elif kind in _SCALARS:
        out.append(f" {_SCALARS[kind](value)}")
    else:
        _write_member(stand_in(value), newline, out)


def _name(name: str, newline: str) -> str:
    text = name if _BARE.fullmatch(name) and name.lower() not in _WORDS else _quoted(name)
    return f"{text}:" if len(text) <= _LONGEST_NAME else f"? {text}{newline}:"


def _text(text: str, newline: str) -> str:
    if _BARE.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if "\n" in text and not _NO_BLOCK.search(text):
        return _block(text, f"{newline}  ")
    return _quoted(text)


def _block(text: str, newline: str) -> str:
    lines = text.removesuffix("\n").split("\n")
    return ("|" if text.endswith("\n") else "|-") + "".join(f"{newline}{line}" if line else "\n" for line in lines)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _float(value: float) -> str:
    text = repr(value)
    if "n" in text:
        raise ValueError("A number is not finite.")
    # To YAML 1.1, a number without a point is no float.
    return text if "." in text else text.replace("e", ".0e")


_SCALARS: dict[type, Any] = {
    NoneType: lambda value: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    float: _float,
    dict: lambda value: "{}",
    list: lambda value: "[]",
    tuple: lambda value: "[]",
}
