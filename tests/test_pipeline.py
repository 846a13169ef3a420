"""The straight line, and the stack around it."""

from __future__ import annotations

from textwrap import indent
from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as BaseResponse

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import Principal
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import source as lines
from flask_resty import streams
from flask_resty import use
from flask_resty import without
from flask_resty.auth import Basic
from flask_resty.middleware import CORS
from flask_resty.source import source

A = "https://a.example"


class Post(Schema):
    title = fields.Str(required=True)


class Telling:
    """A middleware that tells when it runs, and what it sees."""

    def __init__(self, name: str, told: list[Any]) -> None:
        self.name = name
        self.told = told

    def __call__(self, request: Any, next: Any) -> Any:
        self.told.append(f"{self.name} before")
        response = next(request)
        self.told.append(f"{self.name} after {response.status_code}")
        return response


def client_of(app: Flask, resource: type[Resource], **options: Any) -> FlaskClient:
    Api(app, url_prefix="/api", **options).resource("/things")(resource)
    return app.test_client()


def raising(error: Exception) -> type[Resource]:
    class Thing(Resource):
        def get(self) -> Any:
            raise error

    return Thing


class Things(Resource):
    """Two verbs, for everybody."""

    def get(self) -> Any:
        return []

    def delete(self) -> None: ...


# -- the line ----------------------------------------------------------------------------------------------------------


def source_of(resource: type[Resource], rule: str = "/things", **options: Any) -> list[str]:
    api = Api(**options)
    api.resource(rule)(resource)
    app = Flask("tests")
    api.init_app(app)
    (operation,) = api.operations(app)
    return [line.strip() for line in source(operation).splitlines()]


def test_a_step_that_is_not_needed_is_not_there() -> None:
    class Plain(Resource):
        def get(self, slug: str) -> Any:
            return slug

    steps = "\n".join(source_of(Plain, "/<slug>"))
    assert "handle(resource, slug=" in steps
    assert not any(step in steps for step in ("find(", "authorize(", "check_content("))


def test_every_step_that_is_needed_is_there_in_order() -> None:
    class Full(Resource):
        def find(self, slug: str) -> Any: ...

        @requires(lambda principal, item: True)
        @accepts(Post)
        @returns(Post)
        def put(self, item: Any, body: Any, principal: Any) -> Any: ...

    steps = "\n".join(source_of(Full, "/<slug>", middleware=[Basic(verify=print)]))
    names = ("check_content(", "create(", "find(", "not_found(", "authorize(", "negotiate(", "parse(", "handle(", "emit(")
    places = [steps.index(name) for name in names]
    assert places == sorted(places)


def test_a_traceback_shows_the_line(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client_of(app, raising(ValueError("secret"))).get("/api/things")
    assert 'File "<GET /api/things: Thing.get>"' in caplog.text
    assert "handle(resource)" in caplog.text


def test_the_handler_does_not_run_where_the_answer_could_not_be_written(app: Flask) -> None:
    ran: list[Any] = []

    class Thing(Resource):
        def delete(self) -> Any:
            ran.append(self)

    response = client_of(app, Thing).delete("/api/things", headers={"Accept": "image/png"})
    assert (response.status_code, ran) == (406, [])


# -- the stack ---------------------------------------------------------------------------------------------------------


def test_t96_entries_are_an_onion(app: Flask) -> None:
    told: list[Any] = []

    class Thing(Resource):
        def get(self) -> Any:
            told.append("handler")
            return []

    client_of(app, Thing, middleware=[Telling("A", told), Telling("B", told)]).get("/api/things")
    assert told == ["A before", "B before", "handler", "B after 200", "A after 200"]


def test_the_outer_layer_is_around_the_inner_one(app: Flask) -> None:
    told: list[Any] = []

    class Thing(Resource):
        @use(Telling("verb", told))
        def get(self) -> Any:
            return []

    api = Api(app, middleware=[Telling("api", told)])
    outer = Blueprint("outer", __name__, url_prefix="/outer", middleware=[Telling("outer", told)])
    inner = Blueprint("inner", __name__, url_prefix="/inner", middleware=[Telling("inner", told)])
    inner.resource("/things", middleware=[Telling("resource", told)])(Thing)
    outer.register_blueprint(inner)
    api.register_blueprint(outer)
    assert app.test_client().get("/outer/inner/things").status_code == 200
    assert told[:5] == ["api before", "outer before", "inner before", "resource before", "verb before"]


def test_places_come_before_layers(app: Flask) -> None:
    told: list[Any] = []
    api = [use(Telling("inner", told)), use(Telling("gate", told), place="gate")]
    verb = [use(Telling("identity", told), place="identity"), use(Telling("edge", told), place="edge")]

    class Thing(Resource):
        @verb[0]
        @verb[1]
        def get(self) -> Any:
            return []

    client_of(app, Thing, middleware=api).get("/api/things")
    assert told[:4] == ["edge before", "identity before", "gate before", "inner before"]


def test_t17_a_middleware_may_refuse_one_method(app: Flask) -> None:
    def forbid(request: Any, next: Any) -> Any:
        raise Forbidden("Not that.")

    client = client_of(app, Things, middleware=[use(forbid, methods=["DELETE"])])
    refused = client.delete("/api/things")
    assert (refused.status_code, refused.mimetype, refused.json["detail"]) == (403, "application/problem+json", "Not that.")
    assert client.get("/api/things").status_code == 200


@pytest.mark.parametrize("refusal", ["raises", "returns"])
def test_t97_an_outer_entry_sees_what_an_inner_one_refused(app: Flask, refusal: str) -> None:
    told: list[Any] = []

    def refuse(request: Any, next: Any) -> Any:
        if refusal == "returns":
            return Response("no", 403)
        raise Problem(403)

    client = client_of(app, Things, middleware=[CORS(A), Telling("A", told), refuse])
    response = client.get("/api/things", headers={"Origin": A})
    assert (response.status_code, told) == (403, ["A before", "A after 403"])
    assert response.headers["Access-Control-Allow-Origin"] == A


@pytest.mark.parametrize(("methods", "runs"), [(["OPTIONS"], False), (["GET"], True), (["POST", "GET"], True), ("GET", True)])
def test_t98_an_entry_runs_for_its_methods_only(app: Flask, methods: Any, runs: bool) -> None:
    told: list[Any] = []
    client = client_of(app, Things, middleware=[use(Telling("A", told), methods=methods)])
    client.get("/api/things")
    assert bool(told) is runs


def test_an_entry_for_get_is_for_head_too(app: Flask) -> None:
    told: list[Any] = []
    client_of(app, Things, middleware=[use(Telling("A", told), methods=["GET"])]).head("/api/things")
    assert told == ["A before", "A after 200"]


@pytest.mark.parametrize(
    ("error", "status"), [(Problem(409), 409), (Forbidden(), 403), (ValueError("secret"), 500)], ids=["problem", "werkzeug", "unexpected"]
)
def test_an_entry_sees_every_error_as_a_response(app: Flask, error: Exception, status: int) -> None:
    told: list[Any] = []
    response = client_of(app, raising(error), middleware=[Telling("A", told)]).get("/api/things")
    assert (response.status_code, told) == (status, ["A before", f"A after {status}"])


def test_what_an_entry_adds_to_a_500_reaches_the_client(app: Flask) -> None:
    def stamp(request: Any, next: Any) -> Any:
        response = next(request)
        response.headers["X-Stamp"] = "1"
        return response

    response = client_of(app, raising(ValueError()), middleware=[stamp]).get("/api/things")
    assert (response.status_code, response.headers["X-Stamp"]) == (500, "1")


def test_an_entry_may_answer_in_place_of_the_handler(app: Flask) -> None:
    response = client_of(app, raising(AssertionError()), middleware=[lambda request, next: Response("cached")]).get("/api/things")
    assert (response.status_code, response.text) == (200, "cached")


def test_an_entry_may_replace_the_answer(app: Flask) -> None:
    def replace(request: Any, next: Any) -> Any:
        return BaseResponse(next(request).get_data() + b"!", 202)

    response = client_of(app, Things, middleware=[replace]).get("/api/things")
    assert (response.status_code, response.text) == (202, "[]!")


def test_an_entry_sees_a_stream_as_a_response(app: Flask) -> None:
    told: list[Any] = []

    class Thing(Resource):
        @streams(fields.Int())
        def get(self) -> Any:
            yield from range(3)

    assert client_of(app, Thing, middleware=[Telling("A", told)]).get("/api/things").json == [0, 1, 2]
    assert told == ["A before", "A after 200"]


@pytest.mark.parametrize("nonsense", [None, "text", ({}, 200), 7])
def test_an_entry_that_returns_no_response_is_a_500(app: Flask, caplog: pytest.LogCaptureFixture, nonsense: Any) -> None:
    def broken(request: Any, next: Any) -> Any:
        return nonsense

    assert client_of(app, Things, middleware=[broken]).get("/api/things").status_code == 500
    assert "broken returned" in caplog.text
    assert "Return next(request), or a response." in caplog.text


def test_an_entry_may_be_async(app: Flask) -> None:
    async def refuse(request: Any, next: Any) -> Any:
        raise Problem(503)

    assert client_of(app, Things, middleware=[refuse]).get("/api/things").status_code == 503


def test_an_entry_that_is_taken_away_does_not_run(app: Flask) -> None:
    told: list[Any] = []
    telling = Telling("A", told)

    class Thing(Resource):
        @without(telling)
        def get(self) -> Any:
            return []

    client_of(app, Thing, middleware=[telling]).get("/api/things")
    assert told == []


# -- CORS, authentication and rules in the stack -----------------------------------------------------------------------


def ada_only(name: str, password: str) -> Principal | None:
    people = {"ada": ["admin"], "bob": ["reader"]}
    return Principal(id=name, roles=frozenset(people[name])) if name in people and password == "x" else None


BASIC = Basic(verify=ada_only, realm="Blog")


def test_t99_a_preflight_is_answered_before_anybody_asks_who_calls(app: Flask) -> None:
    class Thing(Resource):
        def put(self) -> None: ...

    client = client_of(app, Thing, middleware=[CORS(A, max_age=600), BASIC])
    response = client.options("/api/things", headers={"Origin": A, "Access-Control-Request-Method": "PUT"})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (204, A)
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]
    assert (response.headers["Access-Control-Max-Age"], "Origin" in response.vary) == ("600", True)


@pytest.mark.parametrize(
    ("method", "path", "auth", "status"),
    [
        ("GET", "/api/things", ("ada", "x"), 200),
        ("GET", "/api/things", None, 401),
        ("GET", "/api/nowhere", None, 404),
        ("PUT", "/api/things", None, 405),
        ("FROB", "/api/things", None, 501),
        ("GET", "/api/things?zzz=1", ("ada", "x"), 422),
        ("POST", "/api/things", ("ada", "x"), 500),
    ],
)
def test_t100_a16_every_outcome_says_who_may_read_it(app: Flask, method: str, path: str, auth: Any, status: int) -> None:
    class Thing(Resource):
        def get(self) -> Any:
            return []

        def post(self) -> Any:
            raise ValueError

    client = client_of(app, Thing, middleware=[CORS(A), BASIC])
    ours = client.open(path, method=method, auth=auth, headers={"Origin": A})
    theirs = client.open(path, method=method, auth=auth, headers={"Origin": "https://evil.example"})
    assert (ours.status_code, ours.headers["Access-Control-Allow-Origin"], "Origin" in ours.vary) == (status, A, True)
    assert ("Access-Control-Allow-Origin" in theirs.headers, "Origin" in theirs.vary) == (False, True)


@pytest.mark.parametrize("authorization", [None, "Basicxxx", "Basic bm9jb2xvbg==", "Basic !!!", "Basic", "Basic YWRhOnk="])
def test_t76_bad_basic_credentials_are_401_with_a_challenge(app: Flask, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = client_of(app, Things, middleware=[BASIC]).get("/api/things", headers=headers)
    assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"] == 'Basic realm="Blog", charset="UTF-8"'


@pytest.mark.parametrize(("auth", "status"), [(None, 401), (("bob", "x"), 403), (("ada", "x"), 204)], ids=["anonymous", "bob", "ada"])
def test_t80_a_role_lets_in(app: Flask, auth: Any, status: int) -> None:
    class Thing(Resource):
        @requires(role="admin")
        def delete(self) -> None: ...

    assert client_of(app, Thing, middleware=[BASIC]).delete("/api/things", auth=auth).status_code == status


def test_public_lifts_the_401_of_the_anonymous_only(app: Flask) -> None:
    class Thing(Resource):
        @public
        def get(self) -> Any:
            return []

    client = client_of(app, Thing, middleware=[BASIC])
    assert [client.get("/api/things", auth=auth).status_code for auth in (None, ("ada", "x"), ("ada", "y"))] == [200, 200, 401]


# -- what is registered late, and what is compiled once ----------------------------------------------------------------


def test_an_operation_is_bound_once_and_not_before_its_first_request(app: Flask) -> None:
    bound: list[Any] = []

    class Counting(CORS):
        def bind(self, seat: Any) -> Any:
            bound.append((seat.endpoint, seat.method))
            return super().bind(seat)

    client = client_of(app, Things, middleware=[Counting("*")])
    assert bound == []
    client.get("/api/things")
    client.get("/api/things")
    assert bound == [("things", "GET")]


def test_one_api_in_two_apps_answers_in_both() -> None:
    api = Api(url_prefix="/api")
    api.resource("/things")(Things)
    for name in ("one", "two"):
        app = Flask(name)
        api.init_app(app)
        assert app.test_client().get("/api/things").json == []


def test_the_line_is_what_the_module_says(app: Flask) -> None:
    class Thing(Resource):
        def find(self, slug: str) -> Any: ...

        def version(self, item: Any) -> Any: ...

        @returns(Post)
        def get(self, item: Any) -> Any: ...

        @accepts(Post)
        @requires(lambda principal, item: True)
        def put(self, item: Any, body: Any) -> Any: ...

    api = Api(app, middleware=[Basic(lambda name, password: name)])
    api.resource("/<slug>", require_match=True)(Thing)
    for operation in api.operations(app):
        assert indent(source(operation), "    ") in str(lines.__doc__)
