"""The policy of caches (RFC 9111, 5.2 and 5.3)."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask import Response

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import public
from flask_resty import use
from flask_resty import without
from flask_resty.auth import Bearer
from flask_resty.http.dates import http_date
from flask_resty.http.dates import parse_date
from flask_resty.middleware import CORS
from flask_resty.middleware import Cache

ANN = {"Authorization": "Bearer ann"}
bearer = Bearer(verify=lambda token: token if token == "ann" else None)


class Item(Resource):
    """Has a version, a verb that changes it, and one that fails."""

    def version(self) -> int:
        return 7

    @public
    def get(self) -> Any:
        return {"title": "Dune"}

    @public
    def put(self) -> Any:
        return {"title": "Dune"}

    @public
    def delete(self) -> Any:
        raise Problem(409)


def fetch(app: Flask, *middleware: Any, of: str = "api", cls: type[Resource] = Item, method: str = "GET", **sent: str) -> Response:
    """Ask for a resource whose stack has the entries on the Api, or on itself."""
    api = Api(app, middleware=middleware if of == "api" else [bearer])
    api.resource("/item", middleware=middleware if of == "resource" else [])(cls)
    return app.test_client().open("/item", method=method, headers=sent)


# -- what is said ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cache", "value"),
    [
        (Cache(max_age=3600), "max-age=3600"),  # T95
        (Cache(private=True, max_age=timedelta(hours=1)), "private, max-age=3600"),  # T95
        (Cache(max_age=0, must_revalidate=True), "max-age=0, must-revalidate"),
        (Cache(public=True, max_age=5, s_maxage=9, proxy_revalidate=True), "public, max-age=5, s-maxage=9, proxy-revalidate"),
        (Cache(max_age=5, stale_while_revalidate=6, stale_if_error=7), "max-age=5, stale-while-revalidate=6, stale-if-error=7"),
        (Cache(no_store=True, no_transform=True), "no-store, no-transform"),
        (Cache(no_cache=True), "no-cache"),
        (Cache(max_age=9, immutable=True), "max-age=9, immutable"),
    ],
    ids=repr,
)
def test_policy_is_written_as_it_was_said(app: Flask, cache: Cache, value: str):
    response = fetch(app, cache)
    assert (response.headers["Cache-Control"], "Expires" in response.headers) == (value, False)


def test_nothing_is_said_by_default(app: Flask):
    """T95."""
    headers = fetch(app).headers
    assert "Cache-Control" not in headers
    assert "Vary" not in headers


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_an_error_has_no_policy(app: Flask, method: str):
    """T95: the verb's own error, and a 405."""
    assert "max-age" not in fetch(app, Cache(max_age=3600), method=method).headers.get("Cache-Control", "")


def test_an_answer_to_a_change_has_no_policy(app: Flask):
    """RFC 9110, 9.2.3: such answers are not kept."""
    assert "Cache-Control" not in fetch(app, Cache(max_age=3600), method="PUT").headers


def test_no_store_is_for_changes_too(app: Flask):
    assert fetch(app, Cache(no_store=True), method="PUT").headers["Cache-Control"] == "no-store"


def test_304_says_what_the_200_says(app: Flask):
    """RFC 9110, 15.4.5: Cache-Control, ETag, Expires and Vary are those of the 200."""
    stack = [CORS("https://a.example"), bearer, Cache(public=True, expires=datetime(2100, 1, 1, tzinfo=UTC))]
    full = fetch(app, *stack)
    again = app.test_client().get("/item", headers={"If-None-Match": full.headers["ETag"]})
    assert (full.status_code, again.status_code) == (200, 304)
    for name in ("Expires", "ETag", "Vary"):
        assert full.headers[name] == again.headers[name]
    assert "public, max-age=" in again.headers["Cache-Control"]


def test_head_says_what_get_says(app: Flask):
    """RFC 9110, 9.3.2."""
    assert fetch(app, Cache(max_age=3600), method="HEAD").headers["Cache-Control"] == "max-age=3600"


def test_an_answer_to_query_is_kept(app: Flask):
    """RFC 10008: the content is part of the key."""

    class Search(Resource):
        def query(self) -> Any:
            return []

    assert fetch(app, Cache(max_age=60), cls=Search, method="QUERY").headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("field", [("Cache-Control", "max-age=1"), ("Expires", "Thu, 01 Jan 2100 00:00:00 GMT")])
def test_what_the_handler_says_stays(app: Flask, field: tuple[str, str]):
    class Own(Resource):
        def get(self) -> Any:
            return {}, dict([field])

    headers = fetch(app, Cache(max_age=3600), cls=Own).headers
    assert [value for value in headers if value[0] in {"Cache-Control", "Expires"}] == [field]


# -- until a date ------------------------------------------------------------------------------------------------------


def test_max_age_follows_from_the_date(app: Flask):
    """RFC 9111, 5.3: a cache that knows max-age ignores Expires, so both have to say the same."""
    moment = datetime.now(UTC) + timedelta(hours=1)
    headers = fetch(app, Cache(expires=moment)).headers
    assert headers["Expires"] == http_date(moment)
    assert 3590 <= int(headers["Cache-Control"].removeprefix("max-age=")) <= 3600


def test_what_has_expired_is_stale_at_once(app: Flask):
    headers = fetch(app, Cache(public=True, expires=datetime(2020, 1, 1, tzinfo=UTC))).headers
    assert (headers["Cache-Control"], headers["Expires"]) == ("public, max-age=0", "Wed, 01 Jan 2020 00:00:00 GMT")


def test_date_may_depend_on_the_request(app: Flask):
    def midnight(request: Any) -> datetime:
        return datetime(2100, 1, 1, tzinfo=UTC) if request.method == "GET" else datetime(2000, 1, 1, tzinfo=UTC)

    headers = fetch(app, Cache(expires=midnight)).headers
    assert parse_date(headers["Expires"]) == datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cache", "value"), [(Cache(expires=lambda _: None), None), (Cache(private=True, expires=lambda _: None), "private")]
)
def test_no_date_says_no_age(app: Flask, cache: Cache, value: str | None):
    headers = fetch(app, cache).headers
    assert (headers.get("Cache-Control"), headers.get("Expires")) == (value, None)


def test_function_may_be_a_coroutine(app: Flask):
    async def soon(request: Any) -> datetime:
        return datetime(2100, 1, 1, tzinfo=UTC)

    assert fetch(app, Cache(expires=soon)).headers["Expires"] == "Fri, 01 Jan 2100 00:00:00 GMT"


def test_function_that_gives_no_moment_breaks_its_promise(app: Flask):
    assert fetch(app, Cache(expires=lambda _: "tomorrow")).status_code == 500  # type: ignore[arg-type, return-value]


# -- who asks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cache", "value"),
    [
        (Cache(public=True, max_age=60), "private, max-age=60"),
        (Cache(max_age=60, s_maxage=90), "private, max-age=60"),
        (Cache(private=True, max_age=60), "private, max-age=60"),
        (Cache(no_store=True), "no-store"),
    ],
    ids=repr,
)
def test_policy_of_an_api_is_private_for_a_known_caller(app: Flask, cache: Cache, value: str):
    assert fetch(app, bearer, cache, **ANN).headers["Cache-Control"] == value


def test_policy_of_an_api_is_as_written_for_anybody_else(app: Flask):
    assert fetch(app, bearer, Cache(public=True, max_age=60)).headers["Cache-Control"] == "public, max-age=60"


def test_policy_of_a_blueprint_is_private_for_a_known_caller(app: Flask):
    shelf = Blueprint("shelf", __name__, middleware=[Cache(public=True)])
    shelf.resource("/item")(Item)
    Api(app, middleware=[bearer]).register_blueprint(shelf)
    assert app.test_client().get("/item", headers=ANN).headers["Cache-Control"] == "private"


def test_policy_of_a_resource_is_meant_as_it_is_written(app: Flask):
    assert fetch(app, Cache(public=True, max_age=60), of="resource", **ANN).headers["Cache-Control"] == "public, max-age=60"


def test_nearest_policy_counts(app: Flask):
    class Own(Resource):
        @Cache(no_cache=True)
        def get(self) -> Any:
            return {}

    assert fetch(app, Cache(max_age=60), cls=Own).headers["Cache-Control"] == "no-cache"


def test_policy_can_be_taken_away(app: Flask):
    class Own(Resource):
        @without(Cache)
        def get(self) -> Any:
            return {}

    assert "Cache-Control" not in fetch(app, Cache(max_age=60), cls=Own).headers


def test_own_middleware_has_said_its_word_before(app: Flask):
    def own(request: Any, next: Any) -> Any:
        response = next(request)
        response.headers["Cache-Control"] = "max-age=1"
        return response

    assert fetch(app, use(own), Cache(max_age=60)).headers["Cache-Control"] == "max-age=1"


# -- mistakes of the developer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, r"^Cache\(\) says nothing\. Give it a policy"),
        ({"public": True, "private": True}, "contradicts itself: private denies what public allows"),
        ({"no_store": True, "max_age": 5}, "contradicts itself: no_store denies what max_age allows"),
        ({"no_store": True, "expires": datetime(2100, 1, 1)}, "contradicts itself: no_store"),
        ({"private": True, "s_maxage": 5}, "contradicts itself: private denies what s_maxage allows"),
        ({"private": True, "proxy_revalidate": True}, "contradicts itself"),
        ({"must_revalidate": True, "stale_if_error": 5}, "contradicts itself: must_revalidate denies what stale_if_error allows"),
        ({"no_cache": True, "immutable": True}, "contradicts itself"),
        ({"max_age": 5, "expires": datetime(2100, 1, 1)}, "in two ways"),
        ({"max_age": -1}, r"^Cache\(max_age\)=-1 is no span of time"),
        ({"stale_if_error": timedelta(milliseconds=1)}, r"^Cache\(stale_if_error\)="),
        ({"public": "yes"}, r"^Cache\(public='yes'\) says neither yes nor no"),
        ({"expires": 3600}, r"^Cache\(expires=3600\) is no moment"),
    ],
    ids=str,
)
def test_policy_that_cannot_be_meant_is_refused(said: dict[str, Any], told: str):
    with pytest.raises(ConfigError, match=told):
        Cache(**said)


def test_policy_on_a_verb_whose_answers_are_not_kept_is_refused(app: Flask):
    class Own(Resource):
        @Cache(max_age=60)
        def post(self) -> Any:
            return {}

    with pytest.raises(ConfigError, match=r"^Cache\(max_age=60\) stands on POST of 'own', whose answers no cache keeps\. Drop it"):
        Api(app).resource("/own")(Own)


def test_two_policies_of_one_layer_are_refused(app: Flask):
    with pytest.raises(ConfigError, match="only one may stand"):
        Api(app, middleware=[Cache(max_age=1), Cache(max_age=2)])


def test_policy_explains_itself(app: Flask):
    def monday(request: Any) -> datetime:
        return datetime(2100, 1, 1)

    api = Api(app, middleware=[Cache(private=True, max_age=timedelta(minutes=1))])
    api.resource("/item")(Item)
    explained = next(iter(api.operations(app))).explain()
    assert "Cache(private=True, max_age=60)" in [entry["entry"] for entry in explained]
    assert repr(Cache(expires=monday)) == f"Cache(expires={monday.__qualname__})"
