"""Another site tries to use the session of a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask import Response

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import public
from flask_resty import without
from flask_resty.auth import Authenticator
from flask_resty.auth import Session

ANN = Principal(id="ann")

FORM = '<form method="post" action="{target}" enctype="{enctype}"><input name="a" value="b"></form>'
SUBMIT = "<script>document.forms[0].submit()</script>"


def bank(*trusted: str) -> Flask:
    """Give an app that counts what a user has changed."""
    app = Flask("bank")
    app.config.update(SECRET_KEY="x", TESTING=True, DONE=[])
    session = Session({"ann": ANN}.get, trusted_origins=trusted)
    api = Api(app, middleware=[session])

    @api.resource("/session")
    class Sessions(Resource):
        @without(Authenticator)
        def post(self) -> str:
            session.log_in(ANN)
            return "in"

    @api.resource("/transfers", middleware=[public])
    class Transfers(Resource):
        def get(self) -> str:
            return "none"

        def post(self, principal: Principal | None) -> str:
            app.config["DONE"].append(principal)
            return "done"

    app.add_url_rule("/", view_func=lambda: "the own page of the bank")
    return app


def page(text: str) -> Flask:
    """Give the site of somebody, with one page."""
    app = Flask("page")
    app.add_url_rule("/", view_func=lambda: Response(text, mimetype="text/html"))
    return app


def log_in(tab: Any, base: str) -> None:
    tab.page.goto(base)
    assert tab.page.evaluate("fetch('/session', {method: 'POST'}).then((response) => response.status)") == 200


def elsewhere(base: str) -> str:
    """Give the same server under a name that is another site."""
    return f"http://localhost:{urlsplit(base).port}"


@pytest.mark.parametrize("enctype", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
@pytest.mark.parametrize("policy", ["", '<meta name="referrer" content="no-referrer">'], ids=["plain", "no-referrer"])
def test_form_of_another_site_is_refused_though_the_cookie_comes(
    browser: Any, serve: Callable[[Any], str], enctype: str, policy: str
) -> None:
    app = bank()
    base = serve(app)
    evil = elsewhere(serve(page(policy + FORM.format(target=f"{base}/transfers", enctype=enctype) + SUBMIT)))
    tab = browser()
    log_in(tab, base)
    with tab.page.expect_response(f"{base}/transfers") as told:
        tab.page.goto(evil)
    assert (told.value.status, told.value.json()["errors"][0]["code"]) == (403, "csrf")
    assert app.config["DONE"] == []


def test_form_of_another_site_logs_nobody_in(browser: Any, serve: Callable[[Any], str]) -> None:
    base = serve(bank())
    evil = elsewhere(serve(page(FORM.format(target=f"{base}/session", enctype="text/plain") + SUBMIT)))
    tab = browser()
    with tab.page.expect_response(f"{base}/session") as told:
        tab.page.goto(evil)
    assert told.value.status == 403
    assert tab.page.context.cookies() == []


def test_own_page_and_trusted_site_may(browser: Any, serve: Callable[[Any], str]) -> None:
    base = serve(bank())
    friend = elsewhere(serve(page(FORM.format(target="{target}", enctype="text/plain"))))
    trusting = bank(friend)
    base = serve(trusting)
    tab = browser()
    log_in(tab, base)
    assert tab.page.evaluate("fetch('/transfers', {method: 'POST'}).then((response) => response.status)") == 200
    tab.page.goto(friend)
    with tab.page.expect_response(f"{base}/transfers") as told:
        tab.page.evaluate(f"document.forms[0].action = '{base}/transfers'; document.forms[0].submit()")
    assert told.value.status == 200
    assert trusting.config["DONE"] == [ANN, ANN]
