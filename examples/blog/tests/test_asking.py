"""What may be asked of the list of posts: filters by operator, comments along with them, pages by cursor."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from examples.blog.database import engine_of


def slugs(client: FlaskClient, query: str) -> list[str]:
    response = client.get(f"/api/posts?{query}")
    assert response.status_code == 200, response.text
    return [post["slug"] for post in response.json]


def test_posts_are_found_by_when_they_were_written(client: FlaskClient, write: Callable[..., str]) -> None:
    write("The newest")
    moment = client.get("/api/posts/the-newest").json["created_at"].replace("+", "%2B")
    assert slugs(client, f"created_at[gte]={moment}") == ["the-newest"]
    assert "the-newest" not in slugs(client, f"created_at[lt]={moment}")
    assert slugs(client, "created_at[gte]=2999-01-01T00:00:00Z") == []


def test_an_author_finds_drafts(ada: FlaskClient, client: FlaskClient) -> None:
    assert slugs(ada, "status=draft") == slugs(ada, "published_at[null]=true") == ["notes-on-the-engine"]
    assert slugs(client, "status=draft") == []


@pytest.mark.parametrize(
    "query",
    [
        "created_at=2026-01-01T00:00:00Z",
        "created_at[gte]=yesterday",
        "created_at[gte]=2026-01-01T00:00:00",
        "created_at[ne]=2026-01-01T00:00:00Z",
        "version[gte]=1",
        "author.password_hash=x",
        "password_hash[startswith]=a",
        "sort=password_hash",
        "expand=author",
        "cursor=forged",
        "cursor=&page=2",
    ],
)
def test_what_was_not_declared_is_not_asked(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/posts?{query}").status_code == 422


def test_comments_are_told_along_with_a_post(client: FlaskClient, bob: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    for text in ("First.", "Second."):
        bob.post(f"{path}/comments", json={"content": text})
    comments = client.get(f"{path}?expand=comments").json["comments"]
    assert [(comment["content"], comment["author"]["username"]) for comment in comments] == [("First.", "bob"), ("Second.", "bob")]
    assert "comments" not in client.get(path).json


def test_a_list_with_comments_costs_a_query_more_however_long_it_is(app, client: FlaskClient) -> None:
    statements: list[str] = []
    event.listen(engine_of(app), "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len(client.get("/api/posts").json) > 1
    plain = len(statements)
    assert all("comments" in post for post in client.get("/api/posts?expand=comments").json)
    assert len(statements) - plain == plain + 1


def test_tags_of_expanded_posts_tell_of_new_comments(client: FlaskClient, bob: FlaskClient, write: Callable[..., str]) -> None:
    path = f"{write()}?expand=comments"
    before = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": before}).status_code == 304
    bob.post(f"{path.partition('?')[0]}/comments", json={"content": "New."})
    assert client.get(path, headers={"If-None-Match": before}).status_code == 200


def test_a_cursor_leads_through_all_posts_while_others_are_written(client: FlaskClient, write: Callable[..., str]) -> None:
    for number in range(7):
        write(f"Post {number}")
    known, seen, path = slugs(client, "limit=100"), [], "/api/posts?cursor=&limit=2&sort=title"
    while path:
        page = client.get(path)
        seen += [post["slug"] for post in page.json]
        write("A post in between")
        path = next(iter(re.findall(r'<([^>]*)>; rel="next"', page.headers["Link"])), None)
    assert [slug for slug in seen if slug in known] == sorted(known, key=seen.index)
    assert len(seen) == len(set(seen))
    assert set(known) <= set(seen)


def test_a_cursor_is_for_the_list_that_it_was_given_out_with(client: FlaskClient) -> None:
    link = client.get("/api/posts?cursor=&limit=1").headers["Link"]
    (path,) = re.findall(r'<([^>]*)>; rel="next"', link)
    assert client.get(path).status_code == 200
    assert client.get(f"{path}&author=ada").status_code == 422
