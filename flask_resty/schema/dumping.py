"""Dumping by generated functions: one for each schema and way to read its objects, made when the first such object comes.

What the functions cannot prove good goes to the methods of marshmallow, on private copies of the schemas. Where the dump is
checked, these are the copies that check.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from marshmallow import Schema
from marshmallow import fields

from ..schematic import name_of
from .direct import asks
from .direct import dumps_by_fields
from .direct import dumps_directly
from .dump_methods import Methods
from .dump_source import write_many
from .dump_source import write_one
from .finite import is_finite
from .laid import Layout
from .laid import Make
from .laid import Records
from .objects import BY_ATTRIBUTE
from .objects import BY_ITEM
from .objects import Reading
from .objects import learn
from .output import Serializer
from .output import checking_twins
from .promises import is_many
from .promises import is_object_class
from .row_source import Unproven
from .row_source import from_rows
from .stock import is_exactly
from .terms import Terms
from .twin import Twins
from .twin import plain_twins
from .watch import Dump
from .watch import Watch
from .watch import breach
from .watch import current
from .watch import within


class Dumps:
    """The dump functions of a schema and of all that is nested in it.

    :param terms: what counts as a promise, so that the watch is told where one is broken; ``None`` where nothing is checked.
    """

    def __init__(self, schema: Schema, terms: Terms | None) -> None:
        self.terms = terms
        self._schema = schema
        self._made: dict[tuple[int, str, bool], Dump] = {}
        self._by_layout: WeakKeyDictionary[Layout, dict[tuple[int, bool], Make | None]] = WeakKeyDictionary()
        self._lock = RLock()
        self._twins = _twins(self._serializer, terms)
        #: What does all that is not generated.
        self.methods = Methods(self._twins, terms)
        #: The source of what was generated, in that order.
        self.sources: list[str] = []

    @property
    def twin(self) -> Schema:
        """The copy of the schema whose methods do what is not generated."""
        with self._lock:
            return self._twins.pair(self._schema)[0]

    @cached_property
    def looping_twin(self) -> Schema:
        """A copy of the schema that dumps by marshmallow's loop over the fields, so that nothing is generated for it."""
        return _twins(lambda twin: None, self.terms).schema(self._schema)

    def _serializer(self, twin: Schema) -> Callable[..., Any] | None:
        """Give what a copy serializes with, instead of marshmallow's loop; ``None`` if its author has another."""
        schema = self._twins.pair(twin)[1]
        if not dumps_by_fields(schema):
            return None
        dump_one, dump_many = self.other(schema, False), self.many(schema, False)

        def serialize(obj: Any, *, many: bool = False) -> Any:
            watch = current()
            return (dump_many if many else dump_one)(obj, watch, () if watch is None else tuple(watch.path))

        return serialize

    # -- the functions -------------------------------------------------------------------------------------------------

    def other(self, schema: Schema, ready: bool) -> Dump:
        """Give what dumps an object of any class."""
        by_attribute: Dump | None = None
        by_item: Dump | None = None

        def dump(obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
            nonlocal by_attribute, by_item
            if type(obj) in BY_ATTRIBUTE:
                by_attribute = by_attribute or self._one(schema, "attribute", ready)
                return by_attribute(obj, watch, path)
            if type(obj) in BY_ITEM:
                by_item = by_item or self._one(schema, "item", ready)
                return by_item(obj, watch, path)
            return self._of_new_class(schema, ready)(obj, watch, path)

        return self._of_new_class(schema, ready) if asks(schema) else dump

    def _of_new_class(self, schema: Schema, ready: bool) -> Dump:
        is_asking, checked = asks(schema), self.terms is not None

        def dump(obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
            reading = learn(type(obj))
            if checked and not is_object_class(type(obj)):
                within(watch, path, breach, f"an object was promised, {type(obj).__name__} came")
            return self._one(schema, "asking" if is_asking else reading, ready)(obj, watch, path)

        return dump

    def many(self, schema: Schema, ready: bool) -> Dump:
        """Give what dumps an iterable of objects."""
        is_asking, checked = asks(schema), self.terms is not None

        def dump(objs: Any, watch: Watch | None, path: tuple[Any, ...], start: int = 0) -> Any:
            reading: Reading = "attribute"
            if type(objs) is Records:
                dumped = self._of_rows(schema, ready, objs)
                if dumped is not None:
                    return dumped
                objs = objs.all
            if type(objs) is list or type(objs) is tuple:
                if objs and type(objs[0]) in BY_ITEM:
                    reading = "item"
            elif checked and not is_many(objs):
                within(watch, path, breach, f"many items were promised, {type(objs).__name__} came")
            if objs is None:
                return self.other(schema, ready)(None, watch, path)
            return self._many(schema, "asking" if is_asking else reading, ready)(objs, watch, path, start)

        return dump

    def _of_rows(self, schema: Schema, ready: bool, records: Records) -> list[Any] | None:
        """Dump records by the rows that they lie in; ``None`` if not all that is there is proven good."""
        known = self._by_layout.setdefault(records.layout, {})
        key = (id(schema), ready)
        if key not in known:
            known[key] = None if asks(schema) else from_rows(self, schema, records.layout, ready)
        make = known[key]
        try:
            # What somebody looked at may be something else by now.
            return None if make is None or records.is_made else make(records.loaded)
        except Unproven:
            return None

    def _one(self, schema: Schema, reading: Reading, ready: bool) -> Dump:
        return self._made.get((id(schema), reading, ready)) or self._generate(schema, reading, ready, write_one, reading)

    def _many(self, schema: Schema, reading: Reading, ready: bool) -> Dump:
        return self._made.get((id(schema), f"many by {reading}", ready)) or self._generate(
            schema, reading, ready, write_many, f"many by {reading}"
        )

    def _generate(self, schema: Schema, reading: Reading, ready: bool, write: Any, kind: str) -> Dump:
        with self._lock:
            key = (id(schema), kind, ready)
            if key not in self._made:
                writer = write(self, schema, reading, ready)
                self._made[key] = writer.function("dump", f"{name_of(schema)}: dump {kind}{', ready' if ready else ''}")
                self.sources.append(writer.text)
            return self._made[key]

    def source(self) -> list[str]:
        """Give the source of what dumps objects with attributes, and of all else that was generated."""
        if dumps_by_fields(self._schema):
            self._one(self._schema, "asking" if asks(self._schema) else "attribute", False)
        return self.sources

    def is_finite(self) -> bool:
        """Tell whether no float in what is dumped can be infinite or ``NaN``, if nothing that was not promised is let through."""
        return dumps_directly(self._schema) and is_finite(self._schema, self.nested)

    # -- what their sources ask for ------------------------------------------------------------------------------------

    def nested(self, field: fields.Nested) -> Schema | None:
        """Give the schema nested in a field, if its objects can be dumped without its methods."""
        if not is_exactly(field, fields.Nested, "_serialize", "schema"):
            return None
        try:
            schema = self._twins.pair(self._twins.nested(field))[1]
        except Exception:
            # Marshmallow complains when the field is used, and perhaps it never is. What makes a schema may raise anything.
            return None
        return schema if dumps_directly(schema) and not asks(schema) else None


def _twins(serializer: Serializer, terms: Terms | None) -> Twins:
    return plain_twins("dump", serializer) if terms is None else checking_twins(serializer, terms)
