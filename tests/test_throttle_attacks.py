"""Throttles in whole applications: what does not get around them, and what they leave alone."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from flask_resty import Api
from flask_resty import Resource
from flask_resty import throttle
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import MethodOverride
from flask_resty.middleware import Throttle
from flask_resty.middleware import address
from flask_resty.middleware import key

PROBLEM = "application/problem+json"

PREFLIGHT = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}


class Things(Resource):
    """Is served whatever is asked."""

    def get(self) -> str:
        """Answer."""
        return "things"

    def post(self) -> str:
        """Answer."""
        return "made"

    def delete(self) -> None:
        """Answer."""


def client_of(app: Flask, *entries: Any) -> FlaskClient:
    Api(app, middleware=entries, url_prefix="/api").resource("/things")(Things)
    return app.test_client()


def test_fourth_request_of_three_a_minute_is_refused(app: Flask) -> None:
    """T85."""
    client = client_of(app, Throttle("3/minute"))
    answers = [client.get("/api/things") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert ["Retry-After" in answer.headers for answer in answers] == [False, False, False, True]
    assert all("RateLimit" in answer.headers and "RateLimit-Policy" in answer.headers for answer in answers)


def test_request_is_served_again_when_the_window_is_over(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T86."""
    now = [1_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    client = client_of(app, Throttle("1/minute"))
    assert [client.get("/api/things").status_code for _ in range(2)] == [200, 429]
    now[0] += int(client.get("/api/things").headers["Retry-After"])
    assert client.get("/api/things").status_code == 200


# -- evasion -----------------------------------------------------------------------------------------------------------

VARIANTS: list[dict[str, Any]] = [
    {"path": "/api/things", "headers": {"X-Forwarded-For": "198.51.100.7"}},
    {"path": "/api/things", "headers": {"Forwarded": "for=198.51.100.7", "X-Real-IP": "198.51.100.7", "True-Client-IP": "198.51.100.7"}},
    {"path": "/api/things?x=1"},
    {"path": "/api/things", "method": "HEAD"},
    {"path": "/api/things%2F"},
    {"path": "/api%2Fthings"},
    {"path": "/api/%74hings"},
    {"path": "/api/things/"},
    {"path": "/api//things"},
    {"path": "/api/./things"},
    {"path": "/API/things"},
    {"path": "/api/Things"},
    {"path": "/api/things%00"},
    {"path": "/api/things;x=1"},
    {"path": "/api/things", "headers": {"Host": "other.example"}},
    {"path": "/api/things", "headers": {"User-Agent": "another", "Accept": "*/*", "Cookie": "a=b"}},
    {"path": "/api/things", "method": "get"},
    {"path": "/api/things", "headers": {"X-API-Key": "guess"}},
]


@pytest.mark.parametrize("by", [None, address, key("X-API-Key")], ids=["principal", "address", "key"])
@pytest.mark.parametrize("variant", VARIANTS, ids=range(len(VARIANTS)))
def test_no_other_way_to_ask_for_the_same_gets_around_a_limit(app: Flask, variant: dict[str, Any], by: Any) -> None:
    client = client_of(app, Throttle("1/hour", by=by))
    assert client.get("/api/things").status_code == 200
    assert client.open(**variant, follow_redirects=True).status_code in {404, 429, 501}


@pytest.mark.parametrize("methods", [None, ["DELETE"]])
def test_method_override_counts_as_the_method_that_is_meant(app: Flask, methods: list[str] | None) -> None:
    client = client_of(app, Throttle("1/hour", methods=methods))
    app.wsgi_app = MethodOverride(app.wsgi_app)  # type: ignore[method-assign]
    assert client.delete("/api/things").status_code == 204
    assert client.post("/api/things", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 429


@pytest.mark.parametrize("value", ["\0", "a\tb", "é", "x" * 7000, "a/b", "'", "\x7f"], ids=range(7))
def test_whatever_stands_in_what_is_counted_is_counted(app: Flask, value: str) -> None:
    client = client_of(app, Throttle("1/hour", by=lambda request: request.headers["X-Tenant"]))
    seen = [client.get("/api/things", environ_overrides={"HTTP_X_TENANT": value}).status_code for _ in range(2)]
    assert seen == [200, 429]


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def test_guessing_at_once_is_limited_as_well(app: Flask) -> None:
    asked, together = [], threading.Barrier(40)
    entries = Basic(verify=lambda name, password: asked.append(password)), Throttle("10/hour", by=address)
    Api(app, middleware=entries).resource("/things")(Things)

    def guess(number: int) -> int:
        together.wait(30)
        return app.test_client().get("/things", headers=basic("ann", str(number))).status_code

    with ThreadPoolExecutor(40) as pool:
        seen = list(pool.map(guess, range(40)))
    assert (seen.count(401), seen.count(429), len(asked)) == (10, 30, 10)


def test_refusal_by_address_comes_before_anybody_is_asked_who_it_is(app: Flask) -> None:
    client = client_of(app, Bearer(verify={"t": "ann"}.get), Throttle("1/hour", by=address), Throttle("1/hour"))
    assert [client.get("/api/things").status_code for _ in range(2)] == [401, 429]


def test_ten_thousand_addresses_are_counted_each(app: Flask) -> None:
    client = client_of(app, Throttle("1/hour", by=address))
    seen = [
        client.get("/api/nowhere", environ_overrides={"REMOTE_ADDR": f"10.0.{number >> 8}.{number & 255}"}).status_code
        for number in (*range(2000), *range(2000))
    ]
    assert (seen.count(404), seen.count(429)) == (2000, 2000)


# -- OPTIONS and preflights --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, PREFLIGHT], ids=["plain", "preflight"])
def test_options_are_never_counted(app: Flask, headers: dict[str, str]) -> None:
    entries = Throttle("1/hour"), Throttle("1/hour", by=address), Throttle("1/hour", scope="all", by=lambda request: "x")
    client = client_of(app, CORS("https://a.example"), *entries)
    answers = [client.options("/api/things", headers=headers) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {204}
    assert not any("RateLimit" in answer.headers for answer in answers)
    assert client.get("/api/things").status_code == 200


def test_pages_of_other_origins_can_read_how_it_stands(app: Flask) -> None:
    client = client_of(app, CORS("https://a.example"), Throttle("1/hour", by=address))
    answers = [client.get("/api/things", headers={"Origin": "https://a.example"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"
        assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))


def test_refusals_are_kept_by_no_cache(app: Flask) -> None:
    client = client_of(app, Throttle("1/hour"))
    client.get("/api/things")
    assert client.get("/api/things").headers["Cache-Control"] == "no-store"


# -- Flask-Limiter -----------------------------------------------------------------------------------------------------


def limiter_on(app: Flask, **keywords: Any) -> Limiter:
    return Limiter(get_remote_address, app=app, storage_uri="memory://", **keywords)


@pytest.mark.parametrize("keywords", [{"default_limits": ["2/hour"]}, {"application_limits": ["2/hour"]}], ids=["default", "application"])
def test_refusal_of_a_flask_limiter_before_our_views_is_ours_under_our_prefix(app: Flask, keywords: dict[str, Any]) -> None:
    limiter_on(app, **keywords)
    client = client_of(app, CORS("https://a.example"))
    for _ in range(5):
        assert client.options("/api/things", headers=PREFLIGHT).status_code == 204
    answers = [client.get("/api/things", headers={"Origin": "https://a.example"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].mimetype == PROBLEM
    assert 3590 <= int(answers[2].headers["Retry-After"]) <= 3600
    assert answers[2].headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert not any("Retry-After" in answer.headers for answer in answers[:2])


def test_refusal_by_a_decorator_of_flask_limiter_is_ours_too(app: Flask) -> None:
    limiter = limiter_on(app)

    class Limited(Resource):
        @limiter.limit("2/hour;3/day")
        def get(self) -> str:
            return "limited"

    Api(app, url_prefix="/api", middleware=[CORS("https://a.example")]).resource("/limited")(Limited)
    client = app.test_client()
    for _ in range(5):
        assert client.options("/api/limited", headers=PREFLIGHT).status_code == 204
    answers = [client.get("/api/limited") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].mimetype == PROBLEM
    assert 3590 <= int(answers[2].headers["Retry-After"]) <= 3600


def test_429_of_a_handler_tells_no_time_that_nobody_knows(app: Flask) -> None:
    limiter_on(app, default_limits=["9/hour"])

    class Busy(Resource):
        def get(self) -> None:
            from flask import abort

            abort(429)

    Api(app).resource("/busy")(Busy)
    response = app.test_client().get("/busy")
    assert (response.status_code, response.mimetype, "Retry-After" in response.headers) == (429, PROBLEM, False)


def test_both_throttles_of_an_app_and_of_ours_hold(app: Flask) -> None:
    limiter_on(app, default_limits=["3/hour"])

    class Both(Resource):
        @throttle("2/hour")
        def get(self) -> str:
            return "both"

    Api(app).resource("/both")(Both)
    answers = [app.test_client().get("/both") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert ["RateLimit" in answer.headers for answer in answers] == [True, True, True, False]
    assert [answer.mimetype for answer in answers[2:]] == [PROBLEM, PROBLEM]
