"""What an authorization server keeps: clients, grants, and digests of codes and tokens.

A subject is the string that ``identity_of`` gives of a principal, so these tables know nothing of the application's own.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import JSON
from sqlalchemy import BigInteger
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from .columns import DIGEST
from .columns import SUBJECT
from .columns import TYPES
from .columns import Application
from .columns import new_metadata

#: What a client may trade for tokens (RFC 6749, 1.3).
GrantType = Literal["authorization_code", "client_credentials", "refresh_token"]

# SQLite counts up only what it takes for its own row number.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class Model(DeclarativeBase):
    """The base of the tables. It is not the application's, so that both have migrations of their own."""

    metadata = new_metadata()
    type_annotation_map = TYPES


#: The tables, for ``create_all`` and for Alembic's ``target_metadata``.
metadata = Model.metadata


class Client(Application, Model):
    """An application that may ask for tokens (RFC 6749, 2). Its lists are replaced, never changed in place."""

    __tablename__ = "oauth_clients"

    #: The ``client_id``.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: ``None`` for a public client: one that cannot keep a secret, as in a browser or on a phone.
    secret_digest: Mapped[str | None] = mapped_column(DIGEST)
    #: The secret before the last rotation, which is good until ``previous_until``.
    previous_digest: Mapped[str | None] = mapped_column(DIGEST)
    previous_until: Mapped[dt.datetime | None]
    redirect_uris: Mapped[list[str]] = mapped_column(JSON)
    #: The most that it may be granted.
    scopes: Mapped[list[str]] = mapped_column(JSON)
    grant_types: Mapped[list[str]] = mapped_column(JSON)

    def __repr__(self) -> str:
        return f"<Client {self.id} {self.status}>"

    @property
    def is_public(self) -> bool:
        """Tell whether it has no secret."""
        return self.secret_digest is None


class Grant(Model):
    """What a client was given at once, by a consent as a rule, and so the family of all tokens that came of it: they die together."""

    __tablename__ = "oauth_grants"
    __table_args__ = (Index(None, "client_id", "subject"),)

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id", ondelete="CASCADE"))
    #: For whom the client acts; ``None`` for itself.
    subject: Mapped[str | None] = mapped_column(SUBJECT, index=True)
    #: Whether the subject was asked, and allowed it. What was issued without asking is no consent to anything.
    has_consent: Mapped[bool] = mapped_column(default=False)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    revoked_at: Mapped[dt.datetime | None]

    client: Mapped[Client] = relationship()


class AccessToken(Model):
    """A token that resources take. It is not kept itself, only its digest is."""

    __tablename__ = "oauth_access_tokens"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("oauth_grants.id", ondelete="CASCADE"), index=True)
    #: Those of the grant, or fewer.
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    revoked_at: Mapped[dt.datetime | None]

    grant: Mapped[Grant] = relationship()


class RefreshToken(Model):
    """A token that is traded once for new ones. It is not kept itself, only its digest is."""

    __tablename__ = "oauth_refresh_tokens"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("oauth_grants.id", ondelete="CASCADE"), index=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    #: When it was traded. Whoever comes with it again is not who it was given to, or was robbed.
    used_at: Mapped[dt.datetime | None]

    grant: Mapped[Grant] = relationship()

    @property
    def client_id(self) -> str:
        """The client that it was given to."""
        return self.grant.client_id


class AuthorizationCode(Model):
    """A code that a client trades once for tokens. It is not kept itself, only its digest is."""

    __tablename__ = "oauth_codes"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(SUBJECT)
    #: As it was asked for; ``None`` where the request left it to the client's only one.
    redirect_uri: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    #: The S256 of the verifier that has to come with the code (RFC 7636, 4.2).
    code_challenge: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]
    #: What it led to, and what is revoked when it comes again.
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("oauth_grants.id", ondelete="CASCADE"), index=True)

    client: Mapped[Client] = relationship()
    grant: Mapped[Grant | None] = relationship()
