"""What schemas are called in a document: by their class, their side and what makes them another than their class, never by their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import fields

from ...schematic import may_hold
from ...schematic import nested_schema_or_none
from .objects import members_of
from .view import View

_INPUT = re.compile(r"(?<=[a-z0-9])(?:In|Input|Create|Update|Request|Body|Form)$")

_OF_FIELDS = re.compile(r"\.(?:(create|replace|update)_)?fields(?=[A-Z]|$)")

#: What the name of a component may not have (OpenAPI 3.1, 4.8.7).
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]")

#: So many members are named, and no more.
_MOST = 3


def name_of(stem: str, difference: str, view: View) -> str:
    """Name a side of a schema.

    :param stem: what its class is called.
    :param difference: what makes it another than its class.
    """
    if view.is_output:
        return f"{stem}{'Output' if _INPUT.search(stem) else ''}{difference}{'Part' if view.is_part else ''}"
    if view.side == "patch":
        return f"{_INPUT.sub('', stem)}{difference}Patch"
    return f"{stem}{difference}{'' if _INPUT.search(stem) else 'Form' if view.is_textual else 'Input'}"


def stem_of(cls: type[Schema]) -> str:
    """Give what a class is called, without what says that it is a schema."""
    # Schemas of model resources that are made of names of attributes are called as the attribute of the class that has these.
    name = _OF_FIELDS.sub(lambda found: (found[1] or "").title(), cls.__name__.removesuffix("Schema"))
    return _NOT_IN_NAMES.sub("", name) or cls.__name__


def difference_of(schema: Schema, view: View, unknown: str) -> str:
    """Say what makes a schema another than one of its class without arguments; nothing where nothing does."""
    said = "" if _is_plain(schema) else _members(schema, view)
    if view.is_output:
        return said
    if isinstance(schema.partial, list | tuple | set | frozenset):
        said += _listed("WithOptional", sorted(schema.partial))
    is_closed = unknown == RAISE
    return said if is_closed == (schema.opts.unknown == RAISE) else f"{said}{'Closed' if is_closed else 'Open'}"


# -- members that are missing ------------------------------------------------------------------------------------------


def _is_plain(schema: Schema) -> bool:
    """Tell whether a schema has all members of its class, quickly."""
    cls, opts = type(schema), schema.opts
    if schema.only is not None or schema.exclude != set(opts.exclude):
        return False
    if schema.load_only != set(opts.load_only) or schema.dump_only != set(opts.dump_only):
        return False
    return all(_is_as_declared(schema.declared_fields[name], cls._declared_fields[name]) for name in _holders(cls))


@lru_cache(4096)
def _holders(cls: type[Schema]) -> tuple[str, ...]:
    """Name the fields that hold objects."""
    return tuple(name for name, field in cls._declared_fields.items() if may_hold(type(field)) and _nesting(field) is not None)


def _nesting(field: Any) -> Any:
    """Give the field that nests a schema, in lists and mappings, too; ``None`` if none does."""
    if isinstance(field, fields.List):
        return _nesting(field.inner)
    if isinstance(field, fields.Mapping):
        return _nesting(field.value_field)
    return field if isinstance(field, fields.Nested) else None


def _is_as_declared(field: Any, declared: Any) -> bool:
    ours, theirs = _nesting(field), _nesting(declared)
    # Where the schema was made already, it may have been another one.
    return (ours is theirs is None) or (
        ours._schema is None and set(ours.only or ()) == set(theirs.only or ()) and set(ours.exclude) == set(theirs.exclude)
    )


def _members(schema: Schema, view: View) -> str:
    usual = _usual(type(schema))
    lost = [*_lost(schema, usual, view, {})]
    kept = [*members_of(schema, view)]
    if len(kept) < len(lost) and not any("." in path for path in lost):
        return _listed("With", kept)
    return _listed("Without", lost) if lost else ""


@lru_cache(1024)
def _usual(cls: type[Schema]) -> Schema | None:
    try:
        return cls()
    except TypeError:
        # Its author wants arguments.
        return None


def _lost(schema: Schema, usual: Schema | None, view: View, seen: dict[int, Any]) -> Iterator[str]:
    """Name what is missing of the usual members, dotted where something is missing of what is inside."""
    own = members_of(schema, view)
    for name, field in (type(schema)._declared_fields if usual is None else members_of(usual, view)).items():
        if name not in own:
            yield name
            continue
        ours, theirs = _nesting(own[name]), _nesting(field)
        if ours is None or theirs is None or id(ours) in seen or _is_as_declared(ours, theirs):
            continue
        # What was seen is kept, or another could come to have its address.
        seen[id(ours)] = ours
        inner, other = nested_schema_or_none(ours), nested_schema_or_none(theirs)
        if inner is not None and type(inner) is type(other):
            yield from (f"{name}.{path}" for path in _lost(inner, other, view, seen))


def _listed(word: str, paths: list[str]) -> str:
    if len(paths) > _MOST:
        return f"Reduced{sha256(' '.join([word, *sorted(paths)]).encode()).hexdigest()[:6]}"
    return word + "And".join("".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", path)) for path in paths)
