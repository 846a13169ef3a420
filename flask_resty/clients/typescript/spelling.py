"""How things are spelled in TypeScript: names, values and comments."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from collections.abc import Mapping
from typing import Any

#: What no text has that people write, and what makes a compiler take a file for one of octets.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")

_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


#: What any object has.
OF_OBJECTS = frozenset(
    """
    constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf
    __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__
    """.split()
)


def member(name: str) -> str:
    """Spell the name of a member, in quotes where it takes them."""
    return name if _NAME.fullmatch(name) else literal(name)


def identifier(name: str, taken: Container[str] = ()) -> str:
    """Spell a name that is none of a member: what may not stand in one becomes ``_``, and so it goes on until nobody has it."""
    found = re.sub(r"[^\w$]", "_", name, flags=re.ASCII) or "_"
    found = f"_{found}" if found[0].isdecimal() else found
    while found in taken:
        found += "_"
    return found


def literal(value: Any) -> str:
    """Spell a value of JSON on one line. Names of members have quotes only where they take them."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key(str(name))}: {literal(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def key(name: str) -> str:
    """Spell the name of a member of a value."""
    # As a name in braces it would be the prototype of the object.
    return '["__proto__"]' if name == "__proto__" else member(name)


def comment(text: str, *, indent: str = "", is_deprecated: bool = False) -> str:
    """Spell a comment for people and their editors, or nothing where there is nothing to say."""
    lines = [*_CONTROL.sub("", text).replace("*/", "*\\/").strip().splitlines(), *(["@deprecated"] if is_deprecated else [])]
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0].strip()} */\n"
    inner = "".join(f"{indent} * {line.rstrip()}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{inner}{indent} */\n"
