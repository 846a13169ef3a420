"""Which rows clients may ask for: filters of a list, each declared, none of them guessed.

``?status=draft`` compares for equality, ``?created_at[gte]=2030-01-01T00:00:00Z`` by an operator. No name that a client sends gets
further than to the look-up in what was declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from inspect import iscoroutinefunction
from typing import Any
from typing import NamedTuple
from typing import get_args

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from ..errors import ConfigError
from ..errors import did_you_mean
from ..schema.scopes import taken
from .commas import CommaList
from .near import near
from .reserved import scopes_to_read
from .storable import is_storable
from .store import Comparison
from .store import Narrow
from .store import Operator
from .store import Store
from .typed import NO_NUL
from .typed import field_for
from .typed import guarded
from .typed import optional

_OPERATORS: frozenset[Operator] = frozenset(get_args(Operator))

#: Those that are for text alone.
_OF_TEXT: frozenset[Operator] = frozenset({"like", "ilike", "contains", "icontains", "startswith"})

#: Those for which a value has to be one that the attribute may have, so that its validators mean something.
_OF_VALUES: frozenset[Operator] = frozenset({"eq", "ne", "in", "not_in"})

#: How many values ``in`` takes, how long a pattern is, and how many stars it has: each costs the database something.
MOST_VALUES, LONGEST_PATTERN, _MOST_STARS = 100, 200, 5

_NAME = re.compile(r"[\w-]+")


class Filter:
    """One thing that rows can be asked for.

    The operators are ``eq``, ``ne``, ``lt``, ``lte``, ``gt``, ``gte``, ``in``, ``not_in`` (values parted by commas, 100 at most), ``null``
    (``true`` or ``false``), and for text ``contains``, ``icontains``, ``startswith``, ``like`` and ``ilike`` (with the wildcards ``*``,
    five at most, and ``?``), each with 200 characters at most. Rows without a value match ``null`` alone.

    :param attribute: the attribute of the model, dotted through relations. Of many, one has to match.
    :param operators: what may be asked of it; equality if left out.
    :param field: reads the value. If left out, it is that of the schema or the one for the type of the attribute. It may be required, or
        have a default; that counts for the first operator.
    :param by: in the place of an attribute, a function of one's own: gets the selection of the store and the value, and gives the
        selection back, narrowed. It needs a field.
    :raise ConfigError: for operators that do not exist or are said twice, and for parts that do not go together.
    """

    def __init__(
        self,
        attribute: str | None = None,
        *operators: Operator,
        field: fields.Field[Any] | None = None,
        by: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self.attribute, self.operators, self.field, self.by = attribute, operators or ("eq",), field, by
        for operator in operators:
            if operator not in _OPERATORS:
                raise ConfigError(f"{self!r} has no operator {operator!r}. {did_you_mean(str(operator), _OPERATORS)}")
        if len(set(operators)) < len(operators):
            raise ConfigError(f"{self!r} names an operator twice. Drop one.")
        if (attribute is None) is (by is None):
            raise ConfigError(f"{self!r} needs an attribute, or a function with by=, and not both.")
        if field is not None and not isinstance(field, fields.Field):
            raise ConfigError(f"{self!r} has the field {field!r}, which is none. Give an instance, such as fields.Str().")
        if by is not None and field is None:
            raise ConfigError(f"{self!r} does not say how the value of by= is read. Give it field=, such as field=fields.Str().")
        if iscoroutinefunction(by):
            raise ConfigError(f"{self!r} has an async def as by=, which nobody waits for. Write a plain def.")

    def __repr__(self) -> str:
        return f"Filter({', '.join(map(repr, (self.attribute or self.by, *self.operators)))})"


class Filters:
    """What the rows of a list can be asked for, by the names of the parameters.

    :param filters: a :class:`Filter` for each name.
    :raise ConfigError: for what is none, and for names with other characters than letters, digits, ``_`` and ``-``.
    """

    def __init__(self, **filters: Filter) -> None:
        for name, filter in filters.items():
            if not isinstance(filter, Filter):
                raise ConfigError(f"The filter {name!r} is {filter!r}. Write {name}=Filter('attribute', 'eq').")
            if _NAME.fullmatch(name) is None:
                raise ConfigError(f"A filter cannot be called {name!r}. Take letters, digits, '_' and '-'.")
        self._filters = filters

    def of(self, store: Store, schema: Schema | None = None, others: Sequence[Schema] = ()) -> StoreFilters:
        """Give the filters for a store. Nothing of it is worked out per request.

        :param schema: what shows the rows: its fields read the values, where it has them.
        :param others: what shows a row elsewhere, and tells, too, who may read what.
        :raise ConfigError: for attributes that the store does not have, and for operators that are not for them.
        """
        read: dict[str, fields.Field[Any]] = {}
        compared: dict[str, _Compared] = {}
        narrowed: dict[str, Callable[[Any, Any], Any]] = {}
        for name, filter in self._filters.items():
            if filter.by is not None and filter.field is not None:
                read[name], narrowed[name] = guarded(filter.field), filter.by
                continue
            field, scopes = _checked(name, filter, store, schema), _scopes(filter, (schema, *others))
            for place, operator in enumerate(filter.operators):
                key = name if operator == "eq" else f"{name}[{operator}]"
                made = _field_of(operator, field, is_first=place == 0)
                # Who may not read something is not to guess it. Whether it may be written is another matter.
                made.metadata = {**_unscoped(made), **({"write_scope": tuple(scopes)} if scopes else {})}
                read[key] = made
                compared[key] = _Compared(filter.attribute or "", operator)
        return StoreFilters(read, compared, narrowed, Comparison(store.key[0], "in", ()))


def _scopes(filter: Filter, schemas: Sequence[Schema | None]) -> list[str]:
    said = () if filter.field is None else taken(filter.field, "load")
    return sorted(scopes_to_read(schemas, filter.attribute or "").union(said))


def _unscoped(field: fields.Field[Any]) -> dict[str, Any]:
    return {key: value for key, value in field.metadata.items() if key not in {"read_scope", "write_scope"}}


class _Compared(NamedTuple):
    attribute: str
    operator: Operator


class StoreFilters(NamedTuple):
    """Filters that are bound to a store."""

    #: What reads the parameters, by their names as they are sent.
    fields: Mapping[str, fields.Field[Any]]
    compared: Mapping[str, _Compared]
    narrowed: Mapping[str, Callable[[Any, Any], Any]]
    #: Holds for no row.
    never: Comparison

    def ask(self, values: Mapping[str, Any]) -> tuple[list[Comparison], list[Narrow]]:
        """Say what is asked of a store by the values that were read. Those of other parameters may be among them."""
        comparisons: list[Comparison] = []
        narrowed: list[Narrow] = []
        for name, value in values.items():
            if name in self.compared:
                comparisons.append(Comparison(*self.compared[name], value))
            elif name in self.narrowed and not is_storable(value):
                # A store sees to it by itself, but a function of one's own need not.
                comparisons.append(self.never)
            elif name in self.narrowed:
                narrowed.append(_narrow(self.narrowed[name], value))
        return comparisons, narrowed


def _narrow(by: Callable[[Any, Any], Any], value: Any) -> Narrow:
    return lambda selection: by(selection, value)


def _checked(name: str, filter: Filter, store: Store, schema: Schema | None) -> fields.Field[Any]:
    path = filter.attribute or ""
    attribute = store.attribute(path)
    if attribute is None:
        what = f"The filter {name!r} is for {path!r}, which is no plain attribute of {store.model.__name__}"
        raise ConfigError(f"{what}. {near(store, path, 'Name one.')} For anything else, give by=.")
    if set(filter.operators) == {"null"}:
        return fields.Boolean()
    if attribute.type is dict:
        raise ConfigError(f"The filter {name!r} is for {path!r}, which is JSON: no operator but 'null' is for that. Take by=, or drop it.")
    of_text = sorted(_OF_TEXT.intersection(filter.operators))
    if of_text and attribute.type not in {None, str}:
        raise ConfigError(f"The filter {name!r} has {of_text[0]!r}, which is for text, but {path!r} is none. Drop the operator.")
    return field_for(name, attribute, filter.field, schema)


def _field_of(operator: Operator, field: fields.Field[Any], *, is_first: bool) -> fields.Field[Any]:
    """Give the field that reads the parameter for one operator."""
    if operator == "null":
        made: fields.Field[Any] = fields.Boolean()
    elif operator in _OF_TEXT:
        made = fields.String(validate=[NO_NUL, validate.Length(max=LONGEST_PATTERN), *_WILDCARDS.get(operator, ())])
    else:
        made = optional(field, is_validated=operator in _OF_VALUES)
        made = CommaList(made, most=MOST_VALUES) if operator in {"in", "not_in"} else made
    if is_first:
        made.required, made.load_default = field.required, field.load_default
    return made


_STARS = validate.Regexp(rf"(?:[^*]*\*){{0,{_MOST_STARS}}}[^*]*\Z", error=f"There may be {_MOST_STARS} wildcards '*' at most.")
_WILDCARDS: Mapping[Operator, tuple[validate.Validator, ...]] = {"like": (_STARS,), "ilike": (_STARS,)}
