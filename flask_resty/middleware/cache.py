"""Say how long answers may be kept, and by whom: ``Cache-Control`` and ``Expires`` (RFC 9111, 5.2 and 5.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any
from typing import ClassVar

from flask import Request
from flask import Response
from werkzeug.datastructures import Headers

from ..errors import ConfigError
from ..errors import ContractError
from ..http.answers import has
from ..http.cache_control import Directives
from ..http.cache_control import contradiction
from ..http.cache_control import privately
from ..http.cache_control import written
from ..http.dates import http_date
from ..http.dates import http_moment
from ..http.seconds import whole_seconds
from ..principal import principal_of
from ..stack import Entry
from ..stack import Seat
from ..typing import Middleware
from ..typing import Next
from ..typing import Place

#: A moment, or a function that gives one for a request, and ``None`` where there is none. Without a time zone it is UTC.
Expires = datetime | Callable[[Request], datetime | None]

#: The methods whose answers are kept (RFC 9110, 9.2.3; RFC 10008). A POST's would need more than a policy.
_KEPT = frozenset({"GET", "HEAD", "QUERY"})

_SPANS = frozenset({"max_age", "s_maxage", "stale_while_revalidate", "stale_if_error"})

#: Writes a policy on an answer.
_Write = Callable[[Request, Headers], None]


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Cache(Entry):
    """Tells caches what they may do with the successful answers to GET, HEAD and QUERY, and with a 304.

    Errors are never kept, and what the handler says itself in ``Cache-Control`` or ``Expires`` stays. The nearest policy
    counts. One that an Api or a blueprint has is private where the caller is known; a resource's or verb's own is meant as it
    is written. ``no_store`` is for the answers to all methods.

    Spans of time are whole seconds or a ``timedelta``.

    :param public: any cache may keep it, though the caller was known.
    :param private: only the caches of one user may keep it, such as a browser's.
    :param no_store: no cache may keep it.
    :param no_cache: it may be kept, but each use has to be confirmed by the server, with ``If-None-Match``.
    :param max_age: how long it is fresh.
    :param s_maxage: the same for caches that several users share.
    :param expires: the moment when it goes stale, or a function of the request that gives one or ``None``; sent as ``Expires`` and,
        since that is what counts, as ``max-age``. A moment without a time zone is taken as UTC.
    :param must_revalidate: once stale, it may not be used before the server confirmed it.
    :param proxy_revalidate: the same for caches that several users share.
    :param immutable: it will not change while it is fresh (RFC 8246).
    :param stale_while_revalidate: how long it may be used when stale, while a fresh one is fetched (RFC 5861, 3).
    :param stale_if_error: how long it may be used when stale, if the server fails (RFC 5861, 4).
    :param no_transform: nobody on the way may change the content.
    :raise ConfigError: for a policy that says nothing or contradicts itself, and for a span that is none.
    """

    place: ClassVar[Place] = "inner"
    rank: ClassVar[int] = 0
    once: ClassVar[str | None] = "cache"
    writes: ClassVar[tuple[str, ...]] = ("Cache-Control", "Expires")

    public: bool = False
    private: bool = False
    no_store: bool = False
    no_cache: bool = False
    max_age: int | timedelta | None = None
    s_maxage: int | timedelta | None = None
    must_revalidate: bool = False
    proxy_revalidate: bool = False
    immutable: bool = False
    stale_while_revalidate: int | timedelta | None = None
    stale_if_error: int | timedelta | None = None
    no_transform: bool = False
    expires: Expires | None = None

    def __post_init__(self) -> None:
        for name, value in self._said():
            if name in _SPANS:
                object.__setattr__(self, name, whole_seconds(f"Cache({name})", value))
            elif name != "expires" and value is not True:
                raise ConfigError(f"Cache({name}={value!r}) says neither yes nor no. Write True, or leave it out.")
        if not (self.expires is None or isinstance(self.expires, datetime) or callable(self.expires)):
            raise ConfigError(f"Cache(expires={self.expires!r}) is no moment. Give a datetime, or a function of the request.")
        self._check()

    def __repr__(self) -> str:
        said = (f"{name}={getattr(value, '__qualname__', None) or repr(value)}" for name, value in self._said())
        return f"Cache({', '.join(said)})"

    def _said(self) -> list[tuple[str, Any]]:
        values = ((f.name, getattr(self, f.name)) for f in fields(self))
        return [(name, value) for name, value in values if value is not None and value is not False]

    def _check(self) -> None:
        if not self._said():
            raise ConfigError("Cache() says nothing. Give it a policy, such as max_age=3600 or no_store=True.")
        names = [*self.directives, *(() if self.expires is None else ("max-age",))]
        if self.expires is not None and self.max_age is not None:
            raise ConfigError(f"{self!r} says in two ways how long an answer is fresh. Keep max_age= or expires=.")
        if found := contradiction(names):
            denying, denied = (name.replace("-", "_") for name in found)
            raise ConfigError(f"{self!r} contradicts itself: {denying} denies what {denied} allows. Drop one of the two.")

    @property
    def directives(self) -> Directives:
        """What is said in ``Cache-Control``, as HTTP names it; without what follows from ``expires``."""
        return {name.replace("_", "-"): value for name, value in self._said() if name != "expires"}

    def settle(self, seat: Seat) -> None:
        """Refuse a policy that a verb can do nothing with.

        :raise ConfigError: on a verb whose answers are not kept.
        """
        if seat.layer.kind == "verb" and not self._is_for(seat.method):
            raise ConfigError(
                f"{self!r} stands on {seat.method} of {seat.endpoint!r}, whose answers no cache keeps. Drop it, or write no_store=True."
            )

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware that writes the policy on the answers of one operation."""
        if not self._is_for(seat.method):
            return None
        to_anybody = to_caller = self._writer(seat, self.directives)
        if seat.layer.kind in {"api", "blueprint"}:
            to_caller = self._writer(seat, privately(self.directives))
        return _middleware(to_anybody, to_caller)

    def _is_for(self, method: str) -> bool:
        return self.no_store or method in _KEPT

    def _writer(self, seat: Seat, directives: Directives) -> _Write:
        value, expires = written(directives), self.expires
        if expires is None:
            return lambda request, headers: headers.set("Cache-Control", value)
        ask = None if isinstance(expires, datetime) else seat.app.ensure_sync(expires)

        def write(request: Request, headers: Headers) -> None:
            moment = expires if ask is None else ask(request)
            if moment is not None:
                _write_moment(headers, directives, _checked(moment, self))
            elif value:
                headers["Cache-Control"] = value

        return write


def _middleware(to_anybody: _Write, to_caller: _Write) -> Middleware:
    def cached(request: Request, next: Next) -> Response:
        response = next(request)
        headers, status = response.headers, response.status_code
        # A 304 says the same as the 200 would have (RFC 9110, 15.4.5).
        if (200 <= status < 300 or status == 304) and not (has(headers, "cache-control") or has(headers, "expires")):
            (to_anybody if principal_of(request.environ) is None else to_caller)(request, headers)
        return response

    return cached


def _checked(moment: Any, cache: Cache) -> datetime:
    if not isinstance(moment, datetime):
        raise ContractError(f"The function of {cache!r} gave {type(moment).__name__}. Let it give a datetime or None.")
    return moment


def _write_moment(headers: Headers, directives: Directives, moment: datetime) -> None:
    # A cache that knows max-age ignores Expires (RFC 9111, 5.3), so both say the same. What has passed is stale at once.
    age = max(0, int((http_moment(moment) - http_moment(datetime.now(UTC))).total_seconds()))
    headers["Cache-Control"] = written({**directives, "max-age": age})
    headers["Expires"] = http_date(moment)
