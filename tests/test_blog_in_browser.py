"""The blog's client in a real browser: it logs in at the blog's own authorization server, by a code and PKCE."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest
from blogging import at_its_address


@pytest.fixture
def blog() -> Iterator[str]:
    """Serve a blog that knows its own address, and give that."""
    with at_its_address() as address:
        yield address


def log_in(page: Any, password: str = "lovelace") -> None:
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_a_page_logs_in_refreshes_and_logs_out(blog: str, browser: Callable[..., Any]) -> None:
    tab = browser()
    page = tab.page
    page.goto(f"{blog}/client/")
    page.get_by_role("button", name="Log in with the blog").click()
    log_in(page)
    page.get_by_text("Write, change and delete posts in your name").wait_for()
    page.get_by_role("button", name="Allow").click()
    shown = page.locator("pre:visible")
    shown.wait_for()
    assert json.loads(shown.inner_text()) == {"username": "ada", "name": "Ada Lovelace", "roles": [], "scopes": ["posts:write"]}
    assert page.url == f"{blog}/client/"
    with page.expect_response("**/api/me") as answered:
        page.get_by_role("button", name="Refresh").click()
    assert answered.value.status == 200
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in with the blog").wait_for()
    assert tab.complaints == []
    assert all(url.startswith(blog) for url in tab.asked)


def test_who_says_no_is_told_so_by_the_page(blog: str, browser: Callable[..., Any]) -> None:
    tab = browser(viewport={"width": 360, "height": 700}, color_scheme="dark")
    page = tab.page
    page.goto(f"{blog}/client/")
    page.get_by_role("button", name="Log in with the blog").click()
    log_in(page, "wrong")
    page.get_by_text("Name or password is wrong.").wait_for()
    log_in(page)
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("alert").filter(visible=True).wait_for()
    assert not tab.is_too_wide


def test_an_answer_that_nobody_asked_for_is_not_taken(blog: str, browser: Callable[..., Any]) -> None:
    tab = browser()
    tab.page.goto(f"{blog}/client/?code=stolen&state=guessed&iss={blog}")
    tab.page.get_by_text("Nobody asked for this answer.").wait_for()
    assert not [url for url in tab.asked if "/oauth/token" in url]
