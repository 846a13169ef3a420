"""What a provider of OAuth 1.0 keeps, in a metadata of its own: who has OAuth 2 alone has none of these tables.

To check an HMAC one needs the secret itself, so secrets cannot be kept as digests: they are encrypted (see ``vault``). Of
tokens and verifiers the digest is kept.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON
from sqlalchemy import ForeignKey
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from ..columns import DIGEST
from ..columns import SUBJECT
from ..columns import TYPES
from ..columns import Application
from ..columns import new_metadata


class Model(DeclarativeBase):
    """The base of the tables. It is neither the application's nor that of OAuth 2."""

    metadata = new_metadata()
    type_annotation_map = TYPES


#: The tables, for ``create_all`` and for Alembic's ``target_metadata``.
metadata = Model.metadata


class Consumer(Application, Model):
    """An application that may ask for tokens (in RFC 5849: a client). Its list is replaced, never changed in place."""

    __tablename__ = "oauth1_consumers"

    #: The ``oauth_consumer_key``.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Encrypted; ``None`` for one that signs by RSA.
    secret: Mapped[str | None] = mapped_column(Text)
    #: An RSA key in PEM.
    public_key: Mapped[str | None] = mapped_column(Text)
    #: Where browsers may be sent with a verifier.
    callbacks: Mapped[list[str]] = mapped_column(JSON)

    def __repr__(self) -> str:
        return f"<Consumer {self.key} {self.status}>"


class TemporaryCredentials(Model):
    """A request token: what a consumer asks for consent with (RFC 5849, 2.1)."""

    __tablename__ = "oauth1_temporary_credentials"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    consumer_key: Mapped[str] = mapped_column(ForeignKey("oauth1_consumers.key", ondelete="CASCADE"), index=True)
    #: Encrypted.
    secret: Mapped[str] = mapped_column(Text)
    #: ``None`` where people carry the verifier over themselves ("oob").
    callback: Mapped[str | None] = mapped_column(Text)
    #: Who consented, and what proves it; ``None`` until then.
    subject: Mapped[str | None] = mapped_column(SUBJECT)
    verifier_digest: Mapped[str | None] = mapped_column(DIGEST)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)

    consumer: Mapped[Consumer] = relationship(lazy="joined")


class TokenCredentials(Model):
    """An access token: what a consumer signs with in the name of somebody (RFC 5849, 2.3)."""

    __tablename__ = "oauth1_token_credentials"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    consumer_key: Mapped[str] = mapped_column(ForeignKey("oauth1_consumers.key", ondelete="CASCADE"), index=True)
    #: Encrypted.
    secret: Mapped[str] = mapped_column(Text)
    #: Who consented.
    subject: Mapped[str] = mapped_column(SUBJECT, index=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    consumer: Mapped[Consumer] = relationship(lazy="joined")
