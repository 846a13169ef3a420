"""An operation as a method of the client."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from ..forms import forms_of
from ..kinds import Bytes
from ..kinds import Either
from ..kinds import ListOf
from ..kinds import Record
from ..kinds import Type
from ..model import ClientOperation
from ..model import Content
from .answering import given
from .asking import asked
from .spelling import OF_OBJECTS
from .spelling import comment
from .spelling import identifier
from .spelling import literal
from .spelling import member
from .types import Named
from .types import spelled

#: What the client has itself, what would make a promise of it, and what any object has.
_OWN = frozenset({"credentials", "cancel", "then"}) | OF_OBJECTS


def called(operations: Iterable[ClientOperation]) -> Iterator[str]:
    """Give what the methods of operations are called, each something else."""
    taken = set(_OWN)
    for said in operations:
        yield (name := identifier(said.name, taken))
        taken.add(name)


def method(said: ClientOperation, name: str, named: Named) -> str:
    """Spell the method of an operation."""
    told = comment(said.description or said.summary, indent="  ", is_deprecated=said.is_deprecated)
    kind, result = _result(said, named)
    head = f"  {name}{_generics(said)}({_arguments(said, named)}): {result}"
    return f"{told}{head} {{\n    return this.#caller.{kind}(OPERATIONS.{name}, given, options) as never\n  }}\n"


def _arguments(said: ClientOperation, named: Named) -> str:
    members = list(_members(said, named))
    if not members:
        return "given: Record<never, never> = {}, options?: Options"
    inner = "".join(f"{told}      readonly {name}: {type_}\n" for name, type_, told in members)
    otherwise = " = {}" if all(name.endswith("?") for name, *_ in members) else ""
    return f"\n    given: {{\n{inner}    }}{otherwise},\n    options?: Options,\n  "


def _members(said: ClientOperation, named: Named) -> Iterator[tuple[str, str, str]]:
    """Give what can be given: its name, with a mark where it may be left out, its type, and what is told of it."""
    for one in asked(said):
        each = one.parameter
        told = comment(each.description, indent="      ", is_deprecated=each.is_deprecated)
        yield *_optional(member(one.name), _value(each.type, named), is_required=each.is_required), told
    if bodies := forms_of(said):
        type_ = " | ".join(dict.fromkeys(_body(content, named) for content in bodies))
        yield *_optional("body", type_, is_required=said.is_body_required), ""
    if said.takes_match:
        told = comment("The state that the change is meant for: what was read, its tag, or `*`.", indent="      ")
        yield *_optional("match", "Match", is_required=said.needs_match), told
    if said.selection is not None:
        told = comment("The members to show.", indent="      ")
        yield *_optional(member(said.selection.parameter), f"(F & Fitting<{_selected_from(said, named)}, F>)"), told
    if said.expansion is not None:
        told = comment("The members to show as a whole that are told in short otherwise.", indent="      ")
        yield *_optional(member(said.expansion.parameter), "E"), told


# Of a list in an address, one value may stand alone.
def _value(type_: Type, named: Named) -> str:
    if not isinstance(type_, ListOf):
        return spelled(type_, named)
    many = spelled(type_, named)
    return f"{spelled(type_.item, named)} | readonly {many}"


def _optional(name: str, type_: str, *, is_required: bool = False) -> tuple[str, str]:
    return (name, type_) if is_required else (f"{name}?", f"{type_} | undefined")


def _body(content: Content, named: Named) -> str:
    if content.is_stream:
        item = spelled(content.type, named)
        return f"Iterable<{item}> | AsyncIterable<{item}>"
    if isinstance(content.type, Bytes):
        return "Bytes"
    type_ = spelled(content.type, named, "      ")
    return f"{type_} | FormData" if content.writing == "multipart" else type_


def _generics(said: ClientOperation) -> str:
    parameters = []
    if said.selection is not None:
        parameters.append("const F extends Fields | undefined = undefined")
    if said.expansion is not None:
        names = " | ".join(map(literal, said.expansion.members)) or "never"
        parameters.append(f"const E extends Among<{names}> | undefined = undefined")
    return f"<{', '.join(parameters)}>" if parameters else ""


def _selected_from(said: ClientOperation, named: Named) -> str:
    type_ = named(said.selection.of) if said.selection else "unknown"
    return type_ if said.expansion is None else f"Expanded<{type_}, E>"


def _result(said: ClientOperation, named: Named) -> tuple[str, str]:
    """Give the method of the runtime that carries it out, and the type of what that gives."""
    named = _narrowing(said, named)
    successes = given(said)
    if said.is_stream:
        items = dict.fromkeys(spelled(one.content.type, named) for one in successes if one.content is not None)
        return "stream", f"Stream<{' | '.join(items)}>"
    answers = " | ".join(f"Answer<{_data(one.content, named)}, {one.status}>" for one in successes) or "Answer<unknown>"
    if said.pages is None:
        return "call", f"Promise<{answers}>"
    item = next((_item(one.content.type, said.pages) for one in successes if one.content is not None), None)
    return "pages", f"Pages<{'unknown' if item is None else spelled(item, named)}, {answers}>"


def _data(content: Content | None, named: Named) -> str:
    return "undefined" if content is None else spelled(content.type, named, "  ")


def _narrowing(said: ClientOperation, named: Named) -> Named:
    """Give names with which what is selected from stands narrowed."""
    if said.selection is None and said.expansion is None:
        return named
    of = said.selection.of if said.selection else None

    def narrowed(name: str) -> str:
        # What the document says of a selection that nobody knows is said better of the one that was made.
        type_ = named(of or name) if name == f"{of}Part" else named(name)
        if of is not None and name not in {of, f"{of}Part"}:
            return type_
        whole = type_ if said.expansion is None else f"Expanded<{type_}, E>"
        return whole if of is None else f"Selected<{whole}, F>"

    return narrowed


def _item(type_: Type, pointer: str) -> Type | None:
    """Give the type of the items of a page."""
    for name in pointer.split("/")[1:]:
        members = type_.members if isinstance(type_, Record) else ()
        found = next((one.type for one in members if one.name == name), None)
        if found is None:
            return None
        type_ = found
    lists = [one for one in (type_.options if isinstance(type_, Either) else (type_,)) if isinstance(one, ListOf)]
    return lists[0].item if lists else None
