"""The vault: secrets that have to be read again are encrypted by the app's ``SECRET_KEY``."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.fernet import InvalidToken
from cryptography.fernet import MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask.sansio.app import App

from ...errors import ConfigError
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
    try:
        return _fernet().decrypt(locked).decode()
    except InvalidToken as error:
        raise _unknown_key() from error


def relock(locked: str) -> str:
    """Encrypt by ``SECRET_KEY`` what may have been encrypted by one of the ``SECRET_KEY_FALLBACKS``.

    :raise ContractError: if it was encrypted by another key.
    """
    try:
        return _fernet().rotate(locked).decode()
    except InvalidToken as error:
        raise _unknown_key() from error


def check(app: App, who: str) -> None:
    """Look whether an app can encrypt.

    :param who: what needs it, for the error.
    :raise ConfigError: if it has no ``SECRET_KEY``.
    """
    if not app.secret_key:
        raise ConfigError(f"{who} encrypts secrets, but the app {app.name!r} has no SECRET_KEY. Set one.")


def _unknown_key() -> ContractError:
    return ContractError("A secret was encrypted by a key that the app no longer has. Put the old SECRET_KEY into SECRET_KEY_FALLBACKS.")


def _fernet() -> MultiFernet:
    check(current_app, "OAuth1Provider")
    return _derived(current_app.secret_key, *(current_app.config.get("SECRET_KEY_FALLBACKS") or ()))


@lru_cache(maxsize=16)
def _derived(*keys: str | bytes) -> MultiFernet:
    return MultiFernet([Fernet(_key(key.encode() if isinstance(key, str) else key)) for key in keys])


def _key(secret_key: bytes) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key))
