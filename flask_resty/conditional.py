"""Conditional requests on the line: judged before anything is done, and answered with the new state (RFC 9110, 13)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl
from urllib.parse import quote
from urllib.parse import urlencode

from flask import Flask
from flask import Request
from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from .errors import ContractError
from .errors import Problem
from .errors import refusal
from .http.answers import has
from .http.answers import without_content
from .http.dates import http_date
from .http.etag import ANY
from .http.preconditions import FIELDS
from .http.preconditions import Validators
from .http.preconditions import evaluate
from .http.preconditions import is_satisfied
from .http.ranges import serve
from .input import choosing_parameters
from .input import parameter_checker
from .operation import Operation
from .operation import Representation
from .output import NOTHING
from .output import unpack
from .reply import emptier
from .state import etag_of
from .state import state_reader
from .state import state_reader_of
from .state import target_of
from .tags import computed_tags
from .tags import representations_of
from .tags import representations_of_item
from .tags import tagger
from .tags import validators_of
from .writers import varying

#: The fields of a request that make it more than a plain one, as WSGI names them; ranges are for what is read only.
CONDITIONS = FIELDS
READING_CONDITIONS = FIELDS | {"HTTP_RANGE"}

#: The fields whose names a change with ``ETag()`` has to compute the tags for.
_BY_TAG = frozenset({"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"})

#: The statuses of a change that was made.
_DONE = frozenset(range(200, 300)) - {202}

# -- what is on the line -----------------------------------------------------------------------------------------------


def has_state(operation: Operation) -> bool:
    """Tell whether a verb that reads can ask for the state before it does. What a QUERY gives is no state of the resource."""
    return operation.method in {"GET", "HEAD"} and (operation.version_by, operation.modified_by) != (None, None)


def is_judged_early(operation: Operation) -> bool:
    """Tell whether all that the conditions may be about is known before the handler runs."""
    return has_state(operation) and etag_of(operation) is None and not operation.judges_conditions


def renews(operation: Operation) -> bool:
    """Tell whether the answer to a change says in which state the resource is now."""
    return target_of(operation) is not None or (operation.method in {"PUT", "PATCH"} and operation.has_validators)


# -- before the handler ------------------------------------------------------------------------------------------------


def reader(operation: Operation, app: Flask) -> Callable[[Request, Any, Any, Representation], Validators]:
    """Make the step that asks a resource for its state, before it is read."""
    state, represent = state_reader(operation, app), representations_of_item(operation, app)
    return lambda request, resource, item, representation: state(
        request, resource, item, represent(request, resource, item, representation)
    )


def judger(operation: Operation, app: Flask) -> Callable[[Request, Validators], Response | None]:
    """Make the step that judges a GET by what is known before its handler runs, and gives the 304 if there is nothing new.

    The step raises a problem, 412, where the client wants something else than there is.
    """
    unchanged = emptier(app, 304, varying(operation))

    def judge(request: Request, current: Validators) -> Response | None:
        verdict = evaluate(request.environ, request.method, current)
        if verdict == "failed":
            raise _failed()
        return stamp(unchanged(), current) if verdict == "unchanged" else None

    return judge


def admitter(operation: Operation, app: Flask) -> Callable[[Request, Any, Any], None]:
    """Make the step that lets a change through if it is meant for the current state.

    The step raises a problem: 412 if it is meant for another one, 428 if it does not say and has to. What is refused for its
    parameters is refused for them first (RFC 9110, 13.2.1).
    """
    check_parameters = parameter_checker(operation, app)
    state, demands, has_item = state_reader(operation, app), operation.require_match, operation.found_by is not None
    computed = None if etag_of(operation) is None else computed_tags(operation, app)

    def current(request: Request, resource: Any, item: Any) -> Validators:
        if has_item and item is None:
            return Validators(False)
        known = state(request, resource, item, ANY)
        if computed is None or _BY_TAG.isdisjoint(request.environ):
            return known
        return known._replace(tags=computed(request, resource, item))

    def admit(request: Request, resource: Any, item: Any) -> None:
        check_parameters(request)
        validators = current(request, resource, item)
        if demands and not is_satisfied(request.environ, validators):
            raise _demanded(validators)
        if evaluate(request.environ, operation.method, validators) == "failed":
            raise _failed()

    return admit


def _failed() -> Problem:
    return Problem(412, "The resource is not in the state that the request is meant for. Read it again, then decide.")


def _demanded(current: Validators) -> Problem:
    field = "If-Unmodified-Since" if current.modified is not None and not current.tags else "If-Match"
    detail = f"This request has to say which state of the resource it is meant for. Send {field}."
    return refusal(428, "headers", f"/{field}", "required", detail)


# -- after the handler -------------------------------------------------------------------------------------------------


def stamp(response: Response, current: Validators) -> Response:
    """Put validators on an answer that shows the resource, or would."""
    if 200 <= response.status_code < 300 or response.status_code == 304:
        for tag in current.tags:
            response.headers["ETag"] = str(tag)
        if current.modified is not None:
            response.headers["Last-Modified"] = http_date(current.modified)
    return response


def finisher(operation: Operation, app: Flask) -> Callable[[Request, Response], Response]:
    """Make the step that judges what only reads by its answer, where that was not done before, and cuts out the ranges asked for.

    The step raises a problem: 412 where the client wants something else than there is, 416 for ranges that it does not have.
    """
    is_judged, unchanged = is_judged_early(operation), emptier(app, 304)
    knows_date = operation.modified_by is not None

    def finish(request: Request, response: Response) -> Response:
        if not 200 <= response.status_code < 300 or response.status_code == 206:
            return response
        # A date that the answer alone tells, as that of a file, was not known before.
        has_news = not is_judged or (not knows_date and "Last-Modified" in response.headers)
        is_free = not has_news or request.environ.keys().isdisjoint(FIELDS)
        verdict = "proceed" if is_free else evaluate(request.environ, "GET", validators_of(response))
        if verdict == "proceed":
            return serve(request.environ, response)
        response.close()
        if verdict == "failed":
            raise _failed()
        return without_content(response, unchanged())

    return finish


def renewer(operation: Operation, app: Flask) -> Callable[[Request, Any, Any, Representation, Response], None]:
    """Make the step that puts the new validators on the answer to a change: those of what the handler returned.

    That goes beyond RFC 9110, 9.3.4, where the content of the answer is the new representation; ``Content-Location`` says so.
    """
    created = target_of(operation)
    if created is None:
        state, represent = state_reader(operation, app), representations_of_item(operation, app)
    else:
        state, represent = state_reader_of(created, app), representations_of(created, operation, app)
    shown = _shown(operation) if created is None else frozenset[int]()
    # What an address is sent for is what was made.
    done = _DONE if created is None else frozenset({201})
    tag = tagger(operation) if 200 in shown and etag_of(operation) is not None else None
    choosing = choosing_parameters(operation)
    has_address = _addressed(operation)

    def renew(request: Request, resource: Any, result: Any, representation: Representation, response: Response) -> None:
        data, _, _ = unpack(result)
        # What was only accepted (202) is not done yet, so of the new state nothing is known.
        if response.status_code not in done or data is None or data is NOTHING or isinstance(data, BaseResponse):
            return
        # Without it, what is told would be of the address that was asked (RFC 9110, 15.3.2).
        if created is not None and "Location" not in response.headers:
            return
        if tag is not None:
            tag(response, representation)
        if response.status_code in shown and has_address(representation) and not has(response.headers, "content-location"):
            response.headers["Content-Location"] = _address(request, choosing)
        try:
            stamp(response, state(request, resource, data, represent(request, resource, data, representation)))
        except (AttributeError, LookupError, TypeError) as error:
            what = f"{operation.name} returned {type(data).__name__}, of which version() or last_modified() can make nothing"
            raise ContractError(f"{what}: {error}. Return what find() gives, or have them take both.") from error

    return renew


def _addressed(operation: Operation) -> Callable[[Representation], bool]:
    """Make what tells whether a GET can be asked for the representation that a change is answered with."""
    reading = operation.reading
    may_select, may_expand = (False, False) if reading is None else (reading.is_selectable, reading.is_expandable)
    return lambda representation: (may_select or not representation.selection) and (may_expand or not representation.expansion)


def _shown(operation: Operation) -> frozenset[int]:
    """Give the statuses whose answer is what a GET would give."""
    usual = None if operation.reading is None else operation.reading.contract.returns.get(200)
    if operation.reading is None or usual is None or operation.envelope != operation.reading.envelope:
        return frozenset()
    promises = operation.contract.returns.items()
    return frozenset(status for status, said in promises if (said.schema, said.envelope) == (usual.schema, usual.envelope))


def _address(request: Request, choosing: Collection[str]) -> str:
    """Give the address of what is shown: of the query only what chooses among representations belongs to it."""
    # Two slashes at its beginning would name another host.
    path = "/" + f"{request.root_path}{request.path}".lstrip("/")
    chosen = [(name, value) for name, value in parse_qsl(request.environ.get("QUERY_STRING", "")) if name in choosing] if choosing else []
    return quote(path, safe="/!$&'()*+,:;=@~") + (f"?{urlencode(chosen, safe='(),*')}" if chosen else "")
