"""Relations in schemas: as a key, a link, nested, or expanded on demand; written by key."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Literal
from typing import cast

from marshmallow import Schema
from marshmallow import fields
from marshmallow.utils import get_value
from sqlalchemy.orm import ColumnProperty
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import RelationshipProperty

from ...errors import ConfigError
from ...fields import Expandable
from ...fields import Link
from ..sql.store import SQLAlchemyStore
from .columns import column_field
from .expand import Expand
from .expand import Inside
from .related import Related

#: How a relation is shown.
Form = Literal["id"] | Link | Expand | Inside | fields.Field[Any]

#: Makes the schema of a model by the members that are wanted.
Nest = Callable[[type[Any], Sequence[Any], str], type[Schema]]


def shown_relation(prop: RelationshipProperty[Any], form: Form, nest: Nest, where: str) -> fields.Field[Any]:
    """Make the field that shows a relation.

    :raise ConfigError: for what is no form.
    """
    if isinstance(form, Expand):
        return _expandable(prop, form, nest, where)
    if isinstance(form, Link):
        return _LinkBehind(prop, form)
    if isinstance(form, str) and form == "id":
        return _key(prop, where)
    return fields.Nested(_schema(prop, form, nest, where), many=bool(prop.uselist), allow_none=may_be_nothing(prop))


def _expandable(prop: RelationshipProperty[Any], form: Expand, nest: Nest, where: str) -> fields.Field[Any]:
    if form.fields is None:
        raise ConfigError(f"{where} expands {prop.key!r}, but to what? Say Expand(('name', ...)), or name its fields in fields=.")
    collapsed = shown_relation(prop, form.collapsed, nest, where)
    options: dict[str, Any] = {"many": bool(prop.uselist), "allow_none": may_be_nothing(prop)}
    return Expandable(_schema(prop, form.fields, nest, where), collapsed=collapsed, **options)


def _schema(prop: RelationshipProperty[Any], inside: Any, nest: Nest, where: str) -> Schema | type[Schema]:
    if isinstance(inside, list | tuple):
        return nest(prop.mapper.class_, inside, prop.key)
    if isinstance(inside, Schema) or (isinstance(inside, type) and issubclass(inside, Schema)):
        return inside
    raise ConfigError(f"{where} shows {prop.key!r} as {inside!r}. Say 'id', Link(...), Expand(...), a schema or a tuple of fields.")


def may_be_nothing(prop: RelationshipProperty[Any]) -> bool:
    """Tell whether a relation to one may lead nowhere."""
    if prop.uselist:
        return False
    return prop.direction.name != "MANYTOONE" or any(bool(column.nullable) for column in prop.local_columns)


# -- as a key ----------------------------------------------------------------------------------------------------------


def _key(prop: RelationshipProperty[Any], where: str) -> fields.Field[Any]:
    own = _own_column(prop)
    if own is not None:
        # It is in the row itself: nothing else has to be read.
        made = column_field(own, "dump", where)
        made.attribute = own.key
        return made
    options: dict[str, Any] = {"many": bool(prop.uselist), "allow_none": may_be_nothing(prop)}
    made_of = {name: column_field(prop.mapper.column_attrs[name], "dump", where) for name in _key_of(prop.mapper)}
    schema = Schema.from_dict(made_of, name=f"{prop.mapper.class_.__name__}Key")
    return fields.Pluck(schema, *made_of, **options) if len(made_of) == 1 else fields.Nested(schema, **options)


def _own_column(prop: RelationshipProperty[Any]) -> ColumnProperty[Any] | None:
    """Give the attribute with the key of what a relation leads to, if there is one and nothing more to it."""
    pairs = prop.local_remote_pairs or []
    if prop.direction.name != "MANYTOONE" or len(pairs) != 1 or list(prop.mapper.primary_key) != [pairs[0][1]]:
        return None
    return next((one for one in prop.parent.column_attrs if pairs[0][0] in one.columns), None)


def _key_of(mapper: Mapper[Any]) -> list[str]:
    return [mapper.get_property_by_column(column).key for column in mapper.primary_key]


# -- as a link ---------------------------------------------------------------------------------------------------------


class _LinkBehind(fields.Function):
    """The address of what a relation leads to, or of each of it."""

    def __init__(self, prop: RelationshipProperty[Any], link: Link) -> None:
        said: Mapping[str, Any] = {"type": "array", "items": dict(link.metadata)} if prop.uselist else dict(link.metadata)
        super().__init__(_addresses(prop, link), allow_none=may_be_nothing(prop), metadata=said)
        self.rel = link.rel
        #: Whether there is such an address is looked up for each app, as for every link.
        self.check_app = link.check_app
        #: It dumps text, so nobody has to look for ``NaN`` in what is dumped.
        self.is_finite = True
        #: Gives the names of the attributes that it is made of, in the app that is serving.
        self.reads = lambda: tuple(f"{prop.key}.{one}" for one in link.reads()) or (prop.key,)


def _addresses(prop: RelationshipProperty[Any], link: Link) -> Callable[[Any], Any]:
    name, address = prop.key, cast("Callable[[Any], Any]", link.serialize_func)

    def one(obj: Any) -> Any:
        found = get_value(obj, name)
        return None if found is None else address(found)

    def many(obj: Any) -> Any:
        return [address(found) for found in get_value(obj, name)]

    return many if prop.uselist else one


# -- written -----------------------------------------------------------------------------------------------------------


def written_relation(prop: RelationshipProperty[Any], session: Any, where: str) -> fields.Field[Any]:
    """Make the field that writes a relation by key: to what is there already.

    :raise ConfigError: for a relation that is for reading only.
    """
    if prop.viewonly:
        raise ConfigError(f"{where} takes {prop.key!r}, which is viewonly. Leave it out.")
    is_many, is_optional = bool(prop.uselist), may_be_nothing(prop)
    store = SQLAlchemyStore(prop.mapper.class_, session)
    key = {name: column_field(prop.mapper.column_attrs[name], "dump", where) for name in _key_of(prop.mapper)}
    made = Related(store, many=is_many, key=key, required=not is_many and not is_optional, allow_none=is_optional)
    if is_many or is_optional:
        # Who replaces an object leaves nothing of the old one.
        made.load_default = list if is_many else None
    return made
