"""What everybody may see, and what nobody may, in two worlds."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Literal

from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session

from ..toys import DAWN
from ..toys import Article
from ..toys import Author
from ..toys import Status
from ..toys import Tag
from ..toys import article
from ..toys import tagged

World = Literal["gold", "lead"]

#: Even numbers are those of rows that everybody may see.
SEEN = range(2, 20, 2)

#: In all that nobody may see.
SECRET = "planted"

#: The hidden rows of each world. They stand between the others, and some have what others have, too.
_HIDDEN: dict[World, range] = {"gold": range(1, 20, 2), "lead": range(7, 40, 8)}


def fill(session: Session) -> None:
    """Write what is the same in both worlds."""
    authors = [Author(id=number, username=name, name=name.title()) for number, name in enumerate(("ann", "bob", "cid"), 1)]
    tags = [Tag(id=number, name=name) for number, name in enumerate(("art", "books", "50%_off"), 1)]
    session.add_all([*authors, *tags])
    for number in SEEN:
        rank = None if number % 6 == 0 else number // 4
        made = article(number, authors[number % 3], id=number, status=Status.PUBLISHED, rank=rank, version=1)
        made.published_at = DAWN + dt.timedelta(days=number)
        made.tags = tags[: number % 4]
        session.add(made)
    session.commit()


def change(session: Session, world: World) -> None:
    """Make all that is hidden that of one world."""
    hidden = Article.id.not_in(SEEN)
    session.execute(delete(tagged).where(tagged.c.article_id.not_in(SEEN)))
    session.execute(delete(Article).where(hidden))
    for author in (1, 2, 3):
        session.execute(update(Author).where(Author.id == author).values(secret=f"{SECRET}-{world}-{_mixed(author, world)}"))
    for number in SEEN:
        # Straight to the table: a version that changed would be seen, and rightly so.
        values = {"price": Decimal(_mixed(number, world)), "content": f"{SECRET} {world} {_mixed(number, world)}"}
        session.execute(update(Article.__table__).where(Article.id == number).values(extra={world: SECRET}, **values))
    authors, tags = session.scalars(select(Author).order_by(Author.id)).all(), session.scalars(select(Tag).order_by(Tag.id)).all()
    with session.no_autoflush:
        made = [_secret(number, world, authors[number % 3], tags[number % 3]) for number in _HIDDEN[world]]
    session.add_all(made)
    session.commit()


def _mixed(number: int, world: World) -> int:
    return number * (5 if world == "gold" else 7) % 23


def _secret(number: int, world: World, author: Author, tag: Tag) -> Article:
    made = article(number, author, id=number, slug=f"{SECRET}-{number}", title=f"Article {SECRET} {number}", version=1)
    made.uuid = uuid.uuid5(uuid.NAMESPACE_OID, f"{world} {number}")
    made.rank, made.price = _mixed(number, world), Decimal(number)
    made.published_at = DAWN + dt.timedelta(days=_mixed(number, world))
    made.status = Status.PUBLISHED if number % 3 == 0 else Status.DRAFT
    # What is published is deleted.
    made.deleted_at = DAWN if made.status is Status.PUBLISHED else None
    made.tags = [tag]
    return made
