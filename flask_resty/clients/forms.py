"""The forms in which a client writes a body: of those that a document has, the ones that say something of their own."""

from __future__ import annotations

from .kinds import Anything
from .model import Check
from .model import ClientOperation
from .model import Content

#: What begins the names of media types that are no formats of data.
_NO_FORMATS = ("text/plain", "image/", "audio/", "video/", "font/", "application/octet-stream", "application/pdf", "application/zip")


def forms_of(operation: ClientOperation) -> tuple[Content, ...]:
    """Give the forms of the body of an operation that a client writes, the default first.

    Where the data are told, what only says them in another format is left out: a client writes JSON, or a stream of it. So is JSON of which
    nothing is known, which anything would fit that is wrong elsewhere. Forms of pages stay, for they have files, and so does text or a file
    that is something else than the data. Of several that say the same, the first one is enough.
    """
    data = [one.check for one in operation.bodies if _is_data(one)]
    found: list[Content] = []
    for one in operation.bodies:
        if not (data and _says_less(one, data)) and not any(_is_same(one, other) for other in found):
            found.append(one)
    return tuple(found)


def _is_data(content: Content) -> bool:
    return content.writing in {"json", "lines", "sequence"} and not isinstance(content.type, Anything)


def _says_less(content: Content, data: list[Check]) -> bool:
    if _is_data(content) or content.writing in {"form", "multipart"}:
        return False
    # Of what has a format that the document cannot tell of, such as XML, it says that it is text or octets, too.
    return content.check in data or not content.media_type.startswith(_NO_FORMATS)


def _is_same(one: Content, other: Content) -> bool:
    # A stream is a stream, whatever stands between its items. Of octets only the media type tells what they are.
    writings = {"stream" if each.is_stream else each.writing for each in (one, other)}
    return len(writings) == 1 and one.writing != "bytes" and one.check == other.check
