"""What somebody runs into who knows the documentation alone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.orm import Session
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
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Related
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import model_schema
from flask_resty.models import resources_of

from .magazine import serve
from .toys import Article
from .toys import Author
from .toys import Reading
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
    client = serve(filled, {"/tags/<int:id>": resource(filled, Tag, ModelItem, update_schema=load)})
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
