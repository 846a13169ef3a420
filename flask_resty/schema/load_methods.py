"""The methods of marshmallow, on private copies of schemas: they load what generated functions cannot prove good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import missing
from marshmallow.error_store import ErrorStore

from ..schematic import key_of
from .bounds import first_names
from .twin import Twins

#: What a field is loaded by: whether it may be missing, ``None`` where that was not said.
Partial = bool | None


class Methods:
    """Gives what calls the methods. Schemas and fields are the user's own.

    :param twins: the copies that have them.
    :param is_bounded: whether no more mistakes are told than somebody wants to read.
    """

    def __init__(self, twins: Twins, *, is_bounded: bool) -> None:
        self._twins = twins
        self._is_bounded = is_bounded

    def loaded(self, schema: Schema, data: Any, **options: Any) -> Any:
        """Load data as marshmallow does, whatever they are.

        :raise marshmallow.ValidationError: with all that is wrong.
        """
        twin, store = self._twins.pair(schema)[0], ErrorStore()  # type: ignore[no-untyped-call]
        loaded = type(twin)._deserialize(twin, data, error_store=store, **options)
        if store.errors:
            raise ValidationError(store.errors, data=data, valid_data=loaded)
        return loaded

    def plainly(self, schema: Schema, partial: Partial, unknown: str) -> Callable[[Any], Any]:
        """Give what loads an object whatever it is."""
        return lambda data: self.loaded(schema, data, partial=partial, unknown=unknown)

    def item(self, field: Any, partial: Partial) -> Callable[[Any], Any]:
        """Give what loads an item of a list by its field, whatever it is."""
        twin, options = self._twins.field(field), _options(partial)
        return lambda item: twin.deserialize(item, **options)

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

    def refuse_unknown(self, schema: Schema) -> Callable[..., Any]:
        """Give what stores an error for each unknown key."""
        known = {key_of(name, field) for name, field in schema.load_fields.items()}
        messages, is_bounded = self._twins.pair(schema)[0].error_messages, self._is_bounded

        def refuse(data: dict[Any, Any], store: ErrorStore) -> None:
            found = set(data) - known
            for key in first_names(found) if is_bounded else found:
                store.store_error([messages["unknown"]], key)  # type: ignore[no-untyped-call]

        return refuse

    def _twin_field(self, schema: Schema, name: str) -> Any:
        return self._twins.pair(schema)[0].load_fields[name]


def _options(partial: Partial) -> dict[str, Any]:
    return {} if partial is None else {"partial": partial}
