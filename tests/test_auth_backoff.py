"""Who guesses passwords waits."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from clock import Clock
from flask import Flask
from werkzeug.test import TestResponse

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty.auth import AnyOf
from flask_resty.auth import Backoff
from flask_resty.auth import Basic
from flask_resty.auth import Bearer

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"

#: Makes tests that share a Redis guess at different accounts.
NUMBERS = count()


@pytest.fixture
def backoff(clock: Clock) -> Backoff:
    return Backoff(free=3, first=2, most=60, now=clock)


def guess(backoff: Backoff, username: str = "ada", address: str | None = HOME, *, right: bool = False) -> int:
    """Attempt to log in, and give the status that it would come to; for 429 the seconds to wait, as a negative number."""
    try:
        return 200 if backoff.attempt(username, address, lambda: username if right else None) else 401
    except Problem as problem:
        assert problem.status == 429
        return -int(problem.headers["Retry-After"])


def addresses() -> Callable[[], str]:
    """Give a function that gives another address each time."""
    numbers = count(1)
    return lambda: f"203.0.{next(numbers) % 250}.{next(numbers) % 250}"


def test_first_attempts_are_free_and_the_rest_waits(backoff: Backoff) -> None:
    assert [guess(backoff) for _ in range(6)] == [401, 401, 401, -2, -2, -2]


def test_pauses_double_up_to_the_longest(backoff: Backoff, clock: Clock) -> None:
    assert [guess(backoff) for _ in range(3)] == [401] * 3
    for pause in (2, 4, 8, 16, 32, 60, 60, 60):
        assert guess(backoff) == -pause
        clock.time += pause - 1
        assert guess(backoff) == -1
        clock.time += 1
        assert guess(backoff) == 401


def test_right_password_within_a_pause_is_not_looked_at(backoff: Backoff, clock: Clock) -> None:
    assert [guess(backoff) for _ in range(3)] == [401] * 3
    assert guess(backoff, right=True) == -2
    clock.time += 2
    assert guess(backoff, right=True) == 200


def test_success_starts_the_account_over(backoff: Backoff) -> None:
    for _ in range(5):
        assert [guess(backoff), guess(backoff), guess(backoff, right=True)] == [401, 401, 200]


def test_failures_are_forgotten_in_time(clock: Clock) -> None:
    backoff = Backoff(free=3, most=60, forget=600, now=clock)
    assert [guess(backoff), guess(backoff)] == [401, 401]
    clock.time += 600
    assert [guess(backoff), guess(backoff), guess(backoff), guess(backoff)] == [401, 401, 401, -1]


def test_account_is_guessed_from_many_addresses_no_faster(backoff: Backoff) -> None:
    new = addresses()
    assert [guess(backoff, address=new()) for _ in range(20)] == [401] * 3 + [-2] * 17


def test_owner_gets_in_from_where_they_were_before(backoff: Backoff) -> None:
    assert guess(backoff, right=True) == 200
    new = addresses()
    for _ in range(20):
        guess(backoff, address=new())
    assert guess(backoff, address=ELSEWHERE, right=True) == -2
    assert [guess(backoff, right=True) for _ in range(20)] == [200] * 20
    assert [guess(backoff), guess(backoff, right=True)] == [401, 200]


def test_owner_gets_in_from_elsewhere_when_a_pause_is_over(backoff: Backoff, clock: Clock) -> None:
    new = addresses()
    for _ in range(200):
        guess(backoff, address=new())
        clock.time += 1
    clock.time += 60
    assert guess(backoff, address=ELSEWHERE, right=True) == 200


def test_known_address_that_guesses_is_known_no_more(backoff: Backoff) -> None:
    assert guess(backoff, right=True) == 200
    assert [guess(backoff) for _ in range(3)] == [401] * 3
    assert [guess(backoff) for _ in range(4)] == [401, 401, 401, -2]


def test_address_is_known_for_one_account_only(backoff: Backoff) -> None:
    assert guess(backoff, "mallory", right=True) == 200
    assert [guess(backoff, "ada") for _ in range(4)] == [401, 401, 401, -2]


def test_address_is_known_for_some_time(clock: Clock) -> None:
    backoff = Backoff(free=1, known=3_600, now=clock)
    assert guess(backoff, right=True) == 200
    clock.time += 3_600
    assert guess(backoff, address=ELSEWHERE) == 401
    assert guess(backoff, right=True) == -1


@pytest.mark.parametrize("first", [1.5, timedelta(seconds=1.5), timedelta(seconds=2)], ids=repr)
def test_pause_is_of_whole_seconds(clock: Clock, first: float | timedelta) -> None:
    backoff = Backoff(free=1, first=first, now=clock)
    assert [guess(backoff), guess(backoff)] == [401, -2]


def test_owner_does_not_wait_for_requests_of_their_own(backoff: Backoff) -> None:
    """As many as come at once from an address that is known are looked at: nobody can tell yet which of them are good."""
    assert guess(backoff, right=True) == 200
    ready = threading.Barrier(10)

    def check() -> str:
        ready.wait(30)
        return "ada"

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(lambda _: backoff.attempt("ada", HOME, check), range(10))) == ["ada"] * 10


def test_address_that_tries_many_accounts_waits(clock: Clock) -> None:
    backoff = Backoff(free=3, free_per_address=10, first=2, now=clock)
    assert [guess(backoff, f"user{number}") for number in range(12)] == [401] * 10 + [-2] * 2
    assert guess(backoff, "ada", ELSEWHERE) == 401


def test_success_with_one_account_pays_for_no_guess_at_others(clock: Clock) -> None:
    backoff = Backoff(free_per_address=10, now=clock)
    for number in range(10):
        guess(backoff, f"mallory{number}", right=True)
        guess(backoff, f"user{number}")
    assert guess(backoff, "ada") == -1


def test_many_who_log_in_from_one_address_do_not_wait(clock: Clock) -> None:
    backoff = Backoff(free_per_address=2, now=clock)
    assert [guess(backoff, f"user{number}", right=True) for number in range(20)] == [200] * 20


@pytest.mark.parametrize(
    ("one", "other"),
    [("ada", "ADA"), ("ada", " ada "), ("zo\u00eb", "zoe\u0308"), ("stra\u00dfe", "STRASSE"), ("", " ")],
)
def test_names_of_one_account_are_counted_together(backoff: Backoff, one: str, other: str) -> None:
    assert [guess(backoff, name) for name in (one, other, one, other)] == [401, 401, 401, -2]


def test_application_says_which_names_are_one(clock: Clock) -> None:
    backoff = Backoff(free=1, fold=str, now=clock)
    assert [guess(backoff, name) for name in ("ada", "ADA", "ada", "ADA")] == [401, 401, -1, -1]


def test_very_long_name_is_no_harm(backoff: Backoff) -> None:
    assert guess(backoff, "a" + "\u0327\u0301" * 200_000) == 401


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
    ],
)
def test_network_of_a_customer_is_one_address(clock: Clock, one: str, other: str, is_same: bool) -> None:
    backoff = Backoff(free_per_address=1, now=clock)
    assert [guess(backoff, "ada", one), guess(backoff, "bob", other)] == [401, -1 if is_same else 401]


@pytest.mark.parametrize("address", [None, "", "unix:"])
def test_without_an_address_the_account_is_counted_alone(clock: Clock, address: str | None) -> None:
    backoff = Backoff(free=3, free_per_address=1, now=clock)
    assert guess(backoff, "bob", address, right=True) == 200
    assert [guess(backoff, "ada", address) for _ in range(4)] == [401, 401, 401, -1]
    assert [guess(backoff, "bob", address) for _ in range(4)] == [401, 401, 401, -1]


@pytest.fixture(params=["memory", "redis"])
def anywhere(request: pytest.FixtureRequest) -> Backoff:
    if request.param == "memory":
        return Backoff(free=3, first=60)
    return Backoff(free=3, first=60, storage=request.getfixturevalue("redis_url").replace("unix://", "redis+unix://"))


def test_many_at_once_are_no_way_around(anywhere: Backoff) -> None:
    name = f"account {next(NUMBERS)}"
    ready = threading.Barrier(10)

    def check() -> None:
        passed.append(1)

    def together(number: int) -> int:
        ready.wait(30)
        try:
            return anywhere.attempt(name, f"203.0.113.{number}", check) or 401
        except Problem as problem:
            return problem.status or 0

    passed: list[int] = []
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(together, range(10)))
    assert (sorted(statuses), len(passed)) == ([401] * 3 + [429] * 7, 3)


def test_when_a_pause_is_over_one_of_many_is_let_in(backoff: Backoff, clock: Clock) -> None:
    for _ in range(3):
        guess(backoff)
    clock.time += 2
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: guess(backoff), range(40)))
    assert sorted(statuses) == [-4] * 39 + [401]


def test_processes_share_counts_in_redis(redis_url: str) -> None:
    storage = redis_url.replace("unix://", "redis+unix://")
    one, other = (Backoff(free=2, first=60, storage=storage) for _ in range(2))
    name = f"account {next(NUMBERS)}"
    assert [guess(one, name), guess(other, name), guess(one, name) < 0, guess(other, name) < 0] == [401, 401, True, True]
    elsewhere = f"account {next(NUMBERS)}"
    assert guess(one, elsewhere, right=True) == 200
    assert [guess(other, elsewhere, ELSEWHERE) for _ in range(2)] == [401, 401]
    assert guess(other, elsewhere, right=True) == 200


def test_nobody_is_let_in_while_the_storage_does_not_answer() -> None:
    backoff = Backoff(storage="redis+unix:///nowhere/redis.sock")
    with pytest.raises(Problem) as caught:
        backoff.attempt("ada", HOME, lambda: "ada")
    assert caught.value.status == 503


@pytest.mark.parametrize("is_known", [True, False])
def test_attempt_that_fails_with_an_error_counts(backoff: Backoff, is_known: bool) -> None:
    def fail() -> None:
        raise Problem(403)

    if is_known:
        assert guess(backoff, right=True) == 200
    for _ in range(3):
        with pytest.raises(Problem):
            backoff.attempt("ada", HOME, fail)
    assert guess(backoff, right=True) == (200 if is_known else -2)
    assert [guess(backoff) for _ in range(3)] == ([401] * 3 if is_known else [-2] * 3)


@pytest.mark.parametrize(
    "keywords",
    [
        *({"free": 0}, {"free": -1}, {"free_per_address": 0}, {"first": 0}, {"first": 10, "most": 5}, {"most": 100, "forget": 50}),
        *({"known": 0}, {"first": -1}, {"first": True}, {"most": "900"}, {"storage": "nothing://"}),
    ],
    ids=str,
)
def test_mistakes_are_found_at_the_start(keywords: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Backoff(**keywords)


# In a stack


class BackedOff(Resource):
    def get(self, principal: Any) -> Any:
        return {"id": principal}


def app_with(*stack: Any) -> Flask:
    app = Flask("tests")
    api = Api(middleware=stack)
    api.resource("/me")(BackedOff)
    api.init_app(app)
    return app


def secret(username: str) -> tuple[str, str] | None:
    return ("lovelace", "ada") if username == "ada" else None


def ask(app: Flask, username: str, password: str, address: str = HOME) -> TestResponse:
    pair = b64encode(f"{username}:{password}".encode()).decode()
    environ = {"REMOTE_ADDR": address}
    return app.test_client().get("/me", headers={"Authorization": f"Basic {pair}"}, environ_overrides=environ)


@pytest.mark.parametrize("username", ["ada", "eve"])
def test_known_and_unknown_names_get_the_same_answers(username: str, backoff: Backoff) -> None:
    app = app_with(Basic(secret=secret, backoff=backoff))
    answers = [ask(app, username, "wrong") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    refused = answers[-1]
    assert refused.headers["Retry-After"] == "2"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.get_json(force=True) == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "There were too many failed attempts. Wait before the next one.",
    }


def test_verify_is_not_asked_within_a_pause(backoff: Backoff) -> None:
    asked: list[str] = []
    app = app_with(Basic(verify=lambda username, password: asked.append(password), backoff=backoff))
    for number in range(6):
        ask(app, "ada", str(number))
    assert asked == ["0", "1", "2"]


def test_requests_with_good_credentials_are_never_slowed(backoff: Backoff) -> None:
    app = app_with(Basic(secret=secret, backoff=backoff))
    assert ask(app, "ada", "lovelace").status_code == 200
    with ThreadPoolExecutor(8) as pool:
        assert {answer.status_code for answer in pool.map(lambda _: ask(app, "ada", "lovelace"), range(100))} == {200}


def test_anonymous_and_malformed_requests_are_not_counted(backoff: Backoff) -> None:
    app = app_with(Basic(secret=secret, backoff=backoff))
    for authorization in ("Basic", "Basic !", "Basic YQ==", "Bearer x") * 5:
        assert app.test_client().get("/me", headers={"Authorization": authorization}).status_code == 401
    assert ask(app, "ada", "lovelace").status_code == 200


def test_another_scheme_is_not_slowed(backoff: Backoff) -> None:
    app = app_with(AnyOf(Bearer({"t": "ada"}.get), Basic(secret=secret, backoff=backoff)))
    assert [ask(app, "ada", "wrong").status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert app.test_client().get("/me", headers={"Authorization": "Bearer t"}).status_code == 200
