"""How a client in TypeScript is written, whatever names and texts a document has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import node
import pytest

from flask_resty import ConfigError
from flask_resty.clients import write_typescript

#: What would end a comment, a string or a line where that is not meant.
HOSTILE = '*/ ${x} ` " \\ \u2028 </script>\nnext'


def document(operation: dict[str, Any], path: str = "/things/{id}", **schemas: Any) -> dict[str, Any]:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] if "{id}" in path else []
    said = {"operationId": "getThing", "responses": {"204": {"description": ""}}, **operation}
    said["parameters"] = [*parameters, *said.get("parameters", [])]
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {path: {"get": said}}, "components": {"schemas": schemas}}


def giving(schema: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def record(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": sorted(members)}


def test_same_document_gives_the_same_text(blog_document: dict[str, Any]) -> None:
    # In another order, and as it comes from a file.
    other = json.loads(json.dumps(blog_document))
    other["paths"] = dict(reversed(other["paths"].items()))
    other["components"]["schemas"] = dict(reversed(other["components"]["schemas"].items()))
    assert write_typescript(other) == write_typescript(blog_document)


def test_it_needs_nothing(blog_document: dict[str, Any]) -> None:
    assert [line for line in write_typescript(blog_document).splitlines() if line.startswith("import ")] == []


def test_only_what_is_used_is_declared() -> None:
    text = write_typescript(document(giving({"$ref": "#/components/schemas/Thing"}), Thing=record(), Other=record()))
    assert "export type Thing = " in text
    assert "Other" not in text


@pytest.mark.parametrize("name", ["Problem", "Promise", "Client", "Session", "Record"])
def test_a_schema_with_a_name_of_the_runtime_gets_another(name: str) -> None:
    text = write_typescript(document(giving({"$ref": f"#/components/schemas/{name}"}), **{name: record(id={"type": "integer"})}))
    assert f"export interface {name}_ {{" in text
    assert f"Promise<Answer<{name}_, 200>>" in text


def test_an_operation_with_a_name_of_the_client_gets_another() -> None:
    assert "  cancel_(" in write_typescript(document({"operationId": "cancel"}))


def test_two_parameters_of_one_name_are_told_apart() -> None:
    text = write_typescript(document({"parameters": [{"name": "id", "in": "query", "schema": {"type": "integer"}}]}))
    assert "readonly id: string" in text
    assert "readonly query_id?: number | undefined" in text
    assert 'name: "id", as: "query_id"' in text


def test_a_client_that_cannot_be_written_is_an_error_of_the_developer() -> None:
    with pytest.raises(ConfigError, match="no operationId"):
        write_typescript(document({"operationId": ""}))


def test_no_name_and_no_text_breaks_out(compiled: Callable[..., Path]) -> None:
    odd = record(**{HOSTILE: {"type": "string", "description": HOSTILE}, "__proto__": {"const": HOSTILE}, "1": {"enum": [HOSTILE, None]}})
    operation = {
        "operationId": "a-b c",
        "description": HOSTILE,
        "parameters": [{"name": HOSTILE, "in": "query", "description": HOSTILE, "schema": {"type": "string", "pattern": HOSTILE}}],
        **giving({"$ref": "#/components/schemas/odd one"}),
    }
    folder = compiled(document(operation, **{"odd one": {**odd, "description": HOSTILE}}))
    script = 'import { Client } from "./client.js"\nconst client = new Client({ baseUrl: "http://localhost" })\n'
    (folder / "run.js").write_text(script + "process.stdout.write(JSON.stringify(typeof client.a_b_c))")
    assert node.run(folder / "run.js") == "function"


def test_every_shape_of_types_compiles(compiled: Callable[..., Path]) -> None:
    nested = {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}, {"$ref": "#/components/schemas/Node"}]}}
    node_ = record(
        pair={"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
        counts={"type": "object", "additionalProperties": {"type": "integer"}},
        open={"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": True},
        none={"type": "object", "properties": {}, "additionalProperties": False},
        choices={"type": "array", "items": {"enum": ["a", 1, None, True]}},
        all={"allOf": [{"$ref": "#/components/schemas/Leaf"}, record(more={"type": "number"})]},
        anything={},
        inside=nested,
    )
    said = document(giving(nested), Node=node_, Leaf=record(id={"type": "string"}))
    selecting = {
        "x-selection": {"parameter": "fields", "of": "#/components/schemas/Node"},
        "x-expansion": {"parameter": "expand", "members": ["inside"]},
    }
    said["paths"]["/things/{id}"]["get"].update(selecting)
    compiled(said)
