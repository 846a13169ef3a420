"""What clients are told of errors of stores: statuses, pointers by their own names, and no value."""

from __future__ import annotations

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty.models import Busy
from flask_resty.models import Conflict
from flask_resty.models import Stale
from flask_resty.models import StoreError
from flask_resty.models import Unfit
from flask_resty.models.refusals import refusal_of


class RefusedArticle(Schema):
    """What clients write. Its names are not those of the model."""

    id = fields.Int(dump_only=True)
    slug = fields.Str(data_key="short/name")
    writer = fields.Int(attribute="author_id")
    author = fields.Str(dump_only=True)


@pytest.mark.parametrize("kind", ["unique", "reference", "required", "check"])
def test_a_conflict_is_a_409_with_the_field(kind):
    problem = refusal_of(Conflict(kind, ["slug"]), RefusedArticle())
    assert problem.status == 409
    assert [(fault.location, fault.pointer, fault.code) for fault in problem.errors] == [("body", "/short~1name", kind)]


@pytest.mark.parametrize(
    ("attributes", "pointers"),
    [
        (["author_id", "author"], ["/writer"]),
        (["slug", "author_id"], ["/short~1name", "/writer"]),
        (["id"], [""]),
        (["secret"], [""]),
        ([], [""]),
    ],
    ids=["written one", "several", "read-only", "unknown", "none"],
)
def test_pointers_name_what_the_client_can_write(attributes, pointers):
    problem = refusal_of(Conflict("unique", attributes), RefusedArticle)
    assert [fault.pointer for fault in problem.errors] == pointers


def test_a_path_leads_to_the_item():
    problem = refusal_of(Conflict("unique", ["slug"]), RefusedArticle, path=(3,))
    assert [fault.pointer for fault in problem.errors] == ["/3/short~1name"]


def test_without_a_schema_no_name_is_told():
    problem = refusal_of(Conflict("unique", ["password_hash"]))
    assert "password_hash" not in str(problem.document())


@pytest.mark.parametrize(
    ("error", "status"),
    [(Conflict("unknown"), 409), (StoreError("secret"), 409), (Stale("secret"), 412), (Busy("secret"), 503), (Unfit(["slug"]), 422)],
    ids=lambda value: type(value).__name__,
)
def test_each_error_has_a_status_and_no_text_of_the_store_is_told(error, status):
    problem = refusal_of(error, RefusedArticle)
    assert problem.status == status
    assert "secret" not in str(problem.document())


def test_a_value_that_cannot_be_kept_has_its_pointer():
    problem = refusal_of(Unfit(["slug"]), RefusedArticle)
    assert [(fault.pointer, fault.code) for fault in problem.errors] == [("/short~1name", "invalid")]


def test_it_may_be_tried_again_later():
    assert refusal_of(Busy()).headers["Retry-After"] == "1"
