"""What is said of a relation that is written out where a client asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import Literal

from marshmallow import Schema

from ...fields import Link

#: Members in the shorthand, or a hand-written schema.
Inside = Sequence[Any] | Schema | type[Schema]


@dataclass(frozen=True, slots=True)
class Expand:
    """A relation that is told by its key or a link, and written out where a client asks for it: ``?expand=author``.

    :param fields: what is written out: the members in the shorthand, or a schema. What ``fields`` of the model names inside of the
        relation may stand there instead.
    :param collapsed: ``"id"``, or a ``Link`` that is made of what the related object has.
    """

    fields: Inside | None = None
    collapsed: Literal["id"] | Link = "id"
