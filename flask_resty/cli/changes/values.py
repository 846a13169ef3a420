"""Conditions of two schemas on one value: which of the two takes more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from typing import Literal
from typing import NamedTuple

from .references import Node
from .references import listed

#: What became of the values that are good: fewer, more, others, or nobody can tell.
Difference = Literal["narrowed", "widened", "changed", "unclear"]

#: The types that JSON knows. Integers are numbers, so whoever takes numbers takes both.
_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})

#: Keywords of which the larger value takes less, and those of which it takes more.
_LEAST = {"minLength": "characters", "minItems": "items", "minProperties": "members"}
_MOST = {"maxLength": "characters", "maxItems": "items", "maxProperties": "members"}

#: Keywords that narrow by being there; of two of them nobody can tell.
_NARROWING = ("pattern", "format", "multipleOf", "contentEncoding", "contentMediaType", "not", "propertyNames", "if", "then", "else")


class _Told(NamedTuple):
    difference: Difference
    detail: str


def differences(old: Node, new: Node) -> Iterator[_Told]:
    """Tell how two schemas differ in the values that they take, as far as their own keywords tell."""
    yield from _types(old, new)
    yield from _choices(old, new)
    yield from _bounds(old, new)
    yield from _sizes(old, new)
    yield from _conditions(old, new)


def _types(old: Node, new: Node) -> Iterator[_Told]:
    before, after = _types_of(old), _types_of(new)
    if before != after:
        yield _Told(_of_sets(before, after), f"The type was {_listed(before)}, and is {_listed(after)}.")


def _types_of(schema: Node) -> frozenset[str]:
    said = schema.get("type")
    if said is None:
        return _TYPES
    found = {str(one) for one in (said if isinstance(said, list) else [said])}
    # As OpenAPI 3.0 has it.
    found |= {"null"} if schema.get("nullable") is True else set()
    return frozenset(found | ({"integer"} if "number" in found else set()))


def _choices(old: Node, new: Node) -> Iterator[_Told]:
    before, after = _choices_of(old), _choices_of(new)
    if before is None or after is None:
        if before is not after:
            yield _Told(
                "narrowed" if before is None else "widened",
                "It was any value, and is one of a few." if before is None else "It was one of a few values, and is any.",
            )
        return
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    if gone:
        yield _Told("narrowed", f"No value any more: {', '.join(map(repr, gone))}.")
    if come:
        yield _Told("widened", f"New values: {', '.join(map(repr, come))}.")


def _choices_of(schema: Node) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return listed(schema["enum"]) if "enum" in schema else None


def _bounds(old: Node, new: Node) -> Iterator[_Told]:
    for name, sign in (("minimum", 1), ("maximum", -1)):
        before, after = _bound(old, name, sign), _bound(new, name, sign)
        if before != after:
            yield _Told(
                "narrowed" if after > before else "widened",
                f"The {name} was {_told_bound(before, sign)}, and is {_told_bound(after, sign)}.",
            )


#: A bound, the larger the stricter, and whether it is excluded itself.
_Bound = tuple[float, bool]


def _bound(schema: Node, name: str, sign: int) -> _Bound:
    exclusive = f"exclusive{name.capitalize()}"
    found: list[_Bound] = [(float("-inf"), False)]
    if _is_number(schema.get(name)):
        # As OpenAPI 3.0 has it, where the other keyword is true or false.
        found.append((sign * schema[name], schema.get(exclusive) is True))
    if _is_number(schema.get(exclusive)):
        found.append((sign * schema[exclusive], True))
    return max(found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told_bound(bound: _Bound, sign: int) -> str:
    value, is_excluded = bound
    if value == float("-inf"):
        return "none"
    return f"{sign * value} (excluded)" if is_excluded else str(sign * value)


def _sizes(old: Node, new: Node) -> Iterator[_Told]:
    for name, what in (*_LEAST.items(), *_MOST.items()):
        nothing = 0 if name in _LEAST else float("inf")
        before, after = (schema[name] if _is_number(schema.get(name)) else nothing for schema in (old, new))
        if before != after:
            is_narrower = (after > before) is (name in _LEAST)
            words = "at least" if name in _LEAST else "at most"
            was, now = ("any" if size == nothing else f"{words} {size}" for size in (before, after))
            yield _Told("narrowed" if is_narrower else "widened", f"The number of {what} was {was}, and is {now}.")
    if (before := old.get("uniqueItems") is True) != (after := new.get("uniqueItems") is True):
        yield _Told("narrowed" if after else "widened", "Items have to differ now." if after else "Items need not differ any more.")


def _conditions(old: Node, new: Node) -> Iterator[_Told]:
    for name in _NARROWING:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if before is None or after is None:
            yield _Told(
                "narrowed" if before is None else "widened",
                f"{name} {after!r} is new." if before is None else f"{name} {before!r} is gone.",
            )
        else:
            yield _Told("changed" if name == "format" else "unclear", f"{name} was {before!r}, and is {after!r}.")


def openness(old: Node, new: Node) -> Iterator[_Told]:
    """Tell how two schemas differ in members that they do not name."""
    before, after = (schema.get("additionalProperties", True) is not False for schema in (old, new))
    if before and not after and "properties" in new:
        yield _Told("narrowed", "Members that are not named are refused.")
    if after and not before and "properties" in old:
        yield _Told("widened", "Members that are not named are taken.")


def _of_sets(before: frozenset[str], after: frozenset[str]) -> Difference:
    return "narrowed" if after < before else "widened" if before < after else "changed"


def _listed(types: frozenset[str]) -> str:
    shown = types - {"integer"} if "number" in types else types
    return "anything" if types == _TYPES else " or ".join(sorted(shown))
