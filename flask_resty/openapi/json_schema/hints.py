"""Values of functions, by what these are annotated with."""

from __future__ import annotations

import datetime as dt
import types
import uuid
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from inspect import Parameter
from inspect import signature
from typing import Annotated
from typing import Any
from typing import Literal
from typing import NotRequired
from typing import Required
from typing import Union
from typing import get_args
from typing import get_origin
from typing import get_type_hints
from typing import is_typeddict

from marshmallow import fields

from .nullable import nullable
from .values import VALUES
from .view import Described
from .view import View
from .written import UNWRITABLE
from .written import type_of
from .written import written

#: What values of a type are like.
_OUTPUT = View("output")
_FIELDS: dict[Any, fields.Field[Any]] = {
    str: fields.String(),
    int: fields.Integer(),
    float: fields.Float(),
    bool: fields.Boolean(),
    Decimal: fields.Decimal(),
    uuid.UUID: fields.UUID(),
    dt.datetime: fields.DateTime(),
    dt.date: fields.Date(),
    dt.time: fields.Time(),
}

_SEVERAL = frozenset({list, Sequence, tuple})


def function(field: Any, view: View) -> Described:
    """Describe what a function of the author gives, or takes."""
    return _of_function(field.serialize_func, "return") if view.is_output else _of_function(field.deserialize_func, None)


def method(field: Any, view: View) -> Described:
    """Describe what a method of the schema gives, or takes."""
    name = field.serialize_method_name if view.is_output else field.deserialize_method_name
    found = getattr(field.parent, name, None) if name else None
    return _of_function(found, "return" if view.is_output else None)


def _of_function(function: Callable[..., Any] | None, name: str | None) -> Described:
    """Describe by the annotation of what is returned, or of the first parameter."""
    if function is None or isinstance(function, type):
        return {}
    try:
        known = get_type_hints(getattr(function, "__func__", function), include_extras=True)
        wanted = _first_parameter(function) if name is None else name
    except (AttributeError, NameError, TypeError, ValueError):
        # It is no function, or something is imported for type checkers only.
        return {}
    return described(known[wanted]) if wanted in known else {}


def _first_parameter(function: Callable[..., Any]) -> str:
    positional = {Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD}
    return next((name for name, one in signature(function).parameters.items() if one.kind in positional), "")


def described(hint: Any) -> Described:
    """Describe the values of a type; anything, where it says nothing."""
    hint = getattr(hint, "__supertype__", hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return described(arguments[0])
    if origin in {Union, types.UnionType}:
        return _union(arguments)
    if origin is Literal:
        return _choice(arguments)
    if origin in _SEVERAL or hint in _SEVERAL:
        return _several(origin or hint, arguments)
    if hint is dict or origin in {dict, Mapping}:
        inner = described(arguments[1]) if arguments else {}
        return {"type": "object", **({"additionalProperties": inner} if inner else {})}
    return _plain(hint)


def _plain(hint: Any) -> Described:
    if hint is type(None):
        return {"type": "null"}
    if is_typeddict(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice([member.value for member in hint])
    field = _FIELDS.get(hint)
    return {} if field is None else VALUES[type(field)](field, _OUTPUT)


def _union(arguments: Sequence[Any]) -> Described:
    known = [described(one) for one in arguments if one is not type(None)]
    # Where one of them may be anything, so may all.
    one = {} if {} in known else known[0] if len(known) == 1 else {"anyOf": known}
    return nullable(one) if type(None) in arguments else one


def _choice(values: Sequence[Any]) -> Described:
    known = [written(value) for value in values]
    return {} if UNWRITABLE in known else {**type_of(known), "enum": known}


def _several(kind: Any, arguments: Sequence[Any]) -> Described:
    if kind is tuple and arguments and arguments[-1] is not Ellipsis:
        items = [described(one) for one in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    inner = described(arguments[0]) if arguments else {}
    return {"type": "array", **({"items": inner} if inner else {})}


def _record(hint: Any) -> Described:
    members = {name: described(one) for name, one in get_type_hints(hint).items()}
    # What the class itself knows is wrong where its annotations are text.
    said = {name: get_origin(one) for name, one in get_type_hints(hint, include_extras=True).items()}
    required = [name for name, one in said.items() if one is not NotRequired and (hint.__total__ or one is Required)]
    return {"type": "object", "properties": members, **({"required": required} if required else {})}
