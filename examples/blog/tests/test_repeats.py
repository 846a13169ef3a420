"""A post that is sent again is written once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

KEY = {"Idempotency-Key": '"8e03978e"'}
POST = {"title": "Once", "content": "x"}


def slugs(client: FlaskClient) -> list[str]:
    return [post["slug"] for post in client.get("/api/posts?q=Once").json]


def test_a_repeat_gets_the_same_answer(ada: FlaskClient) -> None:
    first, again = (ada.post("/api/posts", json=POST, headers=KEY) for _ in range(2))
    assert (first.status_code, first.location) == (again.status_code, again.location) == (201, "/api/posts/once")
    assert first.data == again.data
    assert slugs(ada) == ["once"]


def test_the_key_is_for_one_request_of_one_account(ada: FlaskClient, root: FlaskClient) -> None:
    assert ada.post("/api/posts", json=POST, headers=KEY).status_code == 201
    assert ada.post("/api/posts", json=POST | {"content": "y"}, headers=KEY).status_code == 422
    assert root.post("/api/posts", json=POST, headers=KEY).location == "/api/posts/once-2"


def test_what_was_refused_may_be_tried_again(ada: FlaskClient) -> None:
    assert ada.post("/api/posts", json={}, headers=KEY).status_code == 422
    assert ada.post("/api/posts", json=POST, headers=KEY).status_code == 201


def test_without_a_key_each_is_a_post_of_its_own(ada: FlaskClient) -> None:
    assert {ada.post("/api/posts", json=POST).location for _ in range(2)} == {"/api/posts/once", "/api/posts/once-2"}


def test_many_at_once_write_one(app: Flask, ada: FlaskClient) -> None:
    def post(_: int) -> Any:
        client = app.test_client()
        return client.post("/api/posts", json=POST, headers={**KEY, "Authorization": "Bearer ada-token"}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(post, range(8)))
    assert 201 in statuses <= {201, 409}
    assert slugs(ada) == ["once"]


def test_a_writer_may_do_without_the_answer(ada: FlaskClient) -> None:
    response = ada.post("/api/posts", json=POST, headers={"Prefer": "return=minimal"})
    assert (response.status_code, response.data, response.location) == (201, b"", "/api/posts/once")
    assert response.headers["Preference-Applied"] == "return=minimal"
