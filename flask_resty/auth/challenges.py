"""Challenges: what a refused caller is told about how to come back (RFC 9110, 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from werkzeug.datastructures import Headers

from ..errors import ConfigError
from ..errors import Problem

#: The field that carries them.
FIELD = "WWW-Authenticate"


class Unauthorized(Problem):
    """401: the credentials are missing or bad. It never says which part of them was wrong.

    Raised from a handler it needs no challenges: the authenticator of the operation adds its own.

    :param detail: one sentence for people; no credentials in it.
    :param challenges: values of ``WWW-Authenticate``, each a field of its own.
    """

    status = 401

    def __init__(self, detail: str = "The credentials are not valid.", *, challenges: Iterable[str] = ()) -> None:
        super().__init__(detail=detail, headers=fields(challenges))


class Token(str):
    """A value that is written without quotation marks, where clients expect that (RFC 7616, 3.3)."""

    __slots__ = ()


def write(scheme: str, **parameters: str | None) -> str:
    """Give one challenge; parameters that are ``None`` are left out.

    Every value is a quoted string, unless it is a :class:`Token`: for ``realm`` nothing else is allowed (RFC 9110, 11.5), and
    for the others it is always right.
    """
    written = (f"{name}={_quoted(value)}" for name, value in parameters.items() if value is not None)
    return f"{scheme} {', '.join(written)}"


def _quoted(text: str) -> str:
    return text if isinstance(text, Token) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def fields(challenges: Iterable[str]) -> Headers:
    """Give challenges as header fields. Each gets its own: a comma between two is ambiguous to many clients."""
    return Headers([(FIELD, challenge) for challenge in challenges])


def first_of_each(groups: Iterable[Iterable[str]]) -> list[str]:
    """Put the challenges of several together; of those who speak one scheme, the first one's are kept.

    One may have several of one scheme: Digest has one for each algorithm (RFC 7616, 3.7).
    """
    kept: list[str] = []
    known: set[str] = set()
    for group in map(list, groups):
        kept += [challenge for challenge in group if _scheme_of(challenge) not in known]
        known.update(map(_scheme_of, group))
    return kept


def _scheme_of(challenge: str) -> str:
    return challenge.partition(" ")[0].lower()


def checked_realm(realm: str, who: str) -> str:
    """Give the realm back, if it can stand in a header field.

    :raise ConfigError: if it cannot.
    """
    if not (isinstance(realm, str) and realm and realm.isascii() and realm.isprintable()):
        raise ConfigError(f"{who} has the realm {realm!r}. Name it in printable ASCII, as in realm='API'.")
    return realm
