"""Parameters: query, path variables, header fields and cookies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from .impacts import Change
from .references import Node
from .references import listed
from .references import resolved
from .schemas import Schemas

#: By where they are and what they are called; path variables by their position, for requests do not tell their names.
Parameters = Mapping[tuple[str, str], Node]

#: What a parameter is written like if nothing is said (OpenAPI 3.1, Parameter Object).
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def parameters_of(document: Node, path: str, said: Iterable[Any]) -> Parameters:
    """Put together the parameters of a path item and of an operation; the latter have the last word."""
    variables = re.findall(r"\{([^}]*)\}", path)
    found: dict[tuple[str, str], Node] = {}
    for one in (resolved(document, each) for some in said for each in listed(some)):
        location, name = str(one.get("in")), str(one.get("name"))
        if location == "path" and name in variables:
            name = str(variables.index(name))
        found[location, name.lower() if location == "header" else name] = one
    return found


def compare_parameters(schemas: Schemas, operation: str, old: Parameters, new: Parameters) -> Iterator[Change]:
    """Compare the parameters of an operation."""
    for key, before in old.items():
        where = f"{operation} {key[0]} {before.get('name')}"
        if key in new:
            yield from _compare(schemas, where, before, new[key])
        else:
            code = "parameter-removed" if key[0] in {"query", "path"} else "parameter-unheeded"
            yield Change(code, where, "It is known no more.")
    yield from (_added(f"{operation} {key[0]} {one.get('name')}", one) for key, one in new.items() if key not in old)


def _added(where: str, parameter: Node) -> Change:
    if parameter.get("required") is True:
        return Change("parameter-demanded", where, "It is new, and has to be sent.")
    return Change("parameter-added", where, "It is new, and optional.")


def _compare(schemas: Schemas, where: str, old: Node, new: Node) -> Iterator[Change]:
    was, is_needed = old.get("required") is True, new.get("required") is True
    if is_needed and not was:
        yield Change("parameter-demanded", where, "It was optional, and has to be sent.")
    if was and not is_needed:
        yield Change("parameter-relaxed", where, "It had to be sent, and is optional.")
    if new.get("deprecated") is True and old.get("deprecated") is not True:
        yield Change("parameter-deprecated", where, "It should not be used any more.")
    if (before := _style(old)) != (after := _style(new)):
        yield Change("parameter-restyled", where, f"It was written as {before}, and is as {after}.")
    yield from schemas.compare("request", where, _schema(old), _schema(new))


def _style(parameter: Node) -> str:
    if isinstance(parameter.get("content"), dict):
        return ", ".join(sorted(map(str, parameter["content"])))
    style = parameter.get("style", _STYLES.get(str(parameter.get("in"))))
    explodes = parameter.get("explode", style == "form")
    return f"{style}, exploded" if explodes else str(style)


def _schema(parameter: Node) -> Any:
    content = parameter.get("content")
    one = next(iter(content.values()), None) if isinstance(content, dict) else parameter
    return one.get("schema", {}) if isinstance(one, dict) else {}
