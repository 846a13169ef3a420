"""Authorization requests: what a client asks of people by sending their browser here (RFC 6749, 4.1.1; RFC 7636, 4.3)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from .clients import Clients
from .models import Client
from .parameters import Parameters
from .redirection import is_registered
from .refusal import Refusal
from .registration import checked_scopes

# SHA-256 in base64url without padding (RFC 7636, 4.2).
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

#: What cannot be had here, and what would not be safe to pass over: a token for one resource would be good at all of them.
_NOT_HERE = {
    # RFC 8707, 2.
    "resource": "invalid_target",
    # RFC 9101, 7, and OpenID Connect Core, 6.
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
}


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where an answer goes. Once it is known, errors go there, too."""

    client: Client
    redirect_uri: str
    #: What the client knows its own request by.
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What is asked, all of it checked."""

    way: WayBack
    scopes: tuple[str, ...]
    code_challenge: str
    #: Whether people are to be asked even if they have said yes before.
    is_asked_again: bool


def way_back(query: Parameters, clients: Clients) -> WayBack:
    """Find out who asks, and where the answer goes.

    :raise Refusal: where that is not certain. Nobody is then sent anywhere (RFC 6749, 4.1.2.1).
    """
    if query.repeated & {"client_id", "redirect_uri"}:
        raise Refusal("invalid_request", "The application sent its name or its address twice.")
    client = clients.find(query.get("client_id") or "")
    if client is None or not client.is_approved:
        raise Refusal("invalid_client", "The application that sent you here is not known, or not approved.")
    return WayBack(client, _redirect_uri(query.get("redirect_uri"), client.redirect_uris), query.get("state"))


def _redirect_uri(asked: str | None, registered: Collection[str]) -> str:
    uri = next(iter(registered)) if asked is None and len(registered) == 1 else asked
    if uri is None or not is_registered(uri, registered):
        raise Refusal("invalid_request", "The application asked to have you sent to an address that is not registered for it.")
    return uri


def asked(query: Parameters, way: WayBack, offered: Collection[str]) -> AuthorizationRequest:
    """Check the rest of a request, once it is known whose it is.

    :param offered: the scopes that the server knows.
    :raise Refusal: for what is wrong with it, to be told to the client.
    """
    query.check()
    check_support(query)
    if query.need("response_type") != "code":
        raise Refusal("unsupported_response_type", "The response_type has to be code.")
    if query.get("response_mode") not in (None, "query"):
        raise Refusal("invalid_request", "The response_mode has to be query.")
    if "authorization_code" not in way.client.grant_types:
        raise Refusal("unauthorized_client", "The client may not ask for codes.")
    return AuthorizationRequest(
        way=way,
        scopes=allowed_scopes(query.words("scope"), way.client, offered),
        code_challenge=_code_challenge(query),
        is_asked_again="consent" in (query.words("prompt") or ()),
    )


def check_support(parameters: Parameters) -> None:
    """See that a request does not ask for what cannot be had here.

    :raise Refusal: if it does.
    """
    for name, error in _NOT_HERE.items():
        if parameters.get(name) is not None:
            raise Refusal(error, f"The parameter {name} is not supported.")


def allowed_scopes(asked: Collection[str] | None, client: Client, offered: Collection[str]) -> tuple[str, ...]:
    """Give the scopes that a client asks for; where it names none, all that it may have (RFC 6749, 3.3).

    :raise Refusal: ``invalid_scope`` for one that it may not have.
    """
    most = set(client.scopes).intersection(offered)
    if asked is None:
        return tuple(sorted(most))
    scopes = tuple(checked_scopes(asked))
    if not most.issuperset(scopes):
        raise Refusal("invalid_scope", "A scope is not known, or not for this client.")
    return scopes


def _code_challenge(query: Parameters) -> str:
    challenge = query.get("code_challenge")
    if challenge is None:
        raise Refusal("invalid_request", "The code_challenge is missing: a code is given out with PKCE only.")
    # Left out, it would be plain, which protects from nobody who sees the request (RFC 7636, 4.3; RFC 9700, 2.1.1).
    if query.get("code_challenge_method") != "S256":
        raise Refusal("invalid_request", "The code_challenge_method has to be S256.")
    if not _CHALLENGE.fullmatch(challenge):
        raise Refusal("invalid_request", "The code_challenge is no SHA-256 in base64url without padding.")
    return challenge
