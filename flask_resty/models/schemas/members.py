"""From what is wanted of a model to fields: one after the other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from typing import cast

from marshmallow import fields
from sqlalchemy import Column
from sqlalchemy.ext.associationproxy import AssociationProxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import ColumnProperty
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import RelationshipProperty

from ...errors import ConfigError
from ...errors import did_you_mean
from ...fields import Link
from ..sql.mapped import mapper_of
from ..typed import guards_of
from .annotations import returned_field
from .columns import Side
from .columns import column_field
from .computed import computed
from .computed import reading
from .expand import Expand
from .related import Related
from .relations import Form
from .relations import Nest
from .relations import may_be_nothing
from .relations import shown_relation
from .relations import written_relation
from .shorthand import Sets
from .shorthand import Wanted


@dataclass(frozen=True, kw_only=True)
class Members:
    """Makes the members of one schema of a model."""

    model: type[Any]
    #: How the schema is called in errors.
    where: str
    side: Side
    relations: Mapping[str, Form]
    computed: Mapping[str, Callable[[Any], Any] | fields.Field[Any]]
    session: Any
    nest: Nest

    @cached_property
    def _mapper(self) -> Mapper[Any]:
        return mapper_of(self.model)

    @cached_property
    def sets(self) -> Sets:
        """What the sets of the shorthand stand for."""
        mapper = self._mapper
        pk = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
        # What is deferred is not read along with the others, and what begins with "_" is nobody else's business.
        columns = [prop for prop in mapper.column_attrs if not prop.deferred and not prop.key.startswith("_")]
        related = [prop.key for prop in mapper.relationships if not prop.key.startswith("_")]
        if self.side == "dump":
            return Sets(pk, _in_order([prop.key for prop in columns], mapper), related)
        plain = [prop.key for prop in columns if _is_writable(prop) and not _is_kept_by_others(prop, mapper)]
        return Sets(pk, _in_order(plain, mapper), [name for name in related if not mapper.relationships[name].viewonly])

    @cached_property
    def names(self) -> frozenset[str]:
        """All that may be named."""
        properties = (name for base in self.model.__mro__ for name, value in vars(base).items() if isinstance(value, property))
        return frozenset([*self._mapper.attrs.keys(), *self._mapper.all_orm_descriptors.keys(), *properties, *self.computed])

    def member(self, one: Wanted, made: Mapping[str, Any]) -> dict[str, fields.Field[Any]]:
        """Make a member, by the name that its field has in the schema.

        :param made: the fields that are there already.
        """
        field = self._field(one)
        # What is shown is for output alone: several members may be of one attribute there.
        field.dump_only = self.side == "dump"
        if one.shown == one.attribute:
            return {one.shown: field}
        if "." not in one.attribute and one.attribute not in made and field.attribute is None:
            field.data_key = one.shown
            return {one.attribute: field}
        field.attribute = field.attribute or one.attribute
        return {one.shown: field}

    def _field(self, one: Wanted) -> fields.Field[Any]:
        name = one.attribute
        if name in self.computed:
            return self._computed(name)
        if "." in name:
            return self._dotted(one)
        prop = self._mapper.attrs.get(self._mapper.synonyms[name].name if name in self._mapper.synonyms else name)
        if isinstance(prop, RelationshipProperty):
            return self._relation(prop, one)
        if one.inside is not None:
            raise ConfigError(f"{self.where} nests fields in {name!r}, which is no relation. Drop them.")
        if isinstance(prop, ColumnProperty):
            if self.side == "load" and not _is_writable(prop):
                raise self._not_writable(name)
            return column_field(prop, self.side, self.where)
        return self._described(name)

    # -- what is no column ---------------------------------------------------------------------------------------------

    def _computed(self, name: str) -> fields.Field[Any]:
        given = self.computed[name]
        if isinstance(given, fields.Field):
            return copy.copy(given)
        if self.side == "load":
            raise self._not_writable(name)
        return computed(returned_field(given, f"{self.where}, {name!r}"), given)

    def _relation(self, prop: RelationshipProperty[Any], one: Wanted) -> fields.Field[Any]:
        form = self.relations.get(prop.key, "id" if one.inside is None else one.inside)
        if isinstance(form, Related):
            self._check_related(prop, form)
        if isinstance(form, fields.Field) and not isinstance(form, Link):
            return copy.copy(form)
        if self.side == "load":
            if one.inside is not None:
                raise ConfigError(f"{self.where} takes fields inside of {prop.key!r}, but relations are written by key. Name it alone.")
            return written_relation(prop, self.session, self.where)
        if one.inside is not None and isinstance(form, Expand):
            form = Expand(one.inside, form.collapsed)
        return shown_relation(prop, form, self.nest, self.where)

    def _check_related(self, prop: RelationshipProperty[Any], given: Related) -> None:
        found, wanted = given.target.store.model, prop.mapper.class_
        if not issubclass(found, wanted):
            what = f"{self.where} takes {found.__name__} for {prop.key!r}, which leads to {wanted.__name__}"
            raise ConfigError(f"{what}. Give Related what keeps {wanted.__name__}.")
        if given.many is not bool(prop.uselist):
            what = f"{self.where} takes {prop.key!r} as Related(many={given.many!r}), but it leads to {'many' if prop.uselist else 'one'}"
            raise ConfigError(f"{what}. Say many={bool(prop.uselist)!r}.")

    def _dotted(self, one: Wanted) -> fields.Field[Any]:
        """Make the field of a plain attribute that lies behind relations to one."""
        mapper, is_nullable = self._mapper, False
        *steps, last = one.attribute.split(".")
        for step in steps:
            relation = mapper.relationships.get(step)
            if relation is None or relation.uselist or self.side == "load":
                what = f"{self.where} has the attribute {one.attribute!r}, and {step!r} is no relation to one"
                raise ConfigError(f"{what}, or it is not only shown. Nest it: ({step!r}, (...)).")
            is_nullable = is_nullable or may_be_nothing(relation)
            mapper = relation.mapper
        if last not in mapper.column_attrs:
            raise ConfigError(f"{self.where} has no attribute {one.attribute!r}. {did_you_mean(last, mapper.column_attrs.keys())}")
        if one.shown == one.attribute:
            raise ConfigError(f"{self.where} shows {one.attribute!r} without a name. Give it one: {{'name': {one.attribute!r}}}.")
        field = column_field(mapper.column_attrs[last], "dump", self.where)
        if is_nullable:
            # Where there is no object, there is no attribute either.
            field.allow_none, field.dump_default = True, None
        return field

    def _described(self, name: str) -> fields.Field[Any]:
        """Make the field of what a class says beside its mapping: a property, a hybrid one, or a proxy of an association."""
        found = _descriptor(self.model, name)
        if isinstance(found, AssociationProxy) and self.side == "dump":
            return self._proxied(name, found)
        if not isinstance(found, property | hybrid_property):
            if name not in self.names:
                raise ConfigError(f"{self.where} has no attribute {name!r} in {self.model.__name__}. {did_you_mean(name, self.names)}")
            raise self._not_writable(name)
        if found.fget is None:
            raise ConfigError(f"{self.where} has {name!r}, which can be set, but not read. Write a getter with a type, or drop it.")
        if self.side == "load":
            if found.fset is None:
                raise self._not_writable(name)
            return _taken(returned_field(_getter(found), f"{self.where}, {name!r}"))
        field = returned_field(_getter(found), f"{self.where}, {name!r}")
        return computed(field, _getter(found)) if hasattr(_getter(found), "reads") else field

    def _proxied(self, name: str, proxy: AssociationProxy[Any]) -> fields.Field[Any]:
        target, value = proxy.target_collection, proxy.value_attr
        relation = self._mapper.relationships[target]
        if value not in relation.mapper.column_attrs:
            raise ConfigError(f"{self.where} shows {name!r}, whose {value!r} is no column. Write a method that gives it, or the schema.")
        item = column_field(relation.mapper.column_attrs[value], "dump", self.where)
        if not relation.uselist:
            item.allow_none = True
            return item
        return computed(fields.List(item), reading(f"{target}.{value}")(lambda obj: [getattr(one, value) for one in getattr(obj, target)]))

    def _not_writable(self, name: str) -> ConfigError:
        return ConfigError(f"{self.where} takes {name!r}, which cannot be written. Drop it, or write the schema by hand.")


def _taken(field: fields.Field[Any]) -> fields.Field[Any]:
    """See to it that a field takes no more than databases bear, also inside of lists."""
    field.validators = [*field.validators, *guards_of(field)]
    if isinstance(field, fields.List):
        field.inner = _taken(field.inner)
    return field


def _in_order(names: Iterable[str], mapper: Mapper[Any]) -> list[str]:
    """Sort names as the columns stand in their tables; expressions come behind them."""
    columns: dict[Any, int] = {column: place for place, column in enumerate(one for one in mapper.columns if isinstance(one, Column))}
    return sorted(names, key=lambda name: columns.get(mapper.column_attrs[name].columns[0], len(columns)))


def _is_writable(prop: ColumnProperty[Any]) -> bool:
    column = prop.columns[0]
    return isinstance(column, Column) and column.computed is None and not (column.identity and column.identity.always)


def _is_kept_by_others(prop: ColumnProperty[Any], mapper: Mapper[Any]) -> bool:
    """Tell whether a column is the key, the version, or what a relation is kept in: these are written where they are named."""
    column = prop.columns[0]
    return column.primary_key or column is mapper.version_id_col or bool(column.foreign_keys)


def _descriptor(model: type[Any], name: str) -> Any:
    return next((vars(base)[name] for base in model.__mro__ if name in vars(base)), None)


def _getter(found: property | hybrid_property[Any]) -> Callable[[Any], Any]:
    return cast("Callable[[Any], Any]", found.fget)
