"""The documentation page of the blog in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examples.blog import create_app
from examples.blog.database import engine_of
from examples.blog.database import sessions
from examples.blog.seed import prepare


@pytest.fixture
def blog(tmp_path: Path, serve: Callable[[Any], str]) -> Any:
    """Serve a blog, and give its address."""
    app = create_app({"DATABASE_URL": f"sqlite:///{tmp_path / 'blog.sqlite'}", "SECRET_KEY": "for-tests-only", "TESTING": True})
    with app.app_context(), sessions()() as session:
        prepare(session)
    yield serve(app)
    engine_of(app).dispose()


def test_the_blog_can_be_read_and_tried_out_on_its_page(blog: str, browser: Callable[..., Any]) -> None:
    tab = browser(viewport={"width": 1280, "height": 1000})
    page = tab.page
    page.goto(f"{blog}/api/docs")
    listed = page.locator("#operations-posts-listPosts")
    listed.get_by_role("button").first.click()
    listed.get_by_role("button", name="Try it out").click()
    listed.locator("tr", has_text="limit").get_by_role("textbox").first.fill("1")
    with page.expect_response("**/api/posts?**") as answered:
        listed.get_by_role("button", name="Execute").click()
    assert (answered.value.status, len(answered.value.json())) == (200, 1)
    assert tab.complaints == []
    assert all(url.startswith((blog, "data:", "blob:")) for url in tab.asked)
    page.context.close()


def test_who_logs_in_with_a_password_may_write_on_the_page(blog: str, browser: Callable[..., Any]) -> None:
    tab = browser(viewport={"width": 1280, "height": 1000})
    page = tab.page
    page.goto(f"{blog}/api/docs")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("auth-basic-username").fill("ada")
    page.get_by_label("auth-basic-password").fill("lovelace")
    basic = page.locator(".auth-container", has=page.get_by_label("auth-basic-username"))
    basic.get_by_role("button", name="Apply credentials").click()
    page.locator(".modal-ux .close-modal").click()
    me = page.locator("#operations-accounts-getMe")
    me.get_by_role("button").first.click()
    me.get_by_role("button", name="Try it out").click()
    with page.expect_response("**/api/me") as answered:
        me.get_by_role("button", name="Execute").click()
    assert answered.value.json()["username"] == "ada"
    assert tab.complaints == []
    page.context.close()
