"""Sessions, transactions, and what happens at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlalchemy import text

from examples.blog import create_app
from examples.blog.database import engine_of


def test_posts_of_one_title_at_one_moment_get_slugs_of_their_own(app):
    together = Barrier(6)

    def post(_):
        client = app.test_client()
        together.wait()
        return client.post("/api/posts", json={"title": "A bar", "content": ""}, headers={"Authorization": "Bearer ada-token"})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, range(6)))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert {answer.json["slug"] for answer in answers} == {"a-bar", *(f"a-bar-{number}" for number in range(2, 7))}


def meanwhile(app, table, statement):
    """Run a statement on a connection of its own, right before the first row is written into a table.

    With SQLite that is before the transaction begins: from there on, nobody else writes.
    """
    pending = [statement]

    def run(connection, cursor, written, *rest):
        if pending and written.startswith((f"INSERT INTO {table}", f"UPDATE {table}", "BEGIN")):
            with engine_of(app).begin() as other:
                other.execute(text(pending.pop()))

    event.listen(engine_of(app), "before_cursor_execute", run)


def test_slug_that_is_taken_after_we_looked_is_no_obstacle(app, ada, write):
    write("A bar")
    meanwhile(app, "posts", "UPDATE posts SET slug = 'a-bar-2' WHERE slug = 'a-bar'")
    assert write("A bar") == "/api/posts/a-bar"


def test_comment_on_a_post_that_is_gone_by_then_is_a_conflict(app, bob):
    meanwhile(app, "comments", "DELETE FROM posts WHERE slug = 'house-rules'")
    response = bob.post("/api/posts/house-rules/comments", json={"content": "Too late."})
    assert (response.status_code, response.mimetype) == (409, "application/problem+json")


def test_change_of_a_post_that_is_gone_by_then_is_meant_for_another_state(app, ada):
    if engine_of(app).dialect.name == "postgresql":
        pytest.skip("The row is locked, so nobody deletes it meanwhile.")
    meanwhile(app, "posts", "DELETE FROM posts WHERE slug = 'hello-world'")
    assert ada.patch("/api/posts/hello-world", json={"title": "Too late"}).status_code == 412
    assert ada.get("/api/posts/hello-world").status_code == 404


def test_connections_are_given_back(app, client, ada):
    client.get("/api/posts")
    ada.post("/api/posts", json={"title": "A bar"})
    client.get("/api/posts/nothing")
    assert engine_of(app).pool.checkedout() == 0


def test_blogs_in_one_process_have_databases_of_their_own(app, write, seeded):
    other = create_app({"DATABASE_URL": f"sqlite:///{seeded}"})
    path = write()
    assert [blog.test_client().get(path).status_code for blog in (app, other)] == [200, 404]
    engine_of(other).dispose()


def test_url_of_the_database_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'mine.sqlite'}")
    assert engine_of(create_app()).url.database == str(tmp_path / "mine.sqlite")
    assert engine_of(create_app({"DATABASE_URL": "sqlite:///other.sqlite"})).url.database == "other.sqlite"
