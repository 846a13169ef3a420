"""Components: the schemas of a document, each once and under a name of its own."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ...errors import ConfigError
from ...models.commas import CommaList
from ...models.sorting import SortKeys
from ...schema.restriction import whole
from ...schema.terms import Terms
from ...schematic import Binary
from ...schematic import OneOf
from ...schematic import as_schema
from .checks import say_checks
from .containers import CONTAINERS
from .content import CONTENTS
from .content import binary
from .hints import function
from .hints import method
from .lists import comma_list
from .lists import sort_keys
from .names import difference_of
from .names import name_of
from .names import stem_of
from .nullable import nullable
from .objects import member_of
from .objects import object_of
from .problem import problem_schemas
from .values import VALUES
from .view import Describe
from .view import Described
from .view import Side
from .view import View
from .wording import say_metadata

#: Describes the values of a class of fields that is the author's own.
OwnField = Callable[[Any], Mapping[str, Any]]

_NONE: Mapping[Any, Any] = MappingProxyType({})


class Components:
    """The schemas of a document as JSON Schema, gathered while they are asked for.

    A schema is called as its class is, without ``Schema`` at the end: so is what is shown of it; what is taken is ``...Input``, what is
    changed ``...Patch``. Names depend on the class, the side and what is left out of it, never on what was asked for before.

    :param at: where the document has them: what references begin with.
    :param names: what classes are called that would else have the name of another.
    :param fields: by classes of fields, what describes one of them.
    :param output_required: whether what is shown has all members, as ``RESTY_OUTPUT_REQUIRED`` says.
    :param output_validated: whether all validators hold for what is shown, as ``RESTY_OUTPUT_VALIDATED`` says.
    """

    def __init__(
        self,
        *,
        at: str = "#/components/schemas/",
        names: Mapping[type[Schema], str] = _NONE,
        fields: Mapping[type[Any], OwnField] = _NONE,
        output_required: bool = True,
        output_validated: bool = False,
    ) -> None:
        self._at = at
        self._stems = names
        self._terms = Terms(output_required, output_validated)
        self._describe: dict[type, Describe] = {**_DESCRIBE, **{cls: _own(describe) for cls, describe in fields.items()}}
        self._known: dict[tuple[Any, ...], str] = {}
        self._made: dict[str, Described] = {}
        self._classes: dict[str, type[Schema]] = {}
        self._of_problems: dict[str, Described] = {}

    def of(self, schematic: Any, side: Side = "output", *, textual: bool = False, part: bool = False) -> Described:
        """Describe what fits a schema, a field, one of several alternatives, or binary content. A schema is referred to by its name.

        :param side: ``output`` for what is shown, ``input`` for what is taken, ``patch`` for what is taken where members may be left out.
        :param textual: whether the values are text, as in the query and in forms.
        :param part: whether members may be missing, because a client selects them.
        :raise ConfigError: for what is no schema, and where two schemas would have the same name.
        """
        given, view = as_schema(schematic), View(side, textual, part)
        if isinstance(given, OneOf):
            return {"anyOf": [self.of(one, side, textual=textual, part=part) for one in given.schemas]}
        if isinstance(given, Binary):
            return binary(given)
        if isinstance(given, fields.Field):
            return member_of(given, view, self)
        one = self.schema(given, view.whole if given.many else view)
        return {"type": "array", "items": one} if given.many else one

    @property
    def schemas(self) -> dict[str, Described]:
        """The schemas that were asked for, and those in them, by name."""
        return dict(sorted({**self._made, **self._of_problems}.items()))

    def at(self, reference: str) -> Described:
        """Give what a reference refers to."""
        return self._made[reference.removeprefix(self._at)]

    def field(self, field: Any, view: View) -> Described:
        """Describe the values of a field."""
        described = self._of_class(type(field))(field, view, self)
        if field.validators:
            say_checks(field, self._terms.validators(field) if view.is_output else field.validators, described, view)
        if field.metadata:
            say_metadata(field, described)
        return nullable(described) if _may_be_null(field, view) else described

    def _of_class(self, cls: type) -> Describe:
        found = self._describe.get(cls)
        if found is None:
            found = self._describe[cls] = next(self._describe[base] for base in cls.__mro__ if base in self._describe)
        return found

    def schema(self, schema: Schema, view: View, unknown: str | None = None) -> Described:
        """Describe one object of a schema: by its name, if it has one.

        :param unknown: what becomes of members that the schema does not have, where it is nested.
        """
        # Who may see what is told of each member.
        schema, unknown = whole(schema), unknown or schema.unknown
        if view.side == "input" and schema.partial is True:
            view = view._replace(side="patch")
        if _is_nameless(type(schema)):
            return object_of(schema, view, self, self._terms, unknown)
        difference = difference_of(schema, view, unknown)
        key = (type(schema), view, difference)
        name = self._known.get(key)
        if name is None:
            stem = self._stems.get(type(schema)) or stem_of(type(schema))
            name = self._known[key] = name_of(stem, difference, view)
            self._add(name, schema, view, unknown)
        return {"$ref": self._at + name}

    def problem(self) -> Described:
        """Describe a problem document, by its name."""
        if not self._of_problems:
            self._of_problems = problem_schemas(self._at)
        return {"$ref": f"{self._at}Problem"}

    def _add(self, name: str, schema: Schema, view: View, unknown: str) -> None:
        before = self._made.get(name)
        if before is None:
            # It is there before it is complete: what is nested in it may nest it again.
            made = self._made[name] = {}
            self._classes[name] = type(schema)
            made.update(self._flat_part(schema, view, unknown) or object_of(schema, view, self, self._terms, unknown))
        elif object_of(schema, view, self, self._terms, unknown) != before:
            one, other = (f"{cls.__module__}.{cls.__qualname__}" for cls in (self._classes[name], type(schema)))
            raise ConfigError(
                f"{one} and {other} are different, but both would be called {name!r} in the document. Rename one, "
                f"or give it a name: OpenAPI(names={{{type(schema).__name__}: '...'}})."
            )

    def _flat_part(self, schema: Schema, view: View, unknown: str) -> Described | None:
        """Give what is shown of a selection, where that is the whole but for what has to be there: no member holds others."""
        if not view.is_part:
            return None
        whole = self.at(self.schema(schema, view._replace(is_part=False), unknown)["$ref"])
        if not whole or not all(map(_is_flat, whole["properties"].values())):
            return None
        return {name: said for name, said in whole.items() if name != "required"}


def _is_flat(described: Described) -> bool:
    """Tell whether there are no objects in what is described, of which a client could select members."""
    alternatives = described.get("anyOf")
    return _DEEP.isdisjoint(described) if alternatives is None else all(map(_is_flat, alternatives))


_DEEP = frozenset({"$ref", "items", "prefixItems", "oneOf", "allOf", "properties", "additionalProperties"})


def _may_be_null(field: Any, view: View) -> bool:
    if view.is_output:
        return bool(field.allow_none or field.dump_default is None)
    return bool(field.allow_none) and not view.is_textual


def _is_nameless(cls: type[Schema]) -> bool:
    """Tell whether a schema was made on the spot, and given no name."""
    return cls.__name__ in _NAMELESS and not cls.opts.register


#: What marshmallow calls schemas that are made of a dict, and what we call those of which there may be many.
_NAMELESS = frozenset({"GeneratedSchema", "Links", "Key", "KeyOfSeveral"})


def _own(describe: OwnField) -> Describe:
    return lambda field, view, describer: dict(describe(field))


def _without_describer(describe: Callable[[Any, View], Described]) -> Describe:
    return lambda field, view, describer: describe(field, view)


_DESCRIBE: dict[type, Describe] = {
    **{cls: _without_describer(describe) for cls, describe in {**VALUES, **CONTENTS}.items()},
    fields.Function: _without_describer(function),
    fields.Method: _without_describer(method),
    **CONTAINERS,
    CommaList: comma_list,
    SortKeys: sort_keys,
}
