"""The tree of errors.

.. code-block:: text

    Exception
     +-- ConfigError             yours, at import or ``init_app``, never per request
     +-- ContractError           yours, per request: a handler broke its promise; the client sees a bare 500
     +-- werkzeug HTTPException
          +-- Problem            the client's: RFC 9457, with a status and machine-readable members
"""

from __future__ import annotations

import builtins
import difflib
import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import time
from http import HTTPStatus
from typing import Any

from marshmallow import Schema
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

#: Phrases of RFC 9110 that :class:`http.HTTPStatus` learned only in Python 3.13.
_PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}

#: The key in the WSGI environment of the exception that nobody expected.
UNEXPECTED = "flask_resty.unexpected"

#: Fields that describe the body of the answer that an error replaces, so they go with it.
_OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-range", "etag", "last-modified"})


class ConfigError(Exception):
    """A mistake of the developer, found at import or at ``init_app``. It says what, where, and what to do."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give the remedy for a name that is not known: the near one, or else all that there are."""
    near = difflib.get_close_matches(name, known, 1)
    return f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(sorted(known))}."


class ContractError(Exception):
    """A handler broke what its verb promised: a status, a field or a type that was never declared.

    The client gets a 500 that says nothing; the log says everything.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake in what the client sent: an item of :attr:`Problem.errors`. It never holds the value that was sent."""

    #: Where it was: ``body``, ``query``, ``headers``, ``cookies``, ``path_args``, ``form`` or ``files``.
    location: str
    #: The place inside of it, a JSON pointer (RFC 6901); ``""`` is the whole.
    pointer: str
    #: A stable word for programs: ``required``, ``type``, ``unknown``, ``too_long``, ...
    code: str
    #: A sentence for people.
    detail: str
    #: The name that was probably meant, where a near one exists.
    suggestion: str | None = None
    #: The scopes that would allow it, parted by spaces, where credentials lack some.
    scope: str | None = None

    def document(self) -> dict[str, str]:
        """Give the members as they are sent."""
        members = {"location": self.location, "pointer": self.pointer, "code": self.code, "detail": self.detail}
        if self.suggestion is not None:
            members["suggestion"] = self.suggestion
        if self.scope is not None:
            members["scope"] = self.scope
        return members


class Problem(HTTPException):
    """An error for the client, as a problem document (RFC 9457).

    Raise it from anywhere: a handler, ``find``, a middleware, a hook of the app. A subclass with ``status``, ``type``
    and ``title`` is a problem type of one's own. With a ``schema`` it promises its extension members: they are dumped by
    the schema and checked as any response is, so a client can rely on them::

        class SoldOut(Problem):
            status = 409
            type = "https://example.com/problems/sold-out"
            title = "Sold out"
            schema = Schema.from_dict({"next_show": fields.Date()})

        raise SoldOut(next_show=date(2030, 1, 1))

    :param status: the HTTP status, 400 to 599; that of the class if left out.
    :param detail: one sentence about this occurrence, or ``None``.
    :param type: a URI reference that names the kind of problem; ``about:blank`` says no more than the status does.
    :param title: the short name of the kind; the status's phrase if left out.
    :param headers: fields for the response, such as ``Retry-After``.
    :param errors: the single mistakes, each a :class:`Fault`.
    :param members: extension members of the document (RFC 9457, 3.2).
    """

    status: int | None = None
    #: The status once more: Werkzeug's name for it.
    code: int
    type: str = "about:blank"
    title: str | None = None
    #: What the extension members are dumped by; without it they are written as they are.
    schema: Schema | builtins.type[Schema] | None = None

    def __init__(
        self,
        status: int | None = None,
        detail: str | None = None,
        *,
        type: str | None = None,
        title: str | None = None,
        headers: Mapping[str, str] | Headers | None = None,
        errors: Iterable[Fault] = (),
        **members: Any,
    ) -> None:
        super().__init__(detail)
        status = self.status if status is None else status
        if status is None:
            raise TypeError(f"{self.__class__.__name__} needs a status: pass one, or set the class attribute.")
        if not 400 <= status <= 599:
            raise ValueError(f"{status!r} is no status of an error. Give one from 400 to 599.")
        self.status = int(status)
        # Werkzeug's may be None.
        self.code = self.status  # pyright: ignore[reportIncompatibleVariableOverride]
        self.detail = detail
        self.type = self.type if type is None else type
        self.title = title or self.title or phrase(self.status)
        self.headers = Headers(headers) if headers else Headers()
        self.errors = tuple(errors)
        self.members = members

    @classmethod
    def of(cls, error: HTTPException) -> Problem:
        """Give the problem that says what a Werkzeug exception says, with its header fields kept."""
        if isinstance(error, Problem):
            return error
        headers = Headers((k, v) for k, v in error.get_headers() if k.lower() not in _OF_THE_BODY)
        return Problem(error.code or 500, error.description, headers=headers)

    def document(self, members: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give the problem document. The members of RFC 9457 come first and cannot be replaced by extensions.

        :param members: the extension members as they are to be written; dumped here if left out.
        """
        document: dict[str, Any] = {"type": self.type, "title": self.title, "status": self.status}
        if self.detail is not None:
            document["detail"] = self.detail
        if self.errors:
            document["errors"] = [fault.document() for fault in self.errors]
        members = self._dumped() if members is None else members
        return document | {name: value for name, value in members.items() if name not in document}

    def _dumped(self) -> Mapping[str, Any]:
        if self.schema is None:
            return self.members
        schema = self.schema() if isinstance(self.schema, builtins.type) else self.schema
        dumped: Any = schema.dump(self.members)
        return dict(dumped)

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        """Give the header fields of the response; Werkzeug asks for them."""
        return [("Content-Type", "application/problem+json"), *self.headers]

    def get_body(self, *args: Any, **kwargs: Any) -> str:
        """Give the document as JSON, for where a problem is raised outside of every Api."""
        return json.dumps(self.document(), default=_text)


def refusal(status: int, location: str, pointer: str, code: str, detail: str, *, headers: Mapping[str, str] | None = None) -> Problem:
    """Give the problem that one mistake is; see :class:`Fault` for its parts."""
    fault = Fault(location=location, pointer=pointer, code=code, detail=detail)
    return Problem(status, detail, errors=[fault], headers=headers)


def unacceptable(found: Iterable[Fault]) -> Problem:
    """Give the problem that all mistakes in what a request says are, 422 (RFC 9110, 15.5.21)."""
    return Problem(422, "The request is well-formed, but what it says is not acceptable.", errors=found)


#: Makes the data that is sent of a problem, in place of its document.
Shape = Callable[[Problem], Any]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def phrase(status: int) -> str:
    """Give the reason phrase of a status (RFC 9110, 15), or a plain one where there is none."""
    return _PHRASES.get(status) or ("Error" if status >= 400 else "Unknown")


def has_own_response(error: HTTPException) -> bool:
    """Tell whether an exception is a ready answer rather than an error: a redirect, or ``abort(response)``."""
    return isinstance(error.response, Response) or (error.code is not None and error.code < 400)
