"""From the page that a client asks for to its rows, of the store in memory and of both databases."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from flask_resty import Page
from flask_resty import Paged
from flask_resty import Problem
from flask_resty.models import Comparison
from flask_resty.models import Cursor
from flask_resty.models import CursorPage
from flask_resty.models import OffsetPage
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Reads
from flask_resty.models import RecordPage
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import read_page

from .following import serve
from .following import targets
from .following import walk
from .toys import Article

BY_ID = Query(order=[Order("id")])


def ids(paged: Any) -> list[int]:
    return [article.id for article in paged.data]


@pytest.fixture
def articles(filled: Session) -> SQLAlchemyStore:
    return SQLAlchemyStore(Article, filled)


@pytest.mark.parametrize("page", [Page(2, 2), OffsetPage(2, 2), RecordPage(2, 3, 9)], ids=lambda page: type(page).__name__)
def test_a_page_is_a_part_of_what_matches(articles, page):
    paged = read_page(articles, Query(comparisons=[Comparison("id", "gt", 1)], order=[Order("id")]), page)
    assert (ids(paged), paged.total) == ([4, 5], 5)


def test_a_range_with_nothing_in_it_is_refused(articles):
    with pytest.raises(Problem) as caught:
        read_page(articles, BY_ID, RecordPage(6, None, 9))
    assert (caught.value.status, caught.value.headers["Content-Range"]) == (416, "items */6")


@pytest.mark.parametrize(
    ("number", "total", "count"),
    [
        pytest.param(1, None, 2, id="counted"),
        pytest.param(2, None, 1, id="the last page tells"),
        pytest.param(3, None, 2, id="behind the last"),
        pytest.param(1, False, 1, id="not counted"),
    ],
)
def test_what_need_not_be_counted_is_not(articles, statements, number, total, count):
    paged = read_page(articles, BY_ID, OffsetPage((number - 1) * 4, 4), total=total)
    assert len(statements) == count
    assert paged.total == (None if total is False else 6)
    assert ("next" in paged.links) == (number == 1)


def test_a_page_by_cursor_is_one_statement(articles, statements):
    paged = read_page(articles, BY_ID, CursorPage(2))
    assert (ids(paged), len(statements), paged.total) == ([1, 2], 1, None)


def test_a_page_by_cursor_may_be_counted(articles):
    assert read_page(articles, BY_ID, CursorPage(2), total=True).total == 6


def test_records_have_what_they_are_sorted_by(articles):
    reads = Reads({"title": None})
    paged = read_page(articles, Query(order=[Order("author.username", True), Order("id")], reads=reads), CursorPage(2))
    assert [articles.values(row, ["title"]) for row in paged.data] == [("Article 2",), ("Article 4",)]
    assert paged.links.keys() == {"first", "next", "last"}


KINDS = ["uuid", "title", "status", "price", "rank", "is_featured", "digest", "created_at", "published_at", "version", "comments_count"]


@pytest.mark.parametrize("is_descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("attribute", [*KINDS, "author.username", "author.born_on", "parent.title"])
def test_values_of_all_kinds_are_places_in_an_order(app: Flask, articles: SQLAlchemyStore, attribute: str, is_descending: bool) -> None:
    query = Query(order=[Order(attribute, is_descending), Order("id")])

    def give(page: CursorPage) -> Paged:
        paged = read_page(articles, query, page)
        return Paged(ids(paged), page, paged.links)

    client, whole = serve(app, Cursor(size=1), give), [article.id for article in articles.query(query)]
    assert walk(client, "/rows") == [[number] for number in whole]
    assert walk(client, targets(client.get("/rows"))["last"], "prev") == [[number] for number in reversed(whole)]
