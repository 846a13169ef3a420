"""What a client may choose from: the representations that a verb can give, and the formats that it can take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from typing import TypeVar

from marshmallow import Schema
from marshmallow.fields import Field

from .binary import binary_offers
from .contract import Accepts
from .contract import Contract
from .contract import Returns
from .errors import ConfigError
from .media import Emitter
from .media import Parser
from .media.mediatype import read
from .operation import Operation
from .operation import Representation
from .schematic import Binary
from .schematic import Schematic
from .schematic import has_members

Format = TypeVar("Format", Emitter, Parser)

#: The parameter of a media type that says that members have their short names (RFC 6906, 3.1).
SHORT = 'profile="short"'


def offers_of(name: str, contract: Contract, emitters: Sequence[Emitter], *, is_short: bool) -> tuple[Representation, ...]:
    """Give the representations that a verb offers, the default first; none where there is never any content.

    :param name: what errors call the verb.
    :param is_short: whether short names of members are offered, too.
    :raise ConfigError: for a version whose media type no emitter writes, and for two that have one media type.
    """
    # Several statuses may have the same.
    made = tuple(dict.fromkeys(_made(name, contract, emitters, is_short=is_short)))
    media_types = [representation.emitter.media_type for representation in made]
    for media_type in media_types:
        if media_types.count(media_type) > 1:
            raise ConfigError(f"{name} can write {media_type!r} in two ways. Keep one emitter for each media type.")
    return made


def _made(name: str, contract: Contract, emitters: Sequence[Emitter], *, is_short: bool) -> Iterator[Representation]:
    if contract.streams is not None:
        able = [emitter for emitter in emitters if emitter.stream is not None and can_carry(emitter, contract.streams)]
        yield from _usual(able, is_short=is_short)
        return
    described = [(status, said) for status, said in sorted(contract.returns.items()) if said.schema is not None]
    if contract.returns and not described:
        return
    # What an error looks like is no choice, unless there is nothing else.
    promises = [said for status, said in described if status < 300] or [said for _, said in described]
    usual = [said.schema for said in promises if said.is_usual]
    for binary in dict.fromkeys(schema for schema in usual if isinstance(schema, Binary)):
        yield from map(Representation, binary_offers(binary))
    if not promises or any(not isinstance(schema, Binary) for schema in usual):
        promised = contract.shown
        shown = promised and promised.schema
        able = [emitter for emitter in emitters if can_carry(emitter, shown)]
        # Where only such formats are said that not all data fit, who said it knows the data.
        yield from _usual(able if promises else able or emitters, is_short=is_short and _has_names(shown))
    for media_type in dict.fromkeys(media_type for said in promises for media_type in said.versions):
        yield Representation(version_of(name, media_type, emitters))


def _usual(emitters: Iterable[Emitter], *, is_short: bool) -> Iterator[Representation]:
    yield from map(Representation, emitters)
    if is_short:
        yield from (Representation(short_of(emitter), is_short=True) for emitter in emitters if emitter.can_shorten)


def can_carry(format: Emitter | Parser, schema: Any) -> bool:
    """Tell whether a format can carry what a schema describes."""
    return format.fits is None or format.fits(schema)


def _has_names(schema: Any) -> bool:
    return isinstance(schema, Schema | Field) and has_members(schema)


def usual_of(operation: Operation, promise: Returns, representation: Representation) -> Emitter:
    """Give the emitter that writes what is promised for one status, if another one is of what was agreed on.

    An image, one version of a representation, or a table may be what a client asked for; what it gets with another status is none.
    """
    emitter = representation.emitter
    is_promised = emitter.media_type in promise.versions or emitter in operation.emitters or representation.is_short
    if isinstance(promise.schema, Binary) or (is_promised and can_carry(emitter, promise.versions.get(emitter.media_type, promise.schema))):
        return emitter
    able = [one for one in operation.emitters if can_carry(one, promise.schema)]
    return next((one for one in able if one.emit is emitter.emit), able[0])


def parsers_for(operation: Operation, said: Accepts) -> dict[Parser, Schematic]:
    """Give the parsers that read a body, each with the schema that its data have to fit.

    :raise ConfigError: for a version whose media type no parser reads.
    """
    parsers = tuple(parser for parser in operation.parsers if parser.stream is not None) if said.stream else operation.parsers
    usual = {parser: said.schema for parser in parsers if can_carry(parser, said.schema)} if said.is_usual else {}
    if operation.names_rule is None and not said.versions:
        return usual
    has_short = operation.names_rule is not None and _has_names(said.schema)
    short = {short_of(parser): said.schema for parser in usual if parser.can_shorten and has_short}
    versions = {version_of(operation.name, media_type, parsers): schema for media_type, schema in said.versions.items()}
    return {**usual, **short, **versions}


def version_of(name: str, media_type: str, formats: Sequence[Format]) -> Format:
    """Give what writes or reads a media type of one's own: by its structured suffix (RFC 6838, 4.2.8), or by what it is itself.

    :raise ConfigError: if none of the formats does.
    """
    found = read(media_type)
    assert found is not None
    suffix = found.subtype.rpartition("+")[2]
    for one in formats:
        usual = read(one.media_type)
        if usual is not None and (usual.subtype == suffix or (usual.type, usual.subtype) == (found.type, found.subtype)):
            return _as_type(one, media_type)
    known = ", ".join(repr(one.media_type) for one in formats)
    raise ConfigError(
        f"{name} has media_type={media_type!r}, but {known} is all that it knows. End it in the suffix of one of them: '+json'."
    )


def short_of(format: Format) -> Format:
    """Give what writes or reads the same with short names."""
    return _as_type(format, f"{format.media_type};{SHORT}")


def names_endpoint(rule: str) -> str:
    """Give the endpoint of the short names that are published at a rule."""
    return re.sub(r"\W+", "_", rule).strip("_") or "short_names"


def version_endpoint(rule: str) -> str:
    """Give the endpoint of the short names of one version, below that rule."""
    return f"{names_endpoint(rule)}_version"


def is_short(media_type: str) -> bool:
    """Tell whether members have their short names in content of a media type."""
    return media_type.endswith(SHORT)


def _as_type(format: Format, media_type: str) -> Format:
    # The same each time, for formats are told from each other by their identity.
    made: Format = _made_as_type(format, media_type)
    return made


@lru_cache(1024)
def _made_as_type(format: Emitter | Parser, media_type: str) -> Any:
    return format.as_type(media_type)


def names_of(representations: Iterable[Representation]) -> Mapping[str, Representation]:
    """Give the names by which an address may ask for a representation."""
    named: dict[str, Representation] = {}
    for representation in representations:
        if not representation.is_short:
            named.setdefault(name_of_format(representation.emitter.media_type), representation)
    return named


def name_of_format(media_type: str) -> str:
    """Give the name of a format in an address: ``yaml`` for ``application/yaml``, ``hal`` for ``application/hal+json``."""
    found = read(media_type)
    assert found is not None
    return found.subtype.removeprefix("x-").partition("+")[0]
