"""Tags that are computed from what is sent."""

from __future__ import annotations

from typing import ClassVar

from ..stack import Entry
from ..stack import Seat
from ..typing import Middleware


class ETag(Entry):
    """Gives each answer to a GET an ``ETag`` that is computed from its content (RFC 9110, 8.8.3).

    It is for resources that know no version of their own. It saves the way of the content, but not the work: the handler runs,
    and where ``If-Match`` is sent with a change, that of GET runs before it. A resource with a ``version`` method does without
    both, and its version is taken where it has one.

    :param weak: whether the tags tell only what differs in meaning. A weak tag never fits ``If-Match``.
    """

    place: ClassVar = "inner"
    once: ClassVar = "etag"
    writes: ClassVar = ("ETag",)

    def __init__(self, *, weak: bool = False) -> None:
        self.weak = weak

    def __repr__(self) -> str:
        return "ETag(weak=True)" if self.weak else "ETag()"

    def bind(self, seat: Seat) -> Middleware | None:
        """Do nothing around the line: the line itself computes the tag, and judges by it."""
        return None
