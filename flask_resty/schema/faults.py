"""From marshmallow's nested messages to a flat list of faults."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from marshmallow.exceptions import SCHEMA

from ..errors import Fault
from .messages import SENTENCES
from .messages import Message
from .messages import echoes

_NOT_SENT = object()


def faults(error: ValidationError, location: str) -> list[Fault]:
    """Give the faults that an error tells of, each at its JSON pointer (RFC 6901), never with the value that was sent.

    Fields come in the order of their schema, what is unknown after them by name.
    """
    found = list(_faults(error.messages, error.data, (), location))
    return sorted(found, key=lambda fault: (fault.code == "unknown", fault.pointer if fault.code == "unknown" else ""))


def _faults(messages: Any, data: Any, path: tuple[Any, ...], location: str) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            if key == SCHEMA:
                yield from _faults(inner, data, path, location)
            else:
                yield from _faults(inner, _inside(data, key), (*path, key), location)
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from _faults(inner, data, path, location)
    else:
        yield _fault(messages, data, path, location)


def _inside(data: Any, key: Any) -> Any:
    try:
        return data[key]
    except (KeyError, IndexError, TypeError):
        # The message is about something that a hook made or that was missing: any part of the whole may be in it.
        return data


def _fault(message: Any, data: Any, path: tuple[Any, ...], location: str) -> Fault:
    code = message.code if isinstance(message, Message) else "invalid"
    is_safe = isinstance(message, Message) and message.is_safe
    detail = str(message) if is_safe or not echoes(str(message), data) else SENTENCES[code]
    near = difflib.get_close_matches(str(path[-1]), message.names, 1) if isinstance(message, Message) and message.names and path else []
    return Fault(location=location, pointer=pointer(path), code=code, detail=detail, suggestion=near[0] if near else None)


def pointer(path: tuple[Any, ...]) -> str:
    """Write a path as a JSON pointer."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)
