"""Short names on the wire: asked for by a parameter of the media type, both ways, and published."""

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
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty.middleware import CORS
from flask_resty.schema import short_names

SHORT = 'application/json;profile="short"'


class Pal(Schema):
    nickname = fields.Str()


class Person(Schema):
    id = fields.Int()
    first_name = fields.Str(required=True)
    pal = fields.Nested(Pal)


PERSON = {"id": 1, "first_name": "Ada", "pal": {"nickname": "Charles"}}
NAMES = short_names(Person())
SHORTENED = NAMES.shorten(PERSON)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of an Api that publishes short names."""
    people = Blueprint("people", __name__, url_prefix="/people")

    @people.resource("")
    class People(Resource):
        @returns(Person(many=True))
        def get(self) -> Any:
            return [PERSON]

        @accepts(Person)
        @returns(Person, 201)
        def post(self, body: Any) -> Any:
            return body

    @people.resource("/1")
    class PersonItem(Resource):
        def find(self) -> Any:
            return PERSON

        def version(self) -> int:
            return 1

        @returns(Person)
        def get(self) -> Any:
            return PERSON

        @accepts(Person)
        @returns(Person)
        def patch(self, item: Any, body: Any) -> Any:
            return body

    @people.resource("/stream")
    class PeopleStream(Resource):
        @streams(Person)
        def get(self) -> Iterator[Any]:
            yield PERSON

    Api(app, url_prefix="/api", short_names="/short-names").register_blueprint(people)
    return app.test_client()


def test_T109_members_are_short_for_who_asks(client: FlaskClient) -> None:
    response = client.get("/api/people", headers={"Accept": SHORT})
    assert (response.headers["Content-Type"], response.json) == (SHORT, [SHORTENED])
    assert client.get("/api/people", headers={"Accept": "application/json;profile=short"}).json == [SHORTENED]
    assert client.get("/api/people/stream", headers={"Accept": SHORT}).json == [SHORTENED]


@pytest.mark.parametrize("accept", [None, "application/json", "*/*"])
def test_members_are_long_for_all_others(client: FlaskClient, accept: str | None) -> None:
    assert client.get("/api/people", headers={"Accept": accept} if accept else {}).json == [PERSON]


def test_T109_bodies_may_be_short_too(client: FlaskClient) -> None:
    response = client.post("/api/people", json=SHORTENED, content_type=SHORT, headers={"Accept": SHORT})
    assert (response.status_code, response.json) == (201, SHORTENED)
    patched = client.patch("/api/people/1", json={NAMES.names["first_name"]: "Eve"}, content_type=SHORT)
    assert patched.json == {**PERSON, "first_name": "Eve"}


def test_mistakes_are_told_under_the_long_names(client: FlaskClient) -> None:
    sent = {"id": 1, NAMES.names["first_name"]: 5, NAMES.names["pal"]: {NAMES.names["nickname"]: None}}
    response = client.post("/api/people", json=sent, content_type=SHORT)
    assert {error["pointer"] for error in response.json["errors"]} == {"/first_name", "/pal/nickname"}


def test_where_short_names_are_spoken_long_ones_are_not(client: FlaskClient) -> None:
    assert client.post("/api/people", json=PERSON, content_type=SHORT).status_code == 422
    assert client.post("/api/people", json=SHORTENED).status_code == 422


def test_members_are_selected_by_their_long_names(client: FlaskClient) -> None:
    response = client.get("/api/people?fields=first_name", headers={"Accept": SHORT})
    assert response.json == [{NAMES.names["first_name"]: "Ada"}]


def test_short_and_long_have_tags_of_their_own(client: FlaskClient) -> None:
    tags = {client.get("/api/people/1", headers={"Accept": accept}).headers["ETag"] for accept in (SHORT, "application/json")}
    assert len(tags) == 2


def test_T109_names_are_published_and_an_answer_says_where(client: FlaskClient) -> None:
    response = client.get("/api/people", headers={"Accept": SHORT})
    assert response.headers["Link"] == f'</api/short-names/{NAMES.version}>; rel="describedby"'
    published = client.get(f"/api/short-names/{NAMES.version}")
    assert published.json == {"version": NAMES.version, "names": dict(NAMES.names)}
    assert "immutable" in published.headers["Cache-Control"]
    assert client.get("/api/short-names/00000000").status_code == 404


def test_all_names_are_told_with_the_operations_that_speak_them(client: FlaskClient) -> None:
    index = client.get("/api/short-names").json
    told = {(use["method"], use["path"]): (use["answer"], use["body"]) for use in index["operations"]}
    assert told["POST", "/api/people"] == (NAMES.version, short_names(Person(), side="load").version)
    assert {"version": NAMES.version, "names": dict(NAMES.names)} in index["versions"]


def test_without_a_rule_for_them_there_are_no_short_names(app: Flask) -> None:
    @Api(app).resource("/people")
    class PeoplePlain(Resource):
        @accepts(Person)
        @returns(Person)
        def post(self, body: Any) -> Any:
            return body

    client = app.test_client()
    assert client.post("/people", json=PERSON, headers={"Accept": SHORT}).status_code == 406
    # A parameter that nobody knows changes nothing about the type that it is of.
    assert client.post("/people", json=PERSON, content_type=SHORT).json == PERSON


def test_what_has_no_members_has_no_short_names(app: Flask) -> None:
    @Api(app, short_names="/names").resource("/any")
    class Anything(Resource):
        @accepts(OneOf(Person, Pal))
        def post(self, body: Any) -> Any:
            return body

    client = app.test_client()
    assert client.post("/any", json={"nickname": "x"}, headers={"Accept": SHORT}).status_code == 406
    assert client.get("/names").status_code == 200


def test_one_value_has_no_short_names(app: Flask) -> None:
    @Api(app, short_names="/names").resource("/name")
    class Name(Resource):
        @accepts(fields.Str())
        @returns(fields.List(fields.Str()))
        def put(self, body: Any) -> Any:
            return [body]

    client = app.test_client()
    assert client.put("/name", json="x", headers={"Accept": SHORT}).status_code == 406
    assert "/name" not in {use["path"] for use in client.get("/names").json["operations"]}


def test_two_members_of_one_short_name_are_a_mistake_at_start(app: Flask) -> None:
    class Clash(Schema):
        first = fields.Str(metadata={"short": "x"})
        second = fields.Str(metadata={"short": "x"})

    class Clashing(Resource):
        @returns(Clash)
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="both shortened to 'x'"):
        Api(app, short_names="/names").resource("/clash")(Clashing)


def test_two_apis_may_publish_names_in_one_app(app: Flask) -> None:
    for prefix in ("/a", "/b"):
        Api(app, url_prefix=prefix, short_names="/names").resource("/person", endpoint=f"person{prefix[1]}")(_person())
    client = app.test_client()
    links = [client.get(f"{prefix}/person", headers={"Accept": SHORT}).headers["Link"] for prefix in ("/a", "/b")]
    assert [link.split("/")[1] for link in links] == ["a", "b"]


def _person() -> type[Resource]:
    class PersonAlone(Resource):
        @returns(Person)
        def get(self) -> Any:
            return PERSON

    return PersonAlone


def test_names_of_every_status_are_published(app: Flask) -> None:
    @Api(app, short_names="/names").resource("/people")
    class PeopleCreated(Resource):
        @accepts(Person)
        @returns(Pal)
        @returns(Person, 201)
        def post(self, body: Any) -> Any:
            return body, 201

    client = app.test_client()
    response = client.post("/people", json=PERSON, headers={"Accept": SHORT})
    assert response.json == SHORTENED
    assert client.get(f"/names/{NAMES.version}").json["names"] == dict(NAMES.names)
    assert {names["version"] for names in client.get("/names").json["versions"]} >= {NAMES.version, short_names(Pal()).version}


def test_links_of_the_handler_stand_beside_that_of_the_names(app: Flask) -> None:
    @Api(app, short_names="/names").resource("/person")
    class PersonLinked(Resource):
        @returns(Person)
        def get(self) -> Any:
            return PERSON, {"Link": '</next>; rel="next"'}

    response = app.test_client().get("/person", headers={"Accept": SHORT})
    assert response.headers.getlist("Link") == ['</next>; rel="next"', f'</names/{NAMES.version}>; rel="describedby"']
    assert app.test_client().get("/person").headers.getlist("Link") == ['</next>; rel="next"']


def test_pages_of_other_origins_see_where_the_names_are(app: Flask) -> None:
    Api(app, short_names="/names", middleware=[CORS("*")]).resource("/person")(_person())
    response = app.test_client().get("/person", headers={"Accept": SHORT, "Origin": "https://app.example"})
    assert "Link" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("rule", [True, "names", "", 5])
def test_names_are_published_at_a_rule(rule: Any) -> None:
    with pytest.raises(ConfigError, match="is no rule to publish them at"):
        Api(short_names=rule)
