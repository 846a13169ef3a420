"""Named types as TypedDicts and aliases."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from textwrap import indent

from ..kinds import Member
from ..kinds import Record
from ..model import NamedType
from .annotations import Spell
from .annotations import annotation
from .annotations import literal

#: What may stand neither in a file of Python nor before an eye, and is in no text that people write.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

#: What annotations in the body of a class are written with; a member of such a name would hide it.
_HIDDEN = frozenset({"str", "int", "float", "bool", "list", "dict", "bytes", "Any", "Literal", "NotRequired"})


def declaration(name: str, named: NamedType, spell: Spell, others: frozenset[str]) -> str:
    """Write the declaration of a type.

    :param others: the names of all types.
    """
    if not isinstance(named.type, Record) or not named.type.members:
        comment = f"#: {on_one_line(named.description)}\n" if named.description else ""
        return f"{comment}{name}: TypeAlias = {literal(annotation(named.type, spell))}"
    return (_class if _can_be_class(named.type, others) else _call)(name, named, named.type, spell)


def _can_be_class(record: Record, others: frozenset[str]) -> bool:
    # Of letters that look alike Python makes one in names (PEP 3131), and would ask for another member.
    return all(
        one.name.isascii()
        and one.name.isidentifier()
        and not keyword.iskeyword(one.name)
        and not one.name.startswith("__")
        and one.name not in _HIDDEN | others
        for one in record.members
    )


def _class(name: str, named: NamedType, record: Record, spell: Spell) -> str:
    lines = [f"class {name}(TypedDict):"]
    if said := docstring(named.description):
        lines += [indent(said, "    "), ""]
    for member in record.members:
        lines += [f"    #: {said}" for said in _comment(member)]
        lines.append(f"    {member.name}: {_member(member, spell)}")
    return "\n".join(lines)


def _call(name: str, named: NamedType, record: Record, spell: Spell) -> str:
    """Write what a class cannot say: members whose names are none in Python."""
    comment = [f"#: {on_one_line(named.description)}"] if named.description else []
    members = [f"        {literal(member.name)}: {literal(_member(member, spell))}," for member in record.members]
    return "\n".join([*comment, f"{name} = TypedDict(", f'    "{name}",', "    {", *members, "    },", ")"])


def _member(member: Member, spell: Spell) -> str:
    said = annotation(member.type, spell)
    return said if member.is_required else f"NotRequired[{said}]"


def _comment(member: Member) -> Iterator[str]:
    said = on_one_line(member.description)
    if said or member.is_deprecated:
        yield f"{said} Deprecated." if said and member.is_deprecated else said or "Deprecated."


def on_one_line(text: str) -> str:
    """Write text that stands in a comment, which ends with its line."""
    return " ".join(_CONTROL.sub(" ", text).split())


def docstring(text: str) -> str:
    """Write a docstring; nothing where there is nothing to say."""
    said = _CONTROL.sub("", text.replace("\r\n", "\n")).strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if not said:
        return ""
    # A quote at the end would be taken for a part of its end.
    end = '\n"""' if "\n" in said or said.endswith('"') else '"""'
    return f'"""{said}{end}'
