"""Tags that are computed from what is sent."""

from __future__ import annotations

from typing import ClassVar

from ..errors import ConfigError
from ..stack import Entry
from ..stack import Seat
from ..typing import Middleware


class ETag(Entry):
    """Gives each answer to a GET an ``ETag`` that is computed from its content (RFC 9110, 8.8.3).

    It is for resources that know no version of their own; where there is a ``version`` method, that is used. It saves sending the
    content, but not making it: the handler of GET runs, and it runs before a change that is sent with ``If-Match``, too. So write it
    on a layer around all verbs of a resource.

    :param weak: whether the tags are weak: good for a 304, but they never fit ``If-Match``.
    :raise ConfigError: if that is no boolean.
    """

    place: ClassVar = "inner"
    once: ClassVar = "etag"
    writes: ClassVar = ("ETag",)

    def __init__(self, *, weak: bool = False) -> None:
        if not isinstance(weak, bool):
            raise ConfigError(f"ETag(weak={weak!r}) is neither weak nor strong. Give True, or leave it out.")
        self.weak = weak

    def __repr__(self) -> str:
        return "ETag(weak=True)" if self.weak else "ETag()"

    def settle(self, seat: Seat) -> None:
        """See to it that what reads and what changes a resource know the same tags.

        :raise ConfigError: on a verb.
        """
        if seat.layer.kind == "verb":
            what = "the tags that GET gives are those that changes are judged by"
            raise ConfigError(f"{self!r} stands on {seat.layer.name}, but {what}. Put it on the resource, or on a layer outside of that.")

    def bind(self, seat: Seat) -> Middleware | None:
        """Do nothing around the line: the line itself computes the tag, and judges by it."""
        return None
