"""Loading by generated functions: one for each schema, for whether fields may be missing, and for what becomes of unknown keys.

What the functions cannot prove good goes to the methods of marshmallow, on private copies of the schemas, which may be strict.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any
from typing import cast

from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..schematic import name_of
from .bounds import MOST
from .bounds import TooMany
from .bounds import items_loader
from .bounds import mistakes
from .direct import loads_by_fields
from .direct import loads_directly
from .load_methods import Methods
from .load_methods import Partial
from .load_source import write_load
from .load_values import METHODS
from .stock import is_exactly
from .stock import is_many
from .strict import Strict
from .strict import strict_twins
from .twin import plain_twins

Load = Callable[[Any], Any]

_OPTIONS = {"many", "partial", "unknown"}
_UNKNOWN = frozenset({RAISE, INCLUDE, EXCLUDE})


class Loads:
    """The load functions of a schema and of all that is nested in it."""

    def __init__(self, schema: Schema, strict: Strict | None) -> None:
        self.strict = strict is not None
        self.textual = strict == "textual"
        #: So many mistakes in a list are enough.
        self._most = MOST if self.strict else None
        self._schema = schema
        self._made: dict[tuple[int, Partial, str], Load] = {}
        self._making: set[tuple[int, Partial, str]] = set()
        self._lock = RLock()
        make = self._deserializer
        self._twins = plain_twins("load", make) if strict is None else strict_twins(strict, make)
        #: What does all that is not generated.
        self.methods = Methods(self._twins, is_bounded=self.strict)
        #: The source of what was generated, in that order.
        self.sources: list[str] = []

    @property
    def twin(self) -> Schema:
        """The copy of the schema whose methods do what is not generated."""
        with self._lock:
            return self._twins.pair(self._schema)[0]

    def source(self) -> list[str]:
        """Give the source of what loads, and of all else that was generated."""
        schema = self._schema
        if loads_by_fields(schema) and _are_plain(schema.partial, schema.unknown):
            self._one(schema, cast(Partial, schema.partial), schema.unknown)
        return self.sources

    def field(self, field: Any) -> Any:
        """Give the copy of a field that stands by itself."""
        return self._twins.field(field)

    def loader(self) -> Callable[..., Any]:
        """Give the ``load`` of the schema."""
        schema = self._schema
        direct = loads_directly(schema) and _are_plain(schema.partial, schema.unknown)
        usual: Load | None = None

        def load(data: Any, **options: Any) -> Any:
            nonlocal usual
            if options:
                return self._load(data, direct, **options)
            if usual is None:
                usual = self._chosen(schema, schema.many, schema.partial, schema.unknown) if direct else self.twin.load
            return usual(data)

        return load

    def _load(self, data: Any, direct: bool, **options: Any) -> Any:
        schema = self._schema
        many, partial, unknown = (
            getattr(schema, name) if options.get(name) is None else options[name] for name in ("many", "partial", "unknown")
        )
        if not direct or not _are_plain(partial, unknown) or not options.keys() <= _OPTIONS:
            return self.twin.load(data, **options)
        return self._chosen(schema, bool(many), partial, unknown)(data)

    def _chosen(self, schema: Schema, many: bool | None, partial: Any, unknown: str) -> Load:
        return self._many(schema, partial, unknown) if many else self._one(schema, partial, unknown)

    # -- the functions -------------------------------------------------------------------------------------------------

    def _one(self, schema: Schema, partial: Partial, unknown: str) -> Load:
        return self._made.get((id(schema), partial, unknown)) or self._generate(schema, partial, unknown)

    def _generate(self, schema: Schema, partial: Partial, unknown: str) -> Load:
        with self._lock:
            key = (id(schema), partial, unknown)
            if key in self._making:
                # What nests itself finds itself when it is called. Other threads wait for the lock.
                return lambda data: self._one(schema, partial, unknown)(data)
            if key not in self._made:
                self._making.add(key)
                try:
                    writer = write_load(self, schema, partial, unknown)
                finally:
                    self._making.remove(key)
                title = f"{name_of(schema)}: load, unknown={unknown}" + ("" if partial is None else f", partial={partial}")
                self._made[key] = writer.function("load", title)
                self.sources.append(writer.text)
            return self._made[key]

    def _many(self, schema: Schema, partial: Partial, unknown: str) -> Load:
        load, most = self._one(schema, partial, unknown), self._most

        def load_many(items: Any) -> Any:
            if type(items) is not list:
                return self.methods.loaded(schema, items, many=True, partial=partial, unknown=unknown)
            loaded: list[Any] = []
            errors: dict[int, Any] = {}
            told = 0
            for item in items:
                try:
                    loaded.append(load(item))
                except ValidationError as error:
                    errors[len(loaded)] = error.messages
                    loaded.append(error.valid_data)
                    told += mistakes(error.messages)
                    if most is not None and told > most:
                        raise TooMany(errors, data=items, valid_data=loaded) from error
            if errors:
                raise ValidationError(errors, data=items, valid_data=loaded)
            return loaded

        return load_many

    def _deserializer(self, twin: Schema) -> Callable[..., Any] | None:
        """Give what a copy deserializes with, instead of marshmallow's loop; ``None`` if its author has another."""
        schema = self._twins.pair(twin)[1]
        if not loads_by_fields(schema):
            return None
        plainly, is_indexed = twin._deserialize, schema.opts.index_errors

        def deserialize(
            data: Any, *, error_store: Any, many: bool = False, partial: Any = None, unknown: Any = RAISE, index: int | None = None
        ) -> Any:
            if not _are_plain(partial, unknown):
                return plainly(data, error_store=error_store, many=many, partial=partial, unknown=unknown, index=index)
            try:
                return self._chosen(schema, many, partial, unknown)(data)
            except TooMany:
                raise
            except ValidationError as error:
                error_store.store_error(error.messages, index=index if is_indexed else None)
                return error.valid_data

        return deserialize

    # -- what their sources ask for ------------------------------------------------------------------------------------

    def nested(self, field: fields.Nested, partial: Partial) -> tuple[Load, type] | None:
        """Give what loads the schema nested in a field, if that can be done without its methods; and of what type."""
        if not is_exactly(field, fields.Nested, *METHODS, "schema", "_load", "_test_collection"):
            return None
        try:
            schema, partial, unknown = self.applied(field, partial)
        except Exception:
            # Marshmallow complains when the field is used, and perhaps it never is. What makes a schema may raise anything.
            return None
        if not loads_directly(schema) or not _are_plain(partial, unknown) or schema.many != is_many(field, schema):
            return None
        return self._chosen(schema, schema.many, partial, unknown), list if schema.many else dict

    def applied(self, field: Any, partial: Partial) -> tuple[Schema, Partial, str]:
        """Give the schema nested in a field, and how it is applied."""
        schema = self._twins.pair(self._twins.nested(field))[1]
        return schema, cast(Partial, schema.partial) if partial is None else partial, field.unknown or schema.unknown

    def each(self, field: Any, partial: Partial) -> Load | None:
        """Give what loads a list by the field of its items, if they are objects that can be loaded without their methods."""
        if field.validators or field.pre_load or field.post_load or not isinstance(field, fields.Nested):
            return None
        found = self.nested(field, partial)
        if found is None or found[1] is not dict:
            return None
        return items_loader(found[0], self.methods.item(field, partial), self._most)


def _are_plain(partial: Any, unknown: Any) -> bool:
    """Tell whether fields may or may not be missing, all of them alike, and unknown keys are treated in one of the usual ways."""
    return (partial is None or partial is True or partial is False) and unknown in _UNKNOWN
