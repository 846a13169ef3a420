"""A whole object is loaded and validated, but only some of its members are asked for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import missing
from marshmallow.decorators import POST_LOAD
from marshmallow.decorators import PRE_LOAD
from marshmallow.utils import get_value
from marshmallow.utils import set_value

from ..schematic import key_of
from .compiled import compile
from .messages import message_of
from .stock import has_hooks
from .strict import Strict

#: Gets the whole, and what is added to what it is loaded to.
LoadWhole = Callable[[Any, Mapping[str, Any]], Any]

#: Gets the whole, the names that are asked for, and what gives the whole as it was before.
LoadChanges = Callable[[Any, Collection[str], Callable[[], Any]], Any]


def changes_loader(schema: Any) -> LoadChanges:
    """Make what loads an object by a ``partial`` schema as if it were none, strictly, and gives some of its members.

    ``post_load`` hooks are run on what is given, as they would be if no more had been sent. A ``pre_load`` hook may set what was not
    sent; so what it makes another than it was is given, too.
    """
    whole, invoke = _in_halves(schema, partial=None)
    load, is_hooked_before, is_hooked_after = (
        compile(whole, strict="typed").load,
        *(has_hooks(schema, tag) for tag in (PRE_LOAD, POST_LOAD)),
    )

    def load_changes(data: Any, names: Collection[str], before: Callable[[], Any]) -> Any:
        loaded = load(data)
        # An author who overrides how a schema loads decides what comes of it.
        if not isinstance(loaded, Mapping):
            return loaded
        changes = _changes(schema, loaded, names)
        if is_hooked_before:
            changes |= _differences(schema, loaded, _loaded(load, before()))
        return invoke(changes, data) if is_hooked_after else changes

    return load_changes


def whole_loader(schema: Any, strict: Strict) -> LoadWhole:
    """Make what loads an object strictly, and adds values that are there already: by attribute, and known to ``post_load`` hooks."""
    is_hooked = has_hooks(schema, POST_LOAD)
    first, invoke = _in_halves(schema, partial=schema.partial) if is_hooked else (schema, _as_it_is)
    load = compile(first, strict=strict).load

    def load_whole(data: Any, others: Mapping[str, Any]) -> Any:
        loaded = load(data)
        # An author who overrides how a schema loads decides what comes of it.
        if not isinstance(loaded, Mapping):
            return loaded
        result = {**loaded}
        for attribute, value in others.items():
            set_value(result, attribute, value)
        return invoke(result, data)

    return load_whole


def _as_it_is(loaded: Any, sent: Any) -> Any:
    return loaded


def _in_halves(schema: Any, *, partial: Any) -> tuple[Any, Callable[[Any, Any], Any]]:
    """Give a copy of a schema whose ``post_load`` hooks wait until they are called.

    :param partial: what may be left out as far as the first half, the copy, goes.
    """
    whole = copy.copy(schema)
    whole.partial = partial
    run = whole._invoke_load_processors
    whole._invoke_load_processors = lambda tag, data, **options: data if tag == POST_LOAD else run(tag, data, **options)

    def invoke(loaded: Any, sent: Any) -> Any:
        try:
            return run(POST_LOAD, loaded, many=False, original_data=sent, partial=schema.partial, unknown=schema.unknown)
        except ValidationError as error:
            messages: Any = error.normalized_messages()  # type: ignore[no-untyped-call]
            raise ValidationError(messages, data=sent) from error

    return whole, invoke


def _changes(schema: Schema, loaded: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Give the members of some names, which in what was loaded are called after their attributes."""
    changes: dict[str, Any] = {}
    known: set[str] = set()
    for name, field in schema.load_fields.items():
        key, attribute = key_of(name, field), field.attribute or name
        known.add(key)
        value = get_value(loaded, attribute, missing) if key in names else missing
        if value is not missing:
            set_value(changes, attribute, value)
    return changes | {name: loaded[name] for name in names if name not in known and name in loaded}


def _loaded(load: Callable[[Any], Any], before: Any) -> Mapping[str, Any]:
    try:
        loaded = load(before)
    except ValidationError:
        # Nobody can tell what is new beside something that was never right.
        return {}
    return loaded if isinstance(loaded, Mapping) else {}


def _differences(schema: Schema, loaded: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is another than it was, also if it is gone: then it is ``None``, or has to stay."""
    differences = {name: value for name, value in loaded.items() if name not in before or before[name] != value}
    errors: dict[str, Any] = {}
    for name, field in schema.load_fields.items():
        attribute = field.attribute or name
        if get_value(before, attribute, missing) is missing or get_value(loaded, attribute, missing) is not missing:
            continue
        if field.allow_none:
            set_value(differences, attribute, None)
        else:
            errors[key_of(name, field)] = [message_of("required")]
    if errors:
        raise ValidationError(errors, data=loaded)
    return differences
