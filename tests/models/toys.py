"""A small magazine: models with what models have, for all tests of model resources."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON
from sqlalchemy import CheckConstraint
from sqlalchemy import Column
from sqlalchemy import DateTime
from sqlalchemy import ForeignKey
from sqlalchemy import Numeric
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import Text
from sqlalchemy import TypeDecorator
from sqlalchemy import UniqueConstraint
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import column_property
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

#: When all that is filled in was created: one minute after the other.
DAWN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Status(enum.Enum):
    """Where an article stands."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Moment(TypeDecorator[dt.datetime]):
    """An aware datetime, given back in UTC: SQLite has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Write it."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Read it."""
        return value and (value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC))


class Model(DeclarativeBase):
    """The base of the toys."""

    type_annotation_map = {dt.datetime: Moment}


class Author(Model):
    """Who writes. ``secret`` is nothing for clients, whatever they ask."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    born_on: Mapped[dt.date | None]
    secret: Mapped[str] = mapped_column(String(100), default="")

    articles: Mapped[list[Article]] = relationship(back_populates="author", order_by="Article.id")


tagged = Table(
    "tagged",
    Model.metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class Tag(Model):
    """What articles are about."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)


class Comment(Model):
    """What somebody says to an article. Two of one article have not the same position."""

    __tablename__ = "comments"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    content: Mapped[str] = mapped_column(Text)
    position: Mapped[int | None]

    article: Mapped[Article] = relationship(back_populates="comments")
    author: Mapped[Author] = relationship()


class Article(Model):
    """What is read: columns of all kinds, with and without NULL, a version, and relations of all kinds."""

    __tablename__ = "articles"
    __table_args__ = (CheckConstraint("price >= 0", name="price_is_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    rank: Mapped[int | None] = mapped_column(index=True)
    is_featured: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[bytes | None]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    published_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    deleted_at: Mapped[dt.datetime | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    comments_count: Mapped[int] = column_property(
        select(func.count(Comment.id)).where(Comment.article_id == id).correlate_except(Comment).scalar_subquery()
    )
    author: Mapped[Author] = relationship(back_populates="articles")
    parent: Mapped[Article | None] = relationship(back_populates="children", remote_side=id)
    children: Mapped[list[Article]] = relationship(back_populates="parent", order_by=id)
    tags: Mapped[list[Tag]] = relationship(secondary=tagged, order_by=Tag.name)
    comments: Mapped[list[Comment]] = relationship(back_populates="article", order_by=Comment.id, cascade="all, delete-orphan")


class Reading(Model):
    """How far somebody came in an article: its key has two parts."""

    __tablename__ = "readings"

    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    percent: Mapped[int] = mapped_column(default=0)


def article(number: int, author: Author, **values: Any) -> Article:
    """Make an article that is like no other; its number is in all that has to be unique."""
    given = {"slug": f"article-{number}", "title": f"Article {number}", "uuid": uuid.UUID(int=number), "author": author}
    return Article(**{**given, "created_at": DAWN + dt.timedelta(minutes=number), **values})


def fill(session: Session) -> None:
    """Write two authors, three tags, six articles and four comments, and commit them.

    Articles 1, 3 and 5 are Ann's, the others Bob's. Those with an even number are published; 2 and 5 have a rank, 3 and 4 share one, 1
    and 6 have none. Number 6 answers to number 1. Number 1 has all three tags, 2 has one. Number 1 has three comments, 2 has one.
    """
    ann = Author(id=1, username="ann", name="Ann Example", born_on=dt.date(1990, 5, 1), secret="ann's secret")
    bob = Author(id=2, username="bob", name="Bob Example", secret="bob's secret")
    tags = [Tag(id=number, name=name) for number, name in enumerate(("art", "books", "cities"), 1)]
    session.add_all([ann, bob, *tags])
    ranks = {2: 1, 3: 2, 4: 2, 5: 3}
    articles = {
        number: article(
            number,
            ann if number % 2 else bob,
            id=number,
            status=Status.DRAFT if number % 2 else Status.PUBLISHED,
            published_at=None if number % 2 else DAWN + dt.timedelta(days=number),
            rank=ranks.get(number),
            price=Decimal(number) + Decimal("0.50"),
        )
        for number in range(1, 7)
    }
    session.add_all(articles.values())
    articles[6].parent = articles[1]
    articles[1].tags, articles[2].tags = list(tags), tags[:1]
    session.flush()
    session.add_all(Comment(id=number, article_id=1, author=bob, content=f"Comment {number}", position=number) for number in (1, 2, 3))
    session.add(Comment(id=4, article_id=2, author=ann, content="Comment 4"))
    session.commit()
    _go_on_counting(session)


def _go_on_counting(session: Session) -> None:
    # PostgreSQL counts on its own and did not see the numbers that were given.
    if session.get_bind().dialect.name == "postgresql":
        for table in ("authors", "tags", "articles", "comments"):
            session.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), 1000)))
        session.commit()
