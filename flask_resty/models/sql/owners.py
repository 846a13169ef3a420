"""What is behind a relation to many, selected for many owners at once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from sqlalchemy import Select
from sqlalchemy import Table
from sqlalchemy import and_
from sqlalchemy import select
from sqlalchemy import tuple_
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.orm import aliased

from .attributes import key_of
from .columnar import is_by_columns


class Owner(NamedTuple):
    """What tells the owners of objects from each other."""

    #: The attributes of the owner, and what has the same values where the objects are selected.
    attributes: Sequence[str]
    columns: Sequence[Any]
    #: Joins what has these columns.
    join: Callable[[Select[Any]], Select[Any]]
    relation: RelationshipProperty[Any]

    @property
    def key(self) -> Any:
        """What is of the same value as the attributes of the owner."""
        return self.columns[0] if len(self.columns) == 1 else tuple_(*self.columns)

    def select(self, columns: Sequence[Any]) -> Select[Any]:
        """Select columns of the objects of all owners, in the order of the relation."""
        selected: Any = select(*columns)
        statement = self.join(selected)
        return statement.order_by(*self.relation.order_by) if self.relation.order_by else statement


def owned(relation: RelationshipProperty[Any]) -> Owner:
    """Find out by what the objects behind a relation to many are given to their owners, with as few joins as can be."""
    pairs = relation.local_remote_pairs
    if relation.secondary is None and is_by_columns(relation.primaryjoin, len(pairs)) and _are_mapped(relation.parent, pairs):
        return Owner(_names(relation.parent, pairs), [remote for _, remote in pairs], lambda statement: statement, relation)
    return _through_table(relation) or _through_owner(relation)


def _through_table(relation: RelationshipProperty[Any]) -> Owner | None:
    """Do without the table of the owner, where the one between the two has its key."""
    table, pairs, targets = relation.secondary, relation.synchronize_pairs, relation.secondary_synchronize_pairs or ()
    if not isinstance(table, Table) or relation.secondaryjoin is None or not _are_mapped(relation.parent, pairs):
        return None
    if not (is_by_columns(relation.primaryjoin, len(pairs)) and is_by_columns(relation.secondaryjoin, len(targets))):
        return None
    on = and_(*(target == between for target, between in targets))
    target = relation.mapper.class_
    return Owner(
        _names(relation.parent, pairs),
        [between for _, between in pairs],
        lambda statement: statement.select_from(table).join(target, on),
        relation,
    )


def _through_owner(relation: RelationshipProperty[Any]) -> Owner:
    """However the two belong together, the owner's own table tells."""
    names, owner = key_of(relation.parent), aliased(relation.parent.class_)
    target = getattr(owner, relation.key)
    return Owner(names, [getattr(owner, name) for name in names], lambda statement: statement.select_from(owner).join(target), relation)


def _are_mapped(mapper: Mapper[Any], pairs: Sequence[Any]) -> bool:
    return all(mapper.columns.contains_column(local) for local, _ in pairs)


def _names(mapper: Mapper[Any], pairs: Sequence[Any]) -> list[str]:
    return [mapper.get_property_by_column(local).key for local, _ in pairs]
