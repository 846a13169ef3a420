"""What a provider of OAuth 1.0 keeps, in the same metadata as the tables of OAuth 2.

To check an HMAC one needs the secret itself, so secrets cannot be kept as digests: they are encrypted (see ``vault``). Of
tokens and verifiers the digest is kept.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON
from sqlalchemy import ForeignKey
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from ..models import Model
from ..models import Status

#: The characters of a SHA-256 in hexadecimal.
_DIGEST = String(64)


class Consumer(Model):
    """An application that may ask for tokens (in RFC 5849: a client). Its list is replaced, never changed in place."""

    __tablename__ = "oauth1_consumers"

    #: The ``oauth_consumer_key``.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: What people are shown when they are asked for consent.
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    #: Encrypted; ``None`` for one that signs by RSA.
    secret: Mapped[str | None] = mapped_column(Text)
    #: An RSA key in PEM.
    public_key: Mapped[str | None] = mapped_column(Text)
    #: Where browsers may be sent with a verifier.
    callbacks: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[Status] = mapped_column(String(20))
    #: The subject that registered it.
    owner: Mapped[str | None] = mapped_column(String(255), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    updated_at: Mapped[dt.datetime]

    def __repr__(self) -> str:
        return f"<Consumer {self.key} {self.status}>"

    @property
    def is_approved(self) -> bool:
        """Tell whether its requests are good."""
        return self.status == "approved"


class TemporaryCredentials(Model):
    """A request token: what a consumer asks for consent with (RFC 5849, 2.1)."""

    __tablename__ = "oauth1_temporary_credentials"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    consumer_key: Mapped[str] = mapped_column(ForeignKey("oauth1_consumers.key", ondelete="CASCADE"), index=True)
    #: Encrypted.
    secret: Mapped[str] = mapped_column(Text)
    #: ``None`` where people carry the verifier over themselves ("oob").
    callback: Mapped[str | None] = mapped_column(Text)
    #: Who consented, and what proves it; ``None`` until then.
    subject: Mapped[str | None] = mapped_column(String(255))
    verifier_digest: Mapped[str | None] = mapped_column(_DIGEST)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)

    consumer: Mapped[Consumer] = relationship(lazy="joined")


class TokenCredentials(Model):
    """An access token: what a consumer signs with in the name of somebody (RFC 5849, 2.3)."""

    __tablename__ = "oauth1_token_credentials"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    consumer_key: Mapped[str] = mapped_column(ForeignKey("oauth1_consumers.key", ondelete="CASCADE"), index=True)
    #: Encrypted.
    secret: Mapped[str] = mapped_column(Text)
    #: Who consented.
    subject: Mapped[str] = mapped_column(String(255), index=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    consumer: Mapped[Consumer] = relationship(lazy="joined")
