"""All that clients may ask of a list."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from marshmallow import fields

from flask_resty import ConfigError
from flask_resty.models import Comparison
from flask_resty.models import Either
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import Listing
from flask_resty.models import ObjectStore
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Sorting

from .listed import client_for


@dataclass
class Book:
    """What a store in memory keeps here."""

    id: int
    title: str
    year: int | None
    load: str = ""
    fields: str = ""


BOOKS = ObjectStore(Book, [Book(1, "Emma", 1815), Book(2, "Dune", 1965), Book(3, "Emma", None)])

#: Names that mean something on schemas, and must not here.
NAMES = {"load": Filter("load"), "fields": Filter("fields"), "context": Filter("id", "eq", "in"), "Meta": Filter("year")}


def listing(**more):
    filters = Filters(year=Filter("year", "gte", "null"), odd=Filter(field=fields.Bool(), by=odd), **more)
    return Listing(BOOKS, filters=filters, sorting=Sorting("title", "year"), search=("title",))


def odd(selection, value):
    return selection.where(lambda book: (book.id % 2 == 1) is value)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("year[gte]=1900", [2]),
        ("year[gte]=-" + "9" * 30, [1, 2]),
        ("year[null]=true", [3]),
        ("odd=true&sort=-id", None),
        ("odd=true&sort=-title,year", [1, 3]),
        ("sort=title,-year&q=M", [1, 3]),
        ("sort=-year", [2, 1, 3]),
        ("q=m&odd=false", []),
    ],
)
def test_store_in_memory_is_asked_alike(query, found):
    response = client_for(listing()).get(f"/articles?{query}")
    assert response.status_code == (422 if found is None else 200)
    assert found is None or response.json == found


def test_query_says_what_was_asked_and_nothing_else():
    asked = listing().query({"year[gte]": 1900, "q": "m", "sort": ["-year"], "page": 3})
    text = Either([Comparison("title", "icontains", "m")])
    assert asked == Query(
        comparisons=[Comparison("year", "gte", 1900), text], narrowed_by=[], order=(Order("year", True), Order("id", True))
    )


def test_filters_may_have_any_name():
    client = client_for(listing(**NAMES))
    assert client.get("/articles?context=2&load=").json == [2]
    assert client.get("/articles?Meta=1815").json == [1]
    assert client.get("/articles?fields=x").status_code == 200


def test_nothing_can_be_asked_where_nothing_is_offered():
    made = Listing(BOOKS)
    assert client_for(made).get("/articles?sort=id").status_code == 422
    assert made.query({}) == Query(comparisons=[], narrowed_by=[], order=(Order("id"),))


@pytest.mark.parametrize("name", ["sort", "q"])
def test_name_that_is_there_twice_is_told(name):
    with pytest.raises(ConfigError, match=f"the parameter '{name}'"):
        listing(**{name: Filter("title")})
