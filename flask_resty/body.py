"""The content of a request: judged by its header fields, and read when its turn comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask import Request

from .envelope import as_envelope
from .envelope import load_inside
from .errors import Problem
from .http import json_patch
from .http.coding import codings
from .http.content import bound
from .http.content import check_length
from .http.content import read
from .media import Parser
from .media.content import choose
from .media.form import check_form
from .operation import Operation
from .patching import is_patched
from .patching import parsers_of
from .patching import patch_loader
from .schema.compiled import compile_once

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


def body_loader(operation: Operation, app: Flask) -> Load:
    """Make what reads and loads the body, a patch included."""
    limit = _limit(operation, app)
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
