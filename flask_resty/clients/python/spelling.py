"""Names as Python spells them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection
from collections.abc import Iterable

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")


def snake(name: str) -> str:
    """Spell the name of a function or a parameter: ``listPosts`` is ``list_posts``, ``created_at[gte]`` is ``created_at_gte``."""
    words = "_".join(word.lower() for word in _WORDS.findall(name)) or "value"
    return _free_of_keywords(f"_{words}" if words[0].isdigit() else words)


def pascal(name: str) -> str:
    """Spell the name of a class. One that is good is kept."""
    # Python takes letters that look alike for one (PEP 3131), and so it would two names.
    if name.isascii() and name.isidentifier() and name[0].isupper() and not keyword.iskeyword(name):
        return name
    words = "".join(word[:1].upper() + word[1:] for word in _WORDS.findall(name)) or "Value"
    return _free_of_keywords(f"Type{words}" if words[0].isdigit() else words)


def _free_of_keywords(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def apart(name: str, taken: Collection[str]) -> str:
    """Give a name that is not taken: with underscores after it where it is."""
    while name in taken:
        name += "_"
    return name


def all_apart(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Give names that are not taken, and not by each other."""
    given: list[str] = []
    reserved = set(taken)
    for name in names:
        given.append(apart(name, reserved))
        reserved.add(given[-1])
    return given
