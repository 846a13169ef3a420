"""Coroutine functions among the methods of model resources: awaited, or refused, but never shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty.middleware import transaction
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
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


def pens() -> ObjectStore:
    return ObjectStore(Pen, [Pen(1, "red"), Pen(2, "green"), Pen(3, "black", is_hidden=True)])


class PenItem(ModelItem):
    """One of them."""

    store = pens()
    schema, update_schema, deletes = PenForm, PenForm, True


class PenList(ModelCollection):
    store = pens()
    schema, create_schema = PenForm, PenForm


class PenBulk(ModelBulk):
    store = pens()
    schema, create_schema, update_schema, deletes = PenForm, PenForm, PenForm, True


async def _hook(self: Any, first: Any, second: Any = None) -> Any:
    return first


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (PenItem, "scope"),
        (PenItem, "update_item"),
        (PenItem, "delete_item"),
        (PenList, "scope"),
        (PenList, "search"),
        (PenList, "create_item"),
        (PenBulk, "scope"),
        (PenBulk, "create_item"),
        (PenBulk, "update_item"),
        (PenBulk, "delete_item"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_hook_is_no_coroutine_function(app, cls, name):
    """It would run in another thread: in another session, or waiting for ever for what its own request has locked."""
    with pytest.raises(ConfigError, match=f"{name} is an async def"):
        Api(app).resource("/pens/<int:id>" if cls is PenItem else "/pens")(type(cls.__name__, (cls,), {name: _hook}))


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


def test_version_may_be_a_coroutine_function(app):
    class Stated(PenItem):
        store = pens()

        async def version(self, item):
            return item.color

    Api(app).resource("/pens/<int:id>")(Stated)
    client = app.test_client()
    etag = client.get("/pens/1").headers["ETag"]
    assert client.patch("/pens/1", json={"color": "pink"}, headers={"If-Match": '"other"'}).status_code == 412
    assert client.patch("/pens/1", json={"color": "pink"}, headers={"If-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", ["find", "patch"])
def test_what_runs_in_another_thread_needs_a_session_for_both(app, name):
    session = scoped_session(sessionmaker())

    async def run(self: Any, id: int, body: Any = None) -> Any:
        return None

    cls = type(
        "TagItem", (ModelItem,), {"store": SQLAlchemyStore(Tag, session), "update_fields": ("name",), "fields": ("name",), name: run}
    )
    with pytest.raises(ConfigError, match="is async and has its own"):
        Api(app, middleware=[transaction(session)]).resource("/tags/<int:id>")(cls)


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
