"""The client of the blog in TypeScript: compiled as strictly as can be, then tried in Node and in a browser, with a real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import node
import pytest
from blogging import blog

Compile = Callable[..., Path]

#: A page of another origin, which the blog allows to use its API. It is never asked for: what it has is put in its place.
ORIGIN = "http://localhost:5173"

#: What somebody meets who does what the scenario does, wherever that is.
SEEN = {
    "anonymous": 401,
    "basic": {"username": "ada"},
    "digest": ["ada", {"name": "Ada Lovelace"}],
    "bearer": "ada",
    "paged": ["a-verb-for-every-method", "hello-world", "house-rules", "notes-on-the-engine", "strict-on-purpose"],
    "pages": 3,
    "checked": [True, [["/title", "too_short"], ["/tags/1", "too_short"]]],
    "refused": [False, [["/title", "too_short"], ["/tags/1", "too_short"]]],
    "made": [201, "from-a-client"],
    "remembered": [False, True, "From a client"],
    "conflict": [412, "Somebody was faster"],
    "patched": ["new"],
    # The first attempt was with what had been read before somebody was faster.
    "edited": "Somebody was faster, edited 2",
    "commented": [[201] * 5, True],
    "cover": [201, "image/png", True, True],
    "streamed": 2,
    "cancelled": ["AbortError", "AbortError"],
    "deleted": "NotFound",
}


def test_types_say_what_is_right_and_what_is_wrong(compiled: Compile, blog_document: dict[str, Any]) -> None:
    # The compiler complains of each mistake that was expected and is none.
    compiled(blog_document, "types")


@pytest.fixture
def folder(compiled: Compile, blog_document: dict[str, Any]) -> Path:
    return compiled(blog_document, "scenario", "in_node")


@pytest.fixture
def address() -> Any:
    """Give a blog of its own: who makes a comment too many leaves it in another state than it was."""

    with blog() as address:
        yield address


def test_a_day_with_the_blog_in_node(folder: Path, address: str) -> None:
    assert node.run(folder / "in_node.js", address) == SEEN | {"machine": ["ada", ["posts:write"], None]}


def test_a_day_with_the_blog_in_a_browser_from_another_origin(folder: Path, address: str, browser: Callable[..., Any]) -> None:
    page = browser().page
    page.route(f"{ORIGIN}/**", lambda route: _give(route, folder))
    page.goto(f"{ORIGIN}/")
    assert page.evaluate("async (blog) => (await import('/scenario.js')).scenario(blog, false)", address) == SEEN


def _give(route: Any, folder: Path) -> None:
    name = route.request.url.removeprefix(ORIGIN).strip("/")
    if name.endswith(".js"):
        route.fulfill(body=(folder / name).read_text(), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Another origin</title>", content_type="text/html")
