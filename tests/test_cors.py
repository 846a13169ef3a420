"""CORS by the Fetch standard."""

import re

import pytest
from flask import Flask
from flask import Request
from flask import Response
from flask import request

from flask_resty.errors import ConfigError
from flask_resty.http.answers import fields_for
from flask_resty.middleware import CORS
from flask_resty.middleware.cors import is_preflight
from flask_resty.stack import Layer
from flask_resty.stack import Seat
from flask_resty.stack import resolve

A = "https://a.example"
B = "https://b.example"


def sit(cors, reads=(), writes=()):
    layer = Layer("api", "", (cors,))
    stack = resolve([layer], "GET")
    return Seat(app=Flask("shop"), endpoint="x", method="GET", layer=layer, stack=stack, reads=frozenset(reads), writes=frozenset(writes))


def ask(cors, origin=None, answer=None, writes=()):
    """Send an actual request and give the fields of the answer."""
    seat = sit(cors, writes=writes)
    headers = [("Origin", each) for each in ([origin] if isinstance(origin, str) else origin or [])]
    with seat.app.test_request_context("/", headers=headers):
        return cors.bind(seat)(request, lambda _: answer or Response("ok")).headers


def ask_first(cors, origin=A, served=("GET", "HEAD", "PUT"), reads=(), wanted="PUT"):
    """Send a preflight and give the answer."""
    seat = sit(cors, reads=reads, writes={"ETag"})
    headers = {"Origin": origin, "Access-Control-Request-Method": wanted, "Access-Control-Request-Private-Network": "true"}
    with seat.app.test_request_context("/", method="OPTIONS", headers=headers):
        return cors.preflight(seat)(request, served)


def cors_fields(headers):
    return {name for name, _ in headers if name.startswith("Access-Control-")}


@pytest.mark.parametrize("origin", [None, A, "null", "nonsense"])
def test_a_public_policy_says_so_to_everybody_and_varies_by_nothing(origin):
    headers = ask(CORS("*"), origin)
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in headers
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "origins",
    [A, [A], [B, A], re.compile(r"https://[a-z]\.example"), [B, re.compile(r"https://[a-z]\.example")], lambda origin: origin == A],
    ids=["one", "list", "second", "pattern", "mixed", "function"],
)
@pytest.mark.parametrize("credentials", [False, True])
def test_an_allowed_origin_gets_its_own_name(origins, credentials):
    headers = ask(CORS(origins, credentials=credentials), A)
    assert headers["Access-Control-Allow-Origin"] == A
    assert headers.get("Access-Control-Allow-Credentials") == ("true" if credentials else None)
    assert headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "https://evil.example",
        "https://A.example",
        "https://a.example/",
        "https://a.example:443",
        "https://a.example.evil.example",
        "http://a.example",
        "null",
        "",
        "*",
        [A, A],
        [A, B],
        f"{A}, {B}",
        f"{A} {B}",
        f"{A}\xff",
    ],
)
@pytest.mark.parametrize(
    "origins", [[A], [re.compile(r"https://a\.example")], lambda origin: origin == A], ids=["list", "pattern", "function"]
)
def test_any_other_origin_gets_vary_and_nothing_else(origins, origin):
    headers = ask(CORS(origins, credentials=True, expose=["X-Total"]), origin, writes={"ETag"})
    assert cors_fields(headers) == set()
    assert headers["Vary"] == "Origin"


@pytest.mark.parametrize("origin", ["null", f"{A}, https://evil.example", "https://evil.example/x.a.example", "garbage"])
@pytest.mark.parametrize("origins", [re.compile(".*"), lambda origin: True], ids=["pattern", "function"])
def test_patterns_and_functions_are_asked_about_well_formed_origins_only(origins, origin):
    assert cors_fields(ask(CORS(origins), origin)) == set()


def test_null_is_allowed_where_it_is_named():
    headers = ask(CORS(["null", A]), "null")
    assert (headers["Access-Control-Allow-Origin"], headers["Vary"]) == ("null", "Origin")


def test_null_with_credentials_warns_the_developer():
    with pytest.warns(UserWarning, match="sandboxed frame") as caught:
        CORS("null", credentials=True)
    assert caught[0].filename == __file__


def test_a_pattern_has_to_match_the_whole_origin():
    cors = CORS(re.compile(r"https://a\.example"))
    assert cors_fields(ask(cors, "https://a.example:8443")) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Accept"], "Accept, Origin"),
        (["Accept", "Prefer, Cookie"], "Accept, Prefer, Cookie, Origin"),
        (["origin"], "origin"),
        (["Accept, Origin"], "Accept, Origin"),
        (["*"], "*"),
    ],
)
def test_vary_is_merged_without_doubles(before, after):
    answer = Response("ok")
    for value in before:
        answer.headers.add("Vary", value)
    headers = ask(CORS(A), A, answer)
    assert ", ".join(headers.getlist("Vary")) == after


@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_every_outcome_tells_its_origin(status):
    assert ask(CORS(A), A, Response(status=status))["Access-Control-Allow-Origin"] == A
    assert "Access-Control-Allow-Origin" not in ask(CORS(A), "https://evil.example", Response(status=status))


def test_exposed_fields_are_what_operations_write_beyond_the_safelisted():
    headers = ask(CORS(A, expose=["X-Total", "etag"]), A, writes={"ETag", "Location", "Cache-Control", "Content-Type", "Last-Modified"})
    assert headers["Access-Control-Expose-Headers"] == "etag, Location, X-Total"


def test_nothing_to_expose_is_not_said():
    assert "Access-Control-Expose-Headers" not in ask(CORS("*"), A, writes={"Content-Type"})


def test_the_policy_of_a_handlers_own_answer_gives_way():
    answer = Response("ok", headers={"Access-Control-Allow-Origin": "*"})
    assert ask(CORS(A), A, answer).getlist("Access-Control-Allow-Origin") == [A]


def test_a_preflight_is_answered_in_full():
    """T99: no credentials are needed, and 204 has no content and no type."""
    response = ask_first(CORS(A, credentials=True, headers=["X-Id"]), reads={"Content-Type", "Authorization", "If-Match"})
    assert response.status_code == 204
    assert response.get_data() == b""
    assert dict(response.headers) == fields_for(204) | {
        "Access-Control-Allow-Origin": A,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET, HEAD, PUT",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match, X-Id",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }


def test_a_public_preflight_has_no_vary():
    headers = ask_first(CORS("*", max_age=0)).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Max-Age"] == "0"
    assert "Vary" not in headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{A}, {B}"])
def test_a_refused_preflight_allows_nothing(origin):
    response = ask_first(CORS(A, credentials=True), origin)
    assert response.status_code == 204
    assert dict(response.headers) == fields_for(204) | {"Vary": "Origin"}


@pytest.mark.parametrize("wanted", ["DELETE", "put", "FROBNICATE", "PATCH, PUT"])
def test_a_method_that_is_not_served_is_not_allowed(wanted):
    assert ask_first(CORS(A), wanted=wanted).headers["Access-Control-Allow-Methods"] == "GET, HEAD, PUT"


def test_methods_narrow_what_a_preflight_allows():
    assert ask_first(CORS(A, methods=["GET", "DELETE"])).headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Methods" not in ask_first(CORS(A, methods=["DELETE"])).headers


@pytest.mark.parametrize("missing", ["method", "Origin", "Access-Control-Request-Method"])
def test_a_preflight_has_all_three_marks(missing):
    fields = {"Origin": A, "Access-Control-Request-Method": "PUT"}
    whole = Request.from_values(method="OPTIONS", headers=fields)
    part = Request.from_values(
        method="GET" if missing == "method" else "OPTIONS", headers={name: value for name, value in fields.items() if name != missing}
    )
    assert is_preflight(whole)
    assert not is_preflight(part)


@pytest.mark.parametrize(
    "origins",
    [
        "https://a.example/",
        "https://a.example/x",
        "https://a.example?",
        "https://a.example#",
        "https://A.example",
        "HTTPS://a.example",
        "https://a.example:443",
        "http://a.example:80",
        "https://a.example:08443",
        "https://ann@a.example",
        "a.example",
        "//a.example",
        "https://",
        "https://bücher.example",
        "https://*.example",
        "https://a.example, https://b.example",
        "",
        ["*"],
        ["*", A],
        [A, 7],
        [A, None],
        re.compile(rb"https://a\.example"),
        7,
        None,
        str,
    ],
)
def test_what_no_browser_sends_is_no_origin(origins):
    with pytest.raises(ConfigError, match=r"\.$|example'\)\.$"):
        CORS(origins)


@pytest.mark.parametrize(
    "origin",
    ["https://a.example", "http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080", "https://xn--bcher-kva.example", "app://x"],
)
def test_what_a_browser_sends_is_an_origin(origin):
    assert ask(CORS(origin), origin)["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize(
    ("keywords", "what"),
    [
        ({"origins": "*", "credentials": True}, "never works with credentials"),
        ({"origins": A, "credentials": True, "headers": ["*"]}, "never works with credentials"),
        ({"origins": A, "credentials": True, "expose": ["*"]}, "never works with credentials"),
        ({"origins": A, "max_age": -1}, "is no age"),
        ({"origins": A, "max_age": "600"}, "is no age"),
        ({"origins": A, "headers": ["X-A, X-B"]}, "no name of a header field"),
        ({"origins": A, "headers": [""]}, "no name of a header field"),
        ({"origins": A, "expose": ["X:A"]}, "no name of a header field"),
        ({"origins": A, "expose": [7]}, "no name of a header field"),
        ({"origins": A, "methods": ["get"]}, "is no method"),
    ],
)
def test_a_policy_that_cannot_work_is_refused_when_it_is_written(keywords, what):
    with pytest.raises(ConfigError, match=what):
        CORS(**keywords)


def test_a_policy_is_frozen():
    origins = [A]
    cors = CORS(origins, headers="X-Id")
    origins.append(B)
    assert (cors.origins, cors.headers) == ((A,), ("X-Id",))
    with pytest.raises(AttributeError):
        cors.max_age = 5


def test_the_nearest_policy_stands():
    near = CORS(B)
    stack = resolve([Layer("api", "", (CORS(A),)), Layer("resource", "x", (near,))], "GET")
    assert [placed.entry for placed in stack] == [near]
