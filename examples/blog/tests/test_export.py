"""The export, however long it is."""

from __future__ import annotations

import tracemalloc

import pytest
from sqlalchemy import event

from examples.blog.database import engine_of
from examples.blog.database import sessions
from examples.blog.seed import fill


@pytest.fixture
def full(app):
    with app.app_context(), sessions()() as session:
        fill(session, 3000, lambda done, wanted: None)
    return app


def test_export_has_every_published_post_as_the_list_has_it(client):
    exported = client.get("/api/export/posts").json
    assert exported == client.get("/api/posts?sort=created_at").json


def test_export_has_the_comments_of_each_post_where_they_are_asked_for(client):
    exported = client.get("/api/export/posts?expand=comments&fields=slug,comments").json
    assert exported == client.get("/api/posts?sort=created_at&expand=comments&fields=slug,comments").json
    assert any(post["comments"] for post in exported)


def test_export_of_nothing_is_an_empty_array(ada, root, client):
    for post in client.get("/api/posts").json:
        assert root.delete(post["links"]["self"]).status_code == 204
    assert client.get("/api/export/posts").json == []


def test_each_post_comes_once(full, client):
    ids = [post["id"] for post in client.get("/api/export/posts").json]
    assert len(set(ids)) == len(ids) == 3000


def test_export_takes_constant_memory(full, client):
    chunks = client.get("/api/export/posts", buffered=False).response
    size, peaks = 0, []
    tracemalloc.start()
    for chunk in chunks:
        size += len(chunk)
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert size > 2_000_000
    assert peaks[-1] < 1.2 * peaks[len(peaks) // 4] < size


def test_no_connection_waits_for_a_slow_client(full, client):
    response = client.get("/api/export/posts", buffered=False)
    next(iter(response.response))
    assert engine_of(full).pool.checkedout() == 0
    response.close()


def test_client_that_goes_away_ends_the_reading(full, client):
    statements = []
    event.listen(engine_of(full), "before_cursor_execute", lambda *args: statements.append(args[2]))
    response = client.get("/api/export/posts", buffered=False)
    next(iter(response.response))
    response.close()
    assert len(statements) == 2


def test_head_of_the_export_has_no_content(client):
    response = client.head("/api/export/posts")
    assert (response.status_code, response.data, response.mimetype) == (200, b"", "application/json")
