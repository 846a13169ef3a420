"""A good request for an operation: what a project says of it, and what is made of schemas."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Flask
from marshmallow import fields

from ..contract import Accepts
from ..description import said_of
from ..envelope import envelope_of
from ..fields import File
from ..http.links import OF_PATH
from ..media.form import MULTIPART
from ..media.form import URLENCODED
from ..openapi.paths import path_of
from ..operation import Operation
from ..operation import header_name
from ..patching import parsers_of
from ..schematic import Binary
from ..schematic import is_many
from ..schematic import key_of
from .bodies import valid_body
from .candidates import content_of
from .checked_api import MADE
from .checked_api import CheckedApi
from .checked_api import Example
from .encoding import is_known
from .encoding import written

#: What a stream of items is written as, the likeliest first.
_STREAMS = ("application/jsonl", "application/json-seq", "text/csv")


def request_for(operation: Operation, checked: CheckedApi, app: Flask) -> dict[str, Any]:
    """Give the keywords of a good request, as the client takes them.

    What the document shows as examples is taken before anything is made.

    :raise ConfigError: where a value is needed that nobody gave and that cannot be made.
    """
    example = checked.example(operation)
    shown = said_of(operation).examples
    if example.body is MADE and "body" in shown:
        example = replace(example, body=shown["body"])
    with app.test_request_context():
        made = {
            "path": _path(operation, {**shown.get("path_args", {}), **checked.path, **example.path}, app),
            "method": operation.method,
            "query_string": {**_named(operation, "query"), **shown.get("query", {}), **example.query},
            "headers": {**_headers(operation), **example.headers},
        }
        return {**made, **_content(operation, example)}


def _path(operation: Operation, values: Mapping[str, Any], app: Flask) -> str:
    path = path_of(operation.rule, app)
    said = {**{name: _variable(schema) for name, schema in path.variables.items()}, **_named(operation, "path_args"), **values}
    return path.template.format(**{name: quote(str(said[name]), safe=OF_PATH) for name in path.variables})


def _variable(schema: Mapping[str, Any]) -> Any:
    if schema["type"] in {"integer", "number"}:
        return max(schema.get("minimum", 1), 1)
    return _UUID if schema.get("format") == "uuid" else "1"


_UUID = "9b2f64a5-53c9-4b7d-9d6c-0e5a5d2f7a10"


def _named(operation: Operation, location: Any) -> dict[str, Any]:
    said = operation.contract.accepts.get(location)
    return {} if said is None else valid_body(said.schema, full=False)


def _headers(operation: Operation) -> dict[str, str]:
    made = {header_name(key): str(value) for key, value in _named(operation, "headers").items()}
    cookies = "; ".join(f"{key}={value}" for key, value in _named(operation, "cookies").items())
    idempotency = operation.find("idempotency")
    if cookies:
        made["Cookie"] = cookies
    if operation.require_match:
        made["If-Match"] = "*"
    if idempotency is not None and idempotency.required:
        made["Idempotency-Key"] = '"a key of a test"'
    return made


def _content(operation: Operation, example: Example) -> dict[str, Any]:
    accepted = operation.contract.accepts
    if "form" in accepted or "files" in accepted:
        return {"data": _form(accepted, example), "content_type": MULTIPART if "files" in accepted else URLENCODED}
    if "body" not in accepted:
        return {}
    return _body(operation, accepted["body"], example)


def _body(operation: Operation, said: Accepts, example: Example) -> dict[str, Any]:
    if isinstance(said.schema, Binary):
        media_type = example.media_type or next((one for one in said.schema.media_types if "*" not in one), "image/png")
        return {"data": content_of(media_type) if example.body is MADE else example.body, "content_type": media_type}
    media_type = example.media_type or media_type_of(operation)
    body = valid_body(schema_of(operation, media_type)) if example.body is MADE else example.body
    return {"data": content(operation, body, media_type), "content_type": media_type}


def schema_of(operation: Operation, media_type: str) -> Any:
    """Give the schema that a body of a media type has to fit."""
    said = operation.contract.accepts["body"]
    return said.versions.get(media_type, said.schema)


def content(operation: Operation, body: Any, media_type: str) -> bytes:
    """Write a body as an operation takes it: the items of a stream one after the other, other data in their envelope."""
    said, schema = operation.contract.accepts["body"], schema_of(operation, media_type)
    if said.stream:
        return written(body if isinstance(body, list) else [body], media_type, schema)
    parsers = {parser.media_type: parser for parser in parsers_of(operation)}
    envelope = envelope_of(operation, said, parsers.get(media_type, operation.parsers[0]))
    return written(body if envelope is None else {envelope.member(is_many(schema)): body}, media_type, schema)


def media_type_of(operation: Operation) -> str:
    """Give what a body is written as: JSON if an operation reads that, or the first that can be written here."""
    said = operation.contract.accepts["body"]
    read = [parser.media_type for parser in parsers_of(operation)]
    if said.stream:
        return next((one for one in (*_STREAMS, *read) if one in read and is_known(one)), read[0])
    return next((one for one in ("application/json", *said.versions, *read) if one in read and is_known(one)), read[0])


def _form(accepted: Mapping[Any, Accepts], example: Example) -> dict[str, Any]:
    made = valid_body(accepted["form"].schema) if "form" in accepted else {}
    files = dict(_files(accepted["files"].schema)) if "files" in accepted else {}
    return {**made, **files, **({} if example.body is MADE else example.body)}


def _files(schema: Any) -> Iterator[tuple[str, Any]]:
    for name, field in schema.load_fields.items():
        one = field.inner if isinstance(field, fields.List) else field
        if isinstance(one, File):
            media_type = one.contents.default
            yield key_of(name, field), (BytesIO(content_of(media_type)), "file", media_type)
