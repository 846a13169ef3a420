"""Nulls, for a format that has none: left out where nothing is lost by it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ...errors import ContractError
from ...schematic import key_of
from ...schematic import nested_schema


def without_nulls(data: Any, schema: Any) -> Any:
    """Give plain data without the members that are ``None``, as far as a schema makes the same of their absence.

    :param schema: the marshmallow schema or field that the data fit, or ``None``.
    :raise ContractError: for any other ``None``; it names the place.
    """
    return _without(data, schema, "")


def _without(data: Any, schema: Any, place: str) -> Any:
    if data is None:
        raise ContractError(
            f"There is None at {place!r} of the data, and a property list cannot say so. Leave it out, or declare it optional."
        )
    if type(data) is list:
        inner = _of_items(schema)
        return [_without(item, inner, f"{place}/{index}") for index, item in enumerate(data)]
    if type(data) is dict:
        known = _of_members(schema)
        kept = {name: value for name, value in data.items() if value is not None or not _is_same_as_absent(known.get(name))}
        return {name: _without(value, known.get(name), f"{place}/{name}") for name, value in kept.items()}
    return data


def _of_items(schema: Any) -> Any:
    return schema.inner if isinstance(schema, fields.List) else schema


def _of_members(schema: Any) -> dict[str, Any]:
    if isinstance(schema, fields.Nested) and not isinstance(schema, fields.Pluck):
        schema = nested_schema(schema)
    if not isinstance(schema, Schema):
        return {}
    return {key_of(name, field): field for name, field in schema.dump_fields.items()}


def _is_same_as_absent(field: Any) -> bool:
    """Tell whether who loads data by the schema gets the same of ``None`` as of nothing."""
    return field is not None and field.allow_none and not field.required and field.load_default in (missing, None)
