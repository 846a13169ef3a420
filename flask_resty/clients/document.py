"""From an OpenAPI document to what a client is written from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigError
from .checks import reachable
from .model import Check
from .model import ClientModel
from .model import ClientOperation
from .model import Flow
from .model import NamedType
from .model import Scheme
from .operations import operations_of
from .references import Follow
from .references import follower
from .shape import refuse_shapeless
from .types import type_of
from .values import refuse_odd_values


def read_document(document: Mapping[str, Any]) -> ClientModel:
    """Give what a client is written from: types and operations, in no language.

    :param document: an OpenAPI document of version 3.1.
    :raise ConfigError: if it is of another version, has something of another kind than that version says, a reference that cannot be
        followed, or operations of no name or one name.
    """
    if not isinstance(document, Mapping):
        raise ConfigError(f"The document is of the type {type(document).__name__!r}. Give the object that it is.")
    if not str(document.get("openapi", "")).startswith("3.1"):
        raise ConfigError(f"The document says that it is of OpenAPI {document.get('openapi')!r}. A client is written from one of 3.1.")
    refuse_odd_values(document)
    refuse_shapeless(document)
    follow, components = follower(document), document.get("components", {})
    schemas = components.get("schemas", {})
    operations = tuple(operations_of(document.get("paths", {}), follow, document.get("security", ())))
    _refuse_twins(operations)
    info = document.get("info", {})
    return ClientModel(
        title=info.get("title", ""),
        version=str(info.get("version", "")),
        description=info.get("description", ""),
        server=next((server.get("url", "") for server in document.get("servers", ())), "/"),
        types=tuple(_named(name, schemas[name]) for name in sorted(schemas)),
        operations=operations,
        schemes=tuple(_scheme(name, one, follow) for name, one in sorted(components.get("securitySchemes", {}).items())),
        checks=reachable(_checks(operations), schemas),
    )


def _checks(operations: Iterable[ClientOperation]) -> Iterator[Check]:
    for operation in operations:
        yield from (parameter.check for parameter in operation.parameters)
        yield from (body.check for body in operation.bodies)


def _refuse_twins(operations: Iterable[ClientOperation]) -> None:
    counts = Counter(operation.name for operation in operations)
    for name, count in counts.items():
        if count > 1:
            raise ConfigError(f"{count} operations have the operationId {name!r}. Give each one of its own.")


def _named(name: str, schema: Any) -> NamedType:
    said = schema if isinstance(schema, Mapping) else {}
    return NamedType(name, type_of(schema), said.get("description", ""), bool(said.get("deprecated")))


def _scheme(name: str, said: Mapping[str, Any], follow: Follow) -> Scheme:
    said = follow(said)
    return Scheme(
        name=name,
        kind=said["type"],
        scheme=said.get("scheme", "").lower(),
        where=said.get("in", ""),
        parameter=said.get("name", ""),
        flows=tuple(_flow(kind, flow) for kind, flow in sorted(said.get("flows", {}).items())),
        description=said.get("description", ""),
    )


def _flow(kind: Any, said: Mapping[str, Any]) -> Flow:
    return Flow(
        kind=kind,
        authorization_url=said.get("authorizationUrl", ""),
        token_url=said.get("tokenUrl", ""),
        refresh_url=said.get("refreshUrl", ""),
        scopes=tuple(sorted(said.get("scopes", {}))),
    )
