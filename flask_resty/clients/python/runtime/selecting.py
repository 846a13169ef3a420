"""Select members of an answer."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

#: Members by their names, as text like ``id,author(name)``, or by a TypedDict that has them.
Selected = str | Sequence[str] | type[Any]


def selection_of(fields: Selected, known: Collection[str]) -> str:
    """Give the text of a selection.

    :param known: the names that there are.
    :raise ValueError: for a name that is none of them.
    """
    if isinstance(fields, str):
        return fields
    names = list(typing.get_type_hints(fields)) if isinstance(fields, type) else list(fields)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise ValueError(
                f"{name!r} cannot be selected. " + (f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(known)}.")
            )
    return ",".join(_of_type(fields) if isinstance(fields, type) else names)


def _of_type(shape: type[Any]) -> Iterator[str]:
    for name, hint in typing.get_type_hints(shape).items():
        inner = _shape_in(hint)
        yield name if inner is None else f"{name}({','.join(_of_type(inner))})"


def _shape_in(hint: Any) -> type[Any] | None:
    """Give the TypedDict in a hint: itself, in a list, or beside ``None``."""
    if typing.is_typeddict(hint):
        return typing.cast("type[Any]", hint)
    return next((found for one in typing.get_args(hint) if (found := _shape_in(one)) is not None), None)
