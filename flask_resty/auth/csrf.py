"""Cross-site request forgery: a page that may not has a browser send its cookies along.

Only what comes by itself can be forged so: cookies. Whoever can set a header field of their own needs no protection.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection

from flask import Request

from ..errors import ConfigError
from ..errors import Problem
from ..errors import refusal
from ..http.methods import SAFE
from ..http.origin import is_origin

#: The field that carries the token of a session.
FIELD = "X-CSRF-Token"

# The browser's word that a request comes from our own pages, or from its user alone (Fetch Metadata, 2.3). Other pages
# of the same site are not among them: whoever gets hold of one subdomain would have them all.
_OWN = frozenset({"same-origin", "none"})


def checked_origins(origins: Collection[str], who: str) -> frozenset[str]:
    """Give the origins that are trusted, each as browsers write it.

    :raise ConfigError: for what no browser would send.
    """
    named = [origins] if isinstance(origins, str) else list(origins)
    for origin in named:
        if not (isinstance(origin, str) and is_origin(origin)):
            raise ConfigError(
                f"{who} cannot trust {origin!r}. Write an origin as browsers do, as in trusted_origins=['https://app.example']."
            )
    return frozenset(named)


def is_own(request: Request, trusted: Collection[str]) -> bool | None:
    """Tell whether a request comes from our own pages, or those that are trusted; ``None`` if its sender does not say.

    No script can set the two fields that say it.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site in _OWN or origin in trusted:
        return True
    if site is not None:
        return False
    return None if origin is None else origin == f"{request.scheme}://{request.host}"


def refuse_foreign(request: Request, trusted: Collection[str]) -> None:
    """Refuse what a browser says to come from a page of others, whatever the method is.

    :raise Problem: 403.
    """
    if is_own(request, trusted) is False:
        raise _refused("/Origin", "A page of another origin may not do this.")


def refuse_forged(request: Request, trusted: Collection[str], token: str | None = None) -> None:
    """Refuse to change anything, unless it is known that none of our cookies was abused.

    :param token: what the field ``X-CSRF-Token`` has to hold where the sender does not say which page it is;
        without one, such a sender is refused.
    :raise Problem: 403.
    """
    if request.method in SAFE:
        return
    refuse_foreign(request, trusted)
    if is_own(request, trusted) is None and not _carries(request, token):
        raise _refused(f"/{FIELD}", "Nothing shows that this was meant: neither Sec-Fetch-Site, nor Origin, nor a good token.")


def _carries(request: Request, token: str | None) -> bool:
    sent = request.headers.get(FIELD)
    return bool(token) and sent is not None and hmac.compare_digest(sent.encode(), str(token).encode())


def _refused(pointer: str, detail: str) -> Problem:
    return refusal(403, "headers", pointer, "csrf", detail)
