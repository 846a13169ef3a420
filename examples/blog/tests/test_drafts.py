"""Drafts are for their author alone, wherever one looks."""

from __future__ import annotations

import pytest

DRAFT = "/api/posts/notes-on-the-engine"


def test_author_reads_a_draft(ada):
    assert ada.get(DRAFT).json["status"] == "draft"
    assert ada.get(f"{DRAFT}/comments").json == []


@pytest.mark.parametrize("path", [DRAFT, f"{DRAFT}/comments", f"{DRAFT}/comments/1"])
def test_draft_is_nothing_for_anybody_else(client, bob, root, path):
    answers = [caller.get(path) for caller in (client, bob, root)]
    assert [answer.status_code for answer in answers] == [404] * 3
    nothing = client.get("/api/posts/nothing/comments/1")
    assert {answer.data for answer in answers} == {nothing.data}


@pytest.mark.parametrize("query", ["", "?tag=draft", "?author=ada", "?q=engine", "?sort=published_at", "?tag=draft&author=ada&q=engine"])
def test_no_filter_finds_a_draft_of_somebody_else(ada, client, bob, root, query):
    def finds(caller):
        return "notes-on-the-engine" in {post["slug"] for post in caller.get(f"/api/posts{query}").json}

    assert [finds(caller) for caller in (ada, client, bob, root)] == [True, False, False, False]


def test_export_has_no_drafts_even_for_their_author(ada):
    assert {post["status"] for post in ada.get("/api/export/posts").json} == {"published"}


def test_nobody_else_comments_on_a_draft(client, bob, root, ada):
    comment = {"content": "How is it going?"}
    statuses = [caller.post(f"{DRAFT}/comments", json=comment).status_code for caller in (client, bob, root, ada)]
    assert statuses == [401, 404, 404, 201]


def test_comments_of_what_was_published_once_are_hidden_with_it(ada, client, write):
    path = write()
    comment = ada.post(f"{path}/comments", json={"content": "Mine."}).location
    ada.patch(path, json={"status": "draft"})
    assert [client.get(url).status_code for url in (path, f"{path}/comments", comment)] == [404] * 3


def test_another_author_does_not_learn_of_a_draft_by_writing(root, ada):
    path = root.post("/api/posts", json={"title": "Secret", "content": "Plans."}).location
    assert ada.put(path, json={"title": "Mine", "content": "Now."}).status_code == 404
    assert ada.patch(path, json={}).status_code == 404
    assert ada.delete(path).status_code == 404


def test_admin_changes_and_deletes_drafts_that_he_cannot_read(root, ada):
    assert root.get(DRAFT).status_code == 404
    assert root.patch(DRAFT, json={"title": "Notes"}).status_code == 200
    assert ada.get(DRAFT).json["title"] == "Notes"
    assert root.delete(DRAFT).status_code == 204
    assert ada.get(DRAFT).status_code == 404


def test_slug_of_a_draft_is_taken(root):
    assert root.post("/api/posts", json={"title": "Notes on the engine", "content": ""}).json["slug"] == "notes-on-the-engine-2"
