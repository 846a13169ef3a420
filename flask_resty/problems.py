"""From an exception to the response that the client sees."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from flask import Flask
from flask import Request
from flask import Response
from flask.globals import app_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import default_exceptions
from werkzeug.wrappers import Response as BaseResponse

from .errors import UNEXPECTED
from .errors import ContractError
from .errors import Problem
from .errors import Shape
from .errors import has_own_response
from .http.answers import empty
from .http.answers import vary
from .media import JSON_EMITTER
from .media import Emitter
from .media.negotiation import negotiate_family
from .middleware.contention import note_contention
from .middleware.throttling.app_limiter import retry_after
from .offers import name_of_format
from .output import NOTHING
from .output import unpack
from .reply import filler
from .schema.compiled import compile_once

#: Flask 3.2 hands the context to its methods; 3.1 does not.
_TAKES_CONTEXT = "ctx" in inspect.signature(Flask.handle_user_exception).parameters

#: Classes that say nothing but that there was an error.
_GENERAL: tuple[type[BaseException], ...] = (Problem, HTTPException, Exception, BaseException)

#: What is always understood: JSON is what problem documents were made for.
_PROBLEM_JSON = JSON_EMITTER.problem or JSON_EMITTER

Handler = Callable[[Any], Any]
Handlers = Mapping[type[BaseException] | int, Handler]
Respond = Callable[[Request, Exception], Response]

#: Tells whoever wants to know that a request was refused.
Tell = Callable[[Request, Problem], None]

#: What a handler returned, taken apart: data, status and header fields.
Said = tuple[Any, int | None, Any]


class Wording(NamedTuple):
    """How an Api words its problems."""

    #: Gives the data that are sent in place of the problem document.
    shape: Shape | None
    #: Gives what writes the document for a request.
    emitter_for: Callable[[Request], Emitter]
    #: Whether that depends on ``Accept``.
    is_varying: bool = False


def wording(shape: Shape | None, emitters: Iterable[Emitter], formats_of: Callable[[Request], Iterable[str]]) -> Wording:
    """Make what words problems in the format that a client would take an answer in, and in JSON where there is none.

    :param formats_of: gives the names of formats that the address of a request has.
    """
    problems = {emitter.media_type: emitter.problem for emitter in emitters if emitter.problem is not None}
    # Versions and short names are other media types, but of the same family.
    if shape is not None or all(problem is _PROBLEM_JSON for problem in problems.values()):
        return Wording(shape, lambda request: _PROBLEM_JSON)
    families = tuple((media_type, problem.media_type) for media_type, problem in problems.items())
    in_order = tuple(problems.values())
    named = {name_of_format(media_type): problem for media_type, problem in problems.items()}

    def emitter_for(request: Request) -> Emitter:
        for name in formats_of(request):
            if name in named:
                return named[name]
        chosen = negotiate_family(request.environ.get("HTTP_ACCEPT"), families)
        return _PROBLEM_JSON if chosen is None else in_order[chosen]

    return Wording(None, emitter_for, is_varying=True)


def responder(app: Flask, handlers: Handlers, words: Wording, tell: Tell) -> Respond:
    """Make the function that answers for an exception. It has to be called while the exception is being handled.

    Asked in turn: the Api's ``errorhandler``s, what HTTP exceptions say of themselves, the app's own handlers. What is
    left is unexpected: a 500 that says nothing, and a note on the exception with the identifier that the client got.

    :param tell: tells of what is refused, whoever words it.
    """

    def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            if error.__cause__ is not None:
                note_contention(request, error)
            return _answer_http(app, request, error, handlers, words, tell)
        note_contention(request, error)
        handler = next((handlers[cls] for cls in type(error).__mro__ if cls in handlers), None)
        if handler is not None:
            said = _said(app, handler, error)
            response = _written(app, said, request, error, 500, words)
            if response.status_code >= 400:
                tell(request, said[0] if isinstance(said[0], Problem) else Problem(response.status_code))
            return response
        return _ask_app(app, request, error) or render(app, request, _unexpected(request, error), words)

    def respond(request: Request, error: Exception) -> Response:
        try:
            return answer(request, error)
        except Exception as failed:
            return _without_asking(app, request, failed, words, tell)

    return respond


def _answer_http(app: Flask, request: Request, error: HTTPException, handlers: Handlers, words: Wording, tell: Tell) -> Response:
    if has_own_response(error):
        response = app.make_response(error.get_response(request.environ))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response
    problem = Problem.of(error)
    if problem.code == 429 and problem is not error and (seconds := retry_after(app)) is not None:
        # A Flask-Limiter says only that it was too often.
        problem.headers.setdefault("Retry-After", seconds)
    tell(request, problem)
    for cls in type(error).__mro__:
        if cls in handlers and cls not in _GENERAL:
            return _kept(problem, _written(app, _said(app, handlers[cls], error), request, error, problem.code, words))
    # The class of Werkzeug stands for the status, whoever raised it, as it does with Flask.
    general: tuple[type[BaseException] | int, ...] = (problem.code, default_exceptions.get(problem.code, Problem), *_GENERAL)
    for key in general:
        if key in handlers:
            return _kept(problem, _written(app, _said(app, handlers[key], problem), request, problem, problem.code, words))
    return render(app, request, problem, words)


def _kept(problem: Problem, response: Response) -> Response:
    """Keep the header fields of an error that is answered in other words: HTTP demands ``Allow``, a challenge and the like."""
    if response.status_code == problem.code:
        response.headers.extend([(name, value) for name, value in problem.headers if name not in response.headers])
    return response


def _said(app: Flask, handler: Handler, error: Exception) -> Said:
    return unpack(app.ensure_sync(handler)(error))


def _written(app: Flask, said: Said, request: Request, error: Exception, status: int, words: Wording) -> Response:
    """Write what an ``errorhandler`` returned, which is what any handler may return. Bare data has the error's status."""
    data, named, headers = said
    if data is NOTHING and named is not None and named >= 400:
        data = Problem(named)
    if isinstance(data, Problem):
        response = render(app, request, data, words)
    elif isinstance(data, BaseResponse):
        response = app.make_response(data)
        response.status_code = response.status_code if named is None else named
    elif data is NOTHING or (data is None and named is not None):
        response = empty(app, named or 204)
    elif data is None:
        raise ContractError(f"The errorhandler for {type(error).__name__} returned None. Return a problem, a response, or data.")
    else:
        response = _json(app, data, named or status, JSON_EMITTER.media_type)
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
    except HTTPException:
        # An app's handler may say by abort() what the client is to see.
        raise
    except Exception as raised:
        if raised is not error:
            request.environ.setdefault(UNEXPECTED, raised)
        # The traceback is to tell of the error, not of whom we asked.
        error.__traceback__ = seen
        return None


def _without_asking(app: Flask, request: Request, failed: Exception, words: Wording, tell: Tell) -> Response:
    """Answer for what an errorhandler, a schema or the Api's shape raised when it was asked about an error."""
    try:
        if isinstance(failed, HTTPException):
            return _answer_http(app, request, failed, {}, words, tell)
        return render(app, request, _unexpected(request, failed), words)
    except Exception as error:
        # The shape itself may be what fails: then the plain document has to do.
        return render(app, request, _unexpected(request, error), words._replace(shape=None))


def _unexpected(request: Request, error: Exception) -> Problem:
    instance = uuid.uuid4().urn
    # The first one is the cause; what fails on the way out is its consequence.
    kept = request.environ.setdefault(UNEXPECTED, error)
    kept.add_note(f"The client was told of this error as {instance}.")
    return Problem(500, "The server failed. The error was logged.", instance=instance)


def render(app: Flask, request: Request, problem: Problem, words: Wording) -> Response:
    """Write a problem: a problem document, or what the Api's ``problem=`` makes of it.

    :raise ContractError: if the problem is not what the schema of its type promises, or cannot be written.
    """
    if words.shape is not None:
        response = _json(app, words.shape(problem), problem.code, JSON_EMITTER.media_type)
    else:
        emitter, members = words.emitter_for(request), None
        if problem.schema is not None:
            members = compile_once(problem.schema, check=app.config["RESTY_CHECK_RESPONSES"]).dump(problem.members)
        fill = filler(app.response_class, problem.code, emitter.media_type, tuple(emitter.fields.items()))
        response = fill(emitter.emit(problem.document(members), None))
    if problem.headers:
        if "Cache-Control" in problem.headers:
            del response.headers["Cache-Control"]
        response.headers.extend(problem.headers)
    if words.is_varying:
        vary(response.headers, "Accept")
    return response


def _json(app: Flask, data: Any, status: int, content_type: str) -> Response:
    return filler(app.response_class, status, content_type)(JSON_EMITTER.emit(data, None))
