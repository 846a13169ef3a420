"""Schemas as a client wants them: what is :class:`Expandable` in them in short, or as a whole where it was asked for.

.. code-block:: text

    expansion = name *( "," name )
    name      = member *( "." member )
"""

from __future__ import annotations

import copy
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..schematic import OneOf
from ..schematic import key_of
from ..schematic import may_hold
from ..schematic import nested_schema_or_none
from ..schematic import sameness
from .expandable import Expandable
from .messages import Message
from .messages import message_of
from .narrowing import changed
from .narrowing import fill
from .nesting import inside
from .nesting import slot_of

#: Bounds on what a bad request may cost.
LONGEST = 1024
MOST = 50
DEEPEST = 5

#: The members that are wanted as a whole, each with those inside of it.
Tree = dict[str, "Tree"]


@lru_cache(1024)
def is_expandable(schema: Any) -> bool:
    """Tell whether a client may ask for more of what a schema shows than it tells by itself."""
    return any(True for _ in _expandables(schema, set()))


def _expandables(schema: Any, known: set[Hashable]) -> Iterator[Expandable]:
    for inner in _inside(schema):
        # Most fields hold nothing, and there may be many.
        if not isinstance(inner, Schema) and not may_hold(type(inner)):
            continue
        if isinstance(inner, Expandable):
            yield inner
        if isinstance(inner, fields.Nested):
            # Schemas may nest themselves.
            kind = sameness(inner)
            if kind in known:
                continue
            known.add(kind)
        yield from _expandables(inner, known)


def _inside(schema: Any) -> Iterable[Any]:
    """Give what is one step inside of a schema or a field, if anything there may be named."""
    return () if isinstance(schema, fields.Pluck | OneOf) else inside(schema, "dump")


def expandable_names(schema: Any) -> tuple[str, ...]:
    """Give the names by which a client may ask for more of what a schema shows. In what nests itself, they are told once."""
    return tuple(dict.fromkeys(_names(schema, (), frozenset())))


def _names(what: Any, path: tuple[str, ...], known: frozenset[Hashable]) -> Iterator[str]:
    if isinstance(what, Schema):
        for name, field in what.dump_fields.items():
            yield from _names(field, (*path, key_of(name, field)), known)
        return
    if isinstance(what, Expandable):
        yield ".".join(path)
    if isinstance(what, fields.Nested):
        kind = sameness(what)
        if kind in known or len(path) >= DEEPEST:
            return
        known |= {kind}
    for inner in _inside(what):
        yield from _names(inner, path, known)


def parse_expansion(text: str) -> str:
    """Give the one spelling that an expansion has, however it was written: sorted, with all that stands around what is named.

    :raise marshmallow.ValidationError: for a text that is not of the grammar, says a name twice, or is too long or too deep.
    """
    if len(text) > LONGEST or text.count(",") >= MOST:
        raise ValidationError([Message(f"Longer than {LONGEST} characters, or more than {MOST} names.", "too_long")])
    names = text.split(",")
    for name in names:
        if not all(part.isprintable() and part and not set(" ()") & set(part) for part in name.split(".")):
            raise ValidationError([Message("Names are separated by commas, and what is inside of one by a dot.", "format")])
        if name.count(".") >= DEEPEST:
            raise ValidationError([Message(f"More than {DEEPEST} names inside of each other.", "too_deep")])
    if len(set(names)) < len(names):
        raise ValidationError([Message("A name has been there already.", "repeated")])
    return ",".join(sorted({name for whole in names for name in _with_outer(whole)}))


def _with_outer(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[: count + 1]) for count in range(len(parts)))


@lru_cache(1024)
def expand(schema: Any, text: str) -> Any:
    """Give a schema or a field in which what is expandable is in short, but for what an expansion names; the same one each time.

    :param text: an expansion in its one spelling; ``""`` asks for nothing.
    :raise marshmallow.ValidationError: for names that are not known, or not to be expanded, each at its place.
    """
    if not is_expandable(schema):
        if text:
            raise ValidationError({name: [message_of("unknown")] for name in text.split(",")})
        return schema
    return _Expanding().of(schema, _tree(text), "")


def _tree(text: str) -> Tree:
    tree: Tree = {}
    for name in text.split(",") if text else ():
        place = tree
        for part in name.split("."):
            place = place.setdefault(part, {})
    return tree


class _Expanding:
    """Makes expanded copies. Schemas that nest each other come out as copies that do."""

    def __init__(self) -> None:
        self._copies: dict[Hashable, Any] = {}

    def of(self, what: Any, tree: Tree, path: str) -> Any:
        """Give the copy of a schema or a field; what is not concerned is itself."""
        if not is_expandable(what) and not tree:
            return what
        return self._schema(what, id(what), tree, path) if isinstance(what, Schema) else self._field(what, tree, path)

    def _schema(self, schema: Schema, kind: Hashable, tree: Tree, path: str) -> Any:
        kept = kind, _spelled(tree)
        if kept in self._copies:
            return self._copies[kept]
        # Kept before it is complete: what is nested in it may nest it again.
        expanded = self._copies[kept] = copy.copy(schema)
        own = schema.dump_fields
        keys = {key_of(name, field): name for name, field in own.items()}
        if wrong := [key for key, inner in tree.items() if not self._has(own.get(keys.get(key, "")), inner)]:
            known = [key for key, name in keys.items() if self._has(own[name], {})]
            raise ValidationError({f"{path}{key}": [message_of("unknown", known)] for key in wrong})
        made = {name: self._member(own[name], tree.get(key), f"{path}{key}.") for key, name in keys.items()}
        lost = {name for name, field in made.items() if field is None}
        copies = {name: field for name, field in made.items() if name not in lost and field is not own[name]}
        fill(expanded, schema, [name for name in schema.fields if name not in lost], copies)
        # A schema that was narrowed before dumps more than it has, where it has hooks.
        expanded.dump_fields = {name: field for name, field in made.items() if name not in lost}
        return expanded

    def _has(self, field: Any, tree: Tree) -> bool:
        """Tell whether there is something in a member to be expanded: itself, or what is inside of it."""
        return field is not None and (isinstance(field, Expandable) or bool(tree))

    def _member(self, field: Any, tree: Tree | None, path: str) -> Any:
        if not isinstance(field, Expandable):
            return self.of(field, tree or {}, path)
        return field.in_short() if tree is None else self._nested(field, tree, path)

    def _field(self, field: Any, tree: Tree, path: str) -> Any:
        """Give the copy of a field that holds what can be expanded."""
        if isinstance(field, fields.Nested) and not isinstance(field, fields.Pluck):
            return self._nested(field, tree, path)
        if isinstance(field, fields.Tuple):
            return changed(field, tuple_fields=[self.of(item, tree if is_expandable(item) else {}, path) for item in field.tuple_fields])
        name = slot_of(field)
        inner = None if name is None else getattr(field, name)
        if name is None or inner is None:
            raise ValidationError({f"{path}{key}": [message_of("unknown")] for key in tree})
        return changed(field, **{name: self.of(inner, tree, path)})

    def _nested(self, field: fields.Nested, tree: Tree, path: str) -> Any:
        nested = nested_schema_or_none(field)
        if nested is None or (not tree and not is_expandable(field)):
            return field
        return changed(field, _schema=self._schema(nested, sameness(field), tree, path))


def _spelled(tree: Mapping[str, Any]) -> Hashable:
    return frozenset((name, _spelled(inner)) for name, inner in tree.items())
