"""Sends requests to one server, and checks of each answer what has to hold for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from json import dumps
from typing import Any
from xml.etree import ElementTree

from .raw import Answer
from .raw import Connection
from .raw import exchange
from .raw import message

#: Fields that stand in a message once, or not at all (RFC 9110, 5.3).
SINGLE = frozenset(
    {
        *("access-control-allow-origin", "age", "content-length", "content-location", "content-range", "content-type", "date", "etag"),
        *("deprecation", "expires", "last-modified", "location", "retry-after", "server", "sunset", "transfer-encoding"),
        *("x-content-type-options",),
    }
)

#: The preferred form of a date (RFC 9110, 5.6.7).
IMF_FIXDATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} [0-2]\d:[0-5]\d:[0-6]\d GMT", re.ASCII
)

#: Stands before the names of all elements in a problem document (RFC 9457, B).
_PROBLEM = "{urn:ietf:rfc:7807}"

_NOTHING: Any = object()


class Client:
    """Sends well-formed requests to one server, and checks of each answer what has to hold for all.

    :param name: the server's name.
    """

    def __init__(self, name: str, address: tuple[str, int]) -> None:
        self.name = name
        self.address = address

    def __call__(
        self,
        method: str,
        target: str,
        fields: Iterable[tuple[str, str]] | Mapping[str, str] = (),
        content: bytes | str | None = None,
        *,
        json: Any = _NOTHING,
    ) -> Answer:
        """Send a request and give the answer.

        :param json: data to send as JSON.
        """
        fields = list(fields.items() if isinstance(fields, Mapping) else fields)
        if json is not _NOTHING:
            content = dumps(json)
            if "content-type" not in {name.lower() for name, _ in fields}:
                fields.append(("Content-Type", "application/json"))
        answer = self.send(message(method, target, fields, content))
        assert answer is not None, f"{self.name} closed the connection without an answer."
        check(answer, method)
        return answer

    def send(self, octets: bytes, *, is_over: bool = False) -> Answer | None:
        """Send octets as they are; ``None`` where the server answers nothing."""
        return exchange(self.address, octets, is_over=is_over)

    def connect(self) -> Connection:
        """Open a connection, to send and read on in steps."""
        return Connection(self.address)


def check(answer: Answer, method: str) -> None:
    """Check what holds for every answer, whatever it is."""
    names = [name.lower() for name, _ in answer.fields]
    assert not [name for name in SINGLE if names.count(name) > 1], answer
    # RFC 9110, 6.6.1.
    assert IMF_FIXDATE.fullmatch(answer["Date"]), answer
    vary = [name.lower() for name in answer.members("Vary")]
    assert len(vary) == len(set(vary)), answer
    if answer.status in {204, 304}:
        _check_has_none(answer)
    # Who asks with If-Range knows the type already (RFC 9110, 15.3.7).
    elif method != "HEAD" and answer.content and answer.status != 206:
        assert "Content-Type" in answer, answer
    if answer.status >= 400:
        _check_problem(answer, method)


def _check_has_none(answer: Answer) -> None:
    # RFC 9110, 8.6 and 15.3.5; RFC 9112, 6.1.
    assert answer.excess == b"", answer
    assert "Transfer-Encoding" not in answer and "Content-Type" not in answer, answer
    assert answer.status == 304 or "Content-Length" not in answer, answer


def _check_problem(answer: Answer, method: str) -> None:
    # RFC 9457, 3 and B.
    is_xml = answer["Content-Type"] == "application/problem+xml"
    assert is_xml or answer["Content-Type"] == "application/problem+json", answer
    assert answer["X-Content-Type-Options"] == "nosniff", answer
    # What is said of an error is not to be found where a success is looked for.
    assert "ETag" not in answer and "Last-Modified" not in answer, answer
    if method == "HEAD":
        return
    document = _told(answer.content) if is_xml else answer.json
    assert document["status"] == (str(answer.status) if is_xml else answer.status), answer
    assert isinstance(document["type"], str) and isinstance(document["title"], str), answer
    assert isinstance(document.get("detail", ""), str) and isinstance(document.get("instance", ""), str), answer
    assert not re.search("Traceback|secret", answer.content.decode()), answer


def _told(content: bytes) -> dict[str, str]:
    document = ElementTree.fromstring(content)
    assert document.tag == f"{_PROBLEM}problem", document
    return {member.tag.removeprefix(_PROBLEM): member.text or "" for member in document}
