"""Schemas for which nothing is generated."""

from __future__ import annotations

import inspect
from typing import Any

from marshmallow import Schema
from schemafuzz.cases import Case


class Slow(Schema):
    """Overrides what the compiler would write out, so that marshmallow's own loops run."""

    def _deserialize(self, data: Any, **options: Any) -> Any:  # type: ignore[override]
        return super()._deserialize(data, **options)

    def _serialize(self, obj: Any, *, many: bool = False) -> Any:
        return super()._serialize(obj, many=many)


def slowly(case: Case) -> Case:
    """Give the same case, whose schemas are all derived from ``Slow``."""
    classes = [text.replace("(Schema):", "(Slow):", 1) for text in case.classes]
    return Case((inspect.getsource(Slow), *classes), case.made, case.calls)
