"""Find mistakes before a request is sent, by the rules and with the codes of the server."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from .errors import Fault
from .formats import FORMATS
from .formats import is_base64
from .formats import pattern_of

#: A place, a code, a sentence, and the name that was probably meant.
Found = tuple[str, str, str, str | None]

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list | tuple),
    "object": lambda value: isinstance(value, Mapping),
}


def check(value: Any, schema: Any, named: Mapping[str, Any], location: str, pointer: str = "") -> Iterator[Fault]:
    """Give the mistakes in a value.

    :param schema: a JSON Schema, whose references are the names of others.
    :param named: the schemas that have names.
    :param location: where the value goes: ``body``, ``query``, ...
    :param pointer: its place there.
    """
    for place, code, detail, suggestion in _find(value, schema, named, pointer):
        yield Fault(location, place, code, detail, suggestion)


def _find(value: Any, schema: Any, named: Mapping[str, Any], at: str) -> Iterator[Found]:
    if schema is True or schema == {}:
        return
    if schema is False:
        yield at, "unknown", "Unknown field.", None
        return
    if "$ref" in schema:
        yield from _find(value, named[schema["$ref"]], named, at)
    for several in ("anyOf", "oneOf"):
        yield from _of_some(value, schema.get(several, ()), named, at)
    if isinstance(value, str) and _is_decimal(schema):
        yield from _in_decimal(value, schema, named, at)
        return
    for one in schema.get("allOf", ()):
        yield from _find(value, one, named, at)
    wrong = list(_wrong_kind(value, schema, named, at))
    yield from wrong or _by_kind(value, schema, named, at)


def _of_some(value: Any, options: Any, named: Mapping[str, Any], at: str) -> Iterator[Found]:
    tried = [list(_find(value, option, named, at)) for option in options]
    if tried and all(tried):
        # Whoever sends a value where null would do as well did not mean null.
        meant = [
            found for option, found in zip(options, tried, strict=True) if option is not False and option.get("type") != "null"
        ] or tried
        yield from {found[:2]: found for option in meant for found in option}.values()


def _wrong_kind(value: Any, schema: Mapping[str, Any], named: Mapping[str, Any], at: str) -> Iterator[Found]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_TYPES[kind](value) for kind in kinds):
        # The whole is no field.
        yield (at, "null", "Field may not be null.", None) if value is None and at else (at, "type", "Invalid type.", None)
    elif "enum" in schema and not any(_is_same(value, one) for one in schema["enum"]):
        yield at, "choice", f"Must be one of: {', '.join(map(str, schema['enum']))}.", None
    elif "const" in schema and not _is_same(value, schema["const"]):
        yield at, "choice", f"Must be equal to {schema['const']}.", None
    elif "not" in schema and not list(_find(value, schema["not"], named, at)):
        yield at, "choice", "None of the values that may be chosen.", None


def _is_same(value: Any, other: Any) -> bool:
    """Compare as JSON does: 1 is neither true nor 1.0, as the server has it."""
    return type(value) is type(other) and bool(value == other)


def _by_kind(value: Any, schema: Mapping[str, Any], named: Mapping[str, Any], at: str) -> Iterator[Found]:
    if isinstance(value, str):
        yield from _in_text(value, schema, at)
    elif isinstance(value, Mapping):
        yield from _in_object(value, schema, named, at)
    elif isinstance(value, list | tuple):
        yield from _in_list(value, schema, named, at)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _in_number(value, schema, at)


def _in_text(value: str, schema: Mapping[str, Any], at: str) -> Iterator[Found]:
    yield from _length(len(value), schema.get("minLength"), schema.get("maxLength"), at)
    pattern = pattern_of(schema["pattern"]) if "pattern" in schema else None
    if pattern is not None and pattern.search(value) is None:
        yield at, "format", "Not in the right format.", None
    elif "format" in schema and schema["format"] in FORMATS and not FORMATS[schema["format"]](value):
        yield at, "format", f"Not a valid {schema['format']}.", None
    elif schema.get("contentEncoding") == "base64" and not is_base64(value):
        yield at, "format", "Not valid base64.", None


def _length(length: int, least: int | None, most: int | None, at: str) -> Iterator[Found]:
    if least is not None and length < least:
        yield at, "too_short", f"Shorter than minimum length {least}.", None
    elif most is not None and length > most:
        yield at, "too_long", f"Longer than maximum length {most}.", None


def _is_decimal(schema: Mapping[str, Any]) -> bool:
    return {"number", "string"} <= {*schema.get("type", ())} and "pattern" in schema


def _in_decimal(value: str, schema: Mapping[str, Any], named: Mapping[str, Any], at: str) -> Iterator[Found]:
    if list(_in_text(value, schema, at)):
        yield at, "type", "Not a valid number.", None
        return
    # Bounds of text are patterns, which cannot tell on which side of them it is.
    wrong = [found for one in schema.get("allOf", ()) for found in _find(value, one, named, at)]
    if wrong:
        yield from list(_in_number(float(value), schema, at)) or wrong


def _in_number(value: float, schema: Mapping[str, Any], at: str) -> Iterator[Found]:
    if ("minimum" in schema and value < schema["minimum"]) or ("exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]):
        yield at, "too_small", "Too small.", None
    elif ("maximum" in schema and value > schema["maximum"]) or ("exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]):
        yield at, "too_large", "Too large.", None


def _in_list(value: Any, schema: Mapping[str, Any], named: Mapping[str, Any], at: str) -> Iterator[Found]:
    wrong = list(_length(len(value), schema.get("minItems"), schema.get("maxItems"), at))
    yield from wrong
    if wrong:
        return
    first = schema.get("prefixItems", ())
    for index, item in enumerate(value):
        yield from _find(item, first[index] if index < len(first) else schema.get("items", True), named, f"{at}/{index}")
    if schema.get("uniqueItems") and any(_is_same(one, other) for place, one in enumerate(value) for other in value[:place]):
        yield at, "invalid", "The items have to be different.", None
    if "contains" in schema and not any(not list(_find(item, schema["contains"], named, at)) for item in value):
        yield at, "choice", "None of the values that may be chosen.", None


def _in_object(value: Mapping[str, Any], schema: Mapping[str, Any], named: Mapping[str, Any], at: str) -> Iterator[Found]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _inside(at, name), "required", "Missing data for required field.", None
    for name, member in value.items():
        told = list(_told_of(name, schema))
        for one in told or [schema.get("additionalProperties", True)]:
            for place, code, detail, near in _find(member, one, named, _inside(at, name)):
                yield place, code, detail, next(iter(difflib.get_close_matches(name, known, 1)), None) if one is False else near
        for place, code, detail, near in _find(name, schema.get("propertyNames", True), named, ""):
            yield _inside(at, name) + place, code, detail, near


def _told_of(name: str, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Give what is said of a member of a name. Of a pattern that Python does not know the server is the judge."""
    if name in schema.get("properties", {}):
        yield schema["properties"][name]
    for pattern, one in schema.get("patternProperties", {}).items():
        ours = pattern_of(pattern)
        if ours is None or ours.search(name):
            yield True if ours is None else one


def _inside(at: str, name: object) -> str:
    """Give the pointer to a member (RFC 6901, 3)."""
    return f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"
