"""What a format is: a media type, and the function that writes or reads it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import IO
from typing import Any
from typing import NamedTuple

from flask import Flask

from ..errors import ConfigError
from ..errors import Fault
from ..errors import Problem
from ..errors import refusal
from .mediatype import read


def _refuse_stream(chunks: Iterator[list[Any]]) -> Iterator[bytes]:
    raise TypeError("This format cannot be streamed.")


class Ready(NamedTuple):
    """Writes what a compiled schema made ready, without a second look at each value.

    Beside plain types, ready data hold UUIDs, dates, datetimes without a time zone or in UTC, tuples, and where a schema says so
    decimals and names that are no strings. All floats are finite. The content is what ``Emitter.emit`` gives for the same data.

    :param emit: gets the data, gives the content.
    :param stream: gets an iterator of lists of items, gives the content in chunks, the first list at once; it closes the iterator
        at its end. Left out if the format cannot be streamed.
    """

    emit: Callable[[Any], bytes]
    stream: Callable[[Iterator[list[Any]]], Iterator[bytes]] = _refuse_stream


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
    :param problem: what writes the errors of a client that asks for this format; ``None`` if they go out as JSON.
    :param fields: header fields of each answer in this format, such as a policy of its own.
    :param enveloped: whether what is beside the data in an envelope has a place; where it has none, the data goes out by itself.
    :param can_shorten: whether members may go out under short names: only where content is nothing but names and values.
    :param fits: tells whether data of a schema, or any data where there is none, can be written at all. The format is not offered
        where it says no, as for a table of what is no list of objects.
    :param check: looks, before the first request, at an app that is to speak the format, and raises a ``ConfigError`` if it cannot.
    :param check_schema: looks, before the first request, at a schema of what is to be written, and raises one if that cannot be.
    :raise ConfigError: for a malformed media type.
    """

    media_type: str
    emit: Callable[[Any, Any], bytes]
    stream: Callable[[Iterator[Any], Any], Iterator[bytes]] | None = None
    ready: Ready | None = None
    problem: Emitter | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    enveloped: bool = True
    can_shorten: bool = False
    fits: Callable[[Any], bool] | None = None
    check: Callable[[Flask], None] | None = None
    check_schema: Callable[[Any], None] | None = None

    def __post_init__(self) -> None:
        _check(self.media_type, "an emitter")

    def as_type(self, media_type: str) -> Emitter:
        """Give an emitter that writes the same under another media type, such as ``application/vnd.acme.post+json``."""
        return replace(self, media_type=media_type)


class Line(NamedTuple):
    """One item of a body that is read as a stream."""

    #: Which line of the content it begins on; the first is 1.
    number: int
    #: The item, not validated yet.
    data: Any
    #: What is wrong with how it is written; then there are no data.
    fault: Fault | None = None

    def refusal(self, pointer: str) -> Problem:
        """Give the 400 that refuses all of the content for what is wrong with this item.

        :param pointer: where the item stands in what would have been read.
        """
        assert self.fault is not None
        fault = replace(self.fault, pointer=f"{pointer}{self.fault.pointer}", detail=f"Line {self.number}: {self.fault.detail}")
        return Problem(400, fault.detail, errors=[fault])


@dataclass(frozen=True, slots=True, eq=False)
class Parser:
    """Reads data in one format.

    :param media_type: the ``Content-Type`` that it is for.
    :param parse: gets the content and the marshmallow schema, gives the data, or raises a ``Problem``.
    :param typed: whether numbers and the like come out as such; ``False`` if every value is text, as in CSV.
    :param stream: gets a readable with the content and the schema of one item, gives the items one after the other, or raises a
        ``Problem`` where nothing can be read any more. ``None`` if the format cannot be streamed.
    :param enveloped: whether the data may be read out of an envelope; where there is no place for one, they come by themselves.
    :param can_shorten: as for :class:`Emitter`.
    :param fits: as for :class:`Emitter`, of what is to be read.
    :param check: as for :class:`Emitter`.
    :param check_schema: as for :class:`Emitter`, of what is to be read.
    :raise ConfigError: for a malformed media type.
    """

    media_type: str
    parse: Callable[[bytes, Any], Any]
    typed: bool = True
    stream: Callable[[IO[bytes], Any], Iterator[Line]] | None = None
    enveloped: bool = True
    can_shorten: bool = False
    fits: Callable[[Any], bool] | None = None
    check: Callable[[Flask], None] | None = None
    check_schema: Callable[[Any], None] | None = None

    def __post_init__(self) -> None:
        _check(self.media_type, "a parser")

    def as_type(self, media_type: str) -> Parser:
        """Give a parser that reads the same under another media type."""
        return replace(self, media_type=media_type)


def refused(code: str, detail: str) -> Problem:
    """Give the 400 for content that a parser cannot read."""
    return refusal(400, "body", "", code, detail)


def _check(media_type: str, whose: str) -> None:
    found = read(media_type)
    if found is None or "*" in {found.type, found.subtype}:
        raise ConfigError(f"{media_type!r} is no media type for {whose}. Write type/subtype, as in 'application/json'.")
