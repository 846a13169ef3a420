"""The session of the app, Flask's signed cookie as a rule, as credentials."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Collection
from typing import Any

from flask import Flask
from flask import Request
from flask import current_app
from flask import has_app_context
from flask import request as current_request
from flask import session
from flask.sessions import SecureCookieSessionInterface

from ..errors import ContractError
from ..http.host import is_loopback
from ..http.methods import SAFE
from ..principal import identity_of
from ..stack import Seat
from .authenticator import Authenticator
from .challenges import Unauthorized
from .challenges import checked_realm
from .challenges import write
from .csrf import checked_origins
from .csrf import refuse_foreign
from .csrf import refuse_forged
from .secret_key import check_key
from .security import Alternatives
from .security import SecurityScheme
from .tokens import new_token
from .verification import asking
from .verification import checked_function

logger = logging.getLogger("flask_resty")

# The key of the session that holds its token.
_TOKEN = "flask_resty.csrf"

# The key in ``app.extensions``: that somebody has looked at the flags of its cookie.
_LOOKED_AT = "flask_resty.session"


class Session(Authenticator):
    """The session of the app says who calls. What changes something is protected against other sites (CSRF).

    A request with an unsafe method passes if the browser says that one of our own pages sent it, by ``Sec-Fetch-Site`` or
    by ``Origin``. A sender that says neither has to bring :meth:`csrf_token` in ``X-CSRF-Token``. All others are 403.

    A cookie that was tampered with, or is too old, is an empty session to Flask, and so no credentials.

    :param load: ``load(id)`` gives the principal of what the session holds, or ``None`` if it may not come in any more; it
        may be ``async def``.
    :param key: the key of the session that says who it is.
    :param realm: what the session is for.
    :param trusted_origins: other origins whose pages may change something (``"https://app.example"``). To read the answers,
        they need CORS, too.
    :raise ConfigError: for an origin that no browser would send. At the start, if the app cannot sign its cookie.
    """

    reads = ("Cookie",)

    def __init__(
        self, load: Callable[[Any], Any], *, key: str = "user_id", realm: str = "API", trusted_origins: Collection[str] = ()
    ) -> None:
        self.key = key
        self.realm = checked_realm(realm, "Session")
        self.trusted_origins = checked_origins(trusted_origins, "Session")
        self._load = asking(checked_function(load, "Session", "load"), "load")

    def __repr__(self) -> str:
        return f"Session(key={self.key!r}, realm={self.realm!r})"

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give what it answers with; 403 is for what another site may have had sent."""
        return self.statuses if method in SAFE else (*self.statuses, 403)

    def settle(self, seat: Seat) -> None:
        """See to it that the app can sign its sessions.

        :raise ConfigError: if they are in signed cookies, and there is no key to sign with.
        """
        if isinstance(seat.app.session_interface, SecureCookieSessionInterface):
            check_key(seat.app, f"{self!r} is in signed cookies")

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal of the session.

        :raise Unauthorized: for one that may not come in any more; the session forgets it.
        :raise Problem: 403 for a request that another site may have sent.
        """
        who = session.get(self.key)
        if who is None:
            return None
        if not is_loopback(request.host):
            _look_at_cookie(current_app)
        refuse_forged(request, self.trusted_origins, session.get(_TOKEN))
        principal = self._load(who)
        if principal is None:
            # A browser would come with it for ever, and be refused where the anonymous are let in.
            del session[self.key]
            raise Unauthorized(challenges=self.challenges())
        return principal

    def is_tried(self, request: Request) -> bool:
        """Tell whether the session says who it is."""
        return session.get(self.key) is not None

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the one challenge, of a scheme that browsers do not know: they open no window of their own for it."""
        return [] if error else [write("Session", realm=self.realm)]

    @property
    def security(self) -> Alternatives:
        """The cookie, by the name that the current app gives it."""
        cookie = current_app.config["SESSION_COOKIE_NAME"] if has_app_context() else "session"
        return ((SecurityScheme("session", {"type": "apiKey", "in": "cookie", "name": cookie}),),)

    def log_in(self, principal: Any) -> None:
        """Make the session of the current request that of a principal. Nothing of what it was before is left.

        What ``load`` gets in later requests is ``identity_of(principal)``, a string.

        :raise Problem: 403 if a page of another origin asks, which would log its visitors in as somebody else.
        :raise ContractError: if nothing tells the principal from others.
        """
        refuse_foreign(current_request, self.trusted_origins)
        who = identity_of(principal)
        if who is None:
            raise ContractError(f"A {type(principal).__name__} has no id to remember it by. Give it one.")
        session.clear()
        session[self.key] = who
        session[_TOKEN] = new_token()
        # Where sessions are on the server, what was known of the old one must not lead to the new one.
        renew = getattr(current_app.session_interface, "regenerate", None)
        if renew is not None:
            renew(session)

    def log_out(self) -> None:
        """Empty the session of the current request.

        :raise Problem: 403 if a page of another origin asks.
        """
        refuse_foreign(current_request, self.trusted_origins)
        session.clear()

    def csrf_token(self) -> str:
        """Give the token of the current session, for clients that are no browsers; each log-in makes a new one."""
        token: str = session.setdefault(_TOKEN, new_token())
        return token


def _look_at_cookie(app: Flask) -> None:
    """Warn once of flags without which the cookie can be stolen or abused, where others than its developer can reach the app."""
    if _LOOKED_AT in app.extensions or app.debug or app.testing:
        return
    app.extensions[_LOOKED_AT] = True
    flags = {"SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True}
    weak = [f"{name} = {value!r}" for name, value in flags.items() if not app.config[name]]
    weak += [] if app.config["SESSION_COOKIE_SAMESITE"] else ["SESSION_COOKIE_SAMESITE = 'Lax'"]
    if weak:
        logger.warning("The session cookie of %r is open to theft or abuse. For production, set %s.", app.name, ", ".join(weak))
