"""Whether what was said of a verb goes together: the parts of its contract, its formats, its handler and its rules."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import isasyncgenfunction

from .contract import Accepts
from .contract import Contract
from .contract import Returns
from .errors import ConfigError
from .offers import can_carry
from .operation import Operation
from .patching import parsers_of
from .schematic import Binary
from .schematic import name_of
from .variants import may_take_scopes


def check_contract(name: str, method: str, contract: Contract) -> None:
    """Check that the parts of a contract go together.

    :raise ConfigError: if they do not.
    """
    if "body" in contract.accepts and ("form" in contract.accepts or "files" in contract.accepts):
        raise ConfigError(f"{name} accepts a body and a form, but a request has one content. Drop one of the two.")
    if "body" in contract.accepts and method in {"GET", "HEAD"}:
        raise ConfigError(f"{name} accepts a body, which {method} gives no meaning to (RFC 9110, 9.3.1). Use the query, or QUERY.")
    said: Iterable[Accepts | Returns] = (*contract.returns.values(), *contract.accepts.values())
    for one in said:
        if isinstance(one.schema, Binary) and one.envelope is not None:
            raise ConfigError(f"{name} has envelope={one.envelope!r} around {one.schema!r}, which is no data. Drop it.")
    if contract.pager is not None and contract.shown is not None and isinstance(contract.shown.schema, Binary):
        raise ConfigError(f"{name} is paginated, but gives {contract.shown.schema!r}, which has no pages. Drop @paginate.")
    body = contract.accepts.get("body")
    if method == "PATCH" and body is not None and body.versions:
        raise ConfigError(f"{name} accepts versions of a patch, but what it changes is one item. Accept one schema.")
    if method == "PATCH" and body is not None and body.stream:
        raise ConfigError(f"{name} accepts a stream, but a patch is one document. Use POST, or drop stream=True.")
    if contract.streams is not None and 200 in contract.returns:
        raise ConfigError(f"{name} both streams and returns 200. Drop one of the two.")


def check_operation(operation: Operation) -> None:
    """Check that a handler, its formats and its rules go together.

    :raise ConfigError: if they do not.
    """
    if isasyncgenfunction(operation.handler):
        raise ConfigError(f"{operation.name} is an async generator, which nobody awaits while an answer is sent. Yield in a plain method.")
    if operation.contract.streams is not None and not operation.offers:
        raise ConfigError(f"{operation.name} streams, but none of its emitters can. Give it one with stream=, as JSON has it.")
    _check_formats(operation)
    if may_take_scopes(operation) and operation.find("authenticator") is None:
        raise ConfigError(
            f"{operation.name} has fields that take scopes, but no authenticator is in its stack. "
            "Add one, or take read_scope= and write_scope= off the fields."
        )
    for placed in operation.stack:
        if placed.entry.needs_item and operation.found_by is None:
            rule = placed.entry
            raise ConfigError(f"{operation.name} has the rule {rule!r}, which looks at the item, but no find(). Write find(), or drop it.")


def _check_formats(operation: Operation) -> None:
    """Check that there is a format for all that is given and taken."""
    for status, said in operation.contract.returns.items():
        is_data = said.schema is not None and not isinstance(said.schema, Binary)
        if is_data and not any(can_carry(emitter, said.schema) for emitter in operation.emitters):
            what = f"{operation.name} returns {name_of(said.schema)} with {status}, which none of its emitters can write"
            raise ConfigError(f"{what}. Give it one that can: JSON_EMITTER.")
    body = operation.contract.accepts.get("body")
    if body is None or isinstance(body.schema, Binary) or parsers_of(operation):
        return
    if body.stream:
        raise ConfigError(f"{operation.name} accepts a stream, but none of its parsers can. Give it one that can: JSON_LINES_PARSER.")
    raise ConfigError(
        f"{operation.name} accepts {name_of(body.schema)}, which none of its parsers can read. Give it one that can: JSON_PARSER."
    )
