"""What a schema reads of the objects that it dumps, so that a store can load that and no more."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask
from flask import current_app
from flask import request
from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing
from marshmallow.decorators import POST_DUMP
from marshmallow.decorators import PRE_DUMP

from ..fields import Links
from ..schema.stock import keeps
from ..schematic import nested_schema_or_none
from ..schematic import sameness
from .store import Reads

#: What an author overrides who wants more of an object than the values of its fields.
_OF_A_SCHEMA = ("get_attribute", "dump", "_serialize", "_invoke_dump_processors")
_OF_A_FIELD = ("serialize", "get_value")

#: The fields of these look at their value and at nothing else of the object, unless they say so.
_TRUSTED = (fields.__name__, f"{__name__.partition('.')[0]}.")

#: A schema may be nested in itself, through others.
Above = tuple[Hashable, ...]

_WHOLE = Reads(is_whole=True)
_NOTHING = Reads()


class _Nowhere:
    """Stands for the app where there is none."""


_nowhere = _Nowhere()

#: By schema, by app, by blueprint: what a link reads is up to the rule that it leads to.
_known: WeakKeyDictionary[Any, WeakKeyDictionary[Flask | _Nowhere, dict[str, Reads]]] = WeakKeyDictionary()


def reads_of(schema: Schema | fields.Field[Any]) -> Reads:
    """Give the attributes that a schema reads of an object, and of those behind it; of each of many, if it is for many.

    A field that reads something else than the attribute of its name says so by an attribute ``reads``: a tuple of names, dotted through
    relations, or a function that gives it. Where nobody can tell what is read, the whole object is. For the same schema the same object
    is given, so that stores may keep what they make of it.
    """
    app = current_app._get_current_object() if current_app else _nowhere  # type: ignore[attr-defined]
    blueprint = (request.blueprint if request else None) or ""
    known = _known.setdefault(schema, WeakKeyDictionary()).setdefault(app, {})
    return known.get(blueprint) or known.setdefault(blueprint, _of_schema(schema, ()) if isinstance(schema, Schema) else _of_items(schema))


def _of_items(field: fields.Field[Any]) -> Reads:
    inside = _inside(field.inner if isinstance(field, fields.List) else field, ())
    return _WHOLE if inside is None else inside


def merged(*several: Reads) -> Reads:
    """Give what is read where all of these are."""
    attributes: dict[str, Reads | None] = {}
    for reads in several:
        for name, inside in reads.attributes.items():
            # Who reads a relation as a plain value gets all that is behind it.
            had = attributes.get(name, _NOTHING)
            attributes[name] = inside if name not in attributes else merged(had or _WHOLE, inside or _WHOLE) if had or inside else None
    return Reads(attributes, any(reads.is_whole for reads in several))


def widened(reads: Reads | None, attributes: tuple[str, ...]) -> Reads | None:
    """Give a tree with some attributes, dotted through relations, read as well. For the same tree it is the same one, each time."""
    return None if reads is None else _widened(_Same(reads), attributes)


class _Same(Hashable):
    """A tree as a key: it is compared by what it is, for stores keep their plans by that, and its content has no hash."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def __hash__(self) -> int:
        return id(self.reads)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.reads is other.reads


@lru_cache(maxsize=1024)
def _widened(same: _Same, attributes: tuple[str, ...]) -> Reads:
    found = merged(same.reads, *(_at(name, None) for name in attributes))
    return same.reads if found == same.reads else found


def _of_schema(schema: Schema, above: Above) -> Reads:
    read = merged(*(_of_field(name, field, above) for name, field in schema.dump_fields.items()))
    return read if keeps(schema, Schema, _OF_A_SCHEMA) and not _hooks_read(schema) else read._replace(is_whole=True)


def _hooks_read(schema: Schema) -> bool:
    return bool(schema._hooks[PRE_DUMP]) or any(options.get("pass_original") for _, _, options in schema._hooks[POST_DUMP])


def _of_field(name: str, field: Any, above: Above) -> Reads:
    said: Any = getattr(field, "reads", None)
    if said is not None:
        paths: Iterable[str] = said if isinstance(said, tuple) else said()
        return merged(*(_at(path, None) for path in paths))
    if isinstance(field, Links):
        return _inside(field, above) or _WHOLE
    if isinstance(field, fields.Constant) and _is_trusted(field):
        return _NOTHING
    if not (field._CHECK_ATTRIBUTE and keeps(field, fields.Field, _OF_A_FIELD) and _is_trusted(field)):
        return _WHOLE
    return _at(
        name if field.attribute is None else field.attribute, _inside(field.inner if isinstance(field, fields.List) else field, above)
    )


def surely_read(schema: Schema) -> list[str]:
    """Give the attributes, dotted through relations, that objects have to have for a schema; not those that nobody can tell."""
    if not keeps(schema, Schema, _OF_A_SCHEMA) or _hooks_read(schema):
        return []
    return [path for name, field in schema.dump_fields.items() for path in _surely_read(name, field)]


def _surely_read(name: str, field: Any) -> Iterable[str]:
    said: Any = getattr(field, "reads", None)
    if isinstance(said, tuple):
        return said
    may_lack = field.dump_default is not missing or field.metadata.get("optional")
    is_known = not may_lack and said is None and not isinstance(field, Links) and field._CHECK_ATTRIBUTE
    return [field.attribute or name] if is_known and keeps(field, fields.Field, _OF_A_FIELD) else []


def _at(path: str, inside: Reads | None) -> Reads:
    for name in reversed(path.split(".")):
        inside = Reads({name: inside})
    return inside or _NOTHING


def _inside(field: Any, above: Above) -> Reads | None:
    """Give what is read of the object that is the value of a field; ``None`` where it is a plain value."""
    if not isinstance(field, fields.Nested):
        return None
    schema, same = nested_schema_or_none(field), sameness(field)
    return _WHOLE if schema is None or same in above else _of_schema(schema, (*above, same))


def _is_trusted(field: Any) -> bool:
    own = "_serialize" in vars(field) or not type(field)._serialize.__module__.startswith(_TRUSTED)
    return not own and all(map(_is_trusted, _parts(field)))


def _parts(field: Any) -> Iterator[Any]:
    if isinstance(field, fields.List):
        yield field.inner
    elif isinstance(field, fields.Tuple):
        yield from field.tuple_fields
    elif isinstance(field, fields.Mapping):
        yield from (part for part in (field.key_field, field.value_field) if part is not None)
