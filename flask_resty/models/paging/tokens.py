"""Positions as clients carry them: signed by the app, for one list, sorted and narrowed down in one way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from flask import Flask
from flask import Request
from itsdangerous import BadSignature
from itsdangerous import Signer
from itsdangerous.encoding import base64_decode
from itsdangerous.encoding import base64_encode

from ...auth.secret_key import check_key
from ...auth.secret_key import keys_of

#: Whoever changes what is in a token changes the number, so that the older ones are known for what they are.
_SALT = b"flask_resty.models.cursor 1 "

#: Longer ones are in no address that servers take.
_LONGEST = 8192


def bound_to(request: Request, free: Collection[str]) -> bytes:
    """Give what tells one list from others: the resource, and all parameters that change what is listed.

    :param free: the parameters that do not.
    """
    path = sorted((name, str(value)) for name, value in (request.view_args or {}).items())
    query = sorted(pair for pair in request.args.items(multi=True) if pair[0] not in free)
    return fingerprint([request.endpoint, path, query])


def fingerprint(what: object) -> bytes:
    """Give a short name of something plain."""
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32].encode()


def check_signing(app: Flask) -> None:
    """Look whether an app has a key.

    :raise ConfigError: if it has no ``SECRET_KEY``.
    """
    check_key(app, "Cursor() signs what it gives to clients")


def signer(app: Flask, bound: bytes) -> Signer:
    """Give what signs tokens for one list by the key of an app, and knows those that were signed by an older one.

    :raise ConfigError: if the app has no ``SECRET_KEY``.
    """
    check_signing(app)
    # The last one signs.
    return Signer(keys_of(app)[::-1], salt=_SALT + bound, key_derivation="hmac", digest_method=hashlib.sha256)


def seal(by: Signer, text: str) -> str:
    """Make a token of a text."""
    return by.sign(base64_encode(text)).decode()


def unseal(by: Signer, token: str) -> str | None:
    """Give the text in a token, or ``None`` if it was not signed."""
    if len(token) > _LONGEST:
        return None
    try:
        return base64_decode(by.unsign(token)).decode()
    except BadSignature:
        return None
