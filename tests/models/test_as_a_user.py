"""What somebody runs into who knows the documentation alone."""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.pool import NullPool

from examples.reflected import create_app
from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import PageNumber
from flask_resty import public
from flask_resty.fields import Link
from flask_resty.models import Cursor
from flask_resty.models import Expand
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import Query
from flask_resty.models import Related
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import model_schema
from flask_resty.models import pair
from flask_resty.models import reading as reads
from flask_resty.models import resources_of

from .magazine import serve
from .toys import Article
from .toys import Author
from .toys import Comment
from .toys import Reading
from .toys import Status
from .toys import Tag


def resource(session: Session, model: type[Any], base: Any = ModelCollection, **said: Any) -> Any:
    """Make a class of model resources, with the methods among what it says."""
    return type(f"{model.__name__}Of{base.__name__}", (base,), {"store": SQLAlchemyStore(model, session), "fields": ("id",), **said})


# -- selections that begin anew ----------------------------------------------------------------------------------------


def no_one(self: Any, select: Any) -> Any:
    """Hide all rows."""
    return select.where(Article.id < 0)


def test_filter_that_begins_anew_does_not_lose_the_scope(filled: Session) -> None:
    anew = Filters(new=Filter(field=fields.Str(), by=lambda selection, value: select(Article)))
    client = serve(filled, {"/articles": resource(filled, Article, scope=no_one, filters=anew)})
    assert client.get("/articles").json == []
    answer = client.get("/articles?new=1")
    assert (answer.status_code, "slug" in answer.text) == (500, False)


@pytest.mark.parametrize("given", [select(Tag), select(Article), None, []], ids=["other", "anew", "nothing", "list"])
def test_scope_that_does_not_give_back_what_it_got_shows_nothing(filled: Session, given: Any) -> None:
    listed = resource(filled, Article, scope=lambda self, select: given)
    item = resource(filled, Article, ModelItem, scope=lambda self, select: given)
    client = serve(filled, {"/articles": listed, "/articles/<int:id>": item})
    assert {client.get("/articles").status_code, client.get("/articles/1").status_code} == {500}


def test_scope_may_narrow_in_any_way_that_goes_on_from_what_it_got(filled: Session) -> None:
    def joined(self: Any, select: Any) -> Any:
        return select.join(Article.author).where(Author.username == "ann").distinct()

    client = serve(filled, {"/articles": resource(filled, Article, scope=joined)})
    wanted = filled.scalars(select(Article.id).join(Article.author).where(Author.username == "ann").order_by(Article.id)).all()
    assert [article["id"] for article in client.get("/articles").json] == wanted


# -- what the database would not even be asked -------------------------------------------------------------------------


def test_object_that_is_put_above_itself_is_a_conflict(filled: Session) -> None:
    client = serve(filled, {"/articles/<int:id>": resource(filled, Article, ModelItem, update_fields=("parent",))})
    answer = client.patch("/articles/1", json={"parent": 1})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (409, "/parent")


def test_key_that_nobody_gives_is_a_conflict(filled: Session) -> None:
    readings = resource(filled, Reading, fields=("percent",), create_fields=("percent",))
    with pytest.warns(Warning, match="primary key"):
        answer = serve(filled, {"/readings": readings}).post("/readings", json={"percent": 3})
    assert answer.status_code == 409
    assert {error["code"] for error in answer.json["errors"]} == {"required"}


def test_key_of_an_object_that_is_loaded_is_a_conflict(filled: Session) -> None:
    class Tags(ModelCollection):
        store = SQLAlchemyStore(Tag, filled)
        fields = create_fields = ("id", "name")

        def create_item(self, values: Any) -> Any:
            assert filled.get(Tag, 1) is not None
            return super().create_item(values)

    answer = serve(filled, {"/tags": Tags}).post("/tags", json={"id": 1, "name": "new"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"], answer.json["errors"][0]["code"]) == (409, "/id", "unique")


@pytest.mark.parametrize("verb", ["post", "patch"])
def test_related_objects_come_in_their_order_from_the_first_answer_on(filled: Session, verb: str) -> None:
    tags = filled.scalars(select(Tag).order_by(Tag.name.desc())).all()
    assert len(tags) > 1
    said = {"fields": ("id", "tags"), "relations": {"tags": ("name",)}}
    item = resource(filled, Article, ModelItem, update_fields=("tags",), **said)
    listed = resource(filled, Article, item=item, create_fields=("slug", "title", "created_at", "author", "tags"), **said)
    client = serve(filled, {"/articles": listed, "/articles/<int:id>": item})
    sent: dict[str, Any] = {"tags": [tag.id for tag in tags]}
    if verb == "post":
        sent |= {"slug": "new", "title": "New", "created_at": "2026-01-01T00:00:00Z", "author": 1}
    answer = client.open("/articles" if verb == "post" else "/articles/1", method=verb.upper(), json=sent)
    assert answer.status_code in {200, 201}
    assert answer.json == client.get(f"/articles/{answer.json['id']}").json


# -- addresses ---------------------------------------------------------------------------------------------------------


def test_location_and_links_follow_the_key_of_the_item(filled: Session) -> None:
    item = resource(filled, Tag, ModelItem, key={"number": "id"}, fields=("id", "name"))
    listed = resource(filled, Tag, item=item, create_fields=("name",))
    shown = resource(filled, Article, fields=("id", "tags"), relations={"tags": Link(item)})
    client = serve(filled, {"/tags": listed, "/tags/<int:number>": item, "/articles": shown})
    made = client.post("/tags", json={"name": "dance"})
    assert made.status_code == 201
    assert client.get(made.headers["Location"]).json["name"] == "dance"
    assert client.get("/articles").json[0]["tags"][0].startswith("/tags/")


def test_link_that_an_expansion_is_told_by_is_checked_with_the_others(filled: Session) -> None:
    form = Expand(("id",), collapsed=Link("author_itm"))
    articles = resource(filled, Article, fields=("author",), relations={"author": form})
    client = serve(
        filled, {"/articles": articles, "/tags": resource(filled, Tag), "/authors/<int:id>": resource(filled, Author, ModelItem)}
    )
    client.application.testing = True
    with pytest.raises(ConfigError, match="'author_itm'. is at no rule"):
        client.get("/tags")


def test_near_endpoint_is_told(filled: Session) -> None:
    tags = resource(filled, Tag, create_fields=("name",), item="tag_itm")
    app = Flask("shop")
    app.testing = True
    api = Api(app)
    api.resource("/tags")(tags)
    api.resource("/tags/<int:id>", endpoint="tag_item")(resource(filled, Tag, ModelItem))
    with pytest.raises(ConfigError, match="Did you mean 'tag_item'"):
        app.test_client().get("/tags")


AWKWARD = (
    'CREATE TABLE "Order Details" ("Order ID" INTEGER, "2nd" VARCHAR(9), quantity INTEGER, PRIMARY KEY ("Order ID", "2nd"))',
    "CREATE TABLE currencies (code VARCHAR(3) NOT NULL PRIMARY KEY, name VARCHAR(20))",
)


def test_tables_of_any_name_and_key_are_served(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in AWKWARD:
            connection.execute(text(statement))
        url = engine.url
        if engine.dialect.name == "postgresql":
            schema = connection.scalar(text("SELECT current_schema()"))
            url = url.update_query_dict({"options": f"-csearch_path={schema}"})
    app = create_app(url.render_as_string(hide_password=False), poolclass=NullPool)
    client = app.test_client()
    made = client.post("/Order-Details", json={"Order ID": 1, "2nd": "a", "quantity": 2})
    assert (made.status_code, made.headers["Location"]) == (201, "/Order-Details/1/a")
    assert client.patch("/Order-Details/1/a", json={"quantity": 3}).json == {"Order ID": 1, "2nd": "a", "quantity": 3}
    assert client.post("/currencies", json={"code": "EUR", "name": "Euro"}).headers["Location"] == "/currencies/EUR"
    assert client.post("/currencies", json={"name": "Euro"}).status_code == 422


# -- slips -------------------------------------------------------------------------------------------------------------

SLIPS = {
    "store is a class": ({"store": SQLAlchemyStore}, "has the store .* which is none"),
    "uses is a list": ({"uses": [public]}, "does not say for which verbs"),
    "uses is no list": ({"uses": {"get": public}}, "is no list"),
    "relations is a list": ({"relations": ["author"]}, "relations=.*Write"),
    "exclude is a text": ({"exclude": "name"}, "is one text"),
    "read_only is a text": ({"create_fields": ("name",), "read_only": "name"}, "is one text"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_told_at_the_start(filled: Session, slip: str) -> None:
    said, message = SLIPS[slip]
    with pytest.raises(ConfigError, match=message):
        serve(filled, {"/tags": resource(filled, Tag, **said)})


@pytest.mark.parametrize("pagination", [Cursor(), (PageNumber(), Cursor())], ids=["alone", "among others"])
@pytest.mark.parametrize("record_range", [False, True])
def test_cursors_without_a_key_to_sign_them_are_told_at_the_start(filled: Session, pagination: Any, record_range: bool) -> None:
    api = Api(Flask("keyless"))
    with pytest.raises(ConfigError, match="no SECRET_KEY"):
        api.resource("/tags")(resource(filled, Tag, pagination=pagination, record_range=record_range))


def test_what_the_model_has_no_place_for_is_not_written_in_vain(filled: Session) -> None:
    load = Schema.from_dict({"nmae": fields.Str()}, name="MisspelledTagIn")
    item = resource(filled, Tag, ModelItem, update_schema=load, update_item=lambda self, item, values: self.store.update(item, values))
    client = serve(filled, {"/tags/<int:id>": item})
    with pytest.raises(ContractError, match="Tag has no attribute 'nmae'"):
        client.application.testing = True
        client.patch("/tags/1", json={"nmae": "new"})


RELATED = {
    "other model": ("author", {"author": Related(Tag)}, "'author'.*Author"),
    "one for many": ("tags", {"tags": Related(Tag)}, "'tags'.*many=True"),
}


@pytest.mark.parametrize("slip", RELATED)
def test_relation_that_would_be_written_with_something_else_is_told_at_the_start(filled: Session, slip: str) -> None:
    name, relations, message = RELATED[slip]
    with pytest.raises(ConfigError, match=message):
        serve(filled, {"/articles": resource(filled, Article, create_fields=("title", name), relations=relations)})


def test_table_is_no_model(filled: Session) -> None:
    with pytest.raises(ConfigError, match="An instance of Table is no mapped class"):
        model_schema(Tag.__table__, ("id",))  # type: ignore[arg-type]


def test_model_may_be_named_where_both_resources_are_made(filled: Session) -> None:
    listed, _ = resources_of(f"{Tag.__module__}.Tag", filled, fields=("id",))  # type: ignore[arg-type]
    assert listed.__name__ == "TagList"


# -- told at the start --------------------------------------------------------------------------------------------------


TYPOS = {
    "filter": ({"filters": Filters(x=Filter("titel"))}, "'titel'.*Did you mean 'title'"),
    "filter behind a relation": ({"filters": Filters(x=Filter("author.usrname"))}, "Did you mean 'author.username'"),
    "filter behind no relation": ({"filters": Filters(x=Filter("auhtor.name"))}, "Did you mean 'author.name'"),
    "filter of JSON": ({"filters": Filters(x=Filter("extra"))}, "'extra', which is JSON"),
    "sorting": ({"sorting": Sorting("titel")}, "Did you mean 'title'"),
    "usual order": ({"sorting": Sorting(default="-titel")}, "Did you mean 'title'"),
    "sorting by JSON": ({"sorting": Sorting("extra")}, "'extra', which is JSON"),
    "search": ({"search": ("titel",)}, "Did you mean 'title'"),
    "soft_delete": ({"soft_delete": "deleted"}, "Did you mean 'deleted_at'"),
    "soft_delete of what is never missing": ({"soft_delete": "created_at"}, "'created_at'.*NULL"),
    "fields that are none": ({"fields": ()}, "shows nothing"),
    "pattern": ({"fields": (re.compile("x_"),)}, "matches nothing"),
    "total": ({"total": "yes"}, "total='yes'"),
    "record_range": ({"record_range": "yes"}, "record_range='yes'"),
    "record_range without pages": ({"record_range": True, "pagination": None}, "record_range=True, but pagination=None"),
    "number as pages": ({"pagination": 20}, "ArticleOfModelCollection has pagination=20, .*PageNumber"),
    "class as pages": ({"pagination": Cursor}, "pagination=.*Cursor"),
    "item without POST": ({"item": "article_item"}, "item='article_item'.*create_schema"),
    "filter called fields": ({"filters": Filters(fields=Filter("title"))}, "parameter 'fields', by which clients choose"),
    "sorting called fields": ({"sorting": Sorting("title", parameter="fields")}, "parameter 'fields'"),
    "page called fields": ({"pagination": PageNumber(page="fields")}, "parameter 'fields'"),
    "hook that takes too little": ({"create_fields": ("title",), "create_item": lambda self: None}, r"create_item.*\(self, values\)"),
    "scope that takes too little": ({"scope": lambda self: None}, r"scope.*\(self, select\)"),
    "nearly a hook": ({"create_itm": lambda self, values: None}, "'create_itm'.*Did you mean 'create_item'"),
    "nothing": ({"fields": None}, "declares nothing"),
}


@pytest.mark.parametrize("slip", TYPOS)
def test_what_is_meant_is_told_with_what_is_wrong(filled: Session, slip: str) -> None:
    said, message = TYPOS[slip]
    with pytest.raises(ConfigError, match=message):
        serve(filled, {"/articles": resource(filled, Article, **said)})


def test_member_may_be_called_nearly_like_a_hook(filled: Session) -> None:
    def scopes(self: Any, item: Any) -> int:
        return 1

    assert serve(filled, {"/tags": resource(filled, Tag, fields=("id", "scopes"), scopes=scopes)}).get("/tags").json[0]["scopes"] == 1


ITEMS: dict[str, Any] = {
    "deletes": ({"deletes": "yes"}, "deletes='yes'"),
    "locks": ({"locks": 1}, "locks=1"),
    "update_item that takes too little": ({"update_item": lambda self, item: None}, r"update_item.*\(self, item, values\)"),
}


@pytest.mark.parametrize("slip", ITEMS)
def test_slip_of_an_item_is_told_at_the_start(filled: Session, slip: str) -> None:
    said, message = ITEMS[slip]
    with pytest.raises(ConfigError, match=message):
        serve(filled, {"/articles/<int:id>": resource(filled, Article, ModelItem, **said)})


def test_address_with_a_part_of_the_key_is_told_at_the_start(filled: Session) -> None:
    item = resource(filled, Reading, ModelItem, fields=("percent",))
    with pytest.raises(ConfigError, match="'author_id'.*'article_id'"):
        serve(filled, {"/readings/<int:author_id>": item})


def test_part_of_the_key_is_enough_where_a_scope_has_the_rest(filled: Session) -> None:
    def scope(self: Any, select: Any) -> Any:
        return select.where(Reading.article_id == 1)

    filled.add(Reading(author_id=1, article_id=1, percent=3))
    item = resource(filled, Reading, ModelItem, fields=("percent",), scope=scope)
    assert serve(filled, {"/readings/<int:author_id>": item}).get("/readings/1").json == {"percent": 3}


def test_parameters_that_choose_nothing_there_are_free(filled: Session) -> None:
    listed = resource(filled, Tag, filters=Filters(expand=Filter("name"), format=Filter("name")))
    assert serve(filled, {"/tags": listed}).get("/tags?expand=art&format=art").json == [{"id": 1}]


def test_filter_named_like_the_parameter_for_formats_is_told_at_the_start(filled: Session) -> None:
    api = Api(Flask("formats"), format_in_url=True)
    with pytest.raises(ConfigError, match="parameter 'format'"):
        api.resource("/tags")(resource(filled, Tag, filters=Filters(format=Filter("name"))))


# -- schemas that were written by hand ----------------------------------------------------------------------------------


def shape(**members: fields.Field[Any]) -> type[Schema]:
    """Make a schema by hand."""
    return Schema.from_dict(dict(members), name="HandWritten")


FOREIGN: dict[str, Any] = {
    "shown": (ModelCollection, {"schema": shape(nmae=fields.Str())}, "shows 'nmae' by HandWritten.*Did you mean 'name'"),
    "shown behind a relation": (ModelCollection, {"schema": shape(x=fields.Str(attribute="articles.nope"))}, "shows 'articles.nope'"),
    "shown in a list": (ModelCollection, {"list_schema": shape(nmae=fields.Str())}, "shows 'nmae'"),
    "shown, but there is something else": (ModelCollection, {"schema": shape(nmae=fields.Str(dump_default=""))}, None),
    "worked out": (ModelCollection, {"schema": shape(nmae=fields.Function(lambda tag: 1))}, None),
    "created": (ModelCollection, {"fields": ("id",), "create_schema": shape(nmae=fields.Str())}, "takes 'nmae'.*create_item"),
    "created by another": (
        ModelCollection,
        {"fields": ("id",), "create_schema": shape(nmae=fields.Str()), "create_item": lambda self, values: None},
        None,
    ),
    "updated": (ModelItem, {"fields": ("id",), "update_schema": shape(nmae=fields.Str())}, "takes 'nmae'.*update_item"),
    "replaced": (ModelItem, {"fields": ("id",), "replace_schema": shape(nmae=fields.Str())}, "takes 'nmae'"),
    "updated by a verb of its own": (
        ModelItem,
        {"fields": ("id",), "update_schema": shape(nmae=fields.Str()), "patch": lambda self, item, body: item},
        None,
    ),
}


@pytest.mark.parametrize("slip", FOREIGN)
def test_schema_that_does_not_fit_the_model_is_told_at_the_start(filled: Session, slip: str) -> None:
    base, said, message = FOREIGN[slip]
    rule = "/tags/<int:id>" if base is ModelItem else "/tags"
    cls = type("Tags", (base,), {"store": SQLAlchemyStore(Tag, filled), **said})
    if message is None:
        assert serve(filled, {rule: cls})
    else:
        with pytest.raises(ConfigError, match=message):
            serve(filled, {rule: cls})


@pytest.mark.parametrize("name", ["nmae", "author.usrname"])
def test_name_that_a_function_says_it_reads_is_checked(filled: Session, name: str) -> None:
    @reads(name)
    def upper(self: Any, item: Any) -> str:
        return ""

    with pytest.raises(ConfigError, match=f"{name!r}"):
        serve(filled, {"/articles": resource(filled, Article, fields=("id", "upper"), upper=upper)})


@dataclass
class Shelf:
    """What is kept in memory."""

    id: int
    label: str = ""

    @property
    def shout(self) -> str:
        """Give the label, louder."""
        return self.label.upper()


def test_schema_that_does_not_fit_what_is_kept_in_memory_is_told_at_the_start() -> None:
    store = ObjectStore(Shelf)
    for said, message in (
        ({"schema": shape(lable=fields.Str())}, "Did you mean 'label'"),
        ({"schema": shape(id=fields.Int()), "create_schema": shape(shout=fields.Str())}, "takes 'shout'"),
    ):
        with pytest.raises(ConfigError, match=message):
            serve(None, {"/shelves": type("Shelves", (ModelCollection,), {"store": store, **said})})
    assert serve(None, {"/shelves": type("Shelves", (ModelCollection,), {"store": store, "schema": shape(shout=fields.Str())})})


@pytest.mark.parametrize(
    "store", [lambda session: SQLAlchemyStore(Tag, session), lambda session: ObjectStore(Shelf)], ids=["sql", "memory"]
)
def test_store_is_not_given_what_it_has_no_place_for(filled: Session, store: Any) -> None:
    kept = store(filled)
    with pytest.raises(ContractError, match="no attribute 'nope'"):
        kept.create({"id": 99, "nope": 1})


# -- addresses whose parent is not there --------------------------------------------------------------------------------


def test_what_is_made_below_nothing_is_not_found(filled: Session) -> None:
    comments = resource(filled, Comment, create_fields=("content", "author"), scope=no_scope)
    client = serve(filled, {"/articles/<int:article_id>/comments": comments})
    if filled.get_bind().dialect.name == "postgresql":
        assert client.post("/articles/999/comments", json={"content": "Hi", "author": 1}).status_code == 404
    assert client.post("/articles/1/comments", json={"content": "Hi", "author": 1}).status_code == 201


def no_scope(self: Any, select: Any) -> Any:
    """Hide nothing."""
    return select


def test_path_variables_may_be_called_like_what_a_hook_is_given(filled: Session) -> None:
    class Tags(ModelCollection):
        store = SQLAlchemyStore(Tag, filled)
        fields = create_fields = ("name",)
        key = {"values": "name"}

        def create_item(self, values: Any, **known: Any) -> Any:
            return super().create_item(values)

    assert serve(filled, {"/tags/named/<values>": Tags}).post("/tags/named/dance", json={"name": "dance"}).status_code == 201


def test_pair_takes_an_api() -> None:
    with pytest.raises(ConfigError, match="Api or a Blueprint"):
        pair(Flask("shop"), "/tags", ModelCollection, ModelItem)  # type: ignore[arg-type]


def test_session_that_is_none_is_told(filled: Session) -> None:
    with pytest.raises(ConfigError, match="no session, but None"):
        SQLAlchemyStore(Tag, lambda: None).count(Query())


class Size(enum.Enum):
    """How large something is, in words of no text."""

    LARGE = 1


@dataclass
class Sample:
    """Something with keys of all types."""

    at: dt.datetime
    share: float
    is_last: bool
    status: Status
    size: Size


SAMPLE = Sample(dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC), 0.5, True, Status.DRAFT, Size.LARGE)

SPELLINGS = {
    "moment": ("at", "2026-01-01T12:00:00+00:00", 200),
    "moment of a link": ("at", "2026-01-01 12:00:00+00:00", 200),
    "moment in another zone": ("at", "2026-01-01T13:00:00+01:00", 200),
    "no moment": ("at", "noon", 404),
    "float": ("share", "0.5", 200),
    "float in another spelling": ("share", "0.50", 404),
    "flag": ("is_last", "true", 200),
    "flag of a link": ("is_last", "True", 200),
    "no flag": ("is_last", "1", 404),
    "enumeration by value": ("status", "draft", 200),
    "enumeration by name": ("size", "LARGE", 200),
    "enumeration of a link": ("size", "Size.LARGE", 200),
    "none of an enumeration": ("size", "large", 404),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_key_is_read_off_an_address_without_a_converter(spelling: str) -> None:
    name, text, status = SPELLINGS[spelling]
    kept = ObjectStore(Sample, [SAMPLE], key=("share",))
    item = type("SampleItem", (ModelItem,), {"store": kept, "schema": shape(share=fields.Float())})
    assert serve(None, {f"/samples/<{name}>": item}).get(f"/samples/{quote(text)}").status_code == status


def test_scope_of_what_is_kept_in_memory_has_to_go_on_from_what_it_got() -> None:
    anew = Filters(new=Filter(field=fields.Str(), by=lambda selection, value: type(selection)()))
    said = {"store": ObjectStore(Shelf, [Shelf(1)]), "schema": shape(id=fields.Int()), "filters": anew}
    client = serve(None, {"/shelves": type("Shelves", (ModelCollection,), {**said, "scope": none_of_them})})
    assert client.get("/shelves").json == []
    assert client.get("/shelves?new=1").status_code == 500


def none_of_them(self: Any, selection: Any) -> Any:
    """Hide all that is kept in memory."""
    return selection.where(lambda shelf: False)


def test_key_of_a_memory_store_is_a_tuple() -> None:
    with pytest.raises(ConfigError, match=r"key=\('id',\)"):
        ObjectStore(Shelf, key="id")


def test_attribute_that_bulk_goes_by_is_a_tuple(filled: Session) -> None:
    with pytest.raises(ConfigError, match=r"by=\('name',\)"):
        serve(filled, {"/tags": resource(filled, Tag, ModelBulk, update_fields=("name",), by="name")})


class Base(DeclarativeBase):
    """What has no tables in the databases of the tests."""


class WithSetter(Base):
    """A model with a property that can only be set."""

    __tablename__ = "with_setter"

    id: Mapped[int] = mapped_column(primary_key=True)

    def _set_password(self, value: str) -> None:
        pass

    password = property(None, _set_password)


@pytest.mark.parametrize("said", [{"fields": ("password",)}, {"fields": ("id",), "create_fields": ("password",)}], ids=["shown", "taken"])
def test_property_that_can_only_be_set_is_told(filled: Session, said: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="'password', which can be set, but not read"):
        serve(filled, {"/x": resource(filled, WithSetter, **said)})
