"""Consumers: which applications may ask for tokens, from registration to the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import delete
from sqlalchemy import update
from sqlalchemy.orm import Session

from ...auth.tokens import new_token
from ..applications import Applications
from ..applications import described
from ..applications import new_identifier
from ..columns import Status
from ..refusal import Refusal
from ..registration import checked_redirect_uri
from ..work import Work
from .models import Consumer
from .models import TemporaryCredentials
from .models import TokenCredentials
from .vault import lock

#: What RSA keys have at least (NIST SP 800-131A), in bits.
_LEAST_BITS = 2048


class Consumers(Applications[Consumer]):
    """The consumers of a provider: ``provider.consumers``."""

    def __init__(self, work: Work) -> None:
        super().__init__(work, Consumer, Consumer.key, end=_end)

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
        secret = new_token() if public_key is None else None
        consumer = Consumer(
            key=new_identifier(),
            secret=None if secret is None else lock(secret),
            public_key=None if public_key is None else _checked_key(public_key),
            callbacks=[checked_redirect_uri(uri) for uri in callbacks],
            **described(name, description, owner, status, self._work.now()),
        )
        self._add(consumer)
        return consumer, secret

    def rotate_secret(self, key: str) -> str:
        """Give a consumer a new secret; what is signed by the old one is not good any more.

        :raise Refusal: ``invalid_client`` if there is none, ``invalid_client_metadata`` if it signs by RSA.
        """
        return self._rotate(key, _take_secret)


def _checked_key(pem: str) -> str:
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise Refusal("invalid_client_metadata", "The public key is not in PEM.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise Refusal("invalid_client_metadata", f"The public key is not one of RSA with {_LEAST_BITS} bits or more.")
    return pem


def _end(session: Session, key: str, moment: dt.datetime) -> None:
    session.execute(delete(TemporaryCredentials).where(TemporaryCredentials.consumer_key == key))
    living = update(TokenCredentials).where(TokenCredentials.consumer_key == key, TokenCredentials.revoked_at.is_(None))
    session.execute(living.values(revoked_at=moment))


def _take_secret(consumer: Consumer, secret: str) -> None:
    if consumer.secret is None:
        raise Refusal("invalid_client_metadata", "A consumer with a public key has no secret.")
    consumer.secret = lock(secret)
