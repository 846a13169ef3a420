"""Many objects written by one request: what can be done is, and each outcome is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from flask_resty import Api
from flask_resty import Problem
from flask_resty import requires
from flask_resty.api import apis_of
from flask_resty.auth import Bearer
from flask_resty.clients import write_python
from flask_resty.clients import write_typescript
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import transaction
from flask_resty.models import SQLAlchemyStore
from flask_resty.openapi import document_of
from flask_resty.testing import client_of as checking_client_of

from .bulked import bulk
from .bulked import client_of
from .bulked import slugs
from .toys import Article


def outcomes(response):
    """Give of each outcome its status, with the places and codes of its mistakes."""
    assert response.status_code == 207
    return [
        (one["status"], *((error["pointer"], error["code"]) for error in one.get("problem", {}).get("errors", ()))) for one in response.json
    ]


def test_what_can_be_made_is(filled):
    items = [
        {"slug": "z", "title": "Z"},
        {"slug": "article-1", "title": "A"},
        {"slug": "b"},
        "text",
        {"slug": "c", "title": "C"},
    ]
    response = client_of(filled, partial=True).post("/articles/bulk", json=items)
    assert outcomes(response) == [
        (201,),
        (409, ("/1/slug", "unique")),
        (422, ("/2/title", "required")),
        (422, ("/3", "type")),
        (201,),
    ]
    assert response.json[0]["item"]["author"] == {"username": "ann"}
    assert slugs(filled)[-2:] == ["z", "c"]


def test_what_is_made_has_its_address_where_the_resource_is_known(filled):
    response = client_of(filled, partial=True, item="article_item").post("/articles/bulk", json=[{"slug": "z", "title": "Z"}])
    assert response.json[0]["location"] == "/article/z"


def test_the_document_tells_of_problems_by_their_name(filled):
    client = client_of(filled, partial=True)
    (api,) = apis_of(client.application)
    document = document_of(api, client.application)
    schemas = document["components"]["schemas"]
    told = [one["properties"]["problem"] for name, one in schemas.items() if name.endswith("Outcome")]
    assert told == [{"$ref": "#/components/schemas/Problem"}] * 2
    assert schemas["Problem"]["properties"]["errors"]["items"] == {"$ref": "#/components/schemas/Fault"}
    response = checking_client_of(client.application, {}).post("/articles/bulk", json=[{"slug": "z", "title": "Z"}, {"slug": "b"}])
    assert [one["status"] for one in response.json] == [201, 422]
    assert "problem: NotRequired[Problem]" in write_python(document)
    assert "problem?: Problem_" in write_typescript(document)


def test_what_can_be_changed_is(filled):
    items = [
        {"id": 1, "title": "One", "version": 1},
        {"id": 2, "title": "Two", "version": 9},
        {"title": "?"},
        {"id": 77},
        {"id": 3, "slug": "article-4"},
        {"id": 1, "title": "Again"},
        {"id": 5, "title": "Five"},
    ]
    response = client_of(filled, partial=True).patch("/articles/bulk", json=items)
    assert outcomes(response) == [
        (200,),
        (412, ("/1/version", "stale")),
        (422, ("/2/id", "required")),
        (404, ("/3/id", "not_found")),
        (409, ("/4/slug", "unique")),
        (422, ("/5/id", "repeated")),
        (200,),
    ]
    assert [filled.get(Article, key).title for key in (1, 2, 3, 5)] == ["One", "Article 2", "Article 3", "Five"]


def test_what_can_be_deleted_is(filled):
    response = client_of(filled, partial=True).delete("/articles/bulk?id=5,99,3")
    assert outcomes(response) == [(204,), (404, ("/id/1", "not_found")), (204,)]
    assert len(slugs(filled)) == 4


@pytest.mark.parametrize("status", [409, 503])
def test_what_a_hook_refuses_is_of_one_item_unless_the_server_fails(filled, status):
    refused = Problem(status, "Not this one.")

    def create_item(self, values):
        if values["slug"] != "good":
            raise refused
        return self.store.create(values)

    items = [{"slug": slug, "title": "A"} for slug in ("bad", "good", "worse")]
    response = client_of(filled, partial=True, create_item=create_item).post("/articles/bulk", json=items)
    if status == 409:
        assert outcomes(response) == [(409, ("/0", "conflict")), (201,), (409, ("/2", "conflict"))]
    else:
        assert (response.status_code, len(slugs(filled))) == (503, 6)


def test_too_many_are_refused_as_a_whole(filled):
    response = client_of(filled, partial=True, max_items=2).post("/articles/bulk", json=[{"slug": "a", "title": "A"}] * 3)
    assert response.status_code == 422
    assert len(slugs(filled)) == 6


def test_what_is_told_of_mistakes_is_bounded_over_all_items(filled):
    items = [{str(name): 1 for name in range(400)} for _ in range(50)]
    response = client_of(filled, partial=True).post("/articles/bulk", json=items)
    told = [one["problem"]["errors"] for one in response.json]
    assert sum(map(len, told)) < 650
    assert all(told) and told[-1][-1]["code"] == "more"


def test_no_value_is_told(filled):
    items = [{"slug": "article-1", "title": "secret"}, {"slug": ["secret"], "title": "secret"}, {"slug": "x", "title": "secret" * 9}]
    response = client_of(filled, partial=True).post("/articles/bulk", json=items)
    assert "secret" not in response.text and "UNIQUE" not in response.text.upper().replace('"UNIQUE"', "")


def test_a_repeat_with_the_same_key_is_answered_again_and_not_carried_out(filled):
    client = client_of(filled, Idempotency(MemoryStore()), partial=True)
    items = [{"slug": "a", "title": "A"}, {"slug": "article-1", "title": "B"}]
    first, again = (client.post("/articles/bulk", json=items, headers={"Idempotency-Key": '"k"'}) for _ in range(2))
    assert outcomes(first) == outcomes(again) == [(201,), (409, ("/1/slug", "unique"))]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert slugs(filled).count("a") == 1


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_what_somebody_else_changes_in_between_is_not_overwritten(filled, engine, method):
    if engine.name == "sqlite":
        pytest.skip("Who writes many is the only one who writes meanwhile.")

    def interfere(*args):
        with Session(engine) as other:
            other.get(Article, 3).title = "Mine"
            other.commit()

    client = client_of(filled, partial=True)
    event.listen(filled, "before_flush", interfere, once=True)
    items = [{"id": 3, "title": "Yours"}, {"id": 5, "title": "Five"}]
    response = client.patch("/articles/bulk", json=items) if method == "patch" else client.delete("/articles/bulk?id=3,5")
    assert [one["status"] for one in response.json] == [412, 200 if method == "patch" else 204]
    filled.rollback()
    assert filled.get(Article, 3).title == "Mine"


class Caller:
    """Somebody who may only write what is theirs."""

    id = 1
    scopes = frozenset({"write"})


def owner(principal, item):
    """Tell whether somebody wrote it."""
    return item.author_id == principal.id


@pytest.fixture
def guarded(filled):
    """Give clients of articles that only their authors may write."""

    def client(**said):
        app = Flask(__name__)
        api = Api(app, middleware=[transaction(filled), Bearer(verify={"token": Caller()}.get)])
        uses = {"patch": [requires("write", owner)], "delete": [requires(owner)], "post": [requires("write")]}
        api.resource("/articles/bulk")(bulk(filled, uses=uses, store=SQLAlchemyStore(Article, filled), **said))
        return app.test_client()

    return client


HEADERS = {"Authorization": "Bearer token"}


def test_rules_about_items_hold_for_each(guarded):
    client = guarded(partial=True)
    response = client.patch("/articles/bulk", json=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}], headers=HEADERS)
    assert outcomes(response) == [(200,), (403, ("/1/id", "forbidden"))]
    assert outcomes(client.delete("/articles/bulk?id=2,3", headers=HEADERS)) == [(403, ("/id/0", "forbidden")), (204,)]


def test_rules_about_items_refuse_all_where_all_or_nothing_is_done(guarded, filled):
    response = guarded().patch("/articles/bulk", json=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}], headers=HEADERS)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (403, "/1/id")
    assert filled.get(Article, 1).title == "Article 1"


def test_the_anonymous_are_refused_before_anything_is_read(guarded):
    response = guarded(partial=True).patch("/articles/bulk", data=b"{")
    assert (response.status_code, response.headers["WWW-Authenticate"].partition(" ")[0]) == (401, "Bearer")


def test_the_caller_is_known_to_scope_and_hooks(guarded):
    def scope(self, select, principal):
        return select.where(Article.author_id == principal.id)

    def create_item(self, values, principal):
        return self.store.create({**values, "title": f"by {principal.id}"})

    client = guarded(partial=True, scope=scope, create_item=create_item)
    assert client.post("/articles/bulk", json=[{"slug": "a", "title": "A"}], headers=HEADERS).json[0]["item"]["title"] == "by 1"
    assert outcomes(client.patch("/articles/bulk", json=[{"id": 2, "title": "A"}], headers=HEADERS)) == [(404, ("/0/id", "not_found"))]


def test_outcomes_are_told_to_who_wants_little(filled):
    items = [{"slug": "z", "title": "Z"}, {"slug": "b"}]
    response = client_of(filled, partial=True).post("/articles/bulk", json=items, headers={"Prefer": "return=minimal"})
    assert [one[0] for one in outcomes(response)] == [201, 422]
    assert "Preference-Applied" not in response.headers
