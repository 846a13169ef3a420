"""Parameters of requests: read strictly, each of them once (RFC 6749, 3.1 and 3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request

from ..errors import Problem
from ..media.form import URLENCODED
from ..media.form import read_form
from .refusal import Refusal

#: How much a form may have, in bytes. What is asked here is a few short words.
MOST_BYTES = 32_768

_MOST_PARAMETERS = 100

# No parameter has any (RFC 6749, A), and databases have their own opinion of a NUL.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request says. A parameter without a value is one that was left out."""

    #: Those that came once.
    once: Mapping[str, str]
    #: The names of those that came more often.
    repeated: frozenset[str]

    def get(self, name: str) -> str | None:
        """Give the value of a parameter, ``None`` where it did not come, or came twice."""
        return self.once.get(name)

    def need(self, name: str) -> str:
        """Give the value of a parameter.

        :raise Refusal: ``invalid_request`` if it did not come.
        """
        value = self.once.get(name)
        if value is None:
            raise _invalid(f"The parameter {name} is missing.")
        return value

    def words(self, name: str) -> list[str] | None:
        """Give the words of a parameter, which only spaces part (RFC 6749, 3.3), ``None`` where it did not come."""
        value = self.once.get(name)
        return None if value is None else [word for word in value.split(" ") if word]

    def check(self) -> None:
        """See that nothing came twice.

        :raise Refusal: ``invalid_request`` if something did.
        """
        if self.repeated:
            raise _invalid("A parameter came more than once.")


def of_query(request: Request) -> Parameters:
    """Read the query of a request.

    :raise Refusal: ``invalid_request`` for what is no query in UTF-8, or has control characters.
    """
    try:
        text = request.query_string.decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise _invalid("The query cannot be read.") from error
    return _collected(pairs)


def of_form(request: Request) -> Parameters:
    """Read the form that is the content of a request.

    :raise Refusal: ``invalid_request`` for what is no form, for one that is broken or too large, and for a parameter that came twice.
    """
    if request.mimetype != URLENCODED:
        raise _invalid(f"The content has to be {URLENCODED}.")
    limit = request.max_content_length
    request.max_content_length = MOST_BYTES if limit is None else min(limit, MOST_BYTES)
    try:
        form = read_form(request)
    except Problem as problem:
        raise _invalid(problem.detail or "The form cannot be read.") from problem
    parameters = _collected((name, value) for name, values in form.items() for value in values)
    parameters.check()
    return parameters


def _collected(pairs: Iterable[tuple[str, str]]) -> Parameters:
    once: dict[str, str] = {}
    repeated: set[str] = set()
    for name, value in pairs:
        if _CONTROL.search(name) or _CONTROL.search(value):
            raise _invalid("A parameter has characters that none may have.")
        if name in once:
            repeated.add(name)
        once[name] = value
    return Parameters({name: value for name, value in once.items() if value and name not in repeated}, frozenset(repeated))


def _invalid(description: str) -> Refusal:
    return Refusal("invalid_request", description)
