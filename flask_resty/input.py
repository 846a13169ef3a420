"""From the request to the values that a handler asks for: every location read, checked, and all mistakes told at once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from flask import Request
from marshmallow import ValidationError

from .auth import Authenticator
from .auth import Unauthorized
from .auth.rules import forbidden
from .body import Load
from .body import body_loader
from .contract import CONTENT
from .errors import Fault
from .errors import Problem
from .errors import unacceptable
from .http.links import referrer
from .media import Parser
from .media.form import read_files
from .media.form import read_form
from .negotiating import FORMAT
from .negotiating import negotiates_by_query
from .operation import Operation
from .operation import Representation
from .operation import header_name
from .principal import principal_of
from .schema import Compiled
from .schema import faults
from .schema.compiled import compile_once
from .schema.faults import Misplaced
from .schema.faults import unknown
from .schematic import keys_of
from .selecting import CHOSEN
from .selecting import EXPANDING
from .selecting import FIELD
from .selecting import PARAMETER
from .selecting import expands_by_query
from .selecting import selector
from .selecting import selects_by_query
from .typing import Location
from .typing import Pager

#: The step of the line.
Parse = Callable[..., dict[str, Any]]


def input_reader(operation: Operation, app: Flask) -> Parse:
    """Make the step that reads all declared locations: 400 for what cannot be parsed, 422 for what does not fit."""
    read_all = _reader(operation, tuple(_loaders(operation, app)))
    read_all = _selecting(read_all, operation, app) if operation.is_selectable or operation.is_expandable else read_all
    read_all = _telling_scopes(read_all, operation) if operation.is_restricted else read_all
    if operation.contract.accepts or operation.contract.pager is not None:
        return read_all

    def read_few(request: Request, *args: Any) -> dict[str, Any]:
        # All that is left to do is to refuse a query, or to see what it selects.
        environ = request.environ
        return read_all(request, *args) if environ.get("QUERY_STRING") or FIELD in environ else {}

    return read_few


def _telling_scopes(read_all: Parse, operation: Operation) -> Parse:
    """Have a step refuse what only lacks scopes as that: with 401 or 403, and a challenge that names them (RFC 6750, 3.1)."""
    authenticator: Authenticator = operation.find("authenticator")

    def read(request: Request, *args: Any) -> dict[str, Any]:
        try:
            return read_all(request, *args)
        except Problem as problem:
            scopes = {fault.scope: None for fault in problem.errors if fault.scope is not None}
            if not scopes or any(fault.scope is None for fault in problem.errors):
                raise
            if principal_of(request.environ) is None:
                raise Unauthorized("Credentials are needed.", challenges=authenticator.challenges()) from problem
            raise forbidden(authenticator, scopes, problem.errors) from problem

    return read


def _selecting(read_all: Parse, operation: Operation, app: Flask) -> Parse:
    """Have a step read which members are wanted, too. It gets what was agreed on as its last argument."""
    select = selector(operation, app)

    def read_and_select(request: Request, parser: Parser | None, item: Any, representation: Representation) -> dict[str, Any]:
        if not request.environ.get("QUERY_STRING") and FIELD not in request.environ:
            return read_all(request, parser, item)
        found: list[Fault] = []
        values = {}
        try:
            representation = select(request, _read_query(request), representation)
        except Misplaced as error:
            found += error.found
        try:
            values = read_all(request, parser, item)
        except Problem as problem:
            if problem.code != 422 or not found:
                raise
            found += problem.errors
        if found:
            raise unacceptable(found)
        return {**values, CHOSEN: representation}

    return read_and_select


def parameter_checker(operation: Operation, app: Flask) -> Callable[[Request], None]:
    """Make the step that judges all but the content, for who has to know before that is read (RFC 9110, 13.2.1)."""
    loaders = tuple((location, load) for location, load in _loaders(operation, app) if location not in CONTENT)
    check = _reader(operation, loaders)
    # Where nothing is declared, all that there is to do is to refuse a query.
    is_bare = not operation.contract.accepts.keys() - CONTENT and operation.contract.pager is None

    def check_parameters(request: Request) -> None:
        if not is_bare or request.environ.get("QUERY_STRING"):
            check(request, None)

    return check_parameters


def parameters_without_query(operation: Operation) -> Callable[[Request], dict[str, Any]]:
    """Make what reads the parameters that a request of another method has in common with one of this: all but the query.

    What is made raises a ``ValidationError`` where they do not fit, or where the query has to say something.
    """
    schemas: dict[Location, Compiled] = {
        location: compile_once(said.schema, strict="textual") for location, said in operation.contract.accepts.items()
    }
    places: tuple[Location, ...] = ("path_args", "headers", "cookies")
    loads = {location: _text_loader(location, schemas[location]) for location in places if location in schemas}

    def read_parameters(request: Request) -> dict[str, Any]:
        values: dict[str, Any] = {location: load(request, None, None) for location, load in loads.items()}
        if "query" in schemas:
            values["query"] = schemas["query"].load_text({})
        return values

    return read_parameters


def _reader(operation: Operation, loaders: tuple[tuple[str, Load], ...]) -> Callable[..., dict[str, Any]]:
    beside = (*_names_of(operation.contract.pager), *choosing_parameters(operation))

    def parse(request: Request, parser: Parser | None, item: Any = None) -> dict[str, Any]:
        values: dict[str, Any] = {}
        found: list[Fault] = []
        for location, load in loaders:
            try:
                values[location] = load(request, parser, item)
            except ValidationError as error:
                told = faults(error, location, beside if location == "query" else ())
                found += told if location != "headers" else map(_as_sent, told)
            except Misplaced as error:
                found += error.found
        if found:
            raise unacceptable(found)
        return values

    return parse


def _loaders(operation: Operation, app: Flask) -> Iterator[tuple[str, Load]]:
    """Give what reads the request, by the names that handlers have for what is read."""
    accepted, pager, taken = operation.contract.accepts, operation.contract.pager, choosing_parameters(operation)
    for location, said in accepted.items():
        if location == "body":
            yield location, body_loader(operation, app)
        else:
            yield location, _text_loader(location, compile_once(said.schema, strict="textual"), (*_names_of(pager), *taken))
    if pager is not None:
        yield "page", _page_loader(pager, taken, is_alone="query" not in accepted)
    elif "query" not in accepted:
        yield "query", _query_refuser(taken)
    if "form" in accepted and "files" not in accepted:
        yield "files", _refuser("files", read_files)
    if "files" in accepted and "form" not in accepted:
        yield "form", _refuser("form", read_form)


def choosing_parameters(operation: Operation) -> tuple[str, ...]:
    """Give the parameters of the query that are for other steps of the line: those that choose a representation."""
    return tuple(name for name, is_chosen_by in _CHOSEN_BY.items() if is_chosen_by(operation))


_CHOSEN_BY = {PARAMETER: selects_by_query, EXPANDING: expands_by_query, FORMAT: negotiates_by_query}


def _query_refuser(taken: tuple[str, ...]) -> Load:
    """Make what refuses a query of which nothing is declared."""

    def refuse_query(request: Request, parser: Parser | None, item: Any) -> None:
        if request.environ.get("QUERY_STRING"):
            if found := unknown("query", [name for name in _read_query(request) if name not in taken]):
                raise Misplaced(*found)

    return refuse_query


def _read_query(request: Request) -> dict[str, list[str]]:
    """Give the parameters with all their values. What is not UTF-8 is refused, where Werkzeug fails or leaves it quoted."""
    values: dict[str, list[str]] = {}
    try:
        text = request.environ.get("QUERY_STRING", "").encode("latin-1").decode()
        for name, value in parse_qsl(text, keep_blank_values=True, errors="strict"):
            values.setdefault(name, []).append(value)
    except UnicodeError as error:
        fault = Fault(location="query", pointer="", code="encoding", detail="The query is not in UTF-8.")
        raise Problem(400, fault.detail, errors=[fault]) from error
    return values


def _refuser(location: Location, read: Callable[[Request], Iterable[str]]) -> Load:
    """Make what refuses the other half of a form, of which nothing is declared."""

    def refuse(request: Request, parser: Parser | None, item: Any) -> None:
        if found := unknown(location, read(request)):
            raise Misplaced(*found)

    return refuse


def _text_loader(location: Location, compiled: Compiled, taken: tuple[str, ...] = ()) -> Load:
    gather = _gatherer(location, compiled.keys)
    if location == "query" and taken:
        return lambda request, parser, item: compiled.load_text({k: v for k, v in gather(request).items() if k not in taken})
    return lambda request, parser, item: compiled.load_text(gather(request))


def _names_of(pager: Pager | None) -> tuple[str, ...]:
    return () if pager is None else keys_of(pager.schema)


def _page_loader(pager: Pager, taken: tuple[str, ...], *, is_alone: bool) -> Load:
    """Make what reads the page that is asked for; what else is in the query is for its schema, if it has one."""
    compiled = compile_once(pager.schema, strict="textual")

    def load(request: Request, parser: Parser | None, item: Any) -> Any:
        sent = _read_query(request)
        own = {key: value for key, value in sent.items() if (is_alone and key not in taken) or key in compiled.keys}
        try:
            return pager.page(compiled.load_text(own), referrer(request.environ))
        except ValidationError as error:
            raise Misplaced(*faults(error, "query")) from error

    return load


def _gatherer(location: Location, keys: tuple[str, ...]) -> Callable[[Request], dict[str, list[Any]]]:
    if location == "query":
        return _read_query
    if location == "form":
        return read_form
    if location == "files":
        return read_files
    if location == "cookies":
        # Unlike a query, cookies and header fields come uninvited: only what is declared is looked at.
        return lambda request: {key: request.cookies.getlist(key) for key in keys if key in request.cookies}
    if location == "path_args":
        return lambda request: {key: [value] for key, value in (request.view_args or {}).items() if key in keys}
    names = [(key, header_name(key)) for key in keys]
    return lambda request: {key: request.headers.getlist(name) for key, name in names if name in request.headers}


def _as_sent(fault: Fault) -> Fault:
    """Name a header field as the client does: a schema writes ``x_request_id`` for ``X-Request-Id``."""
    key, slash, inside = fault.pointer[1:].partition("/")
    return replace(fault, pointer=f"/{header_name(key)}{slash}{inside}" if key else "")
