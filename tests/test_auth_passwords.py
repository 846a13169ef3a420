"""Passwords that are kept as hashes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug import security

from flask_resty.auth import Passwords
from flask_resty.auth import passwords as module
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError

#: As weak as can be: the tests are not about time.
FAST = "scrypt:128:1:1"
OLD = "pbkdf2:sha256:1"


def checker(**stored: Any) -> Passwords:
    return Passwords(stored.get, method=FAST)


HASH = Passwords(lambda name: None, method=FAST).hash("pw")


@pytest.mark.parametrize(
    ("username", "password", "principal"),
    [("ann", "pw", "Ann"), ("ann", "pW", None), ("ann", "", None), ("eve", "pw", None), ("", "", None), ("locked", "pw", None)],
)
def test_password_is_checked_by_its_hash(username: str, password: str, principal: str | None) -> None:
    assert checker(ann=(HASH, "Ann"), locked=(None, "Locked"))(username, password) == principal


@pytest.mark.parametrize("method", [FAST, OLD, "pbkdf2:sha512:2"])
def test_hash_says_its_method_and_has_its_own_salt(method: str) -> None:
    passwords = Passwords(lambda name: None, method=method)
    first, second = passwords.hash("pw"), passwords.hash("pw")
    assert first != second
    assert first.startswith(f"{method}$")
    assert security.check_password_hash(first, "pw")


def test_default_method_is_that_of_werkzeug() -> None:
    assert Passwords(lambda name: None).method == security.generate_password_hash("x").partition("$")[0]


def test_name_and_password_are_compared_in_normal_form() -> None:
    passwords = checker(zoë=(Passwords(dict().get, method=FAST).hash("e\u0301\u212b"), "Zoë"))
    assert passwords("zoe\u0308", "\u00e9A\u030a") == "Zoë"


@pytest.mark.parametrize(("username", "password"), [("ann", "wrong"), ("eve", "wrong"), ("locked", "wrong")])
def test_each_wrong_pair_costs_one_hash_of_the_same_kind(monkeypatch: pytest.MonkeyPatch, username: str, password: str) -> None:
    hashed: list[str] = []

    def counted(stored: str, given: str) -> bool:
        hashed.append(stored.partition("$")[0])
        return security.check_password_hash(stored, given)

    monkeypatch.setattr(module, "check_password_hash", counted)
    assert checker(ann=(HASH, "Ann"), locked=(None, "Locked"))(username, password) is None
    assert hashed == [FAST]


@pytest.mark.parametrize(
    "overlong", [("ann", "x" * 1025), ("a" * 1025, "pw"), ("ann", "x" * 1_000_000), ("ann", "\ud800"), ("\ud800", "pw"), ("ann\0", "pw")]
)
def test_what_is_too_long_or_no_text_is_refused_before_anything_is_done(overlong: tuple[str, str]) -> None:
    def never(username: str) -> None:
        raise AssertionError("the store was asked")

    assert Passwords(never, method=FAST)(*overlong) is None


def test_password_of_1024_characters_is_good_and_a_longer_one_is_not_hashed() -> None:
    longest = Passwords(dict().get, method=FAST).hash("é" * 1024)
    assert checker(ann=(longest, "Ann"))("ann", "é" * 1024) == "Ann"
    with pytest.raises(ValueError, match="at most 1024"):
        checker().hash("x" * 1025)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "pw",
        "plain$$pw",
        "$",
        "md5$salt$00",
        "scrypt$salt$00",
        "scrypt:2:1$salt$00",
        "scrypt:2:1:1$$00",
        f"{FAST}$salt$xyz",
        b"x",
        7,
        HASH + "\n",
    ],
)
def test_malformed_hash_is_a_broken_promise_and_never_a_pass(stored: Any) -> None:
    with pytest.raises(ContractError, match="no hash of a password") as caught:
        checker(ann=(stored, "Ann"))("ann", "pw")
    assert "pw'" not in str(caught.value)


@pytest.mark.parametrize("method", ["scrypt:100:8:1", "pbkdf2:nope:1"])
def test_hash_that_cannot_be_made_is_a_broken_promise(method: str) -> None:
    with pytest.raises(ContractError, match="Look at its method"):
        checker(ann=(f"{method}$salt$00", "Ann"))("ann", "pw")


@pytest.mark.parametrize("found", ["Ann", ("Ann",), (HASH, "Ann", 1), [HASH, "Ann"], {"hash": HASH}])
def test_something_else_than_a_hash_and_a_principal_is_a_broken_promise(found: Any) -> None:
    with pytest.raises(ContractError, match="find gave"):
        checker(ann=found)("ann", "pw")


def test_hash_of_another_method_is_made_anew_after_a_good_log_in() -> None:
    store: dict[str, Any] = {"ann": (security.generate_password_hash("pw", OLD), "Ann")}
    passwords = Passwords(store.get, method=FAST, rehash=lambda username, hash: store.update({username: (hash, "Ann")}))
    assert passwords("ann", "no") is None
    assert store["ann"][0].startswith(OLD)
    assert passwords("ann", "pw") == "Ann"
    assert store["ann"][0].startswith(FAST)
    kept = store["ann"]
    assert (passwords("ann", "pw"), store["ann"]) == ("Ann", kept)


def test_functions_may_be_async(app: Flask) -> None:
    stored: list[str] = []

    async def find(username: str) -> tuple[str, str]:
        return security.generate_password_hash("pw", OLD), "Ann"

    async def rehash(username: str, hash: str) -> None:
        stored.append(hash)

    with app.app_context():
        assert Passwords(find, method=FAST, rehash=rehash)("ann", "pw") == "Ann"
    assert len(stored) == 1


@pytest.mark.parametrize(
    "method",
    ["scrypt", "pbkdf2", "pbkdf2:sha256", "pbkdf2:nope:1", "scrypt:0:1:1", "scrypt:100:8:1", "scrypt:64:8:1", "md5", "plain", "", None, 7],
)
def test_method_that_does_not_exist_is_refused(method: Any) -> None:
    with pytest.raises(ConfigError, match="no way to hash passwords"):
        Passwords(lambda name: None, method=method)


def test_what_cannot_be_called_is_refused() -> None:
    with pytest.raises(ConfigError, match="as find"):
        Passwords(None)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="as rehash"):
        Passwords(lambda name: None, rehash="x")  # type: ignore[arg-type]
