"""From what a handler returned to content: members, their names, the envelope, and bytes."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Flask

from .contract import Envelope
from .envelope import around
from .envelope import wrapper
from .media import Emitter
from .operation import Operation
from .operation import Representation
from .schema import Compiled
from .schema import parse_selection
from .schema import short_names
from .schema.compiled import compile_once
from .schema.expansion import expand
from .schematic import Binary


def compiled_for(operation: Operation, schema: Any, representation: Representation, app: Flask) -> Compiled:
    """Give what dumps the members of a schema that a representation shows, under the names that they have in it."""
    is_chosen = schema is operation.selected_schema(representation)
    compiled = compiled_output(expand(schema, representation.expansion if is_chosen else ""), app)
    if representation.selection and is_chosen:
        compiled = compiled.select(parse_selection(representation.selection))
    return _shortened(compiled) if representation.is_short else compiled


def shown_by(operation: Operation, app: Flask) -> Callable[[Representation], Any]:
    """Make what gives the schema that a representation is written by: the same one each time, as long as clients ask for it."""

    @lru_cache(256)
    def shown(representation: Representation) -> Any:
        schema = operation.selected_schema(representation)
        return schema if schema is None or isinstance(schema, Binary) else compiled_for(operation, schema, representation, app).schema

    return shown


def compiled_output(schema: Any, app: Flask) -> Compiled:
    """Give what dumps a schema, checked as the app wants it."""
    said = app.config
    return compile_once(
        schema,
        check=said["RESTY_CHECK_RESPONSES"],
        output_required=said["RESTY_OUTPUT_REQUIRED"],
        output_validated=said["RESTY_OUTPUT_VALIDATED"],
    )


def _shortened(compiled: Compiled) -> Compiled:
    shorten, dump, ready, chunks = short_names(compiled.schema).shorten, compiled.dump, compiled.ready, compiled.chunks

    def short_chunks(items: Any, size: int = 100, *, ready: bool = False) -> Iterator[list[Any]]:
        return ([*map(shorten, chunk)] for chunk in chunks(items, size, ready=ready))

    return replace(compiled, dump=lambda data: shorten(dump(data)), ready=lambda data: shorten(ready(data)), chunks=short_chunks)


def encoder(emitter: Emitter, compiled: Compiled, envelope: Envelope | None) -> Callable[[Any], bytes]:
    """Choose the shortest way from an object to content that the emitter and the schema allow."""
    emit, schema = emitter.emit, compiled.schema
    dump = compiled.dump if emitter.ready is None else compiled.ready
    # What is beside the data in an envelope is nothing that the schema vouches for.
    is_vouched = compiled.is_finite and (envelope is None or envelope.meta is None)
    if envelope is None:
        if emitter.ready is None or not is_vouched:
            return lambda data: emit(dump(data), schema)
        emit_ready = emitter.ready.emit
        return lambda data: emit_ready(dump(data))
    wrap = wrapper(envelope, compiled.many)
    if emitter.ready is None or not is_vouched:
        whole = around(compiled.schema, envelope.member(compiled.many), has_meta=envelope.meta is not None)
        return lambda data: emit(wrap(dump(data), data), whole)
    emit_ready = emitter.ready.emit
    return lambda data: emit_ready(wrap(dump(data), data))
