"""What a request says besides its content, as Parameter Objects."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from itertools import chain
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field

from ..contract import Contract
from ..description import said_of
from ..input import choosing_parameters
from ..negotiating import FORMAT
from ..negotiating import negotiates_by_query
from ..offers import names_of
from ..operation import SELECTING
from ..operation import Operation
from ..operation import header_name
from ..schema.text import takes_many
from ..schematic import OneOf
from ..schematic import key_of
from ..selecting import EXPANDING
from ..selecting import PARAMETER
from ..selecting import selects_by_query
from ..typing import Location
from .choosing import choosing
from .ground import Ground
from .paths import Path

#: The places of a request that have names, and what the specification calls them.
_PLACES: Mapping[Location, str] = {"query": "query", "headers": "header", "cookies": "cookie"}

#: Header fields that the line and the stack read, and what each says.
_FIELDS = {
    "If-Match": "Do it only while the resource is in one of these states (RFC 9110, 13.1.1).",
    "If-None-Match": "Do it only while the resource is in none of these states (RFC 9110, 13.1.2).",
    "If-Modified-Since": "Do it only if the resource was changed since then (RFC 9110, 13.1.3).",
    "If-Unmodified-Since": "Do it only if the resource was not changed since then (RFC 9110, 13.1.4).",
    "If-Range": "Give a part only while the resource is in this state (RFC 9110, 13.1.5).",
    "Range": "The part to give (RFC 9110, 14.2).",
    "Prefer": "What to give back of what was written: `return=representation`; or `return=minimal`, no content (RFC 7240, 4.2).",
    "Idempotency-Key": "A name of this request. If it comes again, it gets the same answer, and nothing is done twice.",
}

#: A list of entity tags, or an asterisk (RFC 9110, 13.1.1).
_TAGS = r'^(?:\*|(?:W/)?"[!#-~]*"(?:, *(?:W/)?"[!#-~]*")*)$'

#: What may be said of the text of a field or a parameter.
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "If-Match": {"pattern": _TAGS},
    "If-None-Match": {"pattern": _TAGS},
    # A String of RFC 9651, 3.3.3.
    "Idempotency-Key": {"pattern": r'^"[ !#-\[\]-~]+"$', "maxLength": 255},
}


def parameters_of(operation: Operation, path: Path, ground: Ground) -> list[dict[str, Any]]:
    """Give the Parameter Objects of an operation: of its path, its query, header fields and cookies.

    Those of what answers callers without credentials are among them.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in (operation, operation.anonymous):
        if one is not None:
            for parameter in _declared(one, path, ground):
                found.setdefault((parameter["in"], parameter["name"]), parameter)
    references: dict[str, str] = {}
    for one in (operation, operation.anonymous):
        if one is not None:
            for name, component in _usual(one, ground):
                references.setdefault(name, component)
    return [*found.values(), *(ground.reference("parameters", component) for component in references.values())]


def fields_of(schema: Any) -> Iterator[tuple[str, Field[Any]]]:
    """Give the fields that a schema loads, by their names in a request; of alternatives those of all."""
    for one in schema.schemas if isinstance(schema, OneOf) else (schema,):
        if isinstance(one, Schema):
            yield from ((key_of(name, field), field) for name, field in one.load_fields.items())


def _declared(operation: Operation, path: Path, ground: Ground) -> Iterator[dict[str, Any]]:
    contract, examples = operation.contract, said_of(operation).examples
    found = chain(_of_path(contract, path, ground), _of_contract(contract, ground), _of_format(operation))
    return (_exemplified(parameter, examples) for parameter in found) if examples else found


def _exemplified(parameter: dict[str, Any], examples: Mapping[str | int, Any]) -> dict[str, Any]:
    place = next((ours for ours, theirs in _PLACES.items() if theirs == parameter["in"]), "path_args")
    shown = examples.get(place, {})
    return {**parameter, "example": shown[parameter["name"]]} if parameter["name"] in shown else parameter


def _of_path(contract: Contract, path: Path, ground: Ground) -> Iterator[dict[str, Any]]:
    declared = dict(fields_of(contract.accepts["path_args"].schema)) if "path_args" in contract.accepts else {}
    for name, schema in path.variables.items():
        described = _described(declared[name], ground) if name in declared else {"schema": {}}
        yield {"name": name, "in": "path", "required": True, **described, "schema": {**schema, **described["schema"]}}


def _of_contract(contract: Contract, ground: Ground) -> Iterator[dict[str, Any]]:
    said: list[tuple[Location, Any]] = [(place, contract.accepts[place].schema) for place in _PLACES if place in contract.accepts]
    if contract.pager is not None:
        said.append(("query", contract.pager.schema))
    for location, schema in said:
        for key, field in fields_of(schema):
            name = header_name(key) if location == "headers" else key
            yield {"name": name, "in": _PLACES[location], **_described(field, ground)}


def _described(field: Field[Any], ground: Ground) -> dict[str, Any]:
    """Say what a field of a schema takes as text."""
    schema = dict(ground.components.of(field, side="input", textual=True))
    is_one_text = schema.get("type") == "array" and not takes_many(field)
    told: dict[str, Any] = {
        "description": schema.pop("description", None),
        "required": field.required,
        "deprecated": schema.pop("deprecated", False),
        # Several values in one text are parted by commas; otherwise the name comes with each of them.
        "style": "form" if is_one_text else None,
    }
    return {
        **{name: value for name, value in told.items() if value},
        **({"explode": False} if is_one_text else {}),
        "schema": schema,
    }


def _of_format(operation: Operation) -> Iterator[dict[str, Any]]:
    if negotiates_by_query(operation) and operation.offers:
        schema = {"type": "string", "enum": list(names_of(operation.offers))}
        yield {"name": FORMAT, "in": "query", "description": "The format of the answer, in the place of `Accept`.", "schema": schema}


def _usual(operation: Operation, ground: Ground) -> Iterator[tuple[str, str]]:
    """Give the names of the parameters of an operation that are components, each with that of its component: what the line and the
    stack read.
    """
    for name in choosing_parameters(operation):
        if name == EXPANDING or (name == PARAMETER and ground.has_selection):
            yield name, choosing(operation, "query", name, ground)
    contract = operation.contract
    taken = {header_name(key) for key, _ in fields_of(contract.accepts["headers"].schema)} if "headers" in contract.accepts else set()
    for name in _read(operation):
        if name in _FIELDS and name not in taken:
            yield name, _component(operation, name, ground)
        if name == SELECTING and name not in taken and _selects_by_field_alone(operation, ground):
            yield name, choosing(operation, "header", name, ground)


def _read(operation: Operation) -> Iterator[str]:
    """Give the fields that matter to an operation. Those of parts only matter where it is said that there may be some."""
    may_have_parts = operation.gives_ranges and bool(operation.contract.returns)
    fields = dict.fromkeys((*operation.reads, *(("Range",) if may_have_parts else ())))
    return (name for name in fields if may_have_parts or name != "If-Range")


def _selects_by_field_alone(operation: Operation, ground: Ground) -> bool:
    return ground.has_selection and not selects_by_query(operation)


def _component(operation: Operation, name: str, ground: Ground) -> str:
    key, shape = name.replace("-", ""), _SHAPES.get(name, {})
    # To read something, what is no tag is left alone. To change it, that is refused, as an update could be lost.
    if name == "If-None-Match" and operation.method in {"GET", "HEAD"}:
        key, shape = f"{key}ToRead", {}
    made: dict[str, Any] = {"name": name, "in": "header", "description": _FIELDS[name], "schema": {"type": "string", **shape}}
    if _is_demanded(operation, name):
        key, made["required"] = f"{key}Demanded", True
    ground.parameters.setdefault(key, made)
    return key


def _is_demanded(operation: Operation, name: str) -> bool:
    # There are other ways to say which state is meant, but nobody misses them who has this one.
    if name == "If-Match":
        return operation.require_match
    entry = operation.find("idempotency") if name == "Idempotency-Key" else None
    return entry is not None and entry.required and operation.method in entry.methods
