"""The toys themselves: others build on what they promise."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from .toys import Article
from .toys import Author
from .toys import Tag


def test_toys_are_filled_as_promised(filled: Session) -> None:
    articles = filled.scalars(select(Article).order_by(Article.id)).all()
    assert [(item.author.username, item.rank, item.comments_count) for item in articles] == [
        ("ann", None, 3),
        ("bob", 1, 1),
        ("ann", 2, 0),
        ("bob", 2, 0),
        ("ann", 3, 0),
        ("bob", None, 0),
    ]
    assert [tag.name for tag in articles[0].tags] == ["art", "books", "cities"]
    assert articles[5].parent is articles[0]


def test_what_comes_later_gets_another_number(filled: Session) -> None:
    tag = Tag(name="new")
    filled.add(tag)
    filled.flush()
    assert tag.id not in {1, 2, 3}


def test_statements_are_seen(filled: Session, statements: list[str]) -> None:
    assert filled.get(Author, 1)
    assert len(statements) == 1
