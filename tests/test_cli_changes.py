"""What a difference between two documents means to clients: each code, in a change of one place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from storefront import shop

from flask_resty import ConfigError
from flask_resty.cli.changes import IMPACTS
from flask_resty.cli.changes import Change
from flask_resty.cli.changes import changes_between
from flask_resty.openapi import document_of

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
PAGE = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}}
TRACE = {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}

OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "/"}],
    "paths": {
        "/things/{id}": {
            "parameters": [ID],
            "get": {
                "operationId": "getThing",
                "parameters": [PAGE, TRACE],
                "responses": {
                    "200": {
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                    "404": {"description": "It is not there."},
                },
                "security": [{"bearer": ["read"]}],
            },
            "put": {
                "operationId": "putThing",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ThingInput"}}}, "required": True},
                "responses": {"204": {"description": "It is done."}},
            },
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 10},
                    "kind": {"enum": ["a", "b"]},
                    "size": {"type": ["number", "null"], "minimum": 0},
                    "tags": {"type": "array", "items": {"type": "string", "pattern": "^a"}},
                    "parent": {"$ref": "#/components/schemas/Thing"},
                    "owner": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": ["name"],
            },
            "ThingInput": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 10},
                    "kind": {"enum": ["a", "b"], "default": "a"},
                    "when": {"type": "string", "format": "date"},
                    "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer", "exclusiveMinimum": 0}]},
                },
                "required": ["name"],
                "additionalProperties": False,
            },
        },
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
    },
}

GET = "paths/~1things~1{id}/get"
PUT = "paths/~1things~1{id}/put"
OUT = "components/schemas/Thing"
IN = "components/schemas/ThingInput"

#: No value: the member is taken away.
GONE = object()


def changed(*edits: tuple[str, Any]) -> dict[str, Any]:
    """Give the document with some members put in the place of others; ``~1`` stands for a slash in a name."""
    made = copy.deepcopy(OLD)
    for path, value in edits:
        *steps, last = (step.replace("~1", "/") for step in path.split("/"))
        place: Any = made
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if value is GONE:
            del place[int(last) if isinstance(place, list) else last]
        elif isinstance(place, list):
            place[int(last) : int(last) + 1] = [value]
        else:
            place[last] = value
    return made


def codes(*edits: tuple[str, Any]) -> list[str]:
    """Give the codes of what is different."""
    return sorted(change.code for change in changes_between(OLD, changed(*edits)))


CASES: list[tuple[str, list[tuple[str, Any]]]] = [
    ("operation-removed", [(PUT, GONE)]),
    ("operation-added", [("paths/~1things~1{id}/delete", {"operationId": "deleteThing", "responses": {}})]),
    ("operation-renamed", [(f"{GET}/operationId", "readThing")]),
    ("operation-deprecated", [(f"{GET}/deprecated", True)]),
    ("servers-changed", [("servers", [{"url": "/v2"}])]),
    ("parameter-demanded", [(f"{GET}/parameters/0/required", True)]),
    ("parameter-demanded", [(f"{GET}/parameters/2", {"name": "x", "in": "query", "required": True})]),
    ("parameter-added", [(f"{GET}/parameters/2", {"name": "x", "in": "query"})]),
    ("parameter-removed", [(f"{GET}/parameters/0", GONE)]),
    ("parameter-unheeded", [(f"{GET}/parameters/1", GONE)]),
    ("parameter-restyled", [(f"{GET}/parameters/0/explode", False)]),
    ("parameter-deprecated", [(f"{GET}/parameters/0/deprecated", True)]),
    ("parameter-relaxed", [("paths/~1things~1{id}/parameters/0/required", False)]),
    ("request-narrowed", [(f"{GET}/parameters/0/schema/minimum", 2)]),
    ("request-default-changed", [(f"{GET}/parameters/0/schema/default", 2)]),
    ("body-demanded", [(f"{GET}/requestBody", {"content": {}, "required": True})]),
    ("body-added", [(f"{GET}/requestBody", {"content": {}})]),
    ("body-removed", [(f"{PUT}/requestBody", GONE)]),
    ("body-relaxed", [(f"{PUT}/requestBody/required", False)]),
    ("body-format-removed", [(f"{PUT}/requestBody/content", {})]),
    ("body-format-added", [(f"{PUT}/requestBody/content/text~1csv", {})]),
    ("success-removed", [(f"{PUT}/responses/204", GONE)]),
    ("success-added", [(f"{PUT}/responses/200", {})]),
    ("error-removed", [(f"{GET}/responses/404", GONE)]),
    ("error-added", [(f"{GET}/responses/410", {})]),
    ("answer-format-removed", [(f"{GET}/responses/200/content", {})]),
    ("answer-format-added", [(f"{GET}/responses/200/content/text~1csv", {})]),
    ("header-removed", [(f"{GET}/responses/200/headers", {})]),
    ("header-added", [(f"{GET}/responses/200/headers/Link", {})]),
    ("security-tightened", [(f"{PUT}/security", [{"bearer": []}])]),
    ("security-relaxed", [(f"{GET}/security", [{"bearer": ["read"]}, {}])]),
    ("security-scheme-changed", [("components/securitySchemes/bearer", {"type": "apiKey", "in": "header", "name": "X-Key"})]),
    ("request-widened", [(f"{IN}/properties/name/maxLength", 20)]),
    ("request-narrowed", [(f"{IN}/properties/name/maxLength", 9)]),
    ("request-narrowed", [(f"{IN}/properties/name/pattern", "^a")]),
    ("request-narrowed", [(f"{IN}/properties/kind/enum", ["a"])]),
    ("request-widened", [(f"{IN}/properties/kind/enum", ["a", "b", "c"])]),
    ("request-widened", [(f"{IN}/properties/pair/prefixItems/1", {"type": "integer", "minimum": 0})]),
    ("request-widened", [(f"{IN}/additionalProperties", True)]),
    ("request-member-demanded", [(f"{IN}/required", ["name", "kind"])]),
    ("request-member-removed", [(f"{IN}/properties/kind", GONE)]),
    ("request-member-added", [(f"{IN}/properties/size", {})]),
    ("request-member-relaxed", [(f"{IN}/required", [])]),
    ("answer-widened", [(f"{OUT}/properties/kind/enum", ["a", "b", "c"])]),
    ("answer-narrowed", [(f"{OUT}/properties/kind", {"const": "a"})]),
    ("answer-widened", [(f"{OUT}/properties/name/type", ["string", "null"])]),
    ("answer-narrowed", [(f"{OUT}/properties/size/type", "number")]),
    ("answer-narrowed", [(f"{OUT}/properties/size/type", ["integer", "null"])]),
    ("answer-narrowed", [(f"{OUT}/properties/owner", {"type": "string"})]),
    ("answer-widened", [(f"{OUT}/properties/owner/anyOf", [{"type": "string"}, {"type": "null"}, {"type": "integer"}])]),
    ("answer-widened", [(f"{OUT}/properties/name", {"anyOf": [{"type": "string", "maxLength": 10}, {"type": "null"}]})]),
    ("answer-widened", [(f"{OUT}/properties/tags/items/pattern", GONE)]),
    ("answer-member-removed", [(f"{OUT}/properties/kind", GONE)]),
    ("answer-member-optional", [(f"{OUT}/required", [])]),
    ("answer-member-added", [(f"{OUT}/properties/more", {})]),
    ("answer-member-assured", [(f"{OUT}/required", ["name", "kind"])]),
    ("value-changed", [(f"{OUT}/properties/name/type", "integer")]),
    ("value-changed", [(f"{IN}/properties/when/format", "date-time")]),
    ("value-unclear", [(f"{OUT}/properties/tags/items/pattern", "^b")]),
    ("member-deprecated", [(f"{OUT}/properties/name/deprecated", True)]),
]


@pytest.mark.parametrize(("code", "edits"), CASES, ids=[f"{number}-{code}" for number, (code, _) in enumerate(CASES)])
def test_a_change_of_one_place_is_told_by_its_code(code: str, edits: list[tuple[str, Any]]) -> None:
    assert set(codes(*edits)) == {code}


def test_a_member_that_is_not_refused_is_only_unheeded() -> None:
    assert codes((f"{IN}/additionalProperties", True), (f"{IN}/properties/kind", GONE)) == ["request-member-unheeded", "request-widened"]


def test_every_code_is_tried() -> None:
    assert {code for code, _ in CASES} | {"request-member-unheeded"} == set(IMPACTS)


def test_every_code_is_on_its_page() -> None:
    page = (Path(__file__).parents[1] / "docs/reference/breaking-changes.md").read_text()
    assert re.findall(r"^\| `([\w-]+)` \| ([\w-]+) \| (.*) \|$", page, re.MULTILINE) == [
        (code, impact, text) for code, (impact, text) in IMPACTS.items()
    ]


def test_nothing_is_different_from_itself() -> None:
    assert changes_between(OLD, copy.deepcopy(OLD)) == []
    app = shop()
    document = document_of(app.extensions["api"], app)
    assert changes_between(document, copy.deepcopy(document)) == []


def test_what_became_one_of_several_is_told_by_what_came() -> None:
    several = {"anyOf": [{"type": "string", "maxLength": 10}, {"type": "null"}]}
    [change] = changes_between(OLD, changed((f"{OUT}/properties/name", several)))
    assert change.detail == "null is a new alternative."


def test_a_schema_is_told_once_by_its_name() -> None:
    [change] = changes_between(OLD, changed((f"{OUT}/properties/name/maxLength", 20)))
    assert change == Change("answer-widened", "Thing.name", "The number of characters was at most 10, and is at most 20.")
    assert change.impact == "breaking"


def test_a_limit_that_is_gone_is_told_in_words() -> None:
    [change] = changes_between(OLD, changed((f"{OUT}/properties/name", {"type": "string"})))
    assert change.detail == "The number of characters was at most 10, and is any."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"exclusiveMinimum": 1}, {"minimum": 1, "exclusiveMinimum": True}),
        ({"allOf": [{"type": "string"}]}, {"type": "string"}),
        ({"description": "old", "examples": [1]}, {"title": "new"}),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
        (True, {}),
    ],
    ids=["null", "excluded", "single part", "words", "order", "true"],
)
def test_what_says_the_same_in_another_way_is_no_change(old: Any, new: Any) -> None:
    edit = f"{OUT}/properties/name"
    assert changes_between(changed((edit, old)), changed((edit, new))) == []


def test_the_name_of_a_path_variable_is_no_change() -> None:
    renamed = copy.deepcopy(OLD)
    item = renamed["paths"].pop("/things/{id}")
    item["parameters"][0]["name"] = "key"
    renamed["paths"]["/things/{key}"] = item
    assert changes_between(OLD, renamed) == []


def test_what_a_selection_repeats_is_told_once() -> None:
    def selectable(document: dict[str, Any]) -> dict[str, Any]:
        schemas = document["components"]["schemas"]
        schemas["ThingPart"] = {name: value for name, value in schemas["Thing"].items() if name != "required"}
        content = document["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
        content["schema"] = {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/ThingPart"}]}
        return document

    new = changed((f"{OUT}/properties/kind", GONE))
    assert [change.where for change in changes_between(selectable(changed()), selectable(new))] == ["Thing.kind"]


@pytest.mark.parametrize("reference", ["#/components/schemas/Nothing", "other.json#/x", "#/paths/x"])
def test_a_reference_that_leads_nowhere_is_told(reference: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(reference))):
        changes_between(OLD, changed((f"{OUT}/properties/name", {"$ref": reference})))


def test_schemas_that_never_end_are_compared_to_an_end() -> None:
    inner = {"type": "object", "properties": {"parent": {"$ref": "#/components/schemas/Thing"}}}
    assert "answer-member-added" not in codes((f"{OUT}/properties/parent", inner))


@pytest.mark.parametrize(
    "broken", [{}, {"paths": []}, {"paths": {"/x": 1}}, {"paths": {"/x": {"get": {"responses": [], "parameters": 1}}}}]
)
def test_what_is_badly_written_is_compared_as_far_as_it_goes(broken: dict[str, Any]) -> None:
    assert isinstance(changes_between({"openapi": "3.1.0", **broken}, OLD), list)
    assert isinstance(changes_between(OLD, {"openapi": "3.1.0", **broken}), list)


#: What a member may be in a document that somebody wrote by hand.
JUNK: list[Any] = [None, 1, "x", [], {}, [1, None], {"$ref": 1}, {"type": {}}, {"anyOf": [1, {"type": [1]}]}]


def places(node: Any, *path: str) -> Iterator[str]:
    """Give the path of each place in a document."""
    if path:
        yield "/".join(path)
    for name, one in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from places(one, *path, str(name).replace("/", "~1"))


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_no_document_is_too_bad_to_be_compared(junk: Any) -> None:
    for place in places(OLD):
        bad = changed((place, copy.deepcopy(junk)))
        # That a reference leads nowhere is told.
        with suppress(ConfigError):
            assert changes_between(bad, bad) == []
        with suppress(ConfigError):
            assert isinstance([*changes_between(OLD, bad), *changes_between(bad, OLD)], list)
