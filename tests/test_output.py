"""What a handler returned, as the client gets it."""

from __future__ import annotations

import logging
from collections import namedtuple
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from http.client import IncompleteRead
from typing import Any
from urllib.request import urlopen

import pytest
from flask import Flask
from flask import Response
from flask import make_response
from flask import request
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BaseResponse

from flask_resty import Api
from flask_resty import Emitter
from flask_resty import Envelope
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import returns
from flask_resty import streams
from flask_resty.errors import ContractError
from flask_resty.media import JSON_EMITTER
from flask_resty.media import Ready
from flask_resty.output import unpack


class Post(Schema):
    id = fields.Int()
    title = fields.Str()


class Wrong(Schema):
    reason = fields.Str()


POST = {"id": 1, "title": "Dune"}
Point = namedtuple("Point", "x y")


def client_of(app: Flask, get: Callable[..., Any], **options: Any) -> FlaskClient:
    """Serve one handler at ``/``."""
    Api(app, **options).resource("/")(type("Thing", (Resource,), {"get": get}))
    return app.test_client()


def giving(result: Any, *decorators: Callable[[Any], Any]) -> Callable[..., Any]:
    """Give a handler that returns something."""

    def get(self: Any) -> Any:
        return result

    for decorator in decorators:
        get = decorator(get)
    return get


# -- taking apart ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "parts"),
    [
        ("text", ("text", None, None)),
        ([1, 2], ([1, 2], None, None)),
        (201, (201, None, None)),
        (({"a": 1}, 201), ({"a": 1}, 201, None)),
        (({"a": 1}, HTTPStatus.CREATED), ({"a": 1}, 201, None)),
        (({"a": 1}, 201, {"X": "y"}), ({"a": 1}, 201, {"X": "y"})),
        (({"a": 1}, {"X": "y"}), ({"a": 1}, None, {"X": "y"})),
        (({"a": 1}, [("X", "y")]), ({"a": 1}, None, [("X", "y")])),
        ((HTTPStatus.CONFLICT, {"a": 1}), ({"a": 1}, 409, None)),
        ((HTTPStatus.CONFLICT, {"a": 1}, {"X": "y"}), ({"a": 1}, 409, {"X": "y"})),
        ((5, 201), (5, 201, None)),
        (Point(1, 2), (Point(1, 2), None, None)),
    ],
)
def test_every_return_form_is_taken_apart(result: Any, parts: tuple[Any, Any, Any]) -> None:
    assert unpack(result) == parts


def test_headers_of_werkzeug_are_header_fields() -> None:
    headers = Headers({"X": "y"})
    assert unpack((1.5, headers)) == (1.5, None, headers)


@pytest.mark.parametrize("result", [(), (1,), (1, 2, 3, 4), ("a", "b"), (404, {"a": 1}), ({"a": 1}, True), ({"a": 1}, {1, 2})])
def test_any_other_plain_tuple_is_a_mistake_of_the_developer(result: Any) -> None:
    with pytest.raises(ContractError, match="A tuple must be"):
        unpack(result)


# -- nothing declared --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [[], {}, [1, "two", None], {"a": [True]}, "text", 7, 1.5, False])
def test_t14_any_data_goes_out_as_it_is(app: Flask, data: Any) -> None:
    response = client_of(app, giving(data)).get("/")
    assert (response.status_code, response.mimetype, response.json) == (200, "application/json", data)


def test_a_string_is_json_data(app: Flask) -> None:
    assert client_of(app, giving("<b>")).get("/").data == b'"<b>"'


def test_a_named_tuple_is_data(app: Flask) -> None:
    assert client_of(app, giving(Point(1, 201))).get("/").json == [1, 201]


def test_a_bare_number_first_is_not_a_status(app: Flask) -> None:
    assert client_of(app, giving((404, {"error": "x"}))).get("/").status_code == 500


@pytest.mark.parametrize(
    ("result", "status"),
    [(None, 204), (HTTPStatus.NO_CONTENT, 204), (HTTPStatus.RESET_CONTENT, 205), (HTTPStatus.NOT_MODIFIED, 304), ((None, 202), 202)],
)
def test_t13_an_answer_without_content_has_no_type(app: Flask, result: Any, status: int) -> None:
    response = client_of(app, giving(result)).get("/")
    assert (response.status_code, response.data) == (status, b"")
    assert "Content-Type" not in response.headers
    assert response.headers.get("Content-Length") in ((None,) if status in {204, 304} else ("0",))


@pytest.mark.parametrize(
    "result",
    [
        (POST, 201, {"Location": "/posts/1"}),
        (POST, HTTPStatus.CREATED, [("Location", "/posts/1")]),
        (HTTPStatus.CREATED, POST, {"Location": "/posts/1"}),
    ],
)
def test_t15_status_and_header_fields_may_be_named(app: Flask, result: Any) -> None:
    response = client_of(app, giving(result)).get("/")
    assert (response.status_code, response.json, response.headers["Location"]) == (201, POST, "/posts/1")


def test_data_and_header_fields_may_be_named_without_a_status(app: Flask) -> None:
    response = client_of(app, giving((POST, {"X-Total": "1"}))).get("/")
    assert (response.status_code, response.headers["X-Total"]) == (200, "1")


def test_a_bare_error_status_is_a_problem(app: Flask) -> None:
    response = client_of(app, giving(HTTPStatus.CONFLICT)).get("/")
    assert (response.status_code, response.mimetype, response.json["title"]) == (409, "application/problem+json", "Conflict")


def test_a_header_field_with_a_line_break_is_a_500(app: Flask) -> None:
    response = client_of(app, giving((POST, {"X": "a\r\nSet-Cookie: b=c"}))).get("/")
    assert (response.status_code, response.headers.getlist("Set-Cookie")) == (500, [])


@pytest.mark.parametrize("data", [float("nan"), float("inf"), [float("nan")], "\ud800", object(), {1, 2}])
def test_a5_what_json_cannot_say_is_a_500(app: Flask, data: Any) -> None:
    assert client_of(app, giving(data)).get("/").status_code == 500


# -- responses of Flask ------------------------------------------------------------------------------------------------


def test_a_response_is_left_as_it_is(app: Flask) -> None:
    def get(self: Any) -> Response:
        response = make_response("<p>page</p>", 418, {"X": "y"})
        response.set_cookie("a", "b")
        return response

    response = client_of(app, get).get("/")
    assert (response.status_code, response.text, response.mimetype, response.headers["X"]) == (418, "<p>page</p>", "text/html", "y")
    assert response.headers["Set-Cookie"] == "a=b; Path=/"
    # All that it gets is that no browser guesses at it, unless it says so itself.
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in response.headers


def test_a_response_is_no_data_of_a_contract(app: Flask) -> None:
    get = giving(Response("id,title", mimetype="text/csv"), returns(Post))
    assert client_of(app, get).get("/").mimetype == "text/csv"


def test_status_and_header_fields_are_put_on_a_response(app: Flask) -> None:
    response = client_of(app, giving((Response("made"), 201, {"X": "y"}))).get("/")
    assert (response.status_code, response.text, response.headers["X"]) == (201, "made", "y")


def test_a_response_of_werkzeug_becomes_one_of_the_app(app: Flask) -> None:
    seen: list[type] = []

    def watch(request: Any, next: Any) -> Any:
        response = next(request)
        seen.append(type(response))
        return response

    response = client_of(app, giving(BaseResponse("plain", 400, mimetype="text/html")), middleware=[watch], url_prefix="/").get("/")
    assert (response.status_code, response.text, seen) == (400, "plain", [Response])


def test_the_response_class_of_the_app_is_used(app: Flask) -> None:
    class Stamped(Response):
        default_mimetype = "text/plain"

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.headers["X-Stamp"] = "1"

    app.response_class = Stamped
    client = client_of(app, giving(POST))
    assert [client.get(path).headers.get("X-Stamp") for path in ("/", "/?a=1")] == ["1", "1"]


# -- promises ----------------------------------------------------------------------------------------------------------


def test_the_one_declared_success_is_the_status_of_bare_data(app: Flask) -> None:
    response = client_of(app, giving(POST, returns(Post, 201), returns(Wrong, 409))).get("/")
    assert (response.status_code, response.json) == (201, POST)


@pytest.mark.parametrize("status", [200, 201])
def test_with_several_successes_the_handler_names_one(app: Flask, status: int) -> None:
    response = client_of(app, giving((POST, status), returns(Post), returns(Post, 201))).get("/")
    assert (response.status_code, response.json) == (status, POST)


def test_each_status_has_its_own_schema(app: Flask) -> None:
    get = giving((HTTPStatus.CONFLICT, {"reason": "taken", "title": "secret"}), returns(Post), returns(Wrong, 409))
    response = client_of(app, get).get("/")
    assert (response.status_code, response.json) == (409, {"reason": "taken"})


def test_a_list_is_returned_by_a_schema_for_many(app: Flask) -> None:
    assert client_of(app, giving(iter([POST, POST]), returns(Post(many=True)))).get("/").json == [POST, POST]


def test_a_field_is_a_schema(app: Flask) -> None:
    assert client_of(app, giving([1, 2], returns(fields.List(fields.Int())))).get("/").json == [1, 2]


def test_none_is_data_where_the_schema_allows_it(app: Flask) -> None:
    response = client_of(app, giving(None, returns(fields.Raw(allow_none=True)))).get("/")
    assert (response.status_code, response.data) == (200, b"null")


def test_nothing_is_returned_where_nothing_is_declared(app: Flask) -> None:
    response = client_of(app, giving(None, returns(None))).get("/")
    assert (response.status_code, response.data, "Content-Type" in response.headers) == (204, b"", False)


def test_an_empty_error_may_be_declared(app: Flask) -> None:
    response = client_of(app, giving(HTTPStatus.GONE, returns(Post), returns(None, 410))).get("/")
    assert (response.status_code, response.data, "Content-Type" in response.headers) == (410, b"", False)


def test_a_bare_success_may_be_declared_beside_data(app: Flask) -> None:
    assert client_of(app, giving(HTTPStatus.ACCEPTED, returns(Post), returns(None, 202))).get("/").status_code == 202


BROKEN_PROMISES = {
    "another success": giving((POST, 202), returns(Post)),
    "another error": giving((POST, 409), returns(Post)),
    "a status first": giving((HTTPStatus.CONFLICT, {"reason": "x"}), returns(Post)),
    "a bare status": giving(HTTPStatus.NO_CONTENT, returns(Post)),
    "a bare status that has a schema": giving(HTTPStatus.OK, returns(Post)),
    "one of several that is not named": giving(POST, returns(Post), returns(Post, 201)),
    "a success where only errors are declared": giving(POST, returns(Wrong, 409)),
    "nothing": giving(None, returns(Post)),
    "nothing for a list": giving(None, returns(Post(many=True))),
    "something for nothing": giving(POST, returns(None)),
    "content for 204": giving((POST, 204), returns(Post)),
    "a missing field": giving({"id": 1}, returns(Post)),
    "no field at all": giving({}, returns(Post)),
    "text for a number": giving({"id": "1", "title": "Dune"}, returns(Post)),
    "a number that is not whole": giving({"id": 1.9, "title": "Dune"}, returns(Post)),
    "null": giving({"id": 1, "title": None}, returns(Post)),
    "a list for one": giving([POST], returns(Post)),
    "one for a list": giving(POST, returns(Post(many=True))),
    "text for an object": giving("text", returns(Post)),
    "another status of a stream": giving((POST, 202), streams(Post)),
    "a bare status of a stream": giving(HTTPStatus.ACCEPTED, streams(Post)),
}


@pytest.mark.parametrize("get", BROKEN_PROMISES.values(), ids=BROKEN_PROMISES)
def test_a6_a7_a8_a_broken_promise_is_a_500_that_says_nothing(app: Flask, caplog: pytest.LogCaptureFixture, get: Any) -> None:
    response = client_of(app, get).get("/")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json["detail"] == "The server failed. The error was logged."
    assert "ContractError: " in caplog.text
    assert response.json["instance"] in caplog.text


@pytest.mark.parametrize(("check", "status"), [("raise", 500), ("log", 200), ("off", 200)])
def test_the_check_of_responses_may_be_relaxed(app: Flask, caplog: pytest.LogCaptureFixture, check: str, status: int) -> None:
    app.config["RESTY_CHECK_RESPONSES"] = check
    response = client_of(app, giving({"id": 1}, returns(Post))).get("/")
    assert response.status_code == status
    assert ("Post/title" in caplog.text) is (check != "off")


def test_a_missing_field_passes_where_output_is_not_required(app: Flask) -> None:
    app.config["RESTY_OUTPUT_REQUIRED"] = False
    assert client_of(app, giving({"id": 1}, returns(Post))).get("/").json == {"id": 1}


def test_a_raised_problem_never_breaks_the_contract(app: Flask) -> None:
    @returns(Post)
    def get(self: Any) -> Any:
        raise Problem(409, "Taken.")

    assert client_of(app, get).get("/").status_code == 409


# -- envelopes ---------------------------------------------------------------------------------------------------------

LISTED = Envelope("post", many="posts", meta=lambda posts: {"total": len(posts)})


def test_an_envelope_of_the_verb_wraps_one(app: Flask) -> None:
    assert client_of(app, giving(POST, returns(Post, envelope="post"))).get("/").json == {"post": POST}


def test_an_envelope_names_lists_otherwise_with_a_meta_beside_them(app: Flask) -> None:
    get = giving([POST], returns(Post(many=True), envelope=LISTED))
    assert client_of(app, get).get("/").json == {"posts": [POST], "meta": {"total": 1}}


def test_the_envelope_of_the_api_wraps_what_is_under_it(app: Flask) -> None:
    assert client_of(app, giving(POST, returns(Post)), envelope="data").get("/").json == {"data": POST}


def test_the_nearest_envelope_wins(app: Flask) -> None:
    api = Api(app, envelope="api")
    for rule, name, options in (("/near", None, {"envelope": "resource"}), ("/nearest", "verb", {"envelope": "resource"})):
        api.resource(rule, endpoint=rule[1:], **options)(type("Thing", (Resource,), {"get": giving(POST, returns(Post, envelope=name))}))
    client = app.test_client()
    assert [client.get(path).json for path in ("/near", "/nearest")] == [{"resource": POST}, {"verb": POST}]


def test_an_envelope_of_a_layer_is_for_successes_only(app: Flask) -> None:
    get = giving((HTTPStatus.CONFLICT, {"reason": "taken"}), returns(Post), returns(Wrong, 409))
    assert client_of(app, get, envelope="data").get("/").json == {"reason": "taken"}


def test_an_envelope_of_a_layer_is_not_around_problems(app: Flask) -> None:
    @returns(Post)
    def get(self: Any) -> Any:
        raise Problem(404)

    assert client_of(app, get, envelope="data").get("/").json["status"] == 404


# -- what a compiled schema made ready -------------------------------------------------------------------------------------


class Event(Schema):
    at = fields.NaiveDateTime()


class Measured(Schema):
    value = fields.Raw()


EVENT = {"at": datetime(2030, 1, 1)}
WRITTEN = b'{"at":"2030-01-01T00:00:00"}'


def telling(told: list[Any], ready: bool = True) -> Emitter:
    """Give the JSON emitter, which tells what it gets, and at which door."""

    def at(door: str, write: Callable[..., Any]) -> Callable[..., Any]:
        return lambda data, *schema: told.append((door, data)) or write(data, *schema)

    door = JSON_EMITTER.ready
    assert door is not None
    return Emitter(
        "application/json",
        at("any", JSON_EMITTER.emit),
        JSON_EMITTER.stream,
        Ready(at("ready", door.emit), door.stream) if ready else None,
    )


def test_an_emitter_that_wants_ready_data_gets_it(app: Flask) -> None:
    told: list[Any] = []
    response = client_of(app, giving(EVENT, returns(Event)), emitters=[telling(told)]).get("/")
    assert (response.data, told) == (WRITTEN, [("ready", EVENT)])


def test_another_emitter_gets_plain_data(app: Flask) -> None:
    told: list[Any] = []
    response = client_of(app, giving(EVENT, returns(Event)), emitters=[telling(told, ready=False)]).get("/")
    assert (response.data, told) == (WRITTEN, [("any", {"at": "2030-01-01T00:00:00"})])


def test_an_envelope_is_put_around_ready_data(app: Flask) -> None:
    told: list[Any] = []
    response = client_of(app, giving(EVENT, returns(Event, envelope="event")), emitters=[telling(told)]).get("/")
    assert (response.data, told) == (b'{"event":' + WRITTEN + b"}", [("ready", {"event": EVENT})])


@pytest.mark.parametrize(
    ("result", "schema", "envelope"),
    [
        pytest.param({"value": 1.5}, Measured, None, id="a field of any value"),
        pytest.param(EVENT, Event, Envelope("event", meta=lambda data: {"x": 1.5}), id="meta"),
        pytest.param(1.5, fields.Float(), None, id="a field alone"),
    ],
)
def test_what_nobody_vouches_for_is_looked_at_once_more(app: Flask, result: Any, schema: Any, envelope: Any) -> None:
    told: list[Any] = []
    response = client_of(app, giving(result, returns(schema, envelope=envelope)), emitters=[telling(told)]).get("/")
    assert (response.status_code, [door for door, _ in told]) == (200, ["any"])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("check", ["raise", "log", "off"])
@pytest.mark.parametrize("declare", [returns, streams])
def test_what_json_cannot_say_never_becomes_null(app: Flask, declare: Any, check: str, value: float) -> None:
    app.config["RESTY_CHECK_RESPONSES"] = check
    result = iter([{"value": value}]) if declare is streams else {"value": value}
    assert client_of(app, giving(result, declare(Measured))).get("/").status_code == 500


@pytest.mark.parametrize(("count", "text"), [(0, b"[]"), (1, b"[" + WRITTEN + b"]"), (250, b"[" + b",".join([WRITTEN] * 250) + b"]")])
@pytest.mark.parametrize("ready", [True, False])
def test_a_stream_of_ready_data_is_the_same_as_of_any(app: Flask, count: int, text: bytes, ready: bool) -> None:
    response = client_of(app, giving(iter([EVENT] * count), streams(Event)), emitters=[telling([], ready)]).get("/")
    assert response.data == text


class Closing:
    """An iterator that is no generator, and wants to be closed."""

    def __init__(self, items: list[Any]) -> None:
        self.items, self.is_closed = iter(items), False

    def __iter__(self) -> Iterator[Any]:
        return self.items

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("items", [[], [EVENT] * 3, [EVENT, {"at": "never"}], [{"at": "never"}]], ids=["none", "some", "late", "at once"])
def test_what_is_streamed_is_closed_at_any_end(app: Flask, items: list[Any], method: str, ready: bool) -> None:
    closing = Closing(items)
    client = client_of(app, giving(closing, streams(Event)), emitters=[telling([], ready)])
    with suppress(ContractError):
        getattr(client, method)("/").close()
    assert closing.is_closed


# -- streams -----------------------------------------------------------------------------------------------------------


def counting(upto: int, ended: list[str] | None = None, fails_at: int = -1, error: Exception | None = None) -> Callable[..., Any]:
    """Give a handler that streams posts, and tells when it ended."""

    @streams(Post)
    def get(self: Any) -> Iterator[Any]:
        try:
            for id in range(upto):
                if id == fails_at:
                    raise error or ValueError("secret")
                yield {"id": id, "title": request.path}
        finally:
            (ended if ended is not None else []).append(request.path)

    return get


@pytest.mark.parametrize("upto", [0, 1, 2, 250])
def test_a_generator_is_streamed_with_the_request_at_hand(app: Flask, upto: int) -> None:
    response = client_of(app, counting(upto)).get("/")
    assert response.json == [{"id": id, "title": "/"} for id in range(upto)]
    assert (response.mimetype, response.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")
    assert "Content-Length" not in response.headers


def test_a_stream_is_not_read_ahead_of_the_client(app: Flask) -> None:
    made: list[int] = []

    @streams(fields.Int())
    def get(self: Any) -> Iterator[int]:
        for number in range(100_000):
            made.append(number)
            yield number

    with client_of(app, get).get("/") as response:
        next(response.iter_encoded())
    assert len(made) == 1


def test_a_stream_may_name_header_fields(app: Flask) -> None:
    response = client_of(app, giving((iter([POST]), 200, {"X": "y"}), streams(Post))).get("/")
    assert (response.json, response.headers["X"]) == ([POST], "y")


def test_a_stream_may_answer_another_status_that_is_declared(app: Flask) -> None:
    get = giving((HTTPStatus.CONFLICT, {"reason": "x"}), streams(Post), returns(Wrong, 409))
    response = client_of(app, get).get("/")
    assert (response.status_code, response.json) == (409, {"reason": "x"})


@pytest.mark.parametrize("data", [{"id": 1}, "text", b"bytes", 7, None])
def test_what_gives_no_items_is_no_stream(app: Flask, data: Any) -> None:
    assert client_of(app, giving(data, streams(Post))).get("/").status_code == 500


def test_a_mistake_in_the_first_item_is_a_proper_500(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    ended: list[str] = []
    response = client_of(app, counting(3, ended, fails_at=0)).get("/")
    assert (response.status_code, response.mimetype, ended) == (500, "application/problem+json", ["/"])
    assert response.json["instance"] in caplog.text
    assert "secret" not in response.text


def test_a_first_item_that_breaks_the_promise_is_a_500(app: Flask) -> None:
    assert client_of(app, giving(iter([{"id": "1"}]), streams(Post))).get("/").status_code == 500


def test_a_problem_before_the_first_item_is_that_problem(app: Flask) -> None:
    assert client_of(app, counting(3, fails_at=0, error=Problem(409, "Not now."))).get("/").json["detail"] == "Not now."


def test_a_mistake_in_a_later_item_breaks_the_answer_off_and_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    ended: list[str] = []
    with pytest.raises(ValueError, match="secret"):
        client_of(app, counting(3, ended, fails_at=2)).get("/", buffered=True)
    (record,) = [record for record in caplog.records if record.name == "flask_resty"]
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "Thing.get failed in the middle of its stream.")
    assert ended == ["/"]


def test_a_generator_is_closed_when_the_client_goes(app: Flask) -> None:
    ended: list[str] = []
    with client_of(app, counting(1000, ended)).get("/") as response:
        next(response.iter_encoded())
        assert ended == []
    assert ended == ["/"]


def test_a_generator_that_nobody_reads_is_closed(app: Flask) -> None:
    ended: list[bool] = []

    @streams(fields.Int())
    def get(self: Any) -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            ended.append(True)

    response = client_of(app, get).head("/", buffered=True)
    assert (response.status_code, response.data, response.mimetype, ended) == (200, b"", "application/json", [True])


def test_a_stream_reaches_a_client_on_a_real_server(app: Flask, serve: Callable[[Any], str]) -> None:
    client_of(app, counting(250))
    with urlopen(serve(app)) as response:
        assert response.read().count(b'"id"') == 250


def test_a_broken_stream_reaches_a_client_as_incomplete(app: Flask, serve: Callable[[Any], str]) -> None:
    client_of(app, counting(250, fails_at=200))
    with urlopen(serve(app)) as response, pytest.raises(IncompleteRead):
        response.read()


# -- HEAD, and several emitters ----------------------------------------------------------------------------------------


def test_t3_head_is_get_without_the_content(app: Flask) -> None:
    client = client_of(app, giving(POST, returns(Post)))
    got, head = client.get("/"), client.head("/")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


TEXT = Emitter("text/plain", lambda data, schema: repr(data).encode())


@pytest.mark.parametrize(("accept", "media_type"), [("*/*", "application/json"), ("text/plain", "text/plain"), (None, "application/json")])
def test_an_answer_depends_on_accept_where_there_are_two_emitters(app: Flask, accept: str | None, media_type: str) -> None:
    client = client_of(app, giving(1), emitters=[JSON_EMITTER, TEXT])
    response = client.get("/", headers={} if accept is None else {"Accept": accept})
    assert (response.mimetype, response.headers["Vary"]) == (media_type, "Accept")


def test_a_handler_adds_to_what_the_answer_depends_on(app: Flask) -> None:
    client = client_of(app, giving(([1], {"Vary": "Cookie"})), emitters=[JSON_EMITTER, TEXT])
    assert client.get("/").headers["Vary"] == "Cookie, Accept"


def test_an_answer_does_not_depend_on_accept_where_there_is_one_emitter(app: Flask) -> None:
    assert "Vary" not in client_of(app, giving(1)).get("/").headers


def test_an_answer_without_content_depends_on_nothing(app: Flask) -> None:
    client = client_of(app, giving(None, returns(None)), emitters=[JSON_EMITTER, TEXT])
    response = client.get("/", headers={"Accept": "image/png"})
    assert (response.status_code, "Vary" in response.headers) == (204, False)


def test_an_emitter_that_cannot_stream_is_no_offer_of_a_stream(app: Flask) -> None:
    client = client_of(app, counting(1), emitters=[TEXT, JSON_EMITTER])
    assert client.get("/", buffered=True).mimetype == "application/json"
    assert client.get("/", headers={"Accept": "text/plain"}).status_code == 406


@pytest.mark.parametrize("result", [({}, 99), ({}, 1000), HTTPStatus(100), ({}, 0)])
def test_what_is_no_final_status_breaks_the_contract(app: Flask, result: Any) -> None:
    app.testing = True
    with pytest.raises(ContractError, match="which is no final status. Name one from 200 to 599"):
        client_of(app, giving(result)).get("/")
