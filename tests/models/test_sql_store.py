"""What a store on SQLAlchemy does that others do not: locks, loading, names of models, and a session of the app."""

from __future__ import annotations

import datetime as dt
from threading import Event
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import DateTime
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import UniqueConstraint
from sqlalchemy import literal_column
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import column_property
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import synonym

from flask_resty import ConfigError
from flask_resty.models import Attribute
from flask_resty.models import Busy
from flask_resty.models import Comparison
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Reads
from flask_resty.models import SQLAlchemyStore
from flask_resty.models.sql import kept
from flask_resty.models.sql.ordering import Key
from flask_resty.models.sql.ordering import ordered

from .toys import Article
from .toys import Author
from .toys import Reading
from .toys import Tag


def at(number: int) -> Query:
    """Ask for an article by its number."""
    return Query(comparisons=[Comparison("id", "eq", number)])


# -- what it is made of ------------------------------------------------------------------------------------------------


def test_a_model_may_be_named_before_it_can_be_imported(filled):
    store = SQLAlchemyStore(f"{Article.__module__}.Article", filled)
    assert store.model is Article
    assert store.count(Query()) == 6


@pytest.mark.parametrize("name", ["Article", "no.such.module.Article", f"{Article.__module__}.Articles", "", "pathlib.Path"])
def test_a_name_of_no_model_is_told(name):
    store = SQLAlchemyStore(name, Session())
    with pytest.raises(ConfigError, match="dotted name"):
        store.key  # noqa: B018


@pytest.mark.parametrize("model", [dict, 1, Article.__table__], ids=["class", "number", "table"])
def test_what_is_no_model_is_told(model):
    with pytest.raises(ConfigError, match="no mapped class"):
        SQLAlchemyStore(model, Session())


def test_what_is_no_session_is_told():
    with pytest.raises(ConfigError, match=r"SQLAlchemyStore\(Article\) is about no session"):
        SQLAlchemyStore(Article, 5)


def test_an_app_without_an_extension_is_told():
    store = SQLAlchemyStore(Article)
    with Flask("bare").app_context(), pytest.raises(ConfigError, match="'bare' has no extension for SQLAlchemy"):
        store.count(Query())


def test_it_knows_the_key_and_the_version():
    assert (SQLAlchemyStore(Article, Session()).key, SQLAlchemyStore(Article, Session()).version) == (("id",), "version")
    assert (SQLAlchemyStore(Reading, Session()).key, SQLAlchemyStore(Reading, Session()).version) == (("author_id", "article_id"), None)


class Base(DeclarativeBase):
    """The base of what follows."""


class Word(Base):
    __tablename__ = "words"
    __table_args__ = (
        UniqueConstraint("text"),
        UniqueConstraint("language", "text"),
        Index("one_default", "is_default", unique=True, postgresql_where=text("is_default")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(50))
    language: Mapped[str | None] = mapped_column(String(2))
    is_default: Mapped[bool] = mapped_column(default=False)
    here: Mapped[dt.datetime | None] = mapped_column(DateTime())
    anywhere: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    anything = column_property(literal_column("1"))
    tongue = synonym("language")

    @hybrid_property
    def is_short(self) -> bool:
        return self.id < 10

    @property
    def size(self) -> int:
        return len(self.text)


@pytest.mark.parametrize(
    ("model", "name", "expected"),
    [
        (Word, "id", Attribute("id", int, is_unique=True)),
        (Word, "text", Attribute("text", str, is_unique=True)),
        (Word, "language", Attribute("language", str, is_nullable=True)),
        (Word, "tongue", Attribute("tongue", str, is_nullable=True)),
        (Word, "is_short", Attribute("is_short", bool, is_nullable=True, is_kept=False)),
        (Word, "is_default", Attribute("is_default", bool)),
        (Word, "anything", Attribute("anything", None, is_nullable=True, is_kept=False)),
        (Word, "size", None),
        (Word, "metadata", None),
        (Word, "id.text", None),
        (Article, "author", None),
        (Article, "author.name", Attribute("author.name", str, is_kept=False)),
        (Article, "author.username", Attribute("author.username", str, is_kept=False)),
        (Article, "parent.title", Attribute("parent.title", str, is_nullable=True, is_kept=False)),
        (Article, "tags.name", Attribute("tags.name", str, is_nullable=True, is_many=True, is_kept=False)),
        (Article, "comments_count", Attribute("comments_count", int, is_nullable=True, is_kept=False)),
    ],
)
def test_attributes_are_told(model, name, expected):
    assert SQLAlchemyStore(model, Session()).attribute(name) == expected


# -- one object --------------------------------------------------------------------------------------------------------


def test_an_object_comes_with_what_will_be_read(filled, statements):
    store = SQLAlchemyStore(Article, filled)
    reads = Reads({"author": Reads({"name": None}), "tags": Reads({"name": None})})
    statements.clear()
    found = store.get(Query(comparisons=at(1).comparisons, reads=reads))
    assert (found.author.name, [tag.name for tag in found.tags], found.content) == ("Ann Example", ["art", "books", "cities"], "")
    assert len(statements) == 2


def test_what_lacks_is_loaded_and_nothing_else(filled, statements):
    store = SQLAlchemyStore(Article, filled)
    found = store.get(at(1))
    reads = Reads({"title": None, "author": Reads({"name": None}), "comments": Reads({"author": Reads({"name": None})})})
    statements.clear()
    assert store.load(found, reads) is found
    assert len(statements) == 2
    assert (found.author.name, found.comments[0].author.name) == ("Ann Example", "Bob Example")
    assert store.load(found, reads) is found
    assert len(statements) == 2


def test_what_the_database_worked_out_is_loaded_after_a_write(filled, statements):
    store = SQLAlchemyStore(Article, filled)
    made = store.create({"slug": "new", "title": "New", "author_id": 1, "created_at": filled.get(Article, 1).created_at})
    statements.clear()
    store.load(made, Reads({"title": None, "comments_count": None, "author": Reads({"name": None}), "tags": Reads({"name": None})}))
    assert (made.comments_count, made.author.name, made.tags) == (0, "Ann Example", [])
    assert len(statements) == 2


def test_what_was_changed_stays_so_when_more_is_loaded(filled):
    store, found = SQLAlchemyStore(Article, filled), filled.get(Article, 1)
    found.title = "Changed"
    store.load(found, Reads({"title": None, "tags": Reads({"name": None})}))
    assert found.title == "Changed"


def test_what_is_no_object_of_the_model_is_left_alone(filled):
    assert SQLAlchemyStore(Article, filled).load({"id": 1}, Reads({"id": None})) == {"id": 1}


def test_a_locked_object_is_as_the_database_has_it(filled, engine):
    store, found = SQLAlchemyStore(Article, filled), filled.get(Article, 1)
    filled.commit()
    with Session(engine) as other:
        other.get(Article, 1).title = "Changed"
        other.commit()
    assert store.get(at(1), is_locked=True) is found
    assert found.title == "Changed"


def test_a_lock_is_for_the_object_and_not_for_what_is_beside_it(filled, statements):
    store = SQLAlchemyStore(Article, filled)
    statements.clear()
    store.get(Query(comparisons=at(1).comparisons, reads=Reads({"parent": Reads({"title": None})})), is_locked=True)
    is_locking = filled.get_bind().dialect.name != "sqlite"
    assert ("FOR UPDATE OF articles" in statements[0]) is is_locking


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_who_wants_a_locked_object_waits_for_it(filled, engine):
    SQLAlchemyStore(Article, filled).get(at(1), is_locked=True).title = "First"
    began, seen = Event(), []

    def second() -> None:
        with Session(engine) as session:
            session.execute(select(1))
            began.set()
            seen.append(SQLAlchemyStore(Article, session).get(at(1), is_locked=True).title)

    thread = Thread(target=second)
    thread.start()
    assert began.wait(30)
    filled.commit()
    thread.join(30)
    assert seen == ["First"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_who_cannot_have_a_lock_is_told(filled, engine):
    SQLAlchemyStore(Article, filled).get(at(1), is_locked=True)
    with Session(engine) as session, pytest.raises(Busy):
        session.execute(text("SET LOCAL lock_timeout = 1"))
        SQLAlchemyStore(Article, session).get(at(1), is_locked=True)


# -- comparisons and orders ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (Comparison("id", "eq", 2**63), []),
        (Comparison("id", "eq", 2**40), []),
        (Comparison("rank", "in", [2**40, 2**70, 1]), [2]),
        (Comparison("rank", "in", [2**70]), []),
        (Comparison("rank", "in", []), []),
        (Comparison("rank", "not_in", [2**70]), [2, 3, 4, 5]),
        (Comparison("rank", "not_in", [1, None]), []),
        (Comparison("rank", "eq", None), []),
        (Comparison("rank", "ne", None), []),
        (Comparison("rank", "ne", -(2**70)), [2, 3, 4, 5]),
        (Comparison("rank", "lt", 2**70), [2, 3, 4, 5]),
        (Comparison("rank", "lt", -(2**70)), []),
        (Comparison("rank", "gte", -(2**70)), [2, 3, 4, 5]),
        (Comparison("rank", "gt", 2**70), []),
        (Comparison("title", "eq", "a\0"), []),
        (Comparison("title", "icontains", "\0"), []),
        (Comparison("title", "like", "\0*"), []),
        (Comparison("title", "ne", "a\0"), [1, 2, 3, 4, 5, 6]),
        (Comparison("title", "in", ["Article 1", "\0"]), [1]),
        (Comparison("title", "like", "A%"), []),
        (Comparison("title", "like", "_rticle 1"), []),
        (Comparison("title", "like", "?rticle 1"), [1]),
        (Comparison("title", "like", "\\*"), []),
        (Comparison("parent.rank", "null", True), [1, 2, 3, 4, 5, 6]),
        (Comparison("parent.title", "null", False), [6]),
        (Comparison("tags.name", "eq", "art"), [1, 2]),
        (Comparison("comments.author.username", "eq", "ann"), [2]),
        (Comparison("parent.children.title", "eq", "Article 6"), [6]),
    ],
    ids=lambda given: f"{given.attribute} {given.operator} {given.value!r:.30}" if isinstance(given, Comparison) else "",
)
def test_conditions_are_met(filled, comparison, expected):
    query = Query(comparisons=[comparison], order=(Order("id"),), reads=Reads({"id": None}))
    assert [row["id"] for row in SQLAlchemyStore(Article, filled).query(query)] == expected


@pytest.mark.parametrize("query", [Query(comparisons=[Comparison("secrets", "eq", 1)]), Query(order=(Order("secrets"),))])
def test_what_the_model_has_not_is_told(filled, query):
    with pytest.raises(ConfigError, match="Article has no attribute 'secrets'"):
        SQLAlchemyStore(Article, filled).query(query)


def test_there_is_no_order_by_what_is_behind_many(filled):
    with pytest.raises(ConfigError, match="'tags' is a relation to many"):
        SQLAlchemyStore(Article, filled).query(Query(order=(Order("tags.name"),)))


ORDERS = [
    ("id",),
    ("-id",),
    ("created_at", "id"),
    ("-created_at", "-id"),
    ("rank", "id"),
    ("-rank", "id"),
    ("-rank", "-published_at", "-id"),
    ("author.username", "-id"),
    ("-parent.title", "rank", "id"),
    ("comments_count", "is_featured", "id"),
]


@pytest.mark.parametrize("is_columnar", [True, False], ids=["records", "objects"])
@pytest.mark.parametrize("names", ORDERS, ids=[",".join(names) for names in ORDERS])
def test_pages_join_to_the_whole_list_in_both_directions(filled, names, is_columnar):
    store, reads = SQLAlchemyStore(Article, filled), Reads({"id": None}, not is_columnar)
    order = tuple(Order(name.removeprefix("-"), name.startswith("-")) for name in names)
    whole = [store.values(row, ["id"]) for row in store.query(Query(order=order, reads=reads))]
    for is_backwards in (False, True):
        found, behind = [], None
        while rows := store.query(Query(order=order, limit=4, behind=behind, is_backwards=is_backwards, reads=reads)):
            numbers = [store.values(row, ["id"]) for row in rows]
            found = numbers + found if is_backwards else found + numbers
            behind = store.values(rows[0 if is_backwards else -1], [key.attribute for key in order])
        assert found == whole


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((Order("id"),), "articles.id >"),
        ((Order("created_at", True), Order("id", True)), "(articles.created_at, articles.id) < ("),
        ((Order("created_at", True), Order("id")), "articles.created_at <="),
    ],
    ids=["one key", "one way", "both ways"],
)
def test_a_page_is_found_by_an_index(filled, statements, order, expected):
    statements.clear()
    behind = [filled.get(Article, 1).created_at, 1][-len(order) :]
    SQLAlchemyStore(Article, filled).query(Query(order=order, behind=behind, limit=1, reads=Reads({"id": None})))
    assert expected in statements[-1]


@pytest.mark.parametrize(
    ("name", "moment", "is_found"),
    [
        ("here", dt.datetime(2026, 1, 1, 12), True),
        ("here", dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC), True),
        ("here", dt.datetime(2026, 1, 1, 14, tzinfo=dt.timezone(dt.timedelta(hours=2))), True),
        ("here", dt.datetime(2026, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))), False),
        ("here", dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))), False),
        ("anywhere", dt.datetime(2026, 1, 1, 12), True),
        ("anywhere", dt.datetime(2026, 1, 1, 14, tzinfo=dt.timezone(dt.timedelta(hours=2))), True),
    ],
)
def test_moments_are_compared_in_utc(engine, name, moment, is_found):
    Word.__table__.create(engine)
    with Session(engine) as session:
        # An offset is kept by some databases only.
        session.add(Word(id=1, text="a", here=dt.datetime(2026, 1, 1, 12), anywhere=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)))
        assert SQLAlchemyStore(Word, session).count(Query(comparisons=[Comparison(name, "eq", moment)])) == is_found


@pytest.mark.parametrize(
    ("is_descending", "is_backwards", "expected"),
    [
        (False, False, "articles.rank IS NULL ASC, articles.rank ASC"),
        (True, False, "articles.rank IS NULL ASC, articles.rank DESC"),
        (False, True, "articles.rank IS NULL DESC, articles.rank DESC"),
    ],
)
def test_rows_without_a_value_come_last_where_that_cannot_be_said(is_descending, is_backwards, expected):
    key = Key(Article.rank, is_descending, is_nullable=True, is_behind=False)
    assert str(ordered(select(Article.id), [key], "mysql", is_backwards=is_backwards)).endswith(f"ORDER BY {expected}")


def test_ways_to_read_are_kept_and_no_more_than_some(filled, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    store, name = SQLAlchemyStore(Author, filled), Reads({"name": None})
    for number in range(10):
        other = Reads({"id": None})
        for reads in (name, other):
            assert len(store.query(Query(reads=reads, limit=number % 2 + 1))) == number % 2 + 1


def test_a_store_is_called_by_its_model():
    assert repr(SQLAlchemyStore(Tag, Session())) == "SQLAlchemyStore(Tag)"
