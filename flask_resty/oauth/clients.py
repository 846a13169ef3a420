"""Clients: who may ask for tokens, from registration to the end."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterable
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..auth.tokens import digest_of
from ..auth.tokens import new_token
from ..http.seconds import seconds_of
from .applications import Applications
from .applications import described
from .applications import new_identifier
from .columns import Status
from .models import AuthorizationCode
from .models import Client
from .models import Grant
from .models import GrantType
from .once import drop_codes
from .refusal import Refusal
from .registration import check_client
from .registration import checked_redirect_uri
from .registration import checked_scopes
from .work import Work
from .work import digest_sent

#: What a secret is compared with where there is none. Nothing has this digest.
_NO_DIGEST = "0" * 64


class Clients(Applications[Client]):
    """The clients of a registry: ``registry.clients``."""

    def __init__(self, work: Work) -> None:
        super().__init__(work, Client, Client.id, end=_end)

    def create(
        self,
        name: str,
        *,
        redirect_uris: Iterable[str] = (),
        scopes: Iterable[str] = (),
        grant_types: Iterable[GrantType] = ("authorization_code", "refresh_token"),
        public: bool = False,
        owner: str | None = None,
        description: str = "",
        status: Status = "approved",
    ) -> tuple[Client, str | None]:
        """Register a client; give it, and its secret, which cannot be had again.

        :param name: what people are shown when they are asked for consent.
        :param redirect_uris: where browsers may be sent with a code.
        :param scopes: the most that it may be granted.
        :param public: whether it cannot keep a secret: what runs in a browser or on a phone. It gets none.
        :param owner: the subject that registers it.
        :param status: ``pending`` if somebody has to approve it first.
        :raise Refusal: ``invalid_client_metadata`` or ``invalid_redirect_uri`` for what cannot be registered.
        """
        secret = None if public else new_token()
        client = Client(
            id=new_identifier(),
            secret_digest=None if secret is None else digest_of(secret),
            redirect_uris=[checked_redirect_uri(uri) for uri in redirect_uris],
            scopes=checked_scopes(scopes),
            grant_types=list(dict.fromkeys(grant_types)),
            **described(name, description, owner, status, self._work.now()),
        )
        check_client(client)
        self._add(client)
        return client, secret

    def authenticate(self, client_id: str, secret: str | None) -> Client | None:
        """Give the approved client that has a secret, or the public one that came without; else ``None``.

        A client that does not exist costs what a wrong secret does.
        """
        client = self.find(client_id)
        is_good = _is_secret_of(client, secret, self._work.now())
        return client if client is not None and client.is_approved and is_good else None

    def rotate_secret(self, client_id: str, *, grace: float | dt.timedelta = 0) -> str:
        """Give a client a new secret, which cannot be had again.

        :param grace: how long the old one is good, too, in seconds or as a ``timedelta``.
        :raise Refusal: ``invalid_client`` if there is none, ``invalid_client_metadata`` if it is public.
        """
        return self._rotate(client_id, partial(_take_secret, grace=seconds_of("grace", grace)))


def _end(session: Session, client_id: str, moment: dt.datetime) -> None:
    drop_codes(session, AuthorizationCode.client_id == client_id)
    for grant in session.scalars(select(Grant).where(Grant.client_id == client_id, Grant.revoked_at.is_(None))):
        # One by one they are written in the order of their numbers, so that of two who end the same ones neither waits for ever.
        grant.revoked_at = moment


def _take_secret(client: Client, secret: str, grace: float) -> None:
    if client.is_public:
        raise Refusal("invalid_client_metadata", "A public client has no secret.")
    client.previous_digest = client.secret_digest if grace > 0 else None
    client.previous_until = client.updated_at + dt.timedelta(seconds=grace)
    client.secret_digest = digest_of(secret)


def _is_secret_of(client: Client | None, secret: str | None, moment: dt.datetime) -> bool:
    if secret is None:
        return client is not None and client.is_public
    given = digest_sent(secret)
    known = (client.secret_digest, _previous_digest(client, moment)) if client is not None else (None, None)
    # Each is compared, whether it is there or not.
    return any([hmac.compare_digest(digest or _NO_DIGEST, given) and digest is not None for digest in known])


def _previous_digest(client: Client, moment: dt.datetime) -> str | None:
    return client.previous_digest if client.previous_until is not None and moment < client.previous_until else None
