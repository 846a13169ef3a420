"""What is played: a compiled schema, and with each result all that came with it."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from math import isfinite
from typing import Any

import orjson
from marshmallow import ValidationError

from flask_resty.schema import compile
from flask_resty.schema import faults
from flask_resty.schema.watch import logger


class Loading:
    """Loads, and tells of faults beside the error; dumping is played elsewhere."""

    def __init__(self, load: Callable[..., Any]) -> None:
        self._load = load

    def load(self, data: Any, **options: Any) -> Any:
        try:
            return self._load(data, **options)
        except ValidationError as error:
            return "refused", list(map(repr, faults(error, "body"))), error

    def dump(self, obj: Any, **options: Any) -> None:
        return None


def typed(schema: Any) -> Loading:
    """Load typed input."""
    return Loading(compile(schema, strict="typed").load)


def textual(schema: Any) -> Loading:
    """Load named text where there are names, and text all the same where there are none."""
    compiled = compile(schema, strict="textual")

    def load(data: Any, **options: Any) -> Any:
        if type(data) is not dict or options:
            return compiled.load(data, **options)
        return compiled.load_text({name: _texts(value) for name, value in data.items() if type(name) is str})

    return Loading(load)


def _texts(value: Any) -> list[Any]:
    return [_text(each) for each in value] if isinstance(value, list | tuple) else [_text(value)]


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal | float) else str(value) if isinstance(value, int | uuid.UUID) else value


class Dumping:
    """Dumps, and tells of what was raised and logged; loading is played elsewhere."""

    def __init__(self, dump: Callable[..., Any]) -> None:
        self._dump = dump

    def load(self, data: Any, **options: Any) -> None:
        return None

    def dump(self, obj: Any, **options: Any) -> Any:
        with _logged() as said:
            try:
                return self._dump(obj, **options), said
            except RecursionError:
                # What else it says depends on where it was.
                return "endless", said
            except Exception as error:
                return "raised", type(error).__name__, str(error), said


@contextmanager
def _logged() -> Iterator[list[str]]:
    handler, said, propagates = logging.Handler(), [], logger.propagate
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def checked(**options: Any) -> Callable[[Any], Dumping]:
    """Dump what is checked."""
    return lambda schema: Dumping(compile(schema, **options).dump)


def ready(**options: Any) -> Callable[[Any], Dumping]:
    """Make ready what is checked, and encode it. Where that is vouched for, no float in it may be infinite."""

    def engine(schema: Any) -> Dumping:
        compiled = compile(schema, **options)

        def dump(obj: Any, **options: Any) -> Any:
            made = compiled.ready(obj, **options)
            assert not compiled.is_finite or all(map(isfinite, floats(made)))
            return encoded(made)

        return Dumping(dump)

    return engine


def chunked(**options: Any) -> Callable[[Any], Dumping]:
    """Dump what is checked by chunks."""

    def engine(schema: Any) -> Dumping:
        compiled = compile(schema, **options)

        def dump(objs: Any, many: bool | None = None) -> Any:
            return [*compiled.chunks(objs, 2)] if many else compiled.dump(objs, many=many)

        return Dumping(dump)

    return engine


def floats(value: Any) -> Iterator[float]:
    """Give all floats in what was made ready."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from floats(inner)


def encoded(value: Any) -> Any:
    """Give the JSON of a value. Where the encoder has none, what is ready for it is put as ``dump`` has it."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _dumped(value)


def _dumped(value: Any) -> Any:
    if type(value) is dict:
        return {key: _dumped(inner) for key, inner in value.items()}
    if type(value) in (list, tuple):
        return [*map(_dumped, value)]
    if type(value) is uuid.UUID:
        return str(value)
    return value.isoformat() if type(value) in (dt.datetime, dt.date) else value
