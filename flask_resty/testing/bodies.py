"""Bodies for tests, made of schemas: good ones, and bad ones with what is wrong about them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..errors import ConfigError
from ..schema.compiled import compile
from ..schema.faults import faults
from ..schematic import OneOf
from ..schematic import Schematic
from ..schematic import as_schema
from ..schematic import name_of
from .spoiling import spoilt
from .values import NOTHING
from .values import object_of
from .values import value_of


class Invalid(NamedTuple):
    """A body with one mistake."""

    body: Any
    #: Where the mistake is, as a JSON pointer (RFC 6901).
    pointer: str
    #: What it is, in the word that a problem document has for it.
    code: str


def valid_body(schema: Schematic, /, *, full: bool = True, **members: Any) -> Any:
    """Give a body that a schema loads, as a client would send it. It is the same each time.

    Values are those that ``metadata={"example": ...}`` names, or else such as the field and its validators let through.

    :param schema: a schema class or instance, a field instance, or ``OneOf(...)``, of which the first alternative is taken.
    :param full: whether members are there that nobody requires.
    :param members: what stands in the place of members, or beside them.
    :raise ConfigError: where no value was found for what is required.
    """
    given = as_schema(schema)
    one = given.schemas[0] if isinstance(given, OneOf) else given
    if isinstance(one, Schema):
        made = {**object_of(one, full=full), **members}
        return [made] if one.many else made
    value = value_of(one, full=full) if isinstance(one, fields.Field) else NOTHING
    if value is NOTHING:
        raise ConfigError(f"No value was found that {name_of(one)} takes. Give it one, as in metadata={{'example': 'AB-12'}}.")
    return value


def invalid_bodies(schema: Schematic, /, **members: Any) -> tuple[Invalid, ...]:
    """Give bodies that a schema refuses, each with one mistake: one for each place and each code that was found there.

    :param schema: as for :func:`valid_body`.
    :param members: what stands in the place of members of the good body that is spoilt, or beside them.
    :raise ConfigError: where there is no good body to spoil.
    """
    given = as_schema(schema)
    mistakes_of = _judge(compile(given, strict="typed").load)
    good = valid_body(given, **members)
    found: dict[tuple[str, str], Invalid] = {}
    for body in spoilt(good, given):
        mistakes = mistakes_of(body)
        if len(mistakes) == 1:
            found.setdefault(mistakes[0], Invalid(body, *mistakes[0]))
    return tuple(found.values())


def _judge(load: Callable[[Any], Any]) -> Callable[[Any], list[tuple[str, str]]]:
    def mistakes_of(body: Any) -> list[tuple[str, str]]:
        try:
            load(copy.deepcopy(body))
        except ValidationError as error:
            return [(fault.pointer, fault.code) for fault in faults(error, "body")]
        except RuntimeError:
            # What looks into a database cannot do so where no app is.
            return []
        return []

    return mistakes_of
