"""The index, arbitrary data, and what is not there."""

from __future__ import annotations

import pytest


def test_index_links_lead_somewhere(client, ada):
    links = client.get("/api/").json
    assert {name: ada.get(link, buffered=True).status_code for name, link in links.items()} == dict.fromkeys(
        ["self", "posts", "export", "me", "other"], 200
    )


@pytest.mark.parametrize(
    ("path", "user", "length"),
    [("ada/hello", "ada", 5), ("nobody/x", "nobody", 1), ("%C3%BC/%F0%9F%8D%BA%F0%9F%8D%BA", "ü", 2), ("a/1%2B1%20%00", "a", 5)],
)
def test_other_takes_arbitrary_data(client, path, user, length):
    assert client.get(f"/api/other/{path}").json == {"user": user, "data_length": length}


@pytest.mark.parametrize("path", ["/api/nothing", "/api/posts/", "/api/other/ada", "/api/export"])
def test_what_is_not_there_under_the_prefix_is_a_problem(client, path):
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_what_is_not_there_elsewhere_is_a_page_of_the_app(client):
    response = client.get("/nothing")
    assert (response.status_code, response.mimetype) == (404, "text/html")


@pytest.mark.parametrize("path", ["/api/", "/api/me", "/api/posts/hello-world", "/api/posts/hello-world/comments", "/api/export/posts"])
def test_query_that_nobody_asked_for_is_refused(ada, path):
    assert ada.get(f"{path}?color=red").status_code == 422
