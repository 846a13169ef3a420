"""What the annotations of a plain class tell of its attributes."""

from __future__ import annotations

import types
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import is_dataclass
from enum import Enum
from inspect import Parameter
from inspect import getattr_static
from inspect import signature
from typing import Any
from typing import Literal
from typing import Union
from typing import get_args
from typing import get_origin
from typing import get_type_hints

from .store import Attribute

_SEVERAL = {list, set, frozenset, tuple, Sequence}


def annotated(cls: type[Any], name: str) -> Attribute | None:
    """Tell of a plain attribute of a class, dotted through other annotated classes; ``None`` where there is no such."""
    is_nullable = is_many = False
    found: type[Any] | None = cls
    for step in name.split("."):
        hints = _hints(found) if found is not None and _is_record(found) else {}
        if step not in hints:
            return None
        options, may_lack = _options(hints[step])
        kinds = {_kind(option) for option in options}
        found, several = kinds.pop() if len(kinds) == 1 else (None, False)
        is_nullable, is_many = is_nullable or may_lack, is_many or several
    return None if _is_record(found) else Attribute(name, found, is_nullable or is_many, is_many=is_many, is_kept="." not in name)


def required_of(cls: type[Any]) -> list[str]:
    """Name what has to be given to make an object of a class."""
    kinds = {Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY}
    parameters = signature(cls).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind in kinds and parameter.default is Parameter.empty]


def refusing_none(cls: type[Any]) -> list[str]:
    """Name the attributes that are not to be ``None``, whatever else they may be."""
    return [name for name, hint in _hints(cls).items() if hint is not Any and not _options(hint)[1]]


def taken_by(cls: type[Any]) -> tuple[frozenset[str], bool]:
    """Name what can be given to make an object of a class, and tell whether all can."""
    parameters = signature(cls).parameters.values()
    kinds = {Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY}
    return frozenset(one.name for one in parameters if one.kind in kinds), any(one.kind is one.VAR_KEYWORD for one in parameters)


def plain_names(cls: type[Any]) -> list[str]:
    """Name the plain attributes of a class."""
    return [name for name in _hints(cls) if not name.startswith("_") and annotated(cls, name) is not None]


def has(cls: type[Any], name: str) -> bool:
    """Tell whether objects of a class may have an attribute. Only of a plain dataclass it is known what they have."""
    is_known = is_dataclass(cls) and not hasattr(cls, "__getattr__") and not hasattr(cls, "__post_init__")
    return not is_known or name in _hints(cls) or hasattr(cls, name)


def is_settable(cls: type[Any], name: str) -> bool:
    """Tell whether an attribute of objects of a class can be set."""
    found = getattr_static(cls, name, None)
    return found.fset is not None if isinstance(found, property) else has(cls, name)


def _hints(cls: type[Any]) -> Mapping[str, Any]:
    return {**{name: _returned(value) for name, value in _properties(cls)}, **_annotations(cls)}


def _annotations(cls: type[Any]) -> Mapping[str, Any]:
    try:
        return get_type_hints(cls)
    except NameError:
        # Something is imported for type checkers only. That there are such attributes is known, and no more.
        return dict.fromkeys(signature(cls).parameters, Any)


def _properties(cls: type[Any]) -> Iterable[tuple[str, property]]:
    return [(name, value) for base in reversed(cls.__mro__) for name, value in vars(base).items() if isinstance(value, property)]


def _returned(value: property) -> Any:
    try:
        return get_type_hints(value.fget).get("return", Any)
    except NameError:
        return Any


def _options(hint: Any) -> tuple[list[Any], bool]:
    options = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
    return [option for option in options if option is not type(None)], type(None) in options


def _kind(hint: Any) -> tuple[type[Any] | None, bool]:
    """Give the type of a value, or of each where there are several, and whether there are."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return type(arguments[0]), False
    if origin in _SEVERAL and arguments:
        return _kind(arguments[0])[0], True
    found = origin or getattr(hint, "__supertype__", hint)
    return (found if isinstance(found, type) and found not in {Any, object} else None), False


def _is_record(kind: type[Any] | None) -> bool:
    # Plain values have no attributes that somebody annotated.
    return kind is not None and not issubclass(kind, Enum) and bool(_annotations(kind))
