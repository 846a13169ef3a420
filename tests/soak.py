"""Send a million rows through gunicorn, both ways, to quick clients and slow ones, and tell what that takes: ``python -m soak``.

The memory is that of the process that serves, as Linux counts it. The exit status is 1 where it grows by more than it may.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator

from servers.raw import chunked
from servers.raw import exchange
from servers.raw import message
from servers.running import running

Address = tuple[str, int]

#: What a stream may add to the memory of the process, in kilobytes.
MOST = 3_000

#: The formats that rows are given and taken in, by media type.
GIVEN = ("application/json", "application/jsonl", "application/json-seq", "text/csv", "text/event-stream")
TAKEN = ("application/jsonl", "application/json-seq", "text/csv")

_ROWS: dict[str, tuple[bytes, bytes]] = {
    "application/jsonl": (b"", b'{"id":%d,"title":"Row"}\n'),
    "application/json-seq": (b"", b'\x1e{"id":%d,"title":"Row"}\n'),
    "text/csv": (b"id,title\r\n", b"%d,Row\r\n"),
}

#: How many rows are sent before the memory is looked at: modules, caches, and what is compiled at the first request.
_FIRST = 2_000

_PIECE = 1_000


def growth(address: Address, work: Callable[[int], object], count: int) -> int:
    """Give by how many kilobytes a server's memory grows at most while it works on so many rows."""
    work(_FIRST)
    _memory(address)
    before = _memory(address)["now"]
    work(count)
    return _memory(address)["most"] - before


def _memory(address: Address) -> dict[str, int]:
    answer = exchange(address, message("GET", "/api/memory"))
    assert answer is not None and answer.status == 200, answer
    memory: dict[str, int] = answer.json
    return memory


def reader(address: Address, media_type: str, pause: float | None = None) -> Callable[[int], int]:
    """Give what asks for so many rows and gives the octets that came; they are not kept.

    :param pause: how long a slow client waits after each piece, in seconds; ``None`` is a quick one.
    """

    def read(count: int) -> int:
        with socket.socket() as connection:
            if pause is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
            connection.settimeout(60)
            connection.connect(address)
            connection.sendall(message("GET", f"/api/rows/{count}", [("Accept", media_type)]))
            size = 0
            while come := connection.recv(32_768):
                size += len(come)
                time.sleep(pause or 0)
            return size

    return read


def writer(address: Address, media_type: str) -> Callable[[int], int]:
    """Give what sends so many rows in chunks and gives the sum of their ids that the server counted."""

    def write(count: int) -> int:
        with socket.create_connection(address, 60) as connection:
            connection.sendall(message("POST", "/api/sum", [("Content-Type", media_type), ("Transfer-Encoding", "chunked")]))
            for piece in _pieces(media_type, count):
                # All but the last chunk, which would be the end.
                connection.sendall(chunked(piece)[: -len(chunked())])
            connection.sendall(chunked())
            answer = b"".join(iter(lambda: connection.recv(32_768), b""))
        return int(answer.rpartition(b'{"sum":')[2].rstrip(b"}"))

    return write


def _pieces(media_type: str, count: int) -> Iterator[bytes]:
    head, row = _ROWS[media_type]
    if head:
        yield head
    for begin in range(0, count, _PIECE):
        yield b"".join(row % number for number in range(begin, min(begin + _PIECE, count)))


def _works(address: Address) -> Iterator[tuple[str, Callable[[int], object]]]:
    for media_type in GIVEN:
        yield f"{media_type} to a quick client", reader(address, media_type)
    for media_type in GIVEN:
        yield f"{media_type} to a slow client", reader(address, media_type, pause=0.001)
    for media_type in TAKEN:
        yield f"{media_type} from a client", writer(address, media_type)


def main(count: int = 1_000_000) -> int:
    """Print a line for each way, and give the exit status."""
    is_over = False
    with running("gunicorn", "servers.flowing") as address:
        for name, work in _works(address):
            start = time.monotonic()
            grown = growth(address, work, count)
            print(f"{name:<45}{grown:>7,} kB {time.monotonic() - start:>7.1f} s", flush=True)
            is_over |= grown > MOST
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
