"""A client that sends whatever octets it is given, and reads answers as strictly as RFC 9112 writes them.

It knows no redirects, no cookies and no second try. An answer keeps its fields as they came: doubled ones, too.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from json import loads
from typing import Any

#: How long to wait for any octet, in seconds.
PATIENCE = 8.0

_STATUS_LINE = re.compile(rb"HTTP/(1\.[01]) ([1-5][0-9]{2}) ([\t\x20-\x7e\x80-\xff]*)")
_FIELD_LINE = re.compile(
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[ \t\x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*"
)
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]+)(?:[ \t]*;[\t\x20-\x7e]*)?")

Fields = Iterable[tuple[str, str]]


class Malformed(Exception):
    """What came is no answer in HTTP/1.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it came over the socket."""

    version: str
    status: int
    phrase: str
    fields: tuple[tuple[str, str], ...]
    content: bytes
    #: The statuses of the interim answers before it.
    interim: tuple[int, ...] = ()
    #: Whether content came that the status or the method does not allow.
    excess: bytes = b""

    def lines(self, name: str) -> list[str]:
        """Give the values of all lines of a field, in their order."""
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def __contains__(self, name: str) -> bool:
        return bool(self.lines(name))

    def __getitem__(self, name: str) -> str:
        """Give the value of a field that stands there exactly once."""
        [value] = self.lines(name)
        return value

    def members(self, name: str) -> list[str]:
        """Give the members of a field that is a list of tokens, of all its lines."""
        return [member.strip() for line in self.lines(name) for member in line.split(",")]

    @property
    def json(self) -> Any:
        """The content, read as strict JSON in UTF-8."""
        return loads(self.content.decode(), parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise Malformed(f"{name} is not JSON.")


def message(method: str, target: str, fields: Fields = (), content: bytes | str | None = None, *, host: str = "test") -> bytes:
    """Write a request that asks for the connection to be closed; fields are written as they are given.

    :param content: with it comes a ``Content-Length``, unless the fields say how it is framed.
    """
    fields = list(fields)
    octets = content.encode() if isinstance(content, str) else content
    said = {name.lower() for name, _ in fields}
    if "host" not in said:
        fields.insert(0, ("Host", host))
    if octets is not None and said.isdisjoint({"content-length", "transfer-encoding"}):
        fields.append(("Content-Length", str(len(octets))))
    if "connection" not in said:
        fields.append(("Connection", "close"))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return head.encode("latin-1") + (octets or b"")


def chunked(*chunks: bytes) -> bytes:
    """Write content in the chunked transfer coding."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


def exchange(address: tuple[str, int], octets: bytes, *, is_over: bool = False) -> Answer | None:
    """Send octets and read the final answer to them; ``None`` where the server closes the connection without any.

    :param is_over: whether to tell the server that no more will come.
    :raise Malformed: for anything that RFC 9112 does not allow an answer to be.
    """
    with Connection(address) as connection:
        connection.send(octets)
        if is_over:
            connection.end()
        return connection.answer(method=octets.split(b" ", 1)[0])


class Connection:
    """One connection, to send and read on in steps."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, PATIENCE)
        self._come = bytearray()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()

    def send(self, octets: bytes) -> None:
        """Send octets; a server that hung up already may have answered before."""
        try:
            self._socket.sendall(octets)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def end(self) -> None:
        """Tell the server that no more will come."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            # It hung up first.
            pass

    def interim(self) -> int | None:
        """Read the next head alone and give its status."""
        head = self._head()
        return None if head is None else head[1]

    def answer(self, *, method: bytes = b"GET") -> Answer | None:
        """Read the next final answer, to a request of a method."""
        interim: list[int] = []
        while True:
            head = self._head()
            if head is None:
                return None
            version, status, phrase, fields = head
            if status >= 200:
                break
            interim.append(status)
        content = b"" if _has_none(method, status) else self._content(fields, version)
        excess = self._rest() if _has_none(method, status) and _is_last(fields) else b""
        return Answer(
            version=version, status=status, phrase=phrase, fields=tuple(fields), content=content, interim=tuple(interim), excess=excess
        )

    def rest(self) -> bytes:
        """Read on to the end of the connection."""
        return self._rest()

    def _head(self) -> tuple[str, int, str, list[tuple[str, str]]] | None:
        line = self._line()
        if line is None:
            return None
        matched = _STATUS_LINE.fullmatch(line)
        if matched is None:
            raise Malformed(f"{line!r} is no status line.")
        version, status, phrase = (part.decode("latin-1") for part in matched.groups())
        return version, int(status), phrase, list(self._fields())

    def _fields(self) -> Iterator[tuple[str, str]]:
        while line := self._needed(self._line()):
            matched = _FIELD_LINE.fullmatch(line)
            if matched is None:
                raise Malformed(f"{line!r} is no field.")
            name, value = matched.groups()
            yield name.decode(), value.decode("latin-1")

    def _content(self, fields: list[tuple[str, str]], version: str) -> bytes:
        lengths = [value for name, value in fields if name.lower() == "content-length"]
        codings = [value.lower() for name, value in fields if name.lower() == "transfer-encoding"]
        if len(lengths) + len(codings) > 1 or any(not (length.isascii() and length.isdigit()) for length in lengths):
            raise Malformed(f"The framing is not clear: {lengths!r}, {codings!r}.")
        if codings:
            if codings != ["chunked"] or version == "1.0":
                raise Malformed(f"{codings!r} is no framing of HTTP/{version}.")
            return b"".join(self._chunks())
        return self._exactly(int(lengths[0])) if lengths else self._rest()

    def _chunks(self) -> Iterator[bytes]:
        while True:
            line = self._needed(self._line())
            matched = _CHUNK_LINE.fullmatch(line)
            if matched is None:
                raise Malformed(f"{line!r} is no size of a chunk.")
            size = int(matched[1], 16)
            if size == 0:
                list(self._fields())
                return
            yield self._exactly(size)
            if self._exactly(2) != b"\r\n":
                raise Malformed("A chunk is longer than it says.")

    def _line(self) -> bytes | None:
        """Read a line; ``None`` where the connection ends before it begins."""
        while (end := self._come.find(b"\r\n")) < 0:
            if not self._receive():
                if self._come:
                    raise Malformed(f"The connection ended inside of {bytes(self._come)!r}.")
                return None
        line = bytes(self._come[:end])
        del self._come[: end + 2]
        return line

    def _needed(self, line: bytes | None) -> bytes:
        if line is None:
            raise Malformed("The connection ended inside of an answer.")
        return line

    def _exactly(self, length: int) -> bytes:
        while len(self._come) < length:
            if not self._receive():
                raise Malformed(f"The connection ended {length - len(self._come)} octets too early.")
        octets = bytes(self._come[:length])
        del self._come[:length]
        return octets

    def _rest(self) -> bytes:
        while self._receive():
            pass
        return self._exactly(len(self._come))

    def _receive(self) -> bool:
        try:
            octets = self._socket.recv(65536)
        except ConnectionResetError:
            return False
        self._come += octets
        return bool(octets)


def _has_none(method: bytes, status: int) -> bool:
    return method == b"HEAD" or status in {204, 304}


def _is_last(fields: list[tuple[str, str]]) -> bool:
    return ("connection", "close") in {(name.lower(), value.lower()) for name, value in fields}
