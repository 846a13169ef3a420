"""What a verb takes and gives: the contract, and the decorators that write it.

The decorators leave a :class:`Contract` on a handler; they attach, and never wrap. When its class is registered,
``resource.operations`` checks it and makes an operation of it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from typing import NamedTuple
from typing import get_args

from marshmallow import Schema
from marshmallow.fields import Field

from . import stack as stacks
from .errors import ConfigError
from .marks import mark
from .marks import marked
from .media import Emitter
from .media import Parser
from .schematic import OneOf
from .schematic import Schematic
from .schematic import as_schema
from .stack import Entry
from .typing import F
from .typing import Location
from .typing import Middleware
from .typing import Pager
from .typing import Place

LOCATIONS: tuple[Location, ...] = get_args(Location)

#: Those that are the content of the request.
CONTENT = frozenset({"body", "form", "files"})


class Envelope(NamedTuple):
    """A named member that bodies are wrapped in, both ways."""

    #: The member that holds the data.
    name: str
    #: The member that holds a list; ``name`` if left out.
    many: str | None = None
    #: Gives the mapping that stands beside the data of an answer, as ``meta``; it gets what the handler returned.
    meta: Callable[[Any], Mapping[str, Any]] | None = None

    def member(self, many: bool) -> str:
        """Give the name of the member for one thing, or for many."""
        return self.many or self.name if many else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a layer may say besides its stack; the nearest layer that says something wins."""

    emitters: Sequence[Emitter] | None = None
    parsers: Sequence[Parser] | None = None
    envelope: Envelope | str | None = None

    def __post_init__(self) -> None:
        _check_formats("emitters", self.emitters, Emitter)
        _check_formats("parsers", self.parsers, Parser)

    def under(self, inner: Settings) -> Settings:
        """Give these settings with those of a nearer layer put over them."""
        if inner.emitters is None and inner.parsers is None and inner.envelope is None:
            return self
        return Settings(
            emitters=self.emitters if inner.emitters is None else inner.emitters,
            parsers=self.parsers if inner.parsers is None else inner.parsers,
            envelope=self.envelope if inner.envelope is None else inner.envelope,
        )


def _check_formats(name: str, formats: Any, kind: type[Emitter] | type[Parser]) -> None:
    if formats is None:
        return
    if isinstance(formats, str) or not isinstance(formats, Sequence) or not formats:
        raise ConfigError(f"{name}={formats!r} is no list of them. Name at least one, the default first, or leave it out.")
    for one in formats:
        if not isinstance(one, kind):
            raise ConfigError(f"{one!r} in {name}= cannot stand there. Give {kind.__name__}(media_type, function).")


class Accepts(NamedTuple):
    """What a verb takes from one location."""

    #: What the data have to fit.
    schema: Schematic
    #: The member that a body is wrapped in.
    envelope: Envelope | str | None = None
    #: The largest content, in bytes.
    max_size: int | None = None


class Returns(NamedTuple):
    """What a verb gives with one status."""

    #: What the data have to fit; ``None`` is no content.
    schema: Schematic | None
    #: The member that the data are wrapped in.
    envelope: Envelope | str | None = None
    #: The resource whose address is sent as ``Location``, or its endpoint.
    location: type[Any] | str | None = None


class Contract(NamedTuple):
    """All that a verb promises and demands."""

    accepts: Mapping[Location, Accepts] = MappingProxyType({})
    returns: Mapping[int, Returns] = MappingProxyType({})
    #: The schema of each item, where the answer is a stream with status 200.
    streams: Schematic | None = None
    #: How the pages of a long list are told from each other.
    pager: Pager | None = None


def accepts(
    schema: Schematic, location: Location = "body", *, envelope: Envelope | str | None = None, max_size: int | None = None
) -> Callable[[F], F]:
    """Say what a verb takes from one location of the request. The handler may ask for it by the location's name.

    :param schema: a schema class, a schema instance, a field instance, or ``OneOf(...)`` of them.
    :param location: ``body``, ``query``, ``headers``, ``cookies``, ``path_args``, ``form`` or ``files``.
    :param envelope: the member that the body is wrapped in.
    :param max_size: the largest body, in bytes; ``RESTY_MAX_BODY`` if left out.
    :raise ConfigError: for a location that does not exist or is declared twice, and for an envelope or a size of what has none.
    """
    if location not in LOCATIONS:
        raise ConfigError(f"{location!r} is no location of a request. Choose one of {', '.join(LOCATIONS)}.")
    if envelope is not None and location != "body":
        raise ConfigError(f"envelope={envelope!r} is for a body, but {location!r} is accepted. Drop it.")
    if max_size is not None and (location not in CONTENT or type(max_size) is not int or max_size < 1):
        raise ConfigError(f"max_size={max_size!r} cannot be for {location!r}. Give a number of bytes, for a body, a form or files.")
    said = Accepts(_instance(schema), envelope, max_size)
    if location != "body" and any(isinstance(one, Field) for one in getattr(said.schema, "schemas", (said.schema,))):
        raise ConfigError(f"A field alone has no names, but the values in {location!r} are named. Give a schema that has the field.")

    def attach(handler: F) -> F:
        contract = _contract(handler)
        if location in contract.accepts:
            raise ConfigError(f"{handler.__qualname__} accepts its {location} twice. Keep one, or use OneOf(...).")
        return mark(handler, "contract", contract._replace(accepts={**contract.accepts, location: said}))

    return attach


def _instance(schema: Any) -> Schema | Field[Any] | OneOf:
    return _of_class(schema) if isinstance(schema, type) else as_schema(schema)


#: A class stands for one and the same instance in all contracts: it takes its time to make one.
_of_class = lru_cache(maxsize=1024)(as_schema)


def returns(
    schema: Schematic | None,
    status: int | None = None,
    *,
    envelope: Envelope | str | None = None,
    location: type[Any] | str | None = None,
) -> Callable[[F], F]:
    """Say what a verb gives with one status. A status that no ``@returns`` names breaks the contract.

    :param schema: as for :func:`accepts`; ``None`` is an answer without content.
    :param status: 200 if left out, or 204 for ``None``.
    :param envelope: the member that the data is wrapped in; only for 2xx.
    :param location: the resource whose address is sent as ``Location`` (RFC 9110, 10.2.2): its class, or its endpoint. The variables
        of its rule are members of what the handler returns, or else path variables of the request. A handler that sends the field
        itself has the last word.
    :raise ConfigError: for a status that is declared twice or is none, and for a location of a status that has no use for it.
    """
    code = int(status) if status is not None else 204 if schema is None else 200
    if not 200 <= code <= 599 or (schema is not None and code in {204, 205, 304}):
        raise ConfigError(f"@returns({schema!r}, {code}) cannot be: a final status is 200 to 599, and 204, 205 and 304 have no content.")
    if envelope is not None and (schema is None or code > 299):
        raise ConfigError(f"envelope={envelope!r} cannot be around {code}: only what has content and is a success is wrapped. Drop it.")
    if location is not None and not isinstance(location, type | str):
        raise ConfigError(f"location={location!r} is no resource. Give its class, or its endpoint.")
    if location is not None and not (code in {201, 202} or 300 <= code <= 399):
        raise ConfigError(f"location={location!r} has no meaning with {code} (RFC 9110, 10.2.2). Say it for 201, 202 or a redirect.")
    said = Returns(None if schema is None else _one(schema), envelope, location)

    def attach(handler: F) -> F:
        contract = _contract(handler)
        if code in contract.returns:
            raise ConfigError(f"{handler.__qualname__} returns {code} twice. Keep one of the two.")
        return mark(handler, "contract", contract._replace(returns={**contract.returns, code: said}))

    return attach


def _one(schema: Schematic) -> Schematic:
    given = _instance(schema)
    if isinstance(given, OneOf):
        raise ConfigError(f"{given!r} is for what is accepted. Name one schema for what is given, with one status for each.")
    return given


def streams(schema: Schematic) -> Callable[[F], F]:
    """Say that a verb gives a generator, whose items are sent as they come, in constant memory.

    :param schema: the schema of one item.
    """
    said = _one(schema)

    def attach(handler: F) -> F:
        return mark(handler, "contract", _contract(handler)._replace(streams=said))

    return attach


def _contract(handler: Any) -> Contract:
    found: Contract = marked(handler, "contract", Contract())
    return found


class Formats(Entry):
    """Emitters and parsers of one verb; see :func:`use`. It is an entry to be a decorator, but no stack takes it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __repr__(self) -> str:
        return "use(emitters=..., parsers=...)"

    def __call__(self, handler: F) -> F:
        """Attach to a verb."""
        return mark(handler, "settings", marked(handler, "settings", Settings()).under(self.settings))


def use(
    what: Entry | Middleware | None = None,
    *,
    place: Place | None = None,
    methods: Collection[str] | None = None,
    emitters: Sequence[Emitter] | None = None,
    parsers: Sequence[Parser] | None = None,
) -> Entry:
    """Put an entry or a callable into the stack, or (as a decorator) give a verb emitters and parsers of its own.

    :param what: an entry, or a callable ``(request, next) -> response``.
    :param place: ``edge``, ``identity``, ``gate`` or ``inner``; a callable stands at ``inner`` if nothing is said.
    :param methods: the methods that it is for; all if left out. GET says HEAD, too.
    :param emitters: what the verb can write, the default first.
    :param parsers: what the verb can read, the default first.
    :raise ConfigError: for a place or a method that does not exist.
    """
    if what is not None and emitters is None and parsers is None:
        return stacks.Use(what, place, methods)
    if what is None and place is None and methods is None and (emitters or parsers):
        return Formats(Settings(emitters=emitters, parsers=parsers))
    raise ConfigError("use() takes either an entry or callable, or emitters= and parsers=. Write two of them.")


def check_contract(name: str, method: str, contract: Contract) -> None:
    """Check that the parts of a contract go together.

    :raise ConfigError: if they do not.
    """
    if "body" in contract.accepts and ("form" in contract.accepts or "files" in contract.accepts):
        raise ConfigError(f"{name} accepts a body and a form, but a request has one content. Drop one of the two.")
    if "body" in contract.accepts and method in {"GET", "HEAD"}:
        raise ConfigError(f"{name} accepts a body, which {method} gives no meaning to (RFC 9110, 9.3.1). Use the query, or QUERY.")
    if contract.streams is not None and 200 in contract.returns:
        raise ConfigError(f"{name} both streams and returns 200. Drop one of the two.")
