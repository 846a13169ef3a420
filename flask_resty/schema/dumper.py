"""From the functions of a schema to its ``dump``: for one object or many, and what comes of a broken promise."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import islice
from typing import Any

from marshmallow import Schema

from .direct import dumps_directly
from .dumping import Dumps
from .watch import Checked
from .watch import Dump
from .watch import Watch
from .watch import watched
from .watch import within

Chunks = Callable[..., Iterator[list[Any]]]

#: For so few objects, the methods of marshmallow are done before a function is generated.
_FEW = 50


def dumper(dumps: Dumps, schema: Schema, name: str, check: Checked, *, ready: bool, hesitates: bool = False) -> Callable[..., Any]:
    """Make the ``dump`` of a schema, to values of Python or to such as an encoder writes by itself.

    :param name: how the schema is called in errors.
    :param hesitates: whether functions are generated only for the objects behind the first few, as such may never come.
    """
    functions: Iterable[Dump] = _functions(dumps, schema, ready)
    if hesitates:
        functions = map(_at_first, _by_twin(lambda: dumps.looping_twin), functions, (schema.many, False, True))
    usual, dump_one, dump_many = (watched(dump, name, check) for dump in functions)

    def dump(obj: Any, *, many: bool | None = None) -> Any:
        if many is None:
            return usual(obj)
        return (dump_many if many else dump_one)(obj)

    return dump


def _functions(dumps: Dumps, schema: Schema, ready: bool) -> tuple[Dump, Dump, Dump]:
    """Give what dumps as the schema says, what dumps one object, and what dumps many."""
    if not dumps_directly(schema):
        return _by_twin(lambda: dumps.twin)
    one, many = dumps.other(schema, ready), dumps.many(schema, ready)
    return many if schema.many else one, one, many


def _by_twin(twin: Callable[[], Schema]) -> tuple[Dump, Dump, Dump]:
    """Give the same, by the methods of a copy of the schema."""

    # Its author may have overridden ``dump``, which is told no more than it would be by marshmallow.
    def usual(obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
        return within(watch, path, twin().dump, obj)

    def dump_one(obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
        return within(watch, path, twin().dump, obj, many=False)

    def dump_many(objs: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
        return within(watch, path, twin().dump, objs, many=True)

    return usual, dump_one, dump_many


def _at_first(slow: Dump, fast: Dump, many: bool) -> Dump:
    """Give what dumps the first few objects in one way, and all others in another."""
    left = _FEW

    def dump(obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
        nonlocal left
        if left > 0:
            # How many a generator has, nobody knows.
            left -= 1 if not many else len(obj) if type(obj) is list or type(obj) is tuple else left
        return (slow if left > 0 else fast)(obj, watch, path)

    return dump


def chunker(dumps: Dumps, schema: Schema, name: str, check: Checked) -> Chunks:
    """Make what dumps the items of an iterable, many at a time: not all at once, for the memory, nor each by itself, for speed."""

    def chunks(items: Iterable[Any], size: int = 100, *, ready: bool = False) -> Iterator[list[Any]]:
        dump, waiting, start = dump_ready if ready else dump_exactly, iter(items), 0
        # Whoever waits for the first one should not wait for those behind it.
        chunk = list(islice(waiting, 1))
        while chunk:
            yield dump(chunk, start)
            start += len(chunk)
            chunk = list(islice(waiting, size))

    dump_exactly, dump_ready = (_chunk_dumper(dumps, schema, name, check, ready) for ready in (False, True))
    return chunks


def _chunk_dumper(dumps: Dumps, schema: Schema, name: str, check: Checked, ready: bool) -> Callable[[list[Any], int], list[Any]]:
    if dumps_directly(schema) and not schema.many:
        return watched(dumps.many(schema, ready), name, check)
    dump, _, _ = _functions(dumps, schema, ready)

    # A hook that is for many gets all of them, or none.
    def dump_each(chunk: list[Any], watch: Watch | None, path: tuple[Any, ...], start: int) -> list[Any]:
        return [dump(item, watch, (*path, index)) for index, item in enumerate(chunk, start)]

    return watched(dump_each, name, check)
