"""A list that changes while a client goes through it by cursor: no row that stays as it is comes twice, and none is left out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any
from typing import Protocol

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Paged
from flask_resty.models import Cursor
from flask_resty.models import ObjectStore
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import Store
from flask_resty.models import read_page

from .following import serve
from .following import targets
from .following import walk
from .toys import Article
from .toys import Author
from .toys import article

#: Few values, so that many rows have the same; some have none.
RANKS = st.none() | st.integers(0, 3)
TITLES = st.sampled_from(["a", "b", "B"])
ROWS = st.lists(st.tuples(RANKS, TITLES), max_size=10)
#: What somebody else does after each page: which row, by its place, is deleted or changed, or ``None`` for a new one.
CHANGES = st.lists(st.lists(st.tuples(st.none() | st.integers(0, 9), st.none() | st.tuples(RANKS, TITLES)), max_size=3), max_size=8)
ORDERS = st.lists(st.sampled_from(["rank", "title"]), max_size=2, unique=True).flatmap(
    lambda names: st.tuples(*(st.builds(Order, st.just(name), st.booleans()) for name in (*names, "id")))
)


class Table(Protocol):
    """What changes: rows that were made, changed and deleted by their number."""

    @property
    def store(self) -> Store: ...

    def put(self, number: int, rank: int | None, title: str) -> None: ...

    def drop(self, number: int) -> None: ...

    def forget(self) -> None: ...


@dataclass
class Row:
    id: int
    rank: int | None
    title: str


class InMemory:
    """Rows of a store in memory."""

    def __init__(self) -> None:
        self.store = ObjectStore(Row)

    def put(self, number: int, rank: int | None, title: str) -> None:
        self.drop(number)
        self.store.create({"id": number, "rank": rank, "title": title})

    def drop(self, number: int) -> None:
        for row in self.store.query(Query()):
            if row.id == number:
                self.store.delete(row)

    def forget(self) -> None:
        """Nothing is remembered."""


class InDatabase:
    """Rows of a table. They are read in a session that lasts until it is forgotten."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session = scoped_session(sessionmaker(engine))
        self.store = SQLAlchemyStore(Article, self.session)
        with Session(engine) as session, session.begin():
            session.execute(delete(Article))
            session.merge(Author(id=1, username="ann", name="Ann"))

    def put(self, number: int, rank: int | None, title: str) -> None:
        with Session(self.engine) as session, session.begin():
            known = session.get(Article, number)
            if known is not None:
                known.rank, known.title = rank, title
            else:
                session.add(article(number, session.get(Author, 1), id=number, rank=rank, title=title))

    def drop(self, number: int) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(delete(Article).where(Article.id == number))

    def forget(self) -> None:
        self.session.remove()


def check(table: Table, rows: list[tuple[int | None, str]], order: tuple[Order, ...], size: int, changes: Any, rel: str) -> None:
    """Go through a table that changes, and see whether each row that stayed as it was came once."""
    for number, row in enumerate(rows):
        table.put(number, *row)
    numbers, touched, lists = count(len(rows)), set[int](), iter(changes)

    def change() -> None:
        for place, row in next(lists, ()):
            number = next(numbers) if place is None else place
            # A number that was deleted is not given again.
            if place is not None and place >= len(rows):
                continue
            touched.add(number)
            table.drop(number) if row is None else table.put(number, *row)

    client = serve(Flask("tests"), Cursor(size=size), lambda page: listed(table, order, page))
    beginning = "/rows" if rel == "next" else targets(client.get("/rows"))["last"]
    pages = walk(client, beginning, rel, change)
    seen = [number for page in (pages if rel == "next" else reversed(pages)) for number in page if number not in touched]
    assert sorted(seen) == sorted(set(range(len(rows))) - touched)
    assert seen == [row.id for row in table.store.query(Query(order=order)) if row.id not in touched]
    table.forget()


def listed(table: Table, order: tuple[Order, ...], page: Any) -> Paged:
    paged = read_page(table.store, Query(order=order), page)
    numbers = [row.id for row in paged.data]
    table.forget()
    return Paged(numbers, page, paged.links)


RELATIONS = pytest.mark.parametrize("rel", ["next", "prev"])


@RELATIONS
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 4), changes=CHANGES)
def test_in_memory(rel: str, rows: Any, order: Any, size: int, changes: Any) -> None:
    check(InMemory(), rows, order, size, changes, rel)


@RELATIONS
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 4), changes=CHANGES)
def test_in_databases(engine: Engine, rel: str, rows: Any, order: Any, size: int, changes: Any) -> None:
    check(InDatabase(engine), rows, order, size, changes, rel)
