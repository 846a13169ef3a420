"""Many objects written by one request: all, or nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty.models import ModelBulk
from flask_resty.models import SQLAlchemyStore

from .bulked import BulkedIn
from .bulked import bulk
from .bulked import client_of
from .bulked import slugs
from .bulked import told
from .toys import DAWN
from .toys import Article
from .toys import Author


def test_many_are_made_in_the_order_of_the_request(filled):
    response = client_of(filled).post("/articles/bulk", json=[{"slug": slug, "title": slug} for slug in ("z", "a", "m")])
    assert (response.status_code, [made["slug"] for made in response.json]) == (201, ["z", "a", "m"])
    assert response.json[0] == {**response.json[0], "version": 1, "author": {"username": "ann"}, "tags": []}
    assert slugs(filled)[-3:] == ["z", "a", "m"]


def test_statements_do_not_grow_with_the_number_of_what_is_made(filled, statements):
    client = client_of(filled)

    def count(number):
        statements.clear()
        items = [{"slug": f"{number}-{place}", "title": "One"} for place in range(number)]
        assert client.post("/articles/bulk", json=items).status_code == 201
        # SQLite gives keys back for one row at a time only.
        return sum(not statement.startswith("INSERT") for statement in statements)

    assert count(3) == count(90) <= 8


@pytest.mark.parametrize("length, code", [(0, "too_short"), (4, "too_long")])
def test_a_list_of_a_wrong_length_is_refused_before_any_item_is_looked_at(filled, length, code):
    response = client_of(filled, max_items=3).post("/articles/bulk", json=[{"wrong": 1}] * length)
    assert (response.status_code, told(response)) == (422, [("", code)])


def test_all_mistakes_of_all_items_are_told_and_nothing_is_done(filled):
    response = client_of(filled).post("/articles/bulk", json=[{"slug": "a", "title": "A"}, {"slug": "b", "title": ""}, {"titel": "C"}])
    assert response.status_code == 422
    assert told(response) == [("/1/title", "too_short"), ("/2/slug", "required"), ("/2/title", "required"), ("/2/titel", "unknown")]
    assert len(slugs(filled)) == 6


def test_all_conflicts_are_told_and_nothing_is_done(filled):
    items = [{"slug": "article-1", "title": "A"}, {"slug": "new", "title": "B"}, {"slug": "article-2", "title": "C"}]
    response = client_of(filled).post("/articles/bulk", json=items)
    assert (response.status_code, told(response)) == (409, [("/0/slug", "unique"), ("/2/slug", "unique")])
    assert len(slugs(filled)) == 6


def test_two_that_exclude_each_other_are_a_conflict(filled):
    response = client_of(filled).post("/articles/bulk", json=[{"slug": "a", "title": "A"}] * 2)
    assert (response.status_code, told(response)) == (409, [("/1/slug", "unique")])


def test_many_are_changed_by_their_keys(filled):
    response = client_of(filled).patch("/articles/bulk", json=[{"id": 2, "title": "Two"}, {"id": 1, "title": "One", "version": 1}])
    assert response.status_code == 200
    assert [(item["id"], item["title"], item["version"]) for item in response.json] == [(2, "Two", 2), (1, "One", 2)]
    assert [tag["name"] for tag in response.json[1]["tags"]] == ["art", "books", "cities"]
    assert filled.get(Article, 1).title == "One"


def test_an_item_has_to_say_its_key_though_all_else_may_be_left_out(filled):
    response = client_of(filled).patch("/articles/bulk", json=[{"title": "A"}, {"title": 1}, "text"])
    assert response.status_code == 422
    assert told(response) == [("/0/id", "required"), ("/1/id", "required"), ("/1/title", "type"), ("/2", "type")]


def test_mistakes_of_all_kinds_are_told_together(filled):
    items = [
        {"id": 1, "title": "A", "version": 7},
        {"id": 2, "title": "B"},
        {"id": 99, "title": "C"},
        {"id": 2, "title": "D"},
        {"id": 3, "slug": "article-4"},
        {"id": 2**80},
    ]
    response = client_of(filled).patch("/articles/bulk", json=items)
    assert response.status_code == 422
    assert sorted(told(response)) == [
        ("/0/version", "stale"),
        ("/2/id", "not_found"),
        ("/3/id", "repeated"),
        ("/4/slug", "unique"),
        ("/5/id", "not_found"),
    ]
    assert filled.get(Article, 2).title == "Article 2"


def test_mistakes_of_one_kind_have_its_status(filled):
    response = client_of(filled).patch("/articles/bulk", json=[{"id": 1, "version": 2}, {"id": 2, "version": 2}])
    assert (response.status_code, told(response)) == (412, [("/0/version", "stale"), ("/1/version", "stale")])


def test_objects_are_meant_by_another_attribute_where_it_is_said(filled):
    client = client_of(filled, by=("slug",))
    response = client.patch("/articles/bulk", json=[{"slug": "article-3", "title": "Three"}, {"slug": "a\0", "title": "A"}])
    assert told(response) == [("/1/slug", "format")]
    response = client.patch("/articles/bulk", json=[{"slug": "article-3", "title": "Three"}])
    assert response.json[0]["title"] == "Three"


def test_many_are_deleted_by_a_list_in_the_query(filled):
    response = client_of(filled).delete("/articles/bulk?id=3,5")
    assert (response.status_code, response.data) == (204, b"")
    assert slugs(filled) == ["article-1", "article-2", "article-4", "article-6"]


@pytest.mark.parametrize(
    "query, status, mistakes",
    [
        ("", 422, [("/id", "required")]),
        ("?id=", 422, [("/id/0", "type")]),
        ("?id=3,x", 422, [("/id/1", "type")]),
        ("?id=3,99,3", 422, [("/id/1", "not_found"), ("/id/2", "repeated")]),
        ("?id=1,2,3,4", 422, [("/id", "too_long")]),
        ("?id=3&ids=4", 422, [("/ids", "unknown")]),
    ],
    ids=["none", "empty", "malformed", "unknown", "many", "misspelled"],
)
def test_nothing_is_deleted_where_something_is_wrong(filled, query, status, mistakes):
    response = client_of(filled, max_items=3).delete(f"/articles/bulk{query}")
    assert (response.status_code, told(response)) == (status, mistakes)
    assert len(slugs(filled)) == 6


def test_what_others_refer_to_is_told_by_its_place(filled):
    filled.add(Author(id=3, username="cid", name="Cid"))
    filled.commit()
    client = client_of(filled, store=SQLAlchemyStore(Author, filled), schema=None, create_schema=None, update_schema=None)
    response = client.delete("/articles/bulk?id=3,1")
    assert (response.status_code, told(response)) == (409, [("/id/1", "reference")])
    assert filled.get(Author, 3) is not None


def test_what_is_marked_as_deleted_stays_and_is_gone(filled):
    client = client_of(filled, soft_delete="deleted_at")
    assert client.delete("/articles/bulk?id=1,2").status_code == 204
    assert filled.get(Article, 1).deleted_at is not None
    assert told(client.patch("/articles/bulk", json=[{"id": 1, "title": "A"}])) == [("/0/id", "gone")]
    assert told(client.delete("/articles/bulk?id=3,2")) == [("/id/1", "gone")]


def test_what_is_out_of_scope_is_not_there(filled):
    def scope(self, select):
        return select.where(Article.author_id == 1)

    client = client_of(filled, scope=scope)
    assert told(client.patch("/articles/bulk", json=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}])) == [("/1/id", "not_found")]
    assert told(client.delete("/articles/bulk?id=2")) == [("/id/0", "not_found")]
    assert client.delete("/articles/bulk?id=3").status_code == 204


def test_path_variables_narrow_what_is_meant_and_are_values_of_what_is_made(filled):
    client = client_of(filled, rule="/authors/<int:author_id>/articles/bulk")
    made = client.post("/authors/2/articles/bulk", json=[{"slug": "b", "title": "B"}])
    assert made.json[0]["author"] == {"username": "bob"}
    response = client.patch("/authors/2/articles/bulk", json=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}])
    assert told(response) == [("/0/id", "not_found")]


def test_one_class_stands_at_several_rules(filled):
    cls = bulk(filled)
    app = Flask(__name__)
    api = Api(app)
    api.resource("/articles/bulk")(cls)
    api.resource("/authors/<int:author_id>/articles/bulk", endpoint="of_author")(cls)
    client, items = app.test_client(), [{"id": 2, "title": "B"}]
    assert client.patch("/articles/bulk", json=items).status_code == 200
    assert client.patch("/authors/2/articles/bulk", json=items).status_code == 200
    assert client.patch("/authors/1/articles/bulk", json=items).status_code == 422


def test_schemas_follow_from_names_of_attributes(filled):
    said = {"schema": None, "create_schema": None, "update_schema": None}
    fields = {"fields": ("id", "title", ("author", ("name",))), "create_fields": ("slug", "title"), "update_fields": ("slug", "title")}

    def create_item(self, values):
        return self.store.create({**values, "author_id": 2, "created_at": DAWN})

    client = client_of(filled, **said, **fields, write_once=("slug",), create_item=create_item)
    made = client.post("/articles/bulk", json=[{"slug": "a", "title": "A"}])
    assert made.json == [{"id": made.json[0]["id"], "title": "A", "author": {"name": "Bob Example"}}]
    response = client.patch("/articles/bulk", json=[{"id": 1, "slug": "a"}, {"id": 2, "price": "1"}])
    assert told(response) == [("/0/slug", "unknown"), ("/1/price", "unknown")]
    assert client.patch("/articles/bulk", json=[{"id": 1, "version": 1, "title": "B"}]).json[0]["title"] == "B"


def test_locked_objects_are_found_and_changed_as_others_are(filled):
    client = client_of(filled, locks=True)
    response = client.patch("/articles/bulk", json=[{"id": 2, "title": "Two"}, {"id": 1, "title": "One"}])
    assert [item["title"] for item in response.json] == ["Two", "One"]


def test_hooks_stand_in_the_place_of_writing_many(filled):
    def create_item(self, values):
        return ModelBulk.create_item(self, {**values, "title": values["title"].upper()})

    def update_item(self, item, values):
        if item.id == 3:
            raise Problem(409, "Not this one.")
        return ModelBulk.update_item(self, item, values)

    client = client_of(filled, create_item=create_item, update_item=update_item)
    assert client.post("/articles/bulk", json=[{"slug": "a", "title": "new"}]).json[0]["title"] == "NEW"
    response = client.patch("/articles/bulk", json=[{"id": 1, "title": "A"}, {"id": 3, "title": "B"}])
    assert (response.status_code, told(response)) == (409, [("/1", "conflict")])
    assert filled.get(Article, 1).title == "Article 1"


def test_a_hook_that_deletes_is_asked_for_each(filled):
    deleted = []

    def delete_item(self, item):
        deleted.append(item.id)
        super(cls, self).delete_item(item)

    client = client_of(filled, delete_item=delete_item)
    cls = client.application.view_functions["article_bulk"].view_class
    assert client.delete("/articles/bulk?id=5,3").status_code == 204
    assert (deleted, len(slugs(filled))) == ([5, 3], 4)


def test_verbs_are_there_where_it_is_said_what_they_take(filled):
    client = client_of(filled, update_schema=None, deletes=None)
    assert client.options("/articles/bulk").headers["Allow"] == "OPTIONS, POST"
    assert client.patch("/articles/bulk", json=[]).status_code == 405


@pytest.mark.parametrize(
    "said, text",
    [
        ({"max_item": 5}, "Did you mean 'max_items'?"),
        ({"max_items": 0}, "max_items=0"),
        ({"batch": True}, "batch=True"),
        ({"streams": True, "create_schema": None}, "create_schema"),
    ],
    ids=["misspelled", "no_items", "no_number", "stream_of_nothing"],
)
def test_what_is_wrong_is_told_when_the_class_is_made(filled, said, text):
    with pytest.raises(ConfigError, match=text.replace("?", r"\?")):
        bulk(filled, **said)


@pytest.mark.parametrize(
    "said, text",
    [
        ({"by": ("nothing",)}, "does not have"),
        ({"by": ("title",)}, "may share"),
        ({"by": ("author_id", "slug")}, "deletes by author_id, slug"),
        ({"update_schema": BulkedIn(partial=True, exclude=("slug",)), "schema": None, "create_schema": None}, "schema= or fields="),
        ({"rule": "/bulk/<lang>"}, "'lang'"),
    ],
    ids=["no_attribute", "not_unique", "several", "nothing_shown", "variable"],
)
def test_what_does_not_fit_the_model_or_the_rule_is_told_when_it_is_mounted(filled, said, text):
    with pytest.raises(ConfigError, match=text):
        client_of(filled, **said)
