"""The formats that the blog speaks, both ways."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import cbor2
import ormsgpack
import pytest
import yaml
from flask.testing import FlaskClient
from lxml import etree

READERS: dict[str, Callable[[bytes], Any]] = {
    "application/json": json.loads,
    "application/yaml": yaml.safe_load,
    "application/msgpack": ormsgpack.unpackb,
    "application/cbor": cbor2.loads,
}

BODY = {"title": "Café", "content": "a < b\n\n c & d", "tags": ["x", "y"], "status": "published", "published_at": None}

BODIES = {
    "application/yaml": yaml.safe_dump(BODY).encode(),
    "application/msgpack": ormsgpack.packb(BODY),
    "application/cbor": cbor2.dumps(BODY),
    "application/xml": (
        b"<data><title>Caf\xc3\xa9</title><content>a &lt; b\n\n c &amp; d</content>"
        b'<tags><item>x</item><item>y</item></tags><status>published</status><published_at nil="true"/></data>'
    ),
}


def get(client: FlaskClient, path: str, media_type: str) -> bytes:
    """Give the content of an answer in a format."""
    response = client.get(path, headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type)
    return response.data


@pytest.mark.parametrize("media_type", READERS)
@pytest.mark.parametrize("path", ["/", "/posts", "/posts/hello-world", "/posts/hello-world/comments"])
def test_each_format_says_the_same(client: FlaskClient, path: str, media_type: str) -> None:
    assert READERS[media_type](get(client, f"/api{path}", media_type)) == client.get(f"/api{path}").json


@pytest.mark.parametrize("media_type", sorted(READERS.keys() - {"application/json"}))
def test_export_is_for_what_streams(client: FlaskClient, media_type: str) -> None:
    assert client.get("/api/export/posts", headers={"Accept": media_type}).status_code == 406


def test_xml_has_an_element_for_each_post(client: FlaskClient) -> None:
    root = etree.fromstring(get(client, "/api/posts", "application/xml"))
    assert [post.findtext("title") for post in root] == [post["title"] for post in client.get("/api/posts").json]


@pytest.mark.parametrize("path", ["/api/posts", "/api/posts/hello-world/comments", "/api/export/posts"])
def test_lists_are_tables(client: FlaskClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(get(client, path, "text/csv").decode(), newline="")))
    posts = client.get(path).json
    assert [(row["id"], row["author.username"]) for row in rows] == [(str(post["id"]), post["author"]["username"]) for post in posts]


def test_one_post_is_no_table(client: FlaskClient) -> None:
    assert client.get("/api/posts/hello-world", headers={"Accept": "text/csv"}).status_code == 406


def test_the_export_is_lines_of_json(client: FlaskClient) -> None:
    lines = get(client, "/api/export/posts", "application/jsonl").splitlines()
    assert [json.loads(line) for line in lines] == client.get("/api/export/posts").json


@pytest.mark.parametrize("media_type", BODIES)
def test_posts_are_written_in_each_format(ada: FlaskClient, media_type: str) -> None:
    made = ada.post("/api/posts", data=BODIES[media_type], content_type=media_type)
    assert made.status_code == 201, made.text
    assert {name: made.json[name] for name in ("title", "content", "tags", "status")} == {
        name: BODY[name] for name in ("title", "content", "tags", "status")
    }
    changed = ada.put(made.location, data=BODIES[media_type], content_type=media_type)
    assert (changed.status_code, changed.json["title"]) == (200, "Café")


@pytest.mark.parametrize("media_type", BODIES)
def test_mistakes_are_told_in_each_format(ada: FlaskClient, media_type: str) -> None:
    wrong = {
        "application/yaml": b"title: 5\nstatus: gone\n",
        "application/msgpack": ormsgpack.packb({"title": 5, "status": "gone"}),
        "application/cbor": cbor2.dumps({"title": 5, "status": "gone"}),
        "application/xml": b"<data><title/><status>gone</status></data>",
    }
    refused = ada.post("/api/posts", data=wrong[media_type], content_type=media_type)
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json["errors"]} == {"/title", "/status", "/content"}


def test_each_format_has_a_tag_of_its_own(client: FlaskClient) -> None:
    path, kinds = "/api/posts/hello-world", [*READERS, "application/xml", "text/html"]
    tags = [client.get(path, headers={"Accept": kind}).headers["ETag"] for kind in kinds]
    assert len(set(tags)) == len(kinds)
    answers = [client.get(path, headers={"Accept": kind, "If-None-Match": tag}) for kind, tag in zip(kinds, tags, strict=True)]
    assert {answer.status_code for answer in answers} == {304}


def test_a_browser_gets_a_page(client: FlaskClient) -> None:
    asks = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = client.get("/api/posts", headers={"Accept": asks})
    assert (response.mimetype, "script-src 'sha256-" in response.headers["Content-Security-Policy"]) == ("text/html", True)
    assert client.get("/api/nothing", headers={"Accept": asks}).mimetype == "text/html"


@pytest.mark.parametrize("path", ["/api/posts", "/api/posts/hello-world"])
def test_members_are_selected(client: FlaskClient, path: str) -> None:
    shown = client.get(f"{path}?fields=title,author(name)").json
    assert {frozenset(post) for post in (shown if isinstance(shown, list) else [shown])} == {frozenset({"title", "author"})}
    assert client.get(f"{path}?fields=titel").json["errors"][0]["suggestion"] == "title"


def test_errors_are_of_the_family_that_is_asked_for(client: FlaskClient) -> None:
    response = client.get("/api/posts/nothing", headers={"Accept": "application/xml"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+xml")
