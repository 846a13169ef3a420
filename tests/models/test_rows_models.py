"""What the ancestors of this extension did with models, row by row: the same, or mended."""

from __future__ import annotations

import logging
import re
from types import SimpleNamespace
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column

from flask_resty.models import Adapters
from flask_resty.models import Expand
from flask_resty.models import LimitOffset
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Related
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import pair

from .magazine import serve
from .toys import Article
from .toys import Author
from .toys import Tag


def resources(session: Session, model: type[Any], **attributes: Any) -> dict[str, type[Any]]:
    """Make the two resources of a model, by the name of its table; ``list_`` and ``item_`` go before what is for one of them."""
    name, store = model.__name__, SQLAlchemyStore(model, session)
    shared = {key: value for key, value in attributes.items() if not key.startswith(("create_", "update_", "list_", "deletes"))}
    of_item = {key: attributes[key] for key in attributes if key.startswith(("update_", "deletes"))}
    of_list = {key: attributes[key] for key in attributes if key.startswith(("create_", "list_"))}
    item = type(f"{name}Item", (ModelItem,), {"store": store, **shared, **of_item})
    named = {"item": item} if any(key.startswith("create_") for key in of_list) else {}
    listed = type(f"{name}List", (ModelCollection,), {"store": store, **named, **shared, **of_list})
    return {f"/{model.__tablename__}": listed, f"/{model.__tablename__}/<int:id>": item}


def parts(session: Session) -> Any:
    """Serve the three tags by offset, and by range."""
    store = SQLAlchemyStore(Tag, session)
    said = {"store": store, "fields": ("id",), "pagination": LimitOffset(size=2), "record_range": True}
    return serve(session, {"/tags": type("PartList", (ModelCollection,), said)})


@pytest.mark.parametrize(
    ("query", "status", "ids"),
    [("offset=1&limit=2", 200, [2, 3]), ("offset=10000", 200, []), ("offset=-1", 422, None), ("offset=NaN", 422, None)],
)
def test_t101_a_part_by_offset(filled: Session, query: str, status: int, ids: list[int] | None) -> None:
    response = parts(filled).get(f"/tags?{query}")
    assert response.status_code == status
    assert ids is None or response.json == [{"id": number} for number in ids]


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [("items=0-1", 206, "items 0-1/3"), ("items=a-b", 400, None), ("items=3-3", 416, "items */3"), ("bytes=0-10", 200, None)],
)
def test_t102_a_part_by_range(filled: Session, text: str, status: int, told: str | None) -> None:
    response = parts(filled).get("/tags", headers={"Range": text})
    assert (response.status_code, response.headers.get("Content-Range")) == (status, told)


def test_t103_a_list_shows_less_than_an_item(filled: Session) -> None:
    client = serve(filled, resources(filled, Article, fields=("id", "title", "content", "rank"), list_fields=("id", "title")))
    assert client.get("/articles").json[0] == {"id": 1, "title": "Article 1"}
    assert client.get("/articles/1").json == {"id": 1, "title": "Article 1", "content": "", "rank": None}


class Clashing(DeclarativeBase):
    """Models whose columns are called like what resources have."""


class Meter(Clashing):
    __tablename__ = "meters"

    id: Mapped[int] = mapped_column(primary_key=True)
    read: Mapped[str] = mapped_column(String(10))
    model: Mapped[str] = mapped_column(String(10))
    get: Mapped[str] = mapped_column(String(10))
    fields: Mapped[str] = mapped_column(String(10))


def test_t104_names_of_columns_clash_with_nothing(session: Session) -> None:
    Clashing.metadata.create_all(session.connection())
    session.commit()
    named = ("read", "model", "get", "fields")
    client = serve(session, resources(session, Meter, fields=(":local",), create_fields=named, update_fields=named))
    sent = {"read": "a", "model": "b", "get": "c", "fields": "d"}
    made = client.post("/meters", json=sent)
    assert (made.status_code, made.json) == (201, {"id": 1, **sent})
    assert client.patch("/meters/1", json={"get": "e"}).json == {"id": 1, **sent, "get": "e"}
    assert client.get("/meters").json == [{"id": 1, **sent, "get": "e"}]
    Clashing.metadata.drop_all(session.connection())


def test_t106_a_model_is_made_read_and_deleted(filled: Session) -> None:
    client = serve(filled, resources(filled, Tag, fields=("id", "name"), create_fields=("name",), deletes=True))
    made = client.post("/tags", json={"name": "dance"})
    assert made.status_code == 201
    address = made.headers["Location"]
    assert client.get(address).json == made.json
    assert client.post("/tags", json={"name": "dance"}).status_code == 409
    assert client.get("/tags/4711").status_code == 404
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404


def test_t107_nothing_is_set_that_was_not_declared(filled: Session) -> None:
    client = serve(filled, resources(filled, Author, fields=("id", "username"), create_fields=("username", "name")))
    response = client.post("/authors", json={"username": "eve", "name": "Eve", "secret": "mine", "id": 7})
    assert response.status_code == 422
    assert {(fault["pointer"], fault["code"]) for fault in response.json["errors"]} == {("/secret", "unknown"), ("/id", "unknown")}
    assert client.post("/authors", json={"username": "eve", "name": "Eve"}).status_code == 201
    assert filled.query(Author).filter_by(username="eve").one().secret == ""


@pytest.mark.parametrize("guess", ["a", "z"])
def test_t108_lookups_in_a_body_tell_nothing(filled: Session, guess: str) -> None:
    client = serve(filled, resources(filled, Author, fields=("id", "username"), create_fields=("username", "name")))
    response = client.post("/authors", json={"username": "eve", "name": "Eve", "secret__startswith": guess})
    said = re.sub(r'"instance":"[^"]*"', "", response.text)
    assert (response.status_code, [fault["pointer"] for fault in response.json["errors"]]) == (422, ["/secret__startswith"])
    assert guess not in re.findall(r'"detail":"([^"]*)"', said)
    assert client.get(f"/authors?secret__startswith={guess}").json["errors"][0]["code"] == "unknown"


def test_t110_an_object_that_breaks_the_promise_is_our_error(filled: Session, caplog: pytest.LogCaptureFixture) -> None:
    shown = Schema.from_dict({"id": fields.Int(), "rank": fields.Int()}, name="RowsArticleOut")
    client = serve(filled, resources(filled, Article, schema=shown))
    with caplog.at_level(logging.ERROR):
        response = client.get("/articles/1")
    assert (response.status_code, response.json["title"]) == (500, "Internal Server Error")
    assert "rank" not in response.text
    assert "rank" in caplog.text


def test_a25_j20_a_pair_is_both_resources(filled: Session) -> None:
    classes = resources(filled, Tag, fields=("id", "name"), create_fields=("name",))
    client = serve(filled, {})
    pair(client.api, "/labels", *classes.values())  # type: ignore[attr-defined, arg-type]
    assert client.get("/labels/2").json == {"id": 2, "name": "books"}
    assert client.post("/labels", json={"name": "dance"}).headers["Location"].startswith("/labels/")
    assert client.get("/labels/two").status_code == 404


def test_j26_a26_fields_are_named_in_a_shorthand(filled: Session) -> None:
    named = (":pk", {"name": "title"}, ("author", ("username",)), ("tags", ("name",)))
    client = serve(filled, resources(filled, Article, fields=named))
    assert client.get("/articles/2").json == {
        "id": 2,
        "name": "Article 2",
        "author": {"username": "bob"},
        "tags": [{"name": "art"}],
    }


def test_j27_fields_are_left_out_by_pattern(filled: Session) -> None:
    client = serve(filled, resources(filled, Author, fields=(":local",), exclude=(re.compile("sec"), "born_on")))
    assert client.get("/authors/1").json == {"id": 1, "username": "ann", "name": "Ann Example"}


def test_j30_methods_of_the_resource_are_computed_fields(filled: Session) -> None:
    def content_size(self: Any, item: Article) -> int:
        return len(item.content)

    client = serve(filled, resources(filled, Article, fields=("id", "content_size"), content_size=content_size))
    assert client.get("/articles/1").json == {"id": 1, "content_size": 0}
    assert client.get("/articles").json[5] == {"id": 6, "content_size": 0}


def test_write_once_is_written_by_post_and_never_again(filled: Session) -> None:
    client = serve(filled, {**resources(filled, Tag, fields=("id", "name"), create_fields=("id", "name"))})
    assert client.post("/tags", json={"id": 70, "name": "dance"}).json == {"id": 70, "name": "dance"}
    item = type(
        "TagItem",
        (ModelItem,),
        {
            "store": SQLAlchemyStore(Tag, filled),
            "fields": ("id", "name"),
            "update_fields": ("id", "name"),
            "write_once": ("id",),
        },
    )
    once = serve(filled, {"/tags/<int:id>": item})
    assert once.patch("/tags/70", json={"id": 71}).status_code == 422
    assert once.patch("/tags/70", json={"name": "dancing"}).json == {"id": 70, "name": "dancing"}


def test_model_may_be_named(filled: Session) -> None:
    item = type("TagItem", (ModelItem,), {"store": SQLAlchemyStore(f"{Tag.__module__}.Tag", filled), "fields": ("name",)})
    assert serve(filled, {"/tags/<int:id>": item}).get("/tags/1").json == {"name": "art"}


def test_model_stands_for_its_store_in_the_session_of_the_app(filled: Session) -> None:
    class TagItem(ModelItem):
        model = Tag
        fields = ("name",)

    class Deletable(TagItem):
        deletes = True

    client = serve(None, {"/tags/<int:id>": TagItem, "/labels/<name>": TagItem, "/words/<int:id>": Deletable})
    client.application.extensions["sqlalchemy"] = SimpleNamespace(session=filled)
    assert client.get("/tags/1").json == client.get("/labels/art").json == client.get("/words/1").json == {"name": "art"}


def test_representations_of_adapters_may_be_named(filled: Session) -> None:
    known = Adapters()
    known.register(Tag, Schema.from_dict({"id": fields.Int(), "name": fields.Str()}, name="RowsTagOut"))
    known.register(Tag, Schema.from_dict({"name": fields.Str()}, name="RowsTagBriefOut"), name="brief")
    client = serve(filled, resources(filled, Tag, adapters=known, list_schema="brief"))
    assert client.get("/tags").json[0] == {"name": "art"}
    assert client.get("/tags/1").json == {"id": 1, "name": "art"}


def test_relations_are_told_as_a_whole_where_a_client_asks_for_it(filled: Session, statements: list[str]) -> None:
    said = {"fields": ("id", "author"), "relations": {"author": Expand(("username",))}}
    client = serve(filled, resources(filled, Article, **said))
    assert client.get("/articles?limit=2").json == [{"id": 1, "author": 1}, {"id": 2, "author": 2}]
    statements.clear()
    assert client.get("/articles?limit=2&expand=author").json[1] == {"id": 2, "author": {"username": "bob"}}
    assert len(statements) <= 3
    assert client.get("/articles/1?expand=author").json == {"id": 1, "author": {"username": "ann"}}
    assert client.get("/articles/1?expand=nonsense").status_code == 422


def test_relation_is_written_by_the_key_of_what_the_caller_may_reach(filled: Session) -> None:
    class AuthorItem(ModelItem):
        store = SQLAlchemyStore(Author, filled)
        fields = ("username",)

        def scope(self, selection: Any) -> Any:
            return selection.where(Author.username == "ann")

    said = {"fields": ("id", "author"), "relations": {"author": Related(AuthorItem)}, "update_fields": ("author",)}
    client = serve(filled, resources(filled, Article, **said))
    assert client.patch("/articles/2", json={"author": 1}).json == {"id": 2, "author": 1}
    refused = client.patch("/articles/1", json={"author": 2})
    assert [(fault["pointer"], fault["code"]) for fault in refused.json["errors"]] == [("/author", "unknown_reference")]
