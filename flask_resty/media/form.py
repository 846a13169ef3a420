"""Forms: the locations ``form`` and ``files``, read strictly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import IO
from urllib.parse import parse_qsl
from urllib.parse import unquote

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data
from werkzeug.sansio.multipart import Epilogue
from werkzeug.sansio.multipart import Field
from werkzeug.sansio.multipart import File
from werkzeug.sansio.multipart import MultipartDecoder
from werkzeug.sansio.multipart import NeedData

from ..errors import Fault
from ..errors import Problem
from ..errors import refusal
from .content import check_type
from .content import unsupported
from .mediatype import read

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

_CHUNK_BYTES = 65_536

Part = tuple[Field | File, IO[bytes]]


def check_form(request: Request) -> None:
    """Refuse what is no form by its ``Content-Type`` alone, before anything is read.

    :raise Problem: 415 that names the two media types of forms.
    """
    found = check_type(request.environ.get("CONTENT_TYPE"), (URLENCODED, MULTIPART))
    if isinstance(found, Fault):
        raise unsupported(found, (URLENCODED, MULTIPART), request.method)


def read_form(request: Request) -> dict[str, list[str]]:
    """Give the fields of a form that are no files, each with all its values.

    :raise Problem: 415 for what is no form, 400 for a broken one, 413 for more than Flask's ``MAX_FORM_PARTS``,
        ``MAX_FORM_MEMORY_SIZE`` or ``MAX_CONTENT_LENGTH`` allow.
    """
    return _parsed(request)[0].to_dict(flat=False)


def read_files(request: Request) -> dict[str, list[FileStorage]]:
    """Give the files of a form by the names of their fields; it raises what :func:`read_form` does.

    An input that was left empty is not there: browsers send it as a file without a name and without content.
    """
    files = _parsed(request)[1].to_dict(flat=False)
    chosen = {name: [file for file in values if _is_chosen(file)] for name, values in files.items()}
    return {name: values for name, values in chosen.items() if values}


def _is_chosen(file: FileStorage) -> bool:
    if file.filename:
        return True
    has_content = bool(file.stream.read(1))
    file.stream.seek(0)
    return has_content


def _parsed(request: Request) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    check_form(request)
    was_read = "form" in vars(request) and request.form_data_parser_class is not StrictFormParser
    # Asked when the form is first looked at; what a hook of the app has read before stays as it is.
    request.form_data_parser_class = StrictFormParser
    try:
        form, files = request.form, request.files
    except RequestEntityTooLarge as error:
        raise _refusal("too_large", "The form is larger, or has more fields, than is allowed.", 413) from error
    if was_read:
        _doubt(form, is_empty=not (form or files or request.content_length in {None, 0}))
    return form, files


def _doubt(form: MultiDict[str, str], *, is_empty: bool) -> None:
    """Refuse what Werkzeug reads for a hook of the app without a word: text that is not UTF-8, and a form that is broken."""
    if is_empty:
        raise _refusal("syntax", "The form is broken, or its end is missing.")
    if any(_is_doubtful(text) for pair in form.items(multi=True) for text in pair):
        raise _refusal("encoding", "The form is not in UTF-8.")


def _is_doubtful(text: str) -> bool:
    """Tell whether text holds what Werkzeug puts in the place of bytes: a sign for them, or their quoted form."""
    try:
        return "\ufffd" in unquote(text, errors="strict")
    except UnicodeDecodeError:
        return True


class StrictFormParser(FormDataParser):
    """Reads forms as Werkzeug does, but refuses text that is not UTF-8, and broken forms, which Werkzeug gives as empty."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Read a form of either media type.

        :raise Problem: 400, with a fault whose code is ``syntax``, ``encoding`` or ``incomplete``.
        """
        try:
            if mimetype == MULTIPART:
                fields, files = self._read_parts(stream, content_length, (options or {}).get("boundary", ""))
            else:
                fields, files = _read_pairs(stream, content_length, self.max_form_parts), []
        except UnicodeError as error:
            raise _refusal("encoding", "The form is not in UTF-8.") from error
        except ValueError as error:
            raise _refusal("syntax", "The form is broken, or its end is missing.") from error
        return stream, self.cls(fields), self.cls(files)

    def _read_parts(
        self, stream: IO[bytes], content_length: int | None, boundary: str
    ) -> tuple[list[tuple[str, str]], list[tuple[str, FileStorage]]]:
        fields, files = [], []
        with ExitStack() as opened:
            for part, content in self._parts(stream, content_length, boundary, opened):
                content.seek(0)
                if isinstance(part, File):
                    files.append((part.name, FileStorage(content, part.filename, part.name, headers=part.headers)))
                else:
                    fields.append((part.name, _text(part, content)))
            # All went well: the files belong to the request now, which closes them.
            opened.pop_all()
        return fields, files

    def _parts(self, stream: IO[bytes], content_length: int | None, boundary: str, opened: ExitStack) -> list[Part]:
        decoder = MultipartDecoder(_checked(boundary), self.max_form_memory_size, max_parts=self.max_form_parts)
        parts: list[Part] = []
        for data in _chunks(stream):
            decoder.receive_data(data)
            while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
                if isinstance(event, Field | File):
                    parts.append((event, self._open(event, content_length)))
                    opened.callback(parts[-1][1].close)
                elif isinstance(event, Data):
                    self._write(event.data, *parts[-1])
        return parts

    def _open(self, part: Field | File, content_length: int | None) -> IO[bytes]:
        if not part.name or not _is_plain(part):
            raise ValueError("A part is none of a form.")
        if isinstance(part, Field):
            return BytesIO()
        return self.stream_factory(content_length, part.headers.get("Content-Type"), part.filename)

    def _write(self, data: bytes, part: Field | File, content: IO[bytes]) -> None:
        content.write(data)
        if isinstance(part, Field) and self.max_form_memory_size is not None and content.tell() > self.max_form_memory_size:
            raise RequestEntityTooLarge


def _is_plain(part: Field | File) -> bool:
    """Tell whether a part says once what it is (RFC 7578, 4.2), and stands there as it is (4.7)."""
    said = [value.partition(";")[0].strip().lower() for value in part.headers.getlist("Content-Disposition")]
    coding = part.headers.get("Content-Transfer-Encoding", "binary")
    return said == ["form-data"] and coding.strip().lower() in {"7bit", "8bit", "binary"}


def _checked(boundary: str) -> bytes:
    if not boundary:
        raise ValueError("The boundary is missing.")
    return boundary.encode("ascii")


def _chunks(stream: IO[bytes]) -> Iterator[bytes | None]:
    while data := _read_chunk(stream):
        yield data
    yield None


def _read_chunk(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_CHUNK_BYTES)
    except RequestEntityTooLarge:
        raise
    except Exception as error:
        # Each server says in its own words that the framing is broken: an OSError, a ValueError, or neither of them.
        raise _incomplete() from error


def _text(part: Field, content: IO[bytes]) -> str:
    said = read(part.headers.get("Content-Type", "text/plain"))
    if said is None or said.parameters.get("charset", "us-ascii").lower() != "us-ascii":
        raise UnicodeError("The part is in another charset.")
    return content.read().decode()


def _read_pairs(stream: IO[bytes], content_length: int | None, most: int | None) -> list[tuple[str, str]]:
    data = b"".join(chunk for chunk in _chunks(stream) if chunk)
    if content_length is not None and len(data) < content_length:
        raise _incomplete()
    if most is not None and data.count(b"&") >= most:
        raise RequestEntityTooLarge
    return parse_qsl(data.decode(), keep_blank_values=True, errors="strict")


def _incomplete() -> Problem:
    return _refusal("incomplete", "The connection broke off before the form was complete.")


def _refusal(code: str, detail: str, status: int = 400) -> Problem:
    return refusal(status, "form", "", code, detail)
