"""Property lists in XML, written."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

from ..plain import stand_in

#: What XML 1.0 does not have, not even escaped (2.2).
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

#: A reader takes a bare carriage return for a line feed (XML 1.0, 2.11).
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})

#: Signed or not, an integer has 64 bits.
_LEAST, _MOST = -(2**63), 2**64 - 1


def written(data: Any) -> str:
    """Write an element.

    :raise TypeError: for what is not plain and has no stand-in, for names that are no strings, and for ``None``.
    :raise ValueError: for what the format cannot say.
    """
    out: list[str] = []
    _write(data, out)
    return "\n".join(out)


def _write(value: Any, out: list[str]) -> None:
    kind = type(value)
    if kind is str:
        out.append(f"<string>{_escaped(value)}</string>")
    elif kind is dict:
        _write_members(value, out)
    elif kind is list or kind is tuple:
        _write_items(value, out)
    elif kind in _SCALARS:
        out.append(_SCALARS[kind](value))
    else:
        _write(stand_in(value), out)


def _write_members(members: dict[Any, Any], out: list[str]) -> None:
    if not members:
        out.append("<dict/>")
        return
    out.append("<dict>")
    for name, value in members.items():
        if type(name) is not str:
            raise TypeError("A name is no string.")
        out.append(f"<key>{_escaped(name)}</key>")
        _write(value, out)
    out.append("</dict>")


def _write_items(items: list[Any] | tuple[Any, ...], out: list[str]) -> None:
    if not items:
        out.append("<array/>")
        return
    out.append("<array>")
    for item in items:
        _write(item, out)
    out.append("</array>")


def _escaped(text: str) -> str:
    if text.isprintable() and "<" not in text and "&" not in text and ">" not in text:
        return text
    if _UNSPEAKABLE.search(text):
        raise ValueError("It has no way to say a control character.")
    return text.translate(_ESCAPES)


def _integer(value: int) -> str:
    if not _LEAST <= value <= _MOST:
        raise ValueError("It has no integers beyond 64 bits.")
    return f"<integer>{value}</integer>"


def _real(value: float) -> str:
    text = repr(value)
    if "n" in text:
        raise ValueError("A number is not finite.")
    return f"<real>{text}</real>"


_SCALARS: dict[type, Any] = {
    bool: lambda value: "<true/>" if value else "<false/>",
    int: _integer,
    float: _real,
    bytes: lambda value: f"<data>{b64encode(value).decode()}</data>",
}
