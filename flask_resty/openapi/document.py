"""The document of an Api (OpenAPI 3.1), read off its table of operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from ..api import Api
from ..description import docstring_of
from ..description import said_of
from ..media import JSON_EMITTER
from ..operation import Operation
from ..registry import state_of
from .about import About
from .ground import Ground
from .json_schema import Components
from .names import operation_ids
from .operations import operation_object
from .paths import Path
from .paths import path_of

#: The order in which the members of a document stand.
_ORDER = ("openapi", "info", "externalDocs", "servers", "tags", "security", "paths", "webhooks", "components")

#: The methods that a Path Item Object has (OpenAPI 3.1, 4.8.9). QUERY came after it.
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})


def document_of(api: Api, app: Flask, server: str = "/") -> dict[str, Any]:
    """Give the document of an Api on an app, with what its ``openapi=`` says.

    :param server: the address that its rules are below.
    :raise ConfigError: if two operations have one name.
    """
    return write(api, app, server, api.openapi if isinstance(api.openapi, About) else About())


def write(api: Api, app: Flask, server: str, about: About) -> dict[str, Any]:
    """Write the document of an Api on an app.

    :raise ConfigError: if two operations have one name.
    """
    # Not at the top, since it is heavy, and most processes never write a document.
    from apispec import APISpec

    told = [one for one in api.operations(app) if one.method in _METHODS and _is_told(one)]
    ground = _ground(api, app, told, about)
    paths = _paths(told, ground)
    options: dict[str, Any] = {
        "info": about.info(api.title, api.version),
        "servers": [dict(one) for one in about.servers] or [{"url": server}],
        "tags": _tags(paths, about),
        "externalDocs": about.external_docs,
        "paths": paths,
    }
    spec = APISpec(api.title, api.version, "3.1.0", **{name: value for name, value in options.items() if value})
    for kind, found in ground.found().items():
        getattr(spec.components, kind).update(sorted(found.items()))
    if about.extend is not None:
        about.extend(spec)
    made = spec.to_dict()
    return {name: made[name] for name in sorted(made, key=_ORDER.index)}


def _is_told(operation: Operation) -> bool:
    return operation.is_described and not said_of(operation).is_hidden


def _ground(api: Api, app: Flask, told: list[Operation], about: About) -> Ground:
    emitters = state_of(app).apis[api].settings.emitters or ()
    names = [one.problem.media_type for one in (*emitters, JSON_EMITTER) if one.problem is not None]
    components = Components(
        names=about.names,
        fields=about.fields,
        output_required=app.config["RESTY_OUTPUT_REQUIRED"],
        output_validated=app.config["RESTY_OUTPUT_VALIDATED"],
    )
    return Ground(
        app=app,
        ids=operation_ids(told),
        components=components,
        problem_types=tuple(dict.fromkeys(names)) if api.problem is None else (JSON_EMITTER.media_type,),
        shape=api.problem,
        has_selection=about.selection,
    )


def _paths(told: list[Operation], ground: Ground) -> dict[str, Any]:
    """Give the Path Item Objects. Rules that differ in nothing but their variables are one path (OpenAPI 3.1, 4.8.8.2).

    Where two of them serve one method, the first is told of.
    """
    found: dict[str, Any] = {}
    first: dict[str, Path] = {}
    for rule, operations in _by_rule(told).items():
        path = path_of(rule, ground.app)
        path = path.named_as(first.setdefault(path.shape, path))
        item = found.setdefault(path.template, _said_of_class(operations[0]))
        for one in operations:
            if one.method.lower() not in item:
                item[one.method.lower()] = operation_object(one, path, ground)
    return found


def _said_of_class(operation: Operation) -> dict[str, Any]:
    said = docstring_of(operation.resource)
    return {} if said is None else {"description": said}


def _tags(paths: Mapping[str, Any], about: About) -> list[dict[str, str]]:
    """Give the Tag Objects: those that are described first, then the others as they come."""
    used = (tag for item in paths.values() for one in item.values() if isinstance(one, dict) for tag in one.get("tags", ()))
    told = [{"name": name, "description": text} for name, text in about.tags.items()]
    return told + [{"name": name} for name in dict.fromkeys(used) if name not in about.tags]


def _by_rule(operations: list[Operation]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        found.setdefault(operation.rule, []).append(operation)
    return found
