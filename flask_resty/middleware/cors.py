"""Say which web pages may read the answers: the CORS protocol of the Fetch standard."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from dataclasses import KW_ONLY
from dataclasses import dataclass
from dataclasses import fields
from typing import Any
from typing import ClassVar

from flask import Request
from flask import Response

from ..errors import ConfigError
from ..http.answers import empty
from ..http.answers import vary
from ..http.origin import is_origin
from ..stack import Entry
from ..stack import Preflight
from ..stack import Seat
from ..stack import checked_methods
from ..typing import Middleware
from ..typing import Next
from ..typing import Place

#: Who may read: ``"*"``, an origin, several origins and patterns, or a function that decides.
Origins = str | re.Pattern[str] | Collection[str | re.Pattern[str]] | Callable[[str], bool]

#: A field name (RFC 9110, 5.1).
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

#: Response fields that scripts see without being told (Fetch, CORS-safelisted response-header name).
_SAFELISTED = frozenset({"cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CORS(Entry):
    """Lets pages of other origins read the answers, errors among them, and answers their preflights.

    :param origins: ``"*"`` for everybody; an origin (``"https://app.example"``), several of them and compiled patterns,
        which have to match as a whole; or a function ``(origin) -> bool``. Patterns and functions are asked about well-formed
        origins only. ``null`` is nobody unless it is named: ``"null"``.
    :param credentials: whether cookies and HTTP authentication of the browser go along.
    :param headers: request fields beyond those that the operations read.
    :param expose: response fields beyond those that the operations write.
    :param methods: the methods that a preflight may allow, of those that are served; all if left out.
    :param max_age: for how many seconds a browser keeps the answer to a preflight.
    :raise ConfigError: for an origin that no browser would send, ``*`` with credentials, a bad field name or a negative age.
    """

    place: ClassVar[Place] = "edge"
    rank: ClassVar[int] = 0
    once: ClassVar[str | None] = "cors"

    origins: Origins
    _: KW_ONLY
    credentials: bool = False
    headers: Collection[str] = ()
    expose: Collection[str] = ()
    methods: Collection[str] | None = None
    max_age: int = 600

    def __post_init__(self) -> None:
        ready = {
            "origins": _checked_origins(self.origins),
            "headers": _checked_names(self.headers),
            "expose": _checked_names(self.expose),
            "methods": checked_methods(self.methods),
        }
        for name, value in ready.items():
            object.__setattr__(self, name, value)
        if not isinstance(self.max_age, int) or self.max_age < 0:
            raise ConfigError(f"CORS(max_age={self.max_age!r}) is no age. Give whole seconds; 0 lets browsers ask each time.")
        if self.credentials:
            self._check_credentials()

    def __repr__(self) -> str:
        said = [f"{f.name}={value!r}" for f in fields(self)[1:] if (value := getattr(self, f.name)) not in (f.default, ())]
        return f"CORS({', '.join([repr(self.origins), *said])})"

    def _check_credentials(self) -> None:
        # To browsers "*" means a mere asterisk where credentials go along, so such a policy would allow nothing.
        if "*" in (self.origins, *self.headers, *self.expose):
            raise ConfigError("CORS('*') never works with credentials=True. Name the origins and fields, or drop the credentials.")
        if isinstance(self.origins, tuple) and "null" in self.origins:
            warnings.warn("CORS('null') with credentials=True trusts every sandboxed frame and local file.", stacklevel=4)

    def bind(self, seat: Seat) -> Middleware:
        """Make the middleware that adds the fields of an actual response to whatever comes out."""
        exposed = [name for name in seat.writes if name.lower() not in _SAFELISTED]
        return _annotate(self.origins, self._fields(("Access-Control-Expose-Headers", _listed([*exposed, *self.expose]))))

    def preflight(self, seat: Seat) -> Preflight:
        """Make the function that answers a preflight, for the methods that are really served at its path.

        A method that is not served is not in the answer; an origin that is refused gets an answer that allows nothing.
        """
        annotate = _annotate(
            self.origins,
            self._fields(
                ("Access-Control-Allow-Headers", _listed([*seat.reads, *self.headers])),
                ("Access-Control-Max-Age", str(self.max_age)),
            ),
        )
        allowed = self.methods

        def answer(request: Request, methods: Collection[str]) -> Response:
            served = sorted(methods if allowed is None else set(methods).intersection(allowed))
            response = annotate(request, lambda _: empty(seat.app, 204))
            if served and "Access-Control-Allow-Origin" in response.headers:
                response.headers["Access-Control-Allow-Methods"] = ", ".join(served)
            return response

        return answer

    def _fields(self, *fields: tuple[str, str]) -> list[tuple[str, str]]:
        credentials = "true" if self.credentials else ""
        return [(name, value) for name, value in (("Access-Control-Allow-Credentials", credentials), *fields) if value]


def is_preflight(request: Request) -> bool:
    """Tell whether a browser asks for permission; an OPTIONS with less than these fields is an ordinary one."""
    environ = request.environ
    return request.method == "OPTIONS" and "HTTP_ORIGIN" in environ and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ


def _checked_origins(origins: Any) -> Any:
    if origins == "*" or (callable(origins) and not isinstance(origins, type)):
        return origins
    if isinstance(origins, str | re.Pattern):
        origins = [origins]
    if not isinstance(origins, Collection):
        raise ConfigError(f"CORS({origins!r}) names no origins. Give '*', origins, compiled patterns or a function (origin) -> bool.")
    for origin in origins:
        _check_origin(origin)
    return tuple(origins)


def _check_origin(origin: Any) -> None:
    if origin == "*":
        raise ConfigError("'*' cannot stand among other origins. Write CORS('*') to allow everybody, or drop it.")
    if isinstance(origin, str) and "*" in origin:
        raise ConfigError(
            f"{origin!r} is no origin. Write a family of origins as a compiled pattern: re.compile(r'https://[a-z]+\\.example')."
        )
    is_text_pattern = isinstance(origin, re.Pattern) and isinstance(origin.pattern, str)
    if not (is_text_pattern or origin == "null" or (isinstance(origin, str) and is_origin(origin))):
        raise ConfigError(
            f"{origin!r} is no origin as browsers send it. Write scheme, host and a port that is not the default one, in lower "
            "case, with no slash at the end: 'https://app.example' or 'http://localhost:3000'."
        )


def _checked_names(names: Collection[str]) -> tuple[str, ...]:
    names = (names,) if isinstance(names, str) else tuple(names)
    for name in names:
        if not (isinstance(name, str) and _TOKEN.fullmatch(name)):
            raise ConfigError(f"{name!r} is no name of a header field. Write one name an item, as in headers=['X-Request-ID'].")
    return names


def _listed(names: Iterable[str]) -> str:
    """Give a field value of names, each one once however it is spelled."""
    return ", ".join(sorted({name.lower(): name for name in names}.values(), key=str.lower))


def _annotate(origins: Any, fields: list[tuple[str, str]]) -> Middleware:
    """Make a middleware that adds fields to the answers that an origin may read."""
    if origins == "*":
        return _for_everybody([("Access-Control-Allow-Origin", "*"), *fields])
    allows = _matcher(origins)

    def named(request: Request, next: Next) -> Response:
        response = next(request)
        headers = response.headers
        # Also without an Origin, and for a refused one: a cache may hold the answer for the next who asks (Fetch, 3.2.7).
        vary(headers, "Origin")
        origin = request.environ.get("HTTP_ORIGIN")
        if origin is not None and allows(origin):
            headers["Access-Control-Allow-Origin"] = origin
            for name, value in fields:
                headers[name] = value
        return response

    return named


def _for_everybody(fields: list[tuple[str, str]]) -> Middleware:
    def public(request: Request, next: Next) -> Response:
        response = next(request)
        for name, value in fields:
            response.headers[name] = value
        return response

    return public


def _matcher(origins: Any) -> Callable[[str], bool]:
    """Make the function that tells whether an origin is allowed; several values in one field match nothing."""
    if callable(origins):
        return lambda origin: is_origin(origin) and bool(origins(origin))
    exact = frozenset(origin for origin in origins if isinstance(origin, str))
    patterns = [origin for origin in origins if isinstance(origin, re.Pattern)]
    if not patterns:
        return exact.__contains__
    return lambda origin: origin in exact or (is_origin(origin) and any(pattern.fullmatch(origin) for pattern in patterns))
