"""Do the same with many things: all at once where that goes well, and one by one where it does not."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException

from ...errors import Problem
from ..store import Conflict
from ..store import Stale
from ..store import Store
from ..store import StoreError
from ..store import Unfit

#: What lies in one of many things. That others write at the same time lies in none.
_OF_ONE = (Conflict, Stale, Unfit)

#: What became of each thing, by its place in the request: what a store gave of it, or the problem that it has.
Done = dict[int, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is done with each of many things.

    What fails for a reason that lies in one of them is undone and told of; the others are done.
    """

    store: Store
    #: Does it with all in few statements; ``None`` where each goes through a method of the resource.
    all: Callable[[Sequence[Any]], Sequence[Any]] | None
    #: Does it with one of them.
    one: Callable[[Any], Any]
    #: Gives a task as it is after an attempt with all has failed; raises ``Stale`` where it is not what it was.
    renew: Callable[[Any], Any]
    #: Gives the problem that a client is told of an error.
    refuse: Callable[[StoreError], Problem]

    def __call__(self, tasks: Mapping[int, Any]) -> Done:
        """Do it, and give what became of each.

        :param tasks: what to do it with, by the place in the request.
        :raise Problem: for what is wrong with none of them by itself: the database is busy, the server fails.
        """
        if self.all is None or len(tasks) < 2:
            return {place: self._alone(self.one, task) for place, task in tasks.items()}
        try:
            with self.store.attempt():
                return dict(zip(tasks, self.all([*tasks.values()]), strict=True))
        except (*_OF_ONE, Problem):
            # The database tells of the first only, and not always of which.
            return {place: self._alone(self._again, task) for place, task in tasks.items()}

    def _again(self, task: Any) -> Any:
        return self.one(self.renew(task))

    def _alone(self, do: Callable[[Any], Any], task: Any) -> Any:
        try:
            with self.store.attempt():
                return do(task)
        except _OF_ONE as error:
            return self.refuse(error)
        except HTTPException as error:
            # The author's methods may refuse one of them. What ends the request is no matter of one.
            if error.code is None or not 400 <= error.code < 500:
                raise
            return Problem.of(error)
