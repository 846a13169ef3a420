"""Whether a message gives away what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9](?:[0-9.,_]*[0-9])?")

#: Longer text is known by its beginning, so that it is found where it was cut off.
_BEGINNING = 8

#: Shorter text counts only as a word: the letters of the alphabet are in every message.
_SHORT = 3


class Echoes:
    """Looks for what was sent in messages. It has a budget; where that is spent, every message counts as an echo."""

    def __init__(self, budget: int = 100_000) -> None:
        self._budget = budget

    def __call__(self, text: str, sent: Any) -> bool:
        """Tell whether a text holds a string or number that is in the data, as it is or as Python shows it."""
        if self._budget < 0:
            return True
        text = text.casefold()
        words = frozenset(_WORD.findall(text))
        numbers = frozenset(number.replace(",", "").replace("_", "") for number in _NUMBER.findall(text))
        for leaf in _leaves(sent):
            self._budget -= 1 + len(leaf) // 100 if isinstance(leaf, str) else 1
            if self._budget < 0 or (_holds(text, words, leaf) if isinstance(leaf, str) else str(leaf).lstrip("-") in numbers):
                return True
        return False


def _leaves(data: Any) -> Iterator[Any]:
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield value
        elif value is not None and not isinstance(value, bool):
            yield str(value)


def _holds(text: str, words: frozenset[str], leaf: str) -> bool:
    beginning = leaf.strip()[:_BEGINNING].casefold()
    if len(beginning) < _SHORT and beginning.isalnum():
        return beginning in words
    return bool(beginning) and (beginning in text or repr(beginning)[1:-1] in text)
