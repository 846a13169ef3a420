"""Several authenticators as one, and hostile values for all of them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from flask import Flask
from flask import Request
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from flask_resty import Api
from flask_resty import Resource
from flask_resty import public
from flask_resty.auth import AnyOf
from flask_resty.auth import APIKey
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Session
from flask_resty.auth import Unauthorized
from flask_resty.errors import ConfigError
from flask_resty.errors import Problem


def basic(pair: str) -> str:
    return "Basic " + b64encode(pair.encode()).decode()


def ask(authenticator: Authenticator, authorization: str | None) -> Any:
    return authenticator.authenticate(Request({} if authorization is None else {"HTTP_AUTHORIZATION": authorization}))


def challenges(authenticator: Authenticator, authorization: str) -> list[str]:
    with pytest.raises(Unauthorized) as caught:
        ask(authenticator, authorization)
    return caught.value.headers.getlist("WWW-Authenticate")


FIVE = AnyOf(
    Basic(lambda name, password: "Ann" if (name, password) == ("ann", "pw") else None),
    Bearer({"one": "Bob"}.get),
    Bearer({"two": "Cid"}.get, scheme="Token"),
    Bearer({"three": "Dan"}.get, scheme="ApiKey"),
    Bearer({"four": "Eve"}.get, scheme="Legacy"),
)
ALL = ['Basic realm="API", charset="UTF-8"', 'Bearer realm="API"', 'Token realm="API"', 'ApiKey realm="API"', 'Legacy realm="API"']


@pytest.mark.parametrize(
    ("authorization", "principal"),
    [(basic("ann:pw"), "Ann"), ("Bearer one", "Bob"), ("Token two", "Cid"), ("apikey three", "Dan"), ("Legacy four", "Eve"), (None, None)],
)
def test_scheme_decides_among_five_T77(authorization: str | None, principal: str | None) -> None:
    assert ask(FIVE, authorization) == principal


@pytest.mark.parametrize("authorization", [basic("ann:no"), "Token one", "Legacy three", "Bearer two", "Digest x", "nonsense", "Basic"])
def test_none_valid_lists_all_challenges_T77(authorization: str) -> None:
    listed = challenges(FIVE, authorization)
    assert sorted(challenge.partition(",")[0] for challenge in listed) == sorted(challenge.partition(",")[0] for challenge in ALL)
    assert FIVE.challenges() == ALL


def test_scheme_that_was_used_says_what_was_wrong() -> None:
    either = AnyOf(Basic(lambda name, password: None), Bearer({}.get))
    assert challenges(either, "Bearer x") == ['Bearer realm="API", error="invalid_token"', 'Basic realm="API", charset="UTF-8"']


def test_two_of_the_same_scheme_are_tried_in_turn() -> None:
    both = AnyOf(Bearer({"a": "first", "c": "first"}.get), Bearer({"b": "second", "c": "second"}.get, realm="Other"))
    assert [ask(both, f"Bearer {token}") for token in "abc"] == ["first", "second", "first"]
    assert challenges(both, "Bearer d") == ['Bearer realm="API", error="invalid_token"']
    assert both.challenges() == ['Bearer realm="API"']


@pytest.mark.parametrize(
    "authorization", [f"{basic('ann:pw')}, Bearer one", "Bearer one,Token two", "Digest x,Bearer one", "Bearer one,Bearer one"]
)
def test_two_credentials_at_once_are_400(authorization: str) -> None:
    with pytest.raises(Problem) as caught:
        ask(FIVE, authorization)
    assert caught.value.status == 400


def test_any_of_stands_in_any_of() -> None:
    nested = AnyOf(AnyOf(Bearer({"a": "Ann"}.get)), Basic(lambda name, password: name))
    assert ask(nested, "Bearer a") == "Ann"
    assert ask(nested, basic("bob:")) == "bob"
    assert nested.challenges(error="insufficient_scope", scope="a b") == ['Bearer realm="API", error="insufficient_scope", scope="a b"']


class Cookie(Authenticator):
    """Credentials that stand elsewhere."""

    def authenticate(self, request: Request) -> str | None:
        return request.cookies.get("session")

    def challenges(self, **_: Any) -> list[str]:
        return ['Cookie realm="API"']


def test_member_that_reads_elsewhere_is_asked_without_authorization() -> None:
    either = AnyOf(Bearer({"a": "Ann"}.get), Cookie())
    assert either.authenticate(Request({"HTTP_COOKIE": "session=Zoe"})) == "Zoe"
    with pytest.raises(Unauthorized):
        either.authenticate(Request({"HTTP_COOKIE": "session=Zoe", "HTTP_AUTHORIZATION": "Bearer bad"}))


class Silent(Cookie):
    """Speaks a scheme, and then has nothing to say."""

    schemes = ("bearer",)


def test_member_that_passes_leaves_the_401() -> None:
    assert challenges(AnyOf(Silent()), "Bearer x") == ['Cookie realm="API"']
    assert ask(AnyOf(Silent(), Bearer({"x": "Ann"}.get)), "Bearer x") == "Ann"


@pytest.mark.parametrize("members", [(), (Bearer,), (Bearer({}.get), "basic"), (None,)])
def test_any_of_takes_authenticators_only(members: tuple[Any, ...]) -> None:
    with pytest.raises(ConfigError, match="AnyOf"):
        AnyOf(*members)


def test_any_of_names_its_members() -> None:
    assert repr(AnyOf(Bearer({}.get), Basic(lambda name, password: None))) == "AnyOf(Bearer(realm='API'), Basic(realm='API'))"


# -- several kinds -------------------------------------------------------------------------------------------------------

KINDS = AnyOf(
    Bearer({"one": "Ann"}.get),
    APIKey({"k": "Bob"}.get, query="key"),
    APIKey({"l": "Cid"}.get, query="key"),
    APIKey({"m": "Dan"}.get, header="X-Machine", cookie="machine"),
    Session({"zoe": "Zoe"}.get),
)


@pytest.fixture
def app() -> Flask:
    """Give an app that lets everybody choose among many kinds, or come as nobody."""
    app = Flask("tests")
    app.config.update(SECRET_KEY="x", TESTING=True)
    api = Api(app, middleware=[KINDS, public])

    @api.resource("/who")
    class Who(Resource):
        def get(self, principal: Any) -> str:
            return str(principal)

        post = get

    return app


def asked(app: Flask, method: str = "GET", query: str = "", user: str | None = None, machine: str | None = None, **headers: str) -> Any:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({} if user is None else {"user_id": user})
    if machine is not None:
        client.set_cookie("machine", machine)
    return client.open(
        "/who", method=method, query_string=query, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize(
    ("sent", "who"),
    [
        ({}, "None"),
        ({"Authorization": "Bearer one"}, "Ann"),
        ({"X_API_Key": "k"}, "Bob"),
        ({"X_API_Key": "l"}, "Cid"),
        ({"query": "key=l"}, "Cid"),
        ({"X_Machine": "m"}, "Dan"),
        ({"machine": "m"}, "Dan"),
        ({"user": "zoe"}, "Zoe"),
        ({"user": "zoe", "Authorization": "Bearer one"}, "Ann"),
        ({"user": "zoe", "X_API_Key": "k"}, "Bob"),
        ({"user": "gone", "X_API_Key": "k"}, "Bob"),
        ({"user": "zoe", "machine": "m", "query": "key=k"}, "Bob"),
        ({"user": "zoe", "machine": "m"}, "Dan"),
    ],
    ids=str,
)
def test_what_came_decides_who_is_asked_and_cookies_give_way(app: Flask, sent: dict[str, str], who: str) -> None:
    assert asked(app, **sent).json == who


@pytest.mark.parametrize(
    "sent",
    [
        {"Authorization": "Bearer bad"},
        {"X_API_Key": "bad"},
        {"user": "gone"},
        {"user": "zoe", "Authorization": "Bearer bad"},
        {"user": "zoe", "X_API_Key": ""},
        {"user": "zoe", "query": "key="},
        {"user": "zoe", "machine": "bad"},
        {"user": "zoe", "Authorization": "Digest x"},
    ],
    ids=str,
)
def test_bad_credentials_fall_through_to_nobody_and_to_no_other_kind_X15(app: Flask, sent: dict[str, str]) -> None:
    refused = asked(app, **sent)
    assert refused.status_code == 401
    assert sorted(challenge.partition(" ")[0] for challenge in refused.headers.getlist("WWW-Authenticate")) == [
        "ApiKey",
        "Bearer",
        "Session",
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {"Authorization": "Bearer one", "X_API_Key": "k"},
        {"Authorization": "Bearer bad", "X_API_Key": "bad"},
        {"Authorization": "Bearer one", "query": "key=k"},
        {"X_API_Key": "k", "X_Machine": "m"},
        {"X_API_Key": "k", "query": "key=k"},
        {"Authorization": "Bearer one", "query": "key="},
    ],
    ids=str,
)
def test_credentials_of_two_kinds_at_once_are_400(app: Flask, sent: dict[str, str]) -> None:
    assert asked(app, **sent).status_code == 400


def test_session_is_protected_against_other_sites_unless_something_else_was_sent(app: Flask) -> None:
    assert asked(app, "POST", user="zoe", Sec_Fetch_Site="cross-site").status_code == 403
    assert asked(app, "POST", user="zoe", Sec_Fetch_Site="cross-site", Authorization="Bearer one").json == "Ann"


class TwoOfOneScheme(Bearer):
    """Has two challenges, as Digest has one for each algorithm."""

    def challenges(self, **said: Any) -> list[str]:
        return ['Bearer realm="first"', 'Bearer realm="second"']


def test_challenges_of_one_authenticator_stay_together() -> None:
    two = TwoOfOneScheme({}.get)
    assert AnyOf(two, Bearer({}.get)).challenges() == two.challenges()
    assert AnyOf(Bearer({}.get), two).challenges() == ['Bearer realm="API"']
    refused = challenges(AnyOf(AnyOf(two), Basic(lambda name, password: None)), "Bearer x")
    assert refused == [*two.challenges(), 'Basic realm="API", charset="UTF-8"']


# -- hostile values ----------------------------------------------------------------------------------------------------

SCHEMES = st.sampled_from(["Basic", "basic", "Bearer", "BEARER", "Token", "ApiKey", "Digest", "", "Bas ic", "\t", "é"])
GAPS = st.sampled_from([" ", "  ", "", "\t", ", ", "=", ",", "\x00"])
LATIN = st.text(st.characters(max_codepoint=255), max_size=40)
PAIRS = st.binary(max_size=40).map(lambda octets: b64encode(octets).decode())
TEXTS = st.one_of(
    LATIN, PAIRS, st.text('=", \\abBearer', max_size=40), st.sampled_from([basic("ann:pw")[6:], "one", "two", "one, Token two"])
)
VALUES = st.one_of(
    LATIN, st.builds("".join, st.lists(st.one_of(SCHEMES, GAPS, TEXTS), max_size=6)), st.builds("{} {}".format, SCHEMES, TEXTS)
)


@settings(max_examples=2000)
@example('Digest a="' + '\\"' * 20_000)
@example("Bearer " + "," * 60_000)
@example("Basic " + "=" * 60_000)
@example(basic("ann:" + "\u0345\u0300" * 12_000))
@given(VALUES)
def test_no_value_gives_anything_but_a_principal_or_a_refusal(value: str) -> None:
    for authenticator in (FIVE, *FIVE.authenticators):
        try:
            principal = ask(authenticator, value)
        except Problem as problem:
            assert problem.status in {400, 401}
            assert problem.status == 400 or problem.headers.getlist("WWW-Authenticate")
        else:
            assert principal in {"Ann", "Bob", "Cid", "Dan", "Eve"}
