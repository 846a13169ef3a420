"""Coroutine functions among the methods of model resources: awaited, or refused, but never shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import select
from sqlalchemy.orm import Session

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import MemoryStore
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Selection
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import model_schema

from .toys import Tag


@dataclass
class Pen:
    id: int
    color: str
    is_hidden: bool = False


class PenForm(Schema):
    id = fields.Int(dump_only=True)
    color = fields.Str()


def pens() -> MemoryStore:
    return MemoryStore(Pen, [Pen(1, "red"), Pen(2, "green"), Pen(3, "black", is_hidden=True)])


async def visible(selection: Selection) -> Selection:
    return selection.where(lambda pen: not pen.is_hidden)


class AsyncItem(ModelItem):
    store = pens()
    schema, update_schema, deletes = PenForm, PenForm, True

    async def scope(self, selection):
        return await visible(selection)

    async def update_item(self, item, values):
        return super().update_item(item, {"color": f"dark {values['color']}"})

    async def delete_item(self, item):
        super().delete_item(item)

    async def version(self, item):
        return item.color


class AsyncList(ModelCollection):
    store = AsyncItem.store
    schema, create_schema = PenForm, PenForm
    scope = AsyncItem.scope

    async def search(self, selection, text, color=None):
        return selection.where(lambda pen: text in pen.color)

    async def create_item(self, values):
        return super().create_item({"id": 9, **values})


class AsyncBulk(ModelBulk):
    store = AsyncItem.store
    schema, create_schema, update_schema, deletes = PenForm, PenForm, PenForm, True
    scope, create_item = AsyncItem.scope, AsyncList.create_item
    update_item, delete_item = AsyncItem.update_item, AsyncItem.delete_item


@pytest.fixture
def client(app: Flask) -> Any:
    api, store = Api(app), pens()
    for rule, cls in {"/pens": AsyncList, "/pens/<int:id>": AsyncItem, "/pens/bulk": AsyncBulk}.items():
        api.resource(rule)(type(cls.__name__, (cls,), {"store": store}))
    return app.test_client()


def test_scope_may_be_a_coroutine_function(client):
    assert [pen["id"] for pen in client.get("/pens").json] == [1, 2]
    assert [client.get(f"/pens/{id}").status_code for id in (2, 3)] == [200, 404]


def test_search_may_be_a_coroutine_function(client):
    assert [pen["id"] for pen in client.get("/pens?q=gre").json] == [2]


def test_hooks_may_be_coroutine_functions(client):
    assert client.post("/pens", json={"color": "blue"}).json == {"id": 9, "color": "blue"}
    assert client.patch("/pens/9", json={"color": "pink"}).json == {"id": 9, "color": "dark pink"}
    assert [client.delete("/pens/9").status_code, client.get("/pens/9").status_code] == [204, 404]


def test_version_may_be_a_coroutine_function(client):
    etag = client.get("/pens/1").headers["ETag"]
    assert client.patch("/pens/1", json={"color": "pink"}, headers={"If-Match": '"other"'}).status_code == 412
    assert client.patch("/pens/1", json={"color": "pink"}, headers={"If-Match": etag}).status_code == 200


def test_hooks_of_many_may_be_coroutine_functions(client):
    assert client.post("/pens/bulk", json=[{"color": "blue"}]).json == [{"id": 9, "color": "blue"}]
    assert client.patch("/pens/bulk", json=[{"id": 2, "color": "pink"}]).json == [{"id": 2, "color": "dark pink"}]
    assert client.delete("/pens/bulk?id=3").status_code == 422
    assert client.delete("/pens/bulk?id=2").status_code == 204


def test_verbs_may_be_coroutine_functions(app):
    class Awaited(ModelCollection):
        store, schema, create_schema = pens(), PenForm, PenForm

        async def get(self, page, query=None):
            return page.of([pen async for pen in _one_by_one()], more=False)

        async def post(self, body):
            return super().post({"id": 4, **body})

    Api(app).resource("/pens")(Awaited)
    assert app.test_client().get("/pens").json == [{"id": 7, "color": "blue"}]
    assert app.test_client().post("/pens", json={"color": "blue"}).json == {"id": 4, "color": "blue"}


async def _one_by_one():
    yield Pen(7, "blue")


def test_find_may_be_a_coroutine_function(app):
    class Found(ModelItem):
        store, schema, update_schema = pens(), PenForm, PenForm

        async def find(self, id):
            return super().find(id=id)

        async def get(self, item):
            return item

    Api(app).resource("/pens/<int:id>")(Found)
    assert app.test_client().get("/pens/2").json == {"id": 2, "color": "green"}
    assert app.test_client().patch("/pens/2", json={"color": "pink"}).json == {"id": 2, "color": "pink"}
    assert app.test_client().get("/pens/8").status_code == 404


def test_a_hook_is_awaited_in_the_session_of_the_request(app, session):
    class Tags(ModelCollection):
        store = SQLAlchemyStore(Tag, session)
        fields = create_fields = ("name",)

        async def scope(self, select):
            return select.where(Tag.name != "hidden")

        async def create_item(self, values):
            return super().create_item({"name": values["name"].lower()})

    Api(app).resource("/tags")(Tags)
    assert app.test_client().post("/tags", json={"name": "Art"}).json == {"name": "art"}
    app.test_client().post("/tags", json={"name": "hidden"})
    assert app.test_client().get("/tags").json == [{"name": "art"}]
    assert session.scalars(select(Tag.name)).all() == ["art", "hidden"]


def test_a_computed_member_is_no_coroutine(app):
    class Tags(ModelCollection):
        store = SQLAlchemyStore(Tag, Session())
        fields = ("name", "loud")

        async def loud(self, item) -> str:
            return item.name.upper()

    with pytest.raises(ConfigError, match=r"'loud'.*async def"):
        Api(app).resource("/tags")(Tags)


async def _shouted(tag: Tag) -> str:
    return tag.name.upper()


def test_a_function_that_computes_a_member_is_no_coroutine_function():
    with pytest.raises(ConfigError, match=r"'loud'.*async def"):
        model_schema(Tag, ("name", "loud"), computed={"loud": _shouted}, name="LoudTag")


async def _by_color(selection: Selection, color: str) -> Selection:
    return selection.where(lambda pen: pen.color == color)


def test_a_filter_is_no_coroutine_function():
    with pytest.raises(ConfigError, match="async def"):
        Filters(color=Filter(field=fields.Str(), by=_by_color))


async def _is_visible(pen: Pen) -> bool:
    return not pen.is_hidden


def test_what_narrows_a_selection_is_no_coroutine_function():
    """What it gives would be true for each object."""
    with pytest.raises(ContractError, match="async def"):
        Selection().where(_is_visible)
