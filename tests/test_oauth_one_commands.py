"""``flask resty consumers``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from authorization.fixtures import database as database
from authorization.fixtures import engine as engine
from click.testing import Result
from clock import Clock
from credentials.signing import elliptic_pem
from credentials.signing import public_pem
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from flask_resty import ConfigError
from flask_resty.auth.tokens import digest_of
from flask_resty.cli import resty
from flask_resty.oauth.one import OAuth1Provider

BACK = "https://printer.example/ready"

Run = Callable[..., Result]


@pytest.fixture
def provider(engine: Engine, app: Flask, clock: Clock) -> OAuth1Provider:
    app.secret_key = "a secret key"
    provider = OAuth1Provider(sessionmaker(engine), user=lambda: None, login="login", now=clock)
    provider.init_app(app)
    return provider


@pytest.fixture
def run(provider: OAuth1Provider, app: Flask) -> Run:
    """Give a function that runs ``flask resty consumers`` with arguments."""
    return lambda *args, **said: app.test_cli_runner().invoke(resty, ["consumers", *args], **said)


def created(run: Run, *args: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(run("create", "Printer", "--callback", BACK, *args, "--json").stdout)
    return told


def test_a_consumer_is_created_and_its_secret_shown_once(run: Run) -> None:
    done = run("create", "Printer", "--callback", BACK, "--owner", "7", "--description", "It prints.", "--json")
    told = json.loads(done.stdout)
    assert "only time" in done.stderr and told["consumer_secret"] not in done.stderr
    shown = json.loads(run("show", told["consumer_key"], "--json").stdout)
    assert shown == {name: value for name, value in told.items() if name != "consumer_secret"}
    assert (shown["callbacks"], shown["owner"], shown["description"], shown["signs_by"]) == ([BACK], "7", "It prints.", "HMAC")


def test_who_signs_by_rsa_has_no_secret_to_show(run: Run, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(public_pem())
    told = created(run, "--public-key", str(tmp_path / "key.pem"))
    assert (told["signs_by"], "consumer_secret" in told) == ("RSA", False)
    assert "has no secret" in run("rotate", told["consumer_key"]).stderr


def test_consumers_are_listed(run: Run, clock: Clock) -> None:
    first = created(run)
    clock.time += 1
    second = created(run, "--pending", "--owner", "7")
    assert [row["consumer_key"] for row in json.loads(run("list", "--json").stdout)] == [first["consumer_key"], second["consumer_key"]]
    assert second["consumer_key"] in run("list", "--status", "pending").stdout
    assert first["consumer_key"] not in run("list", "--owner", "7").stdout


@pytest.mark.parametrize(("command", "status"), [("approve", "approved"), ("reject", "rejected"), ("revoke", "revoked")])
def test_consumers_are_decided_upon(run: Run, command: str, status: str) -> None:
    key = created(run, "--pending")["consumer_key"]
    assert json.loads(run(command, key, "--json").stdout)["status"] == status
    assert json.loads(run("show", key, "--json").stdout)["status"] == status


def test_a_secret_is_rotated(run: Run) -> None:
    told = created(run)
    secrets = {told["consumer_secret"], run("rotate", told["consumer_key"]).stdout.strip()}
    secrets.add(json.loads(run("rotate", told["consumer_key"], "--json").stdout)["consumer_secret"])
    assert len(secrets) == 3 and all(len(secret) == 43 for secret in secrets)


def trade(provider: OAuth1Provider, token: str) -> None:
    verifier = provider.tokens.allow(digest_of(token), "7")
    held = provider.tokens.temporary(token)
    assert held is not None and verifier is not None and provider.tokens.trade(held, verifier) is not None


def test_what_has_ended_is_pruned(run: Run, provider: OAuth1Provider, app: Flask, clock: Clock) -> None:
    with app.app_context():
        first, second = (provider.consumers.create(name, callbacks=[BACK])[0] for name in ("Printer", "Scanner"))
        for consumer in (first, second):
            trade(provider, provider.tokens.start(consumer.key, BACK).token)
        provider.tokens.start(first.key, BACK)
        provider.consumers.revoke(second.key)
        clock.time += 600
    assert [json.loads(run("prune", "--json").stdout) for _ in range(2)] == [{"deleted": 2}, {"deleted": 0}]
    assert [token.consumer_key for token in provider.tokens.list()] == [first.key]


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("create Printer --callback http://printer.example", 1, "cannot be redirected to"),
        ("create Printer --public-key /nowhere", 2, "No such file"),
        ("show unknown", 1, "There is no such consumer"),
        ("approve unknown", 1, "There is no such consumer"),
        ("rotate unknown", 1, "There is no such consumer"),
    ],
)
def test_mistakes_end_with_a_code_and_a_sentence(run: Run, command: str, code: int, told: str) -> None:
    done = run(*command.split())
    assert (done.exit_code, done.stdout) == (code, "")
    assert told in done.stderr


def test_a_key_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    for content in (elliptic_pem(), "no key"):
        (tmp_path / "key.pem").write_text(content)
        done = run("create", "Printer", "--public-key", str(tmp_path / "key.pem"))
        assert (done.exit_code, done.stdout) == (1, "") and "The public key is not" in done.stderr


def test_an_app_without_a_provider_is_told_how_to_have_one() -> None:
    done = Flask("bare").test_cli_runner().invoke(resty, ["consumers", "list"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'bare' is no provider" in done.stderr and "init_app(app)" in done.stderr


def test_an_app_has_one_provider(provider: OAuth1Provider, app: Flask, engine: Engine) -> None:
    other = OAuth1Provider(sessionmaker(engine), user=lambda: None, login="login")
    with pytest.raises(ConfigError, match="has a provider"):
        other.init_app(app)
