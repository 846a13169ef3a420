"""Say who calls by OAuth 2, whose tokens come and go."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from base64 import b64encode
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from urllib.parse import urlencode
from urllib.parse import urljoin

from .credentials import OneByOne
from .credentials import Send
from .errors import Refused
from .errors import Unauthorized
from .messages import Request
from .messages import Response
from .messages import Steps

#: Seconds before its end when a token is renewed.
_EARLY = 30

#: Seconds after which any token is renewed: a year.
_LONGEST = 31_536_000.0


class OAuth2:
    """Tokens of OAuth 2 (RFC 6749): fetched when they are needed, and renewed before they end or when they are refused.

    With a ``refresh_token`` they are those of the user who gave it; without one, the client's own ones (``client_credentials``).

    :param token_url: where tokens are given out; a relative one is relative to the address of the request.
    :param client_secret: the secret of a client that has one.
    :param scope: the scopes to ask for, parted by spaces.
    :param keep: is told each new refresh token, so that it lasts longer than the program.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str | None = None,
        *,
        refresh_token: str | None = None,
        scope: str | None = None,
        keep: Callable[[str], object] | None = None,
    ) -> None:
        self._url, self._id, self._secret = token_url, client_id, client_secret
        self._refresh, self._scope, self._keep = refresh_token, scope, keep
        self._token, self._ends, self._renewing = "", 0.0, OneByOne()

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request with a token that is good."""
        if self._is_over():
            yield from self._renewing.run(self._is_over, lambda: self._renew(request, send))
        token = self._token
        response = yield from send(request.having(authorization=f"Bearer {token}"))
        if response.status == 401 and request.is_repeatable:
            # A token to renew it by is often good for once: who brings it again is taken for a thief.
            yield from self._renewing.run(lambda: token == self._token, lambda: self._renew(request, send))
            response = yield from send(request.having(authorization=f"Bearer {self._token}"))
        return response

    def _is_over(self) -> bool:
        return self._ends < time.monotonic()

    def _renew(self, request: Request, send: Send) -> Steps[None]:
        form = {"grant_type": "client_credentials"}
        if self._refresh is not None:
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh}
        yield from self._ask(request.url, form | ({"scope": self._scope} if self._scope else {}), send)

    def _ask(self, base: str, form: dict[str, str], send: Send) -> Steps[None]:
        response = yield from send(token_request(urljoin(base, self._url), self._id, self._secret, form))
        self._take(granted(response))

    def _take(self, said: dict[str, Any]) -> None:
        lasting = _lasting(said.get("expires_in"))
        self._token, self._ends = str(said["access_token"]), time.monotonic() + max(0.0, lasting - min(_EARLY, lasting / 2))
        if said.get("refresh_token"):
            self._refresh = str(said["refresh_token"])
            if self._keep is not None:
                self._keep(self._refresh)


def _lasting(said: Any) -> float:
    """Give the seconds that a token lasts; an hour where that is not said (RFC 6749, 5.1), or said in no way that anybody knows."""
    try:
        return max(0.0, min(float(said), _LONGEST))
    except (TypeError, ValueError, OverflowError):
        return 3600.0


class AuthorizationCode(OAuth2):
    """Tokens of a user who logs in with a browser and never shows a password to the client (RFC 6749, 4.1, with PKCE, RFC 7636).

    Have the user open :attr:`url`. The browser comes back to ``redirect_uri`` with ``code`` and ``state``: hand both to :meth:`redeem`.

    :param authorization_url: where users allow it.
    :param redirect_uri: where their browser comes back to.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str | None = None,
        *,
        authorization_url: str,
        redirect_uri: str,
        scope: str | None = None,
        keep: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(token_url, client_id, client_secret, keep=keep)
        self._state, self._verifier, self._redirect = secrets.token_urlsafe(16), secrets.token_urlsafe(48), redirect_uri
        challenge = urlsafe_b64encode(hashlib.sha256(self._verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"response_type": "code", "client_id": client_id, "redirect_uri": redirect_uri, "state": self._state}
        asked |= {"code_challenge": challenge, "code_challenge_method": "S256"} | ({"scope": scope} if scope else {})
        #: Where the user says yes.
        self.url = f"{authorization_url}{'&' if '?' in authorization_url else '?'}{urlencode(asked)}"
        self._code: str | None = None

    def redeem(self, code: str, state: str) -> None:
        """Take what the browser came back with; the next request trades it for a token.

        :raise ValueError: if it is the answer to somebody else's question.
        """
        if not secrets.compare_digest(state.encode(), self._state.encode()):
            raise ValueError("The state is another one: the browser was sent by somebody else.")
        self._code = code

    def _renew(self, request: Request, send: Send) -> Steps[None]:
        if self._code is None:
            if self._refresh is None:
                raise Unauthorized(401, {"title": "Nobody has logged in", "detail": "Have the user open url, and redeem what comes back."})
            yield from super()._renew(request, send)
            return
        code, self._code = self._code, None
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect, "code_verifier": self._verifier}
        yield from self._ask(request.url, form, send)


def token_request(url: str, client_id: str, client_secret: str | None, form: dict[str, str]) -> Request:
    """Give the request for a token (RFC 6749, 4.4.2 and 6). A client without a secret says its name in the form (3.2.1)."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    if client_secret is None:
        form = {**form, "client_id": client_id}
    else:
        both = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(both.encode()).decode()}"
    return Request(method="POST", url=url, headers=headers, body=urlencode(form).encode())


def granted(response: Response) -> dict[str, Any]:
    """Give the token that an answer has (RFC 6749, 5.1).

    :raise Refused: if it has none.
    """
    try:
        said = json.loads(response.content)
    except (ValueError, RecursionError):
        said = None
    if response.is_good and isinstance(said, dict) and isinstance(said.get("access_token"), str):
        return said
    told = said if isinstance(said, dict) else {}
    detail = told.get("error_description", told.get("error", ""))
    raise Refused(response.status, {**told, "title": "No token was given", "detail": detail}, response.headers)
