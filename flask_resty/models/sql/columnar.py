"""Whether what will be read of objects are columns and nothing else, so that no object has to be made."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Column
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.elements import BooleanClauseList

from ..store import Reads
from .attributes import is_unique
from .attributes import proxy_of


def is_columnar(mapper: Mapper[Any], reads: Reads) -> bool:
    """Tell whether columns tell of an object what its attributes would, and of all that is behind it."""
    known = existing(mapper, reads)
    return not reads.is_whole and _is_plain(mapper) and all(_reads_columns(mapper, name, inside) for name, inside in known.items())


def existing(mapper: Mapper[Any], reads: Reads) -> dict[str, Reads | None]:
    """Give what is read but for what no object of the class has: fields look elsewhere then."""
    return {name: inside for name, inside in reads.attributes.items() if hasattr(mapper.class_, name)}


def _reads_columns(mapper: Mapper[Any], name: str, inside: Reads | None) -> bool:
    if name in mapper.column_attrs:
        return inside is None and not _is_of_queries(mapper, name)
    proxy, relation = proxy_of(mapper, name), mapper.relationships.get(name)
    if proxy is not None and inside is None:
        relation, inside = proxy.relation, Reads({proxy.name: None})
    if relation is None or inside is None or relation.entity is not relation.mapper:
        return False
    return (_is_listed(relation) if relation.uselist else _is_joined(relation)) and is_columnar(relation.mapper, inside)


def _is_of_queries(mapper: Mapper[Any], name: str) -> bool:
    # Only a query itself says what it is.
    return ("query_expression", True) in mapper.column_attrs[name].strategy_key


@lru_cache(maxsize=1024)
def _is_plain(mapper: Mapper[Any]) -> bool:
    """Tell whether nothing of the class has a say in what an attribute is, once it comes from the database."""
    cls, events = mapper.class_, mapper.class_manager.dispatch
    is_alone = mapper.inherits is None and len([*mapper.self_and_descendants]) == 1 and mapper.polymorphic_on is None
    has_listeners = bool(events.load) or bool(events.refresh)
    return is_alone and not has_listeners and _reads_usually(cls)


def _reads_usually(cls: Any) -> bool:
    return cls.__getattribute__ is object.__getattribute__ and not hasattr(cls, "__getattr__")


@lru_cache(maxsize=1024)
def _is_joined(relation: RelationshipProperty[Any]) -> bool:
    """Tell whether a relation to one leads to no more than one row, whatever the table has."""
    if relation.uselist or relation.secondary is not None or not is_by_columns(relation.primaryjoin, len(relation.local_remote_pairs)):
        return False
    remote = [pair[1] for pair in relation.local_remote_pairs]
    return set(remote) == set(relation.mapper.primary_key) or (len(remote) == 1 and is_unique(remote[0]))


@lru_cache(maxsize=1024)
def _is_listed(relation: RelationshipProperty[Any]) -> bool:
    """Tell whether a relation to many is a list."""
    return relation.collection_class in {None, list} and relation.lazy not in {"dynamic", "write_only"}


def is_by_columns(clause: ColumnElement[bool], pairs: int) -> bool:
    """Tell whether a comparison says no more than that so many pairs of columns are the same."""
    is_several = isinstance(clause, BooleanClauseList) and clause.operator is operators.and_
    compared = [*clause.clauses] if is_several else [clause]
    return len(compared) == pairs and all(map(_is_pair, compared))


def _is_pair(clause: ColumnElement[bool]) -> bool:
    is_equation = isinstance(clause, BinaryExpression) and clause.operator is operators.eq
    return is_equation and all(isinstance(side, Column) for side in (clause.left, clause.right))
