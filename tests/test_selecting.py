"""A client selects members of what it gets: ``?fields=id,title``, or the field ``X-Fields``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Envelope
from flask_resty import Page
from flask_resty import Paged
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import returns
from flask_resty import streams
from flask_resty import use
from flask_resty.media import JSON_EMITTER
from flask_resty.middleware import CORS
from flask_resty.middleware import ETag
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore


class Writer(Schema):
    nick = fields.Str()
    mail = fields.Str()
    password = fields.Str(load_only=True)


class Letter(Schema):
    first_name = fields.Str()
    last_name = fields.Str()
    sub = fields.Nested(Writer)


LETTER = {"first_name": "Ada", "last_name": "Lovelace", "sub": {"nick": "al", "mail": "a@example.org", "password": "x"}, "secret": 1}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of an app with a letter, a list and a stream of it."""
    api = Api(app)

    @api.resource("/letter")
    class LetterItem(Resource):
        def version(self) -> int:
            return 7

        @returns(Letter)
        def get(self) -> Any:
            return LETTER

        @accepts(Letter(only=["first_name"]))
        @returns(Letter)
        def put(self, body: Any) -> Any:
            return LETTER

    @api.resource("/letters")
    class Letters(Resource):
        @returns(Letter(many=True))
        def get(self) -> Any:
            return [LETTER]

        @accepts(Letter(only=["first_name"]))
        @returns(Letter, 201)
        @use(selection=True)
        def post(self, body: Any) -> Any:
            return LETTER

    @api.resource("/stream")
    class LetterStream(Resource):
        @streams(Letter)
        def get(self) -> Iterator[Any]:
            yield LETTER

    return app.test_client()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("first_name", {"first_name": "Ada"}, id="T67 one"),
        pytest.param("last_name,first_name", {"first_name": "Ada", "last_name": "Lovelace"}, id="two, in the order of the schema"),
        pytest.param("sub(nick)", {"sub": {"nick": "al"}}, id="T68 nested"),
        pytest.param("*,-sub", {"first_name": "Ada", "last_name": "Lovelace"}, id="all but one"),
        pytest.param("-first_name,-sub", {"last_name": "Lovelace"}, id="exclusions alone"),
        pytest.param("sub(-mail)", {"sub": {"nick": "al"}}, id="all but one inside"),
        pytest.param("sub", {"sub": {"nick": "al", "mail": "a@example.org"}}, id="all inside"),
    ],
)
@pytest.mark.parametrize("way", ["query", "header"])
def test_T67_T68_what_is_selected_is_shown_and_nothing_else(client: FlaskClient, way: str, text: str, shown: Any) -> None:
    options: Any = {"query_string": {"fields": text}} if way == "query" else {"headers": {"X-Fields": text}}
    assert client.get("/letter", **options).json == shown
    assert client.get("/letters", **options).json == [shown]
    assert client.get("/stream", **options).json == [shown]


@pytest.mark.parametrize(
    ("text", "pointer", "code", "suggestion"),
    [
        pytest.param("frist_name", "/fields/frist_name", "unknown", "first_name", id="T69 unknown, with what was meant"),
        pytest.param("sub(nik)", "/fields/sub/nik", "unknown", "nick", id="unknown inside"),
        pytest.param("secret", "/fields/secret", "unknown", None, id="T70 what no schema shows"),
        pytest.param("sub(password)", "/fields/sub/password", "unknown", None, id="T70 what is only loaded"),
        pytest.param("first_name(x)", "/fields/first_name/x", "unknown", None, id="inside of text"),
        pytest.param("", "/fields", "format", None, id="T72 empty"),
        pytest.param("a(", "/fields", "format", None, id="T72 not closed"),
        pytest.param('{"a": 1}', "/fields", "format", None, id="T72 of another language"),
        pytest.param("a,a", "/fields", "repeated", None, id="T72 twice"),
        pytest.param("a," * 3000, "/fields", "too_long", None, id="T72 too long"),
        pytest.param("a(" * 12 + "b" + ")" * 12, "/fields", "too_deep", None, id="T72 too deep"),
    ],
)
def test_T69_T70_T72_what_cannot_be_selected_is_told_at_its_place(
    client: FlaskClient, text: str, pointer: str, code: str, suggestion: str | None
) -> None:
    response = client.get("/letter", query_string={"fields": text})
    (error,) = response.json["errors"]
    assert (response.status_code, error["location"], error["pointer"], error["code"]) == (422, "query", pointer, code)
    assert error.get("suggestion") == suggestion


def test_T71_what_one_client_selects_is_nothing_to_the_next(client: FlaskClient) -> None:
    before = client.get("/letter").json
    client.get("/letter?fields=first_name")
    assert client.get("/letter").json == before


def test_header_field_names_itself_in_errors(client: FlaskClient) -> None:
    (error,) = client.get("/letter", headers={"X-Fields": "nothing"}).json["errors"]
    assert (error["location"], error["pointer"]) == ("headers", "/X-Fields/nothing")


def test_selecting_twice_is_refused(client: FlaskClient) -> None:
    both = client.get("/letter?fields=sub", headers={"X-Fields": "sub"})
    twice = client.get("/letter?fields=sub&fields=sub")
    assert [(each.status_code, each.json["errors"][0]["code"]) for each in (both, twice)] == [(422, "repeated")] * 2


def test_all_mistakes_are_told_at_once(client: FlaskClient) -> None:
    response = client.get("/letter?fields=nothing&more=1")
    assert {error["pointer"] for error in response.json["errors"]} == {"/fields/nothing", "/more"}


def test_changes_show_all_unless_they_say_otherwise(client: FlaskClient) -> None:
    refused = client.put("/letter?fields=sub", json={"first_name": "Eve"})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/fields")
    assert client.post("/letters?fields=last_name", json={"first_name": "Eve"}).json == {"last_name": "Lovelace"}


def test_each_selection_has_a_tag_of_its_own_however_it_is_written(client: FlaskClient) -> None:
    tags = [
        client.get(f"/letter{query}").headers["ETag"] for query in ("", "?fields=sub", "?fields=sub,first_name", "?fields=first_name,sub")
    ]
    assert len(set(tags)) == 3
    assert tags[2] == tags[3]
    assert client.get("/letter?fields=first_name,sub", headers={"If-None-Match": tags[2]}).status_code == 304
    assert client.get("/letter", headers={"If-None-Match": tags[2]}).status_code == 200
    # What is changed is the same thing, whatever of it was seen.
    assert client.put("/letter", json={"first_name": "Eve"}, headers={"If-Match": tags[1]}).status_code == 200


def test_computed_tags_are_those_of_what_is_shown(app: Flask) -> None:
    @Api(app, middleware=[ETag()]).resource("/letter")
    class LetterTagged(Resource):
        @returns(Letter)
        def get(self) -> Any:
            return LETTER

    client = app.test_client()
    tag = client.get("/letter?fields=sub").headers["ETag"]
    assert client.get("/letter?fields=sub", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/letter", headers={"If-None-Match": tag}).status_code == 200


def test_caches_know_that_the_field_selects(client: FlaskClient) -> None:
    assert client.get("/letter").headers["Vary"] == "X-Fields"
    assert client.get("/letter?fields=none").headers["Vary"] == "X-Fields"
    assert client.get("/letter", headers={"If-None-Match": client.get("/letter").headers["ETag"]}).headers["Vary"] == "X-Fields"
    assert "Vary" not in client.put("/letter", json={}).headers


def test_what_is_not_selected_is_not_read(app: Flask) -> None:
    class Costly:
        first_name = "Ada"

        @property
        def last_name(self) -> str:
            raise AssertionError("Nobody wants it.")

    @Api(app).resource("/letter")
    class LetterCostly(Resource):
        @returns(Letter)
        def get(self) -> Any:
            return Costly()

    assert app.test_client().get("/letter?fields=first_name").json == {"first_name": "Ada"}


@pytest.mark.parametrize("layer", ["api", "blueprint", "resource", "verb"])
def test_each_layer_may_switch_it_off(app: Flask, layer: str) -> None:
    class LetterWhole(Resource):
        @returns(Letter)
        @(use(selection=False) if layer == "verb" else use(emitters=[JSON_EMITTER]))
        def get(self) -> Any:
            return LETTER

    api = Api(selection=False if layer == "api" else None)
    blueprint = Blueprint("shelf", __name__, selection=False if layer == "blueprint" else None)
    options: Any = {"selection": False} if layer == "resource" else {}
    blueprint.resource("/letter", **options)(LetterWhole)
    api.register_blueprint(blueprint)
    api.init_app(app)
    response = app.test_client().get("/letter?fields=sub")
    assert (response.status_code, "Vary" in response.headers) == (422, False)


def test_a_parameter_of_the_verb_itself_keeps_its_name(app: Flask) -> None:
    @Api(app).resource("/letter")
    class LetterFields(Resource):
        @accepts(Schema.from_dict({"fields": fields.Int()}), "query")
        @returns(Letter(only=["first_name"]))
        def get(self, query: Any) -> Any:
            return {"first_name": str(query["fields"])}

    client = app.test_client()
    assert client.get("/letter?fields=3").json == {"first_name": "3"}
    assert client.get("/letter?fields=3", headers={"X-Fields": "nothing"}).status_code == 422


@pytest.mark.parametrize(
    "declared", [returns(fields.Int()), returns(fields.Dict()), lambda handler: handler], ids=["number", "mapping", "nothing"]
)
def test_what_has_no_members_has_none_to_select(app: Flask, declared: Any) -> None:
    class Plain(Resource):
        @declared
        def get(self) -> Any:
            return {}

    Api(app).resource("/plain")(Plain)
    assert app.test_client().get("/plain?fields=a").status_code == 422


def test_an_envelope_and_a_page_stay(app: Flask) -> None:
    @Api(app, envelope=Envelope("data", meta=lambda page: {"total": page.total})).resource("/letters")
    class LetterPages(Resource):
        @paginate(PageNumber())
        @returns(Letter(many=True))
        def get(self, page: Page) -> Paged:
            return page.of([LETTER], total=5)

    response = app.test_client().get("/letters?fields=first_name&limit=1")
    assert response.json == {"data": [{"first_name": "Ada"}], "meta": {"total": 5}}
    assert "fields=first_name" in response.headers["Link"]


def test_pages_of_other_origins_may_send_the_field(app: Flask) -> None:
    @Api(app, middleware=[CORS(["https://app.example"])]).resource("/letter")
    class LetterFar(Resource):
        @returns(Letter)
        def get(self) -> Any:
            return LETTER

    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-fields"}
    assert "X-Fields" in app.test_client().options("/letter", headers=asked).headers["Access-Control-Allow-Headers"]


# -- the members that a verb takes -------------------------------------------------------------------------------------


def test_T60_a_declared_selection_is_all_that_may_be_sent(app: Flask) -> None:
    @Api(app).resource("/letter")
    class LetterPart(Resource):
        @accepts(Letter, fields="first_name,sub(nick)")
        def put(self, body: Any) -> Any:
            return body

    client = app.test_client()
    assert client.put("/letter", json={"first_name": "Eve", "sub": {"nick": "e"}}).json == {"first_name": "Eve", "sub": {"nick": "e"}}
    response = client.put("/letter", json={"last_name": "x", "sub": {"mail": "m"}})
    assert {error["pointer"] for error in response.json["errors"]} == {"/last_name", "/sub/mail"}


@pytest.mark.parametrize("text", ["nothing", "first_name(", ""])
def test_a_selection_that_cannot_be_is_a_mistake_of_the_developer(app: Flask, text: str) -> None:
    class LetterWrong(Resource):
        @accepts(Letter, fields=text)
        def put(self, body: Any) -> Any:
            return body

    with pytest.raises(ConfigError, match=r"LetterWrong\.put accepts fields="):
        Api(app).resource("/letter")(LetterWrong)


# -- where a part is ---------------------------------------------------------------------------------------------------


class LetterPut(Resource):
    def version(self) -> int:
        return 7

    @returns(Letter)
    def get(self) -> Any:
        return LETTER

    @accepts(Letter)
    @returns(Letter)
    @use(selection=True)
    def put(self, body: Any) -> Any:
        return LETTER


@pytest.mark.parametrize(
    ("address", "headers", "told"),
    [
        ("/letter?fields=sub(nick)", {}, "/letter?fields=sub(nick)"),
        ("/letter?fields=first_name&format=json", {}, "/letter?fields=first_name&format=json"),
        ("/letter.json", {}, "/letter.json"),
        ("/letter", {"X-Fields": "first_name"}, "/letter"),
    ],
)
def test_a_changed_part_is_where_a_get_gives_the_same(app: Flask, address: str, headers: dict[str, str], told: str) -> None:
    Api(app, format_in_url=True).resource("/letter")(LetterPut)
    client = app.test_client()
    changed = client.put(address, json={}, headers=headers)
    assert changed.headers["Content-Location"] == told
    again = client.get(told, headers=headers)
    assert (again.data, again.headers["ETag"]) == (changed.data, changed.headers["ETag"])


def test_a_part_that_no_get_gives_is_nowhere(app: Flask) -> None:
    @Api(app).resource("/letter")
    class LetterWhole(LetterPut):
        @use(selection=False)
        def get(self) -> Any:
            return LETTER

    client = app.test_client()
    assert "Content-Location" not in client.put("/letter?fields=first_name", json={}).headers
    assert client.put("/letter", json={}).headers["Content-Location"] == "/letter"


def test_another_selection_is_another_request(app: Flask) -> None:
    @Api(app, middleware=[Idempotency(MemoryStore(), methods=["PUT"])]).resource("/letter")
    class LetterOnce(LetterPut): ...

    client, key = app.test_client(), {"Idempotency-Key": '"k"'}
    assert client.put("/letter", json={}, headers=key).status_code == 200
    assert client.put("/letter", json={}, headers={**key, "X-Fields": "first_name"}).status_code == 422
