"""What classes of model resources say: fixed attributes, and what is wrong with others."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import public
from flask_resty import returns
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore

from .magazine import known_callers
from .magazine import serve


@dataclass
class Book:
    """What is kept in memory here."""

    id: int
    title: str
    read: bool = False


class BookOut(Schema):
    id = fields.Int()
    title = fields.Str()


class BookIn(Schema):
    title = fields.Str(required=True)


def books(*titles: str) -> ObjectStore:
    """Keep books with these titles."""
    return ObjectStore(Book, [Book(number, title) for number, title in enumerate(titles, 1)], unique=("title",))


@pytest.mark.parametrize(
    ("general", "name", "value", "complaint"),
    [
        (ModelCollection, "shema", BookOut, "'shema', which means nothing there. Did you mean 'schema'"),
        (ModelItem, "deletes_", True, "Did you mean 'deletes'"),
        (ModelItem, "sorting", None, "'sorting', which means nothing there"),
        (ModelItem, "list_schema", BookOut, "'list_schema', which means nothing there"),
        (ModelCollection, "deletes", True, "'deletes', which means nothing there"),
        (ModelCollection, "Meta", type("Meta", (), {}), "'Meta', which means nothing there"),
        (ModelItem, "fields", lambda self: (), "is a method, but 'fields' says something about the resource"),
        (ModelItem, "methods", ["GET", "PATCH"], "lists the method 'PATCH', for which it declares nothing"),
    ],
)
def test_attribute_that_means_nothing_is_a_mistake(general: type[Any], name: str, value: Any, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        type("Books", (general,), {"store": books(), "schema": BookOut, name: value})


def test_methods_properties_and_private_attributes_are_free() -> None:
    class BookList(ModelCollection):
        store = books()
        schema = BookOut
        _limit = 3

        @property
        def limit(self) -> int:
            return self._limit

        def help_out(self) -> int:
            return self.limit

    assert BookList().help_out() == 3


def test_only_some_of_the_declared_methods_may_be_served() -> None:
    class BookItem(ModelItem):
        store = books("Dune")
        schema = BookOut
        deletes = True
        methods = {"GET"}

    assert serve(None, {"/books/<int:id>": BookItem}).delete("/books/1").status_code == 405


def test_class_without_a_store_may_be_derived_from() -> None:
    class Shown(ModelItem):
        schema = BookOut
        deletes = True

    class BookItem(Shown):
        store = books("Dune")

    client = serve(None, {"/books/<int:id>": BookItem})
    assert client.get("/books/1").json == {"id": 1, "title": "Dune"}
    assert client.delete("/books/1").status_code == 204


def test_verb_and_its_contract_are_inherited_where_a_class_is_derived() -> None:
    class First(ModelItem):
        store = books("Dune")
        schema = BookOut

        @returns(BookOut(only=("title",)))
        def get(self, item: Book) -> Book:
            return item

    class Second(First):
        def get(self, item: Book) -> Book:
            return Book(item.id, item.title.upper())

    class Third(Second):
        deletes = True

    client = serve(None, {"/first/<int:id>": First, "/second/<int:id>": Second, "/third/<int:id>": Third})
    assert client.get("/first/1").json == {"title": "Dune"}
    assert client.get("/second/1").json == client.get("/third/1").json == {"title": "DUNE"}


def test_class_may_be_written_again_under_the_same_name() -> None:
    for _ in range(2):

        class BookItem(ModelItem):
            store = books("Dune")
            schema = BookOut

            def get(self, item: Book) -> Book:
                return item

        assert serve(None, {"/books/<int:id>": BookItem}).get("/books/1").json == {"id": 1, "title": "Dune"}


def test_variant_for_the_anonymous_may_be_a_model_resource() -> None:
    class Teaser(ModelItem):
        store = books("Dune")
        schema = BookOut(only=("title",))

    class BookItem(ModelItem):
        store = Teaser.store
        schema = BookOut
        anonymous = Teaser

    client = serve(None, {"/books/<int:id>": BookItem}, middleware=[known_callers()])
    assert client.get("/books/1").json == {"title": "Dune"}
    assert client.get("/books/1", headers={"Authorization": "Bearer ann"}).json == {"id": 1, "title": "Dune"}


def test_memory_store_is_served_like_any_other() -> None:
    store = books("Dune", "Emma")

    class BookItem(ModelItem):
        schema = BookOut
        update_schema = BookIn(partial=True)
        deletes = True

    class BookList(ModelCollection):
        schema = BookOut
        create_schema = BookIn
        item = BookItem

    BookItem.store = BookList.store = store
    client = serve(None, {"/books": BookList, "/books/<int:id>": BookItem})
    made = client.post("/books", json={"title": "Ivanhoe"})
    assert (made.status_code, made.headers["Location"]) == (201, "/books/3")
    assert client.patch("/books/3", json={"title": "Dune"}).status_code == 409
    assert client.delete("/books/1").status_code == 204
    assert client.get("/books").json == [{"id": 2, "title": "Emma"}, {"id": 3, "title": "Ivanhoe"}]


def test_verb_that_is_no_function_is_left_alone() -> None:
    class Callable_:
        def __call__(self, resource: Resource) -> str:
            return "called"

        def __get__(self, instance: Any, owner: Any) -> Any:
            return self if instance is None else lambda: self(instance)

    cls = type("Odd", (ModelCollection,), {"store": books(), "schema": BookOut, "delete": Callable_(), "uses": {"get": [public]}})
    assert "DELETE" in cls.methods


def test_sqlalchemy_is_not_imported_where_nothing_needs_it() -> None:
    program = """
import dataclasses, sys
from flask import Flask
from marshmallow import Schema, fields
from flask_resty import Api
from flask_resty.models import Filter, Filters, ObjectStore, ModelCollection, Sorting
Book = dataclasses.make_dataclass("Book", [("id", int)])
class BookOut(Schema):
    id = fields.Int()
class BookList(ModelCollection):
    store, schema, sorting, filters = ObjectStore(Book, [Book(1)]), BookOut, Sorting("id"), Filters(id=Filter("id"))
app = Flask("books")
api = Api(app)
api.resource("/books")(BookList)
assert app.test_client().get("/books?id=1&sort=-id").json == [{"id": 1}]
assert "sqlalchemy" not in sys.modules, "imported"
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
