"""What a method takes and gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..forms import forms_of
from ..kinds import Anything
from ..kinds import Bytes
from ..kinds import Either
from ..kinds import ListOf
from ..kinds import MapOf
from ..kinds import Record
from ..kinds import Reference
from ..kinds import Scalar
from ..kinds import Type
from ..model import ClientOperation
from ..model import Content
from ..types import either
from .annotations import annotation
from .naming import Names
from .spelling import all_apart
from .spelling import pascal
from .spelling import snake

#: The variable that stands for the type that a selection narrows to.
SHAPE = "Shape"

#: What the variable is called in a type, where no name can be the same.
_MARK = "\0shape"

_NOTHING = Scalar("null")

#: What a method has itself, what it gives included.
_OWN = ("self", "body", "fields", "expand", "match", "options", "given")


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What a method takes and gives, as text."""

    #: Each parameter of the operation: its name, and its annotation.
    positional: tuple[str, ...]
    keywords: tuple[str, ...]
    #: What the parameters are called, in the order of the operation.
    called: tuple[str, ...]
    #: The body's annotation, if there is a body.
    body: str | None
    is_body_required: bool
    #: What is given; the same where members were selected by their names, and where they were by a type, if they can be.
    gives: str
    part: str | None = None
    shaped: str | None = None
    #: The three of them for one item of a page.
    items: tuple[str, str | None, str | None] = ("Any", None, None)
    #: The type of the names that can be selected.
    selects: str | None = None
    can_expand: bool = False
    #: Whether it can be said, and whether it has to, which state a change is meant for.
    can_match: bool = False
    has_to_match: bool = False


def signature_of(operation: ClientOperation, names: Names) -> Signature:
    """Give what the method of an operation takes and gives."""
    hint = pascal(operation.name[:1].upper() + operation.name[1:])
    called = tuple(all_apart((snake(one.name) for one in operation.parameters), _OWN))
    positional, keywords = _arguments(operation, called, names, hint)
    given = _given(operation)
    part = _part(operation) if operation.selection is not None else None
    selects = names.member_names(operation.selection.of) if operation.selection is not None else ()
    return Signature(
        positional=positional,
        keywords=keywords,
        called=called,
        body=_body(operation, names, hint),
        is_body_required=operation.is_body_required,
        gives=_written(given, names, f"{hint}Answer"),
        part=None if part is None else _written(part, names, f"{hint}Part"),
        shaped=_shaped(operation, given, names, f"{hint}Answer"),
        items=_items(operation, given, part, names, f"{hint}Item"),
        selects=names.fields(operation.selection.of) if operation.selection is not None and selects else None,
        can_expand=operation.expansion is not None,
        can_match=operation.takes_match,
        has_to_match=operation.needs_match,
    )


def _arguments(operation: ClientOperation, called: Iterable[str], names: Names, hint: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the parameters that come by their place, and those that come by their names."""
    positional, keywords = [], []
    for one, name in zip(operation.parameters, called, strict=True):
        said = annotation(names.named(one.type, hint + pascal(name)), names.spell)
        if one.where == "path":
            positional.append(f"{name}: {said}")
        else:
            keywords.append(f"{name}: {said}" if one.is_required else f"{name}: {_or_none(said)} = None")
    return tuple(positional), tuple(keywords)


def _items(operation: ClientOperation, given: Type, part: Type | None, names: Names, hint: str) -> tuple[str, str | None, str | None]:
    """Give the types of one item, where there are several: the whole, the part of it that was selected, and what a type narrows it to."""
    item = _item_of(given, operation, names)
    part_item = None if part is None else _item_of(part, operation, names, is_part=True)
    written = _written(item, names, hint)
    return written, None if part_item is None else _written(part_item, names, f"{hint}Part"), _shaped(operation, item, names, hint)


def _or_none(said: str) -> str:
    return said if said == "Any" or said.endswith("None") else f"{said} | None"


def _written(type: Type, names: Names, hint: str) -> str:
    return annotation(names.named(type, hint), names.spell)


def _given(operation: ClientOperation) -> Type:
    given = [content.type for content in operation.given]
    if not given:
        # Where nothing is promised, anything may come.
        return Anything() if not operation.answers else _NOTHING
    return either([*given, _NOTHING] if operation.may_be_empty else given)


def _part(operation: ClientOperation) -> Type | None:
    parts = [content.part or content.type for content in operation.given]
    return either(parts) if parts else None


def _body(operation: ClientOperation, names: Names, hint: str) -> str | None:
    found = dict.fromkeys(_one_body(body, names, hint) for body in forms_of(operation))
    if not found:
        return None
    return "Any" if "Any" in found else " | ".join(found)


def _one_body(body: Content, names: Names, hint: str) -> str:
    if body.writing in ("bytes", "text"):
        return "Sendable | File" if body.writing == "bytes" else "str"
    type = _with_files(body.type, names) if body.writing == "multipart" else body.type
    said = _written(type, names, f"{hint}Body")
    return f"Iterable[{said}]" if body.writing in {"lines", "sequence"} else said


def _with_files(type: Type, names: Names) -> Type:
    """Give the type of a form. The types of its members are those of what is sent, which of a file are not what is given."""
    found = names.meant(type)
    members = found.members if isinstance(found, Record) else ()
    return MapOf(Anything()) if any(_may_be_file(one.type, names) for one in members) else type


def _may_be_file(type: Type, names: Names) -> bool:
    match found := names.meant(type):
        case ListOf():
            return _may_be_file(found.item, names)
        case Either():
            return any(_may_be_file(option, names) for option in found.options)
        case Scalar():
            # As it was said before OpenAPI 3.1.
            return found.format == "binary"
    return isinstance(found, Bytes | Anything)


def _shaped(operation: ClientOperation, given: Type, names: Names, hint: str) -> str | None:
    if operation.selection is None:
        return None
    shaped = _substituted(given, operation.selection.of)
    return None if shaped == given else annotation(names.named(shaped, hint), lambda name: SHAPE if name == _MARK else names.spell(name))


def _item_of(whole: Type, operation: ClientOperation, names: Names, *, is_part: bool = False) -> Type:
    """Give the type of the items of a page. Where a part of it may be selected, its list is one of two."""
    if operation.pages is None:
        return Anything()
    for name in operation.pages.split("/")[1:]:
        whole = names.member(whole, name.replace("~1", "/").replace("~0", "~"))
    whole = names.meant(whole)
    if isinstance(whole, Either):
        whole = whole.options[-1 if is_part else 0]
    return whole.item if isinstance(whole, ListOf) else Anything()


def _substituted(type: Type, name: str) -> Type:
    match type:
        case Reference():
            return Reference(_MARK) if type.name == name else type
        case ListOf():
            return ListOf(_substituted(type.item, name))
        case MapOf():
            return MapOf(_substituted(type.value, name))
        case Either():
            return Either(tuple(_substituted(option, name) for option in type.options))
    return type
