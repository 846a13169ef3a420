"""The list of posts: filters, order, pages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from examples.blog.database import engine_of


def titles(response):
    assert response.status_code == 200, response.text
    return [post["title"] for post in response.json]


def test_list_is_a_bare_array_of_what_is_published_newest_first(client):
    expected = ["Hello, world", "Strict on purpose", "House rules", "A verb for every method"]
    assert titles(client.get("/api/posts")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tag=welcome", ["Hello, world", "House rules"]),
        ("tag=Welcome", []),
        ("author=root", ["House rules"]),
        ("author=nobody", []),
        ("q=STRICT", ["Strict on purpose"]),
        ("q=be+kind", ["House rules"]),
        ("q=%25", []),
        ("q=_", []),
        ("q=\\", []),
        ("tag=welcome&author=ada&q=hello", ["Hello, world"]),
    ],
)
def test_filters_narrow_the_list(client, query, expected):
    assert titles(client.get(f"/api/posts?{query}")) == expected


def test_wildcards_of_the_database_are_plain_characters(client, write):
    write("100% malt")
    assert titles(client.get("/api/posts?q=0%25+m")) == ["100% malt"]


def test_empty_text_is_in_every_post(client):
    assert len(client.get("/api/posts?q=").json) == 4


@pytest.mark.parametrize("key", ["title", "created_at", "updated_at", "published_at"])
def test_sort_goes_both_ways(client, key):
    up, down = client.get(f"/api/posts?sort={key}").json, client.get(f"/api/posts?sort=-{key}").json
    assert [post[key] for post in up] == sorted(post[key] for post in up)
    assert down == up[::-1]


def test_what_has_no_date_comes_last_either_way(ada):
    for sort in ("published_at", "-published_at"):
        assert titles(ada.get(f"/api/posts?sort={sort}"))[-1] == "Notes on the engine"


def test_pages_of_equals_do_not_overlap(client, write):
    for _ in range(5):
        write("A bar", tags=["same"], published_at="2024-01-01T00:00:00Z")
    pages = [client.get(f"/api/posts?tag=same&sort=title&limit=2&page={page}").json for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({post["id"] for page in pages for post in page}) == 5


def test_twenty_posts_come_if_nothing_is_said(client, write):
    for _ in range(20):
        write()
    assert len(client.get("/api/posts").json) == 20
    assert len(client.get("/api/posts?limit=100").json) == 24


@pytest.mark.parametrize("page", [10**9, (2**63 - 1) // 100])
def test_page_behind_the_last_one_is_empty(client, page):
    assert titles(client.get(f"/api/posts?page={page}&limit=100")) == []


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("limit=0", "limit", "too_small"),
        ("limit=101", "limit", "too_large"),
        ("limit=ten", "limit", "type"),
        ("limit=1.0", "limit", "type"),
        ("limit=", "limit", "type"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("page=0", "page", "too_small"),
        ("page=-1", "page", "too_small"),
        ("page=+1", "page", "type"),
        (f"page={2**63}", "page", "too_large"),
        (f"page={'9' * 5000}", "page", "type"),
        ("sort=content", "sort", "choice"),
        ("sort=title,id", "sort", "choice"),
        ("sort=--title", "sort", "choice"),
        (f"q={'x' * 201}", "q", "too_long"),
        ("q=%00", "q", "format"),
        ("tag=%00", "tag", "format"),
        ("author=%00", "author", "format"),
        ("tags=life", "tags", "unknown"),
    ],
)
def test_query_is_refused(client, query, name, code):
    response = client.get(f"/api/posts?{query}")
    assert response.status_code == 422
    assert [(error["location"], error["pointer"], error["code"]) for error in response.json["errors"]] == [("query", f"/{name}", code)]


def test_list_costs_the_same_queries_however_long_it_is(app, client, write):
    for number in range(10):
        write(tags=[f"tag-{number}"])
    statements = []
    event.listen(engine_of(app), "before_cursor_execute", lambda *args: statements.append(args[2]))
    counts = []
    for limit in (1, 10):
        statements.clear()
        assert len(client.get(f"/api/posts?limit={limit}").json) == limit
        counts.append(len(statements))
    # The posts of the page with what belongs to them, their tags, and how many there are in all.
    assert counts == [3, 3]


def links(response):
    return {rel: target for target, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers["Link"])}


def test_lists_lead_from_page_to_page(client, write):
    """RFC 8288."""
    for _ in range(5):
        write("Same", tags=["same"])
    here = links(client.get("/api/posts?tag=same&limit=2&page=2"))
    assert here == {
        "first": "/api/posts?tag=same&limit=2&page=1",
        "prev": "/api/posts?tag=same&limit=2&page=1",
        "next": "/api/posts?tag=same&limit=2&page=3",
        "last": "/api/posts?tag=same&limit=2&page=3",
    }
    assert links(client.get(here["last"])).keys() == {"first", "prev", "last"}


def test_comments_have_pages_too(client, bob, write):
    path = write()
    for number in range(3):
        bob.post(f"{path}/comments", json={"content": f"{number}"})
    last = links(client.get(f"{path}/comments?limit=2"))["last"]
    assert [comment["content"] for comment in client.get(last).json] == ["2"]
