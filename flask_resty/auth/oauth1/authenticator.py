"""OAuth 1.0 as an authenticator."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Any

from authlib.oauth1.rfc5849.util import escape
from flask import Request
from flask import current_app

from ...errors import ConfigError
from ...errors import ContractError
from ...errors import Problem
from ...errors import did_you_mean
from ...http.content import check_length
from ...http.content import read
from ...http.seconds import seconds_of
from ..authenticator import Authenticator
from ..challenges import Unauthorized
from ..challenges import checked_realm
from ..challenges import write
from ..counts import Counts
from ..verification import asking
from ..verification import checked_function
from .base_string import Pair
from .base_string import base_string
from .base_string import decode
from .parameters import KNOWN
from .parameters import check
from .parameters import malformed
from .parameters import parse
from .signatures import METHODS
from .signatures import is_hash_of
from .signer import UNKNOWN
from .signer import Signer

#: Gives who signs with the key of a consumer, ``None`` if there is nobody.
FindSigner = Callable[[str], Any]

#: Gives the secret of a token of a consumer and its principal, ``None`` if there is none.
FindToken = Callable[[str, str], Any]

_FORM = "application/x-www-form-urlencoded"

#: Bytes of a form that are read where the app says nothing.
_LARGEST = 1024 * 1024


class OAuth1(Authenticator):
    """Signed requests (OAuth 1.0, RFC 5849). The credentials are taken from ``Authorization`` alone, never from query or form.

    Signed are the method, the URI, the query and a form that is ``application/x-www-form-urlencoded``; other content is not,
    unless the client sends ``oauth_body_hash``. Behind a proxy, see to it that the app knows the URI that the client asked for
    (``werkzeug.middleware.proxy_fix``).

    :param signer: ``signer(consumer_key)`` gives the :class:`Signer`, or ``None``; it may be ``async def``, as ``token`` may.
    :param token: ``token(consumer_key, token)`` gives the secret of the token and the principal, or ``None``. Without it no token
        is good.
    :param two_legged: whether a request without a token is good; its principal is that of the signer.
    :param methods: the signature methods that are taken, of HMAC-SHA256, HMAC-SHA1, RSA-SHA256, RSA-SHA1 and PLAINTEXT. The last
        is taken over TLS only.
    :param realm: what the credentials are for.
    :param window: how much a timestamp may be off, to either side, in seconds or as a ``timedelta``.
    :param storage: where nonces are remembered, as ``limits`` names it; with several processes, one that they share, as
        ``"redis://host:6379"``: in ``memory://`` each of them takes a request once. Where it does not answer, nobody is let in: 503.
    :param now: gives the time, in seconds.
    :raise ConfigError: for functions that cannot be called, methods that there are not, and where no request would be good.
    """

    schemes = ("oauth",)
    statuses = (400, 401, 413, 503)

    def __init__(
        self,
        signer: FindSigner,
        token: FindToken | None = None,
        *,
        two_legged: bool = False,
        methods: Collection[str] = ("HMAC-SHA256", "HMAC-SHA1"),
        realm: str = "API",
        window: float | timedelta = 300,
        storage: str | Counts = "memory://",
        now: Callable[[], float] = time.time,
    ) -> None:
        if token is None and not two_legged:
            raise ConfigError("OAuth1 has no token=, so no request would be good. Give a function, or say two_legged=True.")
        self.realm = checked_realm(realm, "OAuth1")
        self.methods = _checked_methods(methods)
        self.is_two_legged = two_legged
        self._signer = asking(checked_function(signer, "OAuth1", "signer"), "signer")
        self._token = asking(checked_function(_no_token if token is None else token, "OAuth1", "token"), "token")
        self._window, self._now = seconds_of("OAuth1(window)", window), now
        if self._window < 1:
            raise ConfigError(f"OAuth1 has window={window!r}, so no request would be good. Give seconds, as in window=300.")
        self._nonces = storage if isinstance(storage, Counts) else Counts(storage, now=now)

    def __repr__(self) -> str:
        return f"OAuth1(realm={self.realm!r}, methods={self.methods!r})"

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal of a signed request.

        :raise Unauthorized: if anything is wrong with it, whatever it is.
        :raise Problem: 400 for one that the protocol does not allow.
        """
        sent = self.parameters(request)
        if sent is None:
            return None
        check(sent)
        self._check_method(request, sent)
        pairs = _pairs(request)
        principal = self._verified(request, sent, pairs)
        if principal is None:
            raise Unauthorized(challenges=self.challenges())
        return principal

    def parameters(self, request: Request) -> Mapping[str, str] | None:
        """Give what stands in ``Authorization``, ``None`` where there is nothing. It proves nothing yet.

        :raise Problem: 400 for what cannot be read.
        """
        given = self.credentials(request)
        return None if given is None else parse(given.text)

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the one challenge; OAuth 1.0 has no words for errors."""
        return [] if error else [write("OAuth", realm=self.realm)]

    def _check_method(self, request: Request, sent: Mapping[str, str]) -> None:
        method = sent["oauth_signature_method"]
        if method not in self.methods:
            raise malformed(f"The signature method is none of {', '.join(self.methods)}.")
        if method == "PLAINTEXT" and not request.is_secure:
            # It sends the secrets themselves (RFC 5849, 3.4.4).
            raise malformed("PLAINTEXT is taken over TLS only.")
        if not sent.get("oauth_token") and not self.is_two_legged:
            raise malformed("The parameter oauth_token is missing.")

    def _verified(self, request: Request, sent: Mapping[str, str], pairs: list[Pair]) -> Any | None:
        key, token = sent["oauth_consumer_key"], sent.get("oauth_token", "")
        signer = self._signer(key)
        if signer is not None and not isinstance(signer, Signer):
            raise ContractError(f"signer gave a {type(signer).__name__}. Give a Signer, or None.")
        known = UNKNOWN if signer is None else signer
        # Who has no token has no secret of it (RFC 5849, 3.4.2). A token that there is not costs the same as one that there is.
        secret, principal = self._token(key, token) or (secrets.token_hex(), None) if token else ("", known.principal)
        signature, text = sent["oauth_signature"], base_string(request, sent, pairs)
        is_right = METHODS[sent["oauth_signature_method"]](signature, text, known, secret)
        is_good = is_right and known.is_enabled and principal is not None
        # The nonce comes last: nobody but the signer can use it up.
        return principal if is_good and _has_its_content(request, sent) and self._is_fresh(sent) else None

    def _is_fresh(self, sent: Mapping[str, str]) -> bool:
        """Tell whether a request was sent just now, and is no repetition (RFC 5849, 3.3)."""
        if "oauth_timestamp" not in sent:
            return True
        if abs(self._now() - int(sent["oauth_timestamp"])) > self._window:
            return False
        said = (sent.get(f"oauth_{name}", "") for name in ("consumer_key", "token", "timestamp", "nonce"))
        # Longer than the timestamp is good for, because the clocks of several hosts may differ.
        return self._nonces.add(f"oauth1:{'&'.join(map(escape, said))}", ceil(3 * self._window)) == 1


def _checked_methods(methods: Collection[str]) -> tuple[str, ...]:
    if isinstance(methods, str) or not methods:
        raise ConfigError(f"OAuth1 has methods={methods!r}. Give a list, as in methods=['HMAC-SHA256'].")
    for method in methods:
        if method not in METHODS:
            raise ConfigError(f"OAuth1 has {method!r} in methods=, which is no signature method. {did_you_mean(str(method), METHODS)}")
    return tuple(dict.fromkeys(methods))


def _no_token(consumer_key: str, token: str) -> None:
    return None


def _pairs(request: Request) -> list[Pair]:
    """Give the parameters of query and form, which are signed, too (RFC 5849, 3.4.1.3.1).

    :raise Problem: 400 if one of the protocol's is among them: it stands in ``Authorization``, and so not elsewhere (3.1); 413 for
        more of them than the app takes (Flask's ``MAX_FORM_PARTS``).
    """
    form = _content(request) if request.mimetype == _FORM else b""
    if request.max_form_parts is not None and form.count(b"&") >= request.max_form_parts:
        raise Problem(413, f"The form has more than {request.max_form_parts} fields.")
    pairs = [*decode(request.query_string), *decode(form)]
    known = {name.encode() for name in KNOWN}
    if any(name in known for name, _ in pairs):
        raise malformed("Parameters of OAuth are in query or form. Send them in Authorization alone.")
    return pairs


def _has_its_content(request: Request, sent: Mapping[str, str]) -> bool:
    return "oauth_body_hash" not in sent or is_hash_of(sent["oauth_body_hash"], _content(request))


def _content(request: Request) -> bytes:
    """Give the content, which can be read again; as long as the app takes any, for nobody knows yet who sends it."""
    limit = int(current_app.config.get("RESTY_MAX_BODY", _LARGEST))
    check_length(request, limit)
    return read(request, limit)
