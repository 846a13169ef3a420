"""Fields that take a scope: who lacks it neither sees nor changes them, and has representations of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import pre_load

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty import streams
from flask_resty import use
from flask_resty.auth import Bearer
from flask_resty.media import JSON_LINES_EMITTER

AUDIT = {"read_scope": "audit"}
PUBLISH = {"write_scope": "publish"}


class WriterOut(Schema):
    name = fields.String()
    email = fields.String(metadata=AUDIT)


class NoteOut(Schema):
    title = fields.String()
    status = fields.String()
    remark = fields.String(metadata=AUDIT)
    writer = fields.Nested(WriterOut)


class NoteIn(Schema):
    title = fields.String(required=True)
    status = fields.String(load_default="draft", metadata=PUBLISH)


NOTE: dict[str, Any] = {"title": "T", "status": "open", "remark": "R", "writer": {"name": "Ada", "email": "ada@example.com"}}
PLAIN = {"title": "T", "status": "open", "writer": {"name": "Ada"}}


class Note(Resource):
    """One note. It keeps what was written last, for the tests to look at."""

    written: list[Any] = []

    def find(self) -> dict[str, Any]:
        return NOTE

    def version(self, item: dict[str, Any]) -> int:
        return 7

    @returns(NoteOut)
    @public
    def get(self, item: dict[str, Any]) -> Any:
        return item

    @accepts(NoteIn)
    @returns(NoteOut)
    @public
    def put(self, item: dict[str, Any], body: dict[str, Any]) -> Any:
        return {**item, **body}

    @accepts(NoteIn(partial=True))
    @returns(NoteOut)
    def patch(self, item: dict[str, Any], body: dict[str, Any]) -> Any:
        return {**item, **body}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    people = {
        name: Principal(id=name, scopes=frozenset(name.split("+")) - {"nobody"}) for name in ("nobody", "audit", "publish", "audit+publish")
    }
    tokens = {name.replace("+", "."): principal for name, principal in people.items()}
    app = Flask(__name__)
    Api(app, middleware=[Bearer(verify=tokens.get)]).resource("/note")(Note)
    return app.test_client()


def call(client: FlaskClient, token: str | None, method: str = "GET", **options: Any) -> Any:
    headers = options.pop("headers", {}) | ({} if token is None else {"Authorization": f"Bearer {token}"})
    return client.open("/note", method=method, headers=headers, **options)


@pytest.mark.parametrize("token", [None, "nobody", "publish"])
def test_who_lacks_the_scope_does_not_see_the_field_at_any_depth(client: FlaskClient, token: str | None) -> None:
    assert call(client, token).json == PLAIN


def test_who_has_the_scope_sees_it(client: FlaskClient) -> None:
    assert call(client, "audit").json == NOTE


def test_a_selection_narrows_and_never_reveals(client: FlaskClient) -> None:
    refused = call(client, "nobody", query_string={"fields": "title,remark"})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["code"] == "unknown"
    assert "suggestion" not in refused.json["errors"][0]
    assert call(client, "nobody", query_string={"fields": "*"}).json == PLAIN
    assert call(client, "audit", query_string={"fields": "remark,writer(email)"}).json == {
        "remark": "R",
        "writer": {"email": "ada@example.com"},
    }


def test_each_view_has_a_tag_of_its_own_of_the_same_version(client: FlaskClient) -> None:
    plain, whole = call(client, "nobody").headers["ETag"], call(client, "audit").headers["ETag"]
    assert plain != whole
    assert plain.partition(".")[0] == whole.partition(".")[0]
    assert call(client, "publish").headers["ETag"] == plain
    assert call(client, "nobody", headers={"If-None-Match": whole}).status_code == 200
    assert call(client, "nobody", headers={"If-None-Match": plain}).status_code == 304
    assert call(client, "publish", "PUT", json={"title": "N"}, headers={"If-Match": whole}).status_code == 200


def test_writing_without_the_scope_is_403_with_a_challenge_that_names_it(client: FlaskClient) -> None:
    refused = call(client, "nobody", "PUT", json={"title": "N", "status": "open"})
    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="API", error="insufficient_scope", scope="publish"'
    told = {"location": "body", "pointer": "/status", "code": "insufficient_scope", "scope": "publish"}
    assert [{**error, "detail": ""} for error in refused.json["errors"]] == [{**told, "detail": ""}]


def test_writing_without_credentials_is_401(client: FlaskClient) -> None:
    refused = call(client, None, "PUT", json={"title": "N", "status": "open"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="API"')


def test_with_other_mistakes_it_is_one_of_them(client: FlaskClient) -> None:
    refused = call(client, "nobody", "PUT", json={"title": 1, "status": "open"})
    assert (refused.status_code, [error["code"] for error in refused.json["errors"]]) == (422, ["type", "insufficient_scope"])


def test_a_put_of_who_may_not_write_it_leaves_it_as_it_is(client: FlaskClient) -> None:
    assert call(client, "nobody", "PUT", json={"title": "N"}).json["status"] == "open"
    assert call(client, "publish", "PUT", json={"title": "N"}).json["status"] == "draft"
    assert call(client, "publish", "PUT", json={"title": "N", "status": "shut"}).json["status"] == "shut"


def test_something_new_of_who_may_not_write_it_has_its_default() -> None:
    class NewNotes(Resource):
        @accepts(NoteIn)
        def post(self, body: Any) -> Any:
            return body

    app = Flask(__name__)
    Api(app, middleware=[Bearer(verify=lambda token: Principal(id="x"))]).resource("/")(NewNotes)
    answer = app.test_client().post("/", json={"title": "T"}, headers={"Authorization": "Bearer x"})
    assert answer.json == {"title": "T", "status": "draft"}


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("application/json", '{"status": "open"}'),
        ("application/merge-patch+json", '{"status": "open"}'),
        ("application/merge-patch+json", '{"status": null}'),
        ("application/json-patch+json", '[{"op": "replace", "path": "/status", "value": "open"}]'),
        ("application/json-patch+json", '[{"op": "add", "path": "/status", "value": "open"}]'),
        ("application/json-patch+json", '[{"op": "copy", "from": "/title", "path": "/status"}]'),
        ("application/json-patch+json", '[{"op": "test", "path": "/status", "value": "open"}]'),
        ("application/json-patch+json", '[{"op": "copy", "from": "/status", "path": "/title"}]'),
        ("application/json-patch+json", '[{"op": "move", "from": "/status", "path": "/title"}]'),
        ("application/json-patch+json", '[{"op": "remove", "path": "/status"}]'),
    ],
)
def test_no_patch_goes_around_it(client: FlaskClient, media_type: str, sent: str) -> None:
    refused = call(client, "nobody", "PATCH", data=sent, content_type=media_type)
    assert refused.status_code in {403, 409, 422}
    assert (
        call(client, "nobody", "PATCH", data='{"title": "N"}', content_type=media_type.replace("json-patch", "merge-patch")).status_code
        == 200
    )


def test_who_has_the_scope_patches_it(client: FlaskClient) -> None:
    patch = '[{"op": "test", "path": "/status", "value": "open"}, {"op": "replace", "path": "/status", "value": "shut"}]'
    assert call(client, "publish", "PATCH", data=patch, content_type="application/json-patch+json").json["status"] == "shut"


@pytest.mark.parametrize("unknown", [EXCLUDE, INCLUDE])
def test_it_is_refused_whatever_becomes_of_unknown_members(unknown: str) -> None:
    class Lenient(NoteIn):
        class Meta:
            pass

        @pre_load
        def rename(self, data: Any, **kwargs: Any) -> Any:
            return {("status" if key == "state" else key): value for key, value in data.items()}

    class Lenients(Resource):
        @accepts(Lenient(unknown=unknown))
        def post(self, body: Any) -> Any:
            return body

    app = Flask(__name__)
    Api(app, middleware=[Bearer(verify=lambda token: Principal(id="x"))]).resource("/")(Lenients)
    for key in ("status", "state"):
        answer = app.test_client().post("/", json={"title": "T", key: "open"}, headers={"Authorization": "Bearer x"})
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (403, "insufficient_scope")


def test_streams_leave_it_out() -> None:
    class Notes(Resource):
        @streams(NoteOut)
        @use(emitters=[JSON_LINES_EMITTER])
        def get(self) -> Iterator[Any]:
            yield NOTE

    app = Flask(__name__)
    Api(app, middleware=[Bearer(verify=lambda token: Principal(id="x"))]).resource("/")(Notes)
    answer = app.test_client().get("/", headers={"Authorization": "Bearer x"}, buffered=True)
    assert b"remark" not in answer.data and b"email" not in answer.data and b"Ada" in answer.data


def test_without_an_authenticator_it_is_a_mistake() -> None:
    class Open(Resource):
        @returns(NoteOut)
        def get(self) -> Any:
            return NOTE

    app = Flask(__name__)
    with pytest.raises(ConfigError, match=r"Open\.get has fields that take scopes, but no authenticator"):
        Api(app).resource("/")(Open)


@pytest.mark.parametrize("scope", [7, "two words", "", 'a"b', "ä", ("a", None), None])
def test_what_is_no_scope_is_a_mistake(scope: Any) -> None:
    class Wrong(Resource):
        @returns(Schema.from_dict({"a": fields.String(metadata={"read_scope": scope})}))
        def get(self) -> Any:
            return {}

    app = Flask(__name__)
    with pytest.raises(ConfigError, match="which is no scope"):
        Api(app, middleware=[Bearer(verify=lambda token: None)]).resource("/")(Wrong)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("read_scopes", "read_scope"), ("readScope", "read_scope"), ("read-scope", "read_scope"), ("wirte_scope", "write_scope")],
)
def test_a_field_that_a_slip_would_leave_open_is_a_mistake(name: str, meant: str) -> None:
    class Slip(Resource):
        @returns(Schema.from_dict({"a": fields.List(fields.String(metadata={name: "audit"}))}))
        def get(self) -> Any:
            return {}

    app = Flask(__name__)
    with pytest.raises(ConfigError, match=f"Did you mean '{meant}'"):
        Api(app).resource("/")(Slip)


def test_other_metadata_is_left_alone() -> None:
    metadata: Any = {"description": "A.", "read_only": True, "scope": "x", 7: "seven"}

    class Described(Resource):
        @returns(Schema.from_dict({"a": fields.String(metadata=metadata)}))
        def get(self) -> Any:
            return {}

    app = Flask(__name__)
    Api(app).resource("/")(Described)
