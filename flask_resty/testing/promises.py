"""What the document of an Api promises of answers, and what is wrong with one that breaks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from ..api import Api
from ..api import apis_of
from ..clients.references import follower
from ..http.prefer import preferences
from ..media.mediatype import read
from ..openapi import document_of
from ..openapi.paths import path_of
from ..operation import Operation
from ..outcomes import untold_of

#: What the document is called among schemas.
_HERE = "urn:flask-resty:document"

#: Where each item of a stream begins.
_SEPARATORS = {"application/jsonl": "\n", "application/x-ndjson": "\n", "application/json-seq": "\x1e"}

#: The data of an event (HTML, 9.2.6). Ours have one line.
_EVENT = re.compile("^data: ?(.*)$", re.MULTILINE)

#: How many of the mistakes in one body are told.
_MOST = 5

#: Longer values are not told.
_LONGEST = 100


class Documents:
    """The documents of all Apis of an app, made when they are first asked for.

    :param known: those that are known already, by the title of the Api: to make one takes a while.
    """

    def __init__(self, app: Flask, known: dict[str, Mapping[str, Any]] | None = None) -> None:
        self._app = app
        self._known = {} if known is None else known
        self._promises: dict[Api, Promises] = {}

    @cached_property
    def _apis(self) -> dict[Operation, Api]:
        return {operation: api for api in apis_of(self._app) for operation in api.operations(self._app)}

    def of(self, operation: Operation) -> Promises:
        """Give what is promised by the Api that an operation is of."""
        api = self._apis[operation]
        if api not in self._promises:
            if api.title not in self._known:
                self._known[api.title] = self._document(api)
            self._promises[api] = Promises(self._known[api.title], self._app)
        return self._promises[api]

    def _document(self, api: Api) -> Mapping[str, Any]:
        with self._app.app_context():
            return document_of(api, self._app)


class Promises:
    """The document of an Api on an app, as tests ask it."""

    def __init__(self, document: Mapping[str, Any], app: Flask) -> None:
        self.document = document
        self._app = app
        self._follow = follower(document)

    @cached_property
    def _registry(self) -> Registry[Any]:
        empty: Registry[Any] = Registry()
        filled: Registry[Any] = empty.with_resource(_HERE, DRAFT202012.create_resource(self.document))
        return filled

    def told(self, operation: Operation) -> tuple[str, ...] | None:
        """Give the way to what the document tells of an operation; ``None`` where it tells nothing."""
        way = ("paths", path_of(operation.rule, self._app).template, operation.method.lower())
        return None if self._at(way) is None else way

    def complaints(self, operation: Operation, response: Response, *, sent: Headers | None = None, is_head: bool = False) -> list[str]:
        """Tell what is wrong with an answer of an operation; nothing where all is as it should be, or nothing is promised.

        :param sent: the fields of the request: for some of them HTTP has answers that no document tells of.
        """
        way = self.told(operation)
        if way is None:
            return []
        promised = (*way, "responses", str(response.status_code))
        if self._at(promised) is None:
            if response.status_code in untold_of(operation, sent or Headers()):
                return []
            return [f"The document does not have the status {response.status_code}."]
        found = [*self._about_headers(promised, response)]
        return found if is_head or response.status_code == 304 else [*found, *self._about_content(promised, response)]

    def _about_headers(self, promised: tuple[str, ...], response: Response) -> Iterator[str]:
        for name, told in (self._at((*promised, "headers")) or {}).items():
            said = self._follow(told)
            if said.get("required") and name not in response.headers:
                yield f"The field {name} is missing."

    def _about_content(self, promised: tuple[str, ...], response: Response) -> Iterator[str]:
        content = self._at((*promised, "content")) or {}
        body = response.get_data()
        if not content:
            if body:
                yield f"The document has no content with {response.status_code}, but {response.mimetype!r} came."
            return
        if not body and not response.content_type:
            # Who prefers it so gets no content with any success (RFC 7240, 4.2).
            if preferences(response.headers.get("Preference-Applied", "")).get("return") == "minimal":
                return
            yield f"The document has content with {response.status_code}, but none came."
            return
        key = _key_of(content, response.content_type or "")
        if key is None:
            yield f"The document does not have {response.content_type!r} with {response.status_code}."
        elif "schema" in content[key]:
            yield from self._about_body(content[key]["schema"], body, response.mimetype or "")

    def _about_body(self, schema: Mapping[str, Any], body: bytes, mimetype: str) -> Iterator[str]:
        try:
            found = list(_data_of(body, mimetype))
        except ValueError as error:
            yield f"The content is no {mimetype}: {error}."
            return
        for data in found:
            yield from self._about_data(schema, data)

    def _about_data(self, schema: Mapping[str, Any], data: Any) -> list[str]:
        found = sorted(self._validator(schema).iter_errors(data), key=lambda error: error.json_path)
        return [_sentence(error) for error in found[:_MOST]]

    def _validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        return Draft202012Validator(_absolute(schema), registry=self._registry, format_checker=FormatChecker())

    def _at(self, way: tuple[str, ...]) -> Any:
        found: Any = self.document
        for name in way:
            found = self._follow(found).get(name) if isinstance(found, Mapping) else None
        return self._follow(found)


def _absolute(schema: Any) -> Any:
    """Give a part of the document whose references lead into all of it."""
    if isinstance(schema, Mapping):
        return {name: f"{_HERE}{part}" if name == "$ref" else _absolute(part) for name, part in schema.items()}
    return [_absolute(part) for part in schema] if isinstance(schema, list) else schema


def _sentence(error: ValidationError) -> str:
    nearest = _nearest(error)
    value = repr(nearest.instance)
    message = nearest.message.replace(value, "it") if len(value) > _LONGEST else nearest.message
    return f"{nearest.json_path}: {message[:500]}"


def _nearest(error: ValidationError) -> ValidationError:
    """Give what is wrong in the alternative that came closest, where there are some."""
    if not error.context:
        return error
    alternatives: dict[Any, list[ValidationError]] = {}
    for each in error.context:
        alternatives.setdefault(each.schema_path[0], []).append(each)
    return _nearest(min(alternatives.values(), key=len)[0])


def _key_of(content: Mapping[str, Any], media_type: str) -> str | None:
    """Give the media type, or the range, that an answer is of."""
    came = read(media_type)
    ranges = [(key, known) for key in content if (known := read(key)) is not None]
    fitting = [(len(known.parameters), "*" not in key, key) for key, known in ranges if came is not None and known.covers(came)]
    return max(fitting)[2] if fitting else None


def _data_of(body: bytes, mimetype: str) -> Iterator[Any]:
    """Give what is checked of a body: all of it, or each item. Of formats that are no JSON, schemas tell little."""
    if mimetype == "application/json" or mimetype.endswith("+json"):
        yield json.loads(body)
    elif mimetype == "text/event-stream":
        yield from map(json.loads, _EVENT.findall(body.decode()))
    elif mimetype in _SEPARATORS:
        yield from (json.loads(item) for item in body.decode().split(_SEPARATORS[mimetype]) if item.strip())
