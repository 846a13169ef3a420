"""One operation for each kind of caller: where fields take scopes, its line is that of a contract without those that are lacking."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Request
from flask import Response

from .contract import Accepts
from .contract import Contract
from .contract import Returns
from .operation import Operation
from .principal import principal_of
from .principal import scopes_of
from .schema import scopes
from .schema.nesting import Side
from .schema.restriction import Writing
from .schema.restriction import restrict
from .schema.scopes import scopes_in

_Run = Callable[[Request], Response]

#: So many sets of scopes are kept ready. Who has a token may have it made for any of its scopes.
_KEPT = 64

#: What comes of a body, by method.
_WRITING: dict[str, Writing] = {"PUT": "replaced", "PATCH": "patched"}


def for_callers(operation: Operation, make: Callable[[Operation], _Run]) -> _Run:
    """Make the line of an operation; where its fields take scopes, one for each set of them that callers come with."""
    taken = field_scopes(operation)
    if not taken:
        return make(operation)

    @lru_cache(_KEPT)
    def line_for(scopes: frozenset[str]) -> _Run:
        return make(operation if scopes == taken else restricted(operation, scopes))

    return lambda request: line_for(taken & scopes_of(principal_of(request.environ)))(request)


def field_scopes(operation: Operation) -> frozenset[str]:
    """Give all scopes that single fields take, of what an operation reads and writes.

    :raise ConfigError: for what names no scope.
    """
    own = scopes_of_contract(operation.contract)
    return own if operation.reading in (None, operation) else own | field_scopes(operation.reading)


def scopes_of_contract(contract: Contract) -> frozenset[str]:
    """Give all scopes that single fields of a contract take.

    :raise ConfigError: for what names no scope.
    """
    return frozenset(scope for schema, sides in _schemas(contract) for side in sides for scope in scopes_in(schema, side))


def may_take_scopes(operation: Operation) -> bool:
    """Tell whether single fields take scopes, as far as their classes tell.

    :raise ConfigError: for what names no scope.
    """
    return any(scopes.may_take_scopes(schema) for schema, _ in _schemas(operation.contract))


def _schemas(contract: Contract) -> Iterator[tuple[Any, tuple[Side, ...]]]:
    """Give the schemas of a contract, each with the sides of it that matter: a patch sees what it changes."""
    for accepted in contract.accepts.values():
        for schema in (accepted.schema, *accepted.versions.values()):
            yield schema, ("load", "dump")
    for promise in contract.returns.values():
        for shown in (promise.schema, *promise.versions.values()):
            if shown is not None:
                yield shown, ("dump",)
    if contract.streams is not None:
        yield contract.streams, ("dump",)


def restricted(operation: Operation, scopes: frozenset[str]) -> Operation:
    """Give an operation as it is for callers who have no more than some scopes."""
    reading = operation.reading
    narrowed = restricted_contract(operation.contract, scopes, _WRITING.get(operation.method, "new"))
    reading = None if reading is None or reading is operation else restricted(reading, scopes)
    return replace(operation, contract=narrowed, reading=reading, is_restricted=True)


def restricted_contract(contract: Contract, scopes: frozenset[str], writing: Writing = "new") -> Contract:
    """Give a contract as it is for callers who have no more than some scopes."""
    return contract._replace(
        accepts={location: _accepted(said, scopes, writing) for location, said in contract.accepts.items()},
        returns={status: _promised(said, scopes) for status, said in contract.returns.items()},
        streams=restrict(contract.streams, scopes, "dump"),
    )


def _accepted(said: Accepts, scopes: frozenset[str], writing: Writing) -> Accepts:
    def restricted(schema: Any) -> Any:
        return restrict(schema, scopes, "load", writing=writing)

    return said._replace(
        schema=restricted(said.schema), versions={media_type: restricted(schema) for media_type, schema in said.versions.items()}
    )


def _promised(said: Returns, scopes: frozenset[str]) -> Returns:
    versions: Mapping[str, Any] = {media_type: restrict(schema, scopes, "dump") for media_type, schema in said.versions.items()}
    return said._replace(schema=restrict(said.schema, scopes, "dump"), versions=versions)
