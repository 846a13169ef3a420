"""The fixtures that many tests stand on."""

from __future__ import annotations

from urllib.request import urlopen

import pytest


def test_served_app_answers_over_a_socket(app, serve):
    app.add_url_rule("/", view_func=lambda: "here")
    with urlopen(serve(app)) as response:
        assert response.read() == b"here"


def test_two_apps_are_served_side_by_side(app, serve):
    assert serve(app) != serve(app)


def test_what_is_missing_skips(give_up, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no server"):
        give_up("no server")


def test_what_is_missing_fails_in_ci(give_up, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no server"):
        give_up("no server")
