"""The first data, and how more of it comes."""

from __future__ import annotations

from examples.blog.database import sessions
from examples.blog.seed import fill
from examples.blog.seed import prepare


def test_second_start_keeps_the_data(app, ada, client):
    ada.patch("/api/posts/hello-world", json={"title": "Hello again"})
    ada.delete("/api/posts/strict-on-purpose")
    with app.app_context(), sessions()() as session:
        assert prepare(session) is False
    assert client.get("/api/posts/hello-world").json["title"] == "Hello again"
    assert client.get("/api/posts/strict-on-purpose").status_code == 404


def test_fill_writes_until_so_many_are_published(app, client):
    told = []
    with app.app_context(), sessions()() as session:
        fill(session, 2500, lambda done, wanted: told.append((done, wanted)))
        fill(session, 2500, lambda done, wanted: told.append((done, wanted)))
        fill(session, 10, lambda done, wanted: told.append((done, wanted)))
    assert told == [(1004, 2500), (2004, 2500), (2500, 2500)]
    assert len(client.get("/api/export/posts").json) == 2500


def test_what_is_filled_in_is_like_what_people_write(app, client, ada):
    with app.app_context(), sessions()() as session:
        fill(session, 30, lambda done, wanted: None)
    filled = client.get("/api/posts?q=note&limit=100").json
    assert len(filled) == 26
    assert {post["comments_count"] for post in filled} == {1}
    assert all(post["tags"] for post in filled)
    assert ada.post("/api/posts", json={"title": filled[0]["title"], "content": ""}).json["slug"] == f"{filled[0]['slug']}-2"


def test_fill_goes_around_slugs_that_people_took(app, client, write):
    write("Note 6 on letters")
    with app.app_context(), sessions()() as session:
        fill(session, 6, lambda done, wanted: None)
    assert {post["slug"] for post in client.get("/api/posts?q=letters").json} == {"note-6-on-letters"}
