"""What a post may be made of."""

from __future__ import annotations

import pytest

GOOD = {"title": "A bar", "content": "Come in."}

REFUSED = [
    ({"title": ""}, "/title", "too_short"),
    ({"title": "x" * 201}, "/title", "too_long"),
    ({"title": 7}, "/title", "type"),
    ({"title": None}, "/title", "null"),
    ({"title": "a\0b"}, "/title", "format"),
    ({"content": ["Come in."]}, "/content", "type"),
    ({"content": "a\0b"}, "/content", "format"),
    ({"tags": "life"}, "/tags", "type"),
    ({"tags": [str(number) for number in range(11)]}, "/tags", "too_long"),
    ({"tags": ["life", "life"]}, "/tags", "invalid"),
    ({"tags": [7]}, "/tags/0", "type"),
    ({"tags": ["life", ""]}, "/tags/1", "too_short"),
    ({"tags": ["x" * 51]}, "/tags/0", "too_long"),
    ({"tags": [" life"]}, "/tags/0", "format"),
    ({"tags": ["li\nfe"]}, "/tags/0", "format"),
    ({"status": "Published"}, "/status", "choice"),
    ({"status": True}, "/status", "type"),
    ({"published_at": "yesterday"}, "/published_at", "format"),
    ({"published_at": "2024-01-01T00:00:00"}, "/published_at", "format"),
    ({"published_at": "0001-01-01T00:00:00+14:00"}, "/published_at", "invalid"),
    ({"published_at": "9999-12-31T23:59:59-12:00"}, "/published_at", "invalid"),
    ({"published_at": 1700000000}, "/published_at", "type"),
    ({"titel": "A bar"}, "/titel", "unknown"),
    ({"slug": "a-bar"}, "/slug", "unknown"),
    ({"id": 1}, "/id", "unknown"),
    ({"author": "root"}, "/author", "unknown"),
]


@pytest.mark.parametrize(("members", "pointer", "code"), REFUSED)
def test_post_is_refused(ada, members, pointer, code):
    response = ada.post("/api/posts", json=GOOD | members)
    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(("members", "pointer", "code"), REFUSED)
def test_change_is_refused_the_same_way(ada, members, pointer, code):
    response = ada.patch("/api/posts/hello-world", json=members)
    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    "members",
    [
        {"title": "x" * 200},
        {"title": "🍺" * 200},
        {"title": " "},
        {"content": ""},
        {"content": "ü" * 150_000},
        {"tags": [str(number) for number in range(10)]},
        {"tags": ["C++", "日本", "two words", "x" * 50]},
        {"published_at": None},
        {"published_at": "0001-01-01T00:00:00Z"},
        {"published_at": "9999-12-31T23:59:59.999999+00:00"},
    ],
)
def test_post_is_accepted(ada, members):
    response = ada.post("/api/posts", json=GOOD | members)
    assert response.status_code == 201
    assert ada.get(response.location).json == response.json


def test_all_mistakes_are_told_at_once(ada):
    response = ada.post("/api/posts", json={"title": 7, "tags": ["life", "life"], "titel": "A bar"})
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [
        ("/title", "type"),
        ("/content", "required"),
        ("/tags", "invalid"),
        ("/titel", "unknown"),
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"title": 1, "title": 2}', b'{"a": NaN}', b"\xff", b'{"title": "\\ud800"}', b"[" * 9999]
)
def test_hostile_content_is_a_client_error(ada, body):
    response = ada.post("/api/posts", data=body, content_type="application/json")
    assert response.status_code in {400, 422}
    assert response.json["errors"]


def test_content_of_another_type_is_refused(ada):
    assert ada.post("/api/posts", data={"title": "A bar"}).status_code == 415


def test_content_beyond_a_mebibyte_is_refused(ada):
    assert ada.post("/api/posts", json=GOOD | {"content": "x" * 2**20}).status_code == 413
