"""From what a client asks for to the selection of posts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import Select
from sqlalchemy import asc
from sqlalchemy import desc
from sqlalchemy import or_
from sqlalchemy import select

from .models import MAX_INTEGER
from .models import Account
from .models import Post


def matching(query: dict[str, Any], reader: Account | None) -> Select[Any]:
    """Select one page of the posts that match a query, of those that the reader may see."""
    selected = select(Post).where(*_conditions(query, reader)).order_by(*_order(query["sort"]))
    if "tag" in query:
        selected = Post.with_tag(selected, query["tag"])
    # A page that no integer of the database can count to is as empty as any other behind the last one.
    return selected.limit(query["limit"]).offset(min((query["page"] - 1) * query["limit"], MAX_INTEGER))


def _conditions(query: dict[str, Any], reader: Account | None) -> list[ColumnElement[bool]]:
    """Drafts are for their author alone, whatever else is asked for."""
    published = Post.status == "published"
    conditions = [published if reader is None else or_(published, Post.author_id == reader.id)]
    if "author" in query:
        conditions.append(Post.author.has(Account.username == query["author"]))
    if "q" in query:
        conditions.append(or_(Post.title.icontains(query["q"], autoescape=True), Post.content.icontains(query["q"], autoescape=True)))
    return conditions


def _order(sort: str) -> tuple[Any, ...]:
    column = getattr(Post, sort.removeprefix("-"))
    direction = desc if sort.startswith("-") else asc
    # What has no date comes last, either way. Equals need an order, too, or pages would overlap.
    return column.is_(None), direction(column), direction(Post.id)
