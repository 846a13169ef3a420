"""From an exception to the response that the client sees."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask import Request
from flask import Response
from flask.globals import app_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from .errors import Problem
from .errors import has_own_response
from .media import JSON_EMITTER
from .output import unpack

#: The key in the WSGI environment of the exception that nobody expected.
UNEXPECTED = "flask_resty.unexpected"

#: Flask 3.2 hands the context to its methods; 3.1 does not.
_TAKES_CONTEXT = "ctx" in inspect.signature(Flask.handle_user_exception).parameters

Handlers = Mapping[type[BaseException] | int, Callable[[Any], Any]]
Shape = Callable[[Problem], Any]
Respond = Callable[[Request, Exception], Response]


def responder(app: Flask, handlers: Handlers, shape: Shape | None) -> Respond:
    """Make the function that answers for an exception. It has to be called while the exception is being handled.

    Asked in turn: the Api's ``errorhandler``s, what HTTP exceptions say of themselves, the app's own handlers. What is
    left is unexpected: a 500 that says nothing, and a note on the exception with the identifier that the client got.
    """

    def respond(request: Request, error: Exception) -> Response:
        handler = _handler(handlers, error)
        if handler is not None:
            return _answer(app, app.ensure_sync(handler)(error), shape)
        if isinstance(error, HTTPException):
            if has_own_response(error):
                return app.make_response(error.get_response(request.environ))
            problem = Problem.of(error)
            by_status = handlers.get(problem.code or 500)
            return render(app, problem, shape) if by_status is None else _answer(app, app.ensure_sync(by_status)(problem), shape)
        return _ask_app(app, request, error) or render(app, _unexpected(request, error), shape)

    return respond


def _handler(handlers: Handlers, error: Exception) -> Callable[[Any], Any] | None:
    return next((handlers[cls] for cls in type(error).__mro__ if cls in handlers), None)


def _answer(app: Flask, result: Any, shape: Shape | None) -> Response:
    """Write what an ``errorhandler`` returned, which is what any handler may return."""
    data, status, headers = unpack(result)
    if isinstance(data, Problem):
        response = render(app, data, shape)
    elif isinstance(data, BaseResponse):
        response = app.make_response(data)
    else:
        response = app.response_class(JSON_EMITTER.emit(data, None), status or 500, content_type=JSON_EMITTER.media_type)
    if headers is not None:
        response.headers.update(headers)
    return response


def _ask_app(app: Flask, request: Request, error: Exception) -> Response | None:
    """Ask the app's own handlers for exceptions that are not HTTP's."""
    # The context is pushed while a request is served, so the proxy stands for a real one.
    context: tuple[Any, ...] = (app_ctx._get_current_object(),) if _TAKES_CONTEXT else ()  # type: ignore[attr-defined]
    seen = error.__traceback__
    try:
        return app.make_response(app.handle_user_exception(*context, error))  # type: ignore[call-arg, unused-ignore]
    except Exception as raised:
        if raised is not error:
            request.environ.setdefault(UNEXPECTED, raised)
        # The traceback is to tell of the error, not of whom we asked.
        error.__traceback__ = seen
        return None


def _unexpected(request: Request, error: Exception) -> Problem:
    instance = uuid.uuid4().urn
    # The first one is the cause; what fails on the way out is its consequence.
    kept = request.environ.setdefault(UNEXPECTED, error)
    kept.add_note(f"The client was told of this error as {instance}.")
    return Problem(500, "The server failed. The error was logged.", instance=instance)


def render(app: Flask, problem: Problem, shape: Shape | None) -> Response:
    """Write a problem: a problem document, or what the Api's ``problem=`` makes of it."""
    if shape is None:
        body, content_type = JSON_EMITTER.emit(problem.document(), None), "application/problem+json"
    else:
        body, content_type = JSON_EMITTER.emit(shape(problem), None), JSON_EMITTER.media_type
    response = app.response_class(body, problem.code, content_type=content_type)
    response.headers.extend(problem.headers)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
