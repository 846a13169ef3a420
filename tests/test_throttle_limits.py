"""What a throttle allows: plans, costs, exemptions and shared scopes, in whole applications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from flask_resty import Api
from flask_resty import Resource
from flask_resty import throttle
from flask_resty import use
from flask_resty.auth import Bearer
from flask_resty.auth import public
from flask_resty.errors import ConfigError
from flask_resty.middleware import Throttle
from flask_resty.middleware import address
from flask_resty.principal import Principal

PLANS: dict[Any, str | None] = {None: "1/hour", "free": "2/hour", "pro": "4/hour", "staff": None}


def plan_of(principal: Principal) -> str:
    return next(iter(principal.roles))


def client_of(app: Flask, *entries: Any) -> FlaskClient:
    """Serve a resource behind an authenticator that takes the name of a plan for a token."""
    bearer = Bearer(verify=lambda token: Principal(id=token, roles=frozenset({token})))

    @Api(app, middleware=[bearer, public]).resource("/things", middleware=entries)
    class Things(Resource):
        def get(self) -> str:
            return "things"

        def post(self) -> str:
            return "made"

    return app.test_client()


def passed(client: FlaskClient, token: str | None = None, headers: dict[str, str] | None = None) -> int:
    """Tell how many of six requests passed. The others have to be refused."""
    headers = headers or ({} if token is None else {"Authorization": f"Bearer {token}"})
    statuses = [client.get("/things", headers=headers).status_code for _ in range(6)]
    assert set(statuses) <= {200, 429}
    return statuses.count(200)


# -- plans -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("plan", "count"), [(None, 1), ("free", 2), ("pro", 4), ("staff", 6)])
def test_each_plan_has_a_limit_of_its_own(app: Flask, plan: str | None, count: int) -> None:
    client = client_of(app, Throttle(PLANS, plan=plan_of))
    assert passed(client, plan) == count


def test_answers_tell_of_the_plan_that_holds(app: Flask) -> None:
    client = client_of(app, Throttle(PLANS, plan=plan_of))
    assert client.get("/things").headers["RateLimit-Policy"] == '"resource";q=1;w=3600'
    assert client.get("/things", headers={"Authorization": "Bearer pro"}).headers["RateLimit-Policy"] == '"resource";q=4;w=3600'
    assert "RateLimit-Policy" not in client.get("/things", headers={"Authorization": "Bearer staff"}).headers


@pytest.mark.parametrize("token", ["gold", None])
def test_plan_that_nobody_declared_is_an_error_of_the_server(app: Flask, token: str | None, caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(app, Throttle({"free": "2/hour"}, plan=plan_of))
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    assert client.get("/things", headers=headers).status_code == 500
    assert "Write its limit, None for none." in caplog.text


async def plan_later(principal: Principal) -> str:
    return plan_of(principal)


def test_plan_may_be_asked_for_asynchronously(app: Flask) -> None:
    assert passed(client_of(app, Throttle(PLANS, plan=plan_later)), "free") == 2


def test_limit_may_be_a_function_of_the_request(app: Flask) -> None:
    client = client_of(app, Throttle(lambda request: request.headers.get("X-Limit"), by=lambda request: "all"))
    assert passed(client, headers={"X-Limit": "2/hour;3/day"}) == 2
    assert passed(client, headers={"X-Limit": "5/hour"}) == 5
    assert passed(client) == 6


@pytest.mark.parametrize("given", ["often", "0/hour", "", 5, ["1/hour"]])
def test_function_that_gives_no_limit_is_an_error_of_the_server(app: Flask, given: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert client_of(app, Throttle(lambda request: given)).get("/things").status_code == 500
    assert "gave no limit" in caplog.text


@pytest.mark.parametrize(
    ("limits", "keywords"),
    [
        ({}, {"plan": plan_of}),
        ({"free": "often"}, {"plan": plan_of}),
        ({"free": "0/hour"}, {"plan": plan_of}),
        ({"free": ["5/hour"]}, {"plan": plan_of}),
        ({"free": "5/hour", "pro": "9/hour"}, {"plan": plan_of, "cost": 6}),
        ({"free": "5/hour"}, {}),
        ({"free": "5/hour"}, {"plan": "free"}),
        ({"free": "5/hour"}, {"plan": plan_of, "by": address}),
        ({"free": "5/hour"}, {"plan": plan_of, "seconds": 60}),
        ("5/hour", {"plan": plan_of}),
        (print, {"seconds": 60}),
        ("5/hour", {"exempt": True}),
        ("5/hour", {"cost": "1"}),
        ("5/hour", {"cost": True}),
        ("5/hour", {"scope": ""}),
        ("5/hour", {"scope": "a b"}),
        ("5/hour", {"scope": 'a";q=9'}),
        ("5/hour", {"scope": "verb-2"}),
        ("5/hour" + ";5/hour" * 500, {}),
    ],
    ids=range(19),
)
def test_what_does_not_go_together_is_refused_when_it_is_written(limits: Any, keywords: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"\.$"):
        Throttle(limits, **keywords)


# -- costs and exemptions ----------------------------------------------------------------------------------------------


def test_cost_may_be_a_function_of_the_request(app: Flask) -> None:
    client = client_of(app, Throttle("10/hour", cost=lambda request: int(request.headers["X-Cost"])))
    answers = [client.get("/things", headers={"X-Cost": cost}) for cost in ("4", "5", "0", "1", "1")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert [answer.headers.get("RateLimit", "").partition(";t")[0] for answer in answers] == [
        '"resource";r=6',
        '"resource";r=1',
        "",
        '"resource";r=0',
        '"resource";r=0',
    ]


def test_what_costs_more_than_there_ever_is_takes_nothing(app: Flask) -> None:
    client = client_of(app, Throttle("10/hour", cost=lambda request: int(request.headers["X-Cost"])))
    assert [client.get("/things", headers={"X-Cost": cost}).status_code for cost in ("11", "1000", "10")] == [429, 429, 200]


@pytest.mark.parametrize("cost", [-1, 1.5, "1", None, True])
def test_cost_that_is_none_is_an_error_of_the_server(app: Flask, cost: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert client_of(app, Throttle("10/hour", cost=lambda request: cost)).get("/things").status_code == 500
    assert "0 or more" in caplog.text


async def never(request: Any) -> bool:
    return False


async def nobody(request: Any) -> Any:
    yield False


def test_some_may_be_exempt(app: Flask) -> None:
    client = client_of(app, Throttle("1/hour", exempt=lambda request: "X-Monitor" in request.headers))
    assert passed(client, headers={"X-Monitor": "1"}) == 6
    assert "RateLimit" not in client.get("/things", headers={"X-Monitor": "1"}).headers
    assert passed(client) == 1


def test_coroutine_exempts_nobody(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert passed(client_of(app, Throttle("1/hour", exempt=never))) == 1
    client = client_of(Flask("other"), Throttle("1/hour", exempt=lambda request: never(request)))
    assert client.get("/things").status_code == 500
    assert "gave a coroutine" in caplog.text


@pytest.mark.parametrize("exempt", [nobody, lambda request: (each for each in ())], ids=["asynchronous", "plain"])
def test_generator_exempts_nobody(app: Flask, exempt: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert client_of(app, Throttle("1/hour", exempt=exempt)).get("/things").status_code == 500
    assert "gave a generator" in caplog.text


# -- scopes ------------------------------------------------------------------------------------------------------------


class Shelf(Resource):
    def get(self) -> str:
        return "found"

    def post(self) -> str:
        return "made"


def scoped(api: Api, rule: str, limit: str, *more: Any) -> None:
    @api.resource(rule, endpoint=rule, middleware=[*more])
    class Things(Resource):
        @throttle(limit, scope="search")
        def get(self) -> str:
            return "found"


def test_throttles_of_one_scope_share_their_count(app: Flask) -> None:
    api = Api(app)
    scoped(api, "/books", "3/hour")
    scoped(api, "/films", "3/hour")
    client = app.test_client()
    assert [client.get(path).status_code for path in ("/books", "/films", "/books", "/films", "/books")] == [200, 200, 200, 429, 429]
    assert client.get("/books").headers["RateLimit-Policy"] == '"search";q=3;w=3600'


def test_throttles_of_one_scope_allow_the_same(app: Flask) -> None:
    api = Api(app)
    scoped(api, "/books", "3/hour")
    with pytest.raises(ConfigError, match="Give all the same"):
        scoped(api, "/films", "4/hour")


def test_request_counts_once_in_a_scope(app: Flask) -> None:
    with pytest.raises(ConfigError, match="would count twice"):
        scoped(Api(app), "/books", "3/hour", Throttle("3/hour", scope="search"))


def test_scopes_are_those_of_an_app() -> None:
    apps = [Flask("one"), Flask("two")]
    for app, limit in zip(apps, ("1/hour", "2/hour"), strict=True):
        scoped(Api(app), "/books", limit)
    assert [app.test_client().get("/books").status_code for app in apps] == [200, 200]


# -- layers ------------------------------------------------------------------------------------------------------------


def test_request_counts_once_on_a_layer(app: Flask) -> None:
    once = Throttle("3/hour")
    api = Api(app, middleware=[once, once])
    with pytest.raises(ConfigError, match="would count twice"):
        api.resource("/books")(Shelf)


def test_one_throttle_may_stand_on_several_layers_and_for_several_methods(app: Flask) -> None:
    both = Throttle("3/hour")
    Api(app, middleware=[both]).resource("/books", middleware=[use(both, methods=["GET"]), use(both, methods=["POST"])])(Shelf)
    assert app.test_client().get("/books").headers["RateLimit"] == '"api";r=2;t=3600, "resource";r=2;t=3600'


def test_those_without_credentials_are_counted_on_the_same_layers_and_by_verbs_of_their_own(app: Flask) -> None:
    class PublicShelf(Resource):
        @throttle("3/hour", by=address)
        def get(self) -> str:
            return "found"

    class WholeShelf(PublicShelf):
        anonymous = PublicShelf

    bearer = Bearer(verify={"t": Principal(id="ada")}.get)
    Api(app, middleware=[bearer, Throttle("9/hour", by=address)]).resource("/books")(WholeShelf)
    client = app.test_client()
    told = [client.get("/books", headers=headers).headers["RateLimit"] for headers in ({}, {"Authorization": "Bearer t"})]
    assert told == ['"api";r=8;t=3600, "verb";r=2;t=3600', '"api";r=7;t=3600, "verb";r=2;t=3600']


# -- consumers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [None, lambda request: request.headers["Authorization"]], ids=["principal", "function"])
def test_consumers_are_counted_each(app: Flask, by: Callable[[Any], str] | None) -> None:
    client = client_of(app, Throttle("2/hour", by=by))
    assert [passed(client, "one"), passed(client, "two"), passed(client, "one")] == [2, 2, 0]
