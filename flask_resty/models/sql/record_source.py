"""The source of the functions that make records of rows.

For articles with their authors and tags the first of them is, but for line breaks::

    def records(rows, group0):
        return [
            {"id": v0, "title": v1, "author": (None if v2 is None else {"name": v3}), "tags": group0.get(v0) or []}
            for v0, v1, v2, v3, in rows
        ]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from ...schema.laid import Layout
from ...schema.laid import Make
from ...schema.laid import Shape
from ...schema.laid import making
from ...schema.writer import Writer


def maker(layout: Layout) -> Make:
    """Make what makes records of rows."""
    return making(_grouped(layout) if layout.owner else _records(layout), [*map(maker, layout.groups)])


def _records(layout: Layout) -> Callable[..., list[dict[str, Any]]]:
    write = Writer()
    with write.block(f"def records({_parameters(len(layout.groups))}):"):
        write.line(f"return [{_record(layout.shape)} for {_row(layout.width)} in rows]")
    return write.function("records", "records")


def _grouped(layout: Layout) -> Callable[..., dict[Any, list[dict[str, Any]]]]:
    """Make what makes groups of records, by the values of their owner."""
    write = Writer(defaultdict=defaultdict)
    with write.block(f"def grouped({_parameters(len(layout.groups))}):"):
        write.line("made = defaultdict(list)")
        with write.block(f"for {_row(layout.width)} in rows:"):
            write.line(f"made[{_key(layout.owner)}].append({_record(layout.shape)})")
        write.line("return made")
    return write.function("grouped", "grouped records")


def _parameters(groups: int) -> str:
    return ", ".join(["rows", *(f"group{number}" for number in range(groups))])


def _row(width: int) -> str:
    return "".join(f"v{place}, " for place in range(width)).strip()


def _key(places: Sequence[int]) -> str:
    return f"v{places[0]}" if len(places) == 1 else f"({', '.join(f'v{place}' for place in places)})"


def _record(shape: Shape) -> str:
    if shape.bare is not None:
        return f"v{shape.values[shape.bare]}"
    members = [f"{name!r}: v{place}" for name, place in shape.values.items()]
    members += [f"{name!r}: {_one(inside)}" for name, inside in shape.ones.items()]
    members += [f"{name!r}: group{number}.get({_key(places)}) or []" for name, (number, places) in shape.groups.items()]
    return f"{{{', '.join(members)}}}"


def _one(shape: Shape) -> str:
    return f"(None if v{shape.presence} is None else {_record(shape)})"
