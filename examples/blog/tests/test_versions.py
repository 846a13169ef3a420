"""Nobody loses what somebody else wrote: tags, and changes that say which version they are meant for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

PATCH = {"title": "Changed"}


def etag(client: FlaskClient, path: str) -> str:
    return client.get(path).headers["ETag"]


def test_a_reader_who_has_it_is_told_so(client: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    response = client.get(path, headers={"If-None-Match": etag(client, path)})
    assert (response.status_code, response.data) == (304, b"")


def test_a_comment_is_something_new(client: FlaskClient, bob: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    tag = etag(client, path)
    bob.post(f"{path}/comments", json={"content": "Nice."})
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_has_to_say_what_it_is_meant_for(ada: FlaskClient, write: Callable[..., str], method: str) -> None:
    path = write()
    del ada.environ_base["HTTP_IF_MATCH"]
    body = None if method == "DELETE" else {"title": "Changed", "content": "x"}
    assert ada.open(path, method=method, json=body).status_code == 428
    assert ada.open(path, method=method, json=body, headers={"If-Match": '"old"'}).status_code == 412
    assert ada.open(path, method=method, json=body, headers={"If-Match": etag(ada, path)}).status_code < 300


def test_of_two_who_read_the_same_only_one_writes(ada: FlaskClient, root: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    tag = etag(ada, path)
    assert ada.patch(path, json=PATCH, headers={"If-Match": tag}).status_code == 200
    assert root.patch(path, json={"title": "Lost"}, headers={"If-Match": tag}).status_code == 412
    assert ada.get(path).json["title"] == "Changed"


def test_the_answer_tells_the_new_version(ada: FlaskClient, write: Callable[..., str]) -> None:
    path = write()
    response = ada.patch(path, json=PATCH)
    assert response.headers["ETag"] == etag(ada, path)
    assert ada.patch(path, json={"tags": ["a"]}, headers={"If-Match": response.headers["ETag"]}).status_code == 200


def test_a_new_post_can_be_changed_at_once(ada: FlaskClient) -> None:
    response = ada.post("/api/posts", json={"title": "New", "content": "x"})
    assert ada.delete(response.location, headers={"If-Match": response.headers["ETag"]}).status_code == 204
