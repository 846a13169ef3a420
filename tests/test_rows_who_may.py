"""Who may, and how often: the rows T17, T59, T76-T87 and T108 of what the ancestors did, through an Api."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from authorization.flow import World
from authorization.flow import ask_token
from authorization.flow import status_of
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from test_ancestors import is_there

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.middleware import Cache
from flask_resty.middleware import throttle

ROWS = {17, 59, *range(76, 88), 108}

#: The rows that are the subject of somebody else.
ELSEWHERE = {
    17: "test_pipeline::test_t17_a_middleware_may_refuse_one_method",
    59: "test_input::test_t59_nothing_is_parsed_before_the_caller_is_known",
    76: "test_pipeline::test_t76_bad_basic_credentials_are_401_with_a_challenge",
    78: "test_pipeline::test_public_lifts_the_401_of_the_anonymous_only",
    80: "test_pipeline::test_t80_a_role_lets_in",
    84: "test_oauth_server::test_the_status_of_a_client_ends_its_tokens_T84",
    87: "test_maintenance::test_every_method_is_told_when_to_come_back",
}

bearer = Bearer(
    verify={
        "jack": Principal(id="Jack", scopes=frozenset({"posts:read", "posts:write"})),
        "jill": Principal(id="Jill", scopes=frozenset({"posts:read"})),
    }.get
)
JACK, JILL = ({"Authorization": f"Bearer {token}"} for token in ("jack", "jill"))


def basic(pair: str) -> str:
    return f"Basic {b64encode(pair.encode()).decode()}"


class Posts(Resource):
    """Is read by anybody and written by few."""

    @public
    def get(self, principal: Any) -> Any:
        return {"id": principal and principal.id}

    def post(self, principal: Any) -> Any:
        return {"id": principal.id}

    @requires("posts:write")
    def put(self) -> Any:
        return {}

    @requires(lambda principal: principal.id == "Jack")
    def delete(self) -> None: ...


def client_of(app: Flask, resource: type[Resource], *middleware: Any) -> FlaskClient:
    Api(app, url_prefix="/api", middleware=middleware).resource("/r")(resource)
    return app.test_client()


def test_each_row_is_a_test():
    here = {int(name.split("_")[1][1:]) for name in globals() if name.startswith("test_t")}
    assert here.isdisjoint(ELSEWHERE)
    assert here | ELSEWHERE.keys() == ROWS
    assert [test for test in ELSEWHERE.values() if not is_there(test)] == []


FIVE = AnyOf(
    Basic(lambda name, password: Principal(id=name) if password == "pw" else None),
    bearer,
    *(Bearer({scheme: Principal(id=scheme)}.get, scheme=scheme) for scheme in ("Token", "ApiKey", "Legacy")),
)
SCHEMES = ["Basic", "Bearer", "Token", "ApiKey", "Legacy"]


@pytest.mark.parametrize("authorization", [basic("ada:pw"), "Bearer jack", "Token Token", "ApiKey ApiKey", "Legacy Legacy"])
def test_t77_any_valid_credentials_of_five_kinds_are_200(app: Flask, authorization: str):
    assert client_of(app, Posts, FIVE).post("/api/r", headers={"Authorization": authorization}).status_code == 200


@pytest.mark.parametrize("authorization", [None, basic("ada:no"), "Bearer ApiKey", "Token jack", "Legacy no", "Digest no"])
def test_t77_no_valid_credentials_get_all_five_challenges(app: Flask, authorization: str | None):
    headers = {} if authorization is None else {"Authorization": authorization}
    response = client_of(app, Posts, FIVE).post("/api/r", headers=headers)
    schemes = [challenge.partition(" ")[0] for challenge in response.headers.getlist("WWW-Authenticate")]
    assert (response.status_code, sorted(schemes)) == (401, sorted(SCHEMES))


def test_t79_anonymous_is_for_the_verbs_that_say_so(app: Flask):
    client = client_of(app, Posts, bearer)
    assert [client.get("/api/r").status_code, client.post("/api/r").status_code] == [200, 401]
    assert client.post("/api/r", headers=JILL).json == {"id": "Jill"}


@pytest.mark.parametrize(("headers", "status"), [({}, 401), (JILL, 403), (JACK, 204)], ids=["anonymous", "jill", "jack"])
def test_t81_a_policy_of_the_application_is_asked(app: Flask, headers: dict[str, str], status: int):
    assert client_of(app, Posts, bearer).delete("/api/r", headers=headers).status_code == status


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}, {"Authorization": "Bearer a b"}], ids=["none", "bad", "malformed"])
def test_t82_a_401_is_kept_by_no_cache(app: Flask, headers: dict[str, str]):
    class Kept(Resource):
        def get(self) -> Any:
            return {}

    client = client_of(app, Kept, Cache(public=True, max_age=3600), bearer)
    assert "max-age=3600" in client.get("/api/r", headers=JACK).headers["Cache-Control"]
    response = client.get("/api/r", headers=headers)
    assert (response.status_code in {400, 401}, response.headers["Cache-Control"]) == (True, "no-store")


@pytest.mark.parametrize(
    ("headers", "status", "challenge"),
    [
        ({}, 401, 'Bearer realm="API"'),
        ({"Authorization": "Bearer unknown"}, 401, 'Bearer realm="API", error="invalid_token"'),
        (JILL, 403, 'Bearer realm="API", error="insufficient_scope", scope="posts:write"'),
        (JACK, 200, None),
    ],
    ids=["missing", "invalid", "insufficient", "good"],
)
def test_t83_what_is_wrong_with_a_token_is_told(app: Flask, headers: dict[str, str], status: int, challenge: str | None):
    response = client_of(app, Posts, bearer).put("/api/r", headers=headers)
    assert (response.status_code, response.headers.get("WWW-Authenticate")) == (status, challenge)


def test_t83_an_expired_token_is_invalid(tmp_path: Path):
    world = World(f"sqlite:///{tmp_path}/oauth.db")
    client_id, secret = world.client(grant_types=["client_credentials"])
    token = ask_token(world, {"grant_type": "client_credentials"}, (client_id, secret)).json["access_token"]
    assert status_of(world, token) == 200
    world.time += 3600
    response = world.app.test_client().get("/me", headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, 'error="invalid_token"' in response.headers["WWW-Authenticate"]) == (401, True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a clock that stands still until it is set."""
    clock = SimpleNamespace(now=1_000_000.5)
    monkeypatch.setattr("time.time", lambda: clock.now)
    return clock


class Rare(Resource):
    """Is not asked often."""

    @throttle("3/minute")
    def get(self) -> Any:
        return {}


def test_t85_the_fourth_of_three_requests_is_429(app: Flask, clock: Any):
    client = client_of(app, Rare)
    responses = [client.get("/api/r") for _ in range(4)]
    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert ["Retry-After" in response.headers for response in responses] == [False, False, False, True]


def test_t86_after_the_window_it_is_200_again(app: Flask, clock: Any):
    client = client_of(app, Rare)
    refused = [client.get("/api/r") for _ in range(4)][-1]
    clock.now += int(refused.headers["Retry-After"])
    assert (refused.status_code, client.get("/api/r").status_code) == (429, 200)


class Account(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1))
    is_superuser = fields.Boolean(dump_only=True)


def accounts_of(app: Flask) -> dict[str, SimpleNamespace]:
    """Serve accounts that are found or made by what was sent, as piston's default did; give what is stored."""
    stored = {"ada": SimpleNamespace(name="ada", password="abc", is_superuser=False)}

    @Api(app).resource("/accounts")
    class Accounts(Resource):
        @accepts(Account)
        @returns(Account, 201)
        def post(self, body: dict[str, Any]) -> Any:
            return stored.setdefault(body["name"], SimpleNamespace(password="", is_superuser=False, **body))

    return stored


@pytest.mark.parametrize("lookup", ["password__startswith", "name__exact", "password", "name.password", "__class__", "pk", "is_superuser"])
def test_t108_a_lookup_is_an_unknown_name_whether_it_would_hit_or_miss(app: Flask, lookup: str):
    stored = accounts_of(app)
    client = app.test_client()
    hit, miss = (client.post("/accounts", json={"name": "eve", lookup: value}) for value in ("abc", "xyz"))
    assert (hit.status_code, [mistake["code"] for mistake in hit.json["errors"]]) == (422, ["unknown"])
    assert hit.data == miss.data
    assert list(stored) == ["ada"]


def test_t108_what_may_be_sent_is_taken(app: Flask):
    stored = accounts_of(app)
    assert app.test_client().post("/accounts", json={"name": "eve"}).json == {"name": "eve", "is_superuser": False}
    assert list(stored) == ["ada", "eve"]
