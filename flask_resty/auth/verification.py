"""Verification: asking the application whether credentials are good."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Awaitable
from collections.abc import Callable
from inspect import iscoroutine
from inspect import iscoroutinefunction
from types import AsyncGeneratorType
from types import GeneratorType
from typing import Any

from flask import current_app

from ..errors import ConfigError
from ..errors import ContractError

#: Takes credentials in clear, gives the principal or ``None``.
Verify = Callable[..., Any]

#: Takes what tells an account from others, gives its secret and its principal, or ``None``.
Secret = Callable[[str], Any]

#: No name and no password has more characters. To compose takes quadratic time where combining marks follow each other, and is
#: done before anybody knows who sent them.
LONGEST = 1024


def verifier(who: str, verify: Verify | None, secret: Secret | None) -> Verify:
    """Give one function of what the developer gave: it takes the parts of the credentials, gives the principal or ``None``.

    :param who: the name of the authenticator, for the error.
    :raise ConfigError: unless exactly one of the two is given, and can be called.
    """
    if (verify is None) == (secret is None):
        raise ConfigError(f"{who} needs exactly one of verify= and secret=: a function that checks, or one that looks the secret up.")
    if verify is None:
        return _looked_up(synchronous(checked_function(secret, who, "secret")))
    return asking(checked_function(verify, who, "verify"), "verify")


def checked_function(function: object, who: str, what: str) -> Callable[..., Any]:
    """Give a function of the application back.

    :param who: what it was given to, for the error.
    :param what: the name of the parameter.
    :raise ConfigError: if it cannot be called.
    """
    if not callable(function):
        raise ConfigError(f"{who} cannot call {type(function).__name__!r}. Give a function as {what}=.")
    return function


def synchronous(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function that can be called plainly, for an ``async def`` as well."""
    if not iscoroutinefunction(function):
        return function
    return lambda *args: current_app.ensure_sync(function)(*args)


def settled(answer: Any, what: str) -> Any:
    """Give the answer of an application's function back, unless it is still to be awaited or iterated.

    Such an object is true whatever it would come to, and would let everybody in.

    :raise ContractError: if it is one.
    """
    if isinstance(answer, (GeneratorType, AsyncGeneratorType)):
        raise ContractError(f"{what} gave a generator, not an answer. Put any(...) or all(...) around it.")
    if isinstance(answer, Awaitable):
        if iscoroutine(answer):
            answer.close()
        raise ContractError(f"{what} gave a coroutine, not an answer. Give a plain function, or where it is taken the async one itself.")
    return answer


def asking(function: Verify, what: str) -> Verify:
    """Make what asks an application's function for a principal, or ``None``: plainly, for an ``async def`` as well.

    :raise ContractError: (what is made does) if it gives a coroutine.
    """
    ask = synchronous(function)

    def check(*parts: Any) -> Any:
        principal = settled(ask(*parts), what)
        # A function that answers "no" with False means the same as None; as a principal it would be let in.
        return None if principal is False else principal

    return check


def _looked_up(secret: Verify) -> Verify:
    def check(*parts: str) -> Any:
        found = settled(secret(parts[0]), "secret")
        expected, principal = (None, None) if found is None else found
        return principal if _matches(expected, parts[-1]) else None

    return check


def _matches(expected: str | None, given: str) -> bool:
    # An account that does not exist costs the same comparison as one that does. One whose secret is empty has none.
    wanted = expected or given
    return hmac.compare_digest(composed(wanted).encode(), composed(given).encode()) and bool(expected)


def composed(text: str) -> str:
    """Give a text in the normal form NFC, or as it is where it is longer than any name or password.

    The same letters typed on two keyboards may be composed or decomposed (RFC 8265, 4.2.2).
    """
    return unicodedata.normalize("NFC", text) if len(text) <= LONGEST else text
