"""Which client asks: by HTTP Basic, by its secret in the form, or by its name alone where it can keep no secret (RFC 6749, 2.3)."""

from __future__ import annotations

from base64 import b64decode
from typing import NamedTuple
from urllib.parse import unquote_plus

from flask import Request

from ..auth.credentials import has_several
from ..auth.credentials import parse
from .clients import Clients
from .models import Client
from .parameters import Parameters
from .refusal import Refusal

#: The ways of which a client takes one, as metadata names them (RFC 7591, 2).
METHODS = ("client_secret_basic", "client_secret_post", "none")


class Credentials(NamedTuple):
    """What a client says of itself."""

    client_id: str
    secret: str | None


def authenticate(request: Request, form: Parameters, clients: Clients) -> Client:
    """Give the client that asks.

    :raise Refusal: ``invalid_request`` where it shows two credentials, ``invalid_client`` where they are bad or missing.
    """
    shown = _credentials(request.headers.get("Authorization"), form)
    client = None if shown is None else clients.authenticate(*shown)
    if client is None:
        raise Refusal("invalid_client", "The client is not known, or its credentials are not valid.")
    return client


def _credentials(field: str | None, form: Parameters) -> Credentials | None:
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if field is None:
        return None if client_id is None else Credentials(client_id, secret)
    if has_several(field) or secret is not None:
        raise Refusal("invalid_request", "The client shows more than one set of credentials.")
    shown = _basic(field)
    if shown is not None and client_id not in (None, shown.client_id):
        raise Refusal("invalid_request", "The client has two names.")
    return shown


def _basic(field: str) -> Credentials | None:
    scheme, text = parse(field)
    if scheme != "basic":
        return None
    try:
        client_id, colon, secret = b64decode(text, validate=True).decode().partition(":")
        # Each half is written as in a form (RFC 6749, 2.3.1).
        shown = Credentials(unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict"))
    except ValueError:
        return None
    # No part of them has control characters (RFC 6749, A), and a secret of no letters is none.
    is_plain = colon and shown.client_id.isprintable() and (shown.secret or "").isprintable()
    return shown._replace(secret=shown.secret or None) if is_plain else None
