"""What holds for every store alike: in memory, and on each database."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flask_resty.models import Comparison
from flask_resty.models import Conflict
from flask_resty.models import Either
from flask_resty.models import ObjectStore
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Reads
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import Store
from flask_resty.models import check_store

from . import toys
from .toys import DAWN
from .toys import Status


@dataclass
class Author:
    id: int
    username: str
    name: str
    born_on: dt.date | None


@dataclass
class Tag:
    name: str


@dataclass
class Comment:
    content: str
    position: int | None


@dataclass
class Article:
    id: int
    slug: str
    title: str
    author_id: int
    created_at: dt.datetime
    uuid: uuid.UUID = field(default_factory=uuid.uuid4)
    content: str = ""
    status: Status = Status.DRAFT
    price: Decimal | None = None
    rank: int | None = None
    is_featured: bool = False
    digest: bytes | None = None
    published_at: dt.datetime | None = None
    version: int = 0
    author: Author | None = None
    parent: Article | None = None
    tags: list[Tag] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def in_memory(rows: list[Any]) -> ObjectStore:
    """Keep in memory what rows have."""
    made: dict[int, Any] = {}
    for row in rows:
        author = Author(row.author.id, row.author.username, row.author.name, row.author.born_on)
        kept = {name: getattr(row, name) for name in SAME}
        tags, comments = [Tag(tag.name) for tag in row.tags], [Comment(comment.content, comment.position) for comment in row.comments]
        made[row.id] = Article(**kept, author=author, parent=made.get(row.parent_id), tags=tags, comments=comments)
    return ObjectStore(Article, made.values(), unique=["slug", "uuid"], version="version")


SAME = (
    *("id", "slug", "title", "author_id", "created_at", "uuid", "content", "status", "price", "rank", "is_featured", "digest"),
    *("published_at", "version"),
)


@pytest.fixture
def pair(filled: Session) -> list[Store]:
    """Give two stores of the same: in memory, and on each database."""
    memory = in_memory(list(filled.scalars(select(toys.Article).order_by(toys.Article.id))))
    filled.expunge_all()
    return [memory, SQLAlchemyStore(toys.Article, filled)]


def values(number: int, **others: Any) -> dict[str, Any]:
    """Give what an article is made of."""
    made = {"slug": f"article-{number}", "title": f"Article {number}", "uuid": uuid.UUID(int=number)}
    return {**made, "created_at": DAWN, "author_id": 1, **others}


ARTICLES = [
    values(1, price=Decimal("1.50"), rank=None, status=Status.PUBLISHED, published_at=DAWN, is_featured=True, content="", digest=None),
    values(2, price=None, rank=2, status=Status.DRAFT, published_at=None, is_featured=False, content="100%", digest=b"\0\xff"),
    values(3, price=Decimal("1.50"), rank=2, status=Status.DRAFT, published_at=None, is_featured=True, content="a_b", digest=b""),
    values(4, price=Decimal(0), rank=-1, status=Status.PUBLISHED, published_at=DAWN, is_featured=False, content="a\\b*", digest=b"\xff"),
]


def test_the_store_in_memory_keeps_the_contract():
    check_store(ObjectStore(Article, unique=["slug", "uuid"], version="version"), ARTICLES)


def test_the_store_on_sqlalchemy_keeps_the_contract(session):
    session.add(toys.Author(id=1, username="ann", name="Ann"))
    session.commit()
    check_store(SQLAlchemyStore(toys.Article, session), ARTICLES)


def test_a_key_of_two_parts_keeps_the_contract(filled):
    readings = [{"author_id": author, "article_id": article, "percent": author * article} for author in (1, 2) for article in (1, 2)]
    check_store(SQLAlchemyStore(toys.Reading, filled), readings)


CONDITIONS = {
    "to one": [Comparison("author.username", "eq", "ann")],
    "not to one": [Comparison("author.username", "ne", "ann")],
    "to one of several": [Comparison("author.username", "in", ["ann", "bob"])],
    "to none": [Comparison("author.born_on", "null", True)],
    "to one by a date": [Comparison("author.born_on", "lt", dt.date(2000, 1, 1))],
    "to one that is like it": [Comparison("author.name", "like", "*Exam?le")],
    "to many": [Comparison("tags.name", "eq", "art")],
    "to one of many": [Comparison("tags.name", "in", ["books", "cities"])],
    "to others of many": [Comparison("tags.name", "ne", "art")],
    "to many by text": [Comparison("comments.content", "startswith", "Comment 4")],
    "to many without": [Comparison("comments.position", "null", True)],
    "to a parent": [Comparison("parent.slug", "eq", "article-1")],
    "to the author of a parent": [Comparison("parent.author.username", "eq", "ann")],
    "several": [Comparison("tags.name", "eq", "art"), Comparison("tags.name", "eq", "books")],
    "several of one": [Comparison("author.username", "eq", "ann"), Comparison("rank", "gte", 2)],
    "either": [Either([Comparison("rank", "eq", 1), Comparison("author.username", "eq", "ann")])],
    "either, and": [Either([Comparison("rank", "eq", 1), Comparison("rank", "eq", 3)]), Comparison("status", "eq", Status.PUBLISHED)],
    "neither": [Either([])],
    "none of none": [Comparison("id", "not_in", [])],
    "one of none": [Comparison("id", "in", [])],
    "beyond 64 bits": [Comparison("id", "eq", 2**63)],
    "below 64 bits": [Comparison("rank", "gt", -(2**63) - 1)],
    "one beyond 64 bits": [Comparison("id", "in", [1, 2**70])],
    "other than beyond 64 bits": [Comparison("id", "ne", 2**63)],
    "none beyond 64 bits": [Comparison("id", "not_in", [1, 2**70])],
    "less than beyond 64 bits": [Comparison("id", "lt", 2**63)],
    "NUL": [Comparison("title", "eq", "Article\0 1")],
    "other than NUL": [Comparison("title", "ne", "\0")],
    "one of NUL": [Comparison("title", "in", ["Article 1", "\0"])],
    "like NUL": [Comparison("title", "contains", "\0")],
}


@pytest.mark.parametrize("comparisons", CONDITIONS.values(), ids=CONDITIONS)
def test_the_same_rows_match(pair, comparisons):
    query = Query(comparisons=comparisons, order=[Order("id")])
    memory, database = ([store.values(row, ["id"]) for row in store.query(query)] for store in pair)
    assert memory == database
    assert pair[0].count(query) == pair[1].count(query) == len(memory)


ORDERS = {
    "by the author": [Order("author.username"), Order("id")],
    "by the author, down": [Order("author.username", True), Order("id", True)],
    "by what may be none": [Order("rank"), Order("published_at", True), Order("id")],
    "by the parent": [Order("parent.slug"), Order("id", True)],
    "by the parent, down": [Order("parent.slug", True), Order("rank", True), Order("id")],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_rows_come_in_the_same_order(pair, order):
    for query in (Query(order=order), Query(order=order, limit=4, offset=1)):
        memory, database = ([store.values(row, ["id"]) for row in store.query(query)] for store in pair)
        assert memory == database


@pytest.mark.parametrize("is_backwards", [False, True], ids=["behind", "before"])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_pages_are_the_same(pair, order, is_backwards):
    names = [key.attribute for key in order]
    for row in pair[0].query(Query(order=order)):
        query = Query(order=order, behind=pair[0].values(row, names), is_backwards=is_backwards, limit=3)
        memory, database = ([store.values(found, names) for found in store.query(query)] for store in pair)
        assert memory == database


ATTRIBUTES = (
    *SAME,
    "author",
    "author.name",
    "author.born_on",
    "parent.rank",
    "tags.name",
    "comments.position",
    "nothing",
    "author.nothing",
)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes_are_told_alike(pair, name):
    memory, database = (store.attribute(name) for store in pair)
    assert (memory is None) == (database is None)
    # A type decorator does not tell what it makes, and in memory nothing vouches for an author.
    if memory and database and database.type and not name.startswith(("parent.", "author.")):
        assert memory == database


def test_what_is_read_is_there(pair):
    query = Query(comparisons=[Comparison("id", "eq", 1)], reads=Reads({"title": None, "author": Reads({"name": None})}))
    assert [[store.values(row, ["id"]) for row in store.query(query)] for store in pair] == [[(1,)], [(1,)]]
    for store in pair:
        item = store.load(store.get(Query(comparisons=query.comparisons)), query.reads)
        assert (item.title, item.author.name) == ("Article 1", "Ann Example")


REFUSED = {
    "unique": ({"slug": "article-1"}, ("slug",)),
    "required": ({"title": None}, ("title",)),
}


@pytest.mark.parametrize(("kind", "given"), REFUSED.items(), ids=REFUSED)
def test_conflicts_are_alike(pair, kind, given):
    changed, attributes = given
    for store in pair:
        second = store.get(Query(comparisons=[Comparison("id", "eq", 2)]))
        for write in (lambda: store.create({**values(9), **changed}), lambda: store.update(second, changed)):  # noqa: B023
            with pytest.raises(Conflict) as caught, store.attempt():
                write()
            assert (caught.value.kind, caught.value.attributes) == (kind, attributes)
        assert store.count(Query()) == 6
        assert store.values(second, ["slug", "title", "version"]) == ("article-2", "Article 2", second.version)


def test_versions_are_counted_alike(pair):
    for store in pair:
        item = store.create(values(9))
        assert item.version == 1
        assert store.update(item, {"title": "Other"}).version == 2


def test_a_version_counts_one_for_each_write(pair):
    for store in pair:
        item = store.get(Query(comparisons=[Comparison("id", "eq", 1)]))
        before = item.version
        store.update(item, {"title": "Other"})
        store.update(item, {"title": "Another"})
        assert item.version == before + 2
