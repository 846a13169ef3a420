"""What people see who come with a browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    "path", ["/api/", "/api/posts", "/api/posts/hello-world", "/api/posts/hello-world/comments", "/api/other/ada/x"], ids=lambda path: path
)
def test_each_resource_has_a_page(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert (response.status_code, response.mimetype) == (200, "text/html")


def test_errors_are_pages_too(client: FlaskClient) -> None:
    response = client.get("/api/posts/nowhere", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (404, "text/html")


def test_a_draft_is_not_on_the_page_of_somebody_else(client: FlaskClient, ada: FlaskClient) -> None:
    ada.post("/api/posts", json={"title": "Secret plans", "content": "None yet."})
    assert "Secret plans" in ada.get("/api/posts", headers=BROWSER).text
    response = client.get("/api/posts", headers=BROWSER)
    assert "Secret plans" not in response.text
    assert "Authorization" in response.vary


def test_a_page_can_be_asked_for_again_at_little_cost(client: FlaskClient) -> None:
    first = client.get("/api/posts/hello-world", headers=BROWSER)
    again = client.get("/api/posts/hello-world", headers=BROWSER | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, "Content-Security-Policy" in again.headers) == (304, False)
    # It is not the tag of another format.
    assert client.get("/api/posts/hello-world").headers["ETag"] != first.headers["ETag"]
