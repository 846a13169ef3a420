"""Which objects a request about many means, and whether the caller may do with each what it wants to."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

from marshmallow import missing

from ...auth.rules import Rule
from ...errors import Problem
from ...errors import refusal
from ...resource import Resource
from ..scoping import Rows
from ..store import Stale
from .finding import Find
from .finding import Key
from .mistakes import placed
from .work import Done


class Meant(NamedTuple):
    """An object that is meant by an item of a request."""

    #: The place of the item in the request.
    place: int
    key: Key
    #: The version that it has to be in; ``missing`` if any will do.
    version: Any = missing
    #: What is to be changed.
    values: Mapping[str, Any] | None = None


class Task(NamedTuple):
    """What is to be done with an object."""

    key: Key
    item: Any
    #: The version that it was found in.
    version: tuple[Any, ...]
    #: What is to be changed.
    values: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which objects may be meant, and how mistakes are told."""

    #: The rows that the resource is about.
    rows: Rows
    #: Finds some of them by their keys.
    find: Find
    #: What the caller needs for each of them.
    rules: tuple[Rule, ...]
    #: Where a request says all of this: the location, and for an item of it the pointers to its key and to its version.
    location: str
    at_key: Callable[[int], str]
    at_version: Callable[[int], str]

    def __call__(self, resource: Resource, all_meant: Sequence[Meant], known: Mapping[str, Any]) -> Done:
        """Give a :class:`Task` with the object that each item means, or the problem that it has.

        :param known: what is known of the request, by name.
        """
        keys = [meant.key for meant in all_meant]
        found = self.find(keys, self.rows.comparisons(known), self.rows.narrows(resource, known))
        return dict(self._judged(all_meant, found, known.get("principal")))

    def renew(self, resource: Resource, known: Mapping[str, Any], task: Task) -> Task:
        """Find the object of a task again: what was undone is to be read anew, and judged again.

        :raise Problem: if it is not what it was: 404, 410, 403.
        :raise Stale: if somebody else changed it.
        """
        item = self.find([task.key], self.rows.comparisons(known), self.rows.narrows(resource, known)).get(task.key)
        problem = self._problem(Meant(0, task.key), item, known.get("principal"))
        if problem is not None:
            raise problem
        if self._version(item) != task.version:
            raise Stale("Somebody changed it between two attempts.")
        return task._replace(item=item)

    def _version(self, item: Any) -> tuple[Any, ...]:
        store = self.rows.store
        return () if store.version is None else store.values(item, (store.version,))

    def _judged(self, all_meant: Sequence[Meant], found: Mapping[Key, Any], principal: Any) -> Iterator[tuple[int, Any]]:
        seen = set[Key]()
        for meant in all_meant:
            item = found.get(meant.key)
            problem = _repeated() if meant.key in seen else self._problem(meant, item, principal)
            at = self.at_version if problem is not None and problem.code == 412 else self.at_key
            task = Task(meant.key, item, () if item is None else self._version(item), meant.values)
            yield meant.place, task if problem is None else placed(problem, at(meant.place), self.location)
            seen.add(meant.key)

    def _problem(self, meant: Meant, item: Any, principal: Any) -> Problem | None:
        if item is None:
            return Problem(404, "There is nothing with this key.")
        if self.rows.soft_delete is not None and self.rows.soft_delete.is_gone(self.rows.store, item):
            return Problem(410, "What had this key is gone.")
        if any(rule.lack(principal, item) is not None for rule in self.rules):
            return Problem(403, "The credentials do not allow this.")
        if meant.version is not missing and self._version(item) != (meant.version,):
            return Problem(412, "It is not in the version that this is meant for. Read it again, then decide.")
        return None


def _repeated() -> Problem:
    return refusal(422, "body", "", "repeated", "Another item of the request is about the same.")
