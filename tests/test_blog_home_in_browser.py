"""The page of the blog in a real browser: it reads and writes posts with the client that is written from the blog's document."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from blogging import at_its_address

ADA = {"Authorization": "Bearer ada-token", "If-Match": "*"}


@pytest.fixture
def blog() -> Iterator[str]:
    with at_its_address() as address:
        yield address


@pytest.fixture
def page(blog: str, browser: Callable[..., Any]) -> Any:
    """Give the page as it is when it has been opened, and see to it that nobody complained and nothing came from elsewhere."""
    tab = browser()
    tab.page.goto(blog)
    tab.page.get_by_role("heading", name="Posts").wait_for()
    yield tab.page
    # What the server refuses is told on the console by the browser itself.
    assert [told for told in tab.complaints if "Failed to load resource" not in told] == []
    assert all(url.startswith((blog, "data:")) for url in tab.asked)


def log_in(page: Any) -> None:
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("lovelace")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Allow").click()
    page.get_by_text("Ada Lovelace", exact=True).wait_for()


def test_posts_are_listed_found_and_read(page: Any) -> None:
    assert page.locator(".posts > li").count() == 4
    page.get_by_label("Look for").fill("engine")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("There is no such post.").wait_for()
    page.get_by_label("Look for").fill("quotes")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Strict on purpose").click()
    page.get_by_text("And all of them at once. Thank you.").wait_for()
    assert page.get_by_role("link", name="Edit").count() == 0


def test_long_lists_come_in_pages(page: Any, blog: str) -> None:
    for number in range(8):
        httpx.post(f"{blog}/api/posts", headers=ADA, json={"title": f"Note {number}", "content": "x", "status": "published"})
    page.reload()
    page.get_by_role("button", name="More posts").click()
    page.locator(".posts > li").nth(11).wait_for()
    # A keyboard goes on with the first one that came.
    page.locator(".posts > li:nth-child(11) a:focus").wait_for()
    assert not page.get_by_role("button", name="More posts").is_visible()


def test_a_post_is_written_edited_and_deleted(page: Any, blog: str) -> None:
    log_in(page)
    page.get_by_role("link", name="Write").click()
    page.get_by_label("Title").fill("From the page")
    page.get_by_label("Content").fill("Written in a browser.")
    page.get_by_label("Tags").fill("page, test")
    page.get_by_label("Status").select_option("published")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="From the page").wait_for()
    assert httpx.get(f"{blog}/api/posts/from-the-page").json()["tags"] == ["page", "test"]
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Changed by the page")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Changed by the page").wait_for()
    page.get_by_role("status").get_by_text("It is saved.").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="Posts").wait_for()
    page.get_by_role("status").get_by_text("It is deleted.").wait_for()
    assert httpx.get(f"{blog}/api/posts/from-the-page").status_code == 404


def test_a_keyboard_begins_at_the_top_and_goes_to_what_came(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.get_by_role("link", name="House rules").press("Enter")
    page.get_by_role("heading", name="House rules", exact=True).wait_for()
    page.locator("h1:focus", has_text="House rules").wait_for()
    page.locator(".skip").press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.get_by_role("heading", name="House rules", exact=True).is_visible()


def test_mistakes_are_shown_at_their_fields(page: Any) -> None:
    log_in(page)
    page.get_by_role("link", name="Write").click()
    page.get_by_label("Tags").fill("a" * 51)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Longer than maximum length 50.").wait_for()
    title = page.get_by_label("Title")
    assert title.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{title.get_attribute('aria-describedby')}").inner_text() == "Shorter than minimum length 1."
    assert title.evaluate("element => element === document.activeElement")
    # The rules of the server are known to the client, so that nobody was asked.
    assert asked == []
    title.fill("A title")
    page.get_by_label("Content").fill("Some content")
    page.get_by_label("Tags").fill("twice, twice")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("given only once.").wait_for()


def refuse(page: Any, *errors: dict[str, str]) -> None:
    """Have the server refuse whatever post is sent, for mistakes of its choice."""
    problem = {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "Nobody writes on Sundays.",
        "errors": errors,
    }
    answer = {"status": 422, "content_type": "application/problem+json", "body": json.dumps(problem)}
    page.route("**/api/posts", lambda route: route.fulfill(**answer))


def write(page: Any) -> None:
    page.get_by_role("link", name="Write").click()
    page.get_by_label("Title").fill("A title")
    page.get_by_label("Content").fill("Some content")


NOWHERE = [
    {"location": "body", "pointer": "/published_at", "code": "invalid", "detail": "There is no such moment in UTC."},
    {"location": "body", "pointer": "", "code": "limit", "detail": "Ten posts a day are enough."},
    {"location": "query", "pointer": "/title", "code": "unknown", "detail": "Unknown field."},
]


def test_what_has_no_field_is_told_above_the_form(page: Any) -> None:
    log_in(page)
    write(page)
    refuse(page, {"location": "body", "pointer": "/title", "code": "unique", "detail": "Somebody else has this title."}, *NOWHERE)
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    alert.get_by_role("heading", name="It is not saved").wait_for()
    told = ["published_at: There is no such moment in UTC.", "Ten posts a day are enough.", "title: Unknown field."]
    assert alert.locator("p").all_inner_texts() == told
    assert alert.evaluate("element => element === document.activeElement")
    assert alert.evaluate(
        "element => element.compareDocumentPosition(document.getElementById('title')) === Node.DOCUMENT_POSITION_FOLLOWING"
    )
    assert page.locator("#title-mistake").inner_text() == "Somebody else has this title."
    page.unroute("**/api/posts")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="A title").wait_for()


def test_a_refusal_without_mistakes_is_told_by_its_sentence(page: Any) -> None:
    log_in(page)
    write(page)
    refuse(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("Nobody writes on Sundays.", exact=True).wait_for()
    # What was wrong before is not told any more.
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save").click()
    page.locator("#title:focus").wait_for()
    assert page.get_by_role("alert").count() == 0


def test_what_was_written_stays_while_the_server_is_away(page: Any) -> None:
    log_in(page)
    write(page)
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("There is no way to the server.").wait_for()
    assert page.get_by_label("Content").input_value() == "Some content"
    page.get_by_role("link", name="The blog").click()
    page.get_by_role("heading", name="That did not work").wait_for()
    page.get_by_role("status").get_by_text("There is no way to the server.").wait_for()
    page.unroute("**/api/**")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="Posts").wait_for()


def test_who_presses_twice_writes_once(page: Any, blog: str) -> None:
    log_in(page)
    write(page)
    held: list[Any] = []
    page.route("**/api/posts", lambda route: held.append(route))
    page.get_by_role("button", name="Save").dblclick()
    page.locator("button[aria-busy=true]").wait_for()
    assert len(held) == 1
    held[0].continue_()
    page.get_by_role("heading", name="A title").wait_for()
    assert [post["slug"] for post in httpx.get(f"{blog}/api/posts", headers=ADA).json() if post["title"] == "A title"] == ["a-title"]


#: Is done as soon as who waits is told so.
WAITED = """new Promise((done) => {
  const style = getComputedStyle(document.querySelector("main"), "::before")
  const look = () => (style.content.includes("One moment") && style.visibility === "visible" ? done() : requestAnimationFrame(look))
  look()
})"""


def test_who_goes_on_is_not_taken_back_by_a_late_answer(page: Any) -> None:
    held: list[Any] = []
    page.route("**/api/posts/house-rules", lambda route: held.append(route))
    page.get_by_role("link", name="House rules").click()
    page.locator("main[aria-busy=true]").wait_for()
    page.evaluate(WAITED)
    page.evaluate("location.hash = '#/posts/hello-world'")
    page.get_by_role("heading", name="Hello, world").wait_for()
    with page.expect_response("**/api/posts/house-rules"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text() == "Hello, world"
    assert page.locator("main").get_attribute("aria-busy") == "false"


def test_who_is_not_logged_in_is_told_so_in_place_of_a_form(page: Any, blog: str) -> None:
    page.goto(f"{blog}/#/new")
    page.get_by_text("Log in to write.").wait_for()
    assert page.get_by_label("Title").count() == 0


@pytest.mark.parametrize(("choice", "title"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")], ids=["mine", "theirs"])
def test_who_was_too_late_chooses_between_both_versions(page: Any, blog: str, choice: str, title: str) -> None:
    log_in(page)
    page.get_by_role("link", name="Hello, world").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Mine")
    httpx.patch(f"{blog}/api/posts/hello-world", headers=ADA, json={"title": "Theirs"})
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("Theirs", exact=True).wait_for()
    page.get_by_role("button", name=choice).click()
    if choice == "Take theirs":
        assert page.get_by_label("Title").evaluate("element => element === document.activeElement")
        page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=title).wait_for()
    assert httpx.get(f"{blog}/api/posts/hello-world").json()["title"] == title


def test_comments_are_written_until_there_are_too_many(page: Any) -> None:
    log_in(page)
    page.get_by_role("link", name="Hello, world").click()
    for number in range(5):
        page.get_by_label("Your comment").fill(f"Number {number}")
        page.get_by_role("button", name="Comment").click()
        page.locator(".comments").get_by_text(f"Number {number}").wait_for()
    page.get_by_role("button", name="Comment").click()
    page.get_by_text("Shorter than minimum length 1.").wait_for()
    page.locator("textarea[aria-invalid=true]:focus").wait_for()
    page.get_by_label("Your comment").fill("One more")
    page.get_by_role("button", name="Comment").click()
    page.locator("#told.mistake").filter(has_text="Too many").wait_for()


def test_who_logs_out_cannot_write(page: Any) -> None:
    log_in(page)
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in").wait_for()
    assert not page.get_by_role("link", name="Write").is_visible()


def test_it_fits_a_small_screen(blog: str, browser: Callable[..., Any]) -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 5
    post = {"title": word, "content": word, "tags": [word[:50]], "status": "published"}
    written = httpx.post(f"{blog}/api/posts", headers=ADA, json=post).headers["Location"]
    httpx.post(f"{blog}{written}/comments", headers=ADA, json={"content": word})
    tab = browser(viewport={"width": 360, "height": 700}, color_scheme="dark")
    tab.page.goto(f"{blog}/#/posts/hello-world")
    tab.page.get_by_role("heading", name="Hello, world").wait_for()
    assert not tab.is_too_wide
    tab.page.get_by_role("link", name="The blog").click()
    tab.page.get_by_role("link", name=word).click()
    tab.page.locator(".comments").get_by_text(word).wait_for()
    assert not tab.is_too_wide
