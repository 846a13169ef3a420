"""What is written from a document: names, types, methods."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import everything
import pytest
from mypy import api as mypy

from flask_resty.clients import write_python
from flask_resty.clients.python.annotations import literal
from flask_resty.clients.python.bundle import MODULES
from flask_resty.clients.python.bundle import bundle
from flask_resty.clients.python.layout import joined
from flask_resty.clients.python.spelling import all_apart
from flask_resty.clients.python.spelling import pascal
from flask_resty.clients.python.spelling import snake
from flask_resty.openapi import document_of

RUNTIME = Path(__file__).parents[2] / "flask_resty" / "clients" / "python" / "runtime"


def written(paths: Mapping[str, Any], **schemas: Any) -> str:
    document = {"openapi": "3.1.0", "info": {"title": "Blog", "version": "1"}, "paths": paths, "components": {"schemas": schemas}}
    return write_python(document)


def getting(schema: Any, **more: Any) -> dict[str, Any]:
    """Give paths with one operation, which gives something."""
    content = {"application/json": {"schema": schema}}
    return {"/post": {"get": {"operationId": "getPost", "responses": {"200": {"content": content}}, **more}}}


def method_of(text: str, name: str) -> str:
    """Give the head of a method of the client, on one line."""
    (client,) = (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name == "Client")
    (method,) = (node for node in client.body if isinstance(node, ast.FunctionDef) and node.name == name)
    return f"{ast.unparse(method.args)} -> {ast.unparse(method.returns) if method.returns else ''}"


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("listPosts", "list_posts"),
        ("getHTTPCode2", "get_http_code2"),
        ("created_at[gte]", "created_at_gte"),
        ("X-Request-Id", "x_request_id"),
        ("class", "class_"),
        ("2nd", "_2nd"),
        ("ä", "value"),
    ],
)
def test_functions_are_spelled_as_in_python(name: str, spelled: str) -> None:
    assert snake(name) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"), [("PostOut", "PostOut"), ("post-out", "PostOut"), ("2D", "Type2D"), ("None", "None_"), ("-", "Value")]
)
def test_classes_are_spelled_as_in_python(name: str, spelled: str) -> None:
    assert pascal(name) == spelled


def test_names_keep_apart() -> None:
    assert all_apart(["a", "a", "self", "a_"], ["self"]) == ["a", "a_", "self_", "a__"]


@pytest.mark.parametrize("value", ["a", 'a"b', "a'b", "a\\b", "a\nb", "'\"", ["a", 1, None, True], {"a": [1.5]}, ("a",), ()], ids=repr)
def test_values_are_written_as_python_reads_them(value: Any) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_lines_are_broken_where_they_are_too_long() -> None:
    assert joined("f(", ["a", "b"], ")") == "f(a, b)"
    assert joined("f(", ["a" * 70, "b" * 70], ")") == f"f(\n    {'a' * 70},\n    {'b' * 70},\n)"


def test_every_module_of_the_runtime_is_written_after_those_that_it_needs() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in RUNTIME.glob("*.py") if path.stem != "__init__")
    for place, name in enumerate(MODULES):
        tree = ast.parse((RUNTIME / f"{name}.py").read_text())
        needed = {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.level}
        assert needed <= set(MODULES[:place])


def test_the_runtime_needs_nothing_but_python() -> None:
    assert {line.split()[1].partition(".")[0] for line in bundle().imports}.isdisjoint({"httpx", "flask_resty", "typing_extensions"})


@pytest.mark.parametrize(
    ("schema", "given"),
    [
        ({}, "Any"),
        ({"type": ["integer", "null"]}, "int | None"),
        ({"enum": ["a", None]}, "Literal['a', None]"),
        ({"enum": [1.5, "a"]}, "float | str"),
        ({"type": "array", "items": {"type": "number"}}, "list[float]"),
        ({"prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2}, "list[int | str]"),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, "dict[str, bool]"),
        ({"type": "object", "additionalProperties": False}, "dict[str, Any]"),
        ({"properties": {"a": {}}}, "GetPostAnswer"),
        ({"type": "array", "items": {"properties": {"a": {}}}}, "list[GetPostAnswerItem]"),
    ],
    ids=str,
)
def test_types_are_those_of_the_document(schema: Any, given: str) -> None:
    assert method_of(written(getting(schema)), "get_post").endswith(f"-> {given}")


def test_a_type_that_is_called_as_something_of_the_runtime_is_called_differently() -> None:
    text = written(getting({"$ref": "#/components/schemas/Fault"}), Fault={"properties": {"a": {}}})
    assert method_of(text, "get_post").endswith("-> Fault_")


def test_members_whose_names_are_none_in_python() -> None:
    text = written(
        getting({"$ref": "#/components/schemas/Post"}), Post={"properties": {"a-b": {"type": "string"}, "class": {}}, "required": ["a-b"]}
    )
    assert "Post = TypedDict(" in text and '"a-b": "str",' in text and '"class": "NotRequired[Any]",' in text


def test_what_is_not_used_is_not_written() -> None:
    assert "class Other(" not in written(getting({}), Other={"properties": {"a": {}}})


def test_a_type_may_be_a_part_of_itself() -> None:
    tree = {"properties": {"branches": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}}
    assert "    branches: NotRequired[list[Tree]]" in written(getting({"$ref": "#/components/schemas/Tree"}), Tree=tree)


def test_parameters_stand_where_they_are_expected() -> None:
    parameters = [
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {"name": "options", "in": "query", "required": True, "schema": {"type": "string"}},
        {"name": "slug", "in": "path", "schema": {"type": "string"}},
    ]
    said = method_of(written(getting({}, parameters=parameters)), "get_post")
    assert said == "self, slug: str, *, options_: str, q: str | None=None, options: Options=USUAL -> Any"


def test_items_of_a_page_are_found_in_it() -> None:
    page = {"properties": {"items": {"type": "array", "items": {"type": "integer"}}}, "required": ["items"]}
    text = written(getting({"$ref": "#/components/schemas/Numbers"}, **{"x-pages": {"items": "/items"}}), Numbers=page)
    assert method_of(text, "get_post").endswith("-> Numbers")
    assert method_of(text, "all_get_post").endswith("-> Iterator[int]")


def test_a_match_is_asked_for_where_there_has_to_be_one() -> None:
    parameters = [{"name": "If-Match", "in": "header", "schema": {}}]
    paths = {"/a": {"delete": {"operationId": "a", "parameters": parameters, "responses": {"204": {}, "428": {}}}}}
    assert method_of(written(paths), "a") == "self, *, match: Match, options: Options=USUAL -> None"


def test_the_address_of_the_document_need_not_be_told() -> None:
    document = {"openapi": "3.1.0", "info": {}, "servers": [{"url": "https://blog.example/api"}]}
    assert 'def __init__(self, base: str = "https://blog.example/api", settings' in write_python(document)


def test_descriptions_cannot_break_out() -> None:
    text = written(getting({}, summary='Say """ and \\', description='import os\n"""'), Post={"description": '"""'})
    assert ast.parse(text)


def test_the_same_document_gives_the_same_text(blog_document: dict[str, Any]) -> None:
    assert write_python(blog_document) == write_python(dict(reversed(blog_document.items())))


def test_a_client_of_every_feature_is_typed(tmp_path: Path) -> None:
    app = everything.make_app()
    path = tmp_path / "client.py"
    path.write_text(write_python(document_of(everything.api_of(app), app)), encoding="utf-8")
    told, _, status = mypy.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", str(path)])
    assert (status, told) == (0, "Success: no issues found in 1 source file\n")
