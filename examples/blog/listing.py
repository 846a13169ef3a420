"""From what a client asks for to the posts of one page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import Select
from sqlalchemy import asc
from sqlalchemy import desc
from sqlalchemy import func
from sqlalchemy import literal
from sqlalchemy import or_
from sqlalchemy import select

from flask_resty import Page
from flask_resty import Paged

from .database import session
from .models import Account
from .models import Post


def matching(query: dict[str, Any], reader: Account | None) -> Select[Any]:
    """Select the posts that match a query, of those that the reader may see."""
    selected = select(Post).where(*_conditions(query, reader)).order_by(*_order(query["sort"]))
    return Post.with_tag(selected, query["tag"]) if "tag" in query else selected


def paged(selected: Select[Any], page: Page) -> Paged:
    """Give one page of what is selected, and how much there is in all."""
    total = session.scalar(select(func.count()).select_from(selected.order_by(None).with_only_columns(literal(1)).subquery()))
    return page.of(session.scalars(selected.limit(page.limit).offset(page.offset)).all(), total=total)


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
