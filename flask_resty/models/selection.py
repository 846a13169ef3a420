"""Which objects of a store in memory are wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from ..errors import ContractError


@dataclass(frozen=True, slots=True)
class Selection:
    """Which objects of a :class:`ObjectStore` are wanted: what its scopes and filters get and give back, as those of SQL a ``Select``."""

    #: All of them hold.
    predicates: tuple[Callable[[Any], bool], ...] = ()

    def where(self, *predicates: Callable[[Any], bool]) -> Selection:
        """Narrow it to the objects for which functions hold, too.

        :raise ContractError: for an ``async def``: what that gives would hold for all of them.
        """
        if any(map(iscoroutinefunction, predicates)):
            raise ContractError("where() was given an async def, which nobody waits for. Give it plain functions.")
        return Selection((*self.predicates, *predicates))

    def __contains__(self, item: object) -> bool:
        return all(predicate(item) for predicate in self.predicates)


def going_on(before: Selection, after: Any, model: type[Any]) -> Selection:
    """Give a selection if it goes on from the one before: one that begins anew would lose what narrowed that.

    :raise ContractError: if it does not.
    """
    if not isinstance(after, Selection) or after.predicates[: len(before.predicates)] != before.predicates:
        what = f"A scope, filter or search of {model.__name__} did not give back the selection that it got"
        raise ContractError(f"{what}, and who may see what would be lost. Narrow that one: return select.where(...).")
    return after
