"""What is known while a case is being drawn.

A case is read from bytes, a choice from each, and nought is always the simplest choice. A strategy for each choice would
read better, but there are hundreds of them in a case: they cost more than playing it, and where so many are alike
hypothesis draws one case out of five anew and fills up with copies of its parts.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from itertools import combinations
from typing import Any

#: Gives a value as source text.
Source = Callable[["Draft"], str]
#: Values as source text, or what gives one.
Pool = tuple[str | Source, ...]


@dataclass(frozen=True, eq=False)
class Member:
    """A field of a schema, and what is good for it."""

    name: str
    #: The field as source text.
    text: str
    #: Gives what may be loaded.
    loads: Source
    #: Gives what may be dumped.
    dumps: Source
    options: dict[str, str]
    #: The members of the schema that it nests.
    inner: tuple[Member, ...] = ()

    @property
    def key(self) -> str:
        """The name under which it is sent, as source text."""
        key = self.options.get("data_key", "None")
        return repr(self.name) if key == "None" else key

    @property
    def path(self) -> list[str]:
        """The names under which it is found in an object."""
        attribute = self.options.get("attribute", "None")
        return (self.name if attribute == "None" else attribute[1:-1]).split(".")


@dataclass
class Draft:
    """A case in the making: it makes the choices, and it holds what was chosen."""

    choices: bytes
    #: How many of the choices were made.
    position: int = 0
    #: The classes so far, as source text.
    classes: list[str] = field(default_factory=list)
    #: Their members.
    shapes: dict[str, tuple[Member, ...]] = field(default_factory=dict)
    #: The class that is being drawn.
    schema: str = ""
    #: How often data is not what it should be: one time in so many, or never.
    dirt: int = 0
    #: Whether the value that is being drawn may be odd.
    odd: bool = False
    #: Values at the edges of what the validators of the field that is being drawn allow.
    edges: list[str] = field(default_factory=list)
    names: int = 0
    #: How deep the data that is being drawn is nested.
    depth: int = 0

    def name(self, stem: str) -> str:
        """Give a name that nothing has."""
        self.names += 1
        return f"{stem}{self.names}"

    def pick(self, *choices: Any) -> Any:
        """Choose one; what stands first is the simplest."""
        return choices[self.amount(len(choices) - 1)]

    def value(self, pool: Pool) -> str:
        """Choose a value."""
        chosen = self.pick(*pool)
        return chosen if isinstance(chosen, str) else str(chosen(self))

    def chance(self, times: int) -> bool:
        """Say yes one time in so many."""
        return self.amount(times - 1) == times - 1

    def amount(self, most: int) -> int:
        """Give a number from nought."""
        return self.number(1 if most < 256 else 2) % (most + 1)

    def number(self, size: int) -> int:
        """Give a number of so many bytes: nought where no more are left."""
        self.position += size
        return int.from_bytes(self.choices[self.position - size : self.position])

    def some(self, choices: tuple[Any, ...], most: int) -> list[Any]:
        """Choose a few, each at most once, in any order."""
        return list(dict.fromkeys(self.pick(*choices) for _ in range(self.amount(most)))) if choices else []

    def subset(self, *choices: str) -> tuple[str, ...]:
        """Choose none, one or two: none most often."""
        return self.pick(*_subsets(choices))  # type: ignore[no-any-return]

    def is_dirty(self) -> bool:
        """Say whether something is to be wrong now."""
        return self.dirt > 0 and self.chance(self.dirt)


@cache
def _subsets(choices: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give the sets that are chosen from. One draw has to do, as draws are what cases cost."""
    singles, pairs = list(combinations(choices, 1)), list(combinations(choices, 2))
    return ((),) * 2 * len(singles) + tuple(singles) + tuple(pairs[:: max(1, len(pairs) // len(singles))])


def any_integer(draft: Draft) -> str:
    """Give any integer of up to 72 bits."""
    return str(draft.number(draft.pick(1, 4, 9)) * draft.pick(1, -1))


def any_float(draft: Draft) -> str:
    """Give any float, the special ones among them."""
    return f"float('{struct.unpack('>d', draft.number(8).to_bytes(8))[0]!r}')"


def any_moment(draft: Draft) -> str:
    """Give any moment, as it is written."""
    moment = dt.datetime.min + dt.timedelta(days=draft.number(3) % 3_650_000, microseconds=draft.number(5) % 86_400_000_000)
    return repr(moment.isoformat() + draft.pick("", "Z", "+01:30"))


def call(name: str, *args: str, **options: str) -> str:
    """Give the source text of a call."""
    return f"{name}({', '.join([*args, *(f'{key}={text}' for key, text in options.items())])})"
