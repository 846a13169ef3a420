"""Bounds on what a bad request may cost: a list is measured before its items are looked at, and mistakes are counted."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from functools import partial
from heapq import nsmallest
from typing import Any

from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate
from marshmallow.error_store import ErrorStore
from marshmallow.error_store import merge_errors
from marshmallow.utils import is_collection

from .validators import runner

#: No more mistakes are told at once: a small request must not have a huge answer, nor a long wait.
MOST = 500


class TooMany(ValidationError):
    """So many mistakes in a list that the rest of it is not looked at. No hook is asked about what there is, as it is not all."""


def mistakes(messages: Any) -> int:
    """Give how many mistakes the messages of an error tell of: at least one."""
    inside = messages.values() if isinstance(messages, dict) else messages if isinstance(messages, list) else ()
    return sum(map(mistakes, inside)) or 1


def bounded_list(field: fields.List[Any]) -> Callable[..., Any]:
    """Give what loads a list as marshmallow does, but no items of one that is too long, and none after too many bad ones."""
    lengths: list[Any] = [each for each in field.validators if type(each) is validate.Length]
    longest = min((_longest(each) for each in lengths), default=None)
    refuse = runner(lengths)

    def deserialize(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not is_collection(value):
            raise field.make_error("invalid")
        items: Any = value
        if longest is not None and len(items) > longest:
            refuse(items)
        load = partial(field.inner.deserialize, **kwargs)
        return items_loader(load, load, MOST)(items)

    return deserialize


def _longest(length: validate.Length) -> float:
    most = length.max if length.equal is None else length.equal
    return float("inf") if most is None else most


def items_loader(load_dict: Callable[[Any], Any], load_other: Callable[[Any], Any], most: int | None) -> Callable[[Any], list[Any]]:
    """Make what loads the items of a list: dicts in one way, all else in another; and none after too many bad ones.

    :param most: how many mistakes are told; ``None`` for all.
    """

    def load_items(items: Iterable[Any]) -> list[Any]:
        loaded: list[Any] = []
        errors: dict[int, Any] = {}
        told = 0
        for index, item in enumerate(items):
            try:
                loaded.append(load_dict(item) if type(item) is dict else load_other(item))
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

    return load_items


def bounded_mapping(field: fields.Mapping[Any]) -> Callable[..., Any]:
    """Give what loads a mapping as marshmallow does, but for the number of mistakes, and that both sides stand at their key."""

    def deserialize(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Mapping):
            raise field.make_error("invalid")
        if not field.key_field and not field.value_field:
            return field.mapping_type(value)
        loaded: dict[Any, Any] = field.mapping_type()
        errors: dict[Any, list[Any]] = {}
        told = 0
        for name, item in value.items():
            key, of_key = _side(field.key_field, name, kwargs)
            content, of_content = _side(field.value_field, item, kwargs)
            if of_key or of_content:
                errors[name] = [*of_key, *of_content]
                told += mistakes(errors[name])
                if told > MOST:
                    break
            else:
                loaded[key] = content
        if errors:
            raise ValidationError(errors, valid_data=loaded)
        return loaded

    return deserialize


def _side(field: Any, value: Any, kwargs: dict[str, Any]) -> tuple[Any, list[Any]]:
    if not field:
        return value, []
    try:
        return field.deserialize(value, **kwargs), []
    except ValidationError as error:
        return None, [error.messages]


def first_names(unknown: Collection[Any]) -> Collection[Any]:
    """Give the unknown names that mistakes are made of: so many as are told, in their order, and one more."""
    return unknown if len(unknown) <= MOST else nsmallest(MOST + 1, unknown, key=str)


def bounded_names(known: Collection[str], load: Callable[..., Any]) -> Callable[..., Any]:
    """Give what loads an object as marshmallow does, but knows only the first ones of too many unknown names."""

    def deserialize(data: Any, *, unknown: str = RAISE, **kwargs: Any) -> Any:
        if unknown == RAISE and isinstance(data, dict) and len(data) > MOST:
            named = {*known, *first_names(data.keys() - set(known))}
            data = {name: value for name, value in data.items() if name in named}
        return load(data, unknown=unknown, **kwargs)

    return deserialize


def bounded_many(load: Callable[..., Any]) -> Callable[..., Any]:
    """Give what a schema loads many items with: as marshmallow does, but none after too many bad ones."""

    def deserialize(data: Any, *, error_store: Any, many: bool = False, **kwargs: Any) -> Any:
        if not many or not isinstance(data, list):
            return load(data, error_store=error_store, many=many, **kwargs)
        loaded: list[Any] = []
        told = 0
        for index, item in enumerate(data):
            # Messages without an index are merged, and cannot be counted any more.
            store = ErrorStore()  # type: ignore[no-untyped-call]
            loaded.append(load(item, error_store=store, many=False, **{**kwargs, "index": index}))
            if store.errors:
                error_store.errors = merge_errors(error_store.errors, store.errors)  # type: ignore[no-untyped-call]
                told += mistakes(store.errors)
            if told > MOST:
                raise TooMany(error_store.errors, data=data, valid_data=loaded)
        return loaded

    return deserialize


def told_of_too_many(schema: Schema, load: Callable[..., Any]) -> Callable[..., Any]:
    """Give a schema's way to load, after which its author hears of all errors, also of those that end it."""

    def deserialize(data: Any, **kwargs: Any) -> Any:
        try:
            return load(data, **kwargs)
        except TooMany as error:
            schema.handle_error(error, data, many=True, partial=kwargs.get("partial"))
            raise

    return deserialize
