"""What is asked of a schema: which side of it, and in which form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import Literal
from typing import NamedTuple
from typing import Protocol

from marshmallow import Schema

#: A JSON Schema.
Described = dict[str, Any]

#: What is shown, what is taken, and what is taken of what is changed in part.
Side = Literal["output", "input", "patch"]


class View(NamedTuple):
    """Which side of a schema is described."""

    side: Side = "output"
    #: Whether values come as text, as in the query and in forms.
    is_textual: bool = False
    #: Whether clients may have left members out, by a selection.
    is_part: bool = False

    @property
    def is_output(self) -> bool:
        """Whether it is about what is shown."""
        return self.side == "output"

    @property
    def whole(self) -> View:
        """The same for what a patch gives anew: the items of a list are not laid over those that were there."""
        return self._replace(side="input") if self.side == "patch" else self


class Describer(Protocol):
    """Describes what is inside of something else."""

    def field(self, field: Any, view: View) -> Described:
        """Describe the values of a field."""
        ...

    def schema(self, schema: Schema, view: View, unknown: str | None = None) -> Described:
        """Describe one object of a schema."""
        ...

    def problem(self) -> Described:
        """Describe a problem document."""
        ...


#: Describes the values of a class of fields.
Describe = Callable[[Any, View, Describer], Described]
