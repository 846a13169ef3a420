"""What a mapped class has: its plain attributes and its relations, by their names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from typing import NamedTuple

from sqlalchemy import JSON
from sqlalchemy import Column
from sqlalchemy import Index
from sqlalchemy import PrimaryKeyConstraint
from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.associationproxy import AssociationProxyExtensionType
from sqlalchemy.ext.hybrid import HybridExtensionType
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import RelationshipProperty

from ..store import Attribute


class Located(NamedTuple):
    """Where a plain attribute is."""

    #: The names of the relations that it lies behind.
    path: tuple[str, ...]
    name: str
    #: Of the class that has it.
    mapper: Mapper[Any]
    #: Whether a row may have several of it, or none: a relation on the way is to many, or may lead nowhere.
    is_many: bool
    is_optional: bool


@lru_cache(maxsize=4096)
def locate(mapper: Mapper[Any], name: str) -> Located | None:
    """Find a plain attribute by its name, dotted through relations; ``None`` where there is none."""
    *path, last = name.split(".")
    is_many = is_optional = False
    for step in path:
        relation = relation_of(mapper, step)
        if relation is None:
            return None
        is_many = is_many or bool(relation.uselist)
        is_optional = is_optional or _is_optional(relation)
        mapper = relation.mapper
    return Located(tuple(path), last, mapper, is_many, is_optional) if _is_plain(mapper, last) else None


def relation_of(mapper: Mapper[Any], name: str) -> RelationshipProperty[Any] | None:
    """Give a relation by its name, if there is one."""
    return mapper.relationships.get(name)


class Proxy(NamedTuple):
    """An attribute that is one of something else: the names of the tags of a post."""

    relation: RelationshipProperty[Any]
    #: The attribute of what is behind the relation.
    name: str


def proxy_of(mapper: Mapper[Any], name: str) -> Proxy | None:
    """Give what an association proxy stands for, if it stands for columns behind a relation, and nobody changed how it gets them."""
    descriptor: Any = mapper.all_orm_descriptors.get(name)
    if descriptor is None or descriptor.extension_type is not AssociationProxyExtensionType.ASSOCIATION_PROXY:
        return None
    relation = relation_of(mapper, descriptor.target_collection)
    is_usual = descriptor.getset_factory is None and descriptor.proxy_factory is None
    if relation is None or not is_usual or descriptor.value_attr not in relation.mapper.column_attrs:
        return None
    return Proxy(relation, descriptor.value_attr)


def _is_plain(mapper: Mapper[Any], name: str) -> bool:
    if name in mapper.column_attrs:
        return True
    if name in mapper.synonyms:
        return mapper.synonyms[name].name in mapper.column_attrs
    descriptor = mapper.all_orm_descriptors.get(name)
    return descriptor is not None and descriptor.extension_type is HybridExtensionType.HYBRID_PROPERTY


def _is_optional(relation: RelationshipProperty[Any]) -> bool:
    return relation.direction.name != "MANYTOONE" or any(column.nullable for column in relation.local_columns)


def attribute_of(mapper: Mapper[Any], name: str) -> Attribute | None:
    """Tell of a plain attribute what a store tells of it."""
    found = locate(mapper, name)
    if found is None:
        return None
    expression = getattr(found.mapper.class_, found.name)
    column = _column(found)
    is_nullable = column is None or bool(column.nullable) or found.is_optional or found.is_many
    is_own = column is not None and not found.path
    return Attribute(name, _type_of(expression), is_nullable, is_own and is_unique(column), found.is_many, is_own)


def _column(found: Located) -> Column[Any] | None:
    mapper, name = found.mapper, found.name
    name = mapper.synonyms[name].name if name in mapper.synonyms else name
    expression = mapper.column_attrs[name].expression if name in mapper.column_attrs else None
    return expression if isinstance(expression, Column) else None


def _type_of(expression: Any) -> type[Any] | None:
    try:
        # What is in a JSON column may be anything, but it is nothing to compare or sort by.
        python_type: type[Any] = dict if isinstance(expression.type, JSON) else expression.type.python_type
    except (AttributeError, NotImplementedError):
        return None
    # A type decorator does not tell.
    return None if python_type is object else python_type


def is_unique(column: Any) -> bool:
    """Tell whether no two rows have the same in a column."""
    if not isinstance(column, Column):
        return False
    if column.unique or column.table is None:
        return bool(column.unique)
    rules = [rule for rule in column.table.constraints if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)]
    indexes = [index for index in column.table.indexes if index.unique and not _is_partial(index)]
    return any([*rule.columns] == [column] for rule in [*rules, *indexes])


def _is_partial(index: Index) -> bool:
    return any(name.endswith("_where") for name in index.kwargs)


@lru_cache(maxsize=1024)
def key_of(mapper: Mapper[Any]) -> tuple[str, ...]:
    """Give the names of the attributes that are the primary key."""
    return tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)


@lru_cache(maxsize=1024)
def version_of(mapper: Mapper[Any]) -> str | None:
    """Give the name of the attribute that counts the changes of a row, if there is one."""
    column = mapper.version_id_col
    return None if column is None else mapper.get_property_by_column(column).key
