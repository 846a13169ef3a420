"""The documentation page in a real browser: it complains of nothing, asks nobody else, tries operations out, and logs in."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from authorization.flow import World
from flask import Flask
from flask import Response
from flask import request as current_request
from marshmallow import Schema
from marshmallow import fields
from services.browser import Browser
from services.browser import Tab

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty.openapi import OpenAPI
from flask_resty.openapi.docs_page import DocsPage


class Plant(Schema):
    """A plant of the garden."""

    name = fields.Str(required=True, metadata={"examples": ["Rose"]})


class PlantList(Resource):
    """All plants."""

    @returns(Plant(many=True))
    @public
    def get(self) -> Any:
        """List the plants.

        The *oldest* comes first.
        """
        return [{"name": "Yew"}]

    @accepts(Plant)
    @returns(Plant, 201)
    @requires("posts:write")
    def post(self, body: Any) -> Any:
        """Plant one."""
        return body


class Garden:
    """An authorization server, and an Api with a page that may be below a path."""

    def __init__(self, database: str, serve: Callable[[Any], str], mount: str) -> None:
        self.origin, self.mount = serve(self._answer), mount
        self.base = f"{self.origin}{mount}"
        self.world = World(database, issuer=self.origin)
        redirect = f"{self.base}/api/docs/oauth2-redirect"
        client_id, _ = self.world.client("Docs", public=True, redirect_uris=[redirect])
        page = DocsPage("/docs", client_id=client_id, scopes=["posts:write"])
        bearer = self.world.server.bearer()
        self.api = Api(self.world.app, title="Garden", url_prefix="/api", middleware=[bearer], openapi=OpenAPI(docs=page))
        self.api.resource("/plants")(PlantList)
        self.world.app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
        self.world.app.after_request(_isolated)

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith(f"{self.mount}/api/"):
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = self.mount, environ["PATH_INFO"].removeprefix(self.mount)
        return self.world.app(environ, start_response)


def _isolated(response: Response) -> Response:
    """Have the windows of the authorization server lose sight of whoever opened them, as careful ones do."""
    if current_request.path.startswith(("/oauth/", "/log-in")):
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


@pytest.fixture(params=["", "/below"], ids=["at the root", "below a path"])
def garden(request: pytest.FixtureRequest, tmp_path: Path, serve: Callable[[Any], str]) -> Garden:
    return Garden(f"sqlite:///{tmp_path / 'garden.sqlite'}", serve, request.param)


@pytest.fixture
def tab(browser: Browser, garden: Garden) -> Iterator[Tab]:
    tab: Tab = browser(viewport={"width": 1280, "height": 1000})
    tab.page.goto(f"{garden.base}/api/docs")
    tab.page.get_by_role("heading", name="Garden").wait_for()
    yield tab
    assert tab.complaints == []
    assert [url for url in tab.asked if not url.startswith((garden.origin, "blob:", "data:"))] == []
    tab.page.context.close()


def operation(tab: Tab, name: str) -> Any:
    """Open what the page says of an operation."""
    found = tab.page.locator(f"#operations-plants-{name}")
    found.get_by_role("button").first.click()
    found.get_by_role("button", name="Try it out").click()
    return found


def execute(tab: Tab, opened: Any) -> Any:
    """Send the request that an operation describes, and give the answer."""
    with tab.page.expect_response("**/api/plants") as answered:
        opened.get_by_role("button", name="Execute").click()
    opened.locator(".live-responses-table").wait_for()
    return answered.value


def dialog(tab: Tab) -> Any:
    """Give the part of the page where one logs in."""
    return tab.page.locator(".modal-ux")


def log_in(tab: Tab, answer: str) -> None:
    """Log in by the page, in the window that it opens for that."""
    tab.page.get_by_role("button", name="Authorize").click()
    with tab.page.context.expect_page() as opened:
        dialog(tab).locator(".authorize").first.click()
    window = opened.value
    window.on("console", lambda message: tab.complaints.append(message.text))
    window.get_by_label("Name").fill("ada")
    window.get_by_role("button", name="Log in").click()
    with window.expect_event("close"):
        window.get_by_role("button", name=answer).click()


def test_an_operation_can_be_tried_out(tab: Tab) -> None:
    answer = execute(tab, operation(tab, "listPlants"))
    assert (answer.status, answer.json()) == (200, [{"name": "Yew"}])
    assert "authorization" not in answer.request.headers


def test_who_logs_in_may_write(tab: Tab) -> None:
    log_in(tab, "Allow")
    tab.page.get_by_role("button", name="Remove authorization").first.wait_for()
    dialog(tab).get_by_role("button", name="Close").first.click()
    answer = execute(tab, operation(tab, "createPlant"))
    assert (answer.status, answer.json()) == (201, {"name": "Rose"})


def test_a_log_in_does_not_outlive_the_page(tab: Tab) -> None:
    log_in(tab, "Allow")
    tab.page.get_by_role("button", name="Remove authorization").first.wait_for()
    tab.page.reload()
    tab.page.get_by_role("button", name="Authorize").click()
    assert tab.page.get_by_role("button", name="Remove authorization").count() == 0
    assert tab.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_who_is_denied_is_told_so(tab: Tab) -> None:
    log_in(tab, "Deny")
    dialog(tab).locator(".errors").first.wait_for()
    assert tab.page.get_by_role("button", name="Remove authorization").count() == 0


def test_an_answer_that_nobody_asked_for_is_not_taken(tab: Tab, garden: Garden) -> None:
    window = tab.page.context.new_page()
    window.goto(f"{garden.base}/api/docs/oauth2-redirect?code=stolen&state=guessed")
    window.get_by_text("This window closes").wait_for()
    assert window.url == f"{garden.base}/api/docs/oauth2-redirect"
    assert [url for url in tab.asked if "/oauth/token" in url] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone(browser: Browser, garden: Garden, scheme: str) -> None:
    tab = browser(viewport={"width": 360, "height": 700}, color_scheme=scheme)
    tab.page.goto(f"{garden.base}/api/docs")
    tab.page.get_by_role("heading", name="Garden").wait_for()
    assert tab.page.evaluate("document.documentElement.classList.contains('dark-mode')") == (scheme == "dark")
    assert (tab.complaints, tab.is_too_wide) == ([], False)


def test_a_picture_from_elsewhere_is_not_asked_for(browser: Browser, app: Flask, serve: Callable[[Any], str]) -> None:
    picture = "https://pictures.example/rose.png"
    api = Api(app, title="Garden", openapi=OpenAPI(docs="/docs", description=f"![A rose]({picture})"))
    tab = browser()
    tab.page.goto(f"{serve(app)}/docs")
    with tab.page.expect_console_message(lambda message: "img-src" in message.text):
        tab.page.get_by_role("heading", name=api.title).wait_for()
    tab.page.context.close()
