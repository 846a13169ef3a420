"""Compile an operation into the straight line that its requests walk.

Flask calls the view of the endpoint; that picks the :class:`Route` by the rule, and from it the compiled function by the
method. The line proper is written out as source, one line a step, with the steps left out that the operation does not have:
nothing is asked per request that was known at registration. ``source(operation)`` shows it, with all steps for instance::

    def line(request):
        try:
            parser = check_content(request)
            resource = create()
            item = find(resource, slug=request.view_args['slug'])
            if item is None: raise not_found()
            authorize(request, item)
            emitter = negotiate(request)
            values = parse(request, parser)
            result = handle(resource, item=item, body=values['body'])
            return emit(result, emitter)
        except Exception as error:
            return respond(request, error)

Around it stands the stack, an onion; and around each of its layers a guard like that of the line, so that whatever is outside
sees every error as a response.
"""

from __future__ import annotations

import builtins
import linecache
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from flask import Flask
from flask import Request
from flask import Response
from flask import after_this_request
from flask import request as current_request
from werkzeug.wrappers import Response as BaseResponse

from .errors import Problem
from .errors import Shape
from .input import content_checker
from .input import input_reader
from .media import Emitter
from .media.negotiation import negotiate
from .operation import CONTENT
from .operation import Operation
from .output import output_writer
from .principal import principal_of
from .problems import UNEXPECTED
from .problems import Handlers
from .problems import Respond
from .problems import responder
from .resource import Resource
from .stack import Layer
from .stack import Placed
from .stack import Preflight
from .stack import Seat
from .stack import describe
from .stack import resolve
from .typing import Middleware

Run = Callable[[Request], Response]

#: Gives the request that is being served.
current: Callable[[], Any] = current_request._get_current_object  # type: ignore[attr-defined]

#: The key in the WSGI environment of the response that we gave: ``outside`` tells by it what other hooks made of it.
ANSWER = "flask_resty.answer"


class Surroundings(NamedTuple):
    """What all operations of one Api in one app share."""

    app: Flask
    handlers: Handlers
    shape: Shape | None
    #: The header fields that they read and write.
    reads: frozenset[str]
    writes: frozenset[str]


def view_of(cls: type[Resource], endpoint: str, routes: Mapping[str, Route]) -> Callable[..., Any]:
    """Make the view function of an endpoint; with ``MethodView``'s ``decorators`` around it, as ``as_view`` has them."""

    def view(**view_args: Any) -> Response:
        request = current()
        return routes[request.url_rule.rule].runs[request.method](request)

    view.__name__, view.__doc__, view.__module__ = endpoint.rpartition(".")[2], cls.__doc__, cls.__module__
    decorated: Any = view
    for decorator in cls.decorators:
        decorated = decorator(decorated)
    decorated.view_class = cls
    return decorated  # type: ignore[no-any-return]


class Route:
    """A resource at one rule of one app: for each method, the function that answers it."""

    def __init__(
        self,
        *,
        endpoint: str,
        rule: str,
        resource: type[Resource],
        layers: tuple[Layer, ...],
        operations: Mapping[str, Operation],
        around: Callable[[], Surroundings],
    ) -> None:
        self.endpoint = endpoint
        self.rule = rule
        self.resource = resource
        #: The layers that all verbs share, outermost first.
        self.layers = layers
        self.operations = operations
        self.around = around
        #: Compiled at the first request of each method, so that a thousand resources start quickly.
        self.runs: dict[str, Run] = {method: self._at_first(method) for method in operations}
        if "GET" in operations and "HEAD" not in operations:
            # HEAD is GET without the content (RFC 9110, 9.3.2); the server leaves that out.
            self.runs["HEAD"] = lambda request: self.runs["GET"](request)
        #: What answers preflights, by the method that is announced; ``""`` is for those that are not served.
        self._preflights: dict[str, Preflight | None] = {}

    def _at_first(self, method: str) -> Run:
        def run(request: Request) -> Response:
            # Two threads may both come here; what either of them compiles will do.
            compiled = self.runs[method] = compile(self.operations[method], self.around())
            return compiled(request)

        return run

    def preflight(self, method: str) -> Preflight | None:
        """Give what answers a preflight for a method, served or not; ``None`` where no policy stands."""
        operation = self.operations.get("GET" if method == "HEAD" and "HEAD" not in self.operations else method)
        name = "" if operation is None else operation.method
        if name not in self._preflights:
            stack = resolve(self.layers, "") if operation is None else operation.stack
            self._preflights[name] = self._make_preflight(name, stack)
        return self._preflights[name]

    def _make_preflight(self, method: str, stack: tuple[Placed, ...]) -> Preflight | None:
        seats = ((placed.entry, seat(self.around(), stack, placed, self.endpoint, method)) for placed in stack)
        answers = (entry.preflight(its) for entry, its in seats)
        return next((answer for answer in answers if answer is not None), None)


def seat(around: Surroundings, stack: tuple[Placed, ...], placed: Placed, endpoint: str, method: str) -> Seat:
    """Give what an entry may know of the operation that it is bound to."""
    return Seat(app=around.app, endpoint=endpoint, method=method, layer=placed.layer, stack=stack, reads=around.reads, writes=around.writes)


def compile(operation: Operation, around: Surroundings) -> Run:
    """Make the function that answers the requests of an operation: line, stack, and what keeps an unexpected error."""
    line = _line(operation, around)
    if len(operation.offers) > 1:
        # The entries of the stack see the field, too.
        line = _varying(line)
    return _keeping(_stacked(line, operation.stack, around, operation.endpoint, operation.method))


def _varying(run: Run) -> Run:
    """Tell caches that the answer depends on ``Accept``; so does whether it is an error (RFC 9110, 12.5.5)."""

    def answer(request: Request) -> Response:
        response = run(request)
        response.vary.add("Accept")
        return response

    return answer


# -- the line ----------------------------------------------------------------------------------------------------------


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
    yield f"values = parse(request, {'parser' if has_content else None})"
    yield f"result = handle({_arguments(operation, operation.arguments)})"
    yield "return emit(result, emitter)"


def _arguments(operation: Operation, names: Collection[str]) -> str:
    known = {"item": "item", "principal": "principal_of(request.environ)"}
    known |= {location: f"values[{location!r}]" for location in operation.contract.accepts}
    if "**" in names:
        # A preprocessor of the app may have taken some of the path variables away, and who takes all takes what is left.
        return ", ".join(["resource", *(f"{name}={known[name]}" for name in names if name in known), "**request.view_args"])
    return ", ".join(["resource", *(f"{name}={known.get(name, f'request.view_args[{name!r}]')}" for name in names)])


def _line(operation: Operation, around: Surroundings) -> Run:
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
        "emit": output_writer(operation, app),
        "respond": _responder(around),
    }
    filename = f"<{operation.method} {operation.rule}: {operation.name}>"
    # Tracebacks show the lines of the source, as they would of a file.
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    exec(builtins.compile(text, filename, "exec"), namespace)
    line: Run = namespace["line"]
    return line


def _creator(resource: type[Resource]) -> Callable[[], Resource]:
    if resource.init_every_request:
        return resource
    instance = resource()
    return lambda: instance


def _authorizer(operation: Operation, around: Surroundings) -> Callable[[Request, Any], None]:
    # Rules that look at the item stand in the stack, where the item is not known yet; this is their second half.
    checks = [
        placed.entry.after_find(seat(around, operation.stack, placed, operation.endpoint, operation.method))
        for placed in operation.stack
        if placed.entry.needs_item
    ]

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


def _handle(operation: Operation, app: Flask) -> Callable[..., Any]:
    resource = operation.resource
    if resource.dispatch_request is not Resource.dispatch_request:
        return app.ensure_sync(resource.dispatch_request)
    return app.ensure_sync(operation.handler)


# -- the stack ---------------------------------------------------------------------------------------------------------


def compose(line: Run, stack: tuple[Placed, ...], around: Surroundings, endpoint: str, method: str) -> Run:
    """Put a stack around a line that may raise: an onion, outermost entry first."""
    return _keeping(_stacked(_guarded(line, _responder(around)), stack, around, endpoint, method))


def _stacked(run: Run, stack: tuple[Placed, ...], around: Surroundings, endpoint: str, method: str) -> Run:
    respond = _responder(around)
    for placed in reversed(stack):
        middleware = placed.entry.bind(seat(around, stack, placed, endpoint, method))
        if middleware is not None:
            run = _entered(around.app.ensure_sync(middleware), run, respond)
    return run


def _responder(around: Surroundings) -> Respond:
    return responder(around.app, around.handlers, around.shape)


def _guarded(line: Run, respond: Respond) -> Run:
    def run(request: Request) -> Response:
        try:
            return line(request)
        except Exception as error:
            return respond(request, error)

    return run


def _entered(middleware: Middleware, next: Run, respond: Respond) -> Run:
    def run(request: Request) -> Response:
        try:
            response = middleware(request, next)
            if isinstance(response, BaseResponse):
                return response
            raise TypeError(
                f"The middleware {describe(middleware)} returned {type(response).__name__}. Return next(request), or a response."
            )
        except Exception as error:
            return respond(request, error)

    return run


def outermost(answer: Run, around: Surroundings) -> Run:
    """Make a function that answers without a stack fit to be called by Flask."""
    return _keeping(_guarded(answer, _responder(around)))


def _keeping(run: Run) -> Run:
    """Raise what nobody expected on to Flask, which logs it and tells the teardowns; answer with what was made of it."""

    def answer(request: Request) -> Response:
        response = request.environ[ANSWER] = run(request)
        error = request.environ.get(UNEXPECTED)
        if error is None:
            return response

        # From what is raised, Flask makes a response of its own.
        @after_this_request
        def put_back(theirs: Response) -> Response:
            return response

        raise error

    return answer
