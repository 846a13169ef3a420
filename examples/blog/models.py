"""What the blog keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from secrets import token_hex
from typing import Any
from typing import cast

from sqlalchemy import JSON
from sqlalchemy import DateTime
from sqlalchemy import ForeignKey
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import TypeDecorator
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import column_property
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship
from sqlalchemy.orm import validates

#: The largest integer that databases know.
MAX_INTEGER = 2**63 - 1

#: What the accounts of a role may do.
SCOPES = {"reader": frozenset[str](), "author": frozenset({"posts:write"}), "admin": frozenset({"posts:write"})}


def now() -> dt.datetime:
    """Give the present moment."""
    return dt.datetime.now(dt.UTC)


class Moment(TypeDecorator[dt.datetime]):
    """An aware datetime, kept in UTC: not every database has time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Write it."""
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Read it."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Model(DeclarativeBase):
    """The base of all that is kept."""

    type_annotation_map = {dt.datetime: Moment}


class Account(Model):
    """Somebody who can log in. It is the principal of a request."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(255))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: What is kept of the password for Digest, by algorithm.
    digests: Mapped[dict[str, str]] = mapped_column(JSON)

    #: What it allowed the client that calls in its name; ``None`` where it calls itself. It is not kept.
    granted = cast("frozenset[str] | None", None)

    @property
    def scopes(self) -> frozenset[str]:
        """What it may do; rules look at it."""
        own = SCOPES[self.role]
        return own if self.granted is None else own & self.granted

    @property
    def roles(self) -> frozenset[str]:
        """What it is; rules look at it. Nobody allows a client to be it."""
        return frozenset({self.role} if self.granted is None else ())


class Comment(Model):
    """What somebody says to a post."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    author: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Tag(Model):
    """A tag of one post. Its name is part of the key, so that a post has it once."""

    __tablename__ = "tags"
    # Whoever wants it gone does not mind if it is gone already.
    __mapper_args__ = {"confirm_deleted_rows": False}

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(50), primary_key=True, index=True)
    position: Mapped[int]


class Cover(Model):
    """The picture of one post, in a table of its own: who lists posts does not read pictures."""

    __tablename__ = "covers"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(50))
    # Whoever has the picture already asks for its version only.
    content: Mapped[bytes] = mapped_column(deferred=True)
    version: Mapped[str] = mapped_column(String(32))

    # It is drawn, not counted: a cover that comes after one that was deleted is another one.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda _: token_hex(16)}


class Post(Model):
    """An article. What is shown of it is loaded along with it, so that a list costs no query per item."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    published_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column()

    # The lock behind the gate: of two who change the same version at the same moment, one gets a StaleDataError.
    __mapper_args__ = {"version_id_col": version}

    author: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    comments_count: Mapped[int] = column_property(
        select(func.count(Comment.id)).where(Comment.post_id == id).correlate_except(Comment).scalar_subquery()
    )
    #: The number of characters in its content.
    content_size: Mapped[int] = column_property(func.length(content))
    comments: Mapped[list[Comment]] = relationship(order_by=(Comment.created_at, Comment.id), viewonly=True)
    _tags: Mapped[list[Tag]] = relationship(order_by=Tag.position, lazy="selectin", cascade="all, delete-orphan", passive_deletes=True)

    @property
    def tags(self) -> list[str]:
        """The names of its tags, in the order of its author."""
        return [tag.name for tag in self._tags]

    @tags.setter
    def tags(self, names: Iterable[str]) -> None:
        known = {tag.name: tag for tag in self._tags}
        self._tags = [known.get(name) or Tag(name=name) for name in names]
        for position, tag in enumerate(self._tags):
            tag.position = position

    def is_by(self, account: Account | None) -> bool:
        """Tell whether an account wrote it."""
        # What stands for the caller of a request is false where that is nobody, but it is not None.
        return account.id == self.author_id if account else False

    @validates("published_at")
    def _in_utc(self, key: str, value: dt.datetime | None) -> dt.datetime | None:
        # It is shown as it will be kept, whatever offset it came with.
        return None if value is None else value.astimezone(dt.UTC)
