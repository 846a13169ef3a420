"""Fields whose values hold those of others."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ...fields.link import Links
from ...models.bulk.outcomes import ProblemDocument
from ...models.bulk.taking import Meant
from ...schema.expandable import Expandable
from ...schema.narrowing import changed
from ...schematic import key_of
from ...schematic import nested_schema_or_none
from .text import as_text
from .view import Describe
from .view import Described
from .view import Describer
from .view import View


def _list(field: Any, view: View, describer: Describer) -> Described:
    return {"type": "array", "items": describer.field(field.inner, view.whole)}


def _tuple(field: Any, view: View, describer: Describer) -> Described:
    items = [describer.field(inner, view.whole) for inner in field.tuple_fields]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _mapping(field: Any, view: View, describer: Describer) -> Described:
    described: Described = {"type": "object"}
    if field.key_field is not None:
        # In JSON the keys of an object are text, whatever they stand for.
        names = as_text(describer.field(field.key_field, view._replace(is_textual=True)))
        described |= {"propertyNames": names} if names else {}
    if field.value_field is not None:
        described["additionalProperties"] = describer.field(field.value_field, view.whole)
    return described


def _nested(field: Any, view: View, describer: Describer) -> Described:
    schema = _schema_in(field)
    if schema is None:
        return {}
    if schema.many or field.many:
        return {"type": "array", "items": describer.schema(schema, view.whole, field.unknown)}
    return describer.schema(schema, view, field.unknown)


def _schema_in(field: Any) -> Schema | None:
    """Give the schema that is nested in a field: of a class that is not changed, always the same one, as it takes its time to make it."""
    cls = field.nested
    if not isinstance(cls, type) or field._schema is not None or field.only is not None or field.exclude:
        return nested_schema_or_none(field)
    if field._nested_normalized_option("load_only") or field._nested_normalized_option("dump_only"):
        return nested_schema_or_none(field)
    return _of_class(cls)


@lru_cache(4096)
def _of_class(cls: type[Schema]) -> Schema | None:
    return nested_schema_or_none(fields.Nested(cls))


def _pluck(field: Any, view: View, describer: Describer) -> Described:
    schema = _schema_in(field)
    plucked = None if schema is None else (schema.dump_fields if view.is_output else schema.load_fields).get(field.field_name)
    if schema is None or plucked is None:
        return {}
    if schema.many or field.many:
        return {"type": "array", "items": describer.field(plucked, view.whole)}
    # Of a single value that is sent, this field says whether it may be null.
    return describer.field(plucked if view.is_output else changed(plucked, allow_none=False), view.whole)


def _expandable(field: Any, view: View, describer: Describer) -> Described:
    full = _nested(field, view, describer)
    short = field.in_short()
    if short is None or not view.is_output:
        return full
    short.allow_none = False
    return {"anyOf": [describer.field(short, view), full]}


def _meant(field: Any, view: View, describer: Describer) -> Described:
    described = _nested(field, view, describer)
    keys = [key_of(name, field.schema.load_fields[name]) for name in field.about]
    return described if view.is_output else {**described, "required": keys}


def _problem(field: Any, view: View, describer: Describer) -> Described:
    return describer.problem()


#: For each class of fields, how it is described; the nearest in a field's ancestry counts.
CONTAINERS: dict[type, Describe] = {
    fields.List: _list,
    fields.Tuple: _tuple,
    fields.Mapping: _mapping,
    fields.Nested: _nested,
    fields.Pluck: _pluck,
    Expandable: _expandable,
    Links: _nested,
    Meant: _meant,
    ProblemDocument: _problem,
}
