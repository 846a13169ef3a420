"""Clients: who may ask for tokens, from registration to the end."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Iterable
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..auth.tokens import digest_of
from ..auth.tokens import new_token
from .issuing import checked_subject
from .models import AuthorizationCode
from .models import Client
from .models import Grant
from .models import GrantType
from .models import Status
from .once import drop_codes
from .refusal import Refusal
from .registration import check_client
from .registration import checked_description
from .registration import checked_name
from .registration import checked_redirect_uri
from .registration import checked_scopes
from .signals import client_created
from .signals import client_status_changed
from .signals import secret_rotated
from .work import Work
from .work import digest_sent

#: What a secret is compared with where there is none. Nothing has this digest.
_NO_DIGEST = "0" * 64


class Clients:
    """The clients of a registry: ``registry.clients``."""

    def __init__(self, work: Work) -> None:
        self._work = work

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
        moment = self._work.now()
        client = Client(
            # Letters and digits alone: it is typed into commands, where "-" would start an option.
            id=secrets.token_hex(16),
            name=checked_name(name),
            description=checked_description(description),
            secret_digest=None if secret is None else digest_of(secret),
            redirect_uris=[checked_redirect_uri(uri) for uri in redirect_uris],
            scopes=checked_scopes(scopes),
            grant_types=list(dict.fromkeys(grant_types)),
            status=status,
            owner=None if owner is None else checked_subject(owner),
            created_at=moment,
            updated_at=moment,
        )
        check_client(client)
        with self._work.writing() as session:
            session.add(client)
            session.commit()
            self._work.tell(client_created, client=client)
            return client, secret

    def find(self, client_id: str) -> Client | None:
        """Give a client, whatever its status; ``None`` if there is none."""
        with self._work.reading() as session:
            return _found(session, client_id)

    def list(self, *, status: Status | None = None, owner: str | None = None) -> Sequence[Client]:
        """Give the clients, or those with a status or an owner, the oldest first."""
        chosen = select(Client).order_by(Client.created_at, Client.id)
        if status is not None:
            chosen = chosen.where(Client.status == status)
        if owner is not None:
            chosen = chosen.where(Client.owner == owner)
        with self._work.reading() as session:
            return session.scalars(chosen).all()

    def authenticate(self, client_id: str, secret: str | None) -> Client | None:
        """Give the approved client that has a secret, or the public one that came without; else ``None``.

        A client that does not exist costs what a wrong secret does.
        """
        client = self.find(client_id)
        is_good = _is_secret_of(client, secret, self._work.now())
        return client if client is not None and client.is_approved and is_good else None

    def approve(self, client_id: str) -> Client:
        """Let a client have tokens. What it had before it was revoked stays dead.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(client_id, "approved")

    def reject(self, client_id: str) -> Client:
        """Turn a client down.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(client_id, "rejected")

    def revoke(self, client_id: str) -> Client:
        """Take from a client, at once, all that it was granted, and let it have nothing more.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(client_id, "revoked")

    def _set_status(self, client_id: str, after: Status) -> Client:
        with self._work.writing() as session:
            client = _required(session, client_id)
            before, moment = client.status, self._work.now()
            if before == after:
                return client
            client.status, client.updated_at = after, moment
            # Its tokens are not good whatever they say; nor shall they be if it is approved again, and what came about meanwhile.
            drop_codes(session, AuthorizationCode.client_id == client.id)
            for grant in session.scalars(select(Grant).where(Grant.client_id == client.id, Grant.revoked_at.is_(None))):
                # One by one they are written in the order of their numbers, so that of two who end the same ones neither waits for ever.
                grant.revoked_at = moment
            session.commit()
            self._work.tell(client_status_changed, client=client, before=before, after=after)
            return client

    def rotate_secret(self, client_id: str, *, grace: float = 0) -> str:
        """Give a client a new secret, which cannot be had again.

        :param grace: the seconds for which the old one is good, too.
        :raise Refusal: ``invalid_client`` if there is none, ``invalid_client_metadata`` if it is public.
        """
        secret = new_token()
        with self._work.writing() as session:
            client = _required(session, client_id)
            if client.is_public:
                raise Refusal("invalid_client_metadata", "A public client has no secret.")
            client.updated_at = self._work.now()
            client.previous_digest = client.secret_digest if grace > 0 else None
            client.previous_until = client.updated_at + dt.timedelta(seconds=grace)
            client.secret_digest = digest_of(secret)
            session.commit()
            self._work.tell(secret_rotated, client=client)
        return secret


def _found(session: Session, client_id: str) -> Client | None:
    # What a database balks at is nobody's name (RFC 6749, appendix A.1).
    is_possible = client_id.isascii() and client_id.isprintable()
    return session.get(Client, client_id, populate_existing=True) if is_possible else None


def _required(session: Session, client_id: str) -> Client:
    client = _found(session, client_id)
    if client is None:
        raise Refusal("invalid_client", "There is no such client.")
    return client


def _is_secret_of(client: Client | None, secret: str | None, moment: dt.datetime) -> bool:
    if secret is None:
        return client is not None and client.is_public
    given = digest_sent(secret)
    known = (client.secret_digest, _previous_digest(client, moment)) if client is not None else (None, None)
    # Each is compared, whether it is there or not.
    return any([hmac.compare_digest(digest or _NO_DIGEST, given) and digest is not None for digest in known])


def _previous_digest(client: Client, moment: dt.datetime) -> str | None:
    return client.previous_digest if client.previous_until is not None and moment < client.previous_until else None
