"""Objects: which members they have, and which of them have to be there."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ...schema.expandable import Expandable
from ...schema.scopes import may_take_scopes
from ...schema.scopes import taken
from ...schema.terms import Terms
from ...schematic import key_of
from .checks import serialized
from .view import Described
from .view import Describer
from .view import View
from .wording import docstring
from .written import UNWRITABLE
from .written import written


def object_of(schema: Schema, view: View, describer: Describer, terms: Terms, unknown: str) -> Described:
    """Describe an object of a schema.

    :param unknown: what becomes of members that the schema does not have.
    """
    members = {key_of(name, field): field for name, field in members_of(schema, view).items()}
    described: Described = {"type": "object"}
    if said := docstring(type(schema)):
        described["description"] = said
    described["properties"] = {key: member_of(field, view, describer) for key, field in members.items()}
    scoped = _scoped(members, view) if may_take_scopes(schema) else {}
    for key, scopes in scoped.items():
        described["properties"][key] = {**described["properties"][key], "x-scopes": scopes}
    if not view.is_part and view.side != "patch" and (required := _required(schema, members, scoped, view, terms)):
        described["required"] = required
    if unknown == RAISE and not view.is_output:
        described["additionalProperties"] = False
    return described


def members_of(schema: Schema, view: View) -> Mapping[str, Any]:
    """Give the fields that a schema has on a side."""
    return schema.dump_fields if view.is_output else schema.load_fields


def member_of(field: Any, view: View, describer: Describer) -> Described:
    """Describe what is sent under the name of a field, or what stands for it if nothing is."""
    described = describer.field(field, view)
    if not view.is_output:
        default = _default(field, view)
        if default is not UNWRITABLE:
            return {**described, "default": default}
    return described


def _default(field: Any, view: View) -> Any:
    default = field.load_default
    if default is missing or view.side == "patch":
        return UNWRITABLE
    if default is None:
        return UNWRITABLE if view.is_textual or not field.allow_none else None
    if callable(default):
        return default() if default is list or default is dict else UNWRITABLE
    if isinstance(field, fields.Nested | fields.Constant):
        return UNWRITABLE
    return written(default) if type(default) in {str, int, bool} else serialized(field, default)


def _scoped(members: Mapping[str, Any], view: View) -> dict[str, list[str]]:
    """Give the scopes that members take, of those that take some."""
    taken_by = {key: taken(field, "dump" if view.is_output else "load") for key, field in members.items()}
    return {key: sorted(scopes) for key, scopes in taken_by.items() if scopes}


def _required(schema: Schema, members: Mapping[str, Any], scoped: Collection[str], view: View, terms: Terms) -> list[str]:
    """Name the members that have to be there. Who may see or write one that takes scopes is another question."""
    if view.is_output:
        return [key for key, field in members.items() if _is_shown(field, terms) and key not in scoped]
    optional = _optional(schema)
    return [key for key, field in members.items() if field.required and field.name not in optional and key not in scoped]


def _optional(schema: Schema) -> frozenset[str]:
    return frozenset() if schema.partial is None or isinstance(schema.partial, bool) else frozenset(schema.partial)


def _is_shown(field: Any, terms: Terms) -> bool:
    """Tell whether a member is there in all that is shown."""
    if isinstance(field, Expandable) and field.collapsed is None:
        return False
    return terms.requires(field) or field.dump_default is not missing
