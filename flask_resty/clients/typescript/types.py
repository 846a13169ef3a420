"""From the types of a client's model to those of TypeScript."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping

from ..kinds import AllOf
from ..kinds import Anything
from ..kinds import Bytes
from ..kinds import Choice
from ..kinds import Either
from ..kinds import ListOf
from ..kinds import MapOf
from ..kinds import Member
from ..kinds import Record
from ..kinds import Reference
from ..kinds import Scalar
from ..kinds import TupleOf
from ..kinds import Type
from ..model import NamedType
from .spelling import comment
from .spelling import identifier
from .spelling import literal
from .spelling import member

#: Gives how a type is called that has a name.
Named = Callable[[str], str]

#: What no type may be called: words of the language, and types that it has itself.
_RESERVED = frozenset(
    """
    any as async await bigint boolean break case catch class const continue debugger default delete do else enum export extends false
    finally for function if implements import in instanceof interface let never new null number object package private protected public
    return static string super switch symbol this throw true try type typeof undefined unknown var void while with yield
    """.split()
)

_SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def spelled(type_: Type, named: Named, indent: str = "") -> str:
    """Spell a type."""
    match type_:
        case Scalar(kind):
            return _SCALARS[kind]
        case Bytes():
            return "Blob"
        case Choice(values):
            return " | ".join(map(literal, values))
        case ListOf(item):
            return f"{_inside(item, named, indent)}[]"
        case TupleOf(items):
            return f"[{', '.join(spelled(item, named, indent) for item in items)}]"
        case MapOf(value):
            return f"{{ [name: string]: {spelled(value, named, indent)} }}"
        case Record():
            return _record(type_, named, indent)
        case Either(options):
            return " | ".join(dict.fromkeys(spelled(option, named, indent) for option in options))
        case AllOf(several):
            return " & ".join(spelled(one, named, indent) for one in several)
        case Reference(name):
            return named(name)
        case Anything():
            return "unknown"


def _inside(type_: Type, named: Named, indent: str) -> str:
    text = spelled(type_, named, indent)
    is_joined = isinstance(type_, AllOf) or (isinstance(type_, Record) and type_.rest is not None)
    return f"({text})" if is_joined or isinstance(type_, Either) or (isinstance(type_, Choice) and len(type_.values) > 1) else text


def _record(record: Record, named: Named, indent: str) -> str:
    inner = "".join(_member(one, named, indent + "  ") for one in record.members)
    known = f"{{\n{inner}{indent}}}" if inner else "Record<string, never>"
    return known if record.rest is None else f"{known} & {{ [name: string]: unknown }}"


def _member(said: Member, named: Named, indent: str) -> str:
    told = comment(said.description, indent=indent, is_deprecated=said.is_deprecated)
    return f"{told}{indent}{member(said.name)}{'' if said.is_required else '?'}: {spelled(said.type, named, indent)}\n"


def declared(said: NamedType, named: Named) -> str:
    """Declare a type that has a name."""
    told, name = comment(said.description, is_deprecated=said.is_deprecated), named(said.name)
    if isinstance(said.type, Record) and said.type.rest is None and said.type.members:
        return f"{told}export interface {name} {_record(said.type, named, '')}\n"
    return f"{told}export type {name} = {spelled(said.type, named)}\n"


def namer(types: Iterable[NamedType], taken: frozenset[str]) -> Named:
    """Make what gives the names of types. Where the runtime has a name already, the type gets another one."""
    names: dict[str, str] = {}
    given = set(taken | _RESERVED)
    for said in types:
        names[said.name] = identifier(said.name, given)
        given.add(names[said.name])
    return lambda name: names.get(name, "unknown")


def reached(types: Iterable[Type], named: Mapping[str, NamedType]) -> list[NamedType]:
    """Give the named types that some types lead to, those that lead to others included, by name."""
    found: set[str] = set()
    waiting = [name for type_ in types for name in _references(type_)]
    while waiting:
        name = waiting.pop()
        if name in named and name not in found:
            found.add(name)
            waiting.extend(_references(named[name].type))
    return [named[name] for name in sorted(found)]


def _references(type_: Type) -> Iterator[str]:
    if isinstance(type_, Reference):
        yield type_.name
    for inner in parts(type_):
        yield from _references(inner)


def parts(type_: Type) -> tuple[Type, ...]:
    """Give the types that a type is made of."""
    match type_:
        case ListOf(item):
            return (item,)
        case MapOf(value):
            return (value,)
        case TupleOf(items) | Either(items) | AllOf(items):
            return items
        case Record(members, rest):
            return (*(one.type for one in members), *(() if rest is None else (rest,)))
        case _:
            return ()
