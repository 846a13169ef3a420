"""What authors say of fields and schemas in words, or in JSON Schema."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from marshmallow import Schema

from .view import Described

#: What of a field's metadata is taken over: what JSON Schema and OpenAPI know.
_KEYWORDS = frozenset(
    """
    type format pattern enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength items prefixItems
    contains minContains maxContains minItems maxItems uniqueItems properties required additionalProperties patternProperties
    propertyNames minProperties maxProperties dependentRequired anyOf oneOf allOf not if then else contentEncoding contentMediaType
    title description examples deprecated xml externalDocs $comment
    """.split()
)


def say_metadata(field: Any, described: Described) -> None:
    """Add what the metadata of a field says, which has the last word."""
    for name, value in field.metadata.items():
        if name in _KEYWORDS:
            described[name] = value
        elif name == "example":
            described["examples"] = [value]


def docstring(cls: type[Schema]) -> str | None:
    """Give what the docstring of a schema says; those of what it is derived from are about something else."""
    said = cls.__dict__.get("__doc__")
    return cleandoc(said) if said else None
