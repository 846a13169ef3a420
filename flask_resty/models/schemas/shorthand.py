"""How the members of a schema are named: the shorthand of ``fields`` and ``exclude``."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from ...errors import ConfigError
from ...errors import did_you_mean

#: A name, a set such as ``:local``, a pattern, ``(name, fields of the relation)``, or ``{as it is shown: attribute}``.
Item = str | re.Pattern[str] | tuple[str, Sequence[Any]] | Mapping[str, Any]


class Sets(NamedTuple):
    """What the sets of the shorthand stand for."""

    pk: Sequence[str]
    #: The plain attributes, the primary key among them.
    local: Sequence[str]
    related: Sequence[str]

    def names(self, word: str, where: str) -> Sequence[str]:
        """Give the names that a set stands for."""
        sets = {":pk": self.pk, ":local": self.local, ":related": self.related, ":all": (*self.local, *self.related)}
        if word not in sets:
            raise ConfigError(f"{where} has the set {word!r} in fields=, which does not exist. {did_you_mean(word, sets)}")
        return sets[word]


class Wanted(NamedTuple):
    """A member of a schema."""

    #: What it is called by clients.
    shown: str
    attribute: str
    #: The members that are wanted of a relation; ``None`` where it is not nested.
    inside: Sequence[Any] | None = None
    #: Whether it was named, so that nothing else may leave it out.
    is_named: bool = True


def wanted(items: Iterable[Item], exclude: Collection[str | re.Pattern[str]], sets: Sets, where: str) -> list[Wanted]:
    """Give the members that are wanted, in their order, each once.

    What is named stays, whatever ``exclude`` says; of sets and patterns it leaves out.

    :raise ConfigError: for what is no item of the shorthand, or says a name twice.
    """
    if isinstance(items, str):
        raise ConfigError(f"{where} has fields={items!r}, which is one text. Write a tuple: ({items!r},).")
    found: dict[str, Wanted] = {}
    for item in items:
        for one in _wanted_by(item, sets, where):
            if not one.is_named and (one.shown in found or _is_left_out(one.attribute, exclude)):
                continue
            if one.shown in found and found[one.shown].is_named:
                raise ConfigError(
                    f"{where} has {one.shown!r} twice in fields=. Drop one, or show it by another name: {{'name': attribute}}."
                )
            found[one.shown] = one
    return list(found.values())


def _wanted_by(item: Item, sets: Sets, where: str) -> Iterator[Wanted]:
    if isinstance(item, re.Pattern):
        names = [name for name in sets.local if item.match(name)]
        if not names:
            raise ConfigError(f"{where} has {item!r} in fields=, which matches nothing. There are {', '.join(sets.local)}.")
        yield from (Wanted(name, name, is_named=False) for name in names)
    elif isinstance(item, Mapping):
        for shown, attribute in item.items():
            yield from (one._replace(shown=shown) for one in _named(attribute, where))
    elif isinstance(item, str) and item.startswith(":"):
        yield from (Wanted(name, name, is_named=False) for name in sets.names(item, where))
    else:
        yield from _named(item, where)


def _named(item: Any, where: str) -> Iterator[Wanted]:
    match item:
        case str(name):
            yield Wanted(name, name)
        case (str(name), tuple() | list() as inside):
            yield Wanted(name, name, inside)
        case _:
            what = f"{where} has {item!r} in fields=, which names nothing"
            raise ConfigError(f"{what}. Give a name, (relation, (name, ...)), {{'name': attribute}}, a compiled pattern, or ':local'.")


def _is_left_out(name: str, exclude: Iterable[str | re.Pattern[str]]) -> bool:
    return any(one.match(name) is not None if isinstance(one, re.Pattern) else one == name for one in exclude)
