"""The door: whatever comes in, the answer is a 4xx with a code, or what was asked for. Never a 5xx, never something half read."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask import request
from marshmallow import Schema
from marshmallow import fields
from werkzeug.test import EnvironBuilder
from werkzeug.test import TestResponse
from werkzeug.test import run_wsgi_app

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.auth import Basic
from flask_resty.middleware import CORS

JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"


class Thing(Schema):
    text = fields.Str()
    number = fields.Int()
    tags = fields.List(fields.Str())


class Fields(Schema):
    x_number = fields.Int()
    user_agent = fields.Str()


class Things(Resource):
    @accepts(Thing, "query")
    @accepts(Fields, "headers")
    @accepts(Schema.from_dict({"session": fields.Str()}), "cookies")
    def get(self, query: Any, headers: Any, cookies: Any, name: str) -> Any:
        return {"name": name, "query": query, "headers": headers, "cookies": cookies}

    @accepts(Thing)
    def post(self, body: Any, name: str) -> Any:
        return body


class Item(Resource):
    def find(self) -> Any:
        return {"text": "here", "number": 1, "tags": []}

    def version(self, item: Any) -> Any:
        return 1

    @returns(Thing)
    def get(self, item: Any) -> Any:
        return item

    @accepts(Thing)
    @returns(Thing)
    def put(self, item: Any, body: Any) -> Any:
        return item | body


class Form(Resource):
    @accepts(Thing, "form")
    @accepts(Schema.from_dict({"file": fields.Raw()}), "files")
    def post(self, form: Any) -> Any:
        return form


@pytest.fixture
def app() -> Flask:
    app = Flask("tests")
    api = Api(app, url_prefix="/api", middleware=[CORS("https://a.example")])
    api.resource("/things/<name>")(Things)
    api.resource("/item")(Item)
    api.resource("/form")(Form)
    api.resource("/secret", middleware=[Basic(verify=lambda name, password: None)], endpoint="secret")(Item)
    return app


def ask(app: Flask, method: str, path: str, content: bytes | Any = b"", content_type: str | None = None, **environ: Any) -> TestResponse:
    """Hand a request on as a server does, whatever is in it. A content that is no bytes is the server's stream."""
    given = EnvironBuilder(path, method=method).get_environ() | {"REQUEST_METHOD": method}
    is_bytes = isinstance(content, bytes)
    given |= {"wsgi.input": BytesIO(content), "CONTENT_LENGTH": str(len(content))} if is_bytes else {"wsgi.input": content}
    given |= {} if content_type is None else {"CONTENT_TYPE": content_type}
    response = TestResponse(*run_wsgi_app(app, given | environ), EnvironBuilder(path).get_request())
    assert response.status_code < 500
    assert response.status_code < 400 or response.mimetype == "application/problem+json"
    return response


def codes(response: TestResponse) -> set[str]:
    return {fault["code"] for fault in response.json["errors"]}


def refusal(response: TestResponse) -> tuple[int, str]:
    """Give status and code of the only mistake."""
    (code,) = codes(response)
    return response.status_code, code


# -- header fields -----------------------------------------------------------------------------------------------------

#: What is read of a request, by us, Flask or Werkzeug.
READ = [
    "Accept",
    "Accept-Encoding",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "Authorization",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Range",
    "Content-Type",
    "Cookie",
    "Host",
    "Idempotency-Key",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Origin",
    "Prefer",
    "Range",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "X-Forwarded-For",
    "X-HTTP-Method-Override",
    "X-Number",
]

HOSTILE = {
    "nothing": "",
    "space": " \t ",
    "nul": "a\0b",
    "octets": "\xff\xfe\x80",
    "control": "\x01\x1b\x7f",
    "quoted": '"\\',
    "quotes": '"' * 5000,
    "commas": "," * 20_000,
    "semicolons": ";" * 20_000,
    "list": "a/b;q=1," * 5000,
    "equals": "=" * 20_000,
    "long": "a" * 60_000,
    "digits": "9" * 5000,
    "minus": "-1",
    "ranges": "bytes=" + "0-0," * 5000,
    "tags": 'W/"a",' * 5000,
    "dates": "Sun, 99 Foo 99999 99:99:99 GMT",
    "base64": "Basic =====",
    "octets base64": "Basic //79/A==",
    "percent": "%00%ff%0d%0a",
    "brackets": "[" * 5000 + "{" * 5000,
}


def key(field: str) -> str:
    name = field.upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("field", READ)
def test_no_value_of_a_field_is_an_error_of_ours(app: Flask, field: str, value: str) -> None:
    hostile = {key(field): HOSTILE[value]}
    for method, path in [
        ("GET", "/things/x"),
        ("GET", "/item"),
        ("GET", "/secret"),
        ("HEAD", "/item"),
        ("OPTIONS", "/item"),
        ("GET", "/nope"),
    ]:
        ask(app, method, f"/api{path}", **hostile)
    for method, path in [("POST", "/things/x"), ("PUT", "/item"), ("PUT", "/secret")]:
        ask(app, method, f"/api{path}", b"{}", JSON, **hostile)
    ask(app, "POST", "/api/form", b"text=x", URLENCODED, **hostile)


@pytest.mark.parametrize("value", [value for value in HOSTILE.values() if len(value) > 3 and "\0" not in value])
def test_value_of_a_field_is_not_repeated(app: Flask, value: str) -> None:
    response = ask(app, "GET", "/api/things/x", HTTP_X_NUMBER=value)
    assert refusal(response) == (422, "type")
    assert value.encode() not in response.data


def test_many_fields_are_no_matter(app: Flask) -> None:
    assert ask(app, "GET", "/api/things/x", **{f"HTTP_X_{number}": "1" for number in range(10_000)}).status_code == 200


@pytest.mark.parametrize(
    "cookie",
    [
        "a=1; " * 10_000,
        "session=1; " * 10_000,
        ";" * 50_000,
        'session="' + "\\" * 50_000,
        'session="' + "\\377" * 10_000 + '"',
        "session=\xff",
    ],
    ids=range(6),
)
def test_cookies_are_read_or_left(app: Flask, cookie: str) -> None:
    assert ask(app, "GET", "/api/things/x", HTTP_COOKIE=cookie).status_code in {200, 422}


# -- query and path ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["text=%ff", "%ff=text", "text=%c0%80", "text=%ed%a0%80", "text=%f4%90%80%80", "text=%e2%82", "text=\xff", "%ff"],
)
def test_query_that_is_not_utf_8_is_400(app: Flask, query: str) -> None:
    for path in ("/api/things/x", "/api/item"):
        assert refusal(ask(app, "GET", path, QUERY_STRING=query)) == (400, "encoding")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("number=" + "9" * 100_000, "type"),
        ("number=%00", "type"),
        ("number=" + "%d9%a3", "type"),
        ("number=1&number=1", "repeated"),
        ("text=1" + "&text=1" * 50_000, "repeated"),
        ("%00=1", "unknown"),
        ("%", "unknown"),
        ("%zz%=1", "unknown"),
        ("=", "unknown"),
        ("text" * 20_000, "unknown"),
        ("text[]=1", "unknown"),
        ("__proto__=1", "unknown"),
        ("text;number=1", "unknown"),
    ],
    ids=range(13),
)
def test_query_that_does_not_fit_is_422(app: Flask, query: str, code: str) -> None:
    assert refusal(ask(app, "GET", "/api/things/x", QUERY_STRING=query)) == (422, code)


def test_zero_character_in_text_is_text(app: Flask) -> None:
    assert ask(app, "GET", "/api/things/x", QUERY_STRING="text=%00").json["query"] == {"text": "\0"}


@pytest.mark.parametrize("name", ["text", "keyword"])
def test_many_parameters_are_told_of_up_to_a_point(app: Flask, name: str) -> None:
    response = ask(app, "GET", "/api/things/x", QUERY_STRING="&".join(f"{name}{number}=1" for number in range(50_000)))
    assert (response.status_code, len(response.json["errors"]), codes(response)) == (422, 501, {"unknown", "more"})


def test_list_may_be_long(app: Flask) -> None:
    response = ask(app, "GET", "/api/things/x", QUERY_STRING="&".join(["tags=1"] * 50_000))
    assert len(response.json["query"]["tags"]) == 50_000


@pytest.mark.parametrize(
    "path",
    ["\xff", "\0", "\xc0\x80", "\xed\xa0\x80", "a\r\nb", "a" * 60_000, "..", "...", "%00", "<>", "\u202e".encode().decode("latin-1")],
)
def test_path_is_served_or_not_found(app: Flask, path: str) -> None:
    assert ask(app, "GET", "/api/things/x", PATH_INFO=f"/api/things/{path}").status_code in {200, 404}
    assert ask(app, "GET", "/api/things/x", PATH_INFO=f"/api/{path}").status_code == 404


# -- bodies ------------------------------------------------------------------------------------------------------------

BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b" ", "empty"),
    "truncated": (b'{"text": "a', "syntax"),
    "zero": (b'{"text": "\0"}', "syntax"),
    "zeros": (b"\0" * 1000, "encoding"),
    "trailing zero": (b"{}\0", "syntax"),
    "deep": (b'{"text":' * 100_000, "too_deep"),
    "deep and closed": (b"[" * 65 + b"]" * 65, "too_deep"),
    "digits": (b'{"number": ' + b"9" * 5000 + b"}", "too_many_digits"),
    "not a number": (b'{"number": NaN}', "not_finite"),
    "infinite": (b'{"number": -Infinity}', "not_finite"),
    "exponent": (b'{"number": 1e999999999}', "not_finite"),
    "twice": (b'{"text": "a", "text": "a"}', "duplicate_name"),
    "twice, escaped": (rb'{"text": "a", "te\u0078t": "a"}', "duplicate_name"),
    "surrogate": (rb'{"text": "\udc00"}', "surrogate"),
    "surrogate as a name": (rb'{"\ud800": 1}', "surrogate"),
    "octet": (b'{"text": "\xff"}', "encoding"),
    "overlong": (b'{"text": "\xc0\x80"}', "encoding"),
    "surrogate in UTF-8": (b'{"text": "\xed\xa0\x80"}', "encoding"),
    "mark": (b'\xef\xbb\xbf{"text": "a"}', "encoding"),
    **{
        coding: ('{"text": "a"}'.encode(coding), "encoding")
        for coding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
    },
}


def look_at(part: str) -> None:
    """Read a body as a hook of an app does."""
    # Flask's own reading of deep JSON fails like this.
    with suppress(RecursionError):
        {
            "data": request.get_data,
            "data as text": lambda: request.get_data(as_text=True),
            "json": lambda: request.get_json(silent=True, force=True),
            "form": lambda: request.form,
            "values": lambda: request.values,
            "stream": lambda: request.stream,
            "length": lambda: request.content_length,
        }[part]()


@pytest.mark.parametrize("looked_at", [None, "data", "data as text", "json", "form", "values", "stream", "length"])
@pytest.mark.parametrize("body", BODIES)
def test_hostile_body_is_400_whoever_has_looked_at_it(app: Flask, body: str, looked_at: str | None) -> None:
    if looked_at is not None:
        app.before_request(lambda: look_at(looked_at))
    data, code = BODIES[body]
    assert refusal(ask(app, "POST", "/api/things/x", data, JSON)) == (400, code)
    stream = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    assert refusal(ask(app, "POST", "/api/things/x", BytesIO(data), JSON, **stream)) == (400, code)


@pytest.mark.parametrize("size", [1, 5, 100])
@pytest.mark.parametrize("content_type", [JSON, URLENCODED])
def test_body_that_a_hook_has_taken_a_part_of_is_400(app: Flask, size: int, content_type: str) -> None:
    # What is left of it might be valid, but it is not what was sent.
    app.before_request(lambda: request.stream.read(size) and None)
    path, data = ("/api/things/x", b"1{}") if content_type == JSON else ("/api/form", b"&text=x")
    assert refusal(ask(app, "POST", path, data, content_type)) == (400, "incomplete")


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({f"name{number}": 1 for number in range(50_000)}, id="names"),
        # Integers of a hash that is the same, if they were taken for integers.
        pytest.param({str(number * (2**61 - 1)): 1 for number in range(20_000)}, id="numbers"),
        pytest.param({"a" * number: 1 for number in range(1000)}, id="lengths"),
        pytest.param({"number" + "0" * number: 1 for number in range(1000)}, id="near"),
    ],
)
def test_many_names_are_told_of_up_to_a_point(app: Flask, members: dict[str, int]) -> None:
    response = ask(app, "POST", "/api/things/x", json.dumps(members).encode(), JSON)
    assert (response.status_code, codes(response)) == (422, {"unknown", "more"})
    # Long names are cut, and then told once.
    assert 250 < len(response.json["errors"]) <= 501


def test_many_items_are_told_of_up_to_a_point(app: Flask) -> None:
    response = ask(app, "POST", "/api/things/x", json.dumps({"tags": [1] * 200_000}).encode(), JSON)
    assert (response.status_code, len(response.json["errors"])) == (422, 501)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("length", [None, "abc", "-1", "99999999999999999999"])
def test_content_that_is_not_asked_for_is_ignored(app: Flask, method: str, length: str | None) -> None:
    # RFC 9110, 9.3.1.
    environ = {"HTTP_CONTENT_ENCODING": "gzip"} | ({} if length is None else {"CONTENT_LENGTH": length})
    assert ask(app, method, "/api/item", b"\xff" * 100, "text/nonsense", **environ).status_code in {200, 204}


@pytest.mark.parametrize("path", ["/api/things/x", "/api/form"])
def test_two_content_types_are_400(app: Flask, path: str) -> None:
    # A server joins the two lines (RFC 9110, 5.3).
    assert refusal(ask(app, "POST", path, b"{}", f"{JSON}, text/plain")) == (400, "repeated")
    assert refusal(ask(app, "POST", path, b"{}", f"{JSON},{JSON}")) == (400, "repeated")


# -- framing -----------------------------------------------------------------------------------------------------------


class Broken:
    """What a server gives of a connection that breaks, or of chunks that are none."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.data = BytesIO(b"{")

    def read(self, size: int = -1) -> bytes:
        if data := self.data.read(size):
            return data
        raise self.error


KINDS = pytest.mark.parametrize(
    ("path", "content_type"), [("/things/x", JSON), ("/form", URLENCODED), ("/form", MULTIPART)], ids=["body", "form", "parts"]
)


@KINDS
@pytest.mark.parametrize(
    "error", [OSError("invalid chunk"), ConnectionResetError(), ValueError("invalid chunk"), EOFError(), Exception("chunk")]
)
@pytest.mark.parametrize("announced", [True, False])
def test_broken_framing_is_400(app: Flask, path: str, content_type: str, error: Exception, announced: bool) -> None:
    environ = (
        {"CONTENT_LENGTH": "100"}
        if announced
        else {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    )
    assert refusal(ask(app, "POST", f"/api{path}", Broken(error), content_type, **environ)) == (400, "incomplete")


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize(
    ("path", "content_type", "data"), [("/things/x", JSON, b"{}"), ("/form", URLENCODED, b"text=x")], ids=["body", "form"]
)
def test_content_that_is_short_is_400(app: Flask, path: str, content_type: str, data: bytes, ends: bool) -> None:
    # RFC 9112, 8.
    environ = {"CONTENT_LENGTH": str(len(data) + 1), "wsgi.input_terminated": ends}
    assert refusal(ask(app, "POST", f"/api{path}", BytesIO(data), content_type, **environ)) == (400, "incomplete")


@KINDS
@pytest.mark.parametrize("length", ["abc", "-1", "+1", "1.5", "1, 1", "0x10", " ", "\xb2", "1\0"])
def test_length_that_is_no_number_is_400(app: Flask, path: str, content_type: str, length: str) -> None:
    assert refusal(ask(app, "POST", f"/api{path}", b"{}", content_type, CONTENT_LENGTH=length)) == (400, "malformed")


@KINDS
@pytest.mark.parametrize("length", ["1048577", "9" * 30, "9" * 5000])
def test_length_over_the_limit_is_413(app: Flask, path: str, content_type: str, length: str) -> None:
    assert refusal(ask(app, "POST", f"/api{path}", b"{}", content_type, CONTENT_LENGTH=length)) == (413, "too_large")


# -- forms -------------------------------------------------------------------------------------------------------------


def part(head: bytes, data: bytes = b"x") -> bytes:
    return b"--edge\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + data + b"\r\n"


END = b"--edge--\r\n"
TEXT = part(b'name="text"')


@pytest.mark.parametrize(
    ("data", "content_type", "status", "code"),
    [
        pytest.param(b"text=%ff", URLENCODED, 400, "encoding", id="octet"),
        pytest.param(b"\x89PNG\r\n\x1a\n", URLENCODED, 400, "encoding", id="picture"),
        pytest.param(b"\0\0=\0", URLENCODED, 422, "unknown", id="zeros"),
        pytest.param(b"text=1&text=2", URLENCODED, 422, "repeated", id="twice"),
        pytest.param(b"a&" * 400_000, URLENCODED, 413, "too_large", id="fields"),
        pytest.param(b"&" * 1_000_000, URLENCODED, 413, "too_large", id="separators"),
        pytest.param(TEXT, MULTIPART, 400, "syntax", id="no end"),
        pytest.param(TEXT * 2 + END, MULTIPART, 422, "repeated", id="twice in parts"),
        pytest.param(TEXT * 1001 + END, MULTIPART, 413, "too_large", id="parts"),
        pytest.param(b"--edge\r\n" * 100_000, MULTIPART, 413, "too_large", id="boundaries"),
        pytest.param(b"--edge\r\n" + b"A: b\r\n" * 100_000, MULTIPART, 413, "too_large", id="fields of a part"),
        pytest.param(part(b'name="text', b"") + END, MULTIPART, 400, "syntax", id="quote"),
        pytest.param(part(b'nme="text"') + END, MULTIPART, 400, "syntax", id="no name"),
        pytest.param(part(b'name="\xff"') + END, MULTIPART, 400, "encoding", id="name"),
        pytest.param(part(b'name="text"', b"\xff") + END, MULTIPART, 400, "encoding", id="part"),
        pytest.param(part(b'name="text"', b"\r\n-" * 300_000) + END, MULTIPART, 413, "too_large", id="nearly boundaries"),
        pytest.param(TEXT + END, "multipart/form-data", 400, "syntax", id="no boundary"),
        pytest.param(TEXT + END, 'multipart/form-data; boundary="(((["', 400, "syntax", id="pattern"),
    ],
)
def test_hostile_form_is_refused(app: Flask, data: bytes, content_type: str, status: int, code: str) -> None:
    assert refusal(ask(app, "POST", "/api/form", data, content_type)) == (status, code)


@pytest.mark.parametrize("looked_at", ["data", "json", "form", "values"])
@pytest.mark.parametrize(
    ("data", "content_type"), [(b"text=%ff", URLENCODED), (part(b'name="text"', b"\xff") + END, MULTIPART)], ids=["pairs", "parts"]
)
def test_hostile_form_is_refused_whoever_has_looked_at_it(app: Flask, data: bytes, content_type: str, looked_at: str) -> None:
    app.before_request(lambda: look_at(looked_at))
    assert refusal(ask(app, "POST", "/api/form", data, content_type)) == (400, "encoding")


@pytest.mark.parametrize("look", [lambda: request.get_json(), lambda: request.get_data(cache=False)], ids=["json", "data"])
def test_hook_that_refuses_or_takes_the_body_gives_no_5xx(app: Flask, look: Callable[[], Any]) -> None:
    app.before_request(lambda: look() and None)
    response = ask(app, "POST", "/api/things/x", b"{", JSON)
    assert response.status_code == 400
