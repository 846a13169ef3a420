"""The stack of an operation: entries of four layers, concatenated and sorted by their place."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any
from typing import ClassVar
from typing import NamedTuple
from typing import get_args

from flask import Flask
from flask import Request
from flask import Response
from flask.views import http_method_funcs

from .errors import ConfigError
from .errors import did_you_mean
from .marks import mark
from .marks import marked
from .typing import F
from .typing import LayerKind
from .typing import Middleware
from .typing import Place

PLACES: tuple[Place, ...] = get_args(Place)

#: The methods that a resource can serve: Flask's, and QUERY (RFC 10008).
METHODS = frozenset(verb.upper() for verb in http_method_funcs | {"query"})

#: Answers a preflight, told the methods that routing serves at its path.
Preflight = Callable[[Request, Collection[str]], Response]

#: The rank of users' own callables: inside a place they come after the first kind of built-in entry.
OWN = 5


class Entry:
    """What may stand in a stack: a piece of policy that knows its place.

    A subclass says where it stands and makes itself a middleware for one operation in :meth:`bind`. As a decorator
    (``@entry``) it attaches to a verb.
    """

    #: The place, outermost first: ``edge``, ``identity``, ``gate``, ``inner``.
    place: ClassVar[Place] = "inner"
    #: The order inside the place, lowest outermost.
    rank: ClassVar[int] = OWN
    #: The kind of which only the nearest counts: ``cors``, ``authenticator``, ``cache``, ``etag``, ... ``None`` adds up.
    once: ClassVar[str | None] = None
    #: Request header fields that it reads; CORS tells browsers of them.
    reads: tuple[str, ...] = ()
    #: Response header fields that it writes; CORS lets scripts see them.
    writes: ClassVar[tuple[str, ...]] = ()
    #: The statuses of errors that it may answer with by itself; the document of an Api tells of them.
    statuses: tuple[int, ...] = ()
    #: Whether a synthesized OPTIONS passes it, where it stands at the edge.
    on_options: ClassVar[bool] = True

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give those of :attr:`statuses` that it may answer a method with: all, unless this is overridden."""
        return self.statuses

    @property
    def needs_item(self) -> bool:
        """Tell whether it has something to say once ``find`` gave the item; then :meth:`after_find` is asked."""
        return False

    def settle(self, seat: Seat) -> None:
        """Get ready at registration, before the first request: check what can be checked.

        :raise ConfigError: if it does not fit the operation.
        """

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware for one operation; ``None`` if there is nothing to do per request.

        :raise ConfigError: if it does not fit the operation.
        """
        raise NotImplementedError

    def after_find(self, seat: Seat) -> Callable[[Request, Any], None]:
        """Make the check of the item for one operation; it raises a problem."""
        raise NotImplementedError

    def remainder(self) -> Entry | None:
        """Give what stays in a stack that this entry is taken away from; ``None`` for nothing."""
        return None

    def preflight(self, seat: Seat) -> Preflight | None:
        """Make what answers a CORS preflight for one operation; ``None`` if it is no policy for that."""
        return None

    def __call__(self, handler: F) -> F:
        """Attach to a verb."""
        return mark(handler, "stack", (*marked(handler, "stack", ()), self))


class Layer(NamedTuple):
    """Entries that were written in one place of the code."""

    kind: LayerKind
    #: What tells the layer from others of the app; a throttle counts over it.
    name: str
    entries: tuple[Any, ...] = ()
    #: What people call it, where that is something else.
    title: str = ""

    @property
    def called(self) -> str:
        """What people call it."""
        return self.title or self.name

    def __str__(self) -> str:
        return f"{self.kind} {self.called}".rstrip()


class Placed(NamedTuple):
    """An entry in a resolved stack, with the layer that it came from."""

    entry: Entry
    layer: Layer
    place: Place
    rank: int
    methods: frozenset[str] | None = None


class Seat(NamedTuple):
    """What an entry may know of the operation that it is bound to."""

    app: Flask
    #: The endpoint and the method of the operation. Where no verb runs they are what the prefix's owner is called, and maybe "".
    endpoint: str
    method: str
    #: The layer that the entry was written on.
    layer: Layer
    #: The whole stack that it is part of.
    stack: tuple[Placed, ...]
    #: The header fields that all operations of the Api read and write.
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    #: Gives the content of a request, within the limits of the operation. It can be asked for again.
    read: Callable[[Request], bytes] = Request.get_data
    #: The header fields and the cookies that the operation goes by.
    headers: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    #: Whether the handler is a coroutine, or what finds its item: that runs in another thread than the stack.
    is_async: bool = False
    #: Whether the handler is a generator: it runs while its answer is sent, when the stack is done.
    is_late: bool = False

    def find(self, once: str) -> Any:
        """Give the entry of a kind that stands once, or ``None``."""
        return next((placed.entry for placed in self.stack if placed.entry.once == once), None)


class Use(Entry):
    """An entry or a plain callable with a place and verbs of its own; :func:`flask_resty.use` makes it.

    :raise ConfigError: for what cannot stand in a stack, or a place or a method that does not exist.
    """

    def __init__(self, what: Any, place: Place | None = None, methods: Collection[str] | None = None) -> None:
        if not (isinstance(what, Entry) or callable(what)):
            raise ConfigError(f"{what!r} cannot stand in a stack. Give an entry or a callable (request, next) -> response.")
        if isinstance(what, Without):
            raise ConfigError(f"{what!r} cannot be for some methods only. Write it on the verbs that it is for.")
        if place is not None and place not in PLACES:
            raise ConfigError(f"{place!r} is no place of the stack. Choose one of {', '.join(PLACES)}.")
        if place is not None and isinstance(what, Entry):
            raise ConfigError(f"{what!r} knows its own place, so it cannot stand at {place!r}. Leave place= out.")
        self.what: Any = what
        self.at: Place | None = place
        self.methods = checked_methods(methods)

    def __repr__(self) -> str:
        return f"use({self.what!r})"

    def bind(self, seat: Seat) -> Middleware | None:
        """Bind what it holds."""
        bound: Middleware | None = self.what.bind(seat) if isinstance(self.what, Entry) else self.what
        return bound


def checked_methods(names: Collection[str] | None) -> frozenset[str] | None:
    """Give the methods that something is for, ``None`` for all. GET says HEAD, too.

    :raise ConfigError: for a method that does not exist, and for none at all.
    """
    if names is None:
        return None
    names = [names] if isinstance(names, str) else names
    if not names:
        raise ConfigError(f"methods={names!r} is for no method at all. Name some, or leave it out.")
    for name in names:
        if name.upper() in METHODS and not name.isupper():
            raise ConfigError(f"{name!r} is no method. Methods are written in upper case, as in methods=['GET'].")
        if name not in METHODS:
            # Nothing would ever match it: a rule for it would guard nothing.
            raise ConfigError(f"{name!r} is no method that a resource can serve. {did_you_mean(name, METHODS)}")
    return frozenset(names) | ({"HEAD"} if "GET" in names else set())


class Without(Entry):
    """Takes inherited entries of a kind away; see :func:`without`."""

    def __init__(self, what: Any) -> None:
        self.what = what

    def __repr__(self) -> str:
        return f"without({getattr(self.what, '__name__', self.what)})"

    def takes(self, placed: Placed) -> bool:
        """Tell whether an inherited entry is meant."""
        entry = _inner(placed.entry)
        return isinstance(entry, self.what) if isinstance(self.what, type) else entry is _inner(self.what)


def without(what: Any) -> Without:
    """Take inherited entries away, in sight of whoever reads.

    :param what: a class (``without(CORS)``), an entry, or the callable itself.
    """
    return Without(what)


def _inner(entry: Any) -> Any:
    return entry.what if isinstance(entry, Use) else entry


def check(entries: Iterable[Any], where: str) -> tuple[Any, ...]:
    """Check the entries of one layer as they are written.

    :raise ConfigError: for something that is neither an entry nor a callable, or two of what stands once for one method.
    """
    if isinstance(entries, str) or not isinstance(entries, Iterable):
        raise ConfigError(f"The stack of {where} is {entries!r}. Give a list of entries.")
    entries = tuple(entries)
    seen: list[Placed] = []
    for entry in entries:
        if isinstance(entry, type) or not (isinstance(entry, Entry) or callable(entry)):
            raise ConfigError(f"{entry!r} cannot stand in the stack of {where}. Give an entry or a callable (request, next).")
        if isinstance(entry, Without):
            continue
        placed = _place(entry, Layer("verb", where))
        if type(placed.entry).bind is Entry.bind:
            raise ConfigError(f"{entry!r} cannot stand in the stack of {where}: it has no bind(). Write it, or give another entry.")
        for other in seen:
            if placed.entry.once is not None and placed.entry.once == other.entry.once and _meet(placed.methods, other.methods):
                raise ConfigError(f"{where} has two entries of which only one may stand: {other.entry!r} and {entry!r}. Drop one.")
        seen.append(placed)
    return entries


def _meet(methods: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    return methods is None or others is None or not methods.isdisjoint(others)


def resolve(layers: Sequence[Layer], method: str) -> tuple[Placed, ...]:
    """Make one stack of the layers, outermost first, for one method.

    Layers are concatenated, inherited entries taken away where ``without`` says so, of what stands once the nearest
    kept, and all stably sorted by place and rank.

    :raise ConfigError: if a ``without`` takes nothing away.
    """
    stack: list[Placed] = []
    for layer in layers:
        for removal in (entry for entry in layer.entries if isinstance(entry, Without)):
            taken = [placed for placed in stack if removal.takes(placed)]
            if not taken:
                raise ConfigError(f"{removal!r} on {layer} takes nothing away. Drop it, or name what an outer layer has.")
            stack = [placed for placed in stack if placed not in taken]
            stack += [_place(rest, placed.layer)._replace(methods=placed.methods) for placed in taken if (rest := placed.entry.remainder())]
        stack += [_place(entry, layer) for entry in layer.entries if not isinstance(entry, Without)]
    meant = [placed for placed in stack if placed.methods is None or method in placed.methods]
    return tuple(sorted(_nearest(meant), key=lambda placed: (PLACES.index(placed.place), placed.rank)))


def _place(entry: Any, layer: Layer) -> Placed:
    used = entry if isinstance(entry, Use) else Use(entry)
    inner = used.what
    if isinstance(inner, Entry):
        return Placed(inner, layer, inner.place, inner.rank, used.methods)
    return Placed(used, layer, used.at or "inner", OWN, used.methods)


def _nearest(stack: list[Placed]) -> Iterator[Placed]:
    last = {placed.entry.once: index for index, placed in enumerate(stack)}
    for index, placed in enumerate(stack):
        if placed.entry.once is None or last[placed.entry.once] == index:
            yield placed


def describe(entry: Any) -> str:
    """Name an entry as its author wrote it, for explanations and errors."""
    what = _inner(entry)
    return getattr(what, "__qualname__", None) or repr(what)


#: What a stack is explained as: see ``Operation.explain``.
Explanation = list[dict[str, Any]]


def explain(stack: Iterable[Placed]) -> Explanation:
    """Give a resolved stack as data: what stands where, and which layer it came from."""
    return [
        {
            "entry": describe(placed.entry),
            "place": placed.place,
            "layer": placed.layer.kind,
            "of": placed.layer.called,
            "methods": None if placed.methods is None else sorted(placed.methods),
        }
        for placed in stack
    ]
