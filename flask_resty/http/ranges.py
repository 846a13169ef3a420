"""Ranges of bytes: a client that asks for parts of a file or of bytes gets these (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from typing import Any

from flask import Response
from werkzeug.datastructures import Headers

from ..errors import Fault
from ..errors import Problem
from . import byteranges
from .dates import parse_date
from .etag import parse
from .etag import strong
from .partial import Source
from .partial import content_range
from .partial import is_divisible
from .partial import multipart
from .partial import source_of
from .preconditions import FIELDS

#: A sum over what is sent is another one for a part (RFC 9530, 2).
_SUMS = ("Content-Digest", "Content-MD5")

#: What whoever sent ``If-Range`` has seen already (RFC 9110, 15.3.7).
_KNOWN = ("Content-Type", "Content-Encoding", "Content-Language")

#: The fields by which Werkzeug makes a response conditional by itself, as WSGI names them.
_CONDITIONS = ("HTTP_RANGE", "HTTP_IF_RANGE", *FIELDS)

#: A range of another unit than bytes (RFC 9110, 14.1).
_OF_OTHER_UNIT = re.compile(r"(?!bytes=)[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\x21-\x7e \t]+", re.IGNORECASE)

#: An ``If-Range`` that Werkzeug never finds true: we give no such tag.
_NEVER = '"flask_resty: never"'


# -- before the response -----------------------------------------------------------------------------------------------


@contextmanager
def detached(environ: dict[str, Any]) -> Iterator[None]:
    """Keep the conditions of a request from ``flask.send_file`` and its kin, that judge them in their own way.

    A ``Range`` of another unit than bytes stays, for the handler may know that unit. The server's own wrapper of files is
    kept away, too: it sends files in one piece, and not all of them tell of which file.
    """
    hidden = {name: environ.pop(name) for name in (*_CONDITIONS, "wsgi.file_wrapper") if name in environ}
    if _OF_OTHER_UNIT.fullmatch(hidden.get("HTTP_RANGE", "")):
        environ |= {"HTTP_RANGE": hidden["HTTP_RANGE"], "HTTP_IF_RANGE": _NEVER}
    try:
        yield
    finally:
        environ.pop("HTTP_IF_RANGE", None)
        environ.update(hidden)


# -- after it ----------------------------------------------------------------------------------------------------------


def serve(environ: Mapping[str, Any], response: Response) -> Response:
    """Cut the ranges that a GET asks for out of its answer, where that is bytes or a file. Preconditions have been judged.

    Who asks for a range is told in ``Accept-Ranges`` whether there are any. One without bytes, such as ``none``, is respected.

    :raise Problem: 416 if there is nothing of what is asked for.
    """
    method, asked = environ["REQUEST_METHOD"], environ.get("HTTP_RANGE")
    if asked is None or response.status_code != 200 or method not in {"GET", "HEAD"} or not is_divisible(response):
        return response
    if "bytes" not in map(str.strip, response.headers.setdefault("Accept-Ranges", "bytes").lower().split(",")):
        return response
    # A Range has a meaning for GET only (RFC 9110, 14.2).
    if method == "HEAD" or not _is_current(environ.get("HTTP_IF_RANGE"), response.headers):
        return response
    return _cut(asked, response, "HTTP_IF_RANGE" in environ)


def _is_current(if_range: str | None, headers: Headers) -> bool:
    """Tell whether what the client has a part of is still what is there, byte by byte (RFC 9110, 13.1.5)."""
    if if_range is None:
        return True
    if '"' in if_range[:3]:
        known, current = parse(if_range), parse(headers.get("ETag"))
        return known is not None and current is not None and strong(known, current)
    moment = parse_date(if_range)
    # As long as its second lasts, there may be another change at the same date (RFC 9110, 8.8.2.2).
    return moment is not None and moment == parse_date(headers.get("Last-Modified")) and moment < datetime.now(UTC).replace(microsecond=0)


def _cut(asked: str, response: Response, is_known: bool) -> Response:
    source = source_of(response)
    # Of no bytes there is no range to tell of, so the field is ignored (RFC 9110, 14.2).
    ranges = byteranges.parse(asked, source.size) if source is not None and source.size else None
    if source is None or ranges is None:
        return response
    if not ranges:
        response.close()
        raise _unsatisfiable(source.size)
    parts = byteranges.coalesce(ranges)
    # A multipart cannot say that it is its parts that are encoded.
    if len(parts) > 1 and "Content-Encoding" in response.headers:
        return response
    return _partial(response, source, parts, is_known)


def _unsatisfiable(size: int) -> Problem:
    detail = f"There is nothing in the ranges asked for: it is {size} bytes in all."
    fault = Fault(location="headers", pointer="/Range", code="unsatisfiable", detail=detail)
    return Problem(416, detail, headers={"Content-Range": f"bytes */{size}"}, errors=[fault])


def _partial(response: Response, source: Source, parts: Sequence[range], is_known: bool) -> Response:
    headers = response.headers
    media_type = headers.get("Content-Type")
    # A tag tells the parts of one representation from those of another; without one, the date has to.
    for name in (*_SUMS, *(_KNOWN if is_known else ()), *(("Last-Modified",) if is_known and "ETag" in headers else ())):
        headers.pop(name, None)
    response.status_code = 206
    if len(parts) == 1:
        headers["Content-Range"] = content_range(parts[0], source.size)
        return _filled(response, source.read(parts[0]), len(parts[0]))
    content = multipart(parts, source.size, media_type)
    headers["Content-Type"] = content.media_type
    return _filled(response, content.read(source), content.size)


def _filled(response: Response, content: Iterator[bytes], size: int) -> Response:
    response.content_length = size
    if response.is_sequence:
        response.response = [b"".join(content)]
        return response
    close = getattr(response.response, "close", None)
    if close is not None:
        response.call_on_close(close)
    # Now it is we who read, and the response who closes, so nothing is passed through any more.
    response.direct_passthrough = False
    response.response = content
    return response
