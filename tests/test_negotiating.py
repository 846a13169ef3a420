"""Which representation an answer is: by ``Accept``, by the address, in several versions; and that of errors."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import url_for
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Binary
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Emitter
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import use
from flask_resty.media import CSV_EMITTER
from flask_resty.media import HAL_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import TEXT_EMITTER
from flask_resty.media import TEXT_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.middleware import CORS

V1, V2 = "application/vnd.acme.user+json;version=1", "application/vnd.acme.user+json;version=2"


def write_tags(data: Any, schema: Any) -> bytes:
    return f"<{data}>".encode()


TAGS = Emitter("application/x-tags", write_tags, problem=Emitter("application/problem+tags", lambda data, schema: b"<problem>"))


class OldUser(Schema):
    name = fields.Str()


class NewUser(Schema):
    first = fields.Str(required=True)
    last = fields.Str(required=True)


USER = {"name": "Ada Lovelace", "first": "Ada", "last": "Lovelace"}


# -- versions ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def versioned(app: Flask) -> FlaskClient:
    """Give a client of a resource in two versions, the newer one first, and as plain JSON."""

    @Api(app).resource("/user")
    class UserItem(Resource):
        def version(self) -> int:
            return 1

        @returns(NewUser, media_type=V2)
        @returns(OldUser, media_type=V1)
        @returns(NewUser)
        def get(self) -> Any:
            return USER

        @accepts(NewUser, media_type=V2)
        @accepts(OldUser, media_type=V1)
        @returns(fields.Dict())
        def put(self, body: Any) -> Any:
            return body

    return app.test_client()


@pytest.mark.parametrize(
    ("accept", "media_type", "shown"),
    [
        (V1, V1, {"name": "Ada Lovelace"}),
        (V2, V2, {"first": "Ada", "last": "Lovelace"}),
        ("application/vnd.acme.user+json", V2, {"first": "Ada", "last": "Lovelace"}),
        (f"{V1};q=0.5, {V2};q=0.4", V1, {"name": "Ada Lovelace"}),
        ("application/json", "application/json", {"first": "Ada", "last": "Lovelace"}),
        (None, "application/json", {"first": "Ada", "last": "Lovelace"}),
    ],
    ids=["first", "second", "the one that is written first", "by weight", "plain", "nothing said"],
)
def test_each_version_has_its_schema(versioned: FlaskClient, accept: str | None, media_type: str, shown: Any) -> None:
    response = versioned.get("/user", headers={"Accept": accept} if accept else {})
    assert (response.headers["Content-Type"], response.get_json(force=True)) == (media_type, shown)


def test_a_version_that_is_not_there_is_406_with_those_that_are(versioned: FlaskClient) -> None:
    response = versioned.get("/user", headers={"Accept": "application/vnd.acme.user+json;version=3"})
    assert (response.status_code, response.json["available"]) == (406, ["application/json", V2, V1])


def test_versions_have_tags_and_selections_of_their_own(versioned: FlaskClient) -> None:
    tags = {versioned.get("/user", headers={"Accept": accept}).headers["ETag"] for accept in (V1, V2, "application/json")}
    assert len(tags) == 3
    assert versioned.get("/user?fields=name", headers={"Accept": V1}).get_json(force=True) == {"name": "Ada Lovelace"}
    assert versioned.get("/user?fields=name", headers={"Accept": V2}).status_code == 422


def test_each_version_is_read_by_its_schema(versioned: FlaskClient) -> None:
    assert versioned.put("/user", data='{"name":"Eve"}', content_type=V1).json == {"name": "Eve"}
    assert versioned.put("/user", data='{"name":"Eve"}', content_type=V2).status_code == 422
    refused = versioned.put("/user", data="{}", content_type="application/json")
    assert (refused.status_code, refused.headers["Accept"]) == (415, f"{V2}, {V1}")


def test_versions_alone_leave_no_plain_one(app: Flask) -> None:
    @Api(app).resource("/user")
    class UserVersions(Resource):
        @returns(OldUser, media_type=V1)
        @returns(None, 204)
        @returns(fields.Str(), 409)
        def get(self) -> Any:
            return USER, 200

    client = app.test_client()
    assert client.get("/user").headers["Content-Type"] == V1
    assert client.get("/user", headers={"Accept": "application/yaml"}).status_code == 406


def test_what_is_no_version_with_another_status_is_plain(app: Flask) -> None:
    @Api(app).resource("/user")
    class UserConflict(Resource):
        @returns(OldUser, media_type=V1)
        @returns(fields.Str(), 409)
        def get(self) -> Any:
            return "taken", 409

    response = app.test_client().get("/user", headers={"Accept": V1})
    assert (response.status_code, response.headers["Content-Type"], response.json) == (409, "application/json", "taken")


@pytest.mark.parametrize("media_type", ["application/vnd.acme.user+xml", "application/vnd.acme.user"])
def test_a_version_needs_an_emitter_of_its_suffix(app: Flask, media_type: str) -> None:
    class UserXML(Resource):
        @returns(OldUser, media_type=media_type)
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match=r"UserXML\.get has media_type='.*', but 'application/json' is all that it knows"):
        Api(app).resource("/user")(UserXML)


@pytest.mark.parametrize("said", [{"media_type": "json"}, {"media_type": V1, "status": 204}, {"media_type": 5}])
def test_a_version_has_a_media_type_and_content(said: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="is no media type of a schema"):
        returns(None if "status" in said else OldUser, **said)


def test_a_version_is_said_once() -> None:
    with pytest.raises(ConfigError, match="returns 200 twice"):

        class Twice(Resource):
            @returns(OldUser, media_type=V1)
            @returns(NewUser, media_type=V1)
            def get(self) -> Any: ...


def test_two_emitters_of_one_media_type_are_a_mistake(app: Flask) -> None:
    class Doubled(Resource):
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match=r"Doubled\.get can write 'application/json' in two ways"):
        Api(app, emitters=[JSON_EMITTER, Emitter("application/json", write_tags)]).resource("/")(Doubled)


# -- the address -------------------------------------------------------------------------------------------------------


@pytest.fixture
def called(app: Flask) -> list[str]:
    """Give what is called of a resource whose address may name the format."""
    called: list[str] = []
    api = Api(app, url_prefix="/api", emitters=[JSON_EMITTER, TAGS], format_in_url=True)
    posts = Blueprint("posts", __name__, url_prefix="/posts")

    @posts.resource("")
    class PostTable(Resource):
        def get(self) -> Any:
            called.append("get")
            return [1]

        @accepts(fields.Raw())
        def post(self, body: Any) -> Any:
            called.append("post")
            return body

    @posts.resource("/<slug>")
    class PostRow(Resource):
        def get(self, slug: str, **others: Any) -> Any:
            return [slug, others]

    api.register_blueprint(posts)
    return called


@pytest.mark.parametrize(
    ("address", "accept", "media_type", "content"),
    [
        ("/api/posts", None, "application/json", b"[1]"),
        ("/api/posts?format=tags", None, "application/x-tags", b"<[1]>"),
        ("/api/posts.tags", None, "application/x-tags", b"<[1]>"),
        ("/api/posts.json", "application/x-tags", "application/json", b"[1]"),
        ("/api/posts/a.b", None, "application/json", b'["a.b",{}]'),
        ("/api/posts/a.b.tags", None, "application/x-tags", b"<['a.b', {}]>"),
        ("/api/posts/a.tags?format=tags", None, "application/x-tags", b"<['a', {}]>"),
    ],
)
@pytest.mark.usefixtures("called")
def test_T31_an_address_may_name_the_format(app: Flask, address: str, accept: str | None, media_type: str, content: bytes) -> None:
    response = app.test_client().get(address, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype, response.data) == (200, media_type, content)


@pytest.mark.parametrize(
    "address", ["/api/posts?format=zzz", "/api/posts.json?format=tags", "/api/posts?format=", "/api/posts?format=json&format=tags"]
)
def test_T32_a_format_that_is_not_there_is_406_before_the_handler_runs(app: Flask, called: list[str], address: str) -> None:
    response = app.test_client().post(address, json=1)
    assert (response.status_code, response.json["available"], called) == (406, ["json", "tags"], [])


@pytest.mark.usefixtures("called")
def test_an_ending_that_is_no_format_is_another_address(app: Flask) -> None:
    assert app.test_client().get("/api/posts.zzz").status_code == 404
    assert app.test_client().delete("/api/posts.json").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert app.test_client().options("/api/posts.json").headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.usefixtures("called")
def test_addresses_that_are_made_name_no_format(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("posts.post_row", slug="a") == "/api/posts/a"
        assert url_for("posts.post_table") == "/api/posts"


def test_where_nobody_asked_for_it_an_address_names_no_format(app: Flask) -> None:
    @Api(app).resource("/posts")
    class PostPlain(Resource):
        def get(self) -> Any:
            return [1]

    client = app.test_client()
    assert (client.get("/posts.json").status_code, client.get("/posts?format=json").status_code) == (404, 422)


# -- errors ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    """Give a client of an Api that speaks two families, and fails."""

    @Api(app, url_prefix="/api", emitters=[JSON_EMITTER, TAGS], format_in_url=True).resource("/fail")
    class Failing(Resource):
        def get(self) -> Any:
            raise Problem(409, "No.")

    return app.test_client()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("application/x-tags", "application/problem+tags"),
        ("application/problem+tags", "application/problem+tags"),
        ("application/problem+json, application/x-tags;q=0.5", "application/problem+json"),
        ("application/json;q=0.5, application/x-tags", "application/problem+tags"),
        ("text/html", "application/problem+json"),
        ("garbage", "application/problem+json"),
    ],
)
@pytest.mark.parametrize("address", ["/api/fail", "/api/nowhere"])
def test_errors_are_of_the_family_that_the_client_takes(failing: FlaskClient, address: str, accept: str | None, media_type: str) -> None:
    response = failing.get(address, headers={"Accept": accept} if accept else {})
    assert (response.mimetype, "Accept" in response.vary) == (media_type, True)


def test_an_error_is_of_the_format_that_the_address_names(failing: FlaskClient) -> None:
    assert failing.get("/api/fail?format=tags").mimetype == "application/problem+tags"
    assert failing.get("/api/fail.tags").mimetype == "application/problem+tags"
    assert failing.get("/api/fail.json", headers={"Accept": "application/x-tags"}).mimetype == "application/problem+json"


def test_where_there_is_one_family_errors_do_not_vary(app: Flask) -> None:
    @Api(app).resource("/fail")
    class FailingPlain(Resource):
        def get(self) -> Any:
            raise Problem(409)

    response = app.test_client().get("/fail", headers={"Accept": "text/html, */*"})
    assert (response.mimetype, "Vary" in response.headers) == ("application/problem+json", False)


def test_an_own_shape_of_problems_is_json(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, TAGS], problem=lambda problem: {"oops": problem.status}).resource("/fail")
    class FailingShaped(Resource):
        def get(self) -> Any:
            raise Problem(409)

    response = app.test_client().get("/fail", headers={"Accept": "application/x-tags"})
    assert (response.mimetype, response.json) == ("application/json", {"oops": 409})


# -- at start ----------------------------------------------------------------------------------------------------------


def test_a_format_may_look_at_the_app_before_it_is_spoken(app: Flask) -> None:
    def refuse(app: Flask) -> None:
        raise ConfigError(f"{app.name} has no key.")

    class Keyed(Resource):
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="tests has no key"):
        Api(app, emitters=[Emitter("application/x-keyed", write_tags, check=refuse)]).resource("/")(Keyed)


def test_header_fields_of_a_format_are_on_its_answers(app: Flask) -> None:
    policy = {"Content-Security-Policy": "default-src 'self'"}

    @Api(app, emitters=[JSON_EMITTER, Emitter("text/x-page", write_tags, fields=policy)]).resource("/")
    class Paged(Resource):
        @returns(fields.Int())
        def get(self) -> Any:
            return 1

    client = app.test_client()
    assert client.get("/", headers={"Accept": "text/x-page"}).headers.getlist("Content-Security-Policy") == ["default-src 'self'"]
    assert "default-src 'none'" in client.get("/").headers["Content-Security-Policy"]


def test_what_has_no_place_for_an_envelope_goes_without(app: Flask) -> None:
    flat = Emitter("text/x-flat", lambda data, schema: repr((data, type(schema).__name__)).encode(), enveloped=False)
    wrapped = Emitter("text/x-wrapped", lambda data, schema: repr((data, [*schema.fields])).encode())

    @Api(app, emitters=[flat, wrapped], parsers=[JSON_PARSER], envelope="data").resource("/")
    class Wrapped(Resource):
        @returns(OldUser)
        def get(self) -> Any:
            return USER

    client = app.test_client()
    assert client.get("/").data == b"({'name': 'Ada Lovelace'}, 'OldUser')"
    assert client.get("/", headers={"Accept": "text/x-wrapped"}).data == b"({'data': {'name': 'Ada Lovelace'}}, ['data'])"


def test_an_image_beside_data_is_chosen_as_any_format_is(app: Flask) -> None:
    @Api(app).resource("/thing")
    class Thing(Resource):
        @returns(Binary("image/png"))
        @returns(OldUser, 202)
        def get(self) -> Any:
            return USER, 202

    client = app.test_client()
    assert client.get("/thing", headers={"Accept": "image/png"}).mimetype == "application/json"
    assert client.get("/thing", headers={"Accept": "text/plain"}).status_code == 406


def test_a_format_may_look_at_the_schemas_that_it_is_for(app: Flask) -> None:
    class Tagged(Schema):
        title = fields.List(fields.Str(), metadata={"xml": {"attribute": True}})

    class TaggedItem(Resource):
        @returns(Tagged)
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="attribute"):
        Api(app, emitters=[JSON_EMITTER, XML_EMITTER]).resource("/")(TaggedItem)


def test_errors_are_of_a_family_that_only_one_operation_speaks(app: Flask) -> None:
    @Api(app).resource("/fail", emitters=[JSON_EMITTER, TAGS])
    class FailingAlone(Resource):
        def get(self) -> Any:
            raise Problem(409)

    assert app.test_client().get("/fail", headers={"Accept": "application/x-tags"}).mimetype == "application/problem+tags"


# -- what a format cannot carry ----------------------------------------------------------------------------------------


def test_what_no_emitter_can_write_is_a_mistake_at_start(app: Flask) -> None:
    class Unwritten(Resource):
        @returns(fields.Str())
        @returns(OldUser, 409)
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match=r"Unwritten\.get returns OldUser with 409, which none of its emitters can write"):
        Api(app, emitters=[TEXT_EMITTER]).resource("/")(Unwritten)


@pytest.mark.parametrize("content", [b"", b"x"])
def test_what_no_parser_can_read_is_a_mistake_at_start(app: Flask, content: bytes) -> None:
    class Unread(Resource):
        @accepts(OldUser)
        def post(self, body: Any) -> Any: ...

    with pytest.raises(ConfigError, match=r"Unread\.post accepts OldUser, which none of its parsers can read"):
        Api(app, parsers=[TEXT_PARSER]).resource("/")(Unread)


def test_what_is_agreed_on_gives_way_where_it_cannot_carry_what_another_status_has(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, TEXT_EMITTER]).resource("/name")
    class UserName(Resource):
        @returns(fields.Str())
        @returns(OldUser, 409)
        def get(self) -> Any:
            return USER, 409

    response = app.test_client().get("/name", headers={"Accept": "text/plain"})
    assert (response.status_code, response.mimetype, response.json) == (409, "application/json", {"name": "Ada Lovelace"})


# -- a parameter called format -----------------------------------------------------------------------------------------


class PaperQuery(Schema):
    format = fields.Str()


def test_a_parameter_of_the_verb_itself_names_no_format(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, TAGS], format_in_url=True).resource("/paper")
    class Paper(Resource):
        @accepts(PaperQuery, "query")
        def get(self, query: Any) -> Any:
            return query

    client = app.test_client()
    assert client.get("/paper?format=a4").json == {"format": "a4"}
    assert client.get("/paper.tags?format=json").data == b"<{'format': 'json'}>"


@pytest.mark.usefixtures("called")
def test_the_name_of_the_parameter_may_be_percent_encoded(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/api/posts?%66ormat=tags").mimetype == "application/x-tags"
    assert client.get("/api/posts?%66ormat=zzz").status_code == 406


@pytest.mark.parametrize("address", ["/posts?format=hal", "/posts.hal"])
def test_the_name_of_a_format_is_without_its_suffix(app: Flask, address: str) -> None:
    @Api(app, emitters=[JSON_EMITTER, HAL_EMITTER], format_in_url=True).resource("/posts")
    class PostsLinked(Resource):
        def get(self) -> Any:
            return {}

    assert app.test_client().get(address).mimetype == "application/hal+json"


# -- the Accept of pages of other origins ------------------------------------------------------------------------------


def test_pages_of_other_origins_may_say_what_they_accept(app: Flask) -> None:
    """A browser asks before it sends a long ``Accept``, or one with a quoted string."""

    @Api(app, emitters=[JSON_EMITTER, TAGS], middleware=[CORS(["https://app.example"])]).resource("/posts")
    class PostsFar(Resource):
        def get(self) -> Any: ...

    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "accept"}
    assert app.test_client().options("/posts", headers=asked).headers["Access-Control-Allow-Headers"] == "Accept, If-Range"


def test_errors_are_of_the_family_of_a_version(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, XML_EMITTER]).resource("/fail")
    class FailingVersion(Resource):
        @returns(OldUser, media_type="application/vnd.acme.user+xml")
        def get(self) -> Any:
            raise Problem(409)

    response = app.test_client().get("/fail", headers={"Accept": "application/vnd.acme.user+xml"})
    assert (response.status_code, response.mimetype) == (409, "application/problem+xml")


def test_a_parameter_of_the_verb_itself_names_no_family(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, TAGS], format_in_url=True).resource("/fail")
    class FailingParameter(Resource):
        @accepts(Schema.from_dict({"format": fields.Str()}), "query")
        def get(self) -> Any:
            raise Problem(409)

    assert app.test_client().get("/fail?format=tags").mimetype == "application/problem+json"


def test_a_table_is_not_offered_of_data_that_may_be_anything(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, CSV_EMITTER]).resource("/any")
    class AnyData(Resource):
        def get(self) -> Any:
            return {"a": [1]}

        @use(emitters=[CSV_EMITTER])
        def query(self) -> Any:
            return [{"a": 1}]

    client = app.test_client()
    assert client.get("/any", headers={"Accept": "text/csv"}).status_code == 406
    # Who says that nothing else is written knows what it is.
    assert client.open("/any", method="QUERY").text == "a\r\n1\r\n"


class Titled(Schema):
    title = fields.Str()


@pytest.mark.parametrize("declared", [returns(Titled(many=True)), use(emitters=[JSON_EMITTER, CSV_EMITTER, PLIST_EMITTER])])
@pytest.mark.parametrize("media_type", ["text/csv", "application/x-plist"])
def test_what_a_format_cannot_carry_is_refused_to_who_asks_for_it(app: Flask, media_type: str, declared: Any) -> None:
    class Titles(Resource):
        @declared
        def get(self) -> Any:
            return [{"title": "a\0b"}]

    Api(app, emitters=[JSON_EMITTER, CSV_EMITTER, PLIST_EMITTER]).resource("/titles")(Titles)
    client = app.test_client()
    refused = client.get("/titles", headers={"Accept": media_type})
    assert client.get("/titles").json == [{"title": "a\0b"}]
    assert (refused.status_code, "application/json" in refused.json["available"]) == (406, True)


def test_what_a_format_cannot_carry_is_refused_beside_binary_content_too(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, PLIST_EMITTER]).resource("/cover")
    class UnfinishedCover(Resource):
        @returns(Binary("image/png"))
        @returns(Titled, 202)
        def get(self) -> Any:
            return {"title": "a\0b"}, 202

    client = app.test_client()
    assert client.get("/cover", headers={"Accept": "application/json"}).status_code == 202
    assert client.get("/cover", headers={"Accept": "application/x-plist"}).status_code == 406


def test_what_breaks_its_promise_is_an_error_in_every_format(app: Flask) -> None:
    @Api(app, emitters=[JSON_EMITTER, CSV_EMITTER]).resource("/titles")
    class BrokenTitles(Resource):
        @returns(Titled(many=True))
        def get(self) -> Any:
            return [{"name": "x"}]

    client = app.test_client()
    assert {client.get("/titles", headers={"Accept": accept}).status_code for accept in ("text/csv", "application/json")} == {500}
