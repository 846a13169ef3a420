"""The short names of an Api, published: a client that asks for them has to know what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
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
            uses = [_use(operation) for operation in operations()]
            spoken = {names.version: names for operation in operations() for names in _spoken(operation)}
            return {"operations": [use for use in uses if use["answer"] or use["body"]], "versions": list(spoken.values())}

    class ShortNamesVersion(Resource):
        """The short names of one version. They never change."""

        def find(self, version: str) -> ShortNames | None:
            spoken = (names for operation in operations() for names in _spoken(operation))
            return next((names for names in spoken if names.version == version), None)

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
    list(_spoken(operation))


def _spoken(operation: Operation) -> Iterator[ShortNames]:
    """Give the short names of all that an operation may give, with whatever status, and of what it takes."""
    if any(representation.is_short for representation in operation.offers):
        contract = operation.contract
        schemas = [contract.streams, *(said.schema for said in contract.returns.values())]
        yield from (_names(schema, "dump") for schema in schemas if isinstance(schema, Schema | fields.Field))
    if (taken := _taken(operation)) is not None:
        yield taken


def _taken(operation: Operation) -> ShortNames | None:
    said = operation.contract.accepts.get("body")
    if operation.names_rule is None or said is None:
        return None
    takes = any(is_short(parser.media_type) for parser in parsers_for(operation, said))
    return _names(said.schema, "load") if takes else None


def _use(operation: Operation) -> dict[str, Any]:
    shown, taken = operation.shown, _taken(operation)
    gives = shown is not None and any(representation.is_short for representation in operation.offers)
    return {
        "method": operation.method,
        "path": operation.rule,
        "answer": _names(shown.schema, "dump").version if shown is not None and gives else None,
        "body": None if taken is None else taken.version,
    }


@lru_cache(1024)
def _names(schema: Any, side: Literal["dump", "load"]) -> ShortNames:
    return short_names(schema, side=side)
