"""Validators of Authlib as what verifies Bearer tokens."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_oauth2.requests import FlaskJsonRequest
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import TokenValidator
from flask import request
from joserfc.errors import JoseError

from ..errors import ConfigError
from .claims import Make
from .claims import TokenPrincipal
from .claims import making
from .claims import principal_in

logger = logging.getLogger("flask_resty")

# What a validator stumbles with over a token that is made to hurt. An outage, as of its database, is another matter.
_STUMBLES = (ArithmeticError, AssertionError, AttributeError, JoseError, LookupError, RecursionError, TypeError, ValueError)


class AuthlibValidator:
    """Verifies tokens by a validator of Authlib: ``Bearer(verify=AuthlibValidator(MyBearerTokenValidator()))``.

    The validator finds the token and says whether it is good; scopes are for ``@requires`` to ask for. A token that it raises
    an ``OAuth2Error`` for is refused, and so is one that it stumbles over with a ``TypeError`` or the like; the log tells of
    the latter.

    :param validator: its ``validate_request``, ``authenticate_token`` and ``validate_token`` are asked in turn, as Authlib's own
        ``ResourceProtector`` does.
    :param principal: ``principal(token)`` makes the application's own principal of what the validator found, or ``None`` to refuse; may
        be ``async def``. Without it, the token gives a :class:`TokenPrincipal`.
    :raise ConfigError: if it is no validator, or not one of Bearer tokens.
    """

    def __init__(self, validator: TokenValidator, *, principal: Make | None = None) -> None:
        if not isinstance(validator, TokenValidator):
            raise ConfigError(f"AuthlibValidator cannot ask {validator!r}. Give an instance of a TokenValidator of Authlib.")
        if validator.TOKEN_TYPE != "bearer":
            raise ConfigError(f"{validator!r} validates tokens of type {validator.TOKEN_TYPE!r}. Give one that validates Bearer tokens.")
        self._validator = validator
        self._make = _principal_of if principal is None else making(principal, "AuthlibValidator")

    def __repr__(self) -> str:
        return f"AuthlibValidator({type(self._validator).__name__})"

    def __call__(self, token: str) -> Any | None:
        """Give the principal of a token, ``None`` if the validator refuses it."""
        found = self._found(token)
        return None if found is None else self._make(found)

    def _found(self, token: str) -> Any | None:
        asked = FlaskJsonRequest(request)
        try:
            self._validator.validate_request(asked)
            found = self._validator.authenticate_token(token)
            self._validator.validate_token(found, None, asked)
        except OAuth2Error:
            return None
        except _STUMBLES as error:
            # Its message may hold the token.
            logger.warning(
                "%s stumbled over a token with a %s. The token is refused.", type(self._validator).__name__, type(error).__name__
            )
            return None
        return found


def _principal_of(token: Any) -> TokenPrincipal | None:
    try:
        return principal_in(token) if isinstance(token, Mapping) else _of_a_record(token)
    except ValueError:
        return None


def _of_a_record(token: Any) -> TokenPrincipal:
    # Authlib's mixins have get_scope() and client_id; who the token is for is the application's own user_id.
    user, client = getattr(token, "user_id", None), getattr(token, "client_id", None)
    claims = {"sub": None if user is None else str(user), "client_id": client, "scope": token.get_scope() or ""}
    return principal_in(claims)
