"""Opaque tokens by a store that has only their digests."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty.auth import Bearer
from flask_resty.auth import Tokens
from flask_resty.auth import digest_of
from flask_resty.auth import new_token
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError


def test_digest_is_sha256_of_the_token() -> None:
    assert digest_of("blog_abc") == hashlib.sha256(b"blog_abc").hexdigest()


def test_new_tokens_are_256_random_bits_that_need_no_quoting() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert all(token.replace("-", "").replace("_", "").isalnum() and token.isascii() for token in tokens)


def test_prefix_tells_what_a_token_is() -> None:
    assert new_token("blog_").startswith("blog_")
    assert len(new_token("blog_")) == 48


@pytest.mark.parametrize("prefix", ["bl og", "blög", "a" * 33, "a\n", "a,", 'a"', None, 7])
def test_prefix_that_would_need_quoting_is_refused(prefix: Any) -> None:
    with pytest.raises(ConfigError, match="cannot stand before a token"):
        new_token(prefix)


def test_store_sees_the_digest_and_never_the_token() -> None:
    asked: list[str] = []
    Tokens(asked.append)("secret")
    assert asked == [digest_of("secret")]


def test_principal_is_found_by_the_digest() -> None:
    token = new_token()
    tokens = Tokens({digest_of(token): "ann"}.get)
    assert (tokens(token), tokens(token[:-1]), tokens(digest_of(token))) == ("ann", None, None)


def test_false_is_nobody_and_a_generator_is_a_broken_promise() -> None:
    assert Tokens(lambda digest: False)("x") is None
    with pytest.raises(ContractError):
        Tokens(lambda digest: (one for one in "x"))("x")


def test_what_cannot_be_called_is_refused() -> None:
    with pytest.raises(ConfigError, match="'dict'"):
        Tokens({})  # type: ignore[arg-type]


@pytest.mark.parametrize(("token", "status"), [("good", 200), ("bad", 401)])
def test_bearer_asks_an_async_store(app: Flask, token: str, status: int) -> None:
    async def find(digest: str) -> str | None:
        return {digest_of("good"): "ann"}.get(digest)

    api = Api(app, middleware=[Bearer(verify=Tokens(find))])

    @api.resource("/me")
    class Me(Resource):
        def get(self, principal: str) -> str:
            return principal

    assert app.test_client().get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == status
