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

from .contract import CONTENT
from .envelope import as_envelope
from .envelope import load_inside
from .errors import Fault
from .errors import Problem
from .http import json_patch
from .http.coding import codings
from .http.content import bound
from .http.content import check_length
from .http.content import read
from .http.links import referrer
from .media import Parser
from .media.content import choose
from .media.form import check_form
from .media.form import read_files
from .media.form import read_form
from .operation import Operation
from .operation import header_name
from .patching import is_patched
from .patching import parsers_of
from .patching import patch_loader
from .schema import Compiled
from .schema import faults
from .schema.compiled import compile_once
from .schema.faults import Misplaced
from .schema.faults import unknown
from .schematic import keys_of
from .typing import Location
from .typing import Pager

#: Reads one location, strictly. What is found of the resource is for patches.
Load = Callable[[Request, Parser | None, Any], Any]

_NO_LENGTH = frozenset({None, "", "0"})


def content_checker(operation: Operation, app: Flask) -> Callable[[Request], Parser | None] | None:
    """Make the step that judges the content by its header fields alone: 413, 415; ``None`` if no content is wanted."""
    accepted = operation.contract.accepts
    if "form" in accepted or "files" in accepted:
        return _form_checker(_limit(operation, app))
    return _body_checker(operation, _limit(operation, app)) if "body" in accepted else None


def content_reader(operation: Operation, app: Flask) -> Callable[[Request], bytes]:
    """Make what gives the content to an entry of the stack, under the same limit as the line does."""
    limit = _limit(operation, app)

    def read_content(request: Request) -> bytes:
        check_length(request, limit)
        return read(request, limit)

    return read_content


def _limit(operation: Operation, app: Flask) -> int:
    sizes = [said.max_size for said in operation.contract.accepts.values() if said.max_size is not None]
    return max(sizes) if sizes else int(app.config["RESTY_MAX_BODY"])


def _body_checker(operation: Operation, limit: int) -> Callable[[Request], Parser | None]:
    parsers, method = parsers_of(operation), operation.method

    def check_content(request: Request) -> Parser | None:
        environ = request.environ
        # A request without content needs no type. If there is some after all, it is judged when it was read.
        if environ.get("CONTENT_LENGTH") in _NO_LENGTH and "HTTP_TRANSFER_ENCODING" not in environ:
            return None
        parser = _judged(request, parsers, method)
        check_length(request, limit)
        return parser

    return check_content


def _form_checker(limit: int) -> Callable[[Request], None]:
    def check_content(request: Request) -> None:
        check_form(request)
        if "HTTP_CONTENT_ENCODING" in request.environ:
            # Browsers send forms as they are, and the files in them are mostly compressed already.
            codings(request.environ["HTTP_CONTENT_ENCODING"], ())
        check_length(request, limit)
        bound(request, limit)

    return check_content


def input_reader(operation: Operation, app: Flask) -> Callable[..., dict[str, Any]]:
    """Make the step that reads all declared locations: 400 for what cannot be parsed, 422 for what does not fit."""
    read_all = _reader(operation, tuple(_loaders(operation, app)))
    if operation.contract.accepts or operation.contract.pager is not None:
        return read_all
    # All that is left to do is to refuse a query.
    return lambda request, parser: read_all(request, parser) if request.environ.get("QUERY_STRING") else {}


def parameter_checker(operation: Operation, app: Flask) -> Callable[[Request], None]:
    """Make the step that judges all but the content, for who has to know before that is read (RFC 9110, 13.2.1)."""
    check = _reader(operation, tuple((location, load) for location, load in _loaders(operation, app) if location not in CONTENT))

    def check_parameters(request: Request) -> None:
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
    beside = _names_of(operation.contract.pager)

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
            raise Problem(422, "The request is well-formed, but what it says is not acceptable.", errors=found)
        return values

    return parse


def _loaders(operation: Operation, app: Flask) -> Iterator[tuple[str, Load]]:
    """Give what reads the request, by the names that handlers have for what is read."""
    accepted, pager = operation.contract.accepts, operation.contract.pager
    for location, said in accepted.items():
        if location == "body":
            yield location, _body_loader(operation, _limit(operation, app))
        else:
            yield location, _text_loader(location, compile_once(said.schema, strict="textual"), _names_of(pager))
    if pager is not None:
        yield "page", _page_loader(pager, is_alone="query" not in accepted)
    elif "query" not in accepted:
        yield "query", _refuse_query
    if "form" in accepted and "files" not in accepted:
        yield "files", _refuser("files", read_files)
    if "files" in accepted and "form" not in accepted:
        yield "form", _refuser("form", read_form)


def _body_loader(operation: Operation, limit: int) -> Load:
    said, parsers, method = operation.contract.accepts["body"], parsers_of(operation), operation.method
    typed = compile_once(said.schema, strict="typed")
    textual = typed if all(parser.typed for parser in parsers) else compile_once(said.schema, strict="textual")
    envelope = operation.envelope if said.envelope is None else said.envelope
    member = None if envelope is None else as_envelope(envelope).member(typed.many)
    patched = patch_loader(operation, limit) if is_patched(operation) else None
    # The paths of a JSON patch begin inside of the envelope.
    bare = frozenset() if patched is None else frozenset({json_patch.MEDIA_TYPE})

    def load(request: Request, parser: Parser | None, item: Any) -> Any:
        content = read(request, limit)
        if parser is None:
            parser = _judged(request, parsers, method) if content else parsers[0]
        data = parser.parse(content, typed.schema)
        load = (typed.load if parser.typed else textual.load) if patched is None else patched(parser, item)
        return load(data) if member is None or parser.media_type in bare else load_inside(member, data, load)

    return load


def _judged(request: Request, parsers: tuple[Parser, ...], method: str) -> Parser:
    if method == "PUT" and "HTTP_CONTENT_RANGE" in request.environ:
        # A part is not to replace the whole (RFC 9110, 14.5).
        raise Problem(400, "The content is a part of something. Send all of it.")
    parser = choose(request.environ.get("CONTENT_TYPE"), parsers, method)
    if "HTTP_CONTENT_ENCODING" in request.environ:
        codings(request.environ["HTTP_CONTENT_ENCODING"])
    return parser


def _refuse_query(request: Request, parser: Parser | None, item: Any) -> None:
    if request.environ.get("QUERY_STRING"):
        if found := unknown("query", _read_query(request)):
            raise Misplaced(*found)


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


def _text_loader(location: Location, compiled: Compiled, of_pager: tuple[str, ...] = ()) -> Load:
    gather = _gatherer(location, compiled.keys)
    if location == "query" and of_pager:
        return lambda request, parser, item: compiled.load_text({k: v for k, v in gather(request).items() if k not in of_pager})
    return lambda request, parser, item: compiled.load_text(gather(request))


def _names_of(pager: Pager | None) -> tuple[str, ...]:
    return () if pager is None else keys_of(pager.schema)


def _page_loader(pager: Pager, *, is_alone: bool) -> Load:
    """Make what reads the page that is asked for; what else is in the query is for its schema, if it has one."""
    compiled = compile_once(pager.schema, strict="textual")

    def load(request: Request, parser: Parser | None, item: Any) -> Any:
        sent = _read_query(request)
        own = sent if is_alone else {key: sent[key] for key in compiled.keys if key in sent}
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
