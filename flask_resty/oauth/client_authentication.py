"""Which client asks: by HTTP Basic, by its secret in the form, or by its name alone where it can keep no secret (RFC 6749, 2.3)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote_plus

from flask import Request

from ..auth.credentials import has_several
from ..auth.credentials import parse
from ..auth.credentials import user_pass
from .clients import Clients
from .models import Client
from .parameters import Parameters
from .refusal import Refusal

#: The ways of which a client takes one, as metadata names them (RFC 7591, 2).
METHODS = ("client_secret_basic", "client_secret_post", "none")


class _Shown(NamedTuple):
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


def _credentials(field: str | None, form: Parameters) -> _Shown | None:
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if field is None:
        return None if client_id is None else _Shown(client_id, secret)
    if has_several(field) or secret is not None:
        raise Refusal("invalid_request", "The client shows more than one set of credentials.")
    shown = _basic(field)
    if shown is not None and client_id not in (None, shown.client_id):
        raise Refusal("invalid_request", "The client has two names.")
    return shown


def _basic(field: str) -> _Shown | None:
    scheme, text = parse(field)
    pair = user_pass(text) if scheme == "basic" else None
    if pair is None:
        return None
    try:
        # Each half is written as in a form (RFC 6749, 2.3.1).
        client_id, secret = (unquote_plus(half, errors="strict") for half in pair)
    except ValueError:
        return None
    # No part of them has control characters (RFC 6749, A), and a secret of no letters is none.
    return _Shown(client_id, secret or None) if client_id.isprintable() and secret.isprintable() else None
