"""Answers: what each of them says for safety's sake, unless somebody says more, and what it depends on."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from flask import Response
from werkzeug.datastructures import Headers
from werkzeug.http import parse_list_header

#: No browser is to guess another type than the one that is said, and data is nothing to be shown with scripts or in a frame.
_NO_GUESSING = {"X-Content-Type-Options": "nosniff"}
_SAFE = _NO_GUESSING | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}

#: What was wrong once may be right the next time, so nobody is to keep it (RFC 9111, 5.2.2.5).
_OF_ERRORS = _SAFE | {"Cache-Control": "no-store"}


def fields_for(status: int) -> dict[str, str]:
    """Give the header fields that any content of ours has with a status."""
    if status == 304:
        # It would be put on what the client has (RFC 9111, 3.2), which may be a page with a policy of its own.
        return _NO_GUESSING
    return _SAFE if status < 400 else _OF_ERRORS


def sandboxed(response: Response) -> Response:
    """Have a browser show content without forms, scripts and cookies, whatever somebody has put into it."""
    response.headers["Content-Security-Policy"] = f"{_SAFE['Content-Security-Policy']}; sandbox"
    return response


def empty(app: Flask, status: int) -> Response:
    """Make a response without content."""
    response = app.response_class(status=status, headers=fields_for(status))
    # No content, so no type of it (RFC 9110, 8.3).
    del response.headers["Content-Type"]
    return response


#: They go with the content that they describe.
_OF_CONTENT = frozenset({"content-type", "content-length", "content-encoding", "content-language", "accept-ranges"})


def without_content(response: Response, answer: Response) -> Response:
    """Have an answer without content say the same as another one, but not show it."""
    known = _OF_CONTENT.union(name.lower() for name, _ in answer.headers)
    answer.headers.extend([(name, value) for name, value in response.headers if name.lower() not in known])
    return answer


def has(headers: Headers, name: str) -> bool:
    """Tell whether a field is there. To ask the header fields themselves takes several times as long where it is not.

    :param name: in lower case.
    """
    return any(present.lower() == name for present, _ in headers)


def has_any(headers: Headers, names: frozenset[str]) -> bool:
    """Tell whether one of several fields is there.

    :param names: in lower case.
    """
    # A loop takes half as long as any() with a generator.
    for present, _ in headers:
        if present.lower() in names:
            return True
    return False


def vary(headers: Headers, *names: str) -> None:
    """Add names of request fields to ``Vary`` (RFC 9110, 12.5.5), each one once; ``*`` says all of them already."""
    present = headers.getlist("Vary")
    headers["Vary"] = _joined(tuple(present), names) if present else ", ".join(names)


@lru_cache(1024)
def _joined(lines: tuple[str, ...], names: tuple[str, ...]) -> str:
    present = parse_list_header(", ".join(lines))
    known = {name.lower() for name in present}
    missing = [] if "*" in known else [name for name in names if name.lower() not in known]
    return ", ".join([*present, *missing])
