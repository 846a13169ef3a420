"""A store of plain objects in memory: for tests, for examples, and as the pattern of a store of one's own."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

from ..errors import ConfigError
from ..errors import ContractError
from .annotated import annotated
from .annotated import has
from .annotated import is_settable
from .annotated import plain_names
from .annotated import refusing_none
from .annotated import required_of
from .annotated import taken_by
from .matching import comes
from .matching import in_order
from .matching import matches
from .selection import Selection
from .selection import going_on
from .store import Attribute
from .store import Conflict
from .store import Query
from .store import Reads
from .store import Stale
from .values import value_of


class ObjectStore:
    """Keeps plain objects of one class in memory. A new one is made by calling the class with its values.

    It gives out the very objects that it keeps: who changes one has changed it for all, and it is lost when the process ends. There is
    no transaction but ``attempt``.

    :param model: the class. Its annotations tell which attributes there are, of which type, and whether they may be ``None``.
    :param objects: what is there at first.
    :param key: the attributes that tell objects from each other. One that is an integer is counted where it is not given.
    :param unique: what no two objects may share: attributes, or tuples of them. ``None`` is shared freely.
    :param version: the attribute that counts the changes, if there is one; the first version is 1.
    :raise ConfigError: if the class has no such attribute.
    """

    def __init__(
        self,
        model: type[Any],
        objects: Iterable[Any] = (),
        *,
        key: Sequence[str] = ("id",),
        unique: Collection[str | tuple[str, ...]] = (),
        version: str | None = None,
    ) -> None:
        if isinstance(key, str):
            raise ConfigError(f"{model.__qualname__} has a ObjectStore with key={key!r}, which is one text. Write key=({key!r},).")
        self.model, self.key, self.version = model, tuple(key), version
        self._unique = [self.key, *((names,) if isinstance(names, str) else names for names in unique)]
        self._required, self._refusing_none = required_of(model), refusing_none(model)
        self._taken, self._takes_all = taken_by(model)
        for name in {name for names in self._unique for name in names} | ({version} if version else set()):
            if annotated(model, name) is None:
                raise ConfigError(
                    f"{model.__qualname__} has no annotated attribute {name!r} for its ObjectStore. Annotate it, or name another."
                )
        self._is_counted = [annotated(model, name) for name in self.key] == [Attribute(self.key[0], int)]
        self._kept: dict[int, Any] = {}
        self._number = 0
        for item in objects:
            self._keep(item)
        #: What was changed, and how it was before, in each attempt that has begun.
        self._attempts: list[list[tuple[Any, str, Any]]] = []
        # What is checked has to hold until it is written.
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"ObjectStore({self.model.__qualname__})"

    def attribute(self, name: str) -> Attribute | None:
        """Tell of a plain attribute by its name, dotted through other annotated classes; ``None`` where there is none."""
        found = annotated(self.model, name)
        return found and found._replace(is_unique=(name,) in self._unique)

    def names(self, path: str = "") -> Collection[str]:
        """Name the plain attributes of objects."""
        return plain_names(self.model)

    def has(self, path: str) -> bool:
        """Tell whether objects may have something of that name. Only a dataclass tells of all that they have."""
        return has(self.model, path.partition(".")[0])

    def takes(self, name: str, *, is_new: bool) -> bool:
        """Tell whether something of that name can be set on objects, or given when they are made."""
        return (is_new and (name in self._taken or self._takes_all)) or is_settable(self.model, name)

    def query(self, query: Query) -> list[Any]:
        """Give the objects that are wanted."""
        found = in_order(self._matching(query), query.order)
        if query.behind is not None:
            side = -1 if query.is_backwards else 1
            found = [item for item in found if comes(item, query.order, query.behind) * side > 0]
        if query.is_backwards:
            end = len(found) - query.offset
            return found[0 if query.limit is None else max(0, end - query.limit) : max(0, end)]
        return found[query.offset :][: query.limit]

    def count(self, query: Query) -> int:
        """Count the objects that match, whatever part of them is wanted."""
        return len(self._matching(query))

    def _matching(self, query: Query) -> list[Any]:
        selection = Selection()
        for narrow in query.narrowed_by:
            selection = going_on(selection, narrow(selection), self.model)
        with self._lock:
            kept = list(self._kept.values())
        return [item for item in kept if item in selection and all(matches(item, comparison) for comparison in query.comparisons)]

    def get(self, query: Query, *, is_locked: bool = False) -> Any | None:
        """Give the object that matches. A lock is of no use, as there is no transaction that it could last for."""
        return next(iter(self._matching(query)), None)

    def load(self, item: Any, reads: Reads) -> Any:
        """Give the object: all of it is there."""
        return item

    def values(self, item: Any, attributes: Sequence[str]) -> tuple[Any, ...]:
        """Give the values of attributes of an object."""
        return tuple(value_of(item, name) for name in attributes)

    def create(self, values: Mapping[str, Any]) -> Any:
        """Keep a new object.

        :raise Conflict: if it lacks a value, or has one that another one has.
        """
        with self._lock:
            given = {**self._counted(values), **values}
            self._check_required(given, [name for name in self._required if name not in given])
            item = self._made(given)
            self._check_unique(None, lambda name: getattr(item, name))
            self._keep(item)
        return item

    def _counted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        counted: dict[str, Any] = {} if self.version is None else {self.version: 1}
        if self._is_counted and self.key[0] not in values:
            counted[self.key[0]] = self._number + 1
        return counted

    def _made(self, values: Mapping[str, Any]) -> Any:
        item = self.model(**{name: value for name, value in values.items() if name in self._taken or self._takes_all})
        for name in () if self._takes_all else values.keys() - self._taken:
            self._set(item, name, values[name])
        return item

    def _set(self, item: Any, name: str, value: Any) -> None:
        if not is_settable(self.model, name):
            raise ContractError(f"{self.model.__qualname__} has no attribute {name!r} that can be set. Drop the field.")
        setattr(item, name, value)

    def _check_required(self, values: Mapping[str, Any], missing: Sequence[str]) -> None:
        lacking = [*missing, *(name for name in self._refusing_none if name in values and values[name] is None)]
        if lacking:
            raise Conflict("required", lacking)

    def _check_unique(self, item: Any, value: Callable[[str], Any]) -> None:
        for names in self._unique:
            wanted = tuple(map(value, names))
            if None not in wanted and any(self.values(other, names) == wanted for other in self._kept.values() if other is not item):
                raise Conflict("unique", names)

    def _keep(self, item: Any) -> None:
        self._kept[id(item)] = item
        number = getattr(item, self.key[0])
        if type(number) is int:
            self._number = max(self._number, number)

    def update(self, item: Any, values: Mapping[str, Any]) -> Any:
        """Change an object that ``get`` gave.

        :raise Conflict: if it would lack a value, or have one that another one has.
        :raise Stale: if it was deleted since.
        """
        with self._lock:
            self._check_kept(item)
            self._check_required(values, ())
            self._check_unique(item, lambda name: values[name] if name in values else getattr(item, name))
            for name, value in {**values, **self._next_version(item)}.items():
                for changes in self._attempts[-1:]:
                    changes.append((item, name, getattr(item, name, None)))
                self._set(item, name, value)
        return item

    def _check_kept(self, item: Any) -> None:
        if id(item) not in self._kept:
            raise Stale(f"{self!r} does not keep it any more.")

    def _next_version(self, item: Any) -> dict[str, int]:
        return {} if self.version is None else {self.version: getattr(item, self.version) + 1}

    def delete(self, item: Any) -> None:
        """Delete an object that ``get`` gave.

        :raise Stale: if it was deleted since.
        """
        with self._lock:
            self._check_kept(item)
            del self._kept[id(item)]

    def create_many(self, values: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Keep new objects, all or none. Raises as ``create`` does."""
        with self.attempt():
            return [self.create(one) for one in values]

    def update_many(self, changes: Sequence[tuple[Any, Mapping[str, Any]]]) -> list[Any]:
        """Change objects, all or none. Raises as ``update`` does."""
        with self.attempt():
            return [self.update(item, values) for item, values in changes]

    def delete_many(self, items: Sequence[Any]) -> None:
        """Delete objects, all or none. Raises as ``delete`` does."""
        with self.attempt():
            for item in items:
                self.delete(item)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Begin a part that is undone where it fails. Only what went through the store is; others wait until it ends."""
        with self._lock:
            kept, changes = dict(self._kept), list[tuple[Any, str, Any]]()
            self._attempts.append(changes)
            try:
                yield
            except BaseException:
                self._kept = kept
                for item, name, value in reversed(changes):
                    setattr(item, name, value)
                raise
            finally:
                self._attempts.pop()
                # What failed further out is undone with what did not fail in here.
                for outer in self._attempts[-1:]:
                    outer.extend(changes)
