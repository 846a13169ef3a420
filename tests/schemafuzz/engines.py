"""What else a compiled schema can do, beside what a user of marshmallow would write for the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import orjson

from flask_resty.schema import compile


class Encoding:
    """Dumps to JSON; loading is played elsewhere."""

    def __init__(self, dump: Callable[..., Any]) -> None:
        self._dump = dump

    def dump(self, obj: Any, **options: Any) -> bytes:
        return orjson.dumps(self._dump(obj, **options))

    def load(self, data: Any, **options: Any) -> None:
        return None


class Chunking:
    """Dumps an iterable, and fetches its items by chunks, of which the first is for one item."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        return self._many(obj) if many else self._schema.dump(obj, many=many)

    def load(self, data: Any, **options: Any) -> None:
        return None

    def _many(self, objs: Any) -> list[Any]:
        waiting, dumped = iter(objs), []
        chunk = list(islice(waiting, 1))
        while chunk:
            dumped.extend([self._schema.dump(item) for item in chunk])
            chunk = list(islice(waiting, 2))
        return dumped


class CompiledChunking(Chunking):
    """The same, by ``chunks``."""

    def _many(self, objs: Any) -> list[Any]:
        return [item for chunk in self._schema.chunks(objs, 2) for item in chunk]


def plain_json(schema: Any) -> Encoding:
    """Dump with marshmallow, and encode that."""
    return Encoding(schema.dump)


def ready_json(schema: Any) -> Encoding:
    """Encode what is ready for it."""
    return Encoding(compile(schema).ready)


def plain_chunks(schema: Any) -> Chunking:
    """Dump chunks with marshmallow."""
    return Chunking(schema)


def compiled_chunks(schema: Any) -> Chunking:
    """Dump chunks as a stream does."""
    return CompiledChunking(compile(schema))
