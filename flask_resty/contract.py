"""What a verb takes and gives: the contract, and the decorators that write it.

The decorators leave a :class:`Contract` on a handler; they attach, and never wrap. When its class is registered,
``mount.operations`` checks it and makes an operation of it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from typing import NamedTuple
from typing import TypeVar
from typing import get_args

from marshmallow import Schema
from marshmallow.fields import Field

from .errors import ConfigError
from .marks import mark
from .marks import marked
from .media.mediatype import read
from .schematic import Binary
from .schematic import OneOf
from .schematic import Schematic
from .schematic import as_schema
from .schematic import name_of
from .typing import F
from .typing import Location
from .typing import Pager

LOCATIONS: tuple[Location, ...] = get_args(Location)

#: Those that are the content of the request.
CONTENT = frozenset({"body", "form", "files"})

#: Statuses without content (RFC 9110, 15.3.5, 15.3.6, 15.4.5).
WITHOUT_CONTENT = frozenset({204, 205, 304})


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


class Accepts(NamedTuple):
    """What a verb takes from one location."""

    #: What the data have to fit.
    schema: Schematic
    #: The member that a body is wrapped in.
    envelope: Envelope | str | None = None
    #: The largest content, in bytes.
    max_size: int | None = None
    #: What data of other media types have to fit, by media type.
    versions: Mapping[str, Schematic] = MappingProxyType({})
    #: Whether it is taken in the usual media types, too.
    is_usual: bool = True
    #: The only members that are taken, as a selection.
    fields: str | None = None
    #: Whether the schema is for each item of a stream.
    stream: bool = False


class Returns(NamedTuple):
    """What a verb gives with one status."""

    #: What the data have to fit; ``None`` is no content.
    schema: Schematic | None
    #: The member that the data are wrapped in.
    envelope: Envelope | str | None = None
    #: The resource whose address is sent as ``Location``, or its endpoint.
    location: type[Any] | str | None = None
    #: What the data have to fit in other media types, by media type.
    versions: Mapping[str, Schematic] = MappingProxyType({})
    #: Whether it is given in the usual media types, too.
    is_usual: bool = True


class Contract(NamedTuple):
    """All that a verb promises and demands."""

    accepts: Mapping[Location, Accepts] = MappingProxyType({})
    returns: Mapping[int, Returns] = MappingProxyType({})
    #: The schema of each item, where the answer is a stream with status 200.
    streams: Schematic | None = None
    #: How the pages of a long list are told from each other.
    pager: Pager | None = None
    #: Whether its query may not have parameters by which clients choose representations: where nobody wrote it to have one.
    leaves_choices: bool = False

    @property
    def shown(self) -> Returns | None:
        """The promise of the usual success: that of a stream's items, or of the first status with content."""
        if self.streams is not None:
            return Returns(self.streams)
        for status in sorted(self.returns):
            if status < 300 and self.returns[status].schema is not None:
                return self.returns[status]
        return None


def accepts(
    schema: Schematic,
    location: Location = "body",
    *,
    envelope: Envelope | str | None = None,
    max_size: int | None = None,
    media_type: str | None = None,
    fields: str | None = None,
    stream: bool = False,
) -> Callable[[F], F]:
    """Say what a verb takes from one location of the request. The handler may ask for it by the location's name.

    :param schema: a schema class, a schema instance, a field instance, or ``OneOf(...)`` of them; for a body also ``Binary(...)``.
    :param location: ``body``, ``query``, ``headers``, ``cookies``, ``path_args``, ``form`` or ``files``.
    :param envelope: the member that the body is wrapped in.
    :param max_size: the largest body, in bytes; ``RESTY_MAX_BODY`` if left out.
    :param media_type: the one media type that this schema is for, as in ``application/vnd.acme.post+json;version=2``. Say it once
        for each version of a body, and once without it for the usual formats.
    :param fields: the only members that may be sent, as a selection such as ``title,author(name)``.
    :param stream: whether the schema is for each item of a body that is read while it comes in: the handler gets ``Items``. It needs
        ``max_size``; one item may have ``RESTY_MAX_BODY``.
    :raise ConfigError: for a location that does not exist or is declared twice, and for what has no meaning there.
    """
    given = _instance(schema)
    said = Accepts(given, envelope, max_size, _versions(media_type, given), media_type is None, fields, stream)
    _check_accepted(location, said)

    def attach(handler: F) -> F:
        contract = _contract(handler)
        before = contract.accepts.get(location)
        if before is not None and _is_repeated(said, before):
            raise ConfigError(f"{handler.__qualname__} accepts its {location} twice. Keep one, or use OneOf(...).")
        if before is not None and before.stream is not said.stream:
            raise ConfigError(f"{handler.__qualname__} accepts its body as a stream and as a whole. Say stream=True of all, or of none.")
        # Decorators are read from above, but applied from below.
        both = said if before is None else _merged(said, before)
        return mark(handler, "contract", contract._replace(accepts={**contract.accepts, location: both}))

    return attach


def _check_accepted(location: Location, said: Accepts) -> None:
    if location not in LOCATIONS:
        raise ConfigError(f"{location!r} is no location of a request. Choose one of {', '.join(LOCATIONS)}.")
    of_body = {"envelope": said.envelope, "media_type": next(iter(said.versions), None), "fields": said.fields, "stream": said.stream}
    for name, value in of_body.items():
        if value and location != "body":
            raise ConfigError(f"{name}={value!r} is for a body, but {location!r} is accepted. Drop it.")
    size = said.max_size
    if size is not None and (location not in CONTENT or type(size) is not int or size < 1):
        raise ConfigError(f"max_size={size!r} cannot be for {location!r}. Give a number of bytes, for a body, a form or files.")
    if location != "body" and any(isinstance(one, Field | Binary) for one in getattr(said.schema, "schemas", (said.schema,))):
        raise ConfigError(
            f"{name_of(said.schema)} has no names, but the values in {location!r} are named. Give a schema that has the field."
        )
    if said.stream:
        _check_stream(said)


def _check_stream(said: Accepts) -> None:
    name = name_of(said.schema)
    if said.max_size is None:
        raise ConfigError(f"A stream of {name} needs a bound: say how many bytes it may have at most, as in max_size=100_000_000.")
    # A field may well be for a row, which is one item; a schema for many was meant for all of them.
    if isinstance(said.schema, Binary) or getattr(said.schema, "many", False) is True:
        raise ConfigError(f"stream=True is for one item after the other, but {name} is none of them. Give the schema of one item.")
    if said.envelope is not None:
        raise ConfigError(f"envelope={said.envelope!r} cannot be around a stream of {name}: nothing is. Drop it.")


Said = TypeVar("Said", Accepts, Returns)


def _versions(media_type: str | None, schema: Any) -> dict[str, Any]:
    if media_type is None:
        return {}
    if not isinstance(schema, Schema | Field) or not isinstance(media_type, str) or read(media_type) is None:
        raise ConfigError(f"media_type={media_type!r} is no media type of a schema. Write type/subtype, as in 'application/vnd.acme+json'.")
    return {media_type: schema}


def _is_repeated(said: Accepts | Returns, before: Accepts | Returns) -> bool:
    return (said.is_usual and before.is_usual) or not said.versions.keys().isdisjoint(before.versions)


def _merged(said: Said, before: Said) -> Said:
    """Put what was said of several media types together. Envelope, size and location are those of the usual ones, if they have some."""
    first, other = (before, said) if before.is_usual and not said.is_usual else (said, before)
    beside = {name: getattr(other, name) for name in other._fields if getattr(first, name) is None}
    return first._replace(**beside, versions={**said.versions, **before.versions}, is_usual=said.is_usual or before.is_usual)


def _instance(schema: Any) -> Schema | Field[Any] | OneOf | Binary:
    return _of_class(schema) if isinstance(schema, type) else as_schema(schema)


#: A class stands for one and the same instance in all contracts: it takes its time to make one.
_of_class = lru_cache(maxsize=1024)(as_schema)


def returns(
    schema: Schematic | None,
    status: int | None = None,
    *,
    envelope: Envelope | str | None = None,
    location: type[Any] | str | None = None,
    media_type: str | None = None,
) -> Callable[[F], F]:
    """Say what a verb gives with one status. A status that no ``@returns`` names breaks the contract.

    :param schema: as for :func:`accepts`; ``None`` is an answer without content.
    :param status: 200 if left out, or 204 for ``None``.
    :param envelope: the member that the data is wrapped in; only for 2xx.
    :param location: the resource whose address is sent as ``Location`` (RFC 9110, 10.2.2): its class, or its endpoint. The variables
        of its rule are members of what the handler returns, or else path variables of the request. A handler that sends the field
        itself has the last word. It is left out where a text cannot stand in the rule, as the empty one and one with a slash cannot.
    :param media_type: the one media type that this schema is for, as in ``application/vnd.acme.post+json;version=2``. Say it once
        for each version of a representation, and once without it for the usual formats.
    :raise ConfigError: for a status that is declared twice or is none, and for a location of a status that has no use for it.
    """
    code = int(status) if status is not None else 204 if schema is None else 200
    if not 200 <= code <= 599 or (schema is not None and code in WITHOUT_CONTENT):
        raise ConfigError(f"@returns({schema!r}, {code}) cannot be: a final status is 200 to 599, and 204, 205 and 304 have no content.")
    if envelope is not None and (schema is None or code > 299):
        raise ConfigError(f"envelope={envelope!r} cannot be around {code}: only what has content and is a success is wrapped. Drop it.")
    if location is not None and not isinstance(location, type | str):
        raise ConfigError(f"location={location!r} is no resource. Give its class, or its endpoint.")
    if location is not None and not (code in {201, 202} or 300 <= code <= 399):
        raise ConfigError(f"location={location!r} has no meaning with {code} (RFC 9110, 10.2.2). Say it for 201, 202 or a redirect.")
    given = None if schema is None else _one(schema)
    said = Returns(given, envelope, location, _versions(media_type, given), media_type is None)

    def attach(handler: F) -> F:
        contract = _contract(handler)
        before = contract.returns.get(code)
        if before is not None and _is_repeated(said, before):
            raise ConfigError(f"{handler.__qualname__} returns {code} twice. Keep one of the two, or give each a media_type=.")
        both = said if before is None else _merged(said, before)
        return mark(handler, "contract", contract._replace(returns={**contract.returns, code: both}))

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
