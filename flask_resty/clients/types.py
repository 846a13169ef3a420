"""From a JSON Schema to a type."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .kinds import AllOf
from .kinds import Anything
from .kinds import Bytes
from .kinds import Choice
from .kinds import Either
from .kinds import ListOf
from .kinds import MapOf
from .kinds import Member
from .kinds import Record
from .kinds import Reference
from .kinds import Scalar
from .kinds import TupleOf
from .kinds import Type
from .references import schema_name

_PLAIN = ("string", "integer", "number", "boolean", "null")


def type_of(schema: Any) -> Type:
    """Give the type of the values that fit a schema. What types cannot say is left out of it."""
    if not isinstance(schema, Mapping):
        return Anything()
    if "$ref" in schema:
        return Reference(schema_name(schema["$ref"]))
    if "const" in schema:
        return Choice((schema["const"],))
    if "enum" in schema:
        return Choice(tuple(schema["enum"]))
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return either(type_of(one) for one in schema[several])
    if "allOf" in schema:
        return _all_of([type_of(one) for one in (*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"})])
    return _by_kind(schema)


def either(options: Iterable[Type]) -> Type:
    """Give the type of what has one of several, each of them once and none inside of another."""
    flat: list[Type] = []
    for option in options:
        for one in option.options if isinstance(option, Either) else (option,):
            if one not in flat:
                flat.append(one)
    if any(isinstance(one, Anything) for one in flat):
        return Anything()
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


def _all_of(types: list[Type]) -> Type:
    """Join what has all of several types: objects are one with the members of all, of others the first one says enough."""
    said = [one for one in types if not isinstance(one, Anything)]
    parts = [one for one in said if isinstance(one, Record | Reference | AllOf)]
    if len(parts) > 1 and any(isinstance(one, Reference | AllOf) for one in parts):
        return AllOf(tuple(parts))
    records = [one for one in parts if isinstance(one, Record)]
    return joined(records) if len(records) > 1 else said[0] if said else Anything()


def joined(records: Iterable[Record]) -> Record:
    """Make one object of several. What one of them asks for has to be there."""
    found: dict[str, Member] = {}
    rest = None
    for record in records:
        rest = record.rest if rest is None else rest
        for member in record.members:
            before = found.get(member.name)
            is_required = member.is_required or (before is not None and before.is_required)
            found[member.name] = replace(_clearer(before, member), is_required=is_required)
    return Record(tuple(found.values()), rest)


def _clearer(before: Member | None, member: Member) -> Member:
    return before if before is not None and isinstance(member.type, Anything) else member


def _by_kind(schema: Mapping[str, Any]) -> Type:
    kinds = schema.get("type", _implied(schema))
    if isinstance(kinds, list):
        return either(_by_kind({**schema, "type": kind}) for kind in kinds)
    if kinds == "string" and "contentMediaType" in schema and "contentEncoding" not in schema:
        return Bytes()
    if kinds in _PLAIN:
        return Scalar(kinds, schema.get("format") if kinds == "string" else None)
    if kinds == "array":
        return _list(schema)
    return _object(schema) if kinds == "object" else Anything()


def _implied(schema: Mapping[str, Any]) -> str | None:
    if "properties" in schema:
        return "object"
    # A file is told by its media type alone (OpenAPI 3.1, Considerations for File Uploads).
    if "contentMediaType" in schema:
        return "string"
    return "array" if "items" in schema or "prefixItems" in schema else None


def _list(schema: Mapping[str, Any]) -> Type:
    fixed = schema.get("prefixItems")
    if fixed and schema.get("minItems") == schema.get("maxItems") == len(fixed):
        return TupleOf(tuple(type_of(one) for one in fixed))
    if fixed:
        return ListOf(either(type_of(one) for one in (*fixed, schema.get("items", {}))))
    return ListOf(type_of(schema.get("items", {})))


def _object(schema: Mapping[str, Any]) -> Type:
    rest = schema.get("additionalProperties")
    if not schema.get("properties"):
        if rest is False and "patternProperties" not in schema:
            return Record(())
        return MapOf(type_of(rest))
    required = frozenset(schema.get("required", ()))
    members = tuple(_member(name, one, name in required) for name, one in schema["properties"].items())
    return Record(members, None if rest is None or rest is False else type_of(rest))


def _member(name: str, schema: Any, is_required: bool) -> Member:
    if not isinstance(schema, Mapping):
        return Member(name, Anything(), is_required)
    return Member(name, type_of(schema), is_required, str(schema.get("description", "")), bool(schema.get("deprecated")))
