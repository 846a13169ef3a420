from __future__ import annotations

import json

import pytest
from everything import make_app
from everything.checked import CHECKED

from flask_resty.testing.requests import request_for


@pytest.fixture(scope="module")
def request_of():
    """Give a function that makes the good request of an operation."""
    app = make_app()
    operations = CHECKED.operations(app)
    return lambda name: request_for(operations[name], CHECKED, app)


def test_what_the_document_shows_is_sent(request_of):
    assert json.loads(request_of("POST /api/shapes/area")["data"]) == {"width": 2, "height": 3}


def test_a_body_is_put_into_its_envelope(request_of):
    assert json.loads(request_of("POST /api/shapes/wrapped")["data"]).keys() == {"shape"}


@pytest.mark.parametrize(
    "operation, path",
    [("GET /api/articles/<slug>", "/api/articles/article-1"), ("GET /api/shapes/asked/<int:size>", "/api/shapes/asked/1")],
    ids=["said", "made"],
)
def test_path_variables_have_values(request_of, operation, path):
    assert request_of(operation)["path"] == path


@pytest.mark.parametrize(
    "operation, field",
    [("PUT /api/policies/matched", "If-Match"), ("POST /api/policies/idempotent", "Idempotency-Key")],
    ids=["state", "key"],
)
def test_fields_that_are_needed_are_there(request_of, operation, field):
    assert field in request_of(operation)["headers"]


def test_a_form_has_its_files(request_of):
    made = request_of("POST /api/shapes/drawings")
    assert made["content_type"] == "multipart/form-data"
    assert made["data"].keys() == {"title", "tags", "picture", "notes"}


def test_a_stream_is_written_item_by_item(request_of):
    made = request_of("POST /api/streams/ticks")
    assert (made["content_type"], json.loads(made["data"])) == ("application/jsonl", {"number": 0, "note": "text"})


def test_binary_content_is_what_it_is_said_to_be(request_of):
    made = request_of("PUT /api/pictures/<name>")
    assert made["content_type"] == "image/png" and made["data"].startswith(b"\x89PNG")
