"""What databases can keep: validators for what is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from ...schema.messages import Message
from ..typed import guards_of
from .digits import Digits

#: For columns that have them as text.
_IS_UUID = validate.Regexp(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\Z", error="Not a valid UUID.")


def limits_of(field: fields.Field[Any], kind: sa.types.TypeEngine[Any]) -> list[Any]:
    """Give the validators for what a column of a type can keep, beside the length of text."""
    if isinstance(kind, sa.Uuid) and not kind.as_uuid:
        return [_IS_UUID]
    if isinstance(field, fields.Integer):
        bits = _bits(kind)
        return [validate.Range(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)]
    if isinstance(field, fields.Decimal):
        return [Digits(getattr(kind, "precision", None), getattr(kind, "scale", None))]
    return [no_nul_inside] if type(field) is fields.Raw else guards_of(field)


def _bits(kind: sa.types.TypeEngine[Any]) -> int:
    if isinstance(kind, sa.BigInteger):
        return 64
    return 16 if isinstance(kind, sa.SmallInteger) else 32


def no_nul_inside(value: Any) -> None:
    """Refuse the character NUL in any text of a document."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and "\0" in one:
            raise ValidationError(Message("The character NUL is not allowed.", "format"))
        if isinstance(one, Mapping):
            waiting += (*one.keys(), *one.values())
        elif isinstance(one, list | tuple):
            waiting += one
