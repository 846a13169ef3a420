"""Several kinds of pages for one list: the parameters that a client sends choose."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import missing
from marshmallow.fields import Field

from ...errors import ConfigError
from ...pagination import check_pager
from ...schema.messages import SENTENCES
from ...schema.messages import Message
from ...schematic import key_of
from ...typing import Pager
from ...typing import Refer


def several(*pagers: Pager) -> Pager:
    """Let clients choose how pages are told from each other: ``?page=3`` or ``?cursor=...``.

    The parameters that no other pager has choose; without one of them it is the first pager. An empty ``?cursor=`` begins a list by
    cursor. What belongs to two pagers is refused with 422.

    :param pagers: the pagers, the usual one first. A single one is given back as it is.
    :raise ConfigError: for what is no pager, and where parameters do not tell two from each other.
    """
    for pager in pagers:
        if isinstance(pager, type) or not isinstance(pager, Pager):
            raise ConfigError(f"{pager!r} is no pager. Write several(PageNumber(), Cursor()).")
    if not pagers:
        raise ConfigError("several() needs a pager. Write several(PageNumber(), Cursor()).")
    return pagers[0] if len(pagers) == 1 else _Several(pagers)


class _Several:
    def __init__(self, pagers: tuple[Pager, ...]) -> None:
        self._pagers = pagers
        self._fields = [{key_of(name, field): (name, field) for name, field in pager.schema.load_fields.items()} for pager in pagers]
        all_keys = [key for known in self._fields for key in known]
        #: For each pager, the parameters that choose it.
        self._choosing = [[key for key in known if all_keys.count(key) == 1] for known in self._fields]
        self._check()
        #: What the parameters of all have to fit. What is left out is for the pager that is chosen.
        self.schema: Schema = Schema.from_dict(self._members(), name="Pages")()

    def __repr__(self) -> str:
        return f"several({', '.join(map(repr, self._pagers))})"

    def check_app(self, app: Flask) -> None:
        for pager in self._pagers:
            check_pager(pager, app)

    def _check(self) -> None:
        for pager, choosing in zip(self._pagers, self._choosing, strict=True):
            if not choosing:
                raise ConfigError(f"In several(), no parameter chooses {pager!r}. Drop it, or give its parameters other names.")
        for (one, known), (other, its) in combinations(zip(self._pagers, self._fields, strict=True), 2):
            for key in sorted(known.keys() & its.keys()):
                if _bounds(known[key][1]) != _bounds(its[key][1]):
                    raise ConfigError(f"In several(), {key!r} is another one for {one!r} than for {other!r}. Give both the same bounds.")

    def _members(self) -> dict[str, Field[Any]]:
        # The first one that has a parameter says what is told of it.
        found = {key: field for known in reversed(self._fields) for key, (_, field) in known.items()}
        return {key: _optional(found[key], key) for known in self._fields for key in known}

    def page(self, values: Mapping[str, Any], refer: Refer) -> Any:
        """Make the page that a client asks for.

        :raise ValidationError: for parameters of two pagers.
        """
        chosen = [number for number, choosing in enumerate(self._choosing) if not values.keys().isdisjoint(choosing)]
        if len(chosen) > 1:
            excess = [key for number in chosen[1:] for key in self._choosing[number] if key in values]
            raise ValidationError({key: [Message("It does not go together with the other parameters.", "invalid")] for key in excess})
        number = chosen[0] if chosen else 0
        return self._pagers[number].page(_completed(values, self._fields[number]), refer)


def _completed(values: Mapping[str, Any], known: Mapping[str, tuple[str, Field[Any]]]) -> dict[str, Any]:
    """Give the values of one pager by the names that it has for them, with what is left out."""
    absent = [key for key, (_, field) in known.items() if field.required and key not in values]
    if absent:
        raise ValidationError({key: [Message(SENTENCES["required"], "required")] for key in absent})
    given = {field.attribute or name: values[key] if key in values else _default(field) for key, (name, field) in known.items()}
    return {name: value for name, value in given.items() if value is not missing}


def _default(field: Field[Any]) -> Any:
    return field.load_default() if callable(field.load_default) else field.load_default


def _bounds(field: Field[Any]) -> tuple[object, ...]:
    return (type(field), *((type(validator), sorted(vars(validator).items(), key=str)) for validator in field.validators))


def _optional(field: Field[Any], key: str) -> Field[Any]:
    made = copy.copy(field)
    made.load_default, made.required, made.data_key, made.attribute = missing, False, key, None
    return made
