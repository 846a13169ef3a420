"""From what will be read of objects to how they are loaded: what is needed in few queries, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.orm import joinedload
from sqlalchemy.orm import lazyload
from sqlalchemy.orm import load_only
from sqlalchemy.orm import selectinload
from sqlalchemy.orm import undefer

from ..reads import merged
from ..store import Reads
from .attributes import key_of
from .attributes import proxy_of
from .columnar import existing

#: Objects of these are asked for one after the other, whatever a query says.
_BY_THEMSELVES = frozenset({"dynamic", "write_only"})

#: These are loaded along with the object that has them.
_ALONG = frozenset({"joined", "selectin", "subquery", "immediate", False})

_WHOLE = Reads(is_whole=True)


def options_of(model: type[Any], reads: Reads) -> tuple[Any, ...]:
    """Give the options of a statement for objects of which some attributes will be read."""
    mapper: Mapper[Any] = inspect(model)
    reads = mapped_reads(mapper, reads)
    related = [_loaded(model, mapper.relationships[name], inside) for name, inside in reads.attributes.items() if _is_loaded(mapper, name)]
    # A property of the class may read anything.
    if reads.is_whole or any(name not in mapper.column_attrs and name not in mapper.relationships for name in reads.attributes):
        return (*related, *_undeferred(model, mapper, reads))
    columns = dict.fromkeys([*key_of(mapper), *(name for name in reads.attributes if name in mapper.column_attrs)])
    return (load_only(*(getattr(model, name) for name in columns)), *related, *_left_out(model, mapper, reads))


def mapped_reads(mapper: Mapper[Any], reads: Reads) -> Reads:
    """Give what is read where proxies are, and without what no object has."""
    known = existing(mapper, reads)
    behind = {name: proxy for name in known if (proxy := proxy_of(mapper, name)) is not None}
    own = reads._replace(attributes={name: inside for name, inside in known.items() if name not in behind})
    return merged(own, *(Reads({proxy.relation.key: Reads({proxy.name: None})}) for proxy in behind.values()))


def _is_loaded(mapper: Mapper[Any], name: str) -> bool:
    return name in mapper.relationships and mapper.relationships[name].lazy not in _BY_THEMSELVES


def _loaded(model: type[Any], relation: RelationshipProperty[Any], reads: Reads | None) -> Any:
    load = selectinload if relation.uselist else joinedload
    return load(getattr(model, relation.key)).options(*options_of(relation.mapper.class_, reads or _WHOLE))


def _undeferred(model: type[Any], mapper: Mapper[Any], reads: Reads) -> Iterator[Any]:
    for name in reads.attributes:
        if name in mapper.column_attrs and mapper.column_attrs[name].deferred:
            yield undefer(getattr(model, name))


def _left_out(model: type[Any], mapper: Mapper[Any], reads: Reads) -> Iterator[Any]:
    for relation in mapper.relationships:
        if relation.key not in reads.attributes and relation.lazy in _ALONG:
            yield lazyload(getattr(model, relation.key))
