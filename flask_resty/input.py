"""From the request to the values that a handler asks for: every location read, checked, and all mistakes told at once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask import Request
from marshmallow import ValidationError

from .errors import Fault
from .errors import Problem
from .http.content import bound
from .http.content import check_length
from .http.content import read
from .media import Parser
from .media.content import choose
from .media.content import refuse_coding
from .media.form import check_form
from .media.form import read_files
from .media.form import read_form
from .operation import Envelope
from .operation import Operation
from .operation import header_name
from .schema import Compiled
from .schema import compile
from .schema import faults
from .typing import Location

#: Reads one location, strictly.
Load = Callable[[Request, Parser | None], Any]

_NO_LENGTH = frozenset({None, "", "0"})


def content_checker(operation: Operation, app: Flask) -> Callable[[Request], Parser | None] | None:
    """Make the step that judges the content by its header fields alone: 413, 415; ``None`` if no content is wanted."""
    accepted = operation.contract.accepts
    if "form" in accepted or "files" in accepted:
        return _form_checker(_limit(operation, app))
    return _body_checker(operation, _limit(operation, app)) if "body" in accepted else None


def _limit(operation: Operation, app: Flask) -> int:
    sizes = [said.max_size for said in operation.contract.accepts.values() if said.max_size is not None]
    return max(sizes) if sizes else int(app.config["RESTY_MAX_BODY"])


def _body_checker(operation: Operation, limit: int) -> Callable[[Request], Parser | None]:
    parsers, method = operation.parsers, operation.method

    def check_content(request: Request) -> Parser | None:
        environ = request.environ
        # A request without content needs no type. If there is some after all, it is judged when it was read.
        if environ.get("CONTENT_LENGTH") in _NO_LENGTH and "HTTP_TRANSFER_ENCODING" not in environ:
            return None
        parser = choose(environ.get("CONTENT_TYPE"), parsers, method)
        refuse_coding(environ.get("HTTP_CONTENT_ENCODING"))
        check_length(request, limit)
        return parser

    return check_content


def _form_checker(limit: int) -> Callable[[Request], None]:
    def check_content(request: Request) -> None:
        check_form(request)
        refuse_coding(request.environ.get("HTTP_CONTENT_ENCODING"))
        check_length(request, limit)
        bound(request, limit)

    return check_content


def input_reader(operation: Operation, app: Flask) -> Callable[[Request, Parser | None], dict[str, Any]] | None:
    """Make the step that reads all declared locations: 400 for what cannot be parsed, 422 for what does not fit."""
    loaders = tuple(_loaders(operation, app))

    def parse(request: Request, parser: Parser | None) -> dict[str, Any]:
        values: dict[str, Any] = {}
        found: list[Fault] = []
        for location, load in loaders:
            try:
                values[location] = load(request, parser)
            except ValidationError as error:
                found += faults(error, location)
            except _Misplaced as error:
                found += error.found
        if found:
            raise Problem(422, "The request is well-formed, but what it says is not acceptable.", errors=found)
        return values

    return parse


class _Misplaced(Exception):
    """Faults that were found with their place already."""

    def __init__(self, *found: Fault) -> None:
        self.found = found


def _loaders(operation: Operation, app: Flask) -> Iterator[tuple[Location, Load]]:
    accepted = operation.contract.accepts
    for location, said in accepted.items():
        strict = "typed" if location == "body" else "textual"
        compiled = compile(said.schema, strict=strict)  # type: ignore[arg-type]
        if location == "body":
            yield location, _body_loader(operation, compiled, _limit(operation, app))
        else:
            yield location, _text_loader(location, compiled)
    if "query" not in accepted:
        yield "query", _refuse_query


def _body_loader(operation: Operation, compiled: Compiled, limit: int) -> Load:
    said = operation.contract.accepts["body"]
    envelope = operation.envelope if said.envelope is None else said.envelope
    member = None if envelope is None else _as_envelope(envelope).member(compiled.many)

    parsers, method = operation.parsers, operation.method

    def load(request: Request, parser: Parser | None) -> Any:
        content = read(request, limit)
        if parser is None:
            parser = choose(request.environ.get("CONTENT_TYPE"), parsers, method) if content else parsers[0]
        data = parser.parse(content, compiled.schema)
        load = compiled.load if parser.typed else compiled.load_text
        return load(data) if member is None else _load_inside(member, data, load)

    return load


def _as_envelope(envelope: Envelope | str) -> Envelope:
    return Envelope(envelope) if isinstance(envelope, str) else envelope


def _load_inside(member: str, data: Any, load: Callable[[Any], Any]) -> Any:
    pointer = "/" + member.replace("~", "~0").replace("/", "~1")
    if not isinstance(data, dict):
        raise _Misplaced(Fault(location="body", pointer="", code="type", detail="Invalid input type."))
    others = [_unknown("body", name) for name in data if name != member]
    if member not in data:
        missing = Fault(location="body", pointer=pointer, code="required", detail="Missing data for required field.")
        raise _Misplaced(missing, *others)
    try:
        value = load(data[member])
    except ValidationError as error:
        inside = (_moved(fault, pointer) for fault in faults(error, "body"))
        raise _Misplaced(*inside, *others) from error
    if others:
        raise _Misplaced(*others)
    return value


def _moved(fault: Fault, under: str) -> Fault:
    return Fault(location=fault.location, pointer=under + fault.pointer, code=fault.code, detail=fault.detail, suggestion=fault.suggestion)


def _unknown(location: str, name: str) -> Fault:
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    return Fault(location=location, pointer=pointer, code="unknown", detail="Unknown field.")


def _refuse_query(request: Request, parser: Parser | None) -> None:
    if request.environ.get("QUERY_STRING"):
        if unknown := [_unknown("query", name) for name in request.args]:
            raise _Misplaced(*unknown)


def _text_loader(location: Location, compiled: Compiled) -> Load:
    gather = _gatherer(location, compiled.keys)
    return lambda request, parser: compiled.load_text(gather(request))


def _gatherer(location: Location, keys: tuple[str, ...]) -> Callable[[Request], dict[str, list[Any]]]:
    if location == "query":
        return lambda request: request.args.to_dict(flat=False)
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
