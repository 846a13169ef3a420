"""What tells one request from another: the key that came with it, who sent it where, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from flask import Request

from ...errors import ContractError
from ...errors import Problem
from ...errors import refusal
from ...principal import identity_of
from ...principal import principal_of
from ...principal import roles_of
from ...principal import scopes_of
from ...stack import Seat

FIELD = "Idempotency-Key"

#: A String of RFC 9651, 3.3.3, as the draft wants it (2.1), and nothing beside it: an Item's parameters would say nothing.
_STRING = re.compile(r' *"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)" *', re.ASCII)

#: More characters than anything has that is to be unique.
_LONGEST = 255

#: What a request says besides its content: with another of these, it asks for something else, or for another answer.
_SAYING = ("HTTP_HOST", "QUERY_STRING", "CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_PREFER")
_PROVIDED = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


def parse(text: str) -> str:
    """Read the value of ``Idempotency-Key``.

    :raise Problem: 400 if it is no String of RFC 9651, is empty, or has more than 255 characters.
    """
    found = _STRING.fullmatch(text)
    if found is None:
        raise refused(400, "malformed", f'The {FIELD} is no String as RFC 9651 has it: one text in quotes, as in "8e03978e-40d5".')
    key = re.sub(r"\\(.)", r"\1", found[1])
    if not key:
        raise refused(400, "too_short", f"The {FIELD} is empty.")
    if len(key) > _LONGEST:
        raise refused(400, "too_long", f"The {FIELD} has more than {_LONGEST} characters.")
    return key


def refused(status: int, code: str, detail: str, seconds: int | None = None) -> Problem:
    """Make the problem of a request whose key does not let it pass.

    :param seconds: when to try again.
    """
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return refusal(status, "headers", f"/{FIELD}", code, detail, headers=headers)


def scoped(request: Request, app: str, key: str) -> str:
    """Give what a key is kept under: it means something else to another principal, method or path.

    :param app: the name of the app.
    :raise ContractError: if nothing tells the principal from others.
    """
    who = principal_of(request.environ)
    identity = "" if who is None else identity_of(who)
    if identity is None:
        raise ContractError(f"A {type(who).__name__} has no id, so its keys cannot be told from those of others. Give it one.")
    # Two classes may count their principals in the same numbers.
    caller = "anonymous" if who is None else f"{type(who).__module__}.{type(who).__qualname__}"
    return _digest(
        part.encode("utf-8", "surrogatepass") for part in (app, caller, identity, request.method, request.root_path, request.path, key)
    )


def fingerprint(request: Request, seat: Seat) -> str:
    """Give what is the same for repeats of a request, and for nothing else.

    A repeat may come with new credentials, identifiers of the attempt, and cookies and header fields that the operation does not
    declare, and over another connection. With credentials for less it could be told what they do not show, so their scopes and roles
    are part of it.
    """
    environ, content = request.environ, seat.read(request)
    who = principal_of(environ)
    said = [environ.get(name, "") for name in (*_SAYING, *_PROVIDED)]
    said += [" ".join(sorted(map(str, held))) for held in (scopes_of(who), roles_of(who))]
    said += [request.headers.get(name, "") for name in seat.headers]
    said += [value for name in seat.cookies for value in (name, *request.cookies.getlist(name))]
    boundary = request.mimetype_params.get("boundary", "") if request.mimetype == "multipart/form-data" else ""
    if boundary:
        # Each attempt may draw one of its own.
        said = [text.replace(boundary, "boundary") for text in said]
        content = content.replace(boundary.encode("latin-1", "replace"), b"boundary")
    return _digest([*(text.encode("utf-8", "surrogatepass") for text in said), content])


def _digest(parts: Iterable[bytes]) -> str:
    digest = sha256()
    for part in parts:
        # The length goes first, so that no two lists of parts run together to the same bytes.
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
