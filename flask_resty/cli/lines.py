"""The resolved line of an operation, as data: what it takes and gives, who may call it how often, and by which words it was said."""

from __future__ import annotations

from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from ..auth.rules import Rule
from ..body import limit_of
from ..contract import CONTENT
from ..contract import Contract
from ..demands import Demand
from ..demands import demands_of
from ..input import choosing_parameters
from ..middleware.throttle import Throttle
from ..operation import Operation
from ..patching import parsers_of
from ..schematic import Binary
from ..schematic import OneOf
from ..schematic import name_of


def line_of(operation: Operation, app: Flask) -> dict[str, Any]:
    """Give the resolved line of an operation on an app, as JSON can have it."""
    contract = operation.contract
    return {
        "method": operation.method,
        "rule": operation.rule,
        "endpoint": operation.endpoint,
        "name": operation.name,
        "accepts": {location: called(said.schema) for location, said in contract.accepts.items()},
        "returns": _returns(contract),
        "parsers": _parsers(operation),
        "emitters": [offer.emitter.media_type for offer in operation.offers],
        "demands": [_demand(one) for one in demands_of(operation)],
        "rules": [repr(rule) for rule in rules_of(operation)],
        "throttles": [limit_said(throttle) for throttle in throttles_of(operation)],
        "max_body": limit_of(operation, app) if not CONTENT.isdisjoint(contract.accepts) else None,
        "pager": None if contract.pager is None else repr(contract.pager),
        "choices": _choices(operation),
        "stack": operation.explain(),
    }


def called(schema: Any) -> str | None:
    """Give what people call a schema: ``PostOut``, ``[PostOut]`` for a list, ``PostIn (partial)``; ``None`` for no content."""
    if schema is None:
        return None
    if isinstance(schema, OneOf):
        return " | ".join(str(called(one)) for one in schema.schemas)
    if isinstance(schema, fields.List):
        return f"[{called(schema.inner)}]"
    name = name_of(schema)
    if isinstance(schema, Schema):
        name = f"{name} (partial)" if schema.partial else name
        return f"[{name}]" if schema.many else name
    return name


def rules_of(operation: Operation) -> list[Rule]:
    """Give the rules in the stack of an operation."""
    return [placed.entry for placed in operation.stack if isinstance(placed.entry, Rule)]


def throttles_of(operation: Operation) -> list[Throttle]:
    """Give the throttles that count requests for an operation."""
    found = (placed.entry for placed in operation.stack)
    return [entry for entry in found if isinstance(entry, Throttle) and (entry.methods is None or operation.method in entry.methods)]


def limit_said(throttle: Throttle) -> str:
    """Give the limit of a throttle as it was written."""
    return throttle.limits if isinstance(throttle.limits, str) else repr(throttle)


def is_open(operation: Operation) -> bool:
    """Tell whether callers without credentials get past the authenticator, if there is one."""
    demands = demands_of(operation)
    return not demands or Demand() in demands


def _parsers(operation: Operation) -> list[str]:
    """Give the media types that are read. Nothing parses binary content, but it has types all the same."""
    said = operation.contract.accepts.get("body")
    if said is None:
        return []
    if isinstance(said.schema, Binary):
        return [*said.schema.media_types]
    return [parser.media_type for parser in parsers_of(operation)]


def _returns(contract: Contract) -> dict[str, str | None]:
    # The names of members are text in JSON.
    promised = {str(status): called(said.schema) for status, said in sorted(contract.returns.items())}
    return promised if contract.streams is None else {"200": f"stream of {called(contract.streams)}", **promised}


def _demand(demand: Demand) -> dict[str, list[str]]:
    return {"schemes": [scheme.name for scheme in demand.schemes], "scopes": [*demand.scopes]}


def _choices(operation: Operation) -> list[str]:
    """Give the parameters by which a client may choose among representations, and whether members have short names there."""
    has_short_names = any(offer.is_short for offer in operation.offers)
    return [*choosing_parameters(operation), *(["short names"] if has_short_names else [])]
