"""Which pages may use the API."""

from __future__ import annotations

import pytest

ORIGINS = ["https://app.example", "http://localhost:5173"]

ROUTES = {
    "/api/": {"GET"},
    "/api/me": {"GET"},
    "/api/posts": {"GET", "POST"},
    "/api/posts/hello-world": {"GET", "PUT", "PATCH", "DELETE"},
    "/api/posts/hello-world/comments": {"GET", "POST"},
    "/api/posts/hello-world/comments/1": {"GET"},
    "/api/export/posts": {"GET"},
    "/api/other/ada/x": {"GET"},
}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize(("path", "method"), [(path, method) for path, methods in ROUTES.items() for method in sorted(methods)])
def test_preflight_allows_what_is_served(client, origin, path, method):
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    response = client.options(path, headers=asked)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert ROUTES[path] <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
    assert {"Authorization", "Content-Type"} <= set(response.headers["Access-Control-Allow-Headers"].split(", "))


@pytest.mark.parametrize(
    "origin", ["https://app.example.evil", "http://app.example", "https://app.example:8443", "null", "https://APP.example"]
)
def test_other_origins_are_told_nothing(client, origin):
    preflight = client.options("/api/posts", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    for response in (preflight, client.get("/api/posts", headers={"Origin": origin})):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]
        assert "Origin" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/posts", 200),
        ("HEAD", "/api/posts", 200),
        ("GET", "/api/export/posts", 200),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/posts/nothing", 404),
        ("GET", "/api/me", 401),
        ("POST", "/api/me", 405),
        ("POST", "/api/posts", 401),
        ("BREW", "/api/posts", 501),
    ],
)
def test_pages_may_read_every_outcome(client, method, path, status):
    response = client.open(path, method=method, headers={"Origin": ORIGINS[0]}, buffered=True)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == ORIGINS[0]
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert {"Location", "Retry-After"} <= set(response.headers["Access-Control-Expose-Headers"].split(", "))


def test_pages_may_read_that_there_were_too_many_comments(bob):
    path, origin = "/api/posts/hello-world/comments", {"Origin": ORIGINS[1]}
    answers = [bob.post(path, json={"content": "x"}, headers=origin) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Access-Control-Allow-Origin"] == ORIGINS[1]
