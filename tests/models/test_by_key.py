"""Rows by many keys."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from flask_resty.models import Comparison
from flask_resty.models import Query
from flask_resty.models import SQLAlchemyStore
from flask_resty.models.by_key import MOST_KEYS
from flask_resty.models.by_key import rows_by_key

from .toys import Article


@pytest.mark.parametrize("more, expected", [(0, 1), (1, 2)])
def test_so_many_are_read_by_one_statement(filled: Session, statements: list[str], more: int, expected: int) -> None:
    keys = [(number,) for number in range(1, MOST_KEYS + 1 + more)]
    rows = rows_by_key(SQLAlchemyStore(Article, filled), ["id"], keys, Query())
    assert sorted(row.id for row in rows) == [1, 2, 3, 4, 5, 6]
    assert len(statements) == expected


def test_keys_of_several_attributes_match_as_a_whole(filled: Session) -> None:
    keys = [("article-1", "Article 1"), ("article-2", "Article 3"), ("article-3", "Article 3")]
    rows = rows_by_key(SQLAlchemyStore(Article, filled), ["slug", "title"], keys, Query())
    assert [row.id for row in rows] == [1, 3]


def test_what_else_is_asked_for_holds_for_all(filled: Session) -> None:
    among = Query(comparisons=[Comparison("slug", "eq", "article-2")], narrowed_by=[lambda select: select.where(Article.id < 3)])
    assert [row.id for row in rows_by_key(SQLAlchemyStore(Article, filled), ["id"], [(1,), (2,), (3,)], among)] == [2]
