"""Throttling: what is counted, by whom, and what clients are told."""

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask import Response
from flask import request
from flask_limiter import Limiter

from flask_resty import use
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError
from flask_resty.errors import Problem
from flask_resty.middleware import Throttle
from flask_resty.middleware import address
from flask_resty.middleware import principal
from flask_resty.middleware import throttle
from flask_resty.middleware.throttling.app_limiter import exempt_options
from flask_resty.principal import Principal
from flask_resty.principal import set_principal
from flask_resty.stack import Layer
from flask_resty.stack import Seat
from flask_resty.stack import resolve


@pytest.fixture
def app():
    return Flask("shop")


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    now = [1_000_000.5]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


def sit(app, entry, layer=None, method="GET", stack=None):
    layer = layer or Layer("api", "", (entry,))
    return Seat(app=app, endpoint="x", method=method, layer=layer, stack=resolve([layer], method) if stack is None else stack)


def send(app, entry, *, seat=None, who=None, environ=None, answer=None, **keywords):
    """Send one request through one entry and give the answer, as the line would."""
    with app.test_request_context("/", environ_overrides={"REMOTE_ADDR": "192.0.2.1", **(environ or {})}, **keywords):
        set_principal(request.environ, who)
        try:
            return entry.bind(seat or sit(app, entry))(request, lambda _: answer or Response("ok"))
        except Problem as problem:
            return Response(problem.get_body(), status=problem.status, headers=problem.get_headers())


def statuses(app, entry, times, **keywords):
    return [send(app, entry, **keywords).status_code for _ in range(times)]


@pytest.mark.parametrize("strategy", ["fixed-window", "moving-window", "sliding-window-counter"])
@pytest.mark.parametrize("entry", [Throttle("3/minute"), Throttle(3, 60), Throttle("3 per 1 minutes", by=address)], ids=repr)
def test_exactly_as_many_pass_as_the_limit_says(app, entry, strategy, clock):
    """T85."""
    app.config["RATELIMIT_STRATEGY"] = strategy
    assert statuses(app, entry, 5) == [200, 200, 200, 429, 429]


def test_after_the_window_requests_pass_again(app, clock):
    """T86."""
    entry = Throttle(1, 60)
    assert statuses(app, entry, 2) == [200, 429]
    clock[0] += 61
    assert statuses(app, entry, 2) == [200, 429]


def test_every_answer_tells_how_it_stands(app, clock):
    entry = Throttle("5/10 minutes")
    send(app, entry)
    clock[0] += 100
    response = send(app, entry, answer=Response(status=404))
    assert response.headers["RateLimit-Policy"] == '"api";q=5;w=600'
    assert response.headers["RateLimit"] == '"api";r=3;t=500'
    assert "Retry-After" not in response.headers


def test_a_refusal_tells_when_to_try_again(app, clock):
    entry = Throttle(1, 600)
    send(app, entry)
    clock[0] += 0.1
    response = send(app, entry)
    assert response.headers["Retry-After"] == "600"
    assert response.headers["RateLimit-Policy"] == '"api";q=1;w=600'
    assert response.headers["RateLimit"] == '"api";r=0;t=600'
    assert response.json == {
        "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many requests. Try again in 600 s.",
        "violated-policies": ["api"],
    }


def test_retry_after_is_a_second_at_least(app, clock):
    entry = Throttle(1, 1)
    send(app, entry)
    clock[0] += 0.999999
    assert send(app, entry).headers["Retry-After"] == "1"


def test_several_limits_of_one_entry_all_count(app, clock):
    entry = Throttle("3/day;2/minute")
    assert statuses(app, entry, 3) == [200, 200, 429]
    response = send(app, entry)
    assert response.headers["RateLimit-Policy"] == '"api";q=2;w=60, "api.2";q=3;w=86400'
    assert response.headers["RateLimit"] == '"api";r=0;t=60, "api.2";r=1;t=86400'
    assert response.json["violated-policies"] == ["api"]
    clock[0] += 61
    # What the minute refused took nothing from the day.
    assert statuses(app, entry, 2) == [200, 429]


def test_several_throttles_make_one_list(app, clock):
    layers = [Layer("api", "", (Throttle("600/hour"),)), Layer("verb", "x.get", (Throttle(5, 60), Throttle(7, 70)))]
    stack = resolve(layers, "GET")
    answer = Response("ok")
    for placed in reversed(stack):
        send(app, placed.entry, seat=sit(app, placed.entry, placed.layer, stack=stack), answer=answer)
    assert answer.headers.getlist("RateLimit-Policy") == ['"api";q=600;w=3600, "verb";q=5;w=60, "verb-2";q=7;w=70']
    assert answer.headers.getlist("RateLimit") == ['"api";r=599;t=3600, "verb";r=4;t=60, "verb-2";r=6;t=70']


def test_a_limit_counts_over_its_layer(app):
    entry = Throttle("2/hour")
    here, there = Layer("resource", "here", (entry,)), Layer("resource", "there", (entry,))
    assert statuses(app, entry, 3, seat=sit(app, entry, here)) == [200, 200, 429]
    assert statuses(app, entry, 1, seat=sit(app, entry, here, method="PUT")) == [429]
    assert statuses(app, entry, 1, seat=sit(app, entry, there)) == [200]


def test_equal_limits_of_one_layer_share_nothing(app):
    first, second = Throttle("1/hour"), Throttle("1/hour", by=principal)
    layer = Layer("api", "", (first, use(second, methods=["GET"])))
    assert statuses(app, first, 2, seat=sit(app, first, layer)) == [200, 429]
    assert statuses(app, second, 2, seat=sit(app, second, layer)) == [200, 429]


def test_no_name_of_a_layer_reaches_into_another(app):
    entry = Throttle("1/hour", by=lambda request: request.args["who"])
    assert statuses(app, entry, 1, seat=sit(app, entry, Layer("verb", "a/0")), query_string={"who": "b"}) == [200]
    assert statuses(app, entry, 1, seat=sit(app, entry, Layer("verb", "a")), query_string={"who": "0/b"}) == [200]


def test_head_counts_as_get(app):
    entry = Throttle("1/hour", methods=["GET"])
    layer = Layer("verb", "x.get", (entry,))
    assert statuses(app, entry, 1, seat=sit(app, entry, layer, method="HEAD")) == [200]
    assert statuses(app, entry, 1, seat=sit(app, entry, layer, method="GET")) == [429]


def test_other_methods_are_not_counted(app):
    entry = Throttle("1/hour", methods=["POST"])
    assert entry.bind(sit(app, entry, method="GET")) is None
    assert entry.bind(sit(app, entry, method="POST")) is not None


def test_principals_are_counted_each(app):
    entry = Throttle("1/hour")
    assert statuses(app, entry, 2, who=Principal(id="ann")) == [200, 429]
    assert statuses(app, entry, 2, who="bob") == [200, 429]


def test_a_principal_takes_its_limit_along(app):
    entry = Throttle("1/hour")
    send(app, entry, who="ann")
    assert send(app, entry, who="ann", environ={"REMOTE_ADDR": "192.0.2.2"}).status_code == 429


def test_no_principal_is_taken_for_an_address(app):
    entry = Throttle("1/hour")
    assert send(app, entry).status_code == 200
    assert send(app, entry, who="192.0.2.1").status_code == 200


def test_the_anonymous_are_counted_by_address(app):
    entry = Throttle("1/hour")
    assert statuses(app, entry, 2) == [200, 429]
    assert statuses(app, entry, 1, environ={"REMOTE_ADDR": "192.0.2.2"}) == [200]


@pytest.mark.parametrize("keywords", [{"headers": {"X-Forwarded-For": "198.51.100.7"}}, {"query_string": {"x": "1"}}, {"method": "HEAD"}])
@pytest.mark.parametrize("by", [None, address])
def test_a_limit_is_not_evaded(app, keywords, by):
    entry = Throttle("1/hour", by=by)
    assert [send(app, entry).status_code, send(app, entry, **keywords).status_code] == [200, 429]


def test_anything_of_the_request_may_be_counted(app):
    entry = Throttle("1/hour", by=lambda request: request.headers["X-Tenant"])
    assert statuses(app, entry, 2, headers={"X-Tenant": "a b/c"}) == [200, 429]
    assert statuses(app, entry, 1, headers={"X-Tenant": "d"}) == [200]


@pytest.mark.parametrize(
    ("entry", "remedy"), [(Throttle("1/hour"), "pass by="), (Throttle("1/hour", by=lambda request: None), "give a string")]
)
def test_nobody_is_counted_as_somebody_else(app, entry, remedy):
    with pytest.raises(ContractError, match=remedy):
        send(app, entry, who=object())


def test_a_request_may_cost_more(app, clock):
    entry = Throttle("5/hour", cost=2)
    response = send(app, entry)
    assert response.headers["RateLimit-Policy"] == '"api";q=2;w=3600'
    assert response.headers["RateLimit"] == '"api";r=1;t=3600'
    assert statuses(app, entry, 2) == [200, 429]


@pytest.mark.parametrize(("by", "place", "rank"), [(None, "gate", 10), (principal, "gate", 10), (len, "gate", 10), (address, "edge", 20)])
def test_by_address_it_stands_at_the_edge(by, place, rank):
    [placed] = resolve([Layer("api", "", (Throttle("1/hour", by=by),))], "GET")
    assert (placed.place, placed.rank) == (place, rank)


def test_the_short_form_attaches_to_a_verb():
    def get():
        """Stay as it was."""

    assert throttle(5, 10 * 60)(get) is get
    assert throttle is Throttle


@pytest.mark.parametrize(
    ("given", "keywords"),
    [
        (("often",), {}),
        (("5/fortnight",), {}),
        (("",), {}),
        (("5",), {}),
        (("0/hour",), {}),
        ((5,), {}),
        ((0, 600), {}),
        ((5, 0), {}),
        ((5, 1.5), {}),
        ((True, 600), {}),
        ((10**15, 600), {}),
        ((5, 10**15), {}),
        ((f"{10**15}/hour",), {}),
        ((f"5/{10**15} seconds",), {}),
        (("5/hour", 600), {}),
        ((None,), {}),
        (("5/hour",), {"cost": 0}),
        (("5/hour",), {"cost": 6}),
        (("5/hour",), {"by": "address"}),
        (("5/hour",), {"methods": ["get"]}),
    ],
)
def test_a_limit_that_cannot_work_is_refused_when_it_is_written(given, keywords):
    with pytest.raises(ConfigError, match=r"\.$"):
        Throttle(*given, **keywords)


def test_forty_threads_share_one_limit_exactly(app):
    entry = Throttle("100/hour")
    bound = entry.bind(sit(app, entry))

    def one(_):
        with app.test_request_context("/"):
            try:
                return bound(request, lambda _: Response("ok")).status_code
            except Problem as problem:
                return problem.status

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(40) as pool:
            results = list(pool.map(one, range(400)))
    finally:
        sys.setswitchinterval(interval)
    assert (results.count(200), results.count(429)) == (100, 300)


def test_the_apps_own_limiter_counts(app):
    limiter = Limiter(lambda: "everybody", app=app, storage_uri="memory://")
    entry = Throttle("1/hour")
    assert statuses(app, entry, 2) == [200, 429]
    limiter.reset()
    assert statuses(app, entry, 1) == [200]


def test_an_app_without_a_limiter_keeps_its_hooks_to_itself(app):
    app.config["RATELIMIT_DEFAULT"] = "1/hour"
    entry = Throttle("1/hour")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        entry.settle(sit(app, entry))
    app.add_url_rule("/page", view_func=lambda: "a page")
    assert [app.test_client().get("/page").status_code for _ in range(2)] == [200, 200]
    assert not app.before_request_funcs


def test_apps_do_not_share_their_counts(app):
    other = Flask("forum")
    entry = Throttle("1/hour")
    assert statuses(app, entry, 2) == [200, 429]
    assert statuses(other, entry, 1) == [200]


def test_one_storage_serves_two_apps(app):
    shared = Limiter(lambda: "everybody", storage_uri="memory://")
    other = Flask("forum")
    shared.init_app(app)
    other.extensions["limiter"] = {shared}
    entry = Throttle("1/hour")
    assert [*statuses(app, entry, 1), *statuses(other, entry, 1)] == [200, 200]


def test_the_key_prefix_of_flask_limiter_keeps_counts_apart(app):
    Limiter(lambda: "everybody", app=app, storage_uri="memory://")
    entry = Throttle("1/hour")
    send(app, entry)
    app.config["RATELIMIT_KEY_PREFIX"] = "blue"
    assert send(app, entry).status_code == 200


def test_nothing_counts_where_rate_limits_are_switched_off(app):
    app.config["RATELIMIT_ENABLED"] = False
    entry = Throttle("1/hour")
    entry.settle(sit(app, entry))
    assert entry.bind(sit(app, entry)) is None


@pytest.mark.parametrize("config", [{"RATELIMIT_STORAGE_URI": "tape://"}, {"RATELIMIT_STRATEGY": "lottery"}])
def test_a_storage_that_cannot_be_had_is_found_at_the_start(app, config):
    app.config.update(config)
    entry = Throttle("1/hour")
    with pytest.raises(ConfigError, match="'shop'"):
        entry.settle(sit(app, entry))


def test_an_app_wide_limiter_does_not_count_our_options(app):
    Limiter(lambda: "everybody", app=app, storage_uri="memory://", default_limits=["1/hour"])
    app.add_url_rule("/ours", "ours", lambda: "", methods=["GET", "OPTIONS"])
    app.add_url_rule("/theirs", "theirs", lambda: "", methods=["GET", "OPTIONS"])

    def is_ours(request):
        return request.endpoint == "ours"

    exempt_options(app, is_ours)
    client = app.test_client()
    assert [client.options("/ours").status_code for _ in range(3)] == [200, 200, 200]
    assert [client.get("/ours").status_code for _ in range(2)] == [200, 429]
    assert [client.options("/theirs").status_code for _ in range(2)] == [200, 429]


def test_each_limiter_is_told_once(app):
    told = []

    class Counting(Limiter):
        def request_filter(self, fn):
            told.append(self)
            return super().request_filter(fn)

    def is_ours(request):
        return True

    first = Counting(lambda: "everybody", app=app, storage_uri="memory://")
    for _ in range(2):
        exempt_options(app, is_ours)
    second = Counting(lambda: "everybody", app=app, storage_uri="memory://")
    exempt_options(app, is_ours)
    assert told == [first, second]
