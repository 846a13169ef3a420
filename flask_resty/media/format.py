"""What a format is: a media type, and the function that writes or reads it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

from ..errors import ConfigError
from .mediatype import read


class Ready(NamedTuple):
    """Writes what a compiled schema made ready, without a second look at each value.

    Beside plain types, ready data hold UUIDs, dates, datetimes without a time zone or in UTC, tuples, and where a schema says so
    decimals and names that are no strings. All floats are finite. The content is what ``Emitter.emit`` gives for the same data.

    :param emit: gets the data, gives the content.
    :param stream: gets an iterator of lists of items, gives the content in chunks, the first list at once; it closes the iterator
        at its end.
    """

    emit: Callable[[Any], bytes]
    stream: Callable[[Iterator[list[Any]]], Iterator[bytes]]


# Compared by identity: a format is a key of caches, and its functions need not be hashable.
@dataclass(frozen=True, slots=True, eq=False)
class Emitter:
    """Writes data in one format.

    :param media_type: what the response says that it is; parameters are allowed, as in ``text/csv; header=present``.
    :param emit: gets the data and its marshmallow schema (``None`` if the verb declares none), gives the content.
    :param stream: gets an iterator of items and the schema, gives the content in chunks; it closes the items at its end.
        ``None`` if the format cannot be streamed.
    :param ready: writes what compiled schemas made ready for it. Where it is given, ``emit`` and ``stream`` get such data, too, if
        a schema lets in what cannot be vouched for. ``None`` if the format wants what marshmallow dumps.
    :raise ConfigError: for a malformed media type.
    """

    media_type: str
    emit: Callable[[Any, Any], bytes]
    stream: Callable[[Iterator[Any], Any], Iterator[bytes]] | None = None
    ready: Ready | None = None

    def __post_init__(self) -> None:
        _check(self.media_type, "an emitter")


@dataclass(frozen=True, slots=True, eq=False)
class Parser:
    """Reads data in one format.

    :param media_type: the ``Content-Type`` that it is for.
    :param parse: gets the content and the marshmallow schema, gives the data, or raises a ``Problem``.
    :param typed: whether numbers and the like come out as such; ``False`` if every value is text, as in CSV.
    :raise ConfigError: for a malformed media type.
    """

    media_type: str
    parse: Callable[[bytes, Any], Any]
    typed: bool = True

    def __post_init__(self) -> None:
        _check(self.media_type, "a parser")


def _check(media_type: str, whose: str) -> None:
    found = read(media_type)
    if found is None or "*" in {found.type, found.subtype}:
        raise ConfigError(f"{media_type!r} is no media type for {whose}. Write type/subtype, as in 'application/json'.")
