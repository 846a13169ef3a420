"""Compile an operation into the function that answers its requests: its source, and what stands behind the names in it."""

from __future__ import annotations

import builtins
import linecache
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask import Request
from flask import Response

from .announcing import announced
from .body import content_checker
from .conditional import CONDITIONS
from .conditional import READING_CONDITIONS
from .conditional import admitter
from .conditional import finisher
from .conditional import has_state
from .conditional import judger
from .conditional import reader
from .conditional import renewer
from .conditional import renews
from .conditional import stamp
from .errors import Problem
from .http.answers import vary
from .http.methods import READING
from .http.ranges import detached
from .input import input_reader
from .negotiating import negotiator
from .operation import Operation
from .output import Emit
from .output import output_writer
from .page_links import page_writer
from .preferences import preferrer
from .principal import principal_of
from .problems import Respond
from .rendering import shown_by
from .resource import Resource
from .selecting import CHOSEN
from .source import source
from .state import etag_of
from .surroundings import Surroundings
from .surroundings import seating
from .tags import tagger
from .timing import telling
from .timing import timed

Run = Callable[[Request], Response]


def make_line(operation: Operation, around: Surroundings, respond: Respond) -> Run:
    """Make the function that is the line of an operation."""
    app, text = around.app, source(operation)
    respond = _varying(respond, operation.varies_by)
    namespace: dict[str, Any] = {
        "check_content": content_checker(operation, app),
        "create": _creator(operation.resource),
        "find": None if operation.found_by is None else app.ensure_sync(operation.resource.find),
        "not_found": lambda: Problem(404, "There is nothing at this address."),
        "authorize": _authorizer(operation, around),
        "negotiate": negotiator(operation),
        "parse": input_reader(operation, app),
        "CHOSEN": CHOSEN,
        "principal_of": principal_of,
        "shown": shown_by(operation, app),
        "handle": _handle(operation, app),
        "emit": _emit(operation, app),
        "respond": respond,
        **_conditional(operation, app),
        "prefer": preferrer(app) if operation.heeds_preferences else None,
    }
    filename = f"<{operation.method} {operation.rule}: {operation.name}>"
    # Tracebacks show the lines of the source, as they would of a file.
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace = announced(namespace, operation, app) if app.config["RESTY_SIGNALS"] else namespace
    namespace = timed(namespace) if app.debug else namespace
    exec(builtins.compile(text, filename, "exec"), namespace)
    line: Run = namespace["line"]
    return telling(line) if app.debug else line


def _varying(respond: Respond, names: tuple[str, ...]) -> Respond:
    """Have errors tell caches what the answer depends on: whether it is an error depends on it, too (RFC 9110, 12.5.5)."""
    if not names:
        return respond

    def respond_varying(request: Request, error: Exception) -> Response:
        response = respond(request, error)
        vary(response.headers, *names)
        return response

    return respond_varying


def _conditional(operation: Operation, app: Flask) -> dict[str, Any]:
    """Make the steps that are about the state of the resource."""
    if operation.method not in READING:
        renew = renewer(operation, app) if renews(operation) else None
        return {"CONDITIONS": CONDITIONS, "admit": admitter(operation, app), "renew": renew}
    return {
        "CONDITIONS": READING_CONDITIONS,
        "state": reader(operation, app) if has_state(operation) else None,
        "judge": judger(operation, app),
        "stamp": stamp,
        "tag": None if etag_of(operation) is None else tagger(operation),
        "detached": detached,
        "finish": finisher(operation, app),
    }


def _creator(resource: type[Resource]) -> Callable[[], Resource]:
    if resource.init_every_request:
        return resource
    instance = resource()
    return lambda: instance


def _authorizer(operation: Operation, around: Surroundings) -> Callable[[Request, Any], None]:
    # Rules that look at the item stand in the stack, where the item is not known yet; this is their second half.
    seat = seating(around.app, operation, around)
    checks = [placed.entry.after_find(seat(placed)) for placed in operation.stack if placed.entry.needs_item]

    def authorize(request: Request, item: Any) -> None:
        for check in checks:
            check(request, item)

    return authorize


def _emit(operation: Operation, app: Flask) -> Emit:
    emit = output_writer(operation, app)
    return emit if operation.contract.pager is None else page_writer(operation, emit)


def _handle(operation: Operation, app: Flask) -> Callable[..., Any]:
    resource = operation.resource
    if resource.dispatch_request is not Resource.dispatch_request:
        return app.ensure_sync(resource.dispatch_request)
    return app.ensure_sync(operation.handler)
