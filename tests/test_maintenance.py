"""Maintenance: 503 for everybody, and when to come back (RFC 9110, 15.6.4 and 10.2.3)."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask import Response

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import without
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import Maintenance
from flask_resty.middleware import Throttle
from flask_resty.middleware import address

ORIGIN = {"Origin": "https://a.example"}


class Item(Resource):
    """Serves all the usual methods."""

    def get(self) -> Any:
        return {}

    post = put = patch = delete = get


class Health(Resource):
    """Is open always."""

    def get(self) -> Any:
        return "up"


def client_of(app: Flask, *middleware: Any) -> Any:
    api = Api(app, url_prefix="/api", middleware=middleware)
    api.resource("/item")(Item)
    return app.test_client()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    ("retry_after", "sent"),
    [
        (None, None),
        (20, "20"),
        (timedelta(minutes=2), "120"),
        (datetime(2030, 1, 1, tzinfo=UTC), "Tue, 01 Jan 2030 00:00:00 GMT"),
        (datetime(2030, 1, 1), "Tue, 01 Jan 2030 00:00:00 GMT"),
    ],
    ids=str,
)
def test_every_method_is_told_when_to_come_back(app: Flask, method: str, retry_after: Any, sent: str | None):
    """T87."""
    response = client_of(app, Maintenance(retry_after=retry_after)).open("/api/item", method=method)
    assert (response.status_code, response.headers.get("Retry-After")) == (503, sent)
    assert response.headers["Cache-Control"] == "no-store"
    assert (response.mimetype, bool(response.data)) == ("application/problem+json", method != "HEAD")


def test_nothing_is_refused_while_it_is_off(app: Flask):
    client = client_of(app, Maintenance(on=False, retry_after=20))
    response = client.get("/api/item")
    assert (response.status_code, "Retry-After" in response.headers) == (200, False)


def test_a_function_is_asked_each_time(app: Flask):
    switch = {"on": False}
    client = client_of(app, Maintenance(on=lambda request: switch["on"]))
    before = client.get("/api/item").status_code
    switch["on"] = True
    assert (before, client.get("/api/item").status_code) == (200, 503)


def test_a_function_sees_the_request_and_may_be_a_coroutine(app: Flask):
    async def on(request: Any) -> bool:
        return bool(request.method != "GET")

    client = client_of(app, Maintenance(on=on))
    assert (client.get("/api/item").status_code, client.put("/api/item").status_code) == (200, 503)


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/nothing"), ("TRACE", "/api/item"), ("BREW", "/api/item")])
def test_what_routing_refuses_is_closed_too(app: Flask, method: str, path: str):
    assert client_of(app, Maintenance()).open(path, method=method).status_code == 503


def test_what_is_not_ours_is_open(app: Flask):
    app.add_url_rule("/page", view_func=lambda: "page")
    client = client_of(app, Maintenance())
    assert [client.get(path).status_code for path in ("/page", "/nothing")] == [200, 404]


def test_preflight_is_answered_and_the_503_can_be_read(app: Flask):
    client = client_of(app, CORS("https://a.example"), Maintenance(retry_after=20))
    preflight = client.options("/api/item", headers={**ORIGIN, "Access-Control-Request-Method": "PUT"})
    assert preflight.status_code == 204
    response = client.put("/api/item", headers=ORIGIN)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (503, "https://a.example")
    assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]


def test_nobody_is_counted_or_asked_who_they_are(app: Flask):
    client = client_of(app, Throttle("1/hour", by=address), Bearer(verify=lambda token: None), Maintenance())
    answers = [client.get("/api/item") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert "RateLimit" not in answers[0].headers


def test_a_resource_can_stay_open(app: Flask):
    api = Api(app, url_prefix="/api", middleware=[Maintenance()])
    api.resource("/health", middleware=[without(Maintenance)])(Health)
    client = app.test_client()
    assert [client.open("/api/health", method=method).status_code for method in ("GET", "HEAD", "OPTIONS")] == [200, 200, 204]


def test_any_of_several_closes(app: Flask):
    api = Api(app, middleware=[Maintenance(on=False)])
    api.resource("/item", middleware=[Maintenance(retry_after=5)])(Item)
    response: Response = app.test_client().get("/item")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"on": "yes"}, r"^Maintenance\(on='yes'\) is no switch\. Give True"),
        ({"on": None}, "is no switch"),
        ({"retry_after": -1}, r"^Maintenance\(retry_after\)=-1 is no span of time"),
        ({"retry_after": "20"}, "is no span of time"),
        ({"retry_after": timedelta(milliseconds=1)}, "is no span of time"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(said: dict[str, Any], told: str):
    with pytest.raises(ConfigError, match=told):
        Maintenance(**said)


def is_night(request: Any) -> bool:
    return False


@pytest.mark.parametrize(
    ("entry", "text"),
    [(Maintenance(), "Maintenance(True)"), (Maintenance(is_night, retry_after=20), "Maintenance(is_night, retry_after=20)")],
)
def test_it_explains_itself(app: Flask, entry: Maintenance, text: str):
    api = Api(app, middleware=[entry])
    api.resource("/item")(Item)
    assert [(each["entry"], each["place"]) for each in next(iter(api.operations(app))).explain()] == [(text, "edge")]
