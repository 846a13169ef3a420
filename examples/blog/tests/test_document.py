"""What the blog says of itself."""

from __future__ import annotations

import yaml
from openapi_spec_validator import validate


def test_document_is_valid_and_the_same_in_both_formats(client):
    document = client.get("/api/openapi.json").json
    validate(document)
    assert yaml.safe_load(client.get("/api/openapi.yaml").text) == document


def test_document_tells_of_each_operation(client):
    paths = client.get("/api/openapi.json").json["paths"]
    told = [one["operationId"] for item in paths.values() for one in item.values() if isinstance(one, dict)]
    assert {"listPosts", "createPost", "getPost", "replacePost", "updatePost", "deletePost", "listComments", "getMe"} <= {*told}


def test_page_is_there(client):
    assert client.get("/api/docs").content_type == "text/html; charset=utf-8"
