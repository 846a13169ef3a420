"""The shape that OpenAPI gives to a document, as far as clients are written from it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from ..errors import ConfigError
from .references import Follow
from .references import follower
from .references import schema_name


class _Ground(NamedTuple):
    follow: Follow
    #: The schemas that have names.
    schemas: Mapping[str, Any]
    #: What was looked at, by its address.
    seen: set[int]


#: Refuses a value that has another shape. It is told the place of that.
_Look = Callable[[Any, str, _Ground], None]


def refuse_shapeless(document: Mapping[str, Any]) -> None:
    """Refuse a document in which something is of another kind than OpenAPI 3.1 says.

    :raise ConfigError: for the first such thing, with the JSON pointer to it.
    """
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    ground = _Ground(follower(document), schemas if isinstance(schemas, Mapping) else {}, set())
    _DOCUMENT(document, "", ground)
    for name in ground.schemas:
        _refuse_circle(name, ground)


def _refuse_circle(name: str, ground: _Ground) -> None:
    """Refuse a schema that says nothing but itself, by whatever way."""
    waiting, seen = [name], set[str]()
    while waiting:
        for meant in _meant(ground.schemas[waiting.pop()]):
            if meant == name:
                raise ConfigError(f"The schema {name!r} leads back to itself. Have it lead to something that is no reference.")
            if meant not in seen:
                seen.add(meant)
                waiting.append(meant)


def _meant(schema: Any) -> Iterator[str]:
    """Give the names of the schemas that the same value has to fit."""
    if not isinstance(schema, Mapping):
        return
    if "$ref" in schema:
        yield schema_name(schema["$ref"])
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ()), schema.get("not")):
        yield from _meant(one)


def _wrong(value: Any, at: str, wanted: str) -> ConfigError:
    said = repr(value)
    short = said if len(said) <= 60 else f"{said[:60]}..."
    return ConfigError(f"The document has {short} at {at!r}, where OpenAPI 3.1 has {wanted}. Correct it.")


def _inside(at: str, name: object) -> str:
    return f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"


def _of(kind: type | tuple[type, ...], wanted: str) -> _Look:
    def look(value: Any, at: str, ground: _Ground) -> None:
        # For Python, true is a number.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise _wrong(value, at, wanted)

    return look


def _one_of(*values: str) -> _Look:
    def look(value: Any, at: str, ground: _Ground) -> None:
        if value not in values:
            raise _wrong(value, at, f"one of {', '.join(values)}")

    return look


def _list(inner: _Look, *, least: int = 0) -> _Look:
    def look(value: Any, at: str, ground: _Ground) -> None:
        if not isinstance(value, list | tuple) or len(value) < least:
            raise _wrong(value, at, "a list" if least == 0 else "a list that is not empty")
        for place, one in enumerate(value):
            inner(one, _inside(at, place), ground)

    return look


def _named(inner: _Look, *, is_extensible: bool = False) -> _Look:
    def look(value: Any, at: str, ground: _Ground) -> None:
        if not isinstance(value, Mapping):
            raise _wrong(value, at, "an object")
        for name, one in value.items():
            if not is_extensible or not name.startswith("x-"):
                inner(one, _inside(at, name), ground)

    return look


def _object(known: Mapping[str, _Look], *, needs: tuple[str, ...] = ()) -> _Look:
    def look(value: Any, at: str, ground: _Ground) -> None:
        if not isinstance(value, Mapping):
            raise _wrong(value, at, "an object")
        for name in needs:
            if name not in value:
                raise ConfigError(f"The document has an object at {at!r} that says no {name!r}, which OpenAPI 3.1 asks for. Add it.")
        for name in filter(value.__contains__, known):
            known[name](value[name], _inside(at, name), ground)

    return look


def _or_reference(inner: _Look) -> _Look:
    def look(value: Any, at: str, ground: _Ground) -> None:
        found = ground.follow(value)
        if id(found) not in ground.seen:
            ground.seen.add(id(found))
            inner(found, at, ground)

    return look


def _anything(value: Any, at: str, ground: _Ground) -> None:
    """Let everything be."""


def _reference(value: Any, at: str, ground: _Ground) -> None:
    _TEXT(value, at, ground)
    if schema_name(value) not in ground.schemas:
        raise ConfigError(f"The reference {value!r} leads nowhere. Correct it, or add what it means.")


def _schema(value: Any, at: str, ground: _Ground) -> None:
    if isinstance(value, bool) or id(value) in ground.seen:
        return
    _SCHEMA(value, at, ground)
    ground.seen.add(id(value))


def _kinds(value: Any, at: str, ground: _Ground) -> None:
    (_list(_KIND, least=1) if isinstance(value, list) else _KIND)(value, at, ground)


_TEXT = _of(str, "text")
_FLAG = _of(bool, "true or false")
_NUMBER = _of((int, float), "a number")
_COUNT = _of(int, "a whole number")
_KIND = _one_of("string", "integer", "number", "boolean", "null", "array", "object")
_SCHEMAS = _list(_schema, least=1)

_SCHEMA = _object(
    {
        "$ref": _reference,
        "type": _kinds,
        "enum": _list(_anything, least=1),
        **dict.fromkeys(("properties", "patternProperties"), _named(_schema)),
        **dict.fromkeys(("items", "additionalProperties", "propertyNames", "not", "contains"), _schema),
        **dict.fromkeys(("anyOf", "oneOf", "allOf", "prefixItems"), _SCHEMAS),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT),
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _NUMBER),
        **dict.fromkeys(("pattern", "format", "description", "contentEncoding", "contentMediaType"), _TEXT),
        **dict.fromkeys(("deprecated", "uniqueItems"), _FLAG),
        "required": _list(_TEXT),
    }
)

_CONTENT = _named(_object({"schema": _schema, "x-stream": _FLAG}))

_PARAMETER = _object(
    {
        "name": _TEXT,
        "in": _one_of("path", "query", "header", "cookie"),
        "schema": _schema,
        "description": _TEXT,
        "style": _TEXT,
        **dict.fromkeys(("required", "explode", "deprecated"), _FLAG),
    },
    needs=("name", "in"),
)

_PARAMETERS = _list(_or_reference(_PARAMETER))

_ANSWER = _object({"content": _CONTENT, "headers": _named(_anything), "description": _TEXT})

_SECURITY = _list(_named(_list(_TEXT)))

_OPERATION = _object(
    {
        **dict.fromkeys(("operationId", "summary", "description"), _TEXT),
        **dict.fromkeys(("deprecated", "x-stream"), _FLAG),
        "tags": _list(_TEXT),
        "parameters": _PARAMETERS,
        "requestBody": _or_reference(_object({"content": _CONTENT, "required": _FLAG})),
        "responses": _named(_or_reference(_ANSWER), is_extensible=True),
        "security": _SECURITY,
        "x-pages": _object({"items": _TEXT}, needs=("items",)),
        "x-selection": _object({"parameter": _TEXT, "of": _reference}, needs=("parameter", "of")),
        "x-expansion": _object({"parameter": _TEXT, "members": _list(_TEXT)}, needs=("parameter", "members")),
    }
)

_METHODS = ("get", "head", "query", "post", "put", "patch", "delete", "options", "trace")

_PATH = _object({"parameters": _PARAMETERS, **dict.fromkeys(_METHODS, _OPERATION)})

_FLOW = _object({**dict.fromkeys(("authorizationUrl", "tokenUrl", "refreshUrl"), _TEXT), "scopes": _named(_anything)})

_SCHEME = _object(
    {
        "type": _one_of("http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"),
        "in": _one_of("header", "query", "cookie"),
        **dict.fromkeys(("scheme", "name", "description"), _TEXT),
        "flows": _named(_FLOW, is_extensible=True),
    },
    needs=("type",),
)

_DOCUMENT = _object(
    {
        "info": _object({"title": _TEXT, "description": _TEXT}),
        "servers": _list(_object({"url": _TEXT}, needs=("url",))),
        "security": _SECURITY,
        "paths": _named(_or_reference(_PATH), is_extensible=True),
        "components": _object({"schemas": _named(_schema), "securitySchemes": _named(_or_reference(_SCHEME))}),
    }
)
