"""Which forms of a body a client writes."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from flask_resty.clients import read_document
from flask_resty.clients import write_python
from flask_resty.clients import write_typescript
from flask_resty.clients.forms import forms_of

POST: dict[str, Any] = {"$ref": "#/components/schemas/Post"}
PART: dict[str, Any] = {"$ref": "#/components/schemas/PostPart"}
FILE: dict[str, Any] = {"type": "string", "contentMediaType": "image/png"}
UPLOAD: dict[str, Any] = {"type": "object", "properties": {"cover": FILE}, "required": ["cover"]}
TEXT: dict[str, Any] = {"type": "string"}


def taking(content: dict[str, Any], streamed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Give the document of an operation that takes a body in some media types, each with its schema."""
    body = {"content": {name: {"schema": schema, "x-stream": name in streamed} for name, schema in content.items()}, "required": True}
    post = {"type": "object", "properties": {"title": TEXT}, "required": ["title"], "additionalProperties": False}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Blog", "version": "1"},
        "paths": {"/posts": {"post": {"operationId": "createPost", "requestBody": body, "responses": {"204": {"description": ""}}}}},
        "components": {"schemas": {"Post": post, "PostPart": {**post, "required": []}}},
    }


def forms(content: dict[str, Any], streamed: frozenset[str] = frozenset()) -> list[str]:
    (operation,) = read_document(taking(content, streamed)).operations
    return [one.media_type for one in forms_of(operation)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        # The same data in formats that a client does not write.
        ({"application/json": POST, "application/yaml": POST, "application/cbor": POST}, ["application/json"]),
        ({"text/csv": POST, "application/json": POST}, ["application/json"]),
        ({"application/json": TEXT, "application/yaml": TEXT, "text/plain": TEXT}, ["application/json"]),
        ({"application/json": POST, "application/xml": TEXT, "application/x-pickle": {"contentMediaType": "x"}}, ["application/json"]),
        # What is not told would let everything pass that the data do not allow.
        ({"application/json": POST, 'application/json;profile="short"': {}}, ["application/json"]),
        ({"application/json": {}, "application/cbor": {}}, ["application/json", "application/cbor"]),
        # Said twice.
        ({"application/json": POST, "application/vnd.post+json": POST}, ["application/json"]),
        (
            {"application/json": POST, "application/merge-patch+json": PART},
            ["application/json", "application/merge-patch+json"],
        ),
        # Forms of pages, and what is no other format of the data.
        ({"application/json": POST, "multipart/form-data": UPLOAD}, ["application/json", "multipart/form-data"]),
        ({"application/x-www-form-urlencoded": POST, "application/json": POST}, ["application/x-www-form-urlencoded", "application/json"]),
        ({"application/json": POST, "image/png": FILE, "application/cbor": POST}, ["application/json", "image/png"]),
        ({"application/json": POST, "text/plain": TEXT, "text/csv": PART}, ["application/json", "text/plain"]),
        # Nothing but what is sent as it is.
        ({"image/png": FILE, "image/jpeg": FILE}, ["image/png", "image/jpeg"]),
        ({"text/csv": POST, "application/yaml": POST}, ["text/csv"]),
    ],
)
def test_a_form_is_written_that_says_something_of_its_own(content: dict[str, Any], found: list[str]) -> None:
    assert forms(content) == found


def test_of_streams_of_the_same_items_the_first_one_is_enough() -> None:
    streamed = frozenset({"application/jsonl", "application/json-seq"})
    assert forms({"application/jsonl": POST, "application/json-seq": POST, "text/csv": POST}, streamed) == ["application/jsonl"]
    assert forms({"application/json": {"type": "array"}, "application/jsonl": POST}, streamed) == ["application/json", "application/jsonl"]


def test_both_writers_write_the_same_forms() -> None:
    document = taking({"application/json": POST, 'application/json;profile="short"': {}, "image/png": FILE, "application/yaml": POST})
    python, typescript = write_python(document), write_typescript(document)
    assert re.findall(r'Body\(media_type="([^"]+)"', python) == ["application/json", "image/png"]
    assert re.findall(r'mediaType: "([^"]+)"', typescript) == ["application/json", "image/png"]


def test_a_body_has_the_types_of_its_forms() -> None:
    document = taking({"application/json": POST, 'application/json;profile="short"': {}, "image/png": FILE})
    assert "readonly body: Post | Bytes\n" in write_typescript(document)


def body_of(content: dict[str, Any]) -> str:
    """Give what a type checker for Python knows of a body."""
    (client,) = (one for one in ast.parse(write_python(taking(content))).body if isinstance(one, ast.ClassDef) and one.name == "Client")
    (method,) = (one for one in client.body if isinstance(one, ast.FunctionDef) and one.name == "create_post")
    (body,) = (one.annotation for one in method.args.args if one.arg == "body")
    return ast.unparse(body) if body else ""


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ({"application/json": POST, 'application/json;profile="short"': {}, "image/png": FILE}, "Post | Sendable | File"),
        ({"application/json": POST, "multipart/form-data": POST}, "Post"),
        ({"multipart/form-data": UPLOAD}, "dict[str, Any]"),
        (
            {"multipart/form-data": {"properties": {"a": {"type": "array", "items": {"type": "string", "format": "binary"}}}}},
            "dict[str, Any]",
        ),
        ({"multipart/form-data": {"properties": {"a": {"anyOf": [FILE, {"type": "null"}]}}}}, "dict[str, Any]"),
    ],
)
def test_a_form_without_files_has_its_type_in_python(content: dict[str, Any], body: str) -> None:
    assert body_of(content) == body
