"""From an exception to the answer that the client sees."""

from __future__ import annotations

import logging
from datetime import date
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask import abort
from flask import got_request_exception
from flask import redirect
from flask import request
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequestKeyError
from werkzeug.exceptions import Conflict
from werkzeug.exceptions import Forbidden
from werkzeug.exceptions import Gone
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.exceptions import NotFound
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.exceptions import TooManyRequests
from werkzeug.exceptions import Unauthorized
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.auth import Basic


class Post(Schema):
    title = fields.Str(required=True)


class Missing(LookupError):
    """An exception of the domain."""


class Archived(Missing):
    """A nearer one."""


class SoldOut(Problem):
    status = 409
    type = "https://example.com/problems/sold-out"
    schema = Schema.from_dict({"seats": fields.Int(required=True)})


def api_raising(app: Flask, error: Exception, **options: Any) -> Api:
    """Give an Api whose only resource, at ``/``, raises something."""
    api = Api(app, **options)

    @api.resource("/")
    class Thing(Resource):
        @accepts(Post, "query")
        def put(self, query: Any) -> None:
            raise AssertionError

        @returns(Post)
        def get(self) -> Any:
            raise error

    return api


def raised(app: Flask, error: Exception, **options: Any) -> Any:
    api_raising(app, error, **options)
    return app.test_client().get("/")


# -- problems and exceptions of Werkzeug -------------------------------------------------------------------------------


def test_t16_a_raised_problem_is_a_problem_document(app: Flask) -> None:
    response = raised(app, Problem(404, "There is no such post."))
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.json == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "There is no such post."}
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_t16_a_raised_exception_of_werkzeug_is_one_too(app: Flask) -> None:
    response = raised(app, NotFound("There is no such post."))
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.json["detail"] == "There is no such post."


@pytest.mark.parametrize("status", [400, 404, 409, 410, 418, 451, 503])
def test_abort_is_a_problem(app: Flask, status: int) -> None:
    api = Api(app)

    @api.resource("/")
    class Thing(Resource):
        def get(self) -> None:
            abort(status)

    response = app.test_client().get("/")
    assert (response.status_code, response.json["status"], response.mimetype) == (status, status, "application/problem+json")


def test_t22_extra_data_is_in_the_document_in_types_that_json_has_not(app: Flask) -> None:
    problem = Problem(400, custom_message="x", price=Decimal("1.10"), day=date(2030, 1, 2), when=datetime(2030, 1, 2, 3), huge=2**70)
    document = raised(app, problem).json
    assert document["status"] == 400
    assert (document["custom_message"], document["price"], document["day"]) == ("x", "1.10", "2030-01-02")
    assert (document["when"], document["huge"]) == ("2030-01-02T03:00:00", 2**70)


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "a b"})), "WWW-Authenticate", 'Basic realm="a b"'),
        (TooManyRequests(retry_after=20), "Retry-After", "20"),
        (ServiceUnavailable(retry_after=20), "Retry-After", "20"),
        (MethodNotAllowed(["GET"]), "Allow", "GET"),
        (Problem(503, headers={"Retry-After": "7"}), "Retry-After", "7"),
    ],
    ids=["401", "429", "503", "405", "problem"],
)
def test_header_fields_of_an_error_are_kept(app: Flask, error: Exception, name: str, value: str) -> None:
    assert raised(app, error).headers[name] == value


def test_a_key_that_a_handler_missed_in_the_request_is_a_400(app: Flask) -> None:
    assert raised(app, BadRequestKeyError("key")).status_code == 400


# -- answers that are raised -------------------------------------------------------------------------------------------


class MovedPermanently(HTTPException):
    code = 301

    def get_headers(self, *args: Any) -> Any:
        return [("Location", "/new")]

    def get_body(self, *args: Any) -> str:
        return ""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_t20_t21_a_raised_redirect_is_that_redirect(app: Flask, status: int) -> None:
    response = raised(app, HTTPException(response=redirect("/new", status)))
    assert (response.status_code, response.headers["Location"]) == (status, "/new")


@pytest.mark.parametrize("status", [301, 307, 308])
def test_t20_t21_a_returned_redirect_is_that_redirect(app: Flask, status: int) -> None:
    api = Api(app)

    @api.resource("/")
    class Thing(Resource):
        @returns(Post)
        def get(self) -> Any:
            return redirect("/new", status)

    response = app.test_client().get("/")
    assert (response.status_code, response.headers["Location"]) == (status, "/new")


@pytest.mark.parametrize(("error", "status"), [(MovedPermanently(), 301), (RequestRedirect("/new"), 308)], ids=["301", "308"])
def test_t21_an_exception_with_a_status_of_a_redirect_is_one(app: Flask, error: Exception, status: int) -> None:
    response = raised(app, error)
    assert (response.status_code, response.headers["Location"]) == (status, "/new")


def test_a_response_may_be_aborted_with(app: Flask) -> None:
    response = raised(app, HTTPException(response=Response("wait", 202, {"X": "y"})))
    assert (response.status_code, response.text, response.headers["X"]) == (202, "wait", "y")


def test_no_errorhandler_is_asked_about_a_redirect(app: Flask) -> None:
    api = api_raising(app, HTTPException(response=redirect("/new", 307)))
    api.errorhandler(Exception)(lambda error: ("handled", 500))
    assert app.test_client().get("/").status_code == 307


# -- unexpected --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError("secret"), TypeError("secret"), RecursionError("secret"), KeyError("secret")])
def test_t18_t19_an_unexpected_error_is_a_500_that_says_nothing(app: Flask, error: Exception) -> None:
    response = raised(app, error)
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json.keys() == {"type", "title", "status", "detail", "instance"}
    assert response.json["instance"].startswith("urn:uuid:")
    assert "secret" not in response.text
    assert type(error).__name__ not in response.text


def test_the_log_has_the_traceback_and_what_the_client_was_told(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    response = raised(app, ValueError("secret"))
    (record,) = caplog.records
    assert (record.name, record.levelno) == (app.name, logging.ERROR)
    assert "ValueError: secret" in caplog.text
    assert "Traceback" in caplog.text
    assert f"The client was told of this error as {response.json['instance']}." in caplog.text


def test_no_two_errors_have_the_same_name(app: Flask) -> None:
    api_raising(app, ValueError())
    client = app.test_client()
    assert client.get("/").json["instance"] != client.get("/").json["instance"]


def test_flask_tells_its_signal_and_teardowns_of_the_error(app: Flask) -> None:
    error, told = ValueError("secret"), []
    app.teardown_request(told.append)
    with got_request_exception.connected_to(lambda sender, exception: told.append(exception), app):
        assert raised(app, error).status_code == 500
    assert told == [error, error]


def test_no_teardown_is_told_of_a_problem(app: Flask) -> None:
    told: list[Any] = []
    app.teardown_request(told.append)
    raised(app, Problem(409))
    assert told == [None]


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_an_unexpected_error_propagates_where_flask_lets_it(app: Flask, setting: str) -> None:
    app.config[setting] = True
    with pytest.raises(ValueError, match="secret"):
        raised(app, ValueError("secret"))


def test_a_problem_never_propagates(app: Flask) -> None:
    app.config["TESTING"] = True
    assert raised(app, Problem(409)).status_code == 409


def test_an_unexpected_error_of_a_middleware_is_a_500_too(app: Flask) -> None:
    def broken(request: Any, next: Any) -> Any:
        raise ValueError("secret")

    response = raised(app, Problem(409), middleware=[broken])
    assert (response.status_code, "instance" in response.json) == (500, True)


def test_the_log_tells_of_the_first_error_where_a_middleware_fails_after_it(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: Any, next: Any) -> Any:
        next(request)
        raise ValueError("consequence")

    response = raised(app, ValueError("cause"), middleware=[broken])
    assert "ValueError: cause" in caplog.text
    assert response.json["instance"] in caplog.text


# -- problem types -----------------------------------------------------------------------------------------------------


def test_a_problem_type_promises_its_members_by_its_schema(app: Flask) -> None:
    response = raised(app, SoldOut(detail="Row 3 is full.", seats=0, secret="x"))
    assert (response.status_code, response.mimetype) == (409, "application/problem+json")
    assert response.json == {
        "type": "https://example.com/problems/sold-out",
        "title": "Conflict",
        "status": 409,
        "detail": "Row 3 is full.",
        "seats": 0,
    }


@pytest.mark.parametrize("members", [{}, {"seats": "0"}, {"seats": None}], ids=["missing", "text", "null"])
def test_a_problem_that_breaks_the_promise_of_its_type_is_a_500(app: Flask, caplog: pytest.LogCaptureFixture, members: Any) -> None:
    response = raised(app, SoldOut(**members))
    assert response.status_code == 500
    assert response.json["instance"] in caplog.text
    assert "ContractError" in caplog.text


def test_the_check_of_problem_types_may_be_relaxed(app: Flask) -> None:
    app.config["RESTY_CHECK_RESPONSES"] = "off"
    assert raised(app, SoldOut()).status_code == 409


def test_members_that_cannot_be_written_are_a_500(app: Flask) -> None:
    response = raised(app, Problem(409, thing=object()))
    assert (response.status_code, "instance" in response.json) == (500, True)


# -- errorhandler ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (Problem(410, "Gone."), 410, {"type": "about:blank", "title": "Gone", "status": 410, "detail": "Gone."}),
        ({"error": "x"}, 500, {"error": "x"}),
        (({"error": "x"}, 404), 404, {"error": "x"}),
        ((HTTPStatus.NOT_FOUND, {"error": "x"}), 404, {"error": "x"}),
        (({"error": "x"}, 404, {"X": "y"}), 404, {"error": "x"}),
        (({"error": "x"}, {"X": "y"}), 500, {"error": "x"}),
        ("text", 500, "text"),
        (HTTPStatus.NOT_FOUND, 404, {"type": "about:blank", "title": "Not Found", "status": 404}),
        (HTTPStatus.NO_CONTENT, 204, None),
        ((None, 202), 202, None),
        (Response('{"a": 1}', 418, mimetype="application/json"), 418, {"a": 1}),
        ((Response('{"a": 1}', mimetype="application/json"), 419), 419, {"a": 1}),
        (BaseResponse('{"a": 1}', 418, mimetype="application/json"), 418, {"a": 1}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Response | BaseResponse | Problem) else None,
)
def test_an_errorhandler_returns_what_a_handler_may(app: Flask, answer: Any, status: int, body: Any) -> None:
    api_raising(app, Missing()).errorhandler(Missing)(lambda error: answer)
    response = app.test_client().get("/")
    assert (response.status_code, response.get_json(silent=True)) == (status, body)
    assert response.headers.get("X") == ("y" if isinstance(answer, tuple) and {"X": "y"} in answer else None)


def test_an_errorhandler_gets_the_exception(app: Flask) -> None:
    api_raising(app, Missing("post 7")).errorhandler(Missing)(lambda error: (str(error), 404))
    assert app.test_client().get("/").json == "post 7"


def test_an_errorhandler_may_be_async(app: Flask) -> None:
    api = api_raising(app, Missing())

    @api.errorhandler(Missing)
    async def missing(error: Missing) -> Any:
        return {"path": request.path}, 404

    assert app.test_client().get("/").json == {"path": "/"}


def test_an_errorhandler_stays_what_it_is(app: Flask) -> None:
    def missing(error: Missing) -> Any:
        return "missing", 404

    assert Api(app).errorhandler(Missing)(missing) is missing


def test_the_errorhandler_of_the_nearest_class_is_asked(app: Flask) -> None:
    api = api_raising(app, Archived())
    for cls in (Exception, Missing, LookupError):
        api.errorhandler(cls)(lambda error, name=cls.__name__: (name, 404))
    assert app.test_client().get("/").json == "Missing"


def test_no_errorhandler_of_another_class_is_asked(app: Flask) -> None:
    api_raising(app, Missing()).errorhandler(Archived)(lambda error: ("archived", 404))
    assert app.test_client().get("/").status_code == 500


def test_an_expected_exception_is_not_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    api_raising(app, Missing()).errorhandler(Missing)(lambda error: Problem(404))
    app.test_client().get("/")
    assert caplog.records == []


@pytest.mark.parametrize("error", [Problem(409, "Taken."), Conflict("Taken.")], ids=["problem", "werkzeug"])
@pytest.mark.parametrize("what", [409, Conflict, Problem, HTTPException, Exception])
def test_an_errorhandler_of_a_status_gets_every_error_of_it(app: Flask, error: Exception, what: Any) -> None:
    api_raising(app, error).errorhandler(what)(lambda error: {"said": error.description})
    response = app.test_client().get("/")
    assert (response.status_code, response.json) == (409, {"said": "Taken."})


def test_an_errorhandler_of_a_status_gets_a_problem(app: Flask) -> None:
    seen: list[Any] = []
    api_raising(app, Conflict()).errorhandler(409)(lambda error: seen.append(type(error)) or "x")
    app.test_client().get("/")
    assert seen == [Problem]


@pytest.mark.parametrize(
    ("keys", "asked"),
    [((SoldOut, 409, Problem, Exception), SoldOut), ((409, Problem, Exception), 409), ((Problem, Exception), Problem)],
)
def test_a_class_of_ones_own_comes_before_the_status_and_the_status_before_all_errors(app: Flask, keys: Any, asked: Any) -> None:
    api = api_raising(app, SoldOut(seats=0))
    for key in keys:
        api.errorhandler(key)(lambda error, key=key: str(key))
    assert app.test_client().get("/").json == str(asked)


def test_an_errorhandler_of_another_status_is_not_asked(app: Flask) -> None:
    api_raising(app, Problem(409)).errorhandler(404)(lambda error: "not found")
    assert app.test_client().get("/").json["status"] == 409


@pytest.mark.parametrize(
    "answer", [{"error": "x"}, ({"error": "x"}, 401), Problem(401), Response("page", 401)], ids=["data", "tuple", "problem", "page"]
)
def test_an_error_in_other_words_keeps_the_header_fields_that_http_demands(app: Flask, answer: Any) -> None:
    error = Unauthorized(www_authenticate=[WWWAuthenticate("basic", {"realm": "a b"}), WWWAuthenticate("bearer", {"realm": "a b"})])
    api_raising(app, error).errorhandler(401)(lambda problem: answer)
    response = app.test_client().get("/")
    assert response.status_code == 401
    assert response.headers.getlist("WWW-Authenticate") == ['Basic realm="a b"', 'Bearer realm="a b"']


def test_a_405_in_other_words_keeps_allow(app: Flask) -> None:
    api_raising(app, Problem(409)).errorhandler(405)(lambda problem: {"error": "x"})
    response = app.test_client().delete("/")
    assert (response.status_code, response.json, response.headers["Allow"]) == (405, {"error": "x"}, "GET, HEAD, OPTIONS, PUT")


def test_an_errorhandler_may_replace_a_header_field(app: Flask) -> None:
    api_raising(app, TooManyRequests(retry_after=20)).errorhandler(429)(lambda problem: ("wait", 429, {"Retry-After": "60"}))
    assert app.test_client().get("/").headers.getlist("Retry-After") == ["60"]


def test_an_error_that_becomes_another_one_leaves_its_header_fields_behind(app: Flask) -> None:
    api_raising(app, Unauthorized(www_authenticate=WWWAuthenticate("basic"))).errorhandler(401)(lambda problem: Problem(404))
    response = app.test_client().get("/")
    assert (response.status_code, "WWW-Authenticate" in response.headers) == (404, False)


@pytest.mark.parametrize("error", [Problem(410, "For good."), Gone("For good.")], ids=["problem", "werkzeug"])
def test_an_errorhandler_may_raise_what_it_would_return(app: Flask, error: Exception) -> None:
    api = api_raising(app, Missing())

    @api.errorhandler(Missing)
    def missing(_: Missing) -> Any:
        raise error

    response = app.test_client().get("/")
    assert (response.status_code, response.json["detail"]) == (410, "For good.")


def test_an_errorhandler_may_raise_a_redirect(app: Flask) -> None:
    api = api_raising(app, Missing())

    @api.errorhandler(Missing)
    def missing(error: Missing) -> Any:
        abort(redirect("/new", 308))

    assert app.test_client().get("/").status_code == 308


@pytest.mark.parametrize("what", [Missing, Exception, 500])
def test_an_errorhandler_that_fails_is_a_500_and_is_not_asked_again(app: Flask, caplog: pytest.LogCaptureFixture, what: Any) -> None:
    asked: list[Exception] = []
    api = api_raising(app, Problem(500) if what == 500 else Missing(), middleware=[lambda request, next: next(request)] * 2)

    @api.errorhandler(what)
    def broken(error: Exception) -> Any:
        asked.append(error)
        raise ValueError("secret")

    response = app.test_client().get("/")
    assert (response.status_code, len(asked)) == (500, 1)
    assert response.json["instance"] in caplog.text
    assert "ValueError: secret" in caplog.text


def test_an_errorhandler_that_returns_nothing_is_a_500(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    api_raising(app, Missing()).errorhandler(Missing)(lambda error: None)
    assert app.test_client().get("/").status_code == 500
    assert "The errorhandler for Missing returned None." in caplog.text


def test_an_errorhandler_may_be_registered_after_the_first_request(app: Flask) -> None:
    api = api_raising(app, Missing())
    client = app.test_client()
    client.get("/")
    api.errorhandler(Missing)(lambda error: Problem(404))
    assert client.get("/").status_code == 404


# -- the app's own handlers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [Missing, LookupError, Exception])
def test_the_app_is_asked_next(app: Flask, caplog: pytest.LogCaptureFixture, what: type[Exception]) -> None:
    app.register_error_handler(what, lambda error: ("by the app", 404))
    response = raised(app, Missing())
    assert (response.status_code, response.text, caplog.records) == (404, "by the app", [])


def test_the_api_is_asked_before_the_app(app: Flask) -> None:
    app.register_error_handler(Missing, lambda error: ("by the app", 404))
    api_raising(app, Missing()).errorhandler(Missing)(lambda error: ("by the api", 404))
    assert app.test_client().get("/").json == "by the api"


@pytest.mark.parametrize("what", [HTTPException, NotFound, 404, Exception])
def test_the_app_is_not_asked_about_errors_of_http(app: Flask, what: Any) -> None:
    app.register_error_handler(what, lambda error: ("by the app", 404))
    assert raised(app, Problem(404)).mimetype == "application/problem+json"


def test_the_page_of_the_app_for_500_is_not_taken(app: Flask) -> None:
    app.register_error_handler(500, lambda error: ("by the app", 500))
    assert raised(app, ValueError()).mimetype == "application/problem+json"


def test_a_handler_of_the_app_that_fails_is_a_500(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.errorhandler(Missing)
    def broken(error: Missing) -> Any:
        raise ValueError("secret")

    response = raised(app, Missing())
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "ValueError: secret" in caplog.text
    assert response.json["instance"] in caplog.text


def test_a_handler_of_the_app_may_abort(app: Flask) -> None:
    @app.errorhandler(Missing)
    def missing(error: Missing) -> Any:
        abort(404)

    response = raised(app, Missing())
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_the_traceback_tells_of_the_error_and_not_of_whom_we_asked(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    raised(app, ValueError("secret"))
    assert "_ask_app" not in caplog.text


# -- a shape of one's own ----------------------------------------------------------------------------------------------


def old_shape(problem: Problem) -> Any:
    return {"code": problem.code, "message": problem.detail, "fields": [fault.pointer for fault in problem.errors]}


@pytest.fixture
def shaped(app: Flask) -> FlaskClient:
    """An Api that keeps a shape of its own, with an error for every occasion."""
    api = Api(app, url_prefix="/api", problem=old_shape)

    @api.resource("/locked", middleware=[Basic(verify=lambda name, password: None)])
    class Locked(Resource):
        def get(self) -> None: ...

    @api.resource("/posts/<id>")
    class PostItem(Resource):
        def find(self, id: str) -> Any:
            return None if id == "none" else id

        @returns(Post)
        def get(self, item: Any) -> Any:
            raise {"conflict": Problem(409, "Taken."), "aborted": Forbidden("No."), "error": ValueError("secret")}[item]

        @accepts(Post)
        def put(self, body: Any) -> None: ...

    return app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/api/nowhere", {}, 404),
        ("DELETE", "/api/posts/1", {}, 405),
        ("FROB", "/api/posts/1", {}, 501),
        ("GET", "/api/locked", {}, 401),
        ("GET", "/api/posts/none", {}, 404),
        ("GET", "/api/posts/1", {"headers": {"Accept": "image/png"}}, 406),
        ("PUT", "/api/posts/1", {"data": "x", "content_type": "text/plain"}, 415),
        ("PUT", "/api/posts/1", {"data": "{", "content_type": "application/json"}, 400),
        ("PUT", "/api/posts/1", {"json": {}}, 422),
        ("GET", "/api/posts/conflict", {}, 409),
        ("GET", "/api/posts/aborted", {}, 403),
        ("GET", "/api/posts/error", {}, 500),
    ],
)
def test_a_shape_of_the_app_is_everywhere(shaped: FlaskClient, method: str, path: str, options: Any, status: int) -> None:
    response = shaped.open(path, method=method, **options)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert response.json.keys() == {"code", "message", "fields"}
    assert response.json["code"] == status


def test_a_shape_gets_the_mistakes(shaped: FlaskClient) -> None:
    assert shaped.put("/api/posts/1", json={"titel": "x"}).json["fields"] == ["/title", "/titel"]


def test_a_shape_keeps_the_header_fields(shaped: FlaskClient) -> None:
    assert shaped.delete("/api/posts/1").headers["Allow"] == "GET, HEAD, OPTIONS, PUT"
    assert shaped.get("/api/locked").headers["WWW-Authenticate"].startswith("Basic realm=")


def test_a_problem_that_an_errorhandler_gives_has_the_shape(app: Flask) -> None:
    api_raising(app, Missing(), problem=old_shape).errorhandler(Missing)(lambda error: Problem(404, "Gone."))
    assert app.test_client().get("/").json == {"code": 404, "message": "Gone.", "fields": []}


def test_a_shape_that_fails_gives_way_to_the_problem_document(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    response = raised(app, Problem(409), problem=lambda problem: problem.nonsense)
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json["instance"] in caplog.text
    assert "AttributeError" in caplog.text
