"""Consumers: which applications may ask for tokens, from registration to the end."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from collections.abc import Sequence
from typing import get_args

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session

from ...auth.tokens import new_token
from ..issuing import checked_subject
from ..models import Status
from ..refusal import Refusal
from ..registration import checked_description
from ..registration import checked_name
from ..registration import checked_redirect_uri
from ..signals import client_created
from ..signals import client_status_changed
from ..signals import secret_rotated
from ..work import Work
from .models import Consumer
from .models import TemporaryCredentials
from .models import TokenCredentials
from .vault import lock

#: What RSA keys have at least (NIST SP 800-131A), in bits.
_LEAST_BITS = 2048


class Consumers:
    """The consumers of a provider: ``provider.consumers``."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def create(
        self,
        name: str,
        *,
        callbacks: Iterable[str] = (),
        public_key: str | None = None,
        owner: str | None = None,
        description: str = "",
        status: Status = "approved",
    ) -> tuple[Consumer, str | None]:
        """Register a consumer; give it, and its secret.

        :param name: what people are shown when they are asked for consent.
        :param callbacks: where browsers may be sent with a verifier, to the letter. Without any, people carry it over themselves.
        :param public_key: an RSA key in PEM, for a consumer that signs by RSA. It gets no secret.
        :param owner: the subject that registers it.
        :param status: ``pending`` if somebody has to approve it first.
        :raise Refusal: ``invalid_client_metadata`` or ``invalid_redirect_uri`` for what cannot be registered.
        """
        if status not in get_args(Status):
            raise Refusal("invalid_client_metadata", f"The status of a consumer is one of {', '.join(get_args(Status))}.")
        secret = new_token() if public_key is None else None
        moment = self._work.now()
        consumer = Consumer(
            key=secrets.token_hex(16),
            name=checked_name(name),
            description=checked_description(description),
            secret=None if secret is None else lock(secret),
            public_key=None if public_key is None else _checked_key(public_key),
            callbacks=[checked_redirect_uri(uri) for uri in callbacks],
            status=status,
            owner=None if owner is None else checked_subject(owner),
            created_at=moment,
            updated_at=moment,
        )
        with self._work.writing() as session:
            session.add(consumer)
            session.commit()
            self._work.tell(client_created, client=consumer)
            return consumer, secret

    def find(self, key: str) -> Consumer | None:
        """Give a consumer, whatever its status; ``None`` if there is none."""
        with self._work.reading() as session:
            return session.get(Consumer, key, populate_existing=True) if _is_possible(key) else None

    def list(self, *, status: Status | None = None, owner: str | None = None) -> Sequence[Consumer]:
        """Give the consumers, or those with a status or an owner, the oldest first."""
        chosen = select(Consumer).order_by(Consumer.created_at, Consumer.key)
        if status is not None:
            chosen = chosen.where(Consumer.status == status)
        if owner is not None:
            chosen = chosen.where(Consumer.owner == owner)
        with self._work.reading() as session:
            return session.scalars(chosen).all()

    def approve(self, key: str) -> Consumer:
        """Let a consumer have tokens. What it had before it was revoked stays dead.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(key, "approved")

    def reject(self, key: str) -> Consumer:
        """Turn a consumer down.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(key, "rejected")

    def revoke(self, key: str) -> Consumer:
        """Take from a consumer, at once, all that it was granted, and let it have nothing more.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(key, "revoked")

    def _set_status(self, key: str, after: Status) -> Consumer:
        with self._work.writing() as session:
            consumer = _required(session, key)
            before = consumer.status
            if before == after:
                return consumer
            consumer.status, consumer.updated_at = after, self._work.now()
            if after != "approved":
                self._end(session, key)
            session.commit()
            self._work.tell(client_status_changed, client=consumer, before=before, after=after)
            return consumer

    def _end(self, session: Session, key: str) -> None:
        # Its tokens are not good whatever they say; nor shall they be if it is approved again.
        session.execute(delete(TemporaryCredentials).where(TemporaryCredentials.consumer_key == key))
        living = update(TokenCredentials).where(TokenCredentials.consumer_key == key, TokenCredentials.revoked_at.is_(None))
        session.execute(living.values(revoked_at=self._work.now()))

    def rotate_secret(self, key: str) -> str:
        """Give a consumer a new secret; what is signed by the old one is not good any more.

        :raise Refusal: ``invalid_client`` if there is none, ``invalid_client_metadata`` if it signs by RSA.
        """
        secret = new_token()
        with self._work.writing() as session:
            consumer = _required(session, key)
            if consumer.secret is None:
                raise Refusal("invalid_client_metadata", "A consumer with a public key has no secret.")
            consumer.secret, consumer.updated_at = lock(secret), self._work.now()
            session.commit()
            self._work.tell(secret_rotated, client=consumer)
        return secret


def _is_possible(key: str) -> bool:
    # What a database balks at is nobody's key.
    return key.isascii() and key.isprintable()


def _required(session: Session, key: str) -> Consumer:
    consumer = session.get(Consumer, key, populate_existing=True) if _is_possible(key) else None
    if consumer is None:
        raise Refusal("invalid_client", "There is no such consumer.")
    return consumer


def _checked_key(pem: str) -> str:
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise Refusal("invalid_client_metadata", "The public key is not in PEM.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise Refusal("invalid_client_metadata", f"The public key is not one of RSA with {_LEAST_BITS} bits or more.")
    return pem
