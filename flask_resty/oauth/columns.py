"""Columns: what the tables of OAuth 2 and those of OAuth 1.0 have in common. Each have a metadata of their own."""

from __future__ import annotations

import datetime as dt
from typing import Any
from typing import Literal

from sqlalchemy import DateTime
from sqlalchemy import MetaData
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import TypeDecorator
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

#: Where an application stands. Only what is approved gets tokens, and only its tokens are good.
Status = Literal["pending", "approved", "rejected", "revoked"]

#: The characters of a SHA-256 in hexadecimal.
DIGEST = String(64)

#: What ``identity_of`` gives of a principal.
SUBJECT = String(255)


class Moment(TypeDecorator[dt.datetime]):
    """An aware datetime, given back in UTC: not every database has time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Write it."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Read it."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)


#: How annotations of columns are read.
TYPES = {dt.datetime: Moment}


def new_metadata() -> MetaData:
    """Give a metadata that names indexes and keys alike on all databases, so that migrations find them."""
    names = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
    return MetaData(naming_convention=names)


class Application:
    """The columns of an application that may ask for tokens: a client of OAuth 2 or a consumer of OAuth 1.0."""

    #: What people are shown when they are asked for consent.
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[Status] = mapped_column(String(20))
    #: The subject that registered it.
    owner: Mapped[str | None] = mapped_column(SUBJECT, index=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    updated_at: Mapped[dt.datetime]

    @property
    def is_approved(self) -> bool:
        """Tell whether it gets tokens, and those it has are good."""
        return self.status == "approved"
