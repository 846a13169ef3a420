"""Bearer tokens, and their kin by other names."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Request

from flask_resty.auth import Authenticator
from flask_resty.auth import Bearer
from flask_resty.auth import Unauthorized
from flask_resty.errors import ConfigError
from flask_resty.errors import Problem


def ask(authenticator: Authenticator, authorization: str | None, query: str = "") -> Any:
    environ = {"QUERY_STRING": query} if authorization is None else {"HTTP_AUTHORIZATION": authorization}
    return authenticator.authenticate(Request(environ))


def echo(token: str) -> str:
    return token


def test_no_credentials_are_nobody() -> None:
    assert ask(Bearer(echo), None) is None


@pytest.mark.parametrize(
    ("authorization", "token"),
    [("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER   abc", "abc"), ("Bearer aZ09-._~+/==", "aZ09-._~+/=="), ("Bearer a ", "a")],
)
def test_token_is_taken_to_the_letter(authorization: str, token: str) -> None:
    assert ask(Bearer(echo), authorization) == token


@pytest.mark.parametrize(
    "authorization", ["Bearer", "Bearer ", "Bearer a b", "Bearer a=b", "Bearer =", "Bearer ä", "Bearer a,b", 'Bearer "a"', "Bearer a\x00"]
)
def test_malformed_header_is_400_invalid_request_T83(authorization: str) -> None:
    with pytest.raises(Problem) as caught:
        ask(Bearer(echo), authorization)
    assert caught.value.status == 400
    assert caught.value.headers.getlist("WWW-Authenticate") == [
        'Bearer realm="API", error="invalid_request", error_description="The credentials are not one well-formed token."'
    ]


def test_unknown_token_is_401_invalid_token_T83() -> None:
    with pytest.raises(Unauthorized) as caught:
        ask(Bearer({}.get), "Bearer t0p-secret")
    assert caught.value.headers.getlist("WWW-Authenticate") == ['Bearer realm="API", error="invalid_token"']
    assert "t0p-secret" not in str(caught.value.document())


@pytest.mark.parametrize("query", ["access_token=a", "token=a", "Authorization=Bearer+a"])
def test_token_in_the_query_is_never_looked_at(query: str) -> None:
    assert ask(Bearer(echo), None, query) is None


def test_secret_looks_up_by_a_part_and_compares_the_whole() -> None:
    def stored(token: str) -> tuple[str, str] | None:
        return {"ann": ("ann.s3cret", "Ann")}.get(token.partition(".")[0])

    bearer = Bearer(secret=stored)
    assert ask(bearer, "Bearer ann.s3cret") == "Ann"
    for token in ("ann.wrong", "ann", "bob.s3cret"):
        with pytest.raises(Unauthorized):
            ask(bearer, f"Bearer {token}")


@pytest.mark.parametrize("token", ["abc", "a=b", "a,b", '"a"', "{a}!", "a:b"])
def test_other_scheme_takes_any_visible_ascii(token: str) -> None:
    assert ask(Bearer(echo, scheme="Token"), f"token {token}") == token


@pytest.mark.parametrize("token", ["", "a b", "ä", "a\x7f"])
def test_other_scheme_takes_one_word(token: str) -> None:
    with pytest.raises(Problem) as caught:
        ask(Bearer(echo, scheme="Token"), f"Token {token}")
    assert caught.value.status == 400


def test_other_scheme_is_challenged_for_by_its_name() -> None:
    token = Bearer({}.get, scheme="Token", realm="Shop")
    assert token.challenges() == ['Token realm="Shop"']
    with pytest.raises(Unauthorized) as caught:
        ask(token, "Bearer a")
    assert caught.value.headers.getlist("WWW-Authenticate") == ['Token realm="Shop"']


@pytest.mark.parametrize("scheme", ["", "To ken", "Tökén", "a,b", None])
def test_scheme_is_one_word(scheme: Any) -> None:
    with pytest.raises(ConfigError, match="scheme"):
        Bearer(echo, scheme=scheme)


def test_bearer_names_itself() -> None:
    assert repr(Bearer(echo)) == "Bearer(realm='API')"
    assert repr(Bearer(echo, scheme="Token")) == "Bearer(realm='API', scheme='Token')"
