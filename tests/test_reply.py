"""A lean response is the response that Flask would have made, whatever is done to it and wherever it goes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask import session
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BaseResponse

from flask_resty import Api
from flask_resty import Resource
from flask_resty.http.answers import empty
from flask_resty.http.answers import fields_for
from flask_resty.reply import Reply
from flask_resty.reply import emptier
from flask_resty.reply import filler
from flask_resty.reply import fits

BODY = b'{"a":1}'


class Thing(Resource):
    def get(self) -> Any:
        return {"a": 1}


def lean() -> Response:
    return filler(Response, 200, "application/json")(BODY)


def usual(body: Any = BODY) -> Response:
    return Response(body, 200, fields_for(200), content_type="application/json")


def sent(response: BaseResponse, **environ: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    """Give what a server would send of a response."""
    told: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "HTTP_HOST": "x.example", "PATH_INFO": "/a/b", **environ}
    content = response(environ, lambda status, fields, error=None: told.extend((status, fields)))  # type: ignore[arg-type, return-value]
    try:
        return told[0], told[1], b"".join(content)
    finally:
        getattr(content, "close", lambda: None)()


def client_with(app: Flask) -> FlaskClient:
    Api(app).resource("/things")(Thing)
    return app.test_client()


# -- alone -------------------------------------------------------------------------------------------------------------


def test_nothing_tells_a_lean_response_from_a_usual_one() -> None:
    assert isinstance(lean(), Response)
    assert vars(lean()) == vars(usual())
    assert {name: type(value) for name, value in vars(lean()).items()} == {name: type(value) for name, value in vars(usual()).items()}


def test_two_of_them_share_nothing_that_can_be_changed() -> None:
    one, other = lean(), lean()
    one.headers["X"] = "1"
    one.call_on_close(lambda: None)
    one.set_data(b"other")
    assert vars(other) == vars(usual())


def set_list(response: Response) -> None:
    response.response = [b"a", b"b"]


def set_text(response: Response) -> None:
    response.response = ["ä"]


def set_generator(response: Response) -> None:
    response.response = (part for part in (b"a", b"b"))


def join(response: Response) -> None:
    response.autocorrect_location_header = True
    response.headers["Location"] = "c"


def write(response: Response) -> None:
    response.stream.write(b"more")


CHANGES: dict[str, Callable[[Response], Any]] = {
    "nothing": lambda response: None,
    "a field": lambda response: response.headers.add("X-A", "ä"),
    "a field of two values": lambda response: response.headers.extend([("X-A", "1"), ("X-A", "2")]),
    "vary": lambda response: response.vary.add("Accept"),
    "no fields": lambda response: response.headers.clear(),
    "other fields": lambda response: setattr(response, "headers", Headers({"X": "y"})),
    "content type": lambda response: setattr(response, "content_type", "text/plain"),
    "no content length": lambda response: response.headers.remove("Content-Length"),
    "another content length": lambda response: response.headers.set("content-length", "3"),
    "location": lambda response: setattr(response, "location", "/ä b"),
    "plain location": lambda response: setattr(response, "location", "/a/~b.c"),
    "location of another host": lambda response: setattr(response, "location", "//b/c"),
    "location to be joined": join,
    "content location": lambda response: response.headers.set("content-location", "/ä"),
    "status": lambda response: setattr(response, "status", "299 Odd"),
    "status code": lambda response: setattr(response, "status_code", 404),
    "no content": lambda response: setattr(response, "status_code", 204),
    "not modified": lambda response: setattr(response, "status_code", 304),
    "early": lambda response: setattr(response, "status_code", 103),
    "cookie": lambda response: response.set_cookie("a", "b"),
    "data": lambda response: response.set_data("ä"),
    "list": set_list,
    "tuple": lambda response: setattr(response, "response", (b"a",)),
    "text": set_text,
    "generator": set_generator,
    "empty": lambda response: setattr(response, "response", []),
    "passed through": lambda response: setattr(response, "direct_passthrough", True),
    "written to": write,
    "frozen": lambda response: response.freeze(),
    "etag": lambda response: response.add_etag(),
    "last modified": lambda response: setattr(response, "last_modified", datetime(2030, 1, 1)),
    "cache control": lambda response: setattr(response.cache_control, "max_age", 5),
}


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_is_sent_is_the_same_after_any_change(change: Callable[[Response], Any], method: str) -> None:
    ours, theirs = lean(), usual()
    change(ours)
    change(theirs)
    assert sent(ours, REQUEST_METHOD=method) == sent(theirs, REQUEST_METHOD=method)


@pytest.mark.parametrize("status", [200, 204, 205, 304])
@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_is_sent_without_content_is_the_same_after_any_change(change: Callable[[Response], Any], status: int) -> None:
    app = Flask("tests")
    ours, theirs = emptier(app, status)(), empty(app, status)
    assert vars(ours) == vars(theirs)
    change(ours)
    change(theirs)
    assert sent(ours) == sent(theirs)


@pytest.mark.parametrize("name", ["Allow", "Content-MD5", "Content-Range", "Expires", "ETag", "Content-Security-Policy"])
@pytest.mark.parametrize("status", [204, 304])
def test_fields_that_go_without_content_are_the_same(name: str, status: int) -> None:
    app = Flask("tests")
    ours, theirs = emptier(app, status)(), empty(app, status)
    for response in (ours, theirs):
        response.headers[name] = "x"
    assert sent(ours) == sent(theirs)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("field", ["If-None-Match", "If-Match", "If-None-Match-other", "Range"])
def test_it_can_be_made_conditional(method: str, field: str) -> None:
    tag = '"x"' if field.endswith("other") else lean_etag()
    name = f"HTTP_{field.removesuffix('-other').upper().replace('-', '_')}"
    environ = {"REQUEST_METHOD": method, name: "bytes=1-2" if field == "Range" else tag}
    answers = []
    for response in (lean(), usual()):
        response.add_etag()
        response.date = datetime(2030, 1, 1)
        response.make_conditional(environ, accept_ranges=True, complete_length=len(BODY))
        answers.append(sent(response, **environ))
    assert answers[0] == answers[1]


def lean_etag() -> str:
    response = lean()
    response.add_etag()
    return response.headers["ETag"]


def test_what_is_to_be_done_at_the_close_is_done() -> None:
    closed: list[int] = []
    response = lean()
    response.call_on_close(lambda: closed.append(1))
    assert sent(response)[2] == BODY
    assert closed == [1]


def test_it_can_be_sent_twice() -> None:
    response = lean()
    assert sent(response) == sent(response) == sent(usual())


def test_what_a_server_does_to_the_fields_does_not_come_back() -> None:
    response = lean()
    sent(response)[1].clear()
    assert sent(response) == sent(usual())


@pytest.mark.parametrize("through", [copy.copy, lambda response: pickle.loads(pickle.dumps(response)), Response.force_type])
def test_it_can_be_copied_kept_and_forced_to_another_class(through: Callable[[Response], Response]) -> None:
    assert sent(through(lean())) == sent(usual())


def test_a_usual_response_can_become_one() -> None:
    assert sent(Reply.force_type(usual())) == sent(usual())
    assert sent(Reply("ä", 201)) == sent(Response("ä", 201))


def test_it_is_read_as_any_other() -> None:
    response = lean()
    assert (response.get_data(), response.get_json(), response.is_json, response.is_sequence) == (BODY, {"a": 1}, True, True)
    assert (response.content_length, response.calculate_content_length(), list(response.iter_encoded())) == (7, 7, [BODY])
    assert repr(response) == "<Reply 7 bytes [200 OK]>"


# -- in an app ---------------------------------------------------------------------------------------------------------


def test_the_answers_of_an_app_are_lean_and_of_its_class() -> None:
    app, seen = Flask("tests"), []

    @app.after_request
    def look(response: Response) -> Response:
        seen.append(response)
        return response

    client_with(app).get("/things")
    assert type(seen[0]) is Reply
    assert isinstance(seen[0], app.response_class)


def test_hooks_may_change_everything() -> None:
    app = Flask("tests")

    @app.after_request
    def change(response: Response) -> Response:
        response.status_code = 202
        response.headers["X"] = "y"
        response.set_cookie("c", "d")
        response.set_data(response.get_data() + b"\n")
        return response

    response = client_with(app).get("/things")
    assert (response.status_code, response.headers["X"], response.data) == (202, "y", BODY + b"\n")
    assert (response.content_length, response.headers["Set-Cookie"]) == (8, "c=d; Path=/")


def test_a_session_is_saved() -> None:
    app = Flask("tests")
    app.secret_key = "secret"
    app.before_request(lambda: session.update(seen=1))
    response = client_with(app).get("/things")
    assert response.headers["Set-Cookie"].startswith("session=")
    assert response.headers["Vary"] == "Cookie"


@pytest.mark.parametrize("method", ["get", "head"])
def test_head_tells_the_length_and_has_no_content(method: str) -> None:
    response = getattr(client_with(Flask("tests")), method)("/things")
    assert (response.content_length, response.data) == (7, BODY if method == "get" else b"")


class Counting(Response):
    """A class of responses that an app may have."""

    made = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        type(self).made += 1


def test_a_class_of_responses_that_the_app_has_is_kept() -> None:
    app = Flask("tests")
    app.response_class = Counting
    response = client_with(app).get("/things")
    assert (Counting.made, response.data, response.content_type) == (1, BODY, "application/json")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


class Remembering(Response):
    """What Werkzeug's class might become: it knows something more of itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trailers: list[Any] = []


class Slow(Headers):
    """What Werkzeug's header fields might become: they are kept under another name."""

    _list = property(lambda self: self.fields, lambda self, fields: self.__dict__.update(fields=fields))  # type: ignore[assignment]


class Elsewhere(Response):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = Slow(self.headers)


@pytest.mark.parametrize(("kind", "does"), [(Response, True), (Remembering, False), (Elsewhere, False)])
def test_what_is_made_in_another_way_does_not_fit(kind: type[Response], does: bool) -> None:
    assert fits(kind) is does
