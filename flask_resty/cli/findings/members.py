"""All members of the schemas of an Api, by the schema that has them."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any
from typing import Literal

from marshmallow import Schema
from marshmallow import fields

from ...operation import Operation
from ...schematic import OneOf
from ...schematic import key_of
from ...schematic import nested_schema_or_none

#: Which members: those that are taken, or those that are given.
Side = Literal["load", "dump"]


def members_of(operations: Iterable[Operation], side: Side) -> Iterator[tuple[str, str]]:
    """Give the members of all schemas on one side, each once: the name of the schema, and that of the member as it is sent."""
    yield from ((schema, member) for schema, member, _ in fields_of(operations, side))


def fields_of(operations: Iterable[Operation], side: Side) -> Iterator[tuple[str, str, Any]]:
    """Give what :func:`members_of` gives, each with its field."""
    seen: set[tuple[str, str]] = set()
    walked: set[int] = set()
    for operation in operations:
        for schema in _schemas(operation, side):
            for member in _members(schema, side, walked):
                if member[:2] not in seen:
                    seen.add(member[:2])
                    yield member


def _schemas(operation: Operation, side: Side) -> Iterator[Any]:
    contract = operation.contract
    if side == "load":
        said: list[Any] = [one for location, one in contract.accepts.items() if location in {"body", "form"}]
    else:
        said = [*contract.returns.values()]
        yield contract.streams
    for one in said:
        yield from (one.schema, *one.versions.values())


def _members(schema: Any, side: Side, walked: set[int]) -> Iterator[tuple[str, str, Any]]:
    if isinstance(schema, OneOf):
        for one in schema.schemas:
            yield from _members(one, side, walked)
    elif isinstance(schema, fields.Pluck):
        return
    elif isinstance(schema, fields.Nested):
        yield from _members(nested_schema_or_none(schema), side, walked)
    elif isinstance(schema, fields.List):
        yield from _members(schema.inner, side, walked)
    elif isinstance(schema, fields.Mapping):
        yield from _members(schema.value_field, side, walked)
    elif isinstance(schema, Schema):
        yield from _members_of_schema(schema, side, walked)


def _members_of_schema(schema: Schema, side: Side, walked: set[int]) -> Iterator[tuple[str, str, Any]]:
    # By its class: what refers to itself has no end, and a narrower one has no more members than the whole.
    found = schema.load_fields if side == "load" else schema.dump_fields
    key = hash((type(schema), frozenset(found)))
    if key in walked:
        return
    walked.add(key)
    for name, field in found.items():
        yield type(schema).__name__, key_of(name, field), field
        yield from _members(field, side, walked)
