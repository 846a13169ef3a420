"""User name and password."""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import Any

import pytest
from flask import Request

from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Unauthorized

CHALLENGE = 'Basic realm="API", charset="UTF-8"'


def basic(pair: str | bytes) -> str:
    return "Basic " + b64encode(pair.encode() if isinstance(pair, str) else pair).decode()


def ask(authenticator: Authenticator, authorization: str | None) -> Any:
    environ = {} if authorization is None else {"HTTP_AUTHORIZATION": authorization}
    return authenticator.authenticate(Request(environ))


def echo(username: str, password: str) -> tuple[str, str]:
    return username, password


def test_no_credentials_are_nobody() -> None:
    assert ask(Basic(echo), None) is None


@pytest.mark.parametrize(
    ("pair", "username", "password"),
    [
        ("ann:pw", "ann", "pw"),
        ("ann:p:w:", "ann", "p:w:"),
        ("ann:", "ann", ""),
        (":pw", "", "pw"),
        ("änn:pẅ€", "änn", "pẅ€"),
        ("a b: c ", "a b", " c "),
    ],
)
def test_name_and_password_part_at_the_first_colon(pair: str, username: str, password: str) -> None:
    assert ask(Basic(echo), basic(pair)) == (username, password)


@pytest.mark.parametrize("authorization", ["basic YTpi", "BASIC YTpi", "Basic   YTpi", "Basic YTpi "])
def test_scheme_has_any_case_and_any_number_of_spaces(authorization: str) -> None:
    assert ask(Basic(echo), authorization) == ("a", "b")


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basicxxx",
        "Basic xxx",
        "Basic !!!!",
        "Basic YTp",
        "Basic YTpi=",
        "Basic YTpi====",
        "Basic YTpiYw",
        "Basic YTo=YTo=",
        "Basic YTp=",
        "Basic YT pi",
        "Basic\tYTpi",
        "Basic YTpi\u00e9",
        'Basic realm="x"',
        "Basic w6Q_w6Q-",
        basic("nocolon"),
        basic(b"a:\xff"),
        basic(b"a:\xed\xa0\x80"),
        basic("a\x00:b"),
        basic("a:b\r\n"),
        basic("a:b\x7f"),
        basic("a:\x85"),
    ],
)
def test_malformed_credentials_are_401_T76(authorization: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        ask(Basic(echo), authorization)
    assert caught.value.headers.getlist("WWW-Authenticate") == [CHALLENGE]


def account(username: str) -> tuple[str | None, str] | None:
    return {"ann": ("pw", "Ann"), "zoë": ("\u00e9\u212b", "Zoë"), "locked": (None, "Locked")}.get(username)


@pytest.mark.parametrize(("pair", "principal"), [("ann:pw", "Ann"), ("zoë:\u00e9\u00c5", "Zoë"), ("zoë:e\u0301A\u030a", "Zoë")])
def test_secret_is_compared_in_normal_form(pair: str, principal: str) -> None:
    assert ask(Basic(secret=account), basic(pair)) == principal


@pytest.mark.parametrize("pair", ["ann:pW", "ann:", "ann:pw2", "ann:p", "eve:pw", "eve:", ":", "locked:", "locked:None"])
def test_wrong_name_and_wrong_password_get_the_same_answer(pair: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        ask(Basic(secret=account), basic(pair))
    assert caught.value.document() == Unauthorized().document()
    assert caught.value.headers.getlist("WWW-Authenticate") == [CHALLENGE]


def test_unknown_name_costs_a_comparison_too(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(left: bytes, right: bytes) -> bool:
        compared.append(len(right))
        return left == right

    monkeypatch.setattr(hmac, "compare_digest", counted)
    for pair in ("ann:wrong", "eve:wrong"):
        with pytest.raises(Unauthorized):
            ask(Basic(secret=account), basic(pair))
    assert compared == [5, 5]


def test_long_run_of_combining_marks_is_compared_as_it_is() -> None:
    password = "a" + "\u0345" * 700 + "\u0300" * 700
    assert ask(Basic(secret=lambda name: (password, "Ann")), basic(f"ann:{password}")) == "Ann"


def test_basic_has_no_words_for_errors() -> None:
    assert Basic(echo).challenges() == [CHALLENGE]
    assert Basic(echo).challenges(error="insufficient_scope", scope="a") == []


def test_basic_names_itself() -> None:
    assert repr(Basic(echo, realm="a'b")) == """Basic(realm="a'b")"""
