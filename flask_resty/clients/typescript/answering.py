"""What an operation gives: the data of each success."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..kinds import Bytes
from ..kinds import Type
from ..model import ClientOperation
from ..model import Content
from ..model import preferred


class Given(NamedTuple):
    """What comes with one status; ``None`` where there is no content."""

    status: int
    content: Content | None


def given(operation: ClientOperation) -> tuple[Given, ...]:
    """Give the successes that a client may meet, each with the content that it asks for."""
    return tuple(Given(one.status, preferred(one.contents) if one.contents else None) for one in operation.met)


def given_types(operation: ClientOperation) -> Iterator[Type]:
    """Give the types of all that comes back."""
    yield from (one.content.type for one in given(operation) if one.content is not None)


def accept(operation: ClientOperation) -> str:
    """Give what a client says that it takes (RFC 9110, 12.5.1)."""
    wanted = next((one.content for one in given(operation) if one.content is not None), None)
    if wanted is None or wanted.writing == "json":
        return "application/json" if wanted is None else wanted.media_type
    answers = (one.contents for one in operation.answers if 200 <= one.status < 300)
    same = dict.fromkeys(one.media_type for contents in answers for one in contents if one.writing == wanted.writing)
    media_types = same if isinstance(wanted.type, Bytes) else [wanted.media_type]
    return ", ".join([*media_types, "application/problem+json;q=0.1"])
