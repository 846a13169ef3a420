"""The schema of a model: its members are named in a shorthand, their fields follow from its columns and relations."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from ...errors import ConfigError
from ...errors import did_you_mean
from ..sql.mapped import mapped
from .columns import Side
from .members import Members
from .relations import Form
from .shorthand import Item
from .shorthand import wanted

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def model_schema(
    model: type[Any],
    fields: Iterable[Item] | None = None,
    exclude: Collection[str | re.Pattern[str]] = (),
    *,
    name: str | None = None,
    side: Side = "dump",
    read_only: Collection[str] = (),
    relations: Mapping[str, Form] = _NOTHING,
    computed: Mapping[str, Callable[[Any], Any] | marshmallow_fields.Field[Any]] = _NOTHING,
    session: Any = None,
) -> type[Schema]:
    """Make the schema of a mapped class of SQLAlchemy.

    :param model: the class.
    :param fields: the members, in their order: names of attributes; ``(relation, (names, ...))``; ``{"name": attribute}`` for another
        name, with an attribute dotted through relations if need be; compiled patterns; and the sets ``:pk``, ``:local`` (its plain
        attributes), ``:related`` and ``:all``. What is shown is ``:local`` if this is left out; what is taken has to be named.
    :param exclude: what sets and patterns leave out: names, and compiled patterns that match their beginning. What is named stays.
    :param name: the name of the schema.
    :param side: ``dump`` for what is shown, ``load`` for what clients may write.
    :param read_only: attributes that are never written, though they are among the fields.
    :param relations: how relations are shown that are not nested by ``fields``: ``"id"`` (so they are by default), a ``Link`` made of
        what the related object has, ``Expand``, a tuple of fields, a schema, or a field. They are written by their keys, whatever they
        are shown as, unless it is a field.
    :param computed: members that are functions of the object, their type told by what they are annotated to return; and fields to be
        taken instead of those that would be made.
    :param session: what related objects are looked for in when they are written, as ``SQLAlchemyStore`` takes it.
    :raise ConfigError: for what is no mapped class, and for members that it does not have, or that cannot be written.
    """
    called = name or f"{mapped(model).__name__}{'Out' if side == 'dump' else 'In'}"
    if side == "load" and fields is None:
        raise ConfigError(f"{called} does not say what clients may write. Name it: fields=('title', ...).")
    members = Members(model=model, where=called, side=side, relations=relations, computed=computed, session=session, nest=_nest(called))
    items = (":local", *computed, *relations) if fields is None else fields
    if not isinstance(relations, Mapping):
        raise ConfigError(f"{called} has relations={relations!r}. Write {{'relation': form}}.")
    _check_names(called, members.names, exclude=exclude, relations=relations, read_only=read_only)
    made: dict[str, marshmallow_fields.Field[Any]] = {}
    for one in wanted(items, exclude, members.sets, called):
        if side == "dump" or one.attribute not in read_only:
            made.update(members.member(one, made))
    if side == "dump" and not made:
        raise ConfigError(f"{called} shows nothing. Name something in fields=, or leave it out.")
    return Schema.from_dict(made, name=called)


def _nest(called: str) -> Callable[[type[Any], Sequence[Any], str], type[Schema]]:
    def nest(model: type[Any], inside: Sequence[Any], relation: str) -> type[Schema]:
        return model_schema(model, inside, name=f"{called}{relation.title().replace('_', '')}")

    return nest


def _check_names(called: str, known: Collection[str], **given: Iterable[Any]) -> None:
    """What is misspelled would show or take more than was meant."""
    for keyword, names in given.items():
        if isinstance(names, str):
            raise ConfigError(f"{called} has {keyword}={names!r}, which is one text. Write a tuple: ({names!r},).")
        for one in names:
            if isinstance(one, str) and one not in known:
                raise ConfigError(f"{called} has {one!r} in {keyword}=, which does not exist. {did_you_mean(one, known)}")
