"""HAL out (draft-kelly-json-hal): the same members as in JSON, with links and whatever has links at places of their own.

Which members are links, their fields say: those have an attribute ``rel``, as :class:`flask_resty.Link` and ``Links`` do.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from flask import request
from marshmallow import Schema
from marshmallow import fields

from ..errors import ContractError
from ..http.links import reference
from ..schematic import key_of
from ..schematic import nested_schema_or_none
from .format import Emitter
from .json_emitter import emit as emit_json
from .plain import plain

#: What the specification has names for (4.1), so that no other member can be called so.
_RESERVED = frozenset({"_links", "_embedded"})


class _Plan(NamedTuple):
    """Which members of an object go where; the others stay."""

    #: The relation of each link.
    links: dict[str, str]
    #: The relations in each object of links.
    groups: dict[str, dict[str, str]]
    #: The schema of each object, or list of objects, that has links.
    embedded: dict[str, Schema]


def emit(data: Any, schema: Any = None) -> bytes:
    """Write a resource object. A list becomes one that embeds its ``items``.

    Links are under ``_links``, by their relation; those that are null are left out. Nested objects that have links of their own
    are under ``_embedded``. What is said of JSON holds for all else.

    :raise ContractError: for what is neither an object nor a list, for two links with one relation, for members that are called
        ``_links`` or ``_embedded``, and for what JSON cannot say.
    """
    if not isinstance(data, dict | list | tuple):
        data = plain(data)
    if isinstance(data, dict):
        document = _resource(data, _schema_of(schema))
    elif isinstance(data, list | tuple):
        document = _collection(data, schema)
    else:
        raise ContractError(f"HAL writes objects and lists, but the data are {type(data).__name__}. Return what has members.")
    return emit_json(_with_self(document))


def _collection(items: list[Any] | tuple[Any, ...], schema: Any) -> dict[str, Any]:
    found = _schema_of(schema)
    # What is no object is no resource, so it cannot be embedded.
    if found is None and not all(isinstance(item, dict) for item in items):
        return {"items": items}
    return {"_embedded": {"items": [_inside(item, found) for item in items]}}


def _schema_of(schema: Any) -> Schema | None:
    """Give the schema of the objects that a schema or field is for."""
    if isinstance(schema, fields.List):
        schema = schema.inner
    if isinstance(schema, fields.Nested) and not isinstance(schema, fields.Pluck):
        return nested_schema_or_none(schema)
    return schema if isinstance(schema, Schema) else None


def _resource(data: dict[Any, Any], schema: Schema | None) -> dict[str, Any]:
    plan = _plan(schema)
    links: dict[str, Any] = {}
    embedded: dict[str, Any] = {}
    members: dict[str, Any] = {}
    for key, value in data.items():
        if key in plan.links:
            _add(links, [(plan.links[key], value)])
        elif key in plan.groups and isinstance(value, dict):
            # A hook may have added some.
            _add(links, [(plan.groups[key].get(name) or str(name), url) for name, url in value.items()])
        elif key in plan.embedded and value is not None:
            embedded[key] = _inside(value, plan.embedded[key])
        else:
            members[key] = value
    if not _RESERVED.isdisjoint(members):
        raise ContractError("HAL has its own members '_links' and '_embedded', but so has the data. Rename them with data_key=.")
    return ({"_links": links} if links else {}) | ({"_embedded": embedded} if embedded else {}) | members


def _add(links: dict[str, Any], urls: Iterable[tuple[str, Any]]) -> None:
    for rel, url in urls:
        if rel in links:
            raise ContractError(f"Two links have the relation {rel!r}. Say rel= of one of them.")
        if url is not None:
            links[rel] = {"href": url}


def _inside(value: Any, schema: Schema | None) -> Any:
    if isinstance(value, dict):
        return _resource(value, schema)
    return [_inside(item, schema) for item in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=1024)
def _plan(schema: Schema | None) -> _Plan:
    plan = _Plan({}, {}, {})
    dumped: dict[str, Any] = {} if schema is None else schema.dump_fields
    for name, field in dumped.items():
        key, inside = key_of(name, field), _schema_of(field)
        if hasattr(field, "rel"):
            if inside is None:
                plan.links[key] = field.rel or key
            else:
                plan.groups[key] = _relations(inside)
        # Those that were not selected count, too: where an object is must not depend on that.
        elif inside is not None and any(hasattr(one, "rel") for one in inside.declared_fields.values()):
            plan.embedded[key] = inside
    return plan


def _relations(schema: Schema) -> dict[str, str]:
    """Give the relations of links, by the names of their members."""
    named = ((key_of(name, field), field) for name, field in schema.dump_fields.items())
    return {key: getattr(field, "rel", None) or key for key, field in named}


def _with_self(document: dict[str, Any]) -> dict[str, Any]:
    """Say where a document is, if it does not say so itself, and what was asked for is that."""
    links = document.get("_links", {})
    if "self" in links or not request or request.method not in {"GET", "HEAD"}:
        return document
    # The links come first.
    return {"_links": {}} | document | {"_links": {"self": {"href": reference(request.environ, {})}} | links}


#: Fields of one value, which is neither an object nor a list.
_SCALARS = (
    *(fields.String, fields.Number, fields.Boolean, fields.UUID, fields.IP, fields.Enum),
    *(fields.DateTime, fields.Date, fields.Time, fields.TimeDelta),
)


def may_have_members(schema: Any) -> bool:
    """Tell whether what a schema describes may be an object or a list."""
    return not isinstance(schema, _SCALARS) and (not isinstance(schema, fields.Pluck) or bool(schema.many))


HAL_EMITTER = Emitter("application/hal+json", emit, fits=may_have_members)
