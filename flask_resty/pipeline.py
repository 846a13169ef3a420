"""Answer for an operation: its line, and around it the stack.

Flask calls the view of the endpoint; that picks the :class:`Route` by the rule, and from it the compiled function by the
method. The stack is an onion around the line; and around each of its layers is a guard like that of the line, so that whatever
is outside sees every error as a response.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Request
from flask import Response
from flask import after_this_request
from flask import request as current_request
from werkzeug.wrappers import Response as BaseResponse

from .announcing import announcing
from .errors import UNEXPECTED
from .line import Run
from .line import make_line
from .operation import Operation
from .problems import Respond
from .problems import responder
from .refusals import teller
from .resource import Resource
from .stack import Layer
from .stack import Placed
from .stack import Preflight
from .stack import Seat
from .stack import describe
from .stack import resolve
from .surroundings import Surroundings
from .surroundings import seating
from .surroundings import seating_without_verb
from .typing import Middleware
from .variants import for_callers

#: Gives the request that is being served.
current: Callable[[], Any] = current_request._get_current_object  # type: ignore[attr-defined]

#: The key in the WSGI environment of the response that we gave: ``outside`` tells by it what other hooks made of it.
ANSWER = "flask_resty.answer"


def view_of(cls: type[Resource], endpoint: str, routes: Mapping[str, Route]) -> Callable[..., Any]:
    """Make the view function of an endpoint; with ``MethodView``'s ``decorators`` around it, as ``as_view`` has them."""

    def view(**view_args: Any) -> Response:
        request = current()
        return routes[request.url_rule.rule].runs[request.method](request)

    view.__name__, view.__doc__, view.__module__ = endpoint.rpartition(".")[2], cls.__doc__, cls.__module__
    decorated: Any = view
    for decorator in cls.decorators:
        decorated = decorator(decorated)
    decorated.view_class, decorated.routes = cls, routes
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
        self.runs: dict[str, Run] = {method: partial(self._at_first, method) for method in operations}
        if "GET" in operations and "HEAD" not in operations:
            self.runs["HEAD"] = self._as_get
        #: What answers preflights, by the method that is announced; ``""`` is for those that are not served.
        self._preflights: dict[str, Preflight | None] = {}

    def _at_first(self, method: str, request: Request) -> Response:
        # Two threads may both come here; what either of them compiles will do.
        compiled = self.runs[method] = compile(self.operations[method], self.around())
        return compiled(request)

    def _as_get(self, request: Request) -> Response:
        # HEAD is GET without the content (RFC 9110, 9.3.2); the server leaves that out.
        return self.runs["GET"](request)

    def operation_for(self, method: str) -> Operation | None:
        """Give the operation that answers a method: that of GET answers HEAD (RFC 9110, 9.3.2), unless somebody wrote one."""
        return self.operations.get(method) or (self.operations.get("GET") if method == "HEAD" else None)

    def preflight(self, method: str) -> Preflight | None:
        """Give what answers a preflight for a method, served or not; ``None`` where no policy stands."""
        operation = self.operation_for(method)
        name = "" if operation is None else operation.method
        if name not in self._preflights:
            stack = resolve(self.layers, "") if operation is None else operation.stack
            self._preflights[name] = self._make_preflight(name, stack)
        return self._preflights[name]

    def _make_preflight(self, method: str, stack: tuple[Placed, ...]) -> Preflight | None:
        seat = seating_without_verb(self.around(), stack, self.endpoint, method)
        answers = (placed.entry.preflight(seat(placed)) for placed in stack)
        return next((answer for answer in answers if answer is not None), None)


def compile(operation: Operation, around: Surroundings) -> Run:
    """Make the function that answers the requests of an operation: line, stack, and what keeps an unexpected error."""
    if operation.anonymous is None:
        return _compile(operation, around)
    known, unknown = _compile(operation, around), _compile(operation.anonymous, around)
    is_tried = operation.find("authenticator").is_tried
    # Whoever sends credentials, be they bad, is never taken for nobody.
    return lambda request: known(request) if is_tried(request) else unknown(request)


def _compile(operation: Operation, around: Surroundings) -> Run:
    respond = _responder(around, operation)
    line = for_callers(operation, lambda restricted: make_line(restricted, around, respond))
    seat = seating(around.app, operation, around)
    stack = announcing(operation.stack, operation) if around.app.config["RESTY_SIGNALS"] else operation.stack
    return _keeping(_stacked(line, stack, around, seat, respond))


# -- the stack ---------------------------------------------------------------------------------------------------------


def compose(line: Run, stack: tuple[Placed, ...], around: Surroundings, endpoint: str, method: str, *, rule: str | None = None) -> Run:
    """Put a stack around a line that may raise: an onion, outermost entry first.

    :param rule: where it stands, for requests that routing found nothing for.
    """
    respond, seat = _responder(around, rule=rule), seating_without_verb(around, stack, endpoint, method)
    return _keeping(_stacked(_guarded(line, respond), stack, around, seat, respond))


def _stacked(run: Run, stack: tuple[Placed, ...], around: Surroundings, seat: Callable[[Placed], Seat], respond: Respond) -> Run:
    for placed in reversed(stack):
        middleware = placed.entry.bind(seat(placed))
        if middleware is not None:
            run = _entered(around.app.ensure_sync(middleware), run, respond)
    return run


def _responder(around: Surroundings, operation: Operation | None = None, rule: str | None = None) -> Respond:
    return responder(around.app, around.handlers, around.wording(operation), teller(around.app, operation, rule))


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
