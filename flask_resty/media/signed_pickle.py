"""Pickles that the application signed itself: for programs that share its key, and nobody else."""

from __future__ import annotations

import hashlib
import io
import pickle
from typing import Any
from typing import NoReturn

from flask import Flask
from flask import current_app
from itsdangerous import BadSignature
from itsdangerous import Signer

from ..errors import ConfigError
from ..errors import ContractError
from .decoded import checked
from .format import Emitter
from .format import Parser
from .format import refused
from .plain import finder
from .plain import nearly_plain
from .plain import plain

_SALT = b"flask_resty.media.signed_pickle"

#: Looks for the beginning of a float that is not finite. It may also stand in a string, so it is no more than a reason to look closer.
_seems_infinite = finder(rb"G[\x7f\xff][\xf0-\xff]", b"\x7f", b"\xff")


def emit(data: Any, schema: Any = None) -> bytes:
    """Write a pickle of what JSON can say and of bytes, a full stop, and the signature by the app's ``SECRET_KEY``.

    :raise ContractError: for what JSON could not say either.
    """
    return signer(current_app).sign(_pickled(data))


def _pickled(data: Any) -> bytes:
    # Of what is not plain, a pickle can say more than is let in again.
    near = nearly_plain(data, octets=True)
    try:
        content = _dumped(near)
    except TypeError:
        return _dumped(plain(near, octets=True))
    return _dumped(plain(near, octets=True)) if _seems_infinite(content) else content


def _dumped(data: Any) -> bytes:
    content = io.BytesIO()
    try:
        _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(data)
    except RecursionError as error:
        raise ContractError("The data is nested too deeply to be written.") from error
    return content.getvalue()


class _Pickler(pickle.Pickler):
    """Writes what Python has built in, and refuses all that would be made by calling something."""

    def reducer_override(self, value: Any) -> NoReturn:
        """Refuse a value of another type."""
        raise TypeError(f"{type(value).__qualname__} has no plain form.")


def parse(content: bytes, schema: Any = None) -> Any:
    """Read a pickle that the app signed, with its ``SECRET_KEY`` or one of the ``SECRET_KEY_FALLBACKS``.

    Nothing of it is read before the signature is known to be good; and even then, it cannot call anything.

    :raise Problem: 400, with a fault whose code is ``empty``, ``signature``, or what is wrong with the data.
    """
    if not content:
        raise refused("empty", "The content is empty.")
    try:
        signed = signer(current_app).unsign(content)
    except BadSignature as error:
        raise refused("signature", "The content was not signed by this application.") from error
    try:
        return checked(plain(_loaded(signed), octets=True))
    except ContractError as error:
        raise refused("type", "The content holds a value of a type that is not read here.") from error


def _loaded(content: bytes) -> Any:
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except Exception as error:
        # A broken pickle may raise anything.
        raise refused("syntax", "The content is no pickle of plain data.") from error


class _Unpickler(pickle.Unpickler):
    """Reads what Python has built in, so that a key in the wrong hands is no way to run code."""

    def find_class(self, module: str, name: str) -> NoReturn:
        """Refuse to find anything."""
        raise pickle.UnpicklingError(f"{module}.{name} is not to be had.")


def signer(app: Flask) -> Signer:
    """Give what signs with the key of an app, and knows what was signed with it or an older one."""
    keys = [*(app.config.get("SECRET_KEY_FALLBACKS") or ()), app.secret_key]
    # The last one signs.
    return Signer(keys, salt=_SALT, key_derivation="hmac", digest_method=hashlib.sha256)


def check(app: Flask) -> None:
    """Look whether an app can sign.

    :raise ConfigError: if it has no ``SECRET_KEY``.
    """
    if not app.secret_key:
        raise ConfigError(f"{app.name!r} is to speak {PICKLE_EMITTER.media_type}, but has no SECRET_KEY to sign with. Set one.")


PICKLE_EMITTER = Emitter("application/x-python-pickle", emit, can_shorten=True, check=check)

PICKLE_PARSER = Parser("application/x-python-pickle", parse, can_shorten=True, check=check)
