"""Comments, and how many of them are enough."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from examples.blog.database import engine_of

COMMENTS = "/api/posts/hello-world/comments"


def test_comments_are_a_bare_array_the_oldest_first(client):
    comments = client.get(COMMENTS).json
    assert [comment["content"] for comment in comments] == ["Hello, Ada!", "It works."]
    assert comments[0]["author"] == {"username": "bob", "name": "Bob Builder"}
    assert comments[0].keys() == {"id", "content", "author", "created_at"}


def test_any_account_may_comment(client, bob):
    response = bob.post(COMMENTS, json={"content": "Me again."})
    assert response.status_code == 201
    assert client.get(response.location).json == response.json == client.get(COMMENTS).json[-1]


def test_comments_are_counted(client, bob):
    bob.post(COMMENTS, json={"content": "Me again."})
    assert client.get("/api/posts/hello-world").json["comments_count"] == len(client.get(COMMENTS).json) == 3


def test_commenting_needs_an_account(client):
    response = client.post(COMMENTS, json={"content": "Me."})
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/content", "required"),
        ({"content": ""}, "/content", "too_short"),
        ({"content": "x" * 2001}, "/content", "too_long"),
        ({"content": 1}, "/content", "type"),
        ({"content": "\0"}, "/content", "format"),
        ({"content": "x", "author": "root"}, "/author", "unknown"),
    ],
)
def test_comment_is_refused(bob, body, pointer, code):
    response = bob.post(COMMENTS, json=body)
    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [(pointer, code)]


def test_sixth_comment_in_ten_minutes_is_refused(bob):
    answers = [bob.post(COMMENTS, json={"content": "x" * 2000}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 600
    assert answers[0].headers["RateLimit-Policy"] == '"verb";q=5;w=600'


def test_each_account_is_counted_for_itself_over_all_posts(bob, ada, write):
    paths = [f"{write()}/comments" for _ in range(5)]
    for path in paths:
        assert bob.post(path, json={"content": "First!"}).status_code == 201
    assert bob.post(COMMENTS, json={"content": "First!"}).status_code == 429
    assert ada.post(COMMENTS, json={"content": "Enough."}).status_code == 201


def test_password_and_token_are_the_same_account(app, bob):
    for _ in range(5):
        bob.post(COMMENTS, json={"content": "x"})
    assert app.test_client().post(COMMENTS, json={"content": "x"}, auth=("bob", "builder")).status_code == 429


def test_reading_is_not_counted(bob):
    assert [bob.get(COMMENTS).status_code for _ in range(7)] == [200] * 7
    assert bob.options(COMMENTS).status_code == 204
    assert bob.post(COMMENTS, json={"content": "x"}).headers["RateLimit"].startswith('"verb";r=4')


@pytest.mark.parametrize(
    "path", ["/api/posts/nothing/comments", f"{COMMENTS}/99", f"{COMMENTS}/{2**63}", f"{COMMENTS}/x", "/api/posts/house-rules/comments/1"]
)
def test_there_is_nothing_elsewhere(client, path):
    assert client.get(path).status_code == 404


def test_comments_cost_the_same_queries_however_many_they_are(app, client, bob, ada):
    for caller in (bob, ada):
        caller.post(COMMENTS, json={"content": "One more."})
    statements = []
    event.listen(engine_of(app), "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len(client.get(COMMENTS).json) == 4
    # The post, its tags, and its comments with their authors: they are all on one page, so nobody has to count them.
    assert len(statements) == 3
