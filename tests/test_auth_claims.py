"""What tokens say, and whether it holds."""

from __future__ import annotations

from typing import Any

import pytest

from flask_resty import Principal
from flask_resty.auth import TokenPrincipal
from flask_resty.auth.claims import Expectation
from flask_resty.auth.claims import principal_in
from flask_resty.principal import identity_of

NOW = 1_000_000
ACCESS = Expectation(issuer="us", audience=frozenset({"api", "other"}), required=frozenset({"exp"}), now=lambda: NOW)
GOOD = {"iss": "us", "aud": "api", "exp": NOW + 1}


# -- the principal -----------------------------------------------------------------------------------------------------


def test_principal_is_the_subject_with_scopes_and_roles() -> None:
    claims = {"sub": "ada", "client_id": "app", "scope": "a  b", "roles": ["admin"]}
    principal = principal_in(claims)
    assert principal == TokenPrincipal(id="ada", scopes=frozenset("ab"), roles=frozenset({"admin"}), client_id="app")
    assert isinstance(principal, Principal)
    assert principal.claims is claims
    assert identity_of(principal) == "ada"


@pytest.mark.parametrize("claims", [{"client_id": "app"}, {"azp": "app"}, {"client_id": "app", "sub": None}], ids=str)
def test_client_that_acts_for_itself_is_the_principal(claims: dict[str, Any]) -> None:
    assert principal_in(claims) == TokenPrincipal(id="app", client_id="app")


def test_claims_are_not_printed() -> None:
    assert "secret" not in repr(principal_in({"sub": "ada", "email": "secret"}))


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({}, ""),
        ({"scope": ""}, ""),
        ({"scope": "a b"}, "ab"),
        ({"scp": "a b"}, "ab"),
        ({"scp": ["a", "b"]}, "ab"),
        ({"scope": "a", "scp": ["b"]}, "ab"),
    ],
    ids=str,
)
def test_scopes_are_one_string_or_a_list_by_the_other_name(claims: dict[str, Any], scopes: str) -> None:
    assert principal_in({"sub": "ada", **claims}).scopes == frozenset(scopes)


def test_nothing_but_a_space_parts_scopes() -> None:
    assert principal_in({"sub": "ada", "scope": "a\u00a0admin\tb"}).scopes == {"a\u00a0admin\tb"}


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sub": ""},
        {"sub": "", "client_id": "app"},
        {"sub": 1},
        {"sub": ["ada"]},
        {"client_id": 1},
        *({"scope": value} for value in (None, 1, True, ["a"], {"a": 1})),
        *({"scp": value} for value in (None, 1, True, [1], ["a", None], {"a": 1})),
        *({"roles": value} for value in (None, 1, True, "admin", [1], [["admin"]], {"admin": True})),
    ],
    ids=str,
)
def test_claims_of_another_type_are_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        principal_in({"sub": "ada", **claims})


# -- whether they hold -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{}, {"aud": ["x", "api"]}, {"aud": "other"}, {"exp": NOW + 0.5}, {"exp": 10**400}, {"more": None}], ids=str
)
def test_claims_hold(changes: dict[str, Any]) -> None:
    ACCESS.check({**GOOD, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        *({"iss": value} for value in (None, "", "US", "us/", 1, ["us"])),
        *({"aud": value} for value in (None, "", "ap", "api api", [], ["ap"], 1, {"api": 1}, ["api", 1], [["api"]])),
        *({"exp": value} for value in (None, NOW, NOW - 1, 0, -1, True, str(NOW + 1), [NOW + 1], float("nan"), float("inf"))),
    ],
    ids=str,
)
def test_claims_do_not_hold(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        ACCESS.check({**GOOD, **changes})


@pytest.mark.parametrize("name", ["iss", "aud", "exp"])
def test_claims_that_are_needed_must_be_there(name: str) -> None:
    with pytest.raises(ValueError):
        ACCESS.check({other: value for other, value in GOOD.items() if other != name})


def test_nothing_is_asked_for_that_is_not_expected() -> None:
    Expectation().check({})
    Expectation().check_beginning({})


@pytest.mark.parametrize("name", ["nbf", "iat"])
@pytest.mark.parametrize("value", [NOW + 1, NOW + 0.5, None, True, str(NOW), float("nan"), {}], ids=str)
def test_claims_that_begin_later_do_not_hold(name: str, value: Any) -> None:
    with pytest.raises(ValueError):
        ACCESS.check_beginning({name: value})
    ACCESS.check_beginning({name: NOW})


def test_leeway_is_given_at_both_ends() -> None:
    lenient = Expectation(leeway=5, now=lambda: NOW)
    lenient.check({"exp": NOW - 4})
    lenient.check_beginning({"nbf": NOW + 5, "iat": NOW + 5})
    with pytest.raises(ValueError):
        lenient.check({"exp": NOW - 5})
    with pytest.raises(ValueError):
        lenient.check_beginning({"nbf": NOW + 6})
