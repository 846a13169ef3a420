"""From marshmallow's nested messages to a flat list of faults."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any
from typing import NamedTuple

from marshmallow import ValidationError
from marshmallow.exceptions import SCHEMA

from ..errors import Fault
from .bounds import MOST
from .echoes import Echoes
from .messages import SENTENCES
from .messages import Message

#: To look for the name that was meant takes time, so it is done for so many names of such a length.
_MOST_SUGGESTIONS = 20
_LONGEST_NAME = 64

_LONGEST_POINTER = 256


class Misplaced(Exception):
    """Faults that were found with their place already."""

    def __init__(self, *found: Fault) -> None:
        self.found = found


class _Mistake(NamedTuple):
    """A message with its code, where it belongs, and what was sent there."""

    path: tuple[Any, ...]
    message: Any
    code: str
    sent: Any


def faults(error: ValidationError, location: str, beside: tuple[str, ...] = ()) -> list[Fault]:
    """Give the faults that an error tells of, each at its JSON pointer (RFC 6901), never with the value that was sent.

    Fields come in the order of their schema, what is unknown after them by name. There are at most 500, and one that
    says that there are more.

    :param beside: names that are known besides those of the schema, for who looks for the one that was meant.
    """
    mistakes: list[_Mistake] = []
    _gather(error.messages, error.data, (), mistakes)
    suggestions: Mapping[tuple[Any, ...], str] = {}
    if any(mistake.code == "unknown" for mistake in mistakes):
        mistakes.sort(key=_order)
        suggestions = _suggestions(mistakes, beside)
    echoes = Echoes()
    told = dict.fromkeys([_fault(mistake, location, suggestions, echoes) for mistake in mistakes[:MOST]])
    return [*told, *([_more(location)] if len(mistakes) > MOST else [])]


def _gather(messages: Any, sent: Any, path: tuple[Any, ...], mistakes: list[_Mistake]) -> None:
    """Add the mistakes that nested messages tell of to those that are known."""
    if isinstance(messages, Message):
        mistakes.append(_Mistake(path, messages, messages.code, sent))
    elif isinstance(messages, _LISTS):
        for inner in messages:
            _gather(inner, sent, path, mistakes)
    elif isinstance(messages, _MAPPINGS):
        for key, inner in messages.items():
            if key == SCHEMA:
                _gather(inner, sent, path, mistakes)
            else:
                _gather(inner, _inside(sent, key), (*path, key), mistakes)
    else:
        mistakes.append(_Mistake(path, messages, "invalid", sent))


_LISTS = (list, tuple)

#: What they usually are comes first: a test for an abstract class takes its time.
_MAPPINGS = (dict, Mapping)


def _inside(sent: Any, key: Any) -> Any:
    try:
        return sent[key]
    except (KeyError, IndexError, TypeError):
        # The message is about something that a hook made or that was missing: any part of the whole may be in it.
        return sent


def _order(mistake: _Mistake) -> tuple[bool, str]:
    # Marshmallow finds what is unknown in a set, in any order.
    return (True, pointer(mistake.path)) if mistake.code == "unknown" else (False, "")


def _suggestions(mistakes: list[_Mistake], beside: tuple[str, ...]) -> dict[tuple[Any, ...], str]:
    """Give the name that was probably meant for each place where one was unknown."""
    unknown = [each for each in mistakes if each.code == "unknown" and each.path and len(str(each.path[-1])) <= _LONGEST_NAME]
    near = {each.path: _near(str(each.path[-1]), each.message.names, beside) for each in unknown[:_MOST_SUGGESTIONS]}
    return {path: names[0] for path, names in near.items() if names}


def _near(name: str, known: tuple[str, ...], beside: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(name, (*known, *beside), 1)


def _fault(mistake: _Mistake, location: str, suggestions: Mapping[tuple[Any, ...], str], echoes: Echoes) -> Fault:
    suggestion = suggestions.get(mistake.path) if mistake.code == "unknown" else None
    scope = " ".join(mistake.message.names) if mistake.code == "insufficient_scope" and isinstance(mistake.message, Message) else None
    place, detail = pointer(mistake.path), _detail(mistake, echoes)
    return Fault(location=location, pointer=place, code=mistake.code, detail=detail, suggestion=suggestion, scope=scope)


def _detail(mistake: _Mistake, echoes: Echoes) -> str:
    message, text = mistake.message, str(mistake.message)
    echo = message.echo if isinstance(message, Message) else "maybe"
    is_echo = echo == "always" or (echo == "maybe" and echoes(text, mistake.sent))
    return SENTENCES[mistake.code] if is_echo else text


def _more(location: str) -> Fault:
    return Fault(location=location, pointer="", code="more", detail=SENTENCES["more"])


def unknown(location: str, names: Iterable[str]) -> list[Fault]:
    """Give the faults for names where none is known; as many as of others, and at a length that can be read."""
    listed = list(islice(names, MOST + 1))
    told = [Fault(location=location, pointer=pointer((name,)), code="unknown", detail=SENTENCES["unknown"]) for name in listed[:MOST]]
    return [*told, *([_more(location)] if len(listed) > MOST else [])]


def pointer(path: tuple[Any, ...]) -> str:
    """Write a path as a JSON pointer. Of a name that nobody can have meant, the beginning has to do."""
    return "".join([_token(key if type(key) is str else str(key)) for key in path])


@lru_cache(1024)
def _token(name: str) -> str:
    cut = name if len(name) <= _LONGEST_POINTER else f"{name[:_LONGEST_POINTER]}…"
    return "/" + cut.replace("~", "~0").replace("/", "~1")
