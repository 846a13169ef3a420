"""An answer, as it is kept and as it is given again."""

from __future__ import annotations

import json
from typing import NamedTuple

from flask import Response

#: Fields about the message or about the work, not about the answer: a repeat has its own.
_OF_THE_ATTEMPT = frozenset({"date", "server-timing", "connection", "keep-alive", "transfer-encoding"})


class Answer(NamedTuple):
    """What was answered, or at least with which status."""

    status: int
    fields: list[tuple[str, str]]
    #: ``None`` if the content was a stream, or larger than what is kept.
    content: bytes | None

    @classmethod
    def of(cls, response: Response, max_size: int) -> Answer:
        """Take an answer down.

        :param max_size: the most that is kept of one, in bytes of content.
        """
        # To ask a stream for its length would read it.
        is_finished = response.is_sequence and not response.direct_passthrough
        if not is_finished or (response.calculate_content_length() or 0) > max_size:
            return cls(response.status_code, [], None)
        fields = [(name, value) for name, value in response.headers if name.lower() not in _OF_THE_ATTEMPT]
        return cls(response.status_code, fields, response.get_data())

    def respond(self, response_class: type[Response]) -> Response:
        """Give it again."""
        response = response_class(self.content, self.status)
        response.headers.clear()
        response.headers.extend(self.fields)
        return response

    def encoded(self) -> bytes:
        """Write it down."""
        head = json.dumps([self.status, self.fields, self.content is not None]).encode()
        return head + b"\n" + (self.content or b"")

    @classmethod
    def decoded(cls, data: bytes) -> Answer:
        """Read it."""
        head, _, content = bytes(data).partition(b"\n")
        status, fields, is_kept = json.loads(head)
        return cls(status, [(name, value) for name, value in fields], content if is_kept else None)
