"""Orders: the keys that clients may sort by, and an order that leaves nothing open."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from flask_resty import ConfigError
from flask_resty.models import Comparison
from flask_resty.models import Listing
from flask_resty.models import Order
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .listed import client_for
from .listed import refusals
from .toys import Article
from .toys import Reading

OFFERED = Sorting("title", "rank", "created_at", "published_at", writer="author.username", default="-created_at")

ARTICLES = SQLAlchemyStore(Article, Session())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [6, 5, 4, 3, 2, 1]),
        ("?sort=created_at", [1, 2, 3, 4, 5, 6]),
        ("?sort=rank", [2, 3, 4, 5, 1, 6]),
        ("?sort=-rank", [5, 4, 3, 2, 6, 1]),
        ("?sort=rank,-title", [2, 4, 3, 5, 6, 1]),
        ("?sort=published_at", [2, 4, 6, 1, 3, 5]),
        ("?sort=-published_at", [6, 4, 2, 5, 3, 1]),
        ("?sort=writer,-rank", [5, 3, 1, 4, 2, 6]),
        ("?sort=-writer,created_at", [2, 4, 6, 1, 3, 5]),
    ],
)
def test_rows_are_sorted(filled, query, found):
    client = client_for(Listing(SQLAlchemyStore(Article, filled), sorting=OFFERED))
    assert client.get(f"/articles{query}").json == found


@pytest.mark.parametrize(
    ("sort", "code"),
    [
        ("", "choice"),
        ("content", "choice"),
        ("--title", "choice"),
        ("+title", "choice"),
        ("title,", "choice"),
        ("title, rank", "choice"),
        ("author.username", "choice"),
        ("TITLE", "choice"),
        ("title,-title", "repeated"),
        ("title,title", "repeated"),
        ("," * 100_000, "choice"),
    ],
    ids=["empty", "hidden", "two-signs", "plus", "end", "space", "path", "case", "both-ways", "twice", "many"],
)
def test_order_is_refused(sort, code):
    client = client_for(Listing(ARTICLES, sorting=OFFERED))
    assert refusals(client.get("/articles", query_string={"sort": sort})) == [("/sort", code)]


@pytest.mark.parametrize(
    ("sorting", "values", "order"),
    [
        (Sorting(), {}, [Order("id")]),
        (Sorting("title"), {"sort": ["title"]}, [Order("title"), Order("id")]),
        (Sorting("title"), {"sort": ["-title"]}, [Order("title", True), Order("id", True)]),
        (Sorting("title", "rank"), {"sort": ["-title", "rank"]}, [Order("title", True), Order("rank"), Order("id")]),
        (Sorting("slug", "rank"), {"sort": ["rank", "slug"]}, [Order("rank"), Order("slug")]),
        (Sorting("id"), {"sort": ["-id"]}, [Order("id", True)]),
        (Sorting(default="-slug"), {}, [Order("slug", True)]),
        (Sorting("title", default="-rank,title"), {}, [Order("rank", True), Order("title"), Order("id")]),
        (Sorting(writer="author.username"), {"sort": ["writer"]}, [Order("author.username"), Order("id")]),
        (Sorting("title", parameter="order"), {"order": ["title"]}, [Order("title"), Order("id")]),
    ],
    ids=["none", "up", "down", "mixed", "unique", "key", "default", "default-of-two", "relation", "parameter"],
)
def test_order_leaves_nothing_open(sorting, values, order):
    assert sorting.of(ARTICLES).ask(values) == tuple(order)


def test_all_parts_of_a_key_end_an_order():
    made = Sorting("percent", "article_id").of(SQLAlchemyStore(Reading, Session()))
    assert made.ask({"sort": ["percent"]}) == (Order("percent"), Order("author_id"), Order("article_id"))
    assert made.ask({"sort": ["-article_id"]}) == (Order("article_id", True), Order("author_id", True))


def test_there_is_no_parameter_without_a_choice():
    assert Listing(ARTICLES, sorting=Sorting(default="-created_at")).schema.fields == {}


def test_order_goes_with_conditions_that_were_asked(filled):
    listing = Listing(SQLAlchemyStore(Article, filled), sorting=OFFERED)
    client = client_for(listing, comparisons=[Comparison("rank", "eq", 2)])
    assert client.get("/articles?sort=-title").json == [4, 3]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Sorting("title", "title"), "twice"),
        (lambda: Sorting("title", title="slug"), "twice"),
        (lambda: Sorting("-title"), "cannot be called"),
        (lambda: Sorting("a,b"), "cannot be called"),
        (lambda: Sorting("nothing").of(ARTICLES), "no plain attribute of Article"),
        (lambda: Sorting("author").of(ARTICLES), "no plain attribute"),
        (lambda: Sorting("tags.name").of(ARTICLES), "may have several"),
        (lambda: Sorting("title", default="-titel").of(ARTICLES), "Did you mean '-title'"),
        (lambda: Sorting(default="titel").of(ARTICLES), "Did you mean 'title'"),
    ],
    ids=["twice", "renamed-twice", "sign", "comma", "unknown", "relation", "many", "default", "only-default"],
)
def test_mistake_is_told(make, words):
    with pytest.raises(ConfigError, match=words):
        make()
