"""The anonymous variant of a resource: what callers without credentials get in its place."""

from __future__ import annotations

from typing import Any
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import returns
from flask_resty import throttle
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.demands import demands_of
from flask_resty.middleware import CORS

ENTRIES = [{"title": "shown", "draft": False}, {"title": "hidden", "draft": True}]


class EntryOut(Schema):
    title = fields.String()
    draft = fields.Boolean()


class EntryShown(Schema):
    title = fields.String()


class PublicEntries(Resource):
    def version(self) -> int:
        return 1

    @returns(EntryShown(many=True))
    @throttle("100/minute")
    def get(self) -> Any:
        return [entry for entry in ENTRIES if not entry["draft"]]


class Entries(Resource):
    anonymous = PublicEntries

    def version(self) -> int:
        return 1

    @returns(EntryOut(many=True))
    @requires("entries:read")
    def get(self) -> Any:
        return ENTRIES

    @accepts(EntryShown)
    @returns(EntryOut, 201)
    def post(self, body: Any) -> Any:
        return {**body, "draft": True}


def verify(token: str) -> Principal | None:
    return {"good": Principal(id="1", scopes=frozenset({"entries:read"})), "poor": Principal(id="2")}.get(token)


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    app.config["TESTING"] = True
    api = Api(app, middleware=[CORS(["https://app.example"]), AnyOf(Bearer(verify=verify), Basic(verify=lambda name, word: None))])
    api.resource("/entries")(Entries)
    app.extensions["api"] = api
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_anonymous_get_another_schema_and_another_queryset_T78(client: FlaskClient) -> None:
    answer = client.get("/entries")
    assert (answer.status_code, answer.json) == (200, [{"title": "shown"}])
    assert "Authorization" in answer.headers["Vary"]
    assert client.get("/entries", headers=bearer("good")).json == ENTRIES


@pytest.mark.parametrize("authorization", ["Bearer bad", "Basic YTpi", "Bearer", "Digest x", ""])
def test_bad_credentials_never_fall_through_T78_X15(client: FlaskClient, authorization: str) -> None:
    assert client.get("/entries", headers={"Authorization": authorization}).status_code in {400, 401}


def test_known_callers_are_under_the_rules_of_the_resource_itself(client: FlaskClient) -> None:
    assert client.get("/entries", headers=bearer("poor")).status_code == 403


def test_a_verb_that_the_variant_lacks_takes_credentials_T79(client: FlaskClient) -> None:
    refused = client.post("/entries", json={"title": "x"})
    assert (refused.status_code, len(refused.headers.getlist("WWW-Authenticate"))) == (401, 2)
    assert client.post("/entries", json={"title": "x"}, headers=bearer("poor")).status_code == 201


def test_head_and_options_know_both(client: FlaskClient) -> None:
    assert client.head("/entries").status_code == 200
    assert client.head("/entries", headers=bearer("bad")).status_code == 401
    assert client.options("/entries").headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_both_have_tags_of_their_own(client: FlaskClient) -> None:
    known, unknown = (client.get("/entries", headers=headers).headers["ETag"] for headers in (bearer("good"), {}))
    assert known != unknown
    assert client.get("/entries", headers={"If-None-Match": known}).status_code == 200
    assert client.get("/entries", headers={"If-None-Match": unknown}).status_code == 304


def test_the_stack_of_the_variant_is_its_own(client: FlaskClient) -> None:
    assert "RateLimit" in client.get("/entries").headers
    assert "RateLimit" not in client.get("/entries", headers=bearer("good")).headers
    assert "RateLimit" in client.get("/entries", headers={"Origin": "https://app.example"}).headers["Access-Control-Expose-Headers"]


def test_demands_tell_of_schemes_scopes_and_the_anonymous(app: Flask) -> None:
    told = {operation.method: demands_of(operation) for operation in app.extensions["api"].operations(app)}
    names = {
        method: [([scheme.name for scheme in demand.schemes], demand.scopes) for demand in demands] for method, demands in told.items()
    }
    assert names["GET"] == [(["bearer"], ("entries:read",)), (["basic"], ("entries:read",)), ([], ())]
    assert names["POST"] == [(["bearer"], ()), (["basic"], ())]
    assert told["POST"][1].schemes[0].definition == {"type": "http", "scheme": "basic"}


class Deleting(Resource):
    def delete(self) -> None:
        return None


class Nested(Resource):
    anonymous = PublicEntries

    def get(self) -> Any:
        return []


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        (Deleting, "which writes \\['DELETE'\\]"),
        (Nested, "Name a Resource class"),
        (PublicEntries(), "Name a Resource class"),
        (dict, "Name a Resource class"),
    ],
)
def test_what_cannot_be_the_variant_is_a_mistake(other: Any, complaint: str) -> None:
    class Wrong(Resource):
        anonymous: ClassVar[Any] = other

        def get(self) -> Any:
            return []

    app = Flask(__name__)
    with pytest.raises(ConfigError, match=f"Wrong.anonymous is .*{complaint}"):
        Api(app, middleware=[Bearer(verify=verify)]).resource("/")(Wrong)


def decorated(view: Any) -> Any:
    return view


class Guarded(PublicEntries):
    decorators = [decorated]


def test_decorators_that_would_not_be_run_are_a_mistake() -> None:
    class Unguarded(Entries):
        anonymous = Guarded

    class Both(Unguarded):
        decorators = [decorated]

    app = Flask(__name__)
    api = Api(app, middleware=[Bearer(verify=verify)])
    with pytest.raises(ConfigError, match="Unguarded.anonymous is Guarded, whose decorators=.* would not be run"):
        api.resource("/")(Unguarded)
    api.resource("/")(Both)


class ShownPage(Resource):
    def version(self) -> int:
        return 1

    def get(self) -> Any:
        return "page"


class PublicPage(ShownPage):
    def put(self) -> Any:
        return "written"


class Page(PublicPage):
    anonymous = PublicPage


class ReadPage(PublicPage):
    anonymous = ShownPage


def test_the_anonymous_too_have_to_say_which_state_they_mean() -> None:
    app = Flask(__name__)
    api = Api(app, middleware=[Bearer(verify=verify)])
    api.resource("/page", require_match=True)(Page)
    api.resource("/read", require_match=True)(ReadPage)
    client = app.test_client()
    tag = client.get("/page").headers["ETag"]
    assert [client.put("/page", headers=headers).status_code for headers in ({}, {"If-Match": tag})] == [428, 200]
    assert (client.get("/read").json, client.put("/read").status_code) == ("page", 401)


def test_without_an_authenticator_there_is_nobody_to_tell_from_the_anonymous() -> None:
    app = Flask(__name__)
    with pytest.raises(ConfigError, match="no authenticator in its stack"):
        Api(app).resource("/")(Nested)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (requires("a", "b"), (("a", "b"),)),
        (requires("a") & requires("b"), (("a", "b"),)),
        (requires("a") | requires("b"), (("a",), ("b",))),
        ((requires("a") | requires("b")) & requires("c", "a"), (("a", "c"), ("b", "c", "a"))),
        (requires("a") | requires(role="admin"), (("a",), ())),
        (~requires("a"), ((),)),
    ],
)
def test_rules_tell_the_scopes_that_would_do(rule: Any, asked: tuple[tuple[str, ...], ...]) -> None:
    assert tuple(rule.scopes_asked) == asked
