"""The traps X1-X32 of the ancestors, in what anybody could do to them: none is here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from authorization.fixtures import database as database
from authorization.fixtures import engine as engine
from authorization.flow import Person
from authorization.flow import World
from authorization.flow import ask_token
from authorization.flow import code_form
from credentials.signing import SigningClient
from flask import Flask
from flask.testing import FlaskClient
from fuzz_auth.playing import send
from fuzz_auth.scheme import Sent
from fuzz_auth.serving import PATHS
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker
from test_ancestors import is_there

import flask_resty
from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER
from flask_resty.middleware import CORS
from flask_resty.middleware import Cache
from flask_resty.middleware import ETag
from flask_resty.oauth.one import OAuth1Provider
from flask_resty.page import PAGE

PACKAGE = Path(flask_resty.__file__).parent

#: The traps that are the subject of somebody else.
ELSEWHERE = {
    2: ["test_media_signed_pickle::test_t42_pickle_is_not_spoken_if_nobody_says_so"],
    4: [
        "test_oauth_one::test_status_is_looked_at_at_every_request_X4_T84",
        "test_oauth_one::test_what_a_consumer_had_is_dead_and_stays_so_X4",
        "test_oauth_server::test_the_status_of_a_client_ends_its_tokens_T84",
    ],
    5: ["test_oauth_one::test_tokens_are_never_the_same_X5"],
    6: [
        "test_oauth_one::test_every_endpoint_takes_a_request_once_X6",
        "test_oauth_one::test_timestamps_are_bounded_on_both_sides_X6",
        "test_auth_oauth1::test_request_is_good_once_X6",
    ],
    7: ["test_oauth_one::test_nothing_secret_is_kept_in_clear_X7"],
    8: [
        "test_oauth_one::test_callback_is_registered_to_the_letter_X8",
        "test_oauth_server_authorize::test_any_other_address_gets_nothing_X8",
    ],
    9: [
        "test_oauth_one::test_form_of_another_session_is_refused_X9",
        "test_oauth_one::test_form_about_another_token_is_refused_X9",
        "test_oauth_server_authorize::test_the_confirmation_of_somebody_else_is_refused_X9",
    ],
    12: ["test_rows_who_may::test_t108_a_lookup_is_an_unknown_name_whether_it_would_hit_or_miss"],
    14: [
        "test_auth_session::test_page_of_another_origin_changes_nothing_X14",
        "test_auth_session::test_sender_that_does_not_say_needs_the_token_of_the_session",
    ],
    16: ["test_selecting::test_T67_T68_what_is_selected_is_shown_and_nothing_else"],
    17: ["test_selecting::test_T71_what_one_client_selects_is_nothing_to_the_next"],
    19: [
        "test_schema_requests::test_T57_what_was_sent_is_in_no_answer",
        "test_schema_requests::test_T57_a_validator_that_would_tell_what_was_sent_is_not_quoted",
    ],
    22: [
        "test_binary::test_t74_a_download_has_a_name_a_type_and_a_length",
        "test_http_disposition::test_any_name_comes_out_as_it_was_sent",
    ],
    23: [
        "test_fields_data_url::test_content_that_is_not_of_its_type_is_422",
        "test_fields_data_url::test_t56_what_is_too_large_is_422",
        "test_fields_data_url::test_t56_what_is_not_in_base64_is_422",
        "test_http_disposition::test_a_base_name_is_no_path_and_stays_as_it_is",
    ],
    24: ["test_media_text::test_text_is_never_html_and_nobody_may_guess_X24"],
    25: ["test_media_xml::test_hostile_body_is_refused", "test_media_xml::test_t33_hostile_key_cannot_break_out"],
    29: ["test_pipeline::test_t80_a_role_lets_in"],
    32: ["test_input::test_t88_more_than_the_limit_is_413", "test_checklist_traps::test_chunks_over_the_limit_are_no_bad_json"],
}

ORIGIN, OTHER = "https://app.example", "https://evil.example"
bearer = Bearer(verify={f"token-{number}": Principal(id=f"user-{number}") for number in range(8)}.get)
basic = Basic(verify=lambda name, password: Principal(id=name) if (name, password) == ("ada", "pw") else None)
GOOD = {"Authorization": "Bearer token-0"}


def client_of(app: Flask, resource: type[Resource], *middleware: Any, **options: Any) -> FlaskClient:
    Api(app, url_prefix="/api", middleware=middleware, **options).resource("/r")(resource)
    return app.test_client()


class Thing(Resource):
    """Does nothing."""

    def get(self) -> Any:
        return {}


def test_each_trap_is_a_test():
    here = {int(number) for name in globals() if name.startswith("test_x") for number in re.findall(r"(?<=_x)\d\d(?=_)", name)}
    assert here | ELSEWHERE.keys() == set(range(1, 33))
    assert [test for tests in ELSEWHERE.values() for test in tests if not is_there(test)] == []


# -- X1: the reader of YAML makes objects of any class -----------------------------------------------------------------

YAML = {
    "call": "!!python/object/apply:os.system ['true']",
    "new": "!!python/object/new:subprocess.Popen [['true']]",
    "name": "!!python/name:os.system",
    "tag": "!<tag:yaml.org,2002:python/object/apply:eval> ['1']",
    "bomb": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "deep": "- " * 30_000 + "x",
}


class Anything(Resource):
    """Takes what can be read."""

    @accepts(fields.Raw(allow_none=True))
    def post(self, body: Any) -> Any:
        return {"got": body}


@pytest.mark.parametrize("content", YAML.values(), ids=YAML)
def test_x01_yaml_is_data_or_400(app: Flask, content: str):
    client = client_of(app, Anything, parsers=[YAML_PARSER])
    assert client.post("/api/r", data=content, content_type="application/yaml").status_code == 400


def test_x01_yaml_is_not_spoken_if_nobody_says_so(app: Flask):
    client = client_of(app, Anything)
    assert client.post("/api/r", data="a: 1", content_type="application/yaml").status_code == 415


# -- X3: who signs wrongly is told the secret -----------------------------------------------------------------------------


class Me(Resource):
    """Says who calls."""

    def get(self, principal: Any) -> Any:
        return {"id": principal.id}


METHODS = ["PLAINTEXT", "HMAC-SHA1", "HMAC-SHA256"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("verb", "path"), [("POST", "/oauth1/request_token"), ("GET", "/api/r")])
def test_x03_who_signs_wrongly_is_not_told_how_it_would_be_right(
    app: Flask, engine: Engine, caplog: pytest.LogCaptureFixture, method: str, verb: str, path: str
):
    app.secret_key = "not a secret"
    provider = OAuth1Provider(sessionmaker(engine), user=lambda: None, login="/log-in", methods=METHODS)
    provider.init_app(app)
    client = client_of(app, Me, provider.authenticator(two_legged=True))
    with app.app_context():
        consumer, secret = provider.consumers.create("Shop")
    caplog.set_level("DEBUG")
    signer = SigningClient(key=consumer.key, secret="wrong", method=method, more={"oauth_callback": "oob"})
    base = "https://blog.example"
    response = client.open(path, method=verb, base_url=base, headers={"Authorization": signer(verb, base + path)})
    told = f"{response.text}{response.headers}{caplog.text}"
    assert response.status_code == 401
    assert not [word for word in (str(secret), consumer.key, "base string", "xpected", "oauth_") if word in told]


# -- X7: secrets are in clear, and chance is not that of secrets -------------------------------------------------------------


def test_x07_no_secret_of_oauth_2_is_stored_at_all(tmp_path: Path):
    world = World(f"sqlite:///{tmp_path}/oauth.db")
    client_id, secret = world.client()
    code = Person(world).gets_code(client_id)
    issued = ask_token(world, code_form(code), (client_id, secret)).json
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert client_id.encode() in stored
    assert not [text for text in (str(secret), code, issued["access_token"], issued["refresh_token"]) if text.encode() in stored]


def test_x07_chance_is_that_of_secrets():
    modules = [module for part in ("auth", "oauth") for module in (PACKAGE / part).rglob("*.py")]
    nodes = [node for module in modules for node in ast.walk(ast.parse(module.read_text()))]
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    assert ("secrets" in imported, "random" in imported) == (True, False)


# -- X10: errors are HTML that says what was sent ----------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>"


class Broken(Resource):
    """Fails in all ways."""

    def get(self) -> Any:
        raise RuntimeError(f"{SCRIPT} in {__file__}")

    @accepts(Schema.from_dict({"name": fields.Integer()}))
    def post(self, body: Any) -> Any:
        return body


ERRORS = {
    "broken content": (400, {"method": "POST", "data": f'{{"{SCRIPT}', "content_type": "application/json"}),
    "broken credentials": (400, {"headers": {"Authorization": f"Bearer {SCRIPT} {SCRIPT}"}}),
    "unknown scheme": (401, {"headers": {"Authorization": f"{SCRIPT} {SCRIPT}"}}),
    "unknown token": (401, {"headers": {"Authorization": "Bearer scriptalert1script"}}),
    "unknown path": (404, {"path": f"/api/{SCRIPT}"}),
    "other format": (406, {"headers": {**GOOD, "Accept": f"text/x-{SCRIPT}, text/scriptalert1script"}}),
    "other content": (415, {"method": "POST", "data": b"x", "content_type": f"text/{SCRIPT}"}),
    "wrong content": (422, {"method": "POST", "json": {"name": SCRIPT}}),
    "crash": (500, {}),
}


@pytest.mark.parametrize(("status", "sent"), ERRORS.values(), ids=ERRORS)
def test_x10_an_error_is_a_problem_document_that_repeats_nothing(app: Flask, status: int, sent: dict[str, Any]):
    client = client_of(app, Broken, bearer)
    response = client.open(**{"path": "/api/r", "headers": GOOD, **sent})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    told = response.text + str(response.headers)
    assert not [word for word in ("<script", "scriptalert1script", "Traceback", "RuntimeError", __file__) if word in told]


# -- X11: whatever is sent is set --------------------------------------------------------------------------------------


class User(Schema):
    id = fields.Integer(dump_only=True)
    name = fields.String()
    is_superuser = fields.Boolean(dump_only=True)


@pytest.mark.parametrize("member", ["is_superuser", "id", "password", "__class__", "__dict__", "_sa_instance_state", "name.is_superuser"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_x11_only_what_may_be_set_is_set(app: Flask, method: str, member: str):
    user = SimpleNamespace(id=7, name="ada", is_superuser=False)
    before = dict(vars(user))

    class Users(Resource):
        def find(self) -> Any:
            return user

        @accepts(User(partial=True))
        @returns(User)
        def put(self, body: dict[str, Any]) -> Any:
            # As users write it: the schema is all that stands between the client and the object.
            vars(user).update(body)
            return user

        post = patch = put

    client = client_of(app, Users)
    refused = client.open("/api/r", method=method, json={"name": "eve", member: True})
    assert (refused.status_code, [error["code"] for error in refused.json["errors"]]) == (422, ["unknown"])
    assert vars(user) == before
    assert client.open("/api/r", method=method, json={"name": "eve"}).json == {"id": 7, "name": "eve", "is_superuser": False}


# -- X13: objects that no one mapped show all their attributes ---------------------------------------------------------


@dataclass
class Account:
    """An object of the application."""

    name: str = "ada"
    password_hash: str = "$2b$12$secret"


class Shown(Schema):
    name = fields.String()


class Hidden(Schema):
    password_hash = fields.String()


@pytest.mark.parametrize("given", [Account(), [Account()], {"account": Account()}, SimpleNamespace(**vars(Account()))], ids=repr)
def test_x13_an_object_without_a_schema_is_not_shown(app: Flask, given: Any):
    class Accounts(Resource):
        def get(self) -> Any:
            return given

    response = client_of(app, Accounts).get("/api/r")
    assert (response.status_code, "secret" in response.text) == (500, False)


def test_x13_what_another_resource_shows_of_an_object_is_nothing_to_this_one(app: Flask):
    api = Api(app, url_prefix="/api")
    for path, schema in (("/r", Shown), ("/hidden", Hidden)):

        @api.resource(path, endpoint=path[1:])
        class Accounts(Resource):
            @returns(schema)
            def get(self) -> Any:
                return Account()

    assert app.test_client().get("/api/r").json == {"name": "ada"}


# -- X15, X28: bad credentials pass for none, and a 401 does not say how to get in --------------------------------------


@pytest.mark.parametrize("authorization", ["Bearer bad", "Basic YWRhOmJhZA==", "Basic !", "Digest x", "Frob", "", " ", ",", "token-0", "é"])
@pytest.mark.parametrize("is_public", [True, False])
def test_x15_x28_bad_credentials_are_never_nobody_and_get_all_challenges(app: Flask, authorization: str, is_public: bool):
    client = client_of(app, Thing, AnyOf(bearer, basic), *([public] if is_public else []))
    response = client.get("/api/r", headers={"Authorization": authorization})
    assert (response.status_code, len(response.headers.getlist("WWW-Authenticate"))) == (401, 2)


@pytest.mark.parametrize("path", PATHS.values())
def test_x28_every_scheme_says_how_to_get_in(path: str):
    answer = send(Sent(path))
    assert (answer.status, bool(answer.fields.getlist("WWW-Authenticate"))) == (401, True)


# -- X18: one provider of authentication for all threads is told of the request ----------------------------------------


def test_x18_threads_that_share_an_authenticator_are_told_from_each_other(app: Flask):
    together = Barrier(8)

    class Together(Resource):
        def get(self, principal: Any) -> Any:
            # All are between authentication and answer now.
            together.wait(30)
            return {"id": principal.id}

    client_of(app, Together, bearer)

    def ask(number: int) -> Any:
        return app.test_client().get("/api/r", headers={"Authorization": f"Bearer token-{number}"}).json

    with ThreadPoolExecutor(8) as threads:
        for _ in range(5):
            assert list(threads.map(ask, range(8))) == [{"id": f"user-{number}"} for number in range(8)]


# -- X20: errors are kept by caches, and nothing tells them what an answer depends on ------------------------------------


class Kept(Resource):
    """May be kept."""

    def find(self) -> Any:
        return "item"

    @public
    @accepts(Schema.from_dict({"n": fields.Integer()}), "query")
    def get(self, query: dict[str, int]) -> Any:
        if query:
            raise RuntimeError
        return {}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/r", {"Authorization": "Bearer bad"}, 401),
        ("/api/r", {"Authorization": "Bearer a b"}, 400),
        ("/api/none", {}, 404),
        ("/api/r", {"Accept": "image/png"}, 406),
        ("/api/r?n=x", {}, 422),
        ("/api/r?n=1", {}, 500),
    ],
)
def test_x20_only_successes_may_be_kept(app: Flask, path: str, headers: dict[str, str], status: int):
    response = client_of(app, Kept, CORS(ORIGIN), Cache(public=True, max_age=3600), bearer).get(path, headers=headers)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")


def test_x20_what_may_be_kept_tells_what_it_depends_on(app: Flask):
    client = client_of(app, Kept, CORS(ORIGIN), Cache(public=True, max_age=3600), bearer, emitters=[JSON_EMITTER, YAML_EMITTER])
    response = client.get("/api/r")
    assert "max-age=3600" in response.headers["Cache-Control"]
    assert set(response.vary) == {"Accept", "Authorization", "Origin"}


# -- X21: a tag of one resource is good for another ----------------------------------------------------------------------


@pytest.mark.parametrize("is_versioned", [True, False], ids=["version", "computed"])
def test_x21_a_tag_is_that_of_one_representation(app: Flask, is_versioned: bool):
    class Numbered(Resource):
        def find(self, number: int) -> Any:
            return number

        def get(self, number: int) -> Any:
            return {"number": number}

    class Versioned(Numbered):
        def version(self, item: Any) -> Any:
            return f"version {item}"

    api = Api(app, middleware=[] if is_versioned else [ETag()], emitters=[JSON_EMITTER, YAML_EMITTER])
    api.resource("/<int:number>")(Versioned if is_versioned else Numbered)
    client = app.test_client()
    held = {"If-None-Match": client.get("/1").headers["ETag"]}
    assert client.get("/1", headers=held).status_code == 304
    assert client.get("/2", headers=held).status_code == 200
    assert client.get("/1", headers={**held, "Accept": "application/yaml"}).status_code == 200


# -- X26: JSONP ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["callback", "jsonp", "cb"])
def test_x26_no_answer_is_a_script(app: Flask, name: str):
    response = client_of(app, Thing).get(f"/api/r?{name}=alert", headers={"Accept": "application/javascript, */*"})
    assert "alert" not in response.text and "javascript" not in response.content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"


# -- X27: CORS for everybody, and not where it matters ---------------------------------------------------------------------


def test_x27_a_preflight_needs_no_credentials_and_an_origin_its_name(app: Flask):
    client = client_of(app, Thing, CORS(ORIGIN, credentials=True), bearer)
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    ours, theirs = (client.options("/api/r", headers={**asked, "Origin": origin}) for origin in (ORIGIN, OTHER))
    assert (ours.status_code, ours.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert not [name for name, _ in theirs.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("headers", [GOOD, {}, {"Authorization": "Bearer bad"}], ids=["200", "none", "bad"])
def test_x27_what_is_refused_early_tells_its_origin_too(app: Flask, headers: dict[str, str]):
    client = client_of(app, Thing, CORS(ORIGIN, credentials=True), bearer)
    for origin, allowed in ((ORIGIN, ORIGIN), (OTHER, None), ("app.example", None), ("null", None)):
        response = client.get("/api/r", headers={**headers, "Origin": origin})
        assert (response.headers.get("Access-Control-Allow-Origin"), "Origin" in response.vary) == (allowed, True)


def test_x27_credentials_are_not_for_everybody():
    with pytest.raises(flask_resty.ConfigError):
        CORS("*", credentials=True)


# -- X30: whoever comes is told of all handlers, and of versions -----------------------------------------------------------


def test_x30_a_page_is_for_who_may_read_the_resource(app: Flask):
    client = client_of(app, Thing, bearer, emitters=[JSON_EMITTER, PAGE])
    response = client.get("/api/r", headers={"Accept": "text/html"})
    assert (response.status_code, "Does nothing." in response.text) == (401, False)
    assert "Does nothing." in client.get("/api/r", headers={**GOOD, "Accept": "text/html"}).text


@pytest.mark.parametrize("path", ["/api/r", "/api/none"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "FROB"])
def test_x30_no_answer_tells_what_it_was_made_by(app: Flask, path: str, method: str):
    response = client_of(app, Broken, bearer).open(path, method=method, headers=GOOD)
    told = f"{response.headers}{response.text}".lower()
    assert not [word for word in ("resty", "flask", "werkzeug", "python", "marshmallow", "x-powered-by", "\nserver:") if word in told]


# -- X31: a server with a debugger comes along -----------------------------------------------------------------------------


def calls_of(source: str) -> Iterator[str]:
    """Give the names of what a module calls or imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from (keyword.arg or "" for keyword in node.keywords)
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_x31_nothing_in_the_package_serves_or_debugs():
    modules = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "examples").rglob("*.py")]
    called = {name for module in modules if "tests" not in module.parts for name in calls_of(module.read_text())}
    assert not called & {"run_simple", "use_debugger", "use_evalex", "evalex", "DebuggedApplication", "werkzeug.debug", "debug"}
