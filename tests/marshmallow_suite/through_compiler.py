"""A plugin for pytest that puts the compiler in the place of marshmallow's own machinery, for tests that know nothing of it.

Each call of ``dump``, ``load`` and ``validate`` on a schema goes through :func:`flask_resty.schema.compile`, and so do
``dumps`` and ``loads``, which call them. Schemas are compiled afresh for each call, as tests change them in between.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow.decorators import POST_LOAD

_PLAIN = {name: getattr(Schema, name) for name in ("dump", "load", "validate", "_serialize", "_deserialize")}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--tally", type=Path, help="where to write what was counted, as JSON")
    parser.addoption("--fault", choices=["dump", "load"], help="whose results to make wrong, to show that it is noticed")


def pytest_configure(config: pytest.Config) -> None:
    harness = Harness(config.option.fault)
    harness.install()
    config.pluginmanager.register(Recorder(config.option.tally, harness), "recorder")


class Harness:
    """What stands in marshmallow's place."""

    def __init__(self, fault: str | None) -> None:
        self._fault = fault
        #: The schemas for which marshmallow's machinery ran during the call in progress.
        self._helped: list[Schema] | None = None
        #: How many calls there were, by whether that machinery ran: ``dump generated``, ``load raised helped``, and so on.
        self.calls: Counter[str] = Counter()

    def install(self) -> None:
        """Change marshmallow. What is imported later takes it for the original."""
        for name, through in {"dump": self._dump, "load": self._load, "validate": self._validate}.items():
            setattr(Schema, name, self._diverted(name, through))
        for name in ("_serialize", "_deserialize"):
            setattr(Schema, name, self._noticed(name))

    def _diverted(self, name: str, through: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(_PLAIN[name])
        def call(schema: Schema, *args: Any, **kwargs: Any) -> Any:
            # The compiler, and what it calls, get the original. So does an overriding method that calls its super.
            if self._helped is not None or getattr(type(schema), name) is not call:
                return _PLAIN[name](schema, *args, **kwargs)
            return through(schema, *args, **kwargs)

        return call

    def _noticed(self, name: str) -> Callable[..., Any]:
        @wraps(_PLAIN[name])
        def call(schema: Schema, *args: Any, **kwargs: Any) -> Any:
            if self._helped is not None:
                self._helped.append(schema)
            return _PLAIN[name](schema, *args, **kwargs)

        return call

    def _dump(self, schema: Schema, obj: Any, **options: Any) -> Any:
        return self._counted("dump", lambda: _compiled(schema).dump(obj, **options))

    def _load(self, schema: Schema, data: Any, **options: Any) -> Any:
        return self._counted("load", lambda: _compiled(schema).load(data, **options))

    def _validate(self, schema: Schema, data: Any, **options: Any) -> Any:
        """Validating is loading but for the last hooks: where there are none, it goes through the compiler."""
        if schema._hooks[POST_LOAD]:
            return _PLAIN["validate"](schema, data, **options)
        try:
            self._load(schema, data, **options)
        except ValidationError as error:
            return error.messages
        return {}

    def _counted(self, kind: str, call: Callable[[], Any]) -> Any:
        self._helped, end = [], " raised"
        try:
            result, end = call(), ""
        finally:
            by, self._helped = "helped" if self._helped else "generated", None
            self.calls[f"{kind}{end} {by}"] += 1
        return _spoiled(result) if by == "generated" and kind == self._fault else result


def _compiled(schema: Schema) -> Any:
    # Imported when marshmallow is changed, so that the compiler takes for the original what stands there now.
    from flask_resty.schema import compile

    return compile(schema)


def _spoiled(result: Any) -> Any:
    if isinstance(result, list):
        return [_spoiled(each) for each in result]
    return {**result, "planted": True} if isinstance(result, dict) else result


class Recorder:
    """Writes down how the tests ended, and what the harness counted."""

    def __init__(self, path: Path, harness: Harness) -> None:
        self._path = path
        self._harness = harness
        self._outcomes: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            self._outcomes[report.outcome] += 1

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self._outcomes["deselected"] += len(items)

    def pytest_sessionfinish(self) -> None:
        self._path.write_text(json.dumps({"tests": self._outcomes, "calls": self._harness.calls}))
