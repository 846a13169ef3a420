"""Plain text: a single value, without quotes and without a type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..errors import ContractError
from ..errors import refusal
from ..schematic import OneOf
from .format import Emitter
from .format import Parser
from .format import refused
from .plain import stand_in
from .scalar import BOOLEANS
from .scalar import fraction


def emit(data: Any, schema: Any = None) -> bytes:
    """Write a text as it is, in UTF-8; a number or a boolean as the grammar of textual values has it; anything else by what stands for it.

    :raise ContractError: for ``None``, lists and objects, which plain text cannot tell from text.
    """
    try:
        return _text(data).encode()
    except UnicodeEncodeError as error:
        raise ContractError("The text holds a surrogate that stands alone, so it is no text.") from error
    except ValueError as error:
        raise ContractError("The integer has too many digits to be written.") from error


def _text(value: Any) -> str:
    kind = type(value)
    if kind is str or kind is int:
        return str(value)
    if kind is bool:
        return BOOLEANS[value]
    try:
        if kind is float or isinstance(value, Decimal):
            return fraction(value)
        other = stand_in(value)
    except TypeError as error:
        raise _refusal(value) from error
    if isinstance(other, dict | list):
        raise _refusal(value)
    return _text(other)


def _refusal(value: Any) -> ContractError:
    return ContractError(
        f"Plain text is one value, but a {type(value).__qualname__} came. Declare another format for what is more than text."
    )


def parse(content: bytes, schema: Any = None) -> str:
    """Read content as one text, all of it: nothing is trimmed.

    :raise Problem: 400 for what is not UTF-8, 415 where the schema describes a list or an object.
    """
    if schema is not None and not takes_text(schema):
        raise refusal(415, "headers", "/Content-Type", "unsupported", "What is accepted here is more than a text.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise refused("encoding", "The content is not UTF-8.") from error


def takes_text(schema: Any) -> bool:
    """Tell whether what a schema describes may be one text."""
    if isinstance(schema, OneOf):
        return any(map(takes_text, schema.schemas))
    if isinstance(schema, fields.Nested):
        return isinstance(schema, fields.Pluck) and not schema.many
    return schema is not None and not isinstance(schema, Schema | fields.List | fields.Tuple | fields.Mapping)


TEXT_EMITTER = Emitter("text/plain; charset=utf-8", emit, enveloped=False, fits=takes_text)
TEXT_PARSER = Parser("text/plain", parse, typed=False, enveloped=False, fits=takes_text)
