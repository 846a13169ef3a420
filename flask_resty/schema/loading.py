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
from marshmallow import missing
from marshmallow.decorators import POST_LOAD
from marshmallow.decorators import PRE_LOAD
from marshmallow.decorators import VALIDATES
from marshmallow.decorators import VALIDATES_SCHEMA
from marshmallow.error_store import ErrorStore

from ..schematic import key_of
from ..schematic import name_of
from .bounds import MOST
from .bounds import TooMany
from .bounds import first_names
from .bounds import mistakes
from .load_parts import Partial
from .load_source import write_load
from .load_values import METHODS
from .stock import has_hooks
from .stock import is_exactly
from .stock import is_many
from .stock import keeps
from .strict import Deserializer
from .strict import Strict
from .strict import strict_twins
from .twin import Twins

Load = Callable[[Any], Any]

_INSIDE = ("_deserialize", "_call_and_store")
_AROUND = ("load", "_do_load", "_invoke_field_validators", "handle_error")
_HOOKS = (PRE_LOAD, POST_LOAD, VALIDATES, VALIDATES_SCHEMA)


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
        self._twins = _plain_twins(self._deserializer) if strict is None else strict_twins(strict, self._deserializer)
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
        if _is_written_out(schema) and is_plain(schema.partial) and schema.unknown in _UNKNOWN:
            self._one(schema, cast(Partial, schema.partial), schema.unknown)
        return self.sources

    def field(self, field: Any) -> Any:
        """Give the copy of a field that stands by itself."""
        return self._twins.field(field)

    def loader(self) -> Callable[..., Any]:
        """Give the ``load`` of the schema."""
        schema = self._schema
        direct = is_direct(schema) and is_plain(schema.partial) and schema.unknown in _UNKNOWN
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
        many, partial, unknown = (options.get(name) for name in ("many", "partial", "unknown"))
        if not direct or not is_plain(partial) or unknown not in {None, *_UNKNOWN} or not options.keys() <= _OPTIONS:
            return self.twin.load(data, **options)
        many, partial = schema.many if many is None else bool(many), schema.partial if partial is None else partial
        return self._chosen(schema, many, partial, unknown or schema.unknown)(data)

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
                return self._as_marshmallow_does(schema, items, many=True, partial=partial, unknown=unknown)
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

    def _as_marshmallow_does(self, schema: Schema, data: Any, **options: Any) -> Any:
        twin, store = self._twins.pair(schema)[0], ErrorStore()  # type: ignore[no-untyped-call]
        loaded = type(twin)._deserialize(twin, data, error_store=store, **options)
        if store.errors:
            raise ValidationError(store.errors, data=data, valid_data=loaded)
        return loaded

    def _deserializer(self, twin: Schema) -> Callable[..., Any] | None:
        """Give what a copy deserializes with, instead of marshmallow's loop; ``None`` if its author has another."""
        schema = self._twins.pair(twin)[1]
        if not _is_written_out(schema):
            return None
        plainly, is_indexed = twin._deserialize, schema.opts.index_errors

        def deserialize(
            data: Any, *, error_store: Any, many: bool = False, partial: Any = None, unknown: Any = RAISE, index: int | None = None
        ) -> Any:
            if not is_plain(partial) or unknown not in _UNKNOWN:
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
        if not is_direct(schema) or not is_plain(partial) or unknown not in _UNKNOWN or schema.many != is_many(field, schema):
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
        load, twin, options, most = found[0], self._twins.field(field), _options(partial), self._most

        def load_each(items: list[Any]) -> list[Any]:
            loaded: list[Any] = []
            errors: dict[int, Any] = {}
            told = 0
            for index, item in enumerate(items):
                try:
                    loaded.append(load(item) if type(item) is dict else twin.deserialize(item, **options))
                except ValidationError as error:
                    if error.valid_data is not None:
                        loaded.append(error.valid_data)
                    errors[index] = error.messages
                    told += mistakes(error.messages)
                    if most is not None and told > most:
                        break
            if errors:
                raise ValidationError(errors, valid_data=loaded)
            return loaded

        return load_each

    def load(self, schema: Schema, name: str, partial: Partial) -> Callable[..., Any]:
        """Give what loads the value of a field, whatever it is."""
        field, refuse, options = self._twin_field(schema, name), self.refuse(schema, name), _options(partial)
        key = key_of(name, schema.load_fields[name])

        def load(value: Any, data: Any, store: ErrorStore) -> Any:
            try:
                return field.deserialize(value, key, data, **options)
            except ValidationError as error:
                return refuse(error, store)

        return load

    def refuse(self, schema: Schema, name: str) -> Callable[..., Any]:
        """Give what stores the error of a field."""
        key = key_of(name, schema.load_fields[name])

        def refuse(error: ValidationError, store: ErrorStore) -> Any:
            store.store_error(error.messages, key)  # type: ignore[no-untyped-call]
            return error.valid_data or missing

        return refuse

    def check(self, schema: Schema, name: str) -> Callable[..., Any]:
        """Give what runs the validators of a field."""
        return self._twin_field(schema, name)._validate  # type: ignore[no-any-return]

    def plainly(self, schema: Schema, partial: Partial, unknown: str) -> Load:
        """Give what loads an object whatever it is."""
        return lambda data: self._as_marshmallow_does(schema, data, partial=partial, unknown=unknown)

    def refuse_unknown(self, schema: Schema) -> Callable[..., Any]:
        """Give what stores an error for each unknown key."""
        known = {key_of(name, field) for name, field in schema.load_fields.items()}
        messages, is_bounded = self._twins.pair(schema)[0].error_messages, self.strict

        def refuse(data: dict[Any, Any], store: ErrorStore) -> None:
            found = set(data) - known
            for key in first_names(found) if is_bounded else found:
                store.store_error([messages["unknown"]], key)  # type: ignore[no-untyped-call]

        return refuse

    def _twin_field(self, schema: Schema, name: str) -> Any:
        return self._twins.pair(schema)[0].load_fields[name]


_OPTIONS = {"many", "partial", "unknown"}
_UNKNOWN = frozenset({RAISE, INCLUDE, EXCLUDE})


def is_plain(partial: Any) -> bool:
    """Tell whether fields may or may not be missing, all of them alike."""
    return partial is None or partial is True or partial is False


def is_direct(schema: Schema) -> bool:
    """Tell whether nothing stands between a schema's ``load`` and its fields."""
    return _is_written_out(schema) and keeps(schema, Schema, _AROUND) and not has_hooks(schema, *_HOOKS)


def _is_written_out(schema: Schema) -> bool:
    keys = [key_of(name, field) for name, field in schema.load_fields.items()]
    usual = schema.dict_class is dict and schema.opts.index_errors and len(keys) == len(set(keys))
    return usual and not _are_in_each_other(schema) and keeps(schema, Schema, _INSIDE)


def _are_in_each_other(schema: Schema) -> bool:
    """Tell whether one attribute is inside of another, which is an error when both are there, but not before."""
    places = [field.attribute or name for name, field in schema.load_fields.items()]
    inside = [place for place in places if "." in place]
    return any(place.startswith(f"{other}.") for place in inside for other in places)


def _options(partial: Partial) -> dict[str, Any]:
    return {} if partial is None else {"partial": partial}


def _plain_twins(deserializer: Deserializer) -> Twins:
    def change(twin: Any) -> None:
        twin._deserialize = deserializer(twin) or twin._deserialize

    return Twins("load_fields", change, _leave, _leave)


def _leave(field: Any) -> None:
    """Change nothing."""
