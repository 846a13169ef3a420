"""The short names of an Api, published: a client that asks for them has to know what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from typing import Literal

from marshmallow import Schema
from marshmallow import fields

from .auth import public
from .contract import returns
from .middleware.cache import Cache
from .offers import is_short
from .offers import parsers_for
from .operation import Operation
from .resource import Resource
from .schema import ShortNames
from .schema import short_names


class NamesOut(Schema):
    """The short names of one schema and of all that is nested in it."""

    version = fields.Str(metadata={"description": "It is another one where the names are others."})
    names = fields.Dict(fields.Str(), fields.Str(), metadata={"description": "Each name, with its short one."})


class UseOut(Schema):
    """Which short names an operation speaks."""

    method = fields.Str()
    path = fields.Str()
    answer = fields.Str(allow_none=True, metadata={"description": "The version of the names in its answer."})
    body = fields.Str(allow_none=True, metadata={"description": "The version of the names in what it takes."})


class IndexOut(Schema):
    """All short names of an Api."""

    operations = fields.Nested(UseOut(many=True))
    versions = fields.Nested(NamesOut(many=True))


def names_resources(operations: Callable[[], Iterable[Operation]]) -> tuple[type[Resource], type[Resource]]:
    """Make the two resources that publish names: the one of all, and the one of each version."""

    class ShortNamesIndex(Resource):
        """The short names of members, and where they are spoken."""

        @returns(IndexOut)
        @public
        def get(self) -> Mapping[str, Any]:
            uses = [_use(operation) for operation in operations() if operation.short_names is not None]
            spoken = {names.version: names for use in uses for names in use.values() if isinstance(names, ShortNames)}
            return {"operations": [_told(use) for use in uses if use["answer"] or use["body"]], "versions": list(spoken.values())}

    class ShortNamesVersion(Resource):
        """The short names of one version. They never change."""

        def find(self, version: str) -> ShortNames | None:
            uses = (_use(operation) for operation in operations() if operation.short_names is not None)
            return next((names for use in uses for names in use.values() if getattr(names, "version", None) == version), None)

        @returns(NamesOut)
        @public
        @Cache(public=True, max_age=31_536_000, immutable=True)
        def get(self, item: ShortNames) -> ShortNames:
            return item

    return ShortNamesIndex, ShortNamesVersion


def check_names(operation: Operation) -> None:
    """Check that no two members have one short name.

    :raise ConfigError: if they have.
    """
    if operation.short_names is not None:
        _use(operation)


def _use(operation: Operation) -> dict[str, Any]:
    shown, said = operation.shown, operation.contract.accepts.get("body")
    gives = shown is not None and any(representation.is_short for representation in operation.offers)
    takes = said is not None and any(is_short(parser.media_type) for parser in parsers_for(operation, said))
    return {
        "method": operation.method,
        "path": operation.rule,
        "answer": _names(shown.schema, "dump") if shown is not None and gives else None,
        "body": _names(said.schema, "load") if said is not None and takes else None,
    }


@lru_cache(1024)
def _names(schema: Any, side: Literal["dump", "load"]) -> ShortNames:
    return short_names(schema, side=side)


def _told(use: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.version if isinstance(value, ShortNames) else value for name, value in use.items()}
