"""The field ``Related``: relations are written by the keys of what is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.fields import Link
from flask_resty.models import Expand
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import Related
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import model_schema
from flask_resty.models.reads import reads_of
from flask_resty.models.store import Reads
from flask_resty.schema import compile
from flask_resty.schema import faults

from .toys import DAWN
from .toys import Article
from .toys import Author
from .toys import Moment
from .toys import Reading
from .toys import Tag


class Shelf:
    """A toy that no database knows."""

    def __init__(self, room: str, number: int) -> None:
        self.room = room
        self.number = number

    room: str
    number: int


def schema_of(**members: fields.Field[Any]) -> Any:
    """Make what loads as a request does, and dumps as an answer does."""
    return compile(Schema.from_dict(dict(members)), strict="typed", check="raise")


def refused(schema: Any, **sent: Any) -> list[tuple[str, str]]:
    """Give where and why a document is refused."""
    with pytest.raises(ValidationError) as error:
        schema.load(sent)
    return [(fault.pointer, fault.code) for fault in faults(error.value, "body")]


def test_a_key_loads_to_what_it_is_the_key_of(filled: Session) -> None:
    loaded = schema_of(author=Related(SQLAlchemyStore(Author, filled))).load({"author": 2})
    assert loaded == {"author": filled.get(Author, 2)}


def test_many_keys_load_in_their_order_by_one_query(filled: Session, statements: list[str]) -> None:
    schema = schema_of(tags=Related(SQLAlchemyStore(Tag, filled), many=True))
    schema.load({"tags": []})
    statements.clear()
    assert [tag.name for tag in schema.load({"tags": [3, 1, 2]})["tags"]] == ["cities", "art", "books"]
    assert len(statements) == 1


def test_what_does_not_exist_is_refused_where_it_was_sent_and_never_made(filled: Session) -> None:
    schema = schema_of(author=Related(SQLAlchemyStore(Author, filled)), tags=Related(SQLAlchemyStore(Tag, filled), many=True))
    assert refused(schema, author=99, tags=[1, 98, 2, 1]) == [
        ("/author", "unknown_reference"),
        ("/tags/1", "unknown_reference"),
        ("/tags/3", "repeated"),
    ]
    assert not filled.new


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        pytest.param("1", "/author", "type", id="text"),
        pytest.param(True, "/author", "type", id="boolean"),
        pytest.param(1.0, "/author", "type", id="float"),
        pytest.param(None, "/author", "null", id="null"),
        pytest.param([1], "/author", "type", id="list"),
        pytest.param({"id": 1}, "/author", "type", id="object"),
        pytest.param(2**64, "/author", "unknown_reference", id="beyond 64 bits"),
        pytest.param(-(2**63) - 1, "/author", "unknown_reference", id="below 64 bits"),
    ],
)
def test_what_cannot_be_a_key_is_refused(filled: Session, sent: Any, pointer: str, code: str) -> None:
    assert refused(schema_of(author=Related(SQLAlchemyStore(Author, filled))), author=sent) == [(pointer, code)]


def test_lists_of_keys_are_bounded(filled: Session, statements: list[str]) -> None:
    statements.clear()
    schema = schema_of(tags=Related(SQLAlchemyStore(Tag, filled), many=True, max_items=2))
    assert refused(schema, tags=[1, 2, 3]) == [("/tags", "too_long")]
    assert refused(schema, tags=1) == [("/tags", "type")]
    assert refused(schema, tags=[1, "2"]) == [("/tags/1", "type")]
    assert not statements


def test_a_key_is_dumped_of_an_object_or_a_record() -> None:
    schema = Schema.from_dict({"author": Related(Author), "tags": Related(Tag, many=True)})
    dump = compile(schema, check="raise").dump
    assert dump({"author": {"id": 7}, "tags": [Tag(id=1)]}) == {"author": 7, "tags": [1]}
    assert reads_of(schema()) == Reads({"author": Reads({"id": None}), "tags": Reads({"id": None})})


def test_a_key_of_several_attributes_is_an_object(filled: Session) -> None:
    filled.add_all([Reading(author_id=1, article_id=1), Reading(author_id=1, article_id=2)])
    filled.flush()
    schema = schema_of(one=Related(SQLAlchemyStore(Reading, filled)), all=Related(SQLAlchemyStore(Reading, filled), many=True))
    first, second = {"author_id": 1, "article_id": 1}, {"author_id": 1, "article_id": 2}
    loaded = schema.load({"one": first, "all": [second, first]})
    assert [reading.article_id for reading in loaded["all"]] == [2, 1]
    assert schema.dump(loaded) == {"one": first, "all": [second, first]}
    assert refused(schema, one={"author_id": 1, "article_id": 9}, all=[{"author_id": 1}]) == [
        ("/one", "unknown_reference"),
        ("/all/0/article_id", "required"),
    ]


def test_a_part_of_a_key_is_none_where_a_document_is_changed(filled: Session) -> None:
    made = Schema.from_dict({"one": Related(SQLAlchemyStore(Reading, filled))})(partial=True)
    assert refused(compile(made, strict="typed"), one={"author_id": 1}) == [("/one/article_id", "required")]


def test_stores_of_any_kind_are_asked() -> None:
    shelves = ObjectStore(Shelf, [Shelf("a", 1), Shelf("b", 2)], key=("room",))
    schema = schema_of(shelf=Related(shelves))
    assert schema.load({"shelf": "b"})["shelf"].number == 2
    assert refused(schema, shelf="\0") == [("/shelf", "format")]
    assert refused(schema, shelf="c") == [("/shelf", "unknown_reference")]


@pytest.mark.parametrize("target", [7, None, Link("x")], ids=["number", "none", "link"])
def test_what_leads_nowhere_is_told(target: Any) -> None:
    with pytest.raises(ConfigError, match="leads nowhere. Give a store, a model or the class of a model resource"):
        Related(target)


def test_a_dotted_name_is_looked_up_when_it_is_needed() -> None:
    field = Related("no.such.Model")
    with pytest.raises(ConfigError, match="no model 'no.such.Model'"):
        compile(Schema.from_dict({"one": field}), strict="typed").load({"one": 1})


# -- what there is for the caller --------------------------------------------------------------------------------------


def test_only_what_is_in_the_scope_of_a_resource_can_be_referred_to(filled: Session) -> None:
    class TagItem(ModelItem):
        store = SQLAlchemyStore(Tag, filled)
        fields = ("id",)

        def scope(self, select: Any, principal: Any) -> Any:
            return select if principal else select.where(Tag.name != "books")

    schema = schema_of(tags=Related(TagItem, many=True))
    assert len(schema.load({"tags": [1, 3]})["tags"]) == 2
    assert refused(schema, tags=[1, 2]) == [("/tags/1", "unknown_reference")]


def test_what_was_deleted_softly_cannot_be_referred_to(filled: Session) -> None:
    class ArticleItem(ModelItem):
        store = SQLAlchemyStore(Article, filled)
        fields = ("id",)
        soft_delete = "deleted_at"

    gone = filled.get(Article, 2)
    gone.deleted_at = gone.created_at
    filled.flush()
    schema = schema_of(parent=Related(ArticleItem))
    assert schema.load({"parent": 1})["parent"].id == 1
    assert refused(schema, parent=2) == [("/parent", "unknown_reference")]


def test_a_scope_that_needs_an_address_is_told(filled: Session) -> None:
    class TagItem(ModelItem):
        store = SQLAlchemyStore(Tag, filled)
        fields = ("id",)

        def scope(self, select: Any, room: str) -> Any:
            return select

    with pytest.raises(ConfigError, match=r"Related\(TagItem\) cannot ask its scope, which needs 'room'"):
        schema_of(tag=Related(TagItem)).load({"tag": 1})


# -- in schemas of models ----------------------------------------------------------------------------------------------


def test_relations_of_models_are_written_by_key(filled: Session) -> None:
    schema = model_schema(Article, ("author", "parent", "tags"), side="load", session=filled)
    load = compile(schema(), strict="typed").load
    loaded = load({"author": 1, "parent": None, "tags": [2]})
    assert loaded == {"author": filled.get(Author, 1), "parent": None, "tags": [filled.get(Tag, 2)]}
    assert load({"author": 1}) == {"author": filled.get(Author, 1), "parent": None, "tags": []}
    assert refused(compile(schema(), strict="typed")) == [("/author", "required")]


def app_of_relations(filled: Session) -> Flask:
    shown: Any = {"author": Link("authoritem", id="id"), "tags": Expand(("name",))}
    fields = ("title", "author", "parent", "tags")
    out, taken = model_schema(Article, fields, relations=shown), model_schema(Article, fields, side="load", session=filled)
    app, api = Flask(__name__), Api()

    @api.resource("/articles/<int:id>")
    class ArticleItem(Resource):
        def find(self, id: int) -> Article | None:
            return filled.get(Article, id)

        @returns(out)
        def get(self, item: Article) -> Article:
            return item

        @accepts(taken(partial=True))
        @returns(out)
        def patch(self, item: Article, body: dict[str, Any]) -> Article:
            return SQLAlchemyStore(Article, filled).update(item, body)  # type: ignore[no-any-return]

    @api.resource("/authors/<int:id>", endpoint="authoritem")
    class AuthorItem(Resource):
        @returns(None)
        def get(self, id: int) -> None: ...

    api.init_app(app)
    return app


def test_through_the_whole_line_relations_are_read_and_written(filled: Session) -> None:
    client = app_of_relations(filled).test_client()
    assert client.get("/articles/1").json == {"title": "Article 1", "author": "/authors/1", "parent": None, "tags": [1, 2, 3]}
    answer = client.patch("/articles/1", json={"author": 2, "tags": [2], "parent": 3})
    assert answer.json == {"title": "Article 1", "author": "/authors/2", "parent": 3, "tags": [2]}
    answer = client.get("/articles/1?expand=tags")
    assert answer.json and answer.json["tags"] == [{"name": "books"}]
    answer = client.patch("/articles/1", json={"author": 77})
    assert (answer.status_code, answer.json and answer.json["errors"][0]["code"]) == (422, "unknown_reference")
    patch = [{"op": "add", "path": "/tags/-", "value": 1}]
    answer = client.patch("/articles/1", json=patch, content_type="application/json-patch+json")
    assert answer.json and answer.json["tags"] == [1, 2]


def test_the_key_is_written_as_the_developer_says() -> None:
    shelves = ObjectStore(Shelf, [Shelf("a", 1)], key=("room",))
    schema = schema_of(shelf=Related(shelves, key=fields.Str(validate=validate.Length(max=1))))
    assert schema.load({"shelf": "a"})["shelf"].number == 1
    assert refused(schema, shelf="aa") == [("/shelf", "too_long")]


def test_a_key_of_unknown_type_is_told() -> None:
    class Base(DeclarativeBase):
        pass

    class Event(Base):
        __tablename__ = "events"
        at: Mapped[dt.datetime] = mapped_column(Moment, primary_key=True)

    with pytest.raises(ConfigError, match="does not tell of what type its key 'at' is"):
        schema_of(event=Related(Event)).load({"event": "2026-01-01T00:00:00Z"})
    assert schema_of(event=Related(Event, key=fields.AwareDateTime())).dump({"event": Event(at=DAWN)}) == {
        "event": "2026-01-01T00:00:00+00:00"
    }
