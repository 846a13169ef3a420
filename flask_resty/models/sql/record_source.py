"""The source of the functions that make records of rows.

For articles with their authors and tags the first of them is, but for line breaks::

    def records(rows, group0):
        return [
            {"id": v0, "title": v1, "author": (None if v2 is None else {"name": v3}), "tags": group0.get(v0) or []}
            for v0, v1, v2, v3, in rows
        ]
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ...schema.writer import Writer


@dataclass(slots=True)
class Shape:
    """What a record is made of: places in a row."""

    #: By its name, the place of each value.
    values: dict[str, int] = field(default_factory=dict)
    #: Records of what is behind relations to one.
    ones: dict[str, Shape] = field(default_factory=dict)
    #: By the name of a relation to many: which of the groups it is, and the places of what its groups are found by.
    groups: dict[str, tuple[int, Sequence[int]]] = field(default_factory=dict)
    #: The place of what is NULL where there is no such object.
    presence: int | None = None
    #: The one value that stands for the whole record.
    bare: str | None = None


def records(shape: Shape, width: int, groups: int) -> Callable[..., list[dict[str, Any]]]:
    """Make what makes a list of records.

    :param width: how many values a row has.
    :param groups: how many dicts of groups come with the rows.
    """
    write = Writer()
    with write.block(f"def records({_parameters(groups)}):"):
        write.line(f"return [{_record(shape)} for {_row(width)} in rows]")
    return write.function("records", "records")


def grouped(shape: Shape, width: int, groups: int, owner: Sequence[int]) -> Callable[..., dict[Any, list[dict[str, Any]]]]:
    """Make what makes groups of records, by the values of their owner.

    :param owner: the places of these values.
    """
    write = Writer()
    with write.block(f"def grouped({_parameters(groups)}):"):
        write.line("made = {}")
        with write.block(f"for {_row(width)} in rows:"):
            write.line(f"key = {_key(owner)}")
            with write.block("if key in made:"):
                write.line(f"made[key].append({_record(shape)})")
            with write.block("else:"):
                write.line(f"made[key] = [{_record(shape)}]")
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
