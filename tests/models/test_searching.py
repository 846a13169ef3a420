"""Free text that clients look for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from flask_resty import ConfigError
from flask_resty.models import Listing
from flask_resty.models import SQLAlchemyStore

from .listed import client_for
from .listed import refusals
from .toys import Article

ARTICLES = SQLAlchemyStore(Article, Session())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ICLE 3", [3]),
        ("ann", [1, 3, 5]),
        ("books", [1]),
        ("a", [1, 2, 3, 4, 5, 6]),
        ("%", []),
        ("_", []),
        ("*", []),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_text_is_found_in_any_of_the_attributes(filled, text, found):
    client = client_for(Listing(SQLAlchemyStore(Article, filled), search=("title", "author.username", "tags.name")))
    assert client.get("/articles", query_string={"q": text}).json == found


@pytest.mark.parametrize(("text", "code"), [("x" * 201, "too_long"), ("\0", "format")], ids=["long", "nul"])
def test_text_is_refused(text, code):
    client = client_for(Listing(ARTICLES, search=("title",)))
    assert refusals(client.get("/articles", query_string={"q": text})) == [("/q", code)]


def test_somebody_else_may_look_for_the_text():
    looked = []
    query = Listing(ARTICLES, search=True).query({"q": "dune"}, lambda selection, text: looked.append((selection, text)))
    assert query.comparisons == []
    query.narrowed_by[0]("all")
    assert looked == [("all", "dune")]


@pytest.mark.parametrize(
    ("search", "words"),
    [("title", r"\('title',\)"), (("nothing",), "no text of Article"), (("rank",), "no text"), (("author",), "no text")],
    ids=["text", "unknown", "number", "relation"],
)
def test_mistake_is_told(search, words):
    with pytest.raises(ConfigError, match=words):
        Listing(ARTICLES, search=search)
