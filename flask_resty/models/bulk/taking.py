"""What a bulk request takes: lists of a bounded length, whose items say which object they are about."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from ...errors import ConfigError
from ...errors import Fault
from ...items import Received
from ...schema import faults
from ...schema.bounds import MOST
from ...schema.messages import SENTENCES


class Sent(NamedTuple):
    """An item of a list, as it came."""

    #: Its place in the list; the first is 0.
    place: int
    #: What it says, loaded; ``None`` where something is wrong with it.
    values: Any
    #: What is wrong with it. The pointers begin with its place.
    faults: tuple[Fault, ...] = ()


class Each(fields.List[Any]):
    """A list of which the good and the bad items are given side by side, each as :class:`Sent`.

    All of it is refused where it is no list, or has too few or too many items; then no item is looked at.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        self._validate(value)
        return bounded(self._loaded(place, item, kwargs) for place, item in enumerate(value))

    def _loaded(self, place: int, item: Any, kwargs: Mapping[str, Any]) -> Sent:
        try:
            return Sent(place, self.inner.deserialize(item, **kwargs))
        except ValidationError as error:
            error.data = item
            found = faults(error, "body")
        return Sent(place, None, tuple(replace(fault, pointer=f"/{place}{fault.pointer}") for fault in found))


def bounded(each: Iterable[Sent]) -> list[Sent]:
    """Give the items with no more mistakes than are told of one request: of the others, each has its first."""
    told, items = 0, list[Sent]()
    for sent in each:
        left = max(1, MOST - told)
        told += len(sent.faults)
        items.append(sent if len(sent.faults) <= left else sent._replace(faults=(*sent.faults[:left], _more(sent.place))))
    return items


def _more(place: int) -> Fault:
    return Fault(location="body", pointer=f"/{place}", code="more", detail=SENTENCES["more"])


def received(lines: Iterable[Received]) -> Iterator[Sent]:
    """Give the items of a stream as those of a list."""
    return (Sent(place, line.item, line.faults) for place, line in enumerate(lines))


def list_of(schema: Schema, most: int, *, is_lenient: bool, about: Sequence[str] = ()) -> fields.List[Any]:
    """Make the field for a list.

    :param schema: what each item has to fit.
    :param most: so many items may come.
    :param is_lenient: whether good and bad items are given side by side; all are refused for the mistakes of one otherwise.
    :param about: the fields that each item has to have, whatever the schema allows to be left out.
    """
    inner = Meant(schema, about) if about else fields.Nested(schema)
    make = Each if is_lenient else fields.List
    return make(inner, required=True, validate=validate.Length(1, most))


class Meant(fields.Nested):
    """An object that has to say what it is about, even where all of its members may be left out.

    :param about: the names of the fields that say it.
    """

    def __init__(self, nested: Schema, about: Sequence[str]) -> None:
        super().__init__(nested)
        #: The names of the fields that say it.
        self.about = tuple(about)

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        missing = self._missing(value) if isinstance(value, Mapping) else {}
        try:
            loaded = super()._deserialize(value, attr, data, partial, **kwargs)
        except ValidationError as error:
            if isinstance(error.messages, dict):
                error.messages = {**missing, **error.messages}
            raise
        if missing:
            raise ValidationError(missing, data=value)
        return loaded

    def _missing(self, value: Mapping[str, Any]) -> dict[str | int, Any]:
        known = [(self.schema.load_fields[name], name) for name in self.about]
        keys = [(field, name if field.data_key is None else field.data_key) for field, name in known]
        return {key: field.make_error("required").messages for field, key in keys if key not in value}


def about(schema: Schema, members: Mapping[str, fields.Field[Any]]) -> Schema:
    """Give a schema for the same, and for members that say which object it is about.

    :param members: the fields, by name. A field of the schema with the same name gives way.
    :raise ConfigError: if the schema leaves one of them out for good.
    """
    made = type(schema).from_dict({**members}, name=f"{type(schema).__name__}About")(
        only=None if schema.only is None else {*schema.only, *members},
        exclude=set(schema.exclude) - members.keys(),
        load_only=schema.load_only,
        dump_only=set(schema.dump_only) - members.keys(),
        partial=schema.partial,
        unknown=schema.unknown,
    )
    for name in members:
        if name not in made.load_fields:
            raise ConfigError(f"{type(schema).__name__} excludes {name!r}, by which a bulk request says what it is about. Include it.")
    return made
