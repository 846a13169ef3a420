"""What must not be written, and what must not come of writing it: each was possible once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import DateTime
from sqlalchemy import Engine
from sqlalchemy import ForeignKey
from sqlalchemy import Select
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm import validates

from flask_resty import Api
from flask_resty.middleware import transaction
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import SQLAlchemyStore

from .bulked import told
from .magazine import serve
from .toys import DAWN
from .toys import Article
from .toys import Author
from .toys import Tag
from .toys import fill

#: How long all of it may hang at most, in seconds.
GUARD = 60


class AttackedOut(Schema):
    id = fields.Int()
    slug = fields.Str()
    title = fields.Str()
    version = fields.Int()
    author_id = fields.Int()
    rank = fields.Int(allow_none=True)


class AttackedIn(Schema):
    """Takes more than the columns bear, as those do who write schemas by hand."""

    slug = fields.Str()
    title = fields.Str()
    status = fields.Str()
    author_id = fields.Int(load_default=1)
    created_at = fields.AwareDateTime(load_default=DAWN)


class AttackedTag(Schema):
    id = fields.Int(dump_only=True)
    name = fields.Str()


def classes(session: Any, **said: Any) -> dict[str, type[Any]]:
    """Make a list, an item and a bulk of articles; what is said is for those that it means something to."""
    usual: dict[str, Any] = {"store": SQLAlchemyStore(Article, session), "schema": AttackedOut}
    made = {"create_schema": AttackedIn, "update_schema": AttackedIn(partial=True), "replace_schema": AttackedIn, "deletes": True, **said}
    rules = {"/articles": (ModelCollection, {"create"}), "/articles/<slug>": (ModelItem, {"update", "replace", "deletes", "creates"})}
    rules["/bulk"] = (ModelBulk, {"create", "update", "deletes", "partial"})
    return {
        rule: type(kind.__name__, (kind,), usual | {name: value for name, value in made.items() if _is_for(kind, known, name)})
        for rule, (kind, known) in rules.items()
    }


def _is_for(kind: type[Any], known: set[str], name: str) -> bool:
    word = name.partition("_")[0]
    return word in known if word in {"create", "update", "replace", "deletes", "creates", "partial"} else hasattr(kind, name)


def client_of(session: Any, **said: Any) -> Any:
    return serve(session, classes(session, **said))


def titles(session: Session) -> dict[str, str]:
    """Give what is committed."""
    session.rollback()
    return {slug: title for slug, title in session.execute(select(Article.slug, Article.title).order_by(Article.id))}


# -- what nobody writes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", '{"slug": "evil"}'),
        ("application/merge-patch+json", '{"slug": "evil"}'),
        ("application/json-patch+json", '[{"op": "replace", "path": "/slug", "value": "evil"}]'),
        ("application/json-patch+json", '[{"op": "copy", "from": "/title", "path": "/slug"}]'),
    ],
    ids=["plain", "merge", "replace", "copy"],
)
def test_what_is_written_once_stays_whatever_a_schema_by_hand_takes(filled: Session, media_type: str, body: str) -> None:
    client = client_of(filled, write_once=("slug",))
    assert client.patch("/articles/article-1", data=body, content_type=media_type).status_code == 422
    assert client.put("/articles/article-1", json={"slug": "evil", "title": "T"}).status_code == 422
    assert told(client.patch("/bulk", json=[{"id": 1, "slug": "evil"}])) == [("/0/slug", "unknown")]
    assert "evil" not in titles(filled)


def test_what_is_read_only_is_not_taken_whatever_a_schema_by_hand_takes(filled: Session) -> None:
    client = client_of(filled, read_only=("author_id",))
    assert told(client.post("/articles", json={"slug": "s", "title": "S", "author_id": 2})) == [("/author_id", "unknown")]
    assert told(client.post("/bulk", json=[{"slug": "s", "title": "S", "author_id": 2}])) == [("/0/author_id", "unknown")]


def test_each_of_many_says_what_the_address_says(filled: Session) -> None:
    client: Any = serve(filled, {"/authors/<int:author_id>/bulk": classes(filled)["/bulk"]})
    response = client.post("/authors/2/bulk", json=[{"slug": "a", "title": "A"}, {"slug": "b", "title": "B", "author_id": 7}])
    assert (response.status_code, told(response)) == (422, [("/1/author_id", "invalid")])
    assert client.post("/authors/2/bulk", json=[{"slug": "a", "title": "A"}]).json[0]["author_id"] == 2


# -- who may write where -----------------------------------------------------------------------------------------------


def of_ann(self: Any, selection: Select[Any]) -> Select[Any]:
    return selection.where(Article.author_id == 1)


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/articles", {"slug": "new", "title": "New", "author_id": 2}),
        ("PATCH", "/articles/article-1", {"author_id": 2}),
        ("PUT", "/articles/article-1", {"slug": "article-1", "title": "New", "author_id": 2}),
        ("PUT", "/articles/new", {"slug": "new", "title": "New", "author_id": 2}),
        ("POST", "/bulk", [{"slug": "ann", "title": "New"}, {"slug": "new", "title": "New", "author_id": 2}]),
        ("PATCH", "/bulk", [{"id": 1, "title": "New"}, {"id": 3, "author_id": 2}]),
    ],
    ids=["made", "moved", "replaced", "made by PUT", "made of many", "moved of many"],
)
def test_nothing_is_written_out_of_scope(filled: Session, method: str, address: str, body: Any) -> None:
    before = titles(filled)
    response = client_of(filled, scope=of_ann, creates=True).open(address, method=method, json=body)
    assert response.status_code == 403
    assert titles(filled) == before
    assert filled.get(Article, 1).author_id == filled.get(Article, 3).author_id == 1


def test_of_many_only_what_is_in_scope_is_written(filled: Session) -> None:
    client = client_of(filled, scope=of_ann, partial=True)
    response = client.post("/bulk", json=[{"slug": "a", "title": "A"}, {"slug": "b", "title": "B", "author_id": 2}])
    assert [outcome["status"] for outcome in response.json] == [201, 403]
    response = client.patch("/bulk", json=[{"id": 1, "title": "New"}, {"id": 3, "author_id": 2}])
    assert [outcome["status"] for outcome in response.json] == [200, 403]
    assert titles(filled)["article-1"] == "New" and "b" not in titles(filled)


def test_without_a_scope_nothing_is_asked_for_again(filled: Session, statements: list[str]) -> None:
    client = client_of(filled)
    statements.clear()
    assert client.patch("/articles/article-1", json={"title": "New"}).status_code == 200
    assert len([one for one in statements if "articles" in one]) == 2


def test_scope_that_asks_for_what_was_found_judges_what_is_made(filled: Session) -> None:
    class Found(ModelCollection):
        store = SQLAlchemyStore(Article, filled)
        schema = AttackedOut
        create_schema = AttackedIn

        def find(self, tag: str) -> Any:
            return filled.scalar(select(Tag).where(Tag.name == tag))

        def scope(self, selection: Any, item: Any) -> Any:
            return selection.where(Article.tags.contains(item))

    client: Any = serve(filled, {"/tags/<tag>/articles": Found})
    assert client.get("/tags/books/articles").status_code == 200
    assert client.post("/tags/books/articles", json={"slug": "s", "title": "S"}).status_code == 403


# -- what no column bears ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [{"status": "nonsense"}, {"created_at": "0001-01-01T00:00:00+14:00"}], ids=["none of an enumeration", "before the first year"]
)
def test_what_a_type_refuses_is_unacceptable_and_hurts_no_row(filled: Session, body: dict[str, Any]) -> None:
    client = client_of(filled)
    whole = {"slug": "s", "title": "S", **body}
    assert client.post("/articles", json=whole).status_code == 422
    assert client.patch("/articles/article-1", json=body).status_code == 422
    assert client.post("/bulk", json=[{"slug": "a", "title": "A"}, whole]).status_code == 422
    assert client.patch("/bulk", json=[{"id": 1, **body}, {"id": 2, "title": "New"}]).status_code == 422
    assert len(client.get("/articles").json) == 6


def test_what_is_of_an_enumeration_is_kept(filled: Session) -> None:
    assert client_of(filled).patch("/articles/article-1", json={"status": "PUBLISHED"}).status_code == 200


# -- what the database forbids in other ways ---------------------------------------------------------------------------


def test_what_a_trigger_forbids_is_a_conflict_and_its_text_is_not_told(filled: Session, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        filled.execute(text("CREATE TRIGGER no BEFORE INSERT ON articles BEGIN SELECT raise(ABORT, 'secret'); END"))
    else:
        filled.execute(text("CREATE FUNCTION no() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'secret'; END $$ LANGUAGE plpgsql"))
        filled.execute(text("CREATE TRIGGER no BEFORE INSERT ON articles FOR EACH ROW EXECUTE FUNCTION no()"))
    filled.commit()
    client = client_of(filled)
    for response in (
        client.post("/articles", json={"slug": "s", "title": "S"}),
        client.post("/bulk", json=[{"slug": "s", "title": "S"}, {"slug": "t", "title": "T"}]),
    ):
        assert response.status_code == 409
        assert "secret" not in response.text
    assert len(client.get("/articles").json) == 6


def test_a_constraint_that_is_judged_at_the_commit_is_a_conflict(engine: Engine) -> None:
    class Base(DeclarativeBase):
        pass

    class Page(Base):
        __tablename__ = "pages"

        id: Mapped[int] = mapped_column(primary_key=True)
        next_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", deferrable=True, initially="DEFERRED"))

    page = Schema.from_dict({"id": fields.Int(), "next_id": fields.Int(allow_none=True)}, name="AttackedPage")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        said = {"store": SQLAlchemyStore(Page, session), "schema": page, "create_schema": page}
        client: Any = serve(session, {"/pages": type("Pages", (ModelCollection,), said)})
        refused = client.post("/pages", json={"id": 1, "next_id": 9})
        assert (refused.status_code, "pages" in refused.text) == (409, False)
        assert client.post("/pages", json={"id": 1, "next_id": 1}).status_code == 201


def test_what_a_hook_writes_beside_the_store_may_be_a_conflict(filled: Session) -> None:
    def create(self: Any, values: Any) -> Any:
        filled.add(Tag(name="art"))
        filled.flush()

    client = client_of(filled, create_item=create)
    assert client.post("/articles", json={"slug": "s", "title": "S"}).status_code == 409
    assert client.post("/bulk", json=[{"slug": "s", "title": "S"}]).status_code == 409
    assert client.get("/articles").status_code == 200


def test_what_a_hook_changes_last_is_judged_and_counts(filled: Session) -> None:
    def update(self: Any, item: Any, values: Any) -> Any:
        changed = self.store.update(item, values)
        changed.slug = values["title"]
        return changed

    client = client_of(filled, update_item=update)
    refused = client.patch("/articles/article-1", json={"title": "article-2"})
    assert (refused.status_code, told(refused)) == (409, [("/slug", "unique")])
    changed = client.patch("/articles/article-1", json={"title": "other"})
    assert changed.json["version"] == 3
    assert changed.headers["ETag"] == client.get("/articles/other").headers["ETag"]


def test_mistakes_are_told_with_the_envelope_around_them(filled: Session) -> None:
    app = Flask("magazine")
    api = Api(app, middleware=[transaction(filled)], envelope="data")
    for rule, cls in {**classes(filled), "/each": classes(filled, partial=True)["/bulk"]}.items():
        api.resource(rule, endpoint=rule.strip("/").partition("/<")[0] + str(len(rule)))(cls)
    client: Any = app.test_client()
    taken = {"slug": "article-1", "title": "T"}
    assert told(client.post("/articles", json={"data": taken})) == [("/data/slug", "unique")]
    assert told(client.post("/bulk", json={"data": [taken]})) == [("/data/0/slug", "unique")]
    assert told(client.patch("/bulk", json={"data": [{"id": 99}]})) == [("/data/0/id", "not_found")]
    outcomes = client.post("/each", json={"data": [taken, {"slug": 1}]}).json["data"]
    assert [one["problem"]["errors"][0]["pointer"] for one in outcomes] == ["/data/0/slug", "/data/1/slug"]
    assert told(client.delete("/bulk?id=99")) == [("/id/0", "not_found")]


# -- at the same time --------------------------------------------------------------------------------------------------


def all_at_once(engine: Engine, said: dict[str, Any], method: str, address: str, **sent: Any) -> Counter[int]:
    """Give how often each status came of 16 requests."""
    app, session = Flask("magazine"), scoped_session(sessionmaker(engine))
    with Session(engine) as one:
        fill(one)
        one.execute(text("DELETE FROM tagged"))
        one.commit()
    app.teardown_appcontext(lambda error: session.remove())
    api = Api(app, middleware=[transaction(session)])
    tags = {"store": SQLAlchemyStore(Tag, session), "schema": AttackedTag, "deletes": True}
    for rule, cls in {**classes(session, **said), "/tags/<int:id>": type("TagItem", (ModelItem,), tags)}.items():
        api.resource(rule)(cls)
    with ThreadPoolExecutor(8) as pool:
        request = {"method": method, **sent}
        return Counter(pool.map(lambda number: app.test_client().open(address, **request).status_code, range(16), timeout=GUARD))


def test_of_all_that_make_what_is_not_there_one_does(engine: Engine) -> None:
    body = {"slug": "new", "title": "New"}
    found = all_at_once(engine, {"creates": True}, "PUT", "/articles/new", json=body, headers={"If-None-Match": "*"})
    assert found[201] == 1
    assert found.keys() <= {201, 409, 412}


@pytest.mark.parametrize("address", ["/articles/article-5", "/tags/1"], ids=["with a version", "without one"])
def test_of_all_that_delete_at_the_same_time_none_fails(engine: Engine, address: str) -> None:
    found = all_at_once(engine, {}, "DELETE", address)
    assert found[204] == 1
    assert found.keys() <= {204, 404, 412}


@pytest.mark.parametrize("address", ["/tags/2", "/bulk"])
def test_what_is_merged_by_the_scope_is_locked(filled: Session, address: str) -> None:
    def with_tags(self: Any, selection: Select[Any]) -> Select[Any]:
        return selection.outerjoin(Article.tags).group_by(Article.id)

    said = {"store": SQLAlchemyStore(Tag, filled), "schema": AttackedTag, "update_schema": AttackedTag(partial=True), "locks": True}
    item = type("TagItem", (ModelItem,), {**said, "scope": lambda self, selection: selection.distinct()})
    client: Any = serve(filled, {**classes(filled, scope=with_tags, locks=True), "/tags/<int:id>": item})
    body: Any = {"name": "new"} if address == "/tags/2" else [{"id": 1, "title": "New"}, {"id": 2, "title": "Newer"}]
    assert client.patch(address, json=body).status_code == 200
    assert client.patch("/articles/article-3", json={"title": "New"}).json["version"] == 2


# -- what is hidden ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    ['{"op": "copy", "from": "/secret", "path": "/name"}', '{"op": "test", "path": "/secret", "value": "ann\'s secret"}'],
    ids=["copy", "test"],
)
def test_a_patch_tells_nothing_of_what_is_written_but_not_shown(filled: Session, step: str) -> None:
    taken = Schema.from_dict({"name": fields.Str(), "secret": fields.Str()}, name="AttackedSecretIn")
    shown = Schema.from_dict({"name": fields.Str()}, name="AttackedSecretOut")
    said = {"store": SQLAlchemyStore(Author, filled), "schema": shown, "update_schema": taken(partial=True)}
    client: Any = serve(filled, {"/authors/<int:id>": type("AuthorItem", (ModelItem,), said)})
    response = client.patch("/authors/1", data=f"[{step}]", content_type="application/json-patch+json")
    assert response.status_code == 409
    added = '[{"op": "add", "path": "/secret", "value": "new"}]'
    assert client.patch("/authors/1", data=added, content_type="application/json-patch+json").json == {"name": "Ann Example"}
    assert filled.get(Author, 1).secret == "new"


def test_a_moment_is_kept_in_utc_where_there_are_no_offsets(engine: Engine) -> None:
    class Base(DeclarativeBase):
        pass

    class Event(Base):
        __tablename__ = "events"

        id: Mapped[int] = mapped_column(primary_key=True)
        at: Mapped[dt.datetime] = mapped_column(DateTime())

        @validates("id")
        def _positive(self, name: str, value: int) -> int:
            if value < 1:
                raise ValueError("secret")
            return value

    Base.metadata.create_all(engine)
    event = Schema.from_dict({"id": fields.Int(), "at": fields.AwareDateTime()}, name="AttackedEventIn")
    with Session(engine) as session:
        if engine.dialect.name == "postgresql":
            session.execute(text("SET TIME ZONE 'Asia/Tokyo'"))
        shown = Schema.from_dict({"id": fields.Int()}, name="AttackedEventOut")
        said = {"store": SQLAlchemyStore(Event, session), "schema": shown, "create_schema": event}
        client: Any = serve(session, {"/events": type("Events", (ModelCollection,), said)})
        assert client.post("/events", json={"id": 1, "at": "2026-01-01T12:00:00+02:00"}).status_code == 201
        assert session.get(Event, 1).at == dt.datetime(2026, 1, 1, 10)
        assert client.post("/events", json={"id": 2, "at": "0001-01-01T00:00:00+14:00"}).status_code == 422
        refused = client.post("/events", json={"id": 0, "at": "2026-01-01T12:00:00+02:00"})
        assert (refused.status_code, "secret" in refused.text) == (422, False)


def test_what_may_be_of_a_derived_class_is_locked(engine: Engine) -> None:
    class Base(DeclarativeBase):
        pass

    class Animal(Base):
        __tablename__ = "animals"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal", "with_polymorphic": "*"}

        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        name: Mapped[str]

    class Cat(Animal):
        __tablename__ = "cats"
        __mapper_args__ = {"polymorphic_identity": "cat"}

        id: Mapped[int] = mapped_column(ForeignKey("animals.id"), primary_key=True)
        lives: Mapped[int]

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Cat(id=1, name="Tom", lives=9))
        session.commit()
        for model in (Animal, Cat):
            said = {"store": SQLAlchemyStore(model, session), "schema": AttackedTag, "update_schema": AttackedTag(partial=True)}
            client: Any = serve(session, {"/animals/<int:id>": type("AnimalItem", (ModelItem,), {**said, "locks": True})})
            assert client.patch("/animals/1", json={"name": model.__name__}).json == {"id": 1, "name": model.__name__}


def test_what_is_out_of_scope_is_undone_in_memory_too() -> None:
    class Thing:
        id: int
        owner: int

        def __init__(self, id: int, owner: int) -> None:
            self.id, self.owner = id, owner

    thing = Schema.from_dict({"id": fields.Int(dump_only=True), "owner": fields.Int()}, name="AttackedThing")
    said = {"store": ObjectStore(Thing, [Thing(1, 1)]), "schema": thing, "update_schema": thing(partial=True)}
    said["scope"] = lambda self, selection: selection.where(lambda one: one.owner == 1)
    client: Any = serve(None, {"/things/<int:id>": type("ThingItem", (ModelItem,), said)})
    assert client.patch("/things/1", json={"owner": 2}).status_code == 403
    assert client.get("/things/1").json == {"id": 1, "owner": 1}
