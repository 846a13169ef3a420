"""What objects of a mapped class have, and what can be set on them: also what is no column and no relation."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getattr_static
from inspect import signature
from types import FunctionType
from typing import Any

from sqlalchemy import Column
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapper

from .attributes import locate
from .attributes import relation_of

_NOT_THERE = object()


def names_for(mapper: Mapper[Any], path: str) -> Iterator[str]:
    """Name the plain attributes that a path may mean: as deep as it is, and behind its relations, where there are such."""
    first, _, rest = path.partition(".")
    if not rest:
        yield from (name for name in mapper.all_orm_descriptors.keys() if not name.startswith("_") and locate(mapper, name))
        return
    meant = relation_of(mapper, first)
    for relation in mapper.relationships if meant is None else [meant]:
        yield from (f"{relation.key}.{name}" for name in names_for(relation.mapper, rest))


def has(mapper: Mapper[Any], path: str) -> bool:
    """Tell whether objects may have something, dotted through relations."""
    name, _, rest = path.partition(".")
    # Whoever listens to what is loaded may put something on it.
    if name.isdigit() or any(map(_answers_for_all, _classes(mapper))) or list(mapper.class_manager.dispatch.load):
        return True
    if all(getattr_static(cls, name, _NOT_THERE) is _NOT_THERE for cls in _classes(mapper)):
        return False
    relation = relation_of(mapper, name) if rest else None
    return relation is None or has(relation.mapper, rest)


def takes(mapper: Mapper[Any], name: str, *, is_new: bool) -> bool:
    """Tell whether something can be set on objects, or given when they are made."""
    classes = [mapper.class_] if is_new else _classes(mapper)
    return (is_new and _is_asked_for(mapper.class_, name)) or any(_is_settable(mapper, cls, name) for cls in classes)


def _classes(mapper: Mapper[Any]) -> list[type[Any]]:
    """Give the classes that objects may be of."""
    return [one.class_ for one in mapper.self_and_descendants]


def _is_asked_for(cls: type[Any], name: str) -> bool:
    """Tell whether a class takes something by an ``__init__`` that somebody wrote for it, or that a dataclass has."""
    init: Any = cls.__init__
    is_usual = getattr(init, "_sa_original_init", init).__module__.startswith("sqlalchemy.")
    parameters = signature(init).parameters
    return name in parameters or (not is_usual and any(one.kind is one.VAR_KEYWORD for one in parameters.values()))


def _is_settable(mapper: Mapper[Any], cls: type[Any], name: str) -> bool:
    found = getattr_static(cls, name, _NOT_THERE)
    if _answers_for_all(cls):
        return True
    if name in mapper.column_attrs:
        return isinstance(mapper.column_attrs[name].columns[0], Column)
    if isinstance(found, property | hybrid_property):
        return found.fset is not None
    return found is not _NOT_THERE and not isinstance(found, FunctionType | classmethod | staticmethod)


def _answers_for_all(cls: type[Any]) -> bool:
    """Tell whether a class sees by itself to what is read off its objects or set on them."""
    return any("__getattr__" in vars(base) or "__setattr__" in vars(base) for base in cls.__mro__ if base is not object)
