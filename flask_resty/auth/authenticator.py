"""The entry that says who calls, and ``public``, which lets it be nobody."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from functools import lru_cache
from itertools import dropwhile
from typing import Any

from flask import Request
from flask import Response
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from ..errors import Problem
from ..http.answers import has_any
from ..http.answers import vary
from ..principal import set_principal
from ..stack import Entry
from ..stack import Placed
from ..stack import Seat
from ..typing import Middleware
from ..typing import Next
from .challenges import FIELD
from .challenges import Unauthorized
from .challenges import fields
from .credentials import Credentials
from .credentials import has_several
from .credentials import parse
from .security import Alternatives
from .security import http_scheme
from .verification import settled

#: The fields that tell caches for how long they may keep an answer.
_OF_CACHES = frozenset({"cache-control", "expires"})


class Public(Entry):
    """Lets callers without credentials pass the authenticator; see :data:`public`."""

    place = "identity"
    rank = 0

    def __repr__(self) -> str:
        return "public"

    def bind(self, seat: Seat) -> None:
        """Do nothing per request: the authenticator looks for it when it is bound."""


#: Lifts the 401 of anonymous callers, and only that: as ``@public`` on a verb or in ``middleware=[public]``.
#: The authenticator still runs: a principal is known where credentials came, and bad credentials are 401. One that
#: stands on a nearer layer is not lifted.
public = Public()


class Authenticator(Entry):
    """Finds out who calls, and refuses the anonymous unless ``public`` is in the stack.

    A scheme of one's own is a subclass with :attr:`schemes`, :meth:`authenticate` and :meth:`challenges`; where the credentials
    are in another field, with :attr:`reads` and :attr:`security`, too, and where they are in no field or in a cookie, with
    :meth:`is_tried`. It serves several threads at once: what belongs to a request stays in local names.
    """

    place = "identity"
    rank = 0
    once = "authenticator"
    reads: tuple[str, ...] = ("Authorization",)
    writes = (FIELD,)
    statuses: tuple[int, ...] = (400, 401)

    #: The schemes of ``Authorization`` that it speaks, in lower case; none if the credentials are elsewhere.
    schemes: tuple[str, ...] = ()

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal, ``None`` where no credentials came.

        :raise Unauthorized: for bad credentials.
        """
        raise NotImplementedError

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the values of ``WWW-Authenticate``, one per scheme.

        :param error: a code of RFC 6750, 3.1. With it, only schemes answer that have a word for errors.
        """
        raise NotImplementedError

    def is_tried(self, request: Request) -> bool:
        """Tell whether credentials of its kind came, good or bad. Who tries is never taken for somebody without credentials."""
        # Asked at each anonymous request, so it looks no further than to the first.
        for _, key in _carriers(*self.reads):
            if key in request.environ:
                return True
        return False

    def carriers(self, request: Request) -> frozenset[str]:
        """Name the places where credentials of its kind came, as header fields: those of :attr:`reads` that are there.

        Two kinds at once are refused (RFC 6750, 2), but cookies come by themselves, so they are not named.
        """
        environ = request.environ
        return frozenset([name for name, key in _carriers(*self.reads) if key in environ])

    @property
    def security(self) -> Alternatives:
        """What it asks for, as data for the document of the Api."""
        return tuple((http_scheme(scheme),) for scheme in self.schemes)

    def credentials(self, request: Request) -> Credentials | None:
        """Give what stands in ``Authorization``, ``None`` if the field is not there.

        :raise Unauthorized: for a scheme that is not spoken here.
        :raise Problem: 400 for two sets of credentials at once.
        """
        value: str | None = request.environ.get("HTTP_AUTHORIZATION")
        if value is None:
            return None
        if has_several(value):
            raise self.malformed("More than one set of credentials came.")
        given = parse(value)
        if given.scheme not in self.schemes:
            # An unsupported method is like no credentials, so there is no error code (RFC 6750, 3.1).
            raise Unauthorized(challenges=self.challenges())
        return given

    def malformed(self, detail: str) -> Problem:
        """Give the 400 for credentials that cannot be read (RFC 6750, 3.1)."""
        return Problem(400, detail, headers=fields(self.challenges(error="invalid_request", description=detail)))

    def remainder(self) -> Entry:
        """Give what stays where ``without`` takes it away, as for a log-in: a 401 still says how to get in."""
        return _Challenger(self)

    def bind(self, seat: Seat) -> Middleware:
        """Make the middleware that sets the principal, and sees to it that every 401 carries a challenge.

        What a known caller gets is not kept by caches unless the answer says something else, and what may be kept tells that
        it depends on who asks.
        """
        authenticate = seat.app.ensure_sync(self.authenticate)
        # Asked for when they are sent: they may have something new in them, as a nonce.
        challenges = self.challenges
        is_public = self.is_lifted(seat.stack)
        is_tried, reads, depends = self.is_tried, self.reads, ", ".join(self.reads)

        def identify(request: Request, next: Next) -> Response:
            # Said before anything can raise: nobody is taken for the caller of another request.
            set_principal(request.environ, None)
            principal = _asked(authenticate, request, challenges)
            # Credentials that nobody understood are bad ones; they never pass for none.
            if principal is None and not (is_public and not is_tried(request)):
                raise Unauthorized("Credentials are needed.", challenges=challenges())
            set_principal(request.environ, principal)
            response = next(request)
            headers = response.headers
            if response.status_code == 401:
                _complete(headers, challenges)
            if principal is not None and not has_any(headers, _OF_CACHES):
                headers.add("Cache-Control", "no-store")
            elif "no-store" not in headers.get("Cache-Control", ""):
                # Whoever is anonymous, too: a cache may hold the answer for the next who asks (RFC 9110, 12.5.5).
                if "Vary" in headers:
                    vary(headers, *reads)
                else:
                    headers["Vary"] = depends
            return response

        return identify

    def is_lifted(self, stack: Iterable[Placed]) -> bool:
        """Tell whether ``public`` lets callers without credentials pass it in a stack."""
        # Of what has one place and rank, the outer layer comes first. An authenticator that a nearer layer brings is
        # not lifted by what the outer one says of its own.
        both = [placed for placed in stack if placed.entry is public or placed.entry.once == self.once]
        layer = next((placed.layer for placed in both if placed.entry is not public), None)
        return any(placed.entry is public for placed in dropwhile(lambda placed: placed.layer is not layer, both))


@lru_cache(256)
def _carriers(*reads: str) -> tuple[tuple[str, str], ...]:
    """Give the fields that credentials do not come in by themselves, each as it is named here and in the WSGI environment."""
    return tuple((name.lower(), f"HTTP_{name.upper().replace('-', '_')}") for name in reads if name != "Cookie")


class _Challenger(Entry):
    """Completes the 401 of a verb that asks nobody who they are."""

    place = "identity"
    # Outside of an authenticator that a nearer layer has: that one knows better.
    rank = -1
    writes = (FIELD,)

    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator

    def __repr__(self) -> str:
        return f"challenges of {self._authenticator!r}"

    def bind(self, seat: Seat) -> Middleware:
        challenges = self._authenticator.challenges

        def complete(request: Request, next: Next) -> Response:
            response = next(request)
            if response.status_code == 401:
                _complete(response.headers, challenges)
            return response

        return complete


def _asked(authenticate: Callable[[Request], Any], request: Request, challenges: Callable[[], Iterable[str]]) -> Any:
    try:
        principal = settled(authenticate(request), "authenticate")
        return None if principal is False else principal
    except Problem as problem:
        if problem.status == 401:
            _complete(problem.headers, challenges)
        raise
    except HTTPException as error:
        if error.code == 401:
            raise Unauthorized(challenges=challenges()) from error
        raise


def _complete(headers: Headers, challenges: Callable[[], Iterable[str]]) -> None:
    # A server that answers 401 must send a challenge (RFC 9110, 15.5.2).
    if FIELD not in headers:
        headers.extend(fields(challenges()))
