"""How often something may be done, and what an examination of the whole Api finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.blog import login
from flask_resty.auth import Backoff
from flask_resty.cli import resty

PNG = b"\x89PNG\r\n\x1a\n"


def test_nothing_is_found_but_what_is_meant(app: Flask) -> None:
    done = app.test_cli_runner().invoke(resty, ["check"])
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    assert "was not found" not in done.stderr


def test_posts_and_covers_are_counted_together(ada: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    answers = [
        ada.put(f"{path}/cover", data=PNG, content_type="image/png"),
        ada.delete(f"{path}/cover"),
        ada.patch(path, json={"title": "Another bar"}),
        ada.delete(path),
    ]
    assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"writing";q=600;w=3600'] * 4
    assert [answer.headers["RateLimit"].partition(";t")[0] for answer in answers] == [
        f'"writing";r={left}' for left in (598, 597, 596, 595)
    ]


def test_each_account_has_a_count_of_its_own(ada: FlaskClient, root: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    assert root.delete(path).headers["RateLimit"].startswith('"writing";r=599')


def test_who_guesses_passwords_waits(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "BACKOFF", Backoff(free=2, first=60))
    answers = [client.post("/login", data={"username": "ada", "password": guess}) for guess in ("byron", "<king>", "lovelace")]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert ['role="alert"' in answer.text and 'value="ada"' in answer.text for answer in answers] == [True] * 3
    assert "Wait before the next one." in answers[-1].text


def test_who_logs_in_does_not_wait_for_the_mistakes_of_others(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "BACKOFF", Backoff(free=2, first=60))
    for guess in ("one", "two", "three"):
        client.post("/login", data={"username": "bob", "password": guess})
    assert client.post("/login", data={"username": "ada", "password": "lovelace"}).status_code == 303
