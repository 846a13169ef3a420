"""Representations of models: several for each, under names, kept where the application says and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marshmallow import Schema
from marshmallow import fields as types

from ..errors import ConfigError
from ..errors import ContractError
from ..schema import as_schema
from ..schema import compile
from ..schema import parse_selection
from ..schema.compiled import Compiled
from ..schematic import nested_schema

#: What may be written: for each attribute, what of the object behind it; ``None`` where it is set as a whole.
_Writable = Mapping[str, Any]


class Adapters:
    """Knows how objects of models are represented. Make one for each Api, so that several of them in one process do not meet.

    A class that is not registered is represented as the nearest of its base classes is.
    """

    def __init__(self) -> None:
        self._compiled: dict[tuple[type[Any], str | None], Compiled] = {}

    def register(self, model: type[Any], schema: Schema | type[Schema], *, name: str | None = None) -> None:
        """Say how objects of a model are represented.

        :param name: what this representation is called, beside the usual one, which has no name.
        :raise ConfigError: if there is one of this name already, and for what is no schema of objects.
        """
        given = as_schema(schema)
        if not isinstance(given, Schema):
            raise ConfigError(f"{schema!r} does not represent {model.__qualname__}. Give a marshmallow Schema.")
        if (model, name) in self._compiled:
            raise ConfigError(f"{model.__qualname__} has the representation {name!r} already. Give this one another name.")
        # The same as the answers of resources go through, at its strictest.
        self._compiled[model, name] = compile(given, check="raise", output_validated=True)

    def schema_of(self, model: type[Any], name: str | None = None) -> Schema:
        """Give the schema that objects of a model are represented by: the same instance each time.

        :param name: which of its representations; the usual one if left out.
        :raise ConfigError: if there is none.
        """
        schema: Schema = self._representation(model, name).schema
        return schema

    def dump(self, data: Any, name: str | None = None, *, fields: str | None = None) -> Any:
        """Represent an object, or each of an iterable of them by its own class.

        :param name: which representation; the usual one if left out.
        :param fields: what of it, as a selection such as ``title,author(name)``.
        :raise ConfigError: if a class has no such representation.
        :raise ContractError: if an object does not keep what its schema promises.
        :raise marshmallow.ValidationError: for a selection that cannot be read, or of what there is not.
        """
        if self._found(type(data), name) is None and isinstance(data, Iterable) and not isinstance(data, str | bytes | Mapping):
            return [self.dump(item, name, fields=fields) for item in data]
        representation = self._representation(type(data), name)
        if fields is not None:
            representation = representation.select(parse_selection(fields))
        return representation.dump(data, many=False)

    def _found(self, model: type[Any], name: str | None) -> Compiled | None:
        return next((self._compiled[base, name] for base in model.__mro__ if (base, name) in self._compiled), None)

    def _representation(self, model: type[Any], name: str | None) -> Compiled:
        found = self._found(model, name)
        if found is None:
            called = "usual representation" if name is None else f"representation {name!r}"
            raise ConfigError(f"{model.__qualname__} has no {called}. Call register() for it first.")
        return found

    def apply(self, item: Any, values: Mapping[str, Any], schema: Schema | type[Schema], *, fields: str | None = None) -> Any:
        """Write values back to an object: those that a schema loads, and no others. What is nested goes to the object that is there.

        :param values: what the schema loaded.
        :param fields: the only members that may be written, as a selection such as ``title,author(name)``.
        :return: the object.
        :raise ContractError: if a value is none that may be written, or there is no object to write it to; nothing is written then.
        """
        for target, name, value in list(_changes(item, values, _writable(schema, fields), ())):
            setattr(target, name, value)
        return item


def _changes(item: Any, values: Mapping[str, Any], writable: _Writable, path: tuple[str, ...]) -> Iterable[tuple[Any, str, Any]]:
    for name, value in values.items():
        place = ".".join((*path, name))
        if name not in writable:
            raise ContractError(f"{place!r} may not be written. Declare it in the schema, or do not give it.")
        inside = writable[name]
        if inside is None or value is None:
            yield item, name, value
        else:
            yield from _changes(_behind(item, name, value, place), value, inside, (*path, name))


def _behind(item: Any, name: str, value: Any, place: str) -> Any:
    target = getattr(item, name)
    if target is None or not isinstance(value, Mapping):
        raise ContractError(f"There is no one object at {place!r} to write to. Leave it out, and write that yourself.")
    return target


@lru_cache(maxsize=256)
def _writable(schema: Schema | type[Schema], selection: str | None) -> _Writable:
    given = compile(schema)
    return _attributes(given.schema if selection is None else given.select(parse_selection(selection), "load").schema)


def _attributes(schema: Schema) -> _Writable:
    tree: dict[str, Any] = {}
    for name, field in schema.load_fields.items():
        *above, last = (name if field.attribute is None else field.attribute).split(".")
        inside = tree
        for step in above:
            inside = inside.setdefault(step, {})
        inside[last] = _attributes(nested_schema(field)) if isinstance(field, types.Nested) else None
    return tree
