"""Lists that only read columns are read without objects: the same comes out, in no more queries than there are relations to many."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Boolean
from sqlalchemy import Column
from sqlalchemy import Engine
from sqlalchemy import ForeignKey
from sqlalchemy import ForeignKeyConstraint
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import event
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy.ext.associationproxy import AssociationProxy
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import query_expression
from sqlalchemy.orm import relationship
from sqlalchemy.orm import with_loader_criteria

from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Reads
from flask_resty.models import SQLAlchemyStore
from flask_resty.models.reads import reads_of
from flask_resty.models.sql.columnar import is_by_columns

from .toys import Article
from .toys import Author
from .toys import Comment
from .toys import Reading
from .toys import Tag


class RecordTag(Schema):
    id = fields.Int()
    name = fields.Str()


class RecordAuthor(Schema):
    username = fields.Str()
    born_on = fields.Date(allow_none=True)


class RecordComment(Schema):
    content = fields.Str()
    author = fields.Nested(RecordAuthor)
    tags = fields.Nested(RecordTag, many=True, attribute="article.tags")


class RecordArticle(Schema):
    id = fields.Int()
    uuid = fields.UUID()
    title = fields.Str()
    status = fields.Enum(Article.status.type.enum_class)
    price = fields.Decimal(as_string=True, allow_none=True)
    is_featured = fields.Bool()
    extra = fields.Raw()
    created_at = fields.AwareDateTime()
    published_at = fields.AwareDateTime(allow_none=True)
    comments_count = fields.Int()
    author = fields.Nested(RecordAuthor)
    author_name = fields.Str(attribute="author.name")
    parent = fields.Nested(lambda: RecordArticle(only=("title", "tags", "author")), allow_none=True)
    children = fields.Nested(lambda: RecordArticle(only=("id", "tags", "parent.title")), many=True)
    tags = fields.List(fields.Pluck(RecordTag, "name"))
    comments = fields.Nested(RecordComment, many=True)


BY_ID = (Order("id"),)

SELECTIONS = [
    ("id",),
    ("title", "price", "status", "uuid", "extra", "is_featured", "created_at", "published_at", "comments_count"),
    ("author",),
    ("author_name",),
    ("parent",),
    ("tags",),
    ("children",),
    ("comments",),
    ("comments.author", "comments.tags", "parent.tags"),
    None,
]


@pytest.mark.parametrize("only", SELECTIONS, ids=[" ".join(only or ["all"]) for only in SELECTIONS])
def test_a_record_is_dumped_as_the_object_would_be(filled, only):
    schema = RecordArticle(only=only, many=True)
    records = SQLAlchemyStore(Article, filled).query(Query(order=BY_ID, reads=reads_of(schema)))
    assert all(type(record) is dict for record in records)
    assert schema.dump(records) == schema.dump(filled.scalars(select(Article).order_by(Article.id)))


@pytest.mark.parametrize(
    ("only", "expected"),
    [(("id", "author", "parent.title"), 1), (("author", "tags"), 2), (("tags", "comments.author"), 3), (("parent.tags",), 2), (None, 8)],
    ids=["to one", "to many", "two to many", "behind one", "all"],
)
@pytest.mark.parametrize("is_whole", [False, True], ids=["records", "objects"])
def test_a_query_more_for_each_relation_to_many_is_enough(filled, statements, only, expected, is_whole):
    schema = RecordArticle(only=only, many=True)
    filled.rollback()
    statements.clear()
    schema.dump(SQLAlchemyStore(Article, filled).query(Query(reads=reads_of(schema)._replace(is_whole=is_whole))))
    assert len(statements) <= expected


def test_only_columns_that_are_read_are_selected(filled, statements):
    statements.clear()
    SQLAlchemyStore(Article, filled).query(Query(reads=Reads({"title": None, "author": Reads({"name": None})})))
    (statement,) = statements
    assert statement.partition("FROM")[0].split() == "SELECT articles.title, authors_1.id, authors_1.name, articles.id AS id_1".split()


def test_a_record_has_what_it_is_called_and_sorted_by(filled):
    store = SQLAlchemyStore(Article, filled)
    order = (Order("author.username", True), Order("rank"), Order("id"))
    first, *_ = store.query(Query(order=order, reads=Reads({"title": None})))
    assert store.values(first, ["author.username", "rank", "id"]) == ("bob", 1, 2)


def test_what_no_object_has_is_not_in_a_record(filled):
    record, *_ = SQLAlchemyStore(Article, filled).query(Query(order=BY_ID, reads=Reads({"title": None, "nothing": None})))
    assert record == {"id": 1, "title": "Article 1"}


def test_many_owners_are_asked_for_in_several_queries(session, statements):
    session.add_all(Tag(id=number, name=f"{number:04}") for number in range(1, 1202))
    session.add_all(Author(id=number, username=f"{number}", name="") for number in range(1, 1202))
    session.commit()
    statements.clear()
    assert len(SQLAlchemyStore(Author, session).query(Query(reads=Reads({"articles": Reads({"id": None})})))) == 1201
    assert len(statements) == 1 + 3


def test_a_key_of_two_parts_is_in_the_record(filled):
    filled.add(Reading(author_id=1, article_id=2, percent=50))
    (record,) = SQLAlchemyStore(Reading, filled).query(Query(reads=Reads({"percent": None})))
    assert record == {"author_id": 1, "article_id": 2, "percent": 50}


@pytest.mark.parametrize("order", ["created_at", "author.name"])
@pytest.mark.parametrize("options", [(), [with_loader_criteria(Comment, Comment.id > 0)]], ids=["records", "objects"])
def test_rows_that_are_distinct_stay_so(filled, order, options):
    store = SQLAlchemyStore(Article, filled)
    narrow = [lambda selected: selected.join(Article.comments).join(Comment.author).distinct().options(*options)]
    query = Query(narrowed_by=narrow, order=(Order(order), Order("id")), reads=Reads({"is_featured": None}))
    assert [store.values(row, ["id"]) for row in store.query(query)] == [(1,), (2,)]
    assert store.count(query) == 2


def test_a_scope_that_is_for_what_is_behind_relations_hides_that_too(filled):
    hidden = with_loader_criteria(Comment, Comment.id != 2)
    reads = Reads({"comments": Reads({"id": None})})
    first, *_ = SQLAlchemyStore(Article, filled).query(Query(order=BY_ID, narrowed_by=[lambda one: one.options(hidden)], reads=reads))
    assert [comment.id for comment in first.comments] == [1, 3]


def test_criteria_of_the_session_hold_for_what_is_behind_relations(filled):
    @event.listens_for(filled, "do_orm_execute")
    def hide(state: Any) -> None:
        state.statement = state.statement.options(with_loader_criteria(Comment, Comment.id != 2))

    reads = Reads({"comments": Reads({"id": None})})
    first, *_ = SQLAlchemyStore(Article, filled).query(Query(order=BY_ID, reads=reads))
    assert [comment.id for comment in first.comments] == [1, 3]


# -- what is read by objects -------------------------------------------------------------------------------------------


class Base(DeclarativeBase):
    """The base of models that have something special."""


class Animal(Base):
    __tablename__ = "animals"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "animal"}


class Cat(Animal):
    __mapper_args__ = {"polymorphic_identity": "cat"}


class Heard(Base):
    __tablename__ = "heard"
    id: Mapped[int] = mapped_column(primary_key=True)


@event.listens_for(Heard, "load")
def _hear(heard: Heard, context: Any) -> None:
    heard.id_when_loaded = heard.id  # type: ignore[attr-defined]


class Owner(Base):
    __tablename__ = "owners"
    id: Mapped[int] = mapped_column(primary_key=True)
    things: Mapped[list[Thing]] = relationship(order_by="Thing.name.desc()", lazy="joined")
    unique_things: Mapped[set[Thing]] = relationship(viewonly=True)
    good_things: Mapped[list[Thing]] = relationship(
        primaryjoin="and_(Owner.id == Thing.owner_id, Thing.name > 'a')", order_by="Thing.id", viewonly=True
    )
    best_things: Mapped[list[Thing]] = relationship(
        secondary=lambda: linked, primaryjoin=lambda: (Owner.id == linked.c.owner_id) & linked.c.is_good, viewonly=True
    )
    names: AssociationProxy[list[str]] = association_proxy("things", "name")

    size: Mapped[int | None] = query_expression()

    @property
    def initials(self) -> str:
        return "".join(thing.name[0] for thing in self.things)


linked = Table(
    "linked",
    Base.metadata,
    Column("owner_id", ForeignKey("owners.id"), primary_key=True),
    Column("thing_id", ForeignKey("things.id"), primary_key=True),
    Column("is_good", Boolean, nullable=False, default=True),
)


class Thing(Base):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"))
    owner: Mapped[Owner] = relationship(viewonly=True)
    owner_things: AssociationProxy[Any] = association_proxy("owner", "id")


class Chapter(Base):
    __tablename__ = "chapters"
    book: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list[Line]] = relationship(order_by="Line.id")


class Line(Base):
    __tablename__ = "lines"
    __table_args__ = (ForeignKeyConstraint(["book", "chapter"], ["chapters.book", "chapters.number"]),)
    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[int]
    chapter: Mapped[int]


@pytest.fixture
def owners(engine: Engine):
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Owner(id=1, things=[Thing(id=1, name="b"), Thing(id=2, name="a"), Thing(id=3, name="c")]))
        session.add_all([Owner(id=2), Cat(id=1), Heard(id=1)])
        session.flush()
        session.execute(insert(linked), [{"owner_id": 1, "thing_id": number, "is_good": number == 2} for number in (1, 2)])
        session.commit()
        session.expunge_all()
        yield session


@pytest.mark.parametrize(
    ("model", "reads"),
    [
        pytest.param(Animal, Reads({"kind": None}), id="polymorphic"),
        pytest.param(Heard, Reads({"id": None}), id="listeners"),
        pytest.param(Owner, Reads({"initials": None}), id="property"),
        pytest.param(Owner, Reads({"unique_things": Reads({"name": None})}), id="a set"),
        pytest.param(Owner, Reads({"size": None}), id="expression of a query"),
        pytest.param(Owner, Reads({"things": None}), id="relation as it is"),
        pytest.param(Owner, Reads({"things": Reads(is_whole=True)}), id="whole behind a relation"),
        pytest.param(Owner, Reads(is_whole=True), id="whole"),
    ],
)
def test_what_is_special_is_read_by_objects(owners, model, reads):
    assert isinstance(SQLAlchemyStore(model, owners).query(Query(order=BY_ID, reads=reads))[0], model)


def test_objects_come_with_what_is_read(owners, statements):
    store = SQLAlchemyStore(Owner, owners)
    statements.clear()
    found = store.query(Query(order=BY_ID, reads=Reads({"names": None, "unique_things": Reads({"name": None})})))
    assert [sorted(thing.name for thing in owner.unique_things) for owner in found] == [["a", "b", "c"], []]
    assert [list(owner.names) for owner in found] == [["c", "b", "a"], []]
    assert len(statements) == 3


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        pytest.param(Reads({"things": Reads({"name": None})}), [{"name": "c"}, {"name": "b"}, {"name": "a"}], id="order"),
        pytest.param(Reads({"good_things": Reads({"name": None})}), [{"name": "b"}, {"name": "c"}], id="comparison"),
        pytest.param(Reads({"best_things": Reads({"name": None})}), [{"name": "a"}], id="comparison between"),
        pytest.param(Reads({"names": None}), ["c", "b", "a"], id="proxy"),
    ],
)
def test_a_relation_is_as_it_says(owners, reads, expected):
    records = SQLAlchemyStore(Owner, owners).query(Query(order=BY_ID, reads=reads))
    (name,) = reads.attributes
    found = [[{"name": one["name"]} if isinstance(one, dict) else one for one in record[name]] for record in records]
    assert found == [expected, []]


def test_owners_whose_key_has_two_parts_get_what_is_theirs(owners):
    owners.add_all([Chapter(book=1, number=1, lines=[Line(id=1), Line(id=2)]), Chapter(book=1, number=2), Chapter(book=2, number=1)])
    owners.add(Line(id=3, book=2, chapter=1))
    records = SQLAlchemyStore(Chapter, owners).query(
        Query(order=(Order("book"), Order("number")), reads=Reads({"lines": Reads({"id": None})}))
    )
    assert [[line["id"] for line in record["lines"]] for record in records] == [[1, 2], [], [3]]


@pytest.mark.parametrize(
    ("clause", "pairs", "expected"),
    [
        pytest.param(Line.book == Chapter.book, 1, True, id="a pair"),
        pytest.param((Line.book == Chapter.book) & (Line.chapter == Chapter.number), 2, True, id="two pairs"),
        pytest.param((Line.book == Chapter.book) & (Line.chapter == Chapter.number), 1, False, id="one too many"),
        pytest.param((Line.book == Chapter.book) | (Line.chapter == Chapter.number), 2, False, id="one or the other"),
        pytest.param(Line.book >= Chapter.book, 1, False, id="something else than equal"),
        pytest.param(func.abs(Line.book) == Chapter.book, 1, False, id="a function"),
        pytest.param((Line.book == Chapter.book) & (Line.chapter == 1), 2, False, id="a value"),
        pytest.param(~(Line.book == Chapter.book), 1, False, id="not"),
    ],
)
def test_joins_that_are_more_than_pairs_of_columns_are_told_apart(clause, pairs, expected):
    assert is_by_columns(clause, pairs) is expected


def test_a_proxy_to_one_is_a_value(owners):
    records = SQLAlchemyStore(Thing, owners).query(Query(order=BY_ID, reads=Reads({"owner_things": None})))
    assert [record["owner_things"] for record in records] == [1, 1, 1]
