"""What of a dumped object could be loaded again: the members that a client may change, as they are now."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import fields
from marshmallow.decorators import POST_DUMP
from marshmallow.decorators import PRE_LOAD

from ..schematic import is_stock
from ..schematic import key_of
from ..schematic import nested_schema
from .compiled import Compiled
from .restriction import Withheld
from .selection import Selection
from .stock import class_of
from .stock import has_hooks
from .stock import keeps

_CONTAINERS = (fields.Nested, fields.List, fields.Tuple, fields.Mapping)


def loadable_dumper(compiled: Compiled) -> Callable[[Any], Any]:
    """Make what dumps of an object only what its schema would load again, at every depth.

    What is ``dump_only`` or ``load_only`` is not there. What hooks add is there only if the schema has ``pre_load`` hooks, which may
    have a use for it.
    """
    schema = compiled.schema
    keys = [key_of(name, schema.dump_fields[name]) for name in _both_ways(schema)]
    wanted = Selection(text=",".join(sorted(keys)), names=dict.fromkeys(keys), without=frozenset(), is_all=False)
    # What nobody may send is not asked of the object: it may be costly.
    narrowed = compiled if len(keys) == len(schema.dump_fields) else compiled.select(wanted)
    if _is_whole(schema, keys):
        return narrowed.dump
    return lambda obj: _pruned(schema, narrowed.dump(obj))


def _is_whole(schema: Schema, keys: Collection[str], around: tuple[type[Schema], ...] = ()) -> bool:
    """Tell whether nothing has to be taken away of what a schema dumps.

    :param keys: the members that are dumped.
    :param around: the schemas that it stands in. One that stands in itself is not followed to its end.
    """
    if has_hooks(schema, POST_DUMP) or not keeps(schema, Schema, ("dump", "_serialize")) or type(schema) in around:
        return False
    loadable, around = _members(schema).loadable, (*around, type(schema))
    return all(key in loadable and _is_whole_inside(loadable[key], around) for key in keys)


def _is_whole_inside(field: Any, around: tuple[type[Schema], ...]) -> bool:
    if isinstance(field, _CONTAINERS) and class_of(field).__module__ != fields.__name__:
        return False
    nested = schema_in(field)
    if nested is not None:
        return _is_whole(nested, [key_of(name, inner) for name, inner in nested.dump_fields.items()], around)
    if isinstance(field, fields.List):
        return _is_whole_inside(field.inner, around)
    if isinstance(field, fields.Tuple):
        return all(_is_whole_inside(inner, around) for inner in field.tuple_fields)
    if isinstance(field, fields.Mapping):
        return field.value_field is None or _is_whole_inside(field.value_field, around)
    return not (isinstance(field, fields.Integer | fields.Float) and field.as_string)


def _both_ways(schema: Schema) -> list[str]:
    return [name for name in schema.load_fields if name in schema.dump_fields]


class _Members(NamedTuple):
    """What a dumped object has that can be loaded, and what not."""

    loadable: Mapping[str, Any]
    read_only: frozenset[str]


@lru_cache(1024)
def _members(schema: Schema) -> _Members:
    loadable = {key_of(name, schema.load_fields[name]): schema.load_fields[name] for name in _both_ways(schema)}
    return _Members(loadable, frozenset(key_of(name, field) for name, field in schema.dump_fields.items()) - loadable.keys())


def _pruned(schema: Schema, data: Any) -> Any:
    """Give what is left of dumped objects."""
    if isinstance(data, list | tuple):
        return [_pruned(schema, each) for each in data]
    if not isinstance(data, Mapping):
        return data
    loadable, read_only = _members(schema)
    others = data.keys() - read_only if has_hooks(schema, PRE_LOAD) else frozenset[str]()
    return {
        key: _pruned_inside(loadable[key], value) if key in loadable else value
        for key, value in data.items()
        if key in loadable or key in others
    }


def _pruned_inside(field: Any, data: Any) -> Any:
    """Give what is left of what a field dumped."""
    nested = schema_in(field)
    if nested is not None:
        return _pruned(nested, data)
    if isinstance(field, fields.List) and isinstance(data, list | tuple):
        return [_pruned_inside(field.inner, each) for each in data]
    if isinstance(field, fields.Tuple) and isinstance(data, list | tuple):
        return [_pruned_inside(inner, each) for inner, each in zip(field.tuple_fields, data, strict=False)]
    if isinstance(field, fields.Mapping) and field.value_field is not None and isinstance(data, Mapping):
        return {key: _pruned_inside(field.value_field, each) for key, each in data.items()}
    # Such a number is written as text, but only numbers are taken.
    if isinstance(field, fields.Integer | fields.Float) and field.as_string and isinstance(data, str):
        return field.num_type(data)
    return data


@lru_cache(1024)
def schema_in(field: Any) -> Schema | None:
    """Give the schema of the objects that a field holds; ``None`` where it is for none, or its author decides."""
    if not isinstance(field, fields.Nested) or not is_stock(field, fields.Nested, "_deserialize"):
        return None
    return nested_schema(field)


def keep_unknown(place: Any, merged: Any, patch: Any) -> None:
    """Put back the ``null`` of each member that nobody knows or may write, so that it is refused: removing it changed nothing, unseen.

    :param place: the schema or field that the document is for.
    :param merged: the document as the patch made it. It is changed.
    :param patch: a merge patch (RFC 7396).
    """
    if not isinstance(patch, dict):
        return
    if isinstance(place, Schema):
        known = {key_of(name, field): field for name, field in place.load_fields.items() if not isinstance(field, Withheld)}
        merged.update({name: None for name, value in patch.items() if value is None and name not in known})
        for name in patch.keys() & known.keys():
            keep_unknown(known[name], merged.get(name), patch[name])
    elif isinstance(place, fields.Mapping):
        for name, value in patch.items():
            keep_unknown(place.value_field, merged.get(name), value)
    elif isinstance(place, fields.Nested):
        keep_unknown(schema_in(place), merged, patch)
