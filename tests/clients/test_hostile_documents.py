"""Documents that somebody else wrote: what is written from them does nothing but what a client does, or is refused."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mypy import api as mypy

from flask_resty import ConfigError
from flask_resty.clients import read_document
from flask_resty.clients import write_python
from flask_resty.clients import write_typescript

#: What would end a comment, a docstring, a text or a line, and what no file may have.
TEXT = '*/ """ \\""" \' ${x} `x` \\ \u2028 \x85 \x00 \x0c </script>\nimport os  # \r\nnext\\'

#: Names that mean something to a language, to the runtime or to another name.
NAMES = [
    *("list", "type", "overload", "connection", "then", "constructor", "__proto__", "__init__", "class", "None", "string", "any"),
    *("a-b", "a_b", "a b", "aB", "form", "types", "links", "next", "ﬁ", "fi", "Ａ", "A", "🎉", "2", "given", "self", "body", "options"),
    *("ValueError", "TimeoutError", "Exception", "Client", "Problem", "Promise", "Any", "delete", "*/x", '"x"', "x\\", "\u2028", "x\x00"),
]


def record(name: str) -> dict[str, Any]:
    return {"type": "object", "description": TEXT, "properties": {name: {"type": "string", "description": TEXT}}, "required": [name]}


def operation(name: str) -> dict[str, Any]:
    parameters = [{"name": one, "in": where, "schema": {"enum": [TEXT]}} for one in NAMES for where in ("query", "header")]
    parameters.append({"name": "x", "in": "path", "schema": {}})
    of = f"#/components/schemas/{name.replace('~', '~0').replace('/', '~1')}"
    content = {"application/json": {"schema": {"$ref": of}}}
    responses = {"200": {"description": TEXT, "content": content}}
    said = {"operationId": name, "summary": TEXT, "description": TEXT, "parameters": parameters, "responses": responses}
    return {**said, "requestBody": {"content": content}, "x-selection": {"parameter": "fields", "of": of}}


def hostile() -> dict[str, Any]:
    """Give a document all of whose names and texts are meant to break out."""
    flow = {"tokenUrl": TEXT, "authorizationUrl": TEXT, "scopes": {TEXT: TEXT}}
    schemes = {name: {"type": "oauth2", "flows": {"clientCredentials": flow}} for name in NAMES}
    return {
        "openapi": "3.1.0",
        "info": {"title": TEXT, "version": TEXT, "description": TEXT},
        "servers": [{"url": f"https://x/{TEXT}"}],
        "paths": {f"/{TEXT}{place}": {"post": operation(name)} for place, name in enumerate(NAMES)},
        "components": {"schemas": {name: record(name) for name in NAMES}, "securitySchemes": schemes},
    }


def test_what_is_written_in_python_is_typed_and_runs_nothing(tmp_path: Path) -> None:
    text = write_python(hostile())
    assert "import os" not in {ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)}
    (path := tmp_path / "client.py").write_text(text, encoding="utf-8")
    told, _, status = mypy.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", str(path)])
    assert (status, told) == (0, "Success: no issues found in 1 source file\n")
    compile(text, "client.py", "exec")


def test_what_is_written_in_typescript_compiles(compiled: Callable[..., Path]) -> None:
    compiled(hostile())


@pytest.mark.parametrize("write", [write_python, write_typescript])
def test_each_operation_has_a_name_of_its_own(write: Callable[[dict[str, Any]], str]) -> None:
    assert write(hostile()) == write(json.loads(json.dumps(hostile())))


def odd() -> dict[str, Any]:
    """Give a document with schemas that are right, but rare: they lead to themselves, to nothing, to everything, and have odd values."""
    base, dog, tree = ({"$ref": f"#/components/schemas/{name}"} for name in ("Base", "Dog", "Tree"))
    friend = {"allOf": [dog, {"properties": {"since": {"type": "string"}}}]}
    own = {"bark": {"type": "boolean"}, "friends": {"type": "array", "items": friend}}
    schemas: dict[str, Any] = {
        "Base": {"properties": {"id": {"type": "integer"}, "kind": {"type": "string"}}, "required": ["id"]},
        "Dog": {"allOf": [base, {"properties": own, "required": ["bark"]}]},
        "Puppy": {"allOf": [dog], "properties": {"kind": {"const": "puppy"}}, "required": ["kind"]},
        "Pet": {"anyOf": [{"allOf": [base, {"properties": {"name": {}}}]}, {"type": "null"}]},
        "Tree": {"properties": {"kids": {"type": "array", "items": tree}, "up": {"anyOf": [tree, {"type": "null"}]}}},
        "Odd": {"enum": [1, 1.5, "a", None, True, {"a": 1}, [1, 2], "it's", '"', "\n", "ü", "\U0001f389", 10**30]},
        "Pair": {"prefixItems": [{"type": "integer"}, base], "minItems": 2, "maxItems": 2, "items": False},
        "Mixed": {"properties": {"a": {"type": "integer"}, "b": False}, "additionalProperties": {"type": "string"}},
        "Maps": {
            "additionalProperties": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Maps"}},
            "type": "object",
        },
        "Opened": {"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": False, "type": "object"},
        "Größe": {"properties": {"größe": {"type": "number"}, "名前": {}, "": {}}, "required": ["größe"]},
        **{"Never": False, "Always": True, "Empty": {"type": "object"}, "Closed": {"type": "object", "additionalProperties": False}},
    }
    paths = {}
    for name in schemas:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        body = {"content": {**content, "multipart/form-data": content["application/json"]}}
        responses = {status: {"description": "", "content": content} for status in ("200", "201")}
        paths[f"/{name}"] = {"post": {"operationId": f"make{name}", "requestBody": body, "responses": responses}}
    return {"openapi": "3.1.0", "info": {"title": "Odd", "version": "1"}, "paths": paths, "components": {"schemas": schemas}}


#: What a type checker has to know of them.
KNOWN = """
from client import Client, Dog, Puppy

client = Client("https://x")
dog: Dog = {"id": 1, "bark": True, "friends": [{"id": 2, "bark": False, "since": "today", "friends": []}]}
puppy: Puppy = {"id": 1, "bark": True, "kind": "puppy"}
client.make_dog(dog)["friends"][0]["since"].upper()
client.make_puppy({**puppy, "kind": "cat"})  # type: ignore[arg-type]
wrong: Dog = {"id": 1}  # type: ignore[typeddict-item]
"""


def test_schemas_that_are_rare_are_typed_in_python(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(write_python(odd()), encoding="utf-8")
    (tmp_path / "known.py").write_text(KNOWN, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("client.py", "known.py")]
    told, _, status = mypy.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", *files])
    assert (status, told) == (0, "Success: no issues found in 2 source files\n")


def test_schemas_that_are_rare_are_typed_in_typescript(compiled: Callable[..., Path]) -> None:
    compiled(odd(), "rare")


def deep() -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(5000):
        schema = {"items": schema}
    return schema


def wide() -> Any:
    value: Any = "lol"
    for _ in range(30):
        value = [value, value]
    return value


CIRCLE: list[Any] = []
CIRCLE.append(CIRCLE)

SCHEMA = "/components/schemas/A"
ONE = "/paths/~1a/get"

WRONG: list[tuple[str, Any, str]] = [
    ("/info", None, "None at '/info', where OpenAPI 3.1 has an object"),
    ("/servers", {}, "at '/servers', where OpenAPI 3.1 has a list"),
    ("/paths", [], "at '/paths'"),
    ("/paths/~1a", None, "at '/paths/~1a'"),
    (ONE, "x", "at '/paths/~1a/get'"),
    (f"{ONE}/operationId", 7, "7 at '/paths/~1a/get/operationId'"),
    (f"{ONE}/parameters", [{"in": "query"}], "says no 'name'"),
    (f"{ONE}/parameters", [{"name": "x", "in": "body"}], "'body' at '/paths/~1a/get/parameters/0/in'"),
    (f"{ONE}/responses", {200: {}}, "the name 200, which is no text"),
    (f"{ONE}/responses", {"200": {"content": []}}, "at '/paths/~1a/get/responses/200/content'"),
    (f"{ONE}/security", {}, "at '/paths/~1a/get/security'"),
    (f"{ONE}/x-pages", {}, "says no 'items'"),
    ("/paths/~1a~1{id}", {"get": {"operationId": "b"}}, "GET '/a/{id}' says nothing of its variable 'id'"),
    ("/components/securitySchemes", {"a": {}}, "says no 'type'"),
    (SCHEMA, "x", "at '/components/schemas/A'"),
    (f"{SCHEMA}/type", "file", "'file' at '/components/schemas/A/type'"),
    (f"{SCHEMA}/type", [], "a list that is not empty"),
    (f"{SCHEMA}/enum", [], "a list that is not empty"),
    (f"{SCHEMA}/anyOf", [], "a list that is not empty"),
    (f"{SCHEMA}/anyOf", [{"$ref": "#/components/schemas/A"}], "'A' leads back to itself"),
    (f"{SCHEMA}/$ref", "#/components/schemas/A", "'A' leads back to itself"),
    (f"{SCHEMA}/$ref", "https://example.org/x.json", "leads to no named schema"),
    (f"{SCHEMA}/$ref", "#/components/schemas/B", "leads nowhere"),
    (f"{SCHEMA}/properties", {"x-a": 7}, "at '/components/schemas/A/properties/x-a'"),
    (f"{SCHEMA}/required", True, "at '/components/schemas/A/required'"),
    (f"{SCHEMA}/minLength", "7", "at '/components/schemas/A/minLength'"),
    (f"{SCHEMA}/maximum", float("inf"), "the number inf"),
    (f"{SCHEMA}/maximum", True, "at '/components/schemas/A/maximum'"),
    (f"{SCHEMA}/default", b"x", "which JSON does not know"),
    (f"{SCHEMA}/default", "\ud800", "half a character"),
    (f"{SCHEMA}/items", deep(), "inside of each other"),
    (f"{SCHEMA}/default", CIRCLE, "inside of each other"),
    (f"{SCHEMA}/default", wide(), "values"),
]


@pytest.mark.parametrize(("pointer", "value", "told"), WRONG, ids=[f"{place}-{told}" for place, (_, _, told) in enumerate(WRONG)])
def test_what_has_another_shape_is_refused_with_its_place(pointer: str, value: Any, told: str) -> None:
    document: Any = {"openapi": "3.1.0", "paths": {"/a": {"get": {"operationId": "a"}}}, "components": {"schemas": {"A": {}}}}
    *before, last = pointer.split("/")[1:]
    at = document = copy.deepcopy(document)
    for name in before:
        at = at[name.replace("~1", "/")]
    at[last.replace("~1", "/")] = value
    with pytest.raises(ConfigError) as raised:
        read_document(document)
    assert told in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("document", [None, [], {}, {"openapi": "3.0.3"}, {"swagger": "2.0"}], ids=str)
def test_what_is_no_document_of_the_version_is_refused(document: Any) -> None:
    with pytest.raises(ConfigError, match=r"^The document "):
        read_document(document)


@pytest.mark.parametrize("write", [write_python, write_typescript])
def test_types_may_lead_to_types_for_as_long_as_they_like(write: Callable[[dict[str, Any]], str]) -> None:
    schemas: dict[str, Any] = {
        f"S{number}": {"properties": {"next": {"$ref": f"#/components/schemas/S{number + 1}"}}} for number in range(2000)
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    paths = {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "", "content": content}}}}}
    text = write({"openapi": "3.1.0", "paths": paths, "components": {"schemas": {**schemas, "S2000": {"properties": {"end": {}}}}}})
    assert "S2000" in text
