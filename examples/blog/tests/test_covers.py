"""Covers: pictures of posts."""

from __future__ import annotations

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(200))
WEBP = b"RIFF\xd0\0\0\0WEBPVP8 " + bytes(range(200))
PICTURES = {"image/png": PNG, "image/jpeg": JPEG, "image/webp": WEBP}


@pytest.fixture
def path(write):
    """Give the path of the cover of a post that has none."""
    return f"{write()}/cover"


def put(caller, path, content=PNG, media_type="image/png", **options):
    caller.environ_base.pop("HTTP_IF_MATCH", None)
    return caller.put(path, data=content, content_type=media_type, **options)


@pytest.mark.parametrize("media_type", PICTURES)
def test_cover_comes_out_as_it_was_put(ada, client, path, media_type):
    response = put(ada, path, PICTURES[media_type], media_type)
    assert (response.status_code, response.data) == (201, b"")
    answer = client.get(path)
    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, PICTURES[media_type], media_type)
    assert answer.headers["Content-Disposition"] == "inline"


def test_cover_is_replaced_and_deleted(ada, client, path):
    assert [put(ada, path).status_code, put(ada, path, JPEG, "image/jpeg").status_code] == [201, 204]
    assert client.get(path).mimetype == "image/jpeg"
    assert ada.delete(path).status_code == 204
    assert [caller.get(path).status_code for caller in (client, ada)] == [404, 404]
    assert ada.delete(path).status_code == 404


def test_post_without_a_cover_has_none(client, path):
    assert client.get(path).status_code == 404


def test_where_there_is_no_post_there_is_no_cover(ada):
    assert [put(ada, "/api/posts/nothing/cover").status_code, ada.get("/api/posts/nothing/cover").status_code] == [404, 404]


def test_content_that_is_not_the_declared_type_is_422(ada, path):
    response = put(ada, path, JPEG, "image/png")
    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [("", "content_type")]
    assert ada.get(path).status_code == 404


def test_another_type_is_415(ada, path):
    response = put(ada, path, b"<svg/>", "image/svg+xml")
    assert (response.status_code, response.headers["Accept"]) == (415, "image/png, image/jpeg, image/webp")


@pytest.mark.parametrize(("size", "status"), [(1024 * 1024, 201), (1024 * 1024 + 1, 413)])
def test_cover_has_a_mebibyte_at_most(ada, path, size, status):
    assert put(ada, path, PNG.ljust(size)).status_code == status


def test_parts_of_a_cover_can_be_asked_for(ada, client, path):
    put(ada, path)
    tag = client.get(path).headers["ETag"]
    part = client.get(path, headers={"Range": "bytes=0-7", "If-Range": tag})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, PNG[:8], f"bytes 0-7/{len(PNG)}")
    assert client.get(path, headers={"Range": "bytes=900-"}).status_code == 416


def test_cover_that_is_known_is_not_sent_again(ada, client, path):
    put(ada, path)
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    put(ada, path)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_change_may_say_what_it_is_meant_for(ada, client, path):
    assert put(ada, path, headers={"If-Match": "*"}).status_code == 412
    assert put(ada, path, headers={"If-None-Match": "*"}).status_code == 201
    assert put(ada, path, headers={"If-None-Match": "*"}).status_code == 412
    tag = client.get(path).headers["ETag"]
    assert put(ada, path, JPEG, "image/jpeg", headers={"If-Match": tag}).status_code == 204
    assert ada.delete(path, headers={"If-Match": tag}).status_code == 412


def test_cover_after_a_deleted_one_has_another_tag(ada, client, path):
    put(ada, path)
    tag = client.get(path).headers["ETag"]
    ada.delete(path)
    put(ada, path)
    assert client.get(path).headers["ETag"] != tag


def test_cover_is_written_by_author_and_admin_alone(client, bob, ada, root, write):
    path = f"{write()}/cover"
    assert [put(caller, path).status_code for caller in (client, bob, ada, root)] == [401, 403, 201, 204]
    mine = root.post("/api/posts", json={"title": "Mine", "content": "", "status": "published"}).location
    assert put(ada, f"{mine}/cover").status_code == 403


def test_cover_of_a_draft_is_for_its_author(client, bob, root, ada, write):
    path = f"{write(status='draft')}/cover"
    assert put(ada, path).status_code == 201
    assert [caller.get(path).status_code for caller in (client, bob, root, ada)] == [404, 404, 404, 200]
    assert [put(caller, path).status_code for caller in (bob, root)] == [403, 204]


def test_cover_goes_with_its_post(ada, path):
    put(ada, path)
    assert ada.delete(path.removesuffix("/cover"), headers={"If-Match": "*"}).status_code == 204
    ada.post("/api/posts", json={"title": "A bar", "content": "", "status": "published"})
    assert ada.get(path).status_code == 404


def test_client_that_takes_no_picture_is_told_so(ada, client, path):
    put(ada, path)
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 406
    assert client.get(path, headers={"Accept": "image/webp"}).json["available"] == ["image/png"]
