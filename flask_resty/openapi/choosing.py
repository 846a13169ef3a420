"""The parameters by which a client chooses members of an answer, as components of the document.

They promise less than there is, so that all that fits is taken: members are named one level deep, and either some of them or all but
some. What no schema can say is that nothing is named twice, and that what is told in short has members of its own only where ``expand``
asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..operation import Operation
from ..schema.expansion import expandable_names
from ..schematic import key_of
from ..schematic import may_hold
from ..schematic import nested_schema_or_none
from ..selecting import EXPANDING
from .ground import Ground
from .json_schema.patterns import escaped

_DESCRIPTIONS = {
    "fields": "The members to show, as in `id,author(name)`. The others are left out.",
    EXPANDING: "The members to show as a whole that are told in short otherwise, as in `comments,author.posts`.",
    "X-Fields": "The members to show, as the parameter `fields` has them elsewhere.",
}

#: What may not stand in a name.
_SYNTAX = frozenset(",()")

#: The asterisk, which is all members.
_ALL = r"\*"


def choosing(operation: Operation, place: str, name: str, ground: Ground) -> str:
    """Give the name of the component that is a parameter by which members are chosen.

    :param name: ``fields``, ``expand`` or ``X-Fields``.
    """
    key = "".join(part[:1].upper() + part[1:] for part in name.split("-"))
    shown = operation.shown
    # Which members versions of an answer have depends on the one that is asked for.
    component = None if shown is None or shown.versions else component_of(shown.schema, ground)
    if shown is None or component is None:
        ground.parameters.setdefault(key, _parameter(place, name, {"schema": {"type": "string"}}))
        return key
    key = f"{key}Of{component}"
    if key not in ground.parameters:
        said = _expansion(shown.schema) if name == EXPANDING else {"schema": _selection(shown.schema)}
        ground.parameters[key] = _parameter(place, name, said)
    return key


def component_of(schema: Any, ground: Ground) -> str | None:
    """Give the name of the component that a schema is described by, or whose list it is; ``None`` where there is none."""
    described = ground.of(schema)
    reference = described.get("items", described).get("$ref")
    return None if reference is None else str(reference).rpartition("/")[2]


def _parameter(place: str, name: str, said: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "description": _DESCRIPTIONS[name], **said}


def _expansion(schema: Any) -> dict[str, Any]:
    items = {"type": "string", "enum": list(expandable_names(schema))}
    return {"style": "form", "explode": False, "schema": {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}}


def _selection(schema: Any) -> dict[str, Any]:
    members = dict(_members(schema))
    if not members:
        return {"type": "string"}
    items = [_item(name, field) if may_hold(type(field)) else name for name, field in members.items()]
    return {"type": "string", "pattern": f"^(?:{_listed([_ALL, *items])}|{_listed([_ALL, *(f'-{name}' for name in members)])})$"}


def _item(name: str, field: Any) -> str:
    inside = [inner for inner, _ in _members(field)]
    return f"{name}(?:\\({_listed(inside)}\\))?" if inside else name


def _listed(items: Iterable[str]) -> str:
    one = f"(?:{'|'.join(items)})"
    return f"{one}(?:,{one})*"


def _members(schema: Any) -> Iterator[tuple[str, Any]]:
    """Give the members of the objects that a schema or a field is for, by the patterns of the names that a selection can have."""
    if isinstance(schema, Schema):
        for name, field in schema.dump_fields.items():
            key = key_of(name, field)
            if key.isascii() and key.isidentifier():
                yield key, field
            elif _is_name(key):
                yield escaped(key), field
    elif isinstance(schema, fields.Nested) and not isinstance(schema, fields.Pluck):
        yield from _members(nested_schema_or_none(schema))
    elif isinstance(schema, fields.List | fields.Mapping):
        yield from _members(schema.inner if isinstance(schema, fields.List) else schema.value_field)


def _is_name(name: str) -> bool:
    return name.isprintable() and name != "*" and name[:1] not in {"", "-"} and not any(map(str.isspace, name)) and _SYNTAX.isdisjoint(name)
