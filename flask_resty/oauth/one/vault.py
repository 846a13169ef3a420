"""The vault: secrets that have to be read again are encrypted by the app's ``SECRET_KEY``."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.fernet import InvalidToken
from cryptography.fernet import MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask.sansio.app import App

from ...auth.secret_key import check_key
from ...auth.secret_key import keys_of
from ...errors import ContractError

# The app signs other things by the same key; whoever has what is made of it here has none of those.
_PURPOSE = b"flask_resty.oauth.one"


def lock(secret: str) -> str:
    """Encrypt a secret."""
    return _fernet().encrypt(secret.encode()).decode()


def unlock(locked: str) -> str:
    """Decrypt what was encrypted by ``SECRET_KEY``, or by one of the ``SECRET_KEY_FALLBACKS``.

    :raise ContractError: if it was encrypted by another key.
    """
    return _opened(_fernet().decrypt, locked)


def relock(locked: str) -> str:
    """Encrypt by ``SECRET_KEY`` what may have been encrypted by one of the ``SECRET_KEY_FALLBACKS``.

    :raise ContractError: if it was encrypted by another key.
    """
    return _opened(_fernet().rotate, locked)


def check(app: App) -> None:
    """Look whether an app can encrypt.

    :raise ConfigError: if it has no ``SECRET_KEY``.
    """
    check_key(app, "OAuth1Provider encrypts secrets")


def _opened(ask: Callable[[str], bytes], locked: str) -> str:
    try:
        return ask(locked).decode()
    except InvalidToken as error:
        raise ContractError(
            "A secret was encrypted by a key that the app no longer has. Put the old SECRET_KEY into SECRET_KEY_FALLBACKS."
        ) from error


def _fernet() -> MultiFernet:
    check(current_app)
    return _derived(*keys_of(current_app))


@lru_cache(maxsize=16)
def _derived(*keys: bytes) -> MultiFernet:
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret_key: bytes) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key))
