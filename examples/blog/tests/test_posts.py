"""Writing, reading, changing and deleting posts."""

from __future__ import annotations

import datetime as dt

import pytest

FULL = {
    "title": "A bar",
    "content": "Come in.",
    "tags": ["life", "bars"],
    "status": "published",
    "published_at": "2020-02-29T12:00:00+00:00",
}


def test_post_answers_201_with_location_and_the_post(ada):
    response = ada.post("/api/posts", json=FULL)
    assert (response.status_code, response.location) == (201, "/api/posts/a-bar")
    assert response.json == ada.get(response.location).json


def test_post_has_exactly_the_promised_members(ada):
    post = ada.post("/api/posts", json=FULL).json
    assert {name: post[name] for name in FULL} == FULL
    assert post["slug"] == "a-bar"
    assert post["author"] == {"username": "ada", "name": "Ada Lovelace"}
    assert (post["content_size"], post["comments_count"]) == (8, 0)
    assert post["created_at"] == post["updated_at"]
    others = {"id", "slug", "author", "content_size", "comments_count", "created_at", "updated_at", "links"}
    assert post.keys() == FULL.keys() | others


def test_links_lead_somewhere(client, write):
    links = client.get(write()).json["links"]
    assert links.keys() == {"self", "comments", "author"}
    assert [client.get(link).status_code for link in links.values()] == [200] * 3


def test_title_and_content_are_enough_for_a_draft(ada):
    post = ada.post("/api/posts", json={"title": "A bar", "content": ""}).json
    assert (post["status"], post["published_at"], post["tags"], post["content_size"]) == ("draft", None, [], 0)


def test_publishing_without_a_date_takes_the_present_one(ada, write):
    before = dt.datetime.now(dt.UTC)
    path = write(status="draft")
    assert ada.get(path).json["published_at"] is None
    published_at = ada.patch(path, json={"status": "published"}).json["published_at"]
    assert before <= dt.datetime.fromisoformat(published_at) <= dt.datetime.now(dt.UTC)


def test_published_at_is_kept_in_utc(client, write):
    path = write(published_at="2024-01-01T02:30:00+05:00")
    assert client.get(path).json["published_at"] == "2023-12-31T21:30:00+00:00"


def test_put_replaces_the_whole_post(ada, write):
    path = write(tags=["life"], published_at="2020-01-01T00:00:00Z")
    old = ada.get(path).json
    new = ada.put(path, json={"title": "Another bar", "content": "Closed."})
    assert new.status_code == 200
    assert (new.json["tags"], new.json["status"], new.json["published_at"]) == ([], "draft", None)
    assert [new.json[name] == old[name] for name in ("id", "slug", "author", "created_at")] == [True] * 4
    assert new.json["updated_at"] > old["updated_at"]


def test_put_needs_all_that_is_required(ada, write):
    response = ada.put(write(), json={"title": "Another bar"})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json["errors"]] == ["/content"]


def test_patch_changes_only_what_is_named(ada, write):
    path = write(tags=["life"])
    old = ada.get(path).json
    response = ada.patch(path, json={"content": "Closed."})
    assert response.status_code == 200
    assert response.json == {**old, "content": "Closed.", "content_size": 7, "updated_at": response.json["updated_at"]}
    assert response.json == ada.get(path).json


@pytest.mark.parametrize("tags", [[], ["b"], ["b", "a"], ["c", "a", "b"], ["a", "b"]])
def test_tags_are_replaced_in_their_order(ada, write, tags):
    path = write(tags=["a", "b"])
    assert ada.patch(path, json={"tags": tags}).json["tags"] == tags
    assert ada.get(path).json["tags"] == tags


def test_slug_never_changes(ada, write):
    path = write("A bar")
    assert ada.patch(path, json={"title": "Another bar"}).json["slug"] == "a-bar"
    assert write("Another bar") == "/api/posts/another-bar"


def test_second_post_of_a_title_gets_a_suffix(write):
    assert [write("A bar") for _ in range(3)] == ["/api/posts/a-bar", "/api/posts/a-bar-2", "/api/posts/a-bar-3"]


def test_title_that_looks_like_a_suffix_is_no_obstacle(write):
    assert [write(title) for title in ("A bar 2", "A bar", "A bar")] == [f"/api/posts/a-bar{suffix}" for suffix in ("-2", "", "-3")]


def test_delete_answers_204_and_takes_everything_along(ada, client, write):
    path = write(tags=["life"])
    ada.post(f"{path}/comments", json={"content": "Mine."})
    response = ada.delete(path)
    assert (response.status_code, response.data) == (204, b"")
    assert [client.get(url).status_code for url in (path, f"{path}/comments")] == [404, 404]
    assert ada.delete(path).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nobody_but_the_author_or_an_admin_changes_a_post(root, bob, client, app, write, method):
    path, body = write(), None if method == "delete" else {"title": "Mine", "content": "Now."}
    statuses = [getattr(caller, method)(path, json=body).status_code for caller in (client, bob, root)]
    assert statuses == [401, 403, 204 if method == "delete" else 200]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_author_may_not_change_a_post(ada, root, method):
    path = root.post("/api/posts", json=FULL).location
    response = getattr(ada, method)(path, json=None if method == "delete" else FULL)
    assert response.status_code == 403
    assert root.get(path).json["title"] == "A bar"


def test_admin_leaves_the_author_who_it_is(root, write):
    assert root.put(write(), json=FULL).json["author"]["username"] == "ada"


def test_writing_needs_an_account(client):
    response = client.post("/api/posts", json=FULL)
    assert response.status_code == 401
    assert {'Bearer realm="Blog"', 'Basic realm="Blog", charset="UTF-8"'} <= {*response.headers.getlist("WWW-Authenticate")}


def test_writing_needs_the_scope(bob):
    response = bob.post("/api/posts", json=FULL)
    assert response.status_code == 403
    assert 'error="insufficient_scope", scope="posts:write"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("slug", ["nothing", "A-BAR", "a%00b", "%F0%9F%8D%BA", "-", "a" * 5000, "..", "%2e%2e"])
def test_there_is_no_post_at_another_slug(client, ada, slug):
    assert client.get(f"/api/posts/{slug}").status_code == 404
    assert ada.put(f"/api/posts/{slug}", json=FULL).status_code == 404


def test_head_and_options_come_for_free(client, write):
    path = write()
    head, options = client.head(path), client.options(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_length == client.get(path).content_length
    assert options.status_code == 204
    assert options.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"
    assert client.post(path).headers["Allow"] == options.headers["Allow"]
