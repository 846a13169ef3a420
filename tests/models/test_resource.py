"""What all model resources have in common: a class is what its author wrote, wherever it is served."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from sqlalchemy.orm import Session

from flask_resty import Link
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import Related
from flask_resty.models import SQLAlchemyStore

from .magazine import known_callers
from .magazine import serve
from .toys import Article
from .toys import Author


class Coin:
    id: int
    value: int
    purse: int

    def __init__(self, id: int, value: int, purse: int = 1) -> None:
        self.id, self.value, self.purse = id, value, purse


class ServedCoin(Schema):
    id = fields.Int()
    value = fields.Int()


class ServedArticle(Schema):
    title = fields.Str()
    author = fields.Nested(Schema.from_dict({"name": fields.Str()}, name="ServedAuthor"))
    tags = fields.List(fields.Nested(Schema.from_dict({"name": fields.Str()}, name="ServedTag")))


def coins() -> ObjectStore:
    return ObjectStore(Coin, [Coin(1, 10), Coin(2, 20, purse=2)], version="value")


def coin_item(**own: Any) -> type[ModelItem]:
    """Make a resource of a coin."""
    given = {"store": coins(), "schema": ServedCoin, "update_schema": ServedCoin(partial=True), "deletes": True}
    return type("CoinItem", (ModelItem,), {"__module__": __name__, "__doc__": "A coin.", **given, **own})


@pytest.mark.parametrize("general", [ModelCollection, ModelItem, ModelBulk])
def test_nothing_is_written_on_a_class_that_is_served(general: type[Any]) -> None:
    said = {"store": coins(), "schema": ServedCoin, "create_schema": ServedCoin}
    cls = type("Coins", (general,), {key: value for key, value in said.items() if general is not ModelItem or key != "create_schema"})
    before = dict(vars(cls))
    serve(None, {"/coins/<int:id>": cls, "/purses/<int:purse>/<int:id>": cls}, endpoint="coins")
    assert dict(vars(cls)) == before


def test_class_that_serves_is_called_like_its_author_s() -> None:
    cls = coin_item()
    client = serve(None, {"/coins/<int:id>": cls})
    served = client.api.operations(client.application)[0].resource  # type: ignore[attr-defined]
    assert served is not cls
    assert issubclass(served, cls)
    assert (served.__name__, served.__qualname__, served.__module__, served.__doc__) == ("CoinItem", "CoinItem", __name__, "A coin.")
    assert client.application.view_functions["coin_item"].view_class is cls


def test_path_variables_of_one_rule_are_nothing_to_another() -> None:
    cls = coin_item()
    client = serve(None, {"/purses/<int:purse>/coins/<int:id>": cls, "/coins/<int:id>": cls})
    assert [client.get(address).status_code for address in ("/coins/2", "/purses/1/coins/2", "/purses/2/coins/2")] == [200, 404, 200]


def test_class_is_served_by_two_apps_with_the_model_that_it_names(filled: Session) -> None:
    cls = type("ArticleItem", (ModelItem,), {"model": Article, "schema": ServedArticle})
    for _ in range(2):
        client = serve(filled, {"/articles/<int:id>": cls})
        client.application.extensions["sqlalchemy"] = type("Extension", (), {"session": filled})()
        assert client.get("/articles/1").json["title"] == "Article 1"
    assert (cls.store, cls.model) == (None, Article)


def test_what_an_author_does_with_each_class_is_not_done_with_what_serves() -> None:
    derived: list[type[Any]] = []

    class Listed(ModelItem):
        def __init_subclass__(cls, *, label: str, **options: Any) -> None:
            super().__init_subclass__(**options)
            derived.append(cls)

    class CoinItem(Listed, label="coins"):
        store = coins()
        schema = ServedCoin

    assert serve(None, {"/coins/<int:id>": CoinItem}).get("/coins/1").status_code == 200
    assert derived == [CoinItem]


def test_what_leads_to_a_class_leads_to_what_serves_it() -> None:
    cls, store = coin_item(), coins()
    linked = Schema.from_dict({"self": Link(cls), "id": fields.Int(), "value": fields.Int()}, name="LinkedCoin")
    said = {"store": store, "schema": linked, "create_schema": ServedCoin, "item": cls}
    cls.store = store
    client = serve(None, {"/coins/<int:id>": cls, "/coins": type("CoinList", (ModelCollection,), said)})
    made = client.post("/coins", json={"id": 3, "value": 30})
    assert (made.status_code, made.headers["Location"], made.json["self"]) == (201, "/coins/3", "/coins/3")
    assert made.headers["ETag"] == client.get("/coins/3").headers["ETag"]


def test_scope_has_the_store_where_a_relation_leads_to_the_class(filled: Session) -> None:
    class AuthorItem(ModelItem):
        model = Author
        schema = ServedCoin

        def scope(self, select: Any) -> Any:
            return select.where(self.store.model.username == "ann")

    app = Flask("relations")
    app.extensions["sqlalchemy"] = type("Extension", (), {"session": filled})()
    schema = Schema.from_dict({"author": Related(AuthorItem)})()
    with app.app_context():
        assert schema.load({"author": 1})["author"].username == "ann"
        with pytest.raises(ValidationError):
            schema.load({"author": 2})


def test_anonymous_variant_is_not_written_on_either() -> None:
    variant = coin_item(schema=ServedCoin(only=("id",)), update_schema=None, deletes=False)
    cls = coin_item(anonymous=variant)
    before = dict(vars(cls)), dict(vars(variant))
    client = serve(None, {"/coins/<int:id>": cls}, middleware=[known_callers()])
    assert client.get("/coins/1").json == {"id": 1}
    assert (dict(vars(cls)), dict(vars(variant))) == before


def test_verb_that_passes_on_all_that_is_known_reads_no_object_by_object(filled: Session, statements: list[str]) -> None:
    class ArticleList(ModelCollection):
        store = SQLAlchemyStore(Article, filled)
        schema = ServedArticle
        pagination = None

        def get(self, **known: Any) -> Any:
            return super().get(**known)

    client = serve(filled, {"/articles": ArticleList})
    statements.clear()
    assert len(client.get("/articles").json) == 6
    assert len(statements) == 2


@pytest.mark.parametrize("method", ["get", "patch"])
def test_verb_that_takes_all_there_is_is_told_what_will_be_shown(method: str) -> None:
    told: list[Any] = []

    def verb(self: Any, item: Coin, **known: Any) -> Any:
        told.append(known["shown"])
        return getattr(super(cls, self), method)(item=item, **known)

    cls = coin_item(store=ObjectStore(Coin, [Coin(1, 10)]), **{method: verb})
    client = serve(None, {"/coins/<int:id>": cls})
    response: Any = client.open("/coins/1", method=method.upper(), json={"value": 11} if method == "patch" else None)
    assert (response.status_code, [type(one) for one in told]) == (200, [ServedCoin])
