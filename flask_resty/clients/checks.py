"""What of a JSON Schema is checked before a request is sent."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigError
from .model import Check
from .references import SCHEMAS
from .references import schema_name

#: What stays as it is.
_PLAIN = frozenset(
    {
        "type",
        "enum",
        "const",
        "format",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "required",
        "contentEncoding",
        "contentMediaType",
    }
)
#: What is a schema itself, a list of such, or such by name.
_ONE = frozenset({"items", "additionalProperties", "propertyNames", "not", "contains"})
_SEVERAL = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_NAMED = frozenset({"properties", "patternProperties"})


def check_of(schema: Any) -> Check:
    """Give a schema without what only people read. A reference becomes the bare name of the schema that it leads to.

    What is true of everything, or of nothing, is said by an object, too (JSON Schema, Core, 4.3.2).
    """
    if not isinstance(schema, Mapping):
        return {"not": {}} if schema is False else {}
    return dict(_checked(schema))


def _checked(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        if key == "$ref":
            yield key, schema_name(value)
        elif key in _PLAIN:
            yield key, value
        elif key in _ONE:
            # Members that nobody knows are so usual that clients tell of them in words of their own.
            yield key, value if key == "additionalProperties" and isinstance(value, bool) else check_of(value)
        elif key in _SEVERAL:
            yield key, [check_of(one) for one in value]
        elif key in _NAMED:
            yield key, {name: check_of(one) for name, one in value.items()}


def reachable(checks: Iterable[Check], schemas: Mapping[str, Any]) -> dict[str, Check]:
    """Give the checks of all named schemas that some checks refer to, whatever those refer to included, by name.

    :raise ConfigError: if one of them is not there.
    """
    found: dict[str, Check] = {}
    waiting = [name for check in checks for name in _names(check)]
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            raise ConfigError(f"The reference {SCHEMAS + name!r} leads nowhere. Correct it, or add what it means.")
        if name not in found:
            found[name] = check_of(schemas[name])
            waiting.extend(_names(found[name]))
    return dict(sorted(found.items()))


def _names(check: Any) -> Iterator[str]:
    if not isinstance(check, Mapping):
        return
    if "$ref" in check:
        yield check["$ref"]
    for key in _ONE & check.keys():
        yield from _names(check[key])
    for key in _SEVERAL & check.keys():
        for one in check[key]:
            yield from _names(one)
    for key in _NAMED & check.keys():
        for one in check[key].values():
            yield from _names(one)
