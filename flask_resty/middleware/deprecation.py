"""Tell that something will go, and when: ``Deprecation`` (RFC 9745) and ``Sunset`` (RFC 8594)."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from typing import Any
from typing import ClassVar

from flask import Request
from flask import Response

from ..errors import ConfigError
from ..http.answers import has
from ..http.dates import http_date
from ..http.dates import http_moment
from ..stack import Entry
from ..stack import Seat
from ..typing import Middleware
from ..typing import Next
from ..typing import Place
from .links import Relation
from .links import Target
from .links import check
from .links import shown
from .links import writer


class Deprecated(Entry):
    """Says with every answer, errors among them, that clients should no longer use what they asked for.

    The nearest one counts. Who reads the table of operations finds it by its kind: ``placed.entry.once == "deprecation"`` in
    ``operation.stack``.

    Days begin in UTC, and a moment without a time zone is taken as UTC.

    :param since: the day or moment from which it is deprecated, which may be in the future.
    :param sunset: the day or moment when it will stop working.
    :param link: where the deprecation is described: a URI, a relative reference, or a function of the request that gives one.
    :param sunset_link: where it is described what will happen then.
    :param type: the media type of these two, such as ``text/html``.
    :param successor: where to go instead; a function of the request can tell by its ``view_args``.
    :raise ConfigError: for what is no day, a sunset before the deprecation (RFC 9745, 4), and for links that lead nowhere.
    """

    place: ClassVar[Place] = "edge"
    once: ClassVar[str | None] = "deprecation"
    writes: ClassVar[tuple[str, ...]] = ("Deprecation", "Sunset", "Link")

    def __init__(
        self,
        since: date,
        *,
        sunset: date | None = None,
        link: Target | None = None,
        sunset_link: Target | None = None,
        type: str | None = None,
        successor: Target | None = None,
    ) -> None:
        #: When it begins, in UTC.
        self.since = _moment("since", since)
        #: When it ends, in UTC.
        self.sunset = None if sunset is None else _moment("sunset", sunset)
        self.link = link
        self.sunset_link = sunset_link
        self.type = type
        self.successor = successor
        self._check()

    def __repr__(self) -> str:
        more = {"sunset": self.sunset and str(self.sunset), "link": self.link, "sunset_link": self.sunset_link, "successor": self.successor}
        said = (f"{name}={shown(value)}" for name, value in more.items() if value is not None)
        return f"Deprecated({', '.join([repr(str(self.since)), *said])})"

    def _check(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            raise ConfigError(f"{self!r} stops to work before it is deprecated (RFC 9745, 4). Correct one of the two dates.")
        if self.type is not None and self.link is None and self.sunset_link is None:
            raise ConfigError(f"{self!r} has type={self.type!r}, but nothing of this type. Give link=, or drop it.")
        check(self, self._relations())

    def _relations(self) -> list[Relation]:
        attributes = {} if self.type is None else {"type": self.type}
        pages = {"deprecation": self.link, "sunset": self.sunset_link}
        relations = [Relation(rel, target, attributes) for rel, target in pages.items() if target is not None]
        return relations if self.successor is None else [*relations, Relation("successor-version", self.successor)]

    def bind(self, seat: Seat) -> Middleware:
        """Make the middleware that adds the fields."""
        relations = self._relations()
        write = writer(seat.app, relations) if relations else None
        # A date of structured fields (RFC 9651, 3.3.7).
        fields = {"Deprecation": f"@{int(self.since.timestamp())}"}
        if self.sunset is not None:
            fields["Sunset"] = http_date(self.sunset)

        def deprecated(request: Request, next: Next) -> Response:
            response = next(request)
            headers = response.headers
            headers.extend([(name, value) for name, value in fields.items() if not has(headers, name.lower())])
            # Where routing refused a request there are no path variables that a target could be made of.
            if write is not None and request.url_rule is not None:
                response.headers.add("Link", write(request))
            return response

        return deprecated


def _moment(name: str, when: Any) -> datetime:
    if isinstance(when, datetime):
        return http_moment(when)
    if isinstance(when, date):
        return datetime(when.year, when.month, when.day, tzinfo=UTC)
    raise ConfigError(f"Deprecated({name}={when!r}) is no day. Give a date or a datetime.")
