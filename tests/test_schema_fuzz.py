"""What ``compile`` makes of a schema cannot be told from the schema: random schemas, random data, marshmallow as the judge."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from marshmallow import Schema
from marshmallow import fields
from schemafuzz.engines import compiled_chunks
from schemafuzz.engines import plain_chunks
from schemafuzz.engines import plain_json
from schemafuzz.engines import ready_json
from schemafuzz.fuzzing import fuzz
from sqlalchemy import ForeignKey
from sqlalchemy import create_engine
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from flask_resty.schema import compile

#: In CI always the same ten thousand, and fewer with the lowest versions; elsewhere a few others each time. ``make fuzz`` plays a million.
IS_CI = os.environ.get("CI") == "true"
EXAMPLES = int(os.environ.get("EXAMPLES") or (10_000 if IS_CI else 400))
SHARDS = 20 if IS_CI else 4


@pytest.mark.parametrize("shard", range(SHARDS))
def test_compiled_is_the_same_as_plain(shard):
    assert fuzz(compile, EXAMPLES // SHARDS, number=shard if IS_CI else None) > EXAMPLES // SHARDS


def test_ready_values_become_the_same_json():
    assert fuzz(ready_json, EXAMPLES // 20, judge=plain_json, number=1 if IS_CI else None)


def test_chunks_are_the_same_as_plain_ones():
    assert fuzz(compiled_chunks, EXAMPLES // 20, judge=plain_chunks, number=1 if IS_CI else None)


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    born: Mapped[dt.date | None]
    books: Mapped[list[Book]] = relationship(back_populates="author", order_by="Book.id")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")

    @property
    def shout(self) -> str:
        return self.title.upper()


class BookOut(Schema):
    id = fields.Integer()
    title = fields.String()
    shout = fields.String()
    written_by = fields.String(attribute="author.name")
    nothing = fields.String()


class AuthorOut(Schema):
    id = fields.Integer()
    name = fields.String()
    born = fields.Date()
    books = fields.Nested(BookOut, many=True)
    titles = fields.Pluck(BookOut, "title", many=True, attribute="books", dump_only=True)
    each = fields.List(fields.Nested(BookOut(only=("id",))), attribute="books", dump_only=True)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        books = [Book(title="Dune"), Book(title="The Dispossessed")]
        session.add_all(
            [Author(name="F.", born=dt.date(1920, 10, 8), books=books[:1]), Author(name="U.", books=books[1:]), Author(name="X.")]
        )
        session.commit()
        yield session
    engine.dispose()


def test_instances_of_sqlalchemy_are_dumped_the_same(session):
    expired = session.scalars(select(Author).order_by(Author.id)).all()
    schema = AuthorOut(many=True)
    compiled = compile(schema)
    assert compiled.dump(expired) == schema.dump(expired) == compiled.dump(iter(expired))
    # Each object is loaded anew when it is read.
    session.expire_all()
    assert compiled.dump(expired) == schema.dump(expired)


COLUMNS = {
    "columns": (Book.id, Book.title),
    "an instance": (Book,),
    "labels": (Book.title.label("title"), Author.name.label("shout")),
    "two instances": (Author, Book),
}


@pytest.mark.parametrize("columns", COLUMNS.values(), ids=COLUMNS)
def test_rows_of_sqlalchemy_are_dumped_the_same(columns, session):
    rows = session.execute(select(*columns).join(Book.author).order_by(Book.id)).all()
    schema = BookOut(many=True)
    assert compile(schema).dump(rows) == schema.dump(rows)
    mappings = [row._mapping for row in rows]
    assert compile(schema).dump(mappings) == schema.dump(mappings)
