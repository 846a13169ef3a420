"""The content of a request: judged by its header fields, and read when its turn comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from typing import Any
from typing import NamedTuple
from typing import cast

from flask import Flask
from flask import Request
from flask import Response
from flask import after_this_request

from .binary import binary_checker
from .binary import binary_loader
from .contract import Accepts
from .envelope import around
from .envelope import envelope_of
from .envelope import load_inside
from .envelope import note_place
from .http.coding import codings
from .http.content import bound
from .http.content import check_length
from .http.content import read
from .http.content import refuse_part
from .http.inflow import Inflow
from .items import Items
from .items import receive
from .media import Parser
from .media.content import choose
from .media.form import check_form
from .offers import is_short
from .offers import parsers_for
from .operation import Operation
from .patching import is_patched
from .patching import parsers_of
from .patching import patch_loader
from .schema import short_names
from .schema.compiled import compile_once
from .schematic import Binary
from .schematic import is_many

#: Reads one location, strictly. What is found of the resource is for patches.
Load = Callable[[Request, Parser | None, Any], Any]

_NO_LENGTH = frozenset({None, "", "0"})


def content_checker(operation: Operation, app: Flask) -> Callable[[Request], Parser | None] | None:
    """Make the step that judges the content by its header fields alone: 413, 415; ``None`` if no content is wanted."""
    accepted = operation.contract.accepts
    if "form" in accepted or "files" in accepted:
        return _form_checker(limit_of(operation, app))
    if "body" not in accepted:
        return None
    schema, limit = accepted["body"].schema, limit_of(operation, app)
    return binary_checker(operation, schema, limit) if isinstance(schema, Binary) else _body_checker(operation, limit)


def content_reader(operation: Operation, app: Flask) -> Callable[[Request], bytes]:
    """Make what gives the content to an entry of the stack, under the same limit as the line does."""
    limit = limit_of(operation, app)

    def read_content(request: Request) -> bytes:
        check_length(request, limit)
        return read(request, limit)

    return read_content


def limit_of(operation: Operation, app: Flask) -> int:
    """Give how large the content of a request may be, in bytes."""
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


def body_loader(operation: Operation, app: Flask) -> Load:
    """Make what reads and loads the body, a patch included. Binary content is opened only."""
    limit, said = limit_of(operation, app), operation.contract.accepts["body"]
    if isinstance(said.schema, Binary):
        return binary_loader(operation, said.schema, limit)
    if said.stream:
        return _stream_loader(operation, app, limit)
    parsers, method = parsers_of(operation), operation.method
    patched = patch_loader(operation, limit) if is_patched(operation) else None
    readings = {parser: _reading(operation, said, parser) for parser in parsers}

    def load(request: Request, parser: Parser | None, item: Any) -> Any:
        content = read(request, limit)
        if parser is None:
            parser = _judged(request, parsers, method) if content or _says_type(request) else parsers[0]
        reading = readings[parser]
        data = parser.parse(content, reading.shape)
        load = reading.load if patched is None else patched(parser, item)
        if reading.member is None:
            return load(data)
        note_place(request.environ, reading.member)
        return load_inside(reading.member, data, load)

    return load


class _Reading(NamedTuple):
    """How a body in one format is read."""

    #: Loads what is inside of the envelope.
    load: Callable[[Any], Any]
    #: What all of it has to fit, the envelope included, as far as the format has to know.
    shape: Any
    #: The member of the envelope that the data are in.
    member: str | None


def _reading(operation: Operation, said: Accepts, parser: Parser) -> _Reading:
    schema = parsers_for(operation, said).get(parser, said.schema)
    envelope = envelope_of(operation, said, parser)
    member = None if envelope is None else envelope.member(is_many(schema))
    return _Reading(_loader(parser, schema), around(schema, member), member)


def _stream_loader(operation: Operation, app: Flask, limit: int) -> Load:
    """Make what opens a body whose items are read when the handler asks for them."""
    parsers, method = parsers_of(operation), operation.method
    schemas = parsers_for(operation, operation.contract.accepts["body"])
    loads = {parser: _loader(parser, schema) for parser, schema in schemas.items()}
    most = int(app.config["RESTY_MAX_BODY"])

    def load(request: Request, parser: Parser | None, item: Any) -> Items:
        inflow = Inflow(request, limit)
        if parser is None:
            parser = parsers[0] if inflow.is_empty() and not _says_type(request) else _judged(request, parsers, method)
        assert parser.stream is not None
        # A client may read no answer before it has sent everything.
        after_this_request(lambda response: _draining(response, inflow, most))
        lines = parser.stream(cast("IO[bytes]", inflow), schemas[parser])
        return Items(receive(lines, inflow, loads[parser], most))

    return load


def _says_type(request: Request) -> bool:
    """Tell whether there is a Content-Type, as then even no content may mean something: an empty text, a list without items."""
    return bool(request.environ.get("CONTENT_TYPE"))


def _draining(response: Response, inflow: Inflow, most: int) -> Response:
    response.call_on_close(lambda: inflow.drain(most))
    return response


def _loader(parser: Parser, schema: Any) -> Callable[[Any], Any]:
    load = compile_once(schema, strict="typed" if parser.typed else "textual").load
    if not is_short(parser.media_type):
        return load
    lengthen = short_names(schema, side="load").lengthen
    return lambda data: load(lengthen(data))


def _judged(request: Request, parsers: tuple[Parser, ...], method: str) -> Parser:
    refuse_part(request)
    parser = choose(request.environ.get("CONTENT_TYPE"), parsers, method)
    if "HTTP_CONTENT_ENCODING" in request.environ:
        codings(request.environ["HTTP_CONTENT_ENCODING"])
    return parser
