"""The endpoints that consumers ask themselves, by signed requests (RFC 5849, 2.1 and 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Request
from flask import Response
from flask import request
from werkzeug.wrappers import Response as BaseResponse

from ...auth.challenges import Unauthorized
from ...auth.oauth1 import OAuth1
from ...errors import Problem
from ...http.answers import fields_for
from ...http.host import is_loopback
from .models import Consumer
from .tokens import Tokens

#: Gives the members of the answer to a request.
Answer = Callable[[Request], Mapping[str, str]]

# The secrets in it are for the consumer alone.
_FIELDS = {**fields_for(200), "Cache-Control": "no-store", "Pragma": "no-cache"}


def endpoint(answer: Answer) -> Callable[[], BaseResponse]:
    """Make a view of a function that gives members of a form, or raises a problem."""

    def view() -> BaseResponse:
        try:
            _check_transport(request)
            return Response(urlencode(answer(request)), mimetype="application/x-www-form-urlencoded", headers=_FIELDS)
        except Problem as problem:
            response = problem.get_response()
            response.headers.update(fields_for(problem.code))
            return response

    return view


def _check_transport(request: Request) -> None:
    # The answer has a secret in clear (RFC 5849, 2.1 and 2.3).
    if not request.is_secure and not is_loopback(request.host):
        raise Problem(400, "Secrets are given out over TLS only.")


def request_token(oauth: OAuth1, tokens: Tokens) -> Answer:
    """Make what gives temporary tokens.

    :param oauth: gives the consumer of a request.
    """

    def answer(request: Request) -> Mapping[str, str]:
        consumer, sent = _signed(oauth, request)
        pair = tokens.start(consumer.key, _callback(sent.get("oauth_callback"), consumer))
        return {"oauth_token": pair.token, "oauth_token_secret": pair.secret, "oauth_callback_confirmed": "true"}

    return answer


def _callback(asked: str | None, consumer: Consumer) -> str | None:
    if not asked:
        raise Problem(400, "The parameter oauth_callback is missing.")
    if asked != "oob" and asked not in consumer.callbacks:
        raise Problem(400, "The oauth_callback is not registered for the consumer.")
    return None if asked == "oob" else asked


def access_token(oauth: OAuth1, tokens: Tokens) -> Answer:
    """Make what gives tokens for temporary ones.

    :param oauth: gives the temporary token of a request.
    """

    def answer(request: Request) -> Mapping[str, str]:
        held, sent = _signed(oauth, request)
        if not sent.get("oauth_verifier"):
            raise Problem(400, "The parameter oauth_verifier is missing.")
        pair = tokens.trade(held, sent["oauth_verifier"])
        if pair is None:
            raise Unauthorized(challenges=oauth.challenges())
        return {"oauth_token": pair.token, "oauth_token_secret": pair.secret}

    return answer


def _signed(oauth: OAuth1, request: Request) -> tuple[Any, Mapping[str, str]]:
    found, sent = oauth.authenticate(request), oauth.parameters(request)
    if found is None or sent is None:
        raise Unauthorized("Credentials are needed.", challenges=oauth.challenges())
    return found, sent
