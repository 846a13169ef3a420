"""Keep answers, so that the server need not send again what still holds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from .messages import Headers
from .messages import Request
from .messages import Response

#: Credentials that are others each time, though the caller is the same.
_SIGNED = ("digest ", "oauth ")

#: Octets that all answers may have that are kept.
_ROOM = 32 * 1024 * 1024


class Seen:
    """Answers that were seen, which can be asked for again by their tags.

    :param size: how many are kept; the one that was not used for longest goes first.
    :param room: octets that they may have together.
    """

    def __init__(self, size: int = 256, room: int = _ROOM) -> None:
        self._size, self._room, self._lock = size, room, threading.Lock()
        self._answers: OrderedDict[tuple[object, ...], Response] = OrderedDict()

    def answer(self, request: Request) -> Response | None:
        """Give the answer to the same request, if it is kept."""
        with self._lock:
            found = self._answers.get(key := _key(request))
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def keep(self, request: Request, response: Response) -> None:
        """Keep a good answer that has a tag, and may be kept (RFC 9111, 5.2.2.5). The one before it is no longer good."""
        if response.status != 200:
            return
        is_meant = "no-store" not in response.headers.get("Cache-Control").lower()
        with self._lock:
            self._answers.pop(key := _key(request), None)
            if response.headers.get("ETag") and is_meant:
                self._answers[key] = response
                self._make_room()

    def _make_room(self) -> None:
        octets = sum(len(one.content) for one in self._answers.values())
        while self._answers and (len(self._answers) > self._size or octets > self._room):
            _, oldest = self._answers.popitem(last=False)
            octets -= len(oldest.content)

    def renew(self, request: Request, kept: Response, response: Response) -> Response:
        """Give what is kept, and still holds, with what the server says of it now (RFC 9111, 4.3.4)."""
        now = [line for line in response.headers.lines if not line[0].lower().startswith("content-")]
        names = {name.lower() for name, _ in now}
        found = replace(kept, headers=Headers([*(line for line in kept.headers.lines if line[0].lower() not in names), *now]))
        self.keep(request, found)
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._answers.clear()


def _key(request: Request) -> tuple[object, ...]:
    """Give what tells answers apart: where, and all that was said, of which a key or a token may be somebody else's the next time."""
    said = ((name.lower(), value) for name, value in request.headers.items() if not value.lower().startswith(_SIGNED))
    return request.url, *sorted(said)
