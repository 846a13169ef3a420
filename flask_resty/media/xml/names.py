"""Names of elements and attributes: any text can be the name of a member, and few texts are names in XML."""

from __future__ import annotations

import re

from ...errors import ConfigError

# Letters that each edition of XML 1.0 takes, as parsers keep to different ones: of the fourth edition what is used most.
_LETTERS = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u0131\u014A-\u017E\u038E-\u03A1\u03A3-\u03CE\u040E-\u044F\u045E-\u0481"
    r"\u0531-\u0556\u0561-\u0586\u05D0-\u05EA\u0621-\u063A\u0641-\u064A\u3041-\u3094\u30A1-\u30FA\u4E00-\u9FA5\uAC00-\uD7A3"
)
_NAME = rf"(?![Xx][Mm][Ll])[_{_LETTERS}][-._0-9{_LETTERS}]*+"

#: A name that means just what it says: nothing in it looks like an escape.
_PLAIN_NAME = re.compile(rf"(?!.*_x){_NAME}")

#: What is escaped anywhere in a name, and what only at its beginning.
_FORBIDDEN = re.compile(rf"_(?=x)|[^-._0-9{_LETTERS}]")
_FORBIDDEN_FIRST = re.compile(r"\A(?:[-.0-9]|[Xx](?=[Mm][Ll]))")

_ESCAPE = re.compile(r"_x([0-9A-F]{4}|[0-9A-F]{6}|)_")

#: The name that is empty.
_EMPTY = "_x_"


def checked_name(name: object, what: str) -> str:
    """Give back a name that a developer chose.

    :param what: what it is the name of.
    :raise ConfigError: for what is no name in XML, or could be taken for an escaped one.
    """
    if isinstance(name, str) and _PLAIN_NAME.fullmatch(name):
        return name
    raise ConfigError(
        f"{name!r} cannot be {what} in XML. Begin with a letter, go on with letters, digits, '-', '.' and '_', but without '_x'; "
        "and leave names that begin with 'xml' to others."
    )


def escape_name(key: str) -> str:
    """Give the name of an element for the name of a member.

    What cannot be in a name is written as ``_xHHHH_``, with the digits of its code point in hexadecimal (SQL/XML, ISO 9075-14, has the
    same): ``"a b"`` becomes ``a_x0020_b``.

    :raise ValueError: for half a character.
    """
    if _PLAIN_NAME.fullmatch(key):
        return key
    return _FORBIDDEN_FIRST.sub(_escaped, _FORBIDDEN.sub(_escaped, key)) or _EMPTY


def _escaped(found: re.Match[str]) -> str:
    found[0].encode()
    code = ord(found[0])
    return f"_x{code:04X}_" if code < 0x10000 else f"_x{code:06X}_"


def escape_first(name: str) -> str:
    """Give another name that is read as the same, for where a plain one means something else."""
    return f"_x{ord(name[0]):04X}_{name[1:]}"


def unescape_name(name: str) -> str:
    """Give the name of the member that :func:`escape_name` wrote.

    :raise ValueError: if an escape stands for no character.
    """
    return _ESCAPE.sub(_unescaped, name) if "_x" in name else name


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1] or "0", 16)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError("This is half a character.")
    return chr(code) if found[1] else ""
