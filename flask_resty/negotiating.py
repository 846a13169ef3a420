"""The representation that a request is answered with: agreed on before the handler runs (RFC 9110, 12)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs

from flask import Request

from .errors import Problem
from .media.negotiation import negotiate
from .offers import names_of
from .operation import Operation
from .operation import Representation

#: The parameter of the query that names a format.
FORMAT = "format"

#: The key in the WSGI environment of the format that the path names.
FORMAT_OF_PATH = "flask_resty.format"

Negotiate = Callable[[Request], Representation]


def negotiator(operation: Operation) -> Negotiate:
    """Make the step that agrees on a representation, by ``Accept`` or by what the address says.

    The step raises a problem, 406, where nothing that is acceptable is there.
    """
    # What has no content has no media type to agree on.
    if not operation.offers:
        default = Representation(operation.emitters[0])
        return lambda request: default
    by_accept = _by_accept(operation)
    return _by_address(operation, by_accept) if operation.format_in_url else by_accept


def _by_accept(operation: Operation) -> Negotiate:
    by_type = {representation.emitter.media_type: representation for representation in operation.offers}
    offers = tuple(by_type)
    usual = {accept: by_type[chosen] for accept in (None, "*/*", *offers) if (chosen := negotiate(accept, offers)) is not None}

    def negotiate_representation(request: Request) -> Representation:
        accept = request.environ.get("HTTP_ACCEPT")
        return usual.get(accept) or decide(accept)

    def decide(accept: str | None) -> Representation:
        chosen = negotiate(accept, offers)
        if chosen is None:
            headers = {"Vary": "Accept"}
            raise Problem(406, "None of the available media types is acceptable.", headers=headers, available=list(offers))
        return by_type[chosen]

    return negotiate_representation


def _by_address(operation: Operation, otherwise: Negotiate) -> Negotiate:
    named, names_in = names_of(operation.offers), formats_named(operation)

    def by_address(request: Request) -> Representation:
        names = names_in(request)
        if not names:
            return otherwise(request)
        if len(set(names)) > 1 or names[0] not in named:
            detail = "The address names a format that is not there." if len(set(names)) == 1 else "The address names several formats."
            raise Problem(406, detail, available=list(named))
        return named[names[0]]

    return by_address


def negotiates_by_query(operation: Operation) -> bool:
    """Tell whether a parameter of the query names the format: not where the verb has one of that name itself."""
    return operation.format_in_url and FORMAT not in operation.parameters


def formats_named(operation: Operation) -> Callable[[Request], list[str]]:
    """Make what gives the names of formats that the address of a request of an operation has: those, and no other ones, will do."""
    if not operation.format_in_url:
        return lambda request: []
    return partial(formats_in, by_query=negotiates_by_query(operation))


def formats_in(request: Request, *, by_query: bool = True) -> list[str]:
    """Give the names of formats that the address of a request has, in its path and in its query."""
    environ = request.environ
    of_path = [environ[FORMAT_OF_PATH]] if FORMAT_OF_PATH in environ else []
    query = environ.get("QUERY_STRING", "") if by_query else ""
    # The name itself may be percent-encoded.
    if FORMAT not in query and "%" not in query:
        return of_path
    return [*of_path, *parse_qs(query, keep_blank_values=True).get(FORMAT, ())]
