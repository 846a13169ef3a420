"""Schemas as components: what they hold, and what they are called."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import ConfigError
from flask_resty import Expandable
from flask_resty.fields import Link
from flask_resty.fields import Links
from flask_resty.models.bulk.outcomes import outcome_schema
from flask_resty.models.bulk.taking import Meant
from flask_resty.openapi.json_schema import Components
from flask_resty.schema import parse_selection
from flask_resty.schema import select
from flask_resty.schema.restriction import restrict
from flask_resty.schematic import OneOf


class ShelfPlaceSchema(Schema):
    """Where something stands."""

    room = fields.String(required=True)
    number = fields.Integer()


class ShelfBookSchema(Schema):
    """A book.

    It stands somewhere.
    """

    id = fields.Integer(dump_only=True)
    title = fields.String(required=True, data_key="Title")
    secret = fields.String(load_only=True)
    note = fields.String(metadata={"optional": True})
    language = fields.String(dump_default="en", load_default="en")
    place = fields.Nested(ShelfPlaceSchema, required=True, allow_none=True)
    places = fields.List(fields.Nested(ShelfPlaceSchema))


class ShelfNodeSchema(Schema):
    name = fields.String()
    parent = fields.Nested(lambda: ShelfNodeSchema(exclude=("parent",)))
    children = fields.Nested(lambda: ShelfNodeSchema(), many=True)


class ShelfBookIn(Schema):
    title = fields.String(required=True)


def made(schema: Any, side: Any = "output", **options: Any) -> dict[str, Any]:
    """Give the component that a schema is referred to by."""
    components = Components(**options)
    reference = components.of(schema, side)["$ref"]
    return components.schemas[reference.rpartition("/")[2]]


def name(schema: Any, side: Any = "output", **options: Any) -> str:
    return Components().of(schema, side, **options)["$ref"].rpartition("/")[2]


def test_what_is_shown_and_what_is_taken_have_different_members():
    assert [*made(ShelfBookSchema)["properties"]] == ["id", "Title", "note", "language", "place", "places"]
    assert [*made(ShelfBookSchema, "input")["properties"]] == ["Title", "secret", "note", "language", "place", "places"]


def test_what_is_shown_has_all_members_but_optional_ones():
    assert made(ShelfBookSchema)["required"] == ["id", "Title", "language", "place", "places"]
    assert made(ShelfBookSchema, output_required=False)["required"] == ["language"]


def test_what_is_taken_has_the_required_members_and_no_others():
    taken = made(ShelfBookSchema, "input")
    assert (taken["required"], taken["additionalProperties"]) == (["Title", "place"], False)


def test_of_a_patch_nothing_is_required():
    patch = made(ShelfBookSchema, "patch")
    assert "required" not in patch
    assert patch["properties"]["place"] == {"anyOf": [{"$ref": "#/components/schemas/ShelfPlacePatch"}, {"type": "null"}]}


def test_items_of_a_list_are_whole_in_a_patch():
    assert made(ShelfBookSchema, "patch")["properties"]["places"]["items"] == {"$ref": "#/components/schemas/ShelfPlaceInput"}


def test_of_a_part_nothing_is_required_inside_either():
    components = Components()
    components.of(ShelfBookSchema, part=True)
    parts = {name: one for name, one in components.schemas.items() if name.endswith("Part")}
    assert [*parts] == ["ShelfBookPart", "ShelfPlacePart"]
    assert not any("required" in one for one in parts.values())


def test_docstring_describes():
    assert made(ShelfBookSchema)["description"] == "A book.\n\nIt stands somewhere."
    assert "description" not in made(ShelfNodeSchema)


def test_schema_of_many_is_a_list():
    assert Components().of(ShelfPlaceSchema(many=True)) == {"type": "array", "items": {"$ref": "#/components/schemas/ShelfPlace"}}


def test_alternatives():
    said = Components().of(OneOf(ShelfPlaceSchema, fields.String()), "input")
    assert said == {"anyOf": [{"$ref": "#/components/schemas/ShelfPlaceInput"}, {"type": "string"}]}


def test_references_begin_where_the_document_has_the_schemas():
    assert Components(at="#/$defs/").of(ShelfPlaceSchema) == {"$ref": "#/$defs/ShelfPlace"}


def test_schema_that_nests_itself_refers_to_itself():
    node = made(ShelfNodeSchema)["properties"]
    assert node["children"]["items"] == {"$ref": "#/components/schemas/ShelfNode"}
    assert node["parent"] == {"$ref": "#/components/schemas/ShelfNodeWithoutParent"}


@pytest.mark.parametrize(
    ("schema", "side", "expected"),
    [
        ("ShelfBookSchema()", "output", "ShelfBook"),
        ("ShelfBookSchema()", "input", "ShelfBookInput"),
        ("ShelfBookSchema()", "patch", "ShelfBookPatch"),
        ("ShelfBookSchema(partial=True)", "input", "ShelfBookPatch"),
        ("ShelfBookIn()", "input", "ShelfBookIn"),
        ("ShelfBookIn()", "patch", "ShelfBookPatch"),
        ("ShelfBookIn()", "output", "ShelfBookInOutput"),
        ("ShelfBookSchema(exclude=['id'])", "output", "ShelfBookWithoutId"),
        ("ShelfBookSchema(exclude=['id'])", "input", "ShelfBookInput"),
        ("ShelfBookSchema(exclude=['place.room'])", "output", "ShelfBookWithoutPlaceRoom"),
        ("ShelfBookSchema(exclude=['places.room', 'note'])", "output", "ShelfBookWithoutNoteAndPlacesRoom"),
        ("ShelfBookSchema(only=['id', 'title'])", "output", "ShelfBookWithIdAndTitle"),
        ("ShelfBookSchema(dump_only=['title'])", "input", "ShelfBookWithoutTitleInput"),
        ("ShelfBookSchema(partial=['title'])", "input", "ShelfBookWithOptionalTitleInput"),
        ("ShelfBookSchema(unknown=EXCLUDE)", "input", "ShelfBookOpenInput"),
        ("ShelfBookSchema(unknown=EXCLUDE)", "output", "ShelfBook"),
        ("select(ShelfBookSchema(), parse_selection('place(room)'))", "output", "ShelfBookReducedd81ea0"),
        ("select(ShelfBookSchema(), parse_selection('id'))", "output", "ShelfBookWithId"),
    ],
)
def test_name(schema, side, expected):
    known = {one.__name__: one for one in (ShelfBookIn, ShelfBookSchema, select, parse_selection)}
    assert name(eval(schema, {**known, "EXCLUDE": EXCLUDE}), side) == expected


def test_name_of_a_form():
    assert name(ShelfBookSchema, "input", textual=True) == "ShelfBookForm"


def test_names_do_not_depend_on_the_order():
    reduced = [ShelfBookSchema(exclude=["id"]), ShelfBookSchema(), ShelfBookSchema(only=["id"]), ShelfNodeSchema()]
    one, other = Components(), Components()
    for schema in reduced:
        one.of(schema)
    for schema in reversed(reduced):
        other.of(schema)
    assert one.schemas == other.schemas


def test_used_schema_has_the_same_name_as_a_new_one():
    used = ShelfBookSchema()
    used.dump({"place": {"room": "a"}, "places": []})
    assert name(used) == name(ShelfBookSchema())


def test_restricted_schema_is_told_of_as_a_whole():
    class ShelfAudit(Schema):
        id = fields.Integer(required=True)
        cost = fields.Integer(required=True, metadata={"read_scope": "audit", "write_scope": ("pay", "audit")})

    components = Components()
    for side in ("input", "output"):
        components.of(restrict(ShelfAudit(), frozenset(), "dump" if side == "output" else "load"), side)
    shown, taken = components.schemas["ShelfAudit"], components.schemas["ShelfAuditInput"]
    assert (shown["required"], taken["required"]) == (["id"], ["id"])
    assert (shown["properties"]["cost"]["x-scopes"], taken["properties"]["cost"]["x-scopes"]) == (["audit"], ["audit", "pay"])


def test_two_schemas_cannot_have_one_name():
    one = Schema.from_dict({"id": fields.Integer()}, name="ShelfTwin")
    other = Schema.from_dict({"id": fields.String()}, name="ShelfTwin")
    components = Components()
    components.of(one)
    with pytest.raises(ConfigError, match="ShelfTwin are different, but both would be called 'ShelfTwin'"):
        components.of(other)
    renamed = Components(names={other: "Other"})
    assert [renamed.of(one), renamed.of(other)] == [{"$ref": "#/components/schemas/ShelfTwin"}, {"$ref": "#/components/schemas/Other"}]


def test_equal_schemas_share_a_name():
    components = Components()
    for _ in range(2):
        components.of(Schema.from_dict({"id": fields.Integer()}, name="ShelfEqual"))
    assert [*components.schemas] == ["ShelfEqual"]


def test_schema_without_a_name_stands_where_it_is_used():
    nested = fields.Nested({"id": fields.Integer(required=True)})
    expected = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    assert Components().of(nested) == expected
    assert Components().of(Links({"self": Link("a")}))["properties"] == {"self": {"type": "string", "format": "uri-reference"}}


@pytest.mark.parametrize(
    ("unknown", "nested", "expected"),
    [(None, None, False), (INCLUDE, None, None), (EXCLUDE, None, None), (None, INCLUDE, None), (INCLUDE, "raise", False)],
)
def test_nested_schema_is_as_open_as_the_field_says(unknown, nested, expected):
    options = {} if unknown is None else {"unknown": unknown}
    field = fields.Nested(ShelfPlaceSchema(**options), unknown=nested)
    assert made(field, "input").get("additionalProperties") is expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (fields.Pluck(ShelfPlaceSchema, "room"), {"type": "string"}),
        (fields.Pluck(ShelfPlaceSchema, "room", many=True), {"type": "array", "items": {"type": "string"}}),
        (fields.Nested(ShelfPlaceSchema, many=True, validate=validate.Length(1)), {"type": "array", "minItems": 1}),
        (fields.Nested("ShelfNobody"), {}),
        (fields.Pluck("ShelfNobody", "room"), {}),
        (fields.Pluck(ShelfBookSchema, "id"), {}),
        (fields.Dict(values=fields.Nested(ShelfPlaceSchema)), {"additionalProperties": {"$ref": "#/components/schemas/ShelfPlaceInput"}}),
        (Meant(ShelfPlaceSchema(partial=True), ["number"]), {"$ref": "#/components/schemas/ShelfPlacePatch", "required": ["number"]}),
    ],
    ids=["plucked", "plucked list", "list", "nobody", "plucked of nobody", "plucked that is not taken", "values", "bulk"],
)
def test_nested(field, expected):
    assert expected.items() <= Components().of(field, "input").items()


def test_options_of_the_outer_schema_are_those_of_the_inner_one():
    outer = Schema.from_dict({"place": fields.Nested(ShelfPlaceSchema)}, name="ShelfOuter")(dump_only=["place.number"])
    assert made(outer, "input")["properties"]["place"] == {"$ref": "#/components/schemas/ShelfPlaceWithoutNumberInput"}


def test_what_is_expanded_is_told_in_short_or_as_a_whole():
    short = Expandable(ShelfPlaceSchema, collapsed=fields.Integer(), allow_none=True)
    expected = [{"type": "integer"}, {"$ref": "#/components/schemas/ShelfPlace"}, {"type": "null"}]
    assert Components().of(Schema.from_dict({"place": short}))["properties"]["place"] == {"anyOf": expected}


def test_what_is_not_told_in_short_may_be_missing():
    schema = Schema.from_dict({"id": fields.Integer(), "place": Expandable(ShelfPlaceSchema, collapsed=None)})
    assert Components().of(schema)["required"] == ["id"]


def test_schema_whose_author_wants_arguments_has_a_name_too():
    class ShelfPicky(Schema):
        def __init__(self, mood: str, **kwargs: Any) -> None:
            super().__init__(**kwargs)

        id = fields.Integer()
        title = fields.String()

    assert name(ShelfPicky("good", only=["id"])) == "ShelfPickyWithoutTitle"


def test_problems_are_components_wherever_there_are_some():
    components = Components(at="#/$defs/")
    assert components.of(outcome_schema(None))["items"] == {"$ref": "#/$defs/Outcome"}
    assert components.schemas["Outcome"]["properties"]["problem"] == {"$ref": "#/$defs/Problem"}
    assert components.schemas["Problem"]["properties"]["errors"]["items"] == {"$ref": "#/$defs/Fault"}
    assert components.schemas["Fault"]["required"] == ["location", "pointer", "code", "detail"]


def test_without_problems_there_are_none():
    components = Components()
    components.of(ShelfPlaceSchema)
    assert "Problem" not in components.schemas
