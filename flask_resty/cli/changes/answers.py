"""Answers: their statuses, header fields and content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .bodies import compare_content
from .impacts import Change
from .references import objects
from .references import resolved
from .schemas import Schemas


def compare_answers(schemas: Schemas, operation: str, old: Any, new: Any) -> Iterator[Change]:
    """Compare what an operation answers, status by status."""
    before, after = dict(objects(old)), dict(objects(new))
    for status, said in before.items():
        where = f"{operation} {status}"
        if status not in after:
            yield Change(f"{_kind(status)}-removed", where, "This status is promised no more.")
            continue
        was, now = resolved(schemas.old, said), resolved(schemas.new, after[status])
        yield from _compare_headers(where, was.get("headers"), now.get("headers"))
        yield from compare_content(schemas, "answer", where, was, now)
    for status in after:
        if status not in before:
            yield Change(f"{_kind(status)}-added", f"{operation} {status}", "This status is new.")


def _kind(status: str) -> str:
    return "success" if status[:1] in {"1", "2", "3"} else "error"


def _compare_headers(where: str, old: Any, new: Any) -> Iterator[Change]:
    # Names of fields are the same in upper and lower case (RFC 9110, 5.1).
    before, after = ({name.lower(): name for name, _ in objects(said)} for said in (old, new))
    yield from (Change("header-removed", where, f"{name} is promised no more.") for key, name in before.items() if key not in after)
    yield from (Change("header-added", where, f"{name} is new.") for key, name in after.items() if key not in before)
