"""The content of a request, as bytes: no more than the limit, no less than was announced (RFC 9110, 8.6; RFC 9112, 8)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import IO
from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from ..errors import Problem
from ..errors import refusal
from .coding import decode
from .coding import too_large

#: More digits than any length has; ``int`` must not be tried on them.
_MOST_DIGITS = 18


def check_length(request: Request, limit: int) -> None:
    """Judge what is announced, before anything is read. The app's ``MAX_CONTENT_LENGTH`` counts where it is lower.

    :raise Problem: 413 if the length is over the limit in bytes; 400 if it is no number, or for a transfer coding that no server undid.
    """
    coding = request.environ.get("HTTP_TRANSFER_ENCODING")
    # A server that undid another one would not tell of it any more (RFC 9112, 6.1).
    if coding and coding.strip(" \t").lower() != "chunked":
        raise _uncoded()
    announced = request.environ.get("CONTENT_LENGTH")
    if not announced:
        return
    if not (announced.isascii() and announced.isdigit()):
        raise _refusal("malformed", "The Content-Length is not a number.")
    limit = lower_limit(request, limit)
    digits = announced.lstrip("0")
    if len(digits) > _MOST_DIGITS or int(digits or 0) > limit:
        raise too_large(limit)


def refuse_part(request: Request) -> None:
    """Refuse a PUT of a part: it is not to replace the whole (RFC 9110, 14.5).

    :raise Problem: 400.
    """
    if request.method == "PUT" and "HTTP_CONTENT_RANGE" in request.environ:
        raise Problem(400, "The content is a part of something. Send all of it.")


def bound(request: Request, limit: int) -> None:
    """Have a stream of unknown length end with a 413 behind the limit, for who does not read it with :func:`read`."""
    # One byte more, because a stream that was read up to its bound cannot tell whether that was all.
    request.max_content_length = lower_limit(request, limit) + 1


def read(request: Request, limit: int) -> bytes:
    """Give the whole content, its codings undone. It can be asked for again, and may have been read by a hook of the app before.

    An announced length has been judged by :func:`check_length`. What the app asks of Flask is what was sent, with its codings.

    :raise Problem: 413 if there is more than the limit in bytes, as sent or decoded; 400 if there is less than was announced,
        or if it cannot be decoded; 415 for a coding that is not known.
    """
    coding = request.environ.get("HTTP_CONTENT_ENCODING")
    if not coding:
        return _read_all(request, limit)
    limit = lower_limit(request, limit)
    data = _read_all(request, limit)
    return decode(data, coding, limit) if data else data


def _read_all(request: Request, limit: int) -> bytes:
    announced = request.content_length if (length := _plain_length(request)) is None else length
    if announced is None:
        limit = lower_limit(request, limit)
        bound(request, limit)
    elif announced > limit:
        raise too_large(limit)
    try:
        data = request.get_data() if length is None else _read_once(request.environ, length)
    except RequestEntityTooLarge as error:
        raise too_large(limit) from error
    except Exception as error:
        # Each server says in its own words that the framing is broken: an OSError, a ValueError, or neither of them.
        raise incomplete() from error
    if len(data) > limit:
        raise too_large(limit)
    # A server that ends the stream itself does not tell that the client went away (RFC 9112, 8).
    if announced is not None and len(data) < announced:
        raise incomplete()
    return data


def _plain_length(request: Request) -> int | None:
    """Give the announced length of content that can be read from the server directly, which takes a fraction of the time."""
    environ = request.environ
    announced: str = environ.get("CONTENT_LENGTH", "")
    if not (announced.isascii() and announced.isdigit() and len(announced) <= _MOST_DIGITS) or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    # Whoever has read before has a stream. A form stands apart because what is read of it depends on what is asked for first.
    if "stream" in vars(request) or "form" in environ.get("CONTENT_TYPE", "").lower():
        return None
    # A class is hashable, whatever its instances are. A proxy has the class of what it stands for.
    return int(announced) if _reads_as_usual(request.__class__) else None  # type: ignore[arg-type]


@lru_cache(maxsize=16)
def _reads_as_usual(kind: type[Request]) -> bool:
    return kind.stream is Request.stream and kind.get_data is Request.get_data


def _read_once(environ: dict[str, Any], length: int) -> bytes:
    """Read from the server, and put what was read back, for an app that asks for it again."""
    stream = environ["wsgi.input"]
    data: bytes = stream.read(length)
    if len(data) < length:
        data = b"".join((data, *_rest(stream, length - len(data))))
    environ["wsgi.input"] = BytesIO(data)
    return data


def _rest(stream: IO[bytes], missing: int) -> Iterator[bytes]:
    """Give what a server hands out piece by piece."""
    while missing and (piece := stream.read(missing)):
        yield piece
        missing -= len(piece)


def lower_limit(request: Request, limit: int) -> int:
    """Give a limit, or that of the app where it is lower."""
    of_app = request.max_content_length
    return limit if of_app is None or of_app > limit else of_app


def is_kept(request: Request) -> bool:
    """Tell whether all that was read of the content can be read once more. Files of a form are rewound for that."""
    seen = vars(request)
    if "files" in seen and request.want_form_data_parsed:
        return all(_is_rewound(file.stream) for files in request.files.listvalues() for file in files)
    return "stream" not in seen or "_cached_data" in seen


def _is_rewound(stream: IO[bytes]) -> bool:
    try:
        return stream.seek(0) == 0
    except (OSError, ValueError):
        return False


def _uncoded() -> Problem:
    detail = "Content is accepted in chunks, or with its length, and in no other transfer coding."
    return refusal(400, "headers", "/Transfer-Encoding", "coding", detail)


def incomplete() -> Problem:
    """Give the 400 for content that ends before it was complete."""
    return _refusal("incomplete", "The connection broke off before the content was complete.")


def _refusal(code: str, detail: str) -> Problem:
    return refusal(400, "body", "", code, detail)
