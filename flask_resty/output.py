"""From what a handler returned to the response: its status, its header fields, and what the verb promised."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask import Response
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BaseResponse

from .contract import WITHOUT_CONTENT
from .errors import ContractError
from .errors import Problem
from .http.answers import empty
from .operation import Operation
from .operation import Representation
from .writers import Writers
from .writers import free_writers
from .writers import promise_writers
from .writers import stream_writers
from .writers import varied

#: The data of a bare status.
NOTHING: Any = object()

Fields = Mapping[str, str] | Iterable[tuple[str, str]]
Emit = Callable[[Any, Representation], Response]

#: What a handler returns to say more than data. Anything else needs no taking apart.
_TELLING = (tuple, HTTPStatus, BaseResponse)


def unpack(result: Any) -> tuple[Any, int | None, Fields | None]:
    """Take apart what a handler may return: data, and a status and header fields if it named them.

    A plain tuple is ``(data, status)``, ``(data, headers)`` or ``(data, status, headers)``; an ``HTTPStatus`` may come
    first or stand alone, where a bare number would be data. Any other kind of tuple is data.

    :raise ContractError: for a plain tuple that is none of these.
    """
    if type(result) is not tuple:
        return (NOTHING, int(result), None) if isinstance(result, HTTPStatus) else (result, None, None)
    if 2 <= len(result) <= 3:
        first, second, *rest = result
        if isinstance(first, HTTPStatus):
            return second, int(first), rest[0] if rest else None
        if isinstance(second, int) and not isinstance(second, bool):
            return first, int(second), rest[0] if rest else None
        # A number before a mapping is a status in disguise more often than data with header fields.
        if not rest and isinstance(second, Mapping | list | Headers) and type(first) is not int:
            return first, None, second
    raise ContractError(
        "A tuple must be (data, status), (data, headers) or (data, status, headers). Return a list to send a list, "
        "and write HTTPStatus(404) for a status that comes first."
    )


def output_writer(operation: Operation, app: Flask) -> Emit:
    """Make the step that turns what the handler returned into the response.

    :raise ContractError: (the step does) for what the verb never promised.
    """
    is_bound = bool(operation.contract.returns) or operation.contract.streams is not None
    usual, with_status = _promised(operation, app) if is_bound else _free(operation, app)

    varying = operation.varies_by

    def emit(result: Any, representation: Representation) -> Response:
        return emit_told(result, representation) if isinstance(result, _TELLING) else usual[representation](result)

    def emit_told(result: Any, representation: Representation) -> Response:
        data, status, headers = unpack(result)
        if status is not None and not 200 <= status <= 599:
            raise ContractError(f"{operation.name} answered {status}, which is no final status. Name one from 200 to 599.")
        if isinstance(data, BaseResponse):
            response = varied(_theirs(app.make_response(data), status), varying)
        elif data is NOTHING:
            response = varied(_bare(app, operation, status or 200), varying)
        else:
            response = (usual if status is None else with_status(status))[representation](data)
        if headers is not None:
            _say(response, headers)
            # What the handler says that the answer depends on is not all of it.
            varied(response, varying)
        return response

    return emit


def _say(response: Response, headers: Fields) -> None:
    """Have a response say what its handler does, in place of what is said already; but links add up (RFC 8288, 3)."""
    links = response.headers.getlist("Link")
    response.headers.update(headers)
    if links and response.headers.getlist("Link") != links:
        response.headers.extend([("Link", link) for link in links])


def _theirs(response: Response, status: int | None) -> Response:
    """Leave a response as the handler made it, but for what no answer goes without."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if status is not None:
        response.status_code = status
    if response.status_code in WITHOUT_CONTENT:
        # No content, so no type of it (RFC 9110, 8.3).
        response.headers.pop("Content-Type", None)
    return response


def _bare(app: Flask, operation: Operation, status: int) -> Response:
    contract = operation.contract
    if status in contract.returns and contract.returns[status].schema is None:
        return empty(app, status)
    if status >= 400:
        raise Problem(status)
    if contract.returns or contract.streams is not None:
        raise ContractError(f"{operation.name} answered a bare {status}, but never declared it as empty. Add @returns(None, {status}).")
    return empty(app, status)


def _free(operation: Operation, app: Flask) -> tuple[Writers, Callable[[int], Writers]]:
    """Make the writers of a verb that promises nothing, for data alone and for each status."""
    return free_writers(operation, app, None), cache(lambda status: free_writers(operation, app, status))


def _promised(operation: Operation, app: Flask) -> tuple[Writers, Callable[[int], Writers]]:
    """Make the writers of a verb that keeps to what it declares, for data alone and for each status."""
    contract = operation.contract
    writers = {status: promise_writers(operation, promise, status, app) for status, promise in contract.returns.items()}
    successes = [status for status in writers if status < 300]
    if contract.streams is not None:
        successes, writers[200] = [200], stream_writers(operation, app)

    def with_status(status: int) -> Writers:
        if status in writers:
            return writers[status]
        raise ContractError(f"{operation.name} answered {status}, but never declared it. Add @returns(..., {status}).")

    return writers[successes[0]] if len(successes) == 1 else _undecided(operation), with_status


def _undecided(operation: Operation) -> Writers:
    def refuse(data: Any) -> Response:
        raise ContractError(f"{operation.name} declares several successes or none, so it must name one: return (data, status).")

    return Writers(lambda representation: refuse)
