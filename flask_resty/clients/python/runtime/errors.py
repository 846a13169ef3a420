"""What can go wrong, as exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .messages import Headers
from .messages import Response


class ClientError(Exception):
    """Whatever a client raises."""


class Unreachable(ClientError):
    """There was no answer: no connection, or one that broke off."""


class TimedOut(Unreachable):
    """There was no answer in time."""


class Cancelled(ClientError):
    """Somebody cancelled the call."""


class BadAnswer(ClientError):
    """The answer is none that can be understood."""


@dataclass(frozen=True)
class Fault:
    """One mistake in what was sent, as the server tells of it."""

    #: ``body``, ``query``, ``headers``, ``cookies``, ``path_args``, ``form`` or ``files``.
    location: str
    #: The place inside of it, a JSON pointer (RFC 6901); ``""`` is the whole.
    pointer: str
    #: A word for programs, such as ``required``.
    code: str
    #: A sentence for people.
    detail: str
    #: The name that was probably meant.
    suggestion: str | None = None


class Refused(ClientError):
    """The server refused, and says why by a problem document (RFC 9457)."""

    def __init__(self, status: int, document: Mapping[str, Any], headers: Headers | None = None) -> None:
        self.status = status
        #: The problem as it came, members of the application included.
        self.document = document
        self.headers = headers or Headers()
        self.type = str(document.get("type", "about:blank"))
        self.title = str(document.get("title", ""))
        self.detail = str(document.get("detail", ""))
        self.errors = tuple(_faults(document.get("errors", ())))
        super().__init__(f"{status} {self.title}: {self.detail}" if self.detail else f"{status} {self.title}")

    def at(self, pointer: str) -> tuple[Fault, ...]:
        """Give the mistakes at one place."""
        return tuple(fault for fault in self.errors if fault.pointer == pointer)


def _faults(told: Any) -> Iterable[Fault]:
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict):
            location, pointer, code, detail = (str(one.get(name, "")) for name in ("location", "pointer", "code", "detail"))
            yield Fault(location, pointer, code, detail, one.get("suggestion"))


class Unauthorized(Refused):
    """401: the credentials are missing or wrong."""


class Forbidden(Refused):
    """403: the caller may not."""


class NotFound(Refused):
    """404 and 410: there is nothing at this address, or nothing any more."""


class Conflict(Refused):
    """409 and 412: somebody else changed it at the same time, or its state does not allow this.

    :attr:`current` is the state that it is in now, and :attr:`etag` the tag of that, where it could be read.
    """

    current: Any = None
    etag: str | None = None


class Invalid(Refused):
    """422: what was sent is not acceptable. :attr:`was_sent` is false where it was found out before it was sent."""

    was_sent = True


class TooMany(Refused):
    """429: too many requests, also after waiting for as long as the server said."""


_CLASSES: Mapping[int, type[Refused]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    422: Invalid,
    429: TooMany,
}


def refusal_of(response: Response) -> ClientError:
    """Give the exception that an answer stands for which is no success."""
    try:
        said = response.data()
    except (ValueError, RecursionError):
        said = None
    document = said if isinstance(said, dict) else {}
    if response.status < 400:
        return BadAnswer(f"The answer has the status {response.status}, which is none that was promised.")
    return _CLASSES.get(response.status, Refused)(response.status, document, response.headers)


def invalid(faults: Iterable[Fault]) -> Invalid:
    """Give the exception for mistakes that were found before anything was sent."""
    found = list(faults)
    errors = [{key: value for key, value in vars(fault).items() if value is not None} for fault in found]
    document = {"title": "Unprocessable Content", "status": 422, "detail": "The request was not sent.", "errors": errors}
    error = Invalid(422, document)
    error.was_sent = False
    return error
