"""Binary content on the line: what a verb offers, gives and takes under ``Binary(...)``."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask
from flask import Request
from flask import Response
from flask import request

from .errors import ContractError
from .errors import Fault
from .errors import Problem
from .http.answers import fields_for
from .http.answers import sandboxed
from .http.coding import codings
from .http.content import check_length
from .http.content import refuse_part
from .http.content_stream import open_content
from .http.dates import http_date
from .http.dates import http_moment
from .http.disposition import content_disposition
from .http.methods import READING
from .http.partial import Source
from .http.partial import source_of_file
from .media import Emitter
from .media.binary import Download
from .media.binary import Upload
from .media.chunks import close
from .media.content import check_type
from .media.content import unsupported
from .media.mediatype import read
from .media.negotiation import negotiate
from .media.sniffing import HEAD
from .media.sniffing import fits
from .operation import Operation
from .reply import filler
from .schema.faults import Misplaced
from .schematic import Binary

# -- what is given -----------------------------------------------------------------------------------------------------


def binary_offers(schema: Binary) -> tuple[Emitter, ...]:
    """Give what stands for binary content in negotiation: an emitter for each media type, the same one each time. It writes nothing.

    :raise ConfigError: for a range of media types: who offers has to say what.
    """
    return tuple(map(_offer, schema.media_types))


@cache
def _offer(media_type: str) -> Emitter:
    return Emitter(media_type, _refuse)


def _refuse(data: Any, schema: Any) -> bytes:
    raise ContractError("Binary content is sent as it is, and not written by an emitter.")


def binary_writer(
    operation: Operation, schema: Binary, status: int, app: Flask, *, agreed: str, names_in: Callable[[Request], Collection[str]]
) -> Callable[[Any], Response]:
    """Make what makes the response of bytes, a file or a ``Download``.

    What is made raises a ``ContractError`` for anything else, and for a media type that is not declared; a problem, 406, where what is
    there is none of what a client that reads would accept.

    :param agreed: the media type that negotiation came to, which need not be that of what is there.
    :param names_in: gives the names of formats that the address of a request has; with one of them no other type will do.
    """
    check, make = _promise_checker(operation, schema), _maker(operation, status, app)
    is_ranged, is_judged = operation.method in {"GET", "HEAD"} and status == 200, status < 300

    def write(data: Any) -> Response:
        download = data if isinstance(data, Download) else Download(data)
        media_type = download.media_type or schema.media_types[0]
        try:
            check(media_type)
            if is_judged and media_type != agreed:
                _check_acceptable(request, media_type, bool(names_in(request)))
            response = make(download.content, media_type)
        except Exception:
            close(download.content)
            raise
        response.headers.extend(_fields(download, is_named=download is data))
        if is_ranged:
            response.headers["Accept-Ranges"] = "bytes"
        return response

    return write


def _promise_checker(operation: Operation, schema: Binary) -> Callable[[str], None]:
    declared = [found for media_type in schema.media_types if (found := read(media_type)) is not None]

    def check(media_type: str) -> None:
        found = read(media_type)
        if found is None or not any(one.covers(found) for one in declared):
            raise ContractError(f"{operation.name} returned {media_type!r}, but declares {schema!r}. Add it there.")

    return check


def _maker(operation: Operation, status: int, app: Flask) -> Callable[[Any, str], Response]:
    def make(content: Any, media_type: str) -> Response:
        if isinstance(content, bytes | bytearray | memoryview):
            response = filler(app.response_class, status, media_type)(bytes(content))
        else:
            source = _source(operation, content)
            response = app.response_class(_Rest(source), status, fields_for(status), content_type=media_type, direct_passthrough=True)
            response.content_length = source.size
        return sandboxed(response) if _is_active(media_type) else response

    return make


def _source(operation: Operation, content: Any) -> Source:
    what = f"{operation.name} returned {type(content).__name__}"
    # What has an encoding gives text.
    if not hasattr(content, "read") or hasattr(content, "encoding"):
        raise ContractError(f"{what}, which is no binary content. Return bytes, a file opened in binary mode, or a Download of one.")
    source = source_of_file(content)
    if source is None:
        raise ContractError(f"{what}, in which one cannot seek, so that nobody knows how long it is. Read it first, or return a Response.")
    return source


class _Rest:
    """What is left of a file, by the length that it had: if it grows while it is sent, the answer keeps the length that it told."""

    def __init__(self, source: Source) -> None:
        self._source = source
        #: Where ranges are cut out of; it has the name that servers look for.
        self.file = source.file

    def __iter__(self) -> Iterator[bytes]:
        return self._source.read(range(self._source.size))

    def close(self) -> None:
        self.file.close()


def _check_acceptable(request: Request, media_type: str, is_settled: bool) -> None:
    # What has been changed is told of in any case.
    if request.method not in READING:
        return
    if is_settled or negotiate(request.environ.get("HTTP_ACCEPT"), (media_type,)) is None:
        detail = "What there is here is of a media type that is not acceptable."
        raise Problem(406, detail, headers={"Vary": "Accept"}, available=[media_type])


def _is_active(media_type: str) -> bool:
    """Tell whether a browser would show content as a document that may have scripts and forms in it: HTML, SVG, or any other XML."""
    found = read(media_type)
    return found is not None and found.subtype.rpartition("+")[2] in {"html", "xml"}


def _fields(download: Download, *, is_named: bool) -> Iterator[tuple[str, str]]:
    if is_named:
        yield "Content-Disposition", content_disposition("inline" if download.inline else "attachment", download.filename)
    if download.last_modified is not None:
        # An origin server with a clock never tells of the future (RFC 9110, 8.8.2.1).
        yield "Last-Modified", http_date(min(http_moment(download.last_modified), datetime.now(UTC)))


# -- what is taken -----------------------------------------------------------------------------------------------------


def binary_checker(operation: Operation, schema: Binary, limit: int) -> Callable[[Request], None]:
    """Make the step that judges binary content by its header fields alone: 413, 415."""
    judge = _judge(operation, schema)

    def check_content(request: Request) -> None:
        environ = request.environ
        # Without content there is nothing to be of a type; that it is missing is told with all else that is.
        if environ.get("CONTENT_LENGTH") not in {None, "", "0"} or "HTTP_TRANSFER_ENCODING" in environ:
            judge(request)
            check_length(request, limit)

    return check_content


def _judge(operation: Operation, schema: Binary) -> Callable[[Request], str]:
    method = operation.method

    def judge(request: Request) -> str:
        """Give the media type that content is said to be, in the case of all media types."""
        said = request.environ.get("CONTENT_TYPE", "")
        refuse_part(request)
        found = check_type(said, schema.media_types, in_any_charset=True)
        if isinstance(found, Fault):
            raise unsupported(found, schema.media_types, method)
        if "HTTP_CONTENT_ENCODING" in request.environ:
            # Images, films and archives are compressed already.
            codings(request.environ["HTTP_CONTENT_ENCODING"], ())
        name, semicolon, parameters = said.strip(" \t").partition(";")
        return f"{name.lower()}{semicolon}{parameters}"

    return judge


def binary_loader(operation: Operation, schema: Binary, limit: int) -> Callable[[Request, Any, Any], Upload]:
    """Make what gives the content as an upload, of which no more than its beginning has been read."""
    judge = _judge(operation, schema)

    def load(request: Request, parser: Any, item: Any) -> Upload:
        head, stream = open_content(request, limit, HEAD)
        if not head:
            raise Misplaced(_fault("required", "The content is missing."))
        # Content of a length that nobody told is judged only now that it is there.
        media_type = judge(request)
        if schema.sniff and not fits(head, media_type):
            raise Misplaced(_fault("content_type", "The content is not of the media type that it is said to be."))
        return Upload(media_type, stream)

    return load


def _fault(code: str, detail: str) -> Fault:
    return Fault(location="body", pointer="", code=code, detail=detail)
