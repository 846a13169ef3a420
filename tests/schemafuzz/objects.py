"""Objects that are dumped, and containers that are loaded, of all the kinds that users have."""

from __future__ import annotations

import enum
import keyword
from collections import namedtuple
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from functools import lru_cache
from typing import Any

from .journal import note_read


class Raising:
    """A value that raises when it is read through a property or a method."""

    def __init__(self, kind: type[Exception]) -> None:
        self.kind = kind


def _read(value: Any, name: str) -> Any:
    if not name.startswith("__"):
        note_read(name)
    if isinstance(value, Raising):
        raise value.kind(name)
    return value


class Thing:
    """An object with attributes."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


class Heir(Thing):
    """An object with attributes of its own and of its class."""

    a = 1
    b = "class"


def slotted(values: dict[str, Any]) -> Any:
    """Give an object whose class has slots, of which some are empty."""
    names = tuple(name for name in values if name.isidentifier() and not name.startswith("__"))
    made = _slotted_class(names)()
    for name in names[:-1] if len(names) > 3 else names:
        setattr(made, name, values[name])
    return made


@lru_cache(maxsize=500)
def _slotted_class(names: tuple[str, ...]) -> type:
    return type("Slotted", (), {"__slots__": names, "__repr__": _slots})


def _slots(self: Any) -> str:
    return f"Slotted({[getattr(self, name, None) for name in self.__slots__]})"


def named(values: dict[str, Any]) -> Any:
    """Give a named tuple."""
    names = [name for name in values if name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name)]
    return namedtuple("Row", names)(*(values[name] for name in names))


def computed(values: dict[str, Any]) -> Any:
    """Give an object that has a property for each value."""
    return _computed_class(tuple(values), property)(values)


def cached(values: dict[str, Any]) -> Any:
    """Give an object that computes each value once."""
    return _computed_class(tuple(name for name in values if name != "_held"), cached_property)(values)


@lru_cache(maxsize=500)
def _computed_class(names: tuple[str, ...], kind: Any) -> type:
    return type("Computed", (Held,), {name: _descriptor(kind, name) for name in names if name not in ("_held", "__init__")})


def _descriptor(kind: Any, name: str) -> Any:
    made = kind(lambda self: _read(self._held[name], name))
    if kind is cached_property:
        made.__set_name__(None, name)
    return made


class Held:
    """What holds values for its subclasses to give out."""

    def __init__(self, values: dict[str, Any], error: type[Exception] = KeyError) -> None:
        self._held = values
        self._error = error


class Subscript(Held):
    """An object that is read by ``[]``."""

    def __getitem__(self, name: Any) -> Any:
        if name in self._held:
            return _read(self._held[name], name)
        raise self._error(name)


class Both(Held):
    """An object that is read by ``[]``, and by attribute for what is not there."""

    a = "attribute"
    b = 7

    def __getitem__(self, name: Any) -> Any:
        if name in self._held and name != "a":
            return _read(self._held[name], name)
        raise self._error(name)


class Dynamic(Held):
    """An object that is asked for attributes which it has not."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._held:
            raise AttributeError(name)
        return _read(self._held[name], name)


class Answering(Held):
    """An object that has whatever it is asked for, as mocks have."""

    def __getattr__(self, name: str) -> Any:
        if name in ("__deepcopy__", "__copy__", "__iter__", "strip"):
            raise AttributeError(name)
        return _read(self._held.get(name, name), name)


class Intercepting(Held):
    """An object that sees each access to its attributes."""

    def __getattribute__(self, name: str) -> Any:
        held = object.__getattribute__(self, "__dict__")["_held"] if name not in ("_held", "_error", "__dict__") else {}
        return _read(held[name], name) if name in held else object.__getattribute__(self, name)


class Record(dict[str, Any]):
    """A dict that has attributes, too."""

    a = "attribute"

    @property
    def c(self) -> str:
        return str(_read("property", "c"))


class Making(dict[str, Any]):
    """A dict that makes what it has not."""

    def __missing__(self, name: str) -> Any:
        if name == "b":
            raise KeyError(name)
        return _read(f"made {name}", name)


class Ordered(dict[str, Any]):
    """A ``dict_class``."""


class View(Mapping[str, Any]):
    """A mapping that is no dict."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values_ = values

    def __getitem__(self, name: str) -> Any:
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


class Strict(dict[str, Any]):
    """A dict whose ``get`` is of another opinion than its ``[]``."""

    def get(self, name: Any, default: Any = None) -> Any:
        return dict.get(self, name, default) if name != "b" else default


class Items(Sequence[Any]):
    """A sequence that is no list."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)


class Iterable:
    """Something that can be iterated over, and no more."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


def stream(items: list[Any], then: type[Exception] | None = None) -> Iterator[Any]:
    """Give a generator of items, which may fail at its end."""
    yield from items
    if then:
        raise then("the stream broke")


class Text(str):
    """A string of a class of its own."""


class Shout(str):
    """A string that is another one when it is made text."""

    def __str__(self) -> str:
        return self.upper() + "!"


class Number(int):
    """An integer of a class of its own."""


class Ratio(float):
    """A float of a class of its own."""


class Color(enum.Enum):
    RED = 1
    BLUE = 2
    ROSE = 1


class Size(enum.StrEnum):
    SMALL = "s"
    LARGE = "l"


class Level(enum.IntEnum):
    LOW = 0
    HIGH = 1


class Maybe(enum.Enum):
    NO = None
    YES = "yes"


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


class Loud(enum.Enum):
    A = "a"
    B = "b"

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return cls.A if value == "alpha" else None


class Odd(enum.Enum):
    """An enum that tells another value than it has."""

    ONE = 1
    TWO = 2

    @property
    def value(self) -> Any:
        return f"odd {self._value_}"


class Truthless:
    """A value that has no truth, is equal to nothing and cannot be hashed, as arrays are."""

    def __eq__(self, other: object) -> bool:
        raise TypeError("not comparable")

    def __bool__(self) -> bool:
        raise TypeError("neither true nor false")

    __hash__ = None  # type: ignore[assignment]
