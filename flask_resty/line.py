"""Compile an operation into the straight line that its requests walk.

The line is written out as source, one line a step, with the steps left out that the operation does not have: nothing is asked
per request that was known at registration. ``source(operation)`` shows it, with all steps for instance::

    def line(request):
        try:
            parser = check_content(request)
            resource = create()
            item = find(resource, slug=request.view_args['slug'])
            if item is None: raise not_found()
            authorize(request, item)
            emitter = negotiate(request)
            admit(request, resource, item)
            values = parse(request, parser)
            result = handle(resource, item=item, body=values['body'])
            response = emit(result, emitter)
            renew(request, resource, result, emitter, response)
            if 'HTTP_PREFER' in request.environ: response = prefer(request, response)
            return response
        except Exception as error:
            return respond(request, error)

That is a PUT of a resource with ``require_match``. A GET of the same resource looks at the current state before its handler, too: a
client that has that state already gets a 304::

    def line(request):
        try:
            resource = create()
            item = find(resource, slug=request.view_args['slug'])
            if item is None: raise not_found()
            emitter = negotiate(request)
            values = parse(request, None)
            is_plain = request.environ.keys().isdisjoint(CONDITIONS)
            current = state(request, resource, item, emitter)
            unchanged = None if is_plain else judge(request, current)
            if unchanged is not None: return unchanged
            if is_plain: result = handle(resource, item=item)
            else:
                with detached(request.environ): result = handle(resource, item=item)
            response = emit(result, emitter)
            mark(response, current)
            if not is_plain: response = settle(request, response)
            return response
        except Exception as error:
            return respond(request, error)
"""

from __future__ import annotations

import builtins
import linecache
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask import Request
from flask import Response

from .conditional import CONDITIONS
from .conditional import READING
from .conditional import READING_CONDITIONS
from .conditional import admitter
from .conditional import has_state
from .conditional import is_judged_early
from .conditional import is_left_to_handler
from .conditional import judger
from .conditional import mark
from .conditional import reader
from .conditional import renewer
from .conditional import renews
from .conditional import settler
from .contract import CONTENT
from .errors import Problem
from .http.ranges import detached
from .input import content_checker
from .input import input_reader
from .media import Emitter
from .media.negotiation import negotiate
from .operation import Operation
from .output import Emit
from .output import output_writer
from .page_links import page_writer
from .patching import is_patched
from .preferences import preferrer
from .principal import principal_of
from .problems import Respond
from .resource import Resource
from .state import etag_of
from .state import tagger
from .surroundings import Surroundings
from .surroundings import seating
from .timing import telling
from .timing import timed

Run = Callable[[Request], Response]


def source(operation: Operation) -> str:
    """Give the source of an operation's line, as it runs."""
    steps = (f"        {step}" for step in _steps(operation))
    guard = ("    except Exception as error:", "        return respond(request, error)")
    return "\n".join(("def line(request):", "    try:", *steps, *guard, ""))


def _steps(operation: Operation) -> Iterator[str]:
    has_content = not operation.contract.accepts.keys().isdisjoint(CONTENT)
    if has_content:
        yield "parser = check_content(request)"
    yield "resource = create()"
    if operation.found_by is not None:
        yield f"item = find({_arguments(operation, operation.found_by)})"
        if not operation.may_create:
            yield "if item is None: raise not_found()"
    if any(placed.entry.needs_item for placed in operation.stack):
        yield "authorize(request, item)"
    yield "emitter = negotiate(request)"
    # Of what a request says, only the content comes after its conditions (RFC 9110, 13.2.1).
    parsing = f"values = parse(request, {'parser' if has_content else None}{', item' if is_patched(operation) else ''})"
    conditions = list(_conditions(operation))
    yield from (parsing, *conditions) if operation.method in READING else (*conditions, parsing)
    yield from _handling(operation)
    yield from _ending(operation)


def _conditions(operation: Operation) -> Iterator[str]:
    """What the request says of the state that it is meant for: judged before its content is read (RFC 9110, 13.2.1)."""
    item = "item" if operation.found_by is not None else None
    if is_left_to_handler(operation):
        return
    if operation.method not in READING:
        if not operation.require_match:
            yield f"if not request.environ.keys().isdisjoint(CONDITIONS): admit(request, resource, {item})"
        else:
            yield f"admit(request, resource, {item})"
        return
    yield "is_plain = request.environ.keys().isdisjoint(CONDITIONS)"
    if has_state(operation):
        yield f"current = state(request, resource, {item}, emitter)"
    if is_judged_early(operation):
        yield "unchanged = None if is_plain else judge(request, current)"
        yield "if unchanged is not None: return unchanged"


def _handling(operation: Operation) -> Iterator[str]:
    call = f"handle({_arguments(operation, operation.arguments)})"
    if operation.method not in READING or is_left_to_handler(operation):
        yield f"result = {call}"
        return
    yield f"if is_plain: result = {call}"
    yield "else:"
    yield f"    with detached(request.environ): result = {call}"


def _ending(operation: Operation) -> Iterator[str]:
    """What the answer says of the state, and what the client wants to see of it."""
    steps = [*_validating(operation)]
    if operation.heeds_preferences:
        steps.append("if 'HTTP_PREFER' in request.environ: response = prefer(request, response)")
    if not steps:
        yield "return emit(result, emitter)"
        return
    yield "response = emit(result, emitter)"
    yield from steps
    yield "return response"


def _validating(operation: Operation) -> Iterator[str]:
    if operation.method not in READING:
        if renews(operation):
            yield "renew(request, resource, result, emitter, response)"
        return
    if has_state(operation) and not is_left_to_handler(operation):
        yield "mark(response, current)"
    if etag_of(operation) is not None:
        yield "tag(response, emitter)"
    if not is_left_to_handler(operation):
        yield "if not is_plain: response = settle(request, response)"


def _arguments(operation: Operation, names: Collection[str]) -> str:
    known = {"item": "item", "principal": "principal_of(request.environ)"}
    known |= {location: f"values[{location!r}]" for location in operation.contract.accepts}
    if operation.contract.pager is not None:
        known["page"] = "values['page']"
    if "**" in names:
        # A preprocessor of the app may have taken some of the path variables away, and who takes all takes what is left.
        return ", ".join(["resource", *(f"{name}={known[name]}" for name in names if name in known), "**request.view_args"])
    return ", ".join(["resource", *(f"{name}={known.get(name, f'request.view_args[{name!r}]')}" for name in names)])


def make_line(operation: Operation, around: Surroundings, respond: Respond) -> Run:
    """Make the function that is the line of an operation."""
    app, text = around.app, source(operation)
    namespace: dict[str, Any] = {
        "check_content": content_checker(operation, app),
        "create": _creator(operation.resource),
        "find": None if operation.found_by is None else app.ensure_sync(operation.resource.find),
        "not_found": lambda: Problem(404, "There is nothing at this address."),
        "authorize": _authorizer(operation, around),
        "negotiate": _negotiator(operation),
        "parse": input_reader(operation, app),
        "principal_of": principal_of,
        "handle": _handle(operation, app),
        "emit": _emit(operation, app),
        "respond": respond,
        **_conditional(operation, app),
        "prefer": preferrer(app) if operation.heeds_preferences else None,
    }
    filename = f"<{operation.method} {operation.rule}: {operation.name}>"
    # Tracebacks show the lines of the source, as they would of a file.
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace = timed(namespace) if app.debug else namespace
    exec(builtins.compile(text, filename, "exec"), namespace)
    line: Run = namespace["line"]
    return telling(line) if app.debug else line


def _conditional(operation: Operation, app: Flask) -> dict[str, Any]:
    """Make the steps that are about the state of the resource."""
    if operation.method not in READING:
        renew = renewer(operation, app) if renews(operation) else None
        return {"CONDITIONS": CONDITIONS, "admit": admitter(operation, app), "renew": renew}
    return {
        "CONDITIONS": READING_CONDITIONS,
        "state": reader(operation, app) if has_state(operation) else None,
        "judge": judger(app),
        "mark": mark,
        "tag": tagger(operation),
        "detached": detached,
        "settle": settler(operation, app),
    }


def _creator(resource: type[Resource]) -> Callable[[], Resource]:
    if resource.init_every_request:
        return resource
    instance = resource()
    return lambda: instance


def _authorizer(operation: Operation, around: Surroundings) -> Callable[[Request, Any], None]:
    # Rules that look at the item stand in the stack, where the item is not known yet; this is their second half.
    seat = seating(around, operation.stack, operation.endpoint, operation.method)
    checks = [placed.entry.after_find(seat(placed)) for placed in operation.stack if placed.entry.needs_item]

    def authorize(request: Request, item: Any) -> None:
        for check in checks:
            check(request, item)

    return authorize


def _negotiator(operation: Operation) -> Callable[[Request], Emitter]:
    by_type = {emitter.media_type: emitter for emitter in operation.offers}
    offers, default = tuple(by_type), operation.emitters[0]
    # What has no content has no media type to agree on.
    if not offers:
        return lambda request: default
    usual = {accept: by_type[chosen] for accept in (None, "*/*", *offers) if (chosen := negotiate(accept, offers)) is not None}

    def negotiate_emitter(request: Request) -> Emitter:
        accept = request.environ.get("HTTP_ACCEPT")
        return usual.get(accept) or decide(accept)

    def decide(accept: str | None) -> Emitter:
        chosen = negotiate(accept, offers)
        if chosen is None:
            headers = {"Vary": "Accept"}
            raise Problem(406, "None of the available media types is acceptable.", headers=headers, available=list(offers))
        return by_type[chosen]

    return negotiate_emitter


def _emit(operation: Operation, app: Flask) -> Emit:
    emit = output_writer(operation, app)
    return emit if operation.contract.pager is None else page_writer(operation, emit)


def _handle(operation: Operation, app: Flask) -> Callable[..., Any]:
    resource = operation.resource
    if resource.dispatch_request is not Resource.dispatch_request:
        return app.ensure_sync(resource.dispatch_request)
    return app.ensure_sync(operation.handler)
