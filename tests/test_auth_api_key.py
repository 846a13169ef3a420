"""Keys of an API, in a header field, the query or a cookie."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import Request
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import public
from flask_resty.auth import APIKey
from flask_resty.auth import Tokens
from flask_resty.auth import Unauthorized
from flask_resty.auth import digest_of
from flask_resty.errors import ConfigError
from flask_resty.errors import Problem

KEYS = {"k-1": "ann", "k-2": "bob", "k,1": "never", "": "never", "k 1": "never"}
CHALLENGE = 'ApiKey realm="API", header="X-API-Key"'


def ask(authenticator: APIKey, key: str | None = None, query: str = "", cookie: str = "", **environ: str) -> Any:
    environ = {
        "QUERY_STRING": query,
        "HTTP_COOKIE": cookie,
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        **environ,
    }
    return authenticator.authenticate(Request(environ if key is None else {**environ, "HTTP_X_API_KEY": key}))


def refused(authenticator: APIKey, *args: str, **environ: str) -> Problem:
    with pytest.raises(Problem) as caught:
        ask(authenticator, *args, **environ)
    return caught.value


EVERYWHERE = APIKey(KEYS.get, query="api_key", cookie="key")


def test_key_is_in_the_header() -> None:
    assert [ask(APIKey(KEYS.get), key) for key in ("k-1", " k-1\t", None)] == ["ann", "ann", None]


def test_query_and_cookie_are_looked_at_only_if_named() -> None:
    assert ask(APIKey(KEYS.get), query="api_key=k-1&X-API-Key=k-1&x_api_key=k-1", cookie="X-API-Key=k-1; key=k-1") is None
    assert ask(EVERYWHERE, query="api_key=k-1") == "ann"
    assert ask(EVERYWHERE, cookie="key=k-1") == "ann"
    assert ask(APIKey(KEYS.get, header=None, query="api_key"), "k-1") is None


@pytest.mark.parametrize(
    "key",
    ["k-3", "", " ", "K-1", "k 1", "k-1\x00", "k-1\x7f", "k-1\x85", "k\xe9y", "x" * 100_000, "Bearer k-1", "None"],
    ids=lambda key: ascii(key)[:20],
)
def test_key_that_is_not_known_is_401_and_never_repeated(key: str) -> None:
    problem = refused(APIKey(KEYS.get), key)
    assert isinstance(problem, Unauthorized)
    assert problem.headers.getlist("WWW-Authenticate") == [CHALLENGE]
    assert problem.document() == Unauthorized().document()


def test_key_that_is_no_key_is_not_looked_up() -> None:
    def never(key: str) -> None:
        raise AssertionError("the store was asked")

    for key in ("", "x" * 1025, "é", "a b", "\x01"):
        assert refused(APIKey(never), key).status == 401


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("k-1", "api_key=k-1"),
        ("k-1,k-2", ""),
        ("k,1", ""),
        (None, "api_key=k-1&api_key=k-1"),
        (None, "api_key=k-1&api%5fkey=k-2"),
        (None, "api_key=a%2Cb"),
    ],
)
def test_two_keys_at_once_are_400(key: str, query: str) -> None:
    assert refused(EVERYWHERE, key, query).status == 400


def test_two_cookies_of_one_name_are_400() -> None:
    assert refused(EVERYWHERE, cookie="key=k-1; key=k-2").status == 400


def test_cookie_gives_way_to_what_is_sent_on_purpose() -> None:
    assert ask(EVERYWHERE, "k-2", cookie="key=k-1") == "bob"
    assert refused(EVERYWHERE, "k-3", cookie="key=k-1").status == 401


@pytest.mark.parametrize(
    ("environ", "is_good"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_ORIGIN": "http://localhost"}, True),
        ({"HTTP_ORIGIN": "https://app.example"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({}, False),
        ({"HTTP_X_CSRF_TOKEN": ""}, False),
        ({"HTTP_X_CSRF_TOKEN": "k-1"}, False),
    ],
    ids=str,
)
def test_cookie_changes_something_only_for_own_and_trusted_pages_X14(environ: dict[str, str], is_good: bool) -> None:
    authenticator = APIKey(KEYS.get, cookie="key", trusted_origins=["https://app.example"])
    if is_good:
        assert ask(authenticator, cookie="key=k-1", REQUEST_METHOD="POST", **environ) == "ann"
    else:
        assert refused(authenticator, cookie="key=k-1", REQUEST_METHOD="POST", **environ).status == 403
    assert ask(authenticator, "k-1", REQUEST_METHOD="POST", **environ) == "ann"
    assert ask(authenticator, cookie="key=k-1", REQUEST_METHOD="QUERY", **environ) == "ann"


def test_secret_is_looked_up_by_a_part_of_the_key() -> None:
    stored = {"ann": ("ann.secret", "Ann")}
    authenticator = APIKey(secret=lambda key: stored.get(key.partition(".")[0]))
    assert ask(authenticator, "ann.secret") == "Ann"
    assert refused(authenticator, "ann.secreT").status == 401


def test_keys_may_be_kept_as_digests() -> None:
    assert ask(APIKey(verify=Tokens({digest_of("k-1"): "ann"}.get)), "k-1") == "ann"


# -- in an Api -----------------------------------------------------------------------------------------------------------


class ColourIn(Schema):
    colour = fields.Str()


@pytest.fixture
def app(app: Flask) -> Flask:
    """Give an app that takes keys everywhere."""
    api = Api(app, middleware=[EVERYWHERE])

    @api.resource("/bare")
    class Bare(Resource):
        def get(self, principal: Any) -> Any:
            return principal

    @api.resource("/coloured", middleware=[public])
    class Coloured(Resource):
        @accepts(ColourIn, location="query")
        def get(self, principal: Any, query: dict[str, Any]) -> Any:
            return [principal, query]

    @api.resource("/pages")
    class Pages(Resource):
        @paginate(PageNumber(1))
        def get(self, page: Any) -> Any:
            return page.of(["a"], total=3)

    return app


@pytest.mark.parametrize("query", ["api_key=k-1", "api%5Fkey=k-1", "&api_key=k-1&"])
def test_key_in_the_query_is_no_unknown_parameter(app: Flask, query: str) -> None:
    assert app.test_client().get(f"/bare?{query}").json == "ann"


def test_other_parameters_stay_as_strict_as_they_are(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/bare?api_key=k-1&other=1").status_code == 422
    assert client.get("/coloured?colour=r%C3%A9d&api_key=k-1").json == ["ann", {"colour": "réd"}]
    assert client.get("/coloured?colour=%ff&api_key=k-1").status_code == 400
    assert client.get("/coloured?color=red&api_key=k-1").status_code == 422


def test_key_is_not_in_the_links_of_an_answer(app: Flask) -> None:
    answer = app.test_client().get("/pages?api_key=k-1&page=2")
    assert 'rel="next"' in answer.headers["Link"]
    assert "k-1" not in f"{answer.headers}{answer.text}"


def test_bad_key_is_401_where_anybody_may_come_in_X15(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/coloured").json == [None, {}]
    assert client.get("/coloured?api_key=k-3").status_code == 401
    assert client.get("/coloured", headers={"X-API-Key": ""}).status_code == 401


def test_answers_are_not_kept(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/bare?api_key=k-1").headers["Cache-Control"] == "no-store"
    assert client.get("/coloured").headers["Vary"] == "X-API-Key, Cookie"


# -- data and declarations -----------------------------------------------------------------------------------------------


def test_each_place_is_one_way_in() -> None:
    assert [scheme for (scheme,) in EVERYWHERE.security] == [
        ("X-API-Key", {"type": "apiKey", "in": "header", "name": "X-API-Key"}),
        ("api_key.query", {"type": "apiKey", "in": "query", "name": "api_key"}),
        ("key.cookie", {"type": "apiKey", "in": "cookie", "name": "key"}),
    ]
    assert EVERYWHERE.challenges() == ['ApiKey realm="API", header="X-API-Key", query="api_key", cookie="key"']
    assert EVERYWHERE.challenges(error="insufficient_scope") == []
    assert repr(APIKey(KEYS.get)) == "APIKey(header='X-API-Key', realm='API')"


def test_fields_that_are_read_are_told() -> None:
    assert APIKey(KEYS.get).reads == ("X-API-Key",)
    assert EVERYWHERE.reads == ("X-API-Key", "Cookie")
    assert APIKey(KEYS.get, header=None, query="api_key").reads == ()


@pytest.mark.parametrize(
    ("places", "complaint"),
    [
        ({"header": None}, "no place"),
        ({"header": ""}, "cannot look at"),
        ({"header": "X Key"}, "cannot look at"),
        ({"header": "X-Key\n"}, "cannot look at"),
        ({"query": "a&b"}, "cannot look at"),
        ({"cookie": "a;b"}, "cannot look at"),
        ({"query": 7}, "cannot look at"),
        ({"header": "authorization"}, "Bearer"),
        ({"header": "Cookie"}, "cookie="),
        ({"realm": "a\n"}, "realm"),
        ({"trusted_origins": "*"}, "cannot trust"),
    ],
    ids=str,
)
def test_place_that_cannot_be_is_refused(places: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        APIKey(KEYS.get, **places)
