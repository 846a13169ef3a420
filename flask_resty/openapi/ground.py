"""What all operations of one document share while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from flask import Flask

from ..errors import Shape
from ..operation import Operation
from .json_schema import Components
from .json_schema.view import Side
from .security import Security


@dataclass(kw_only=True)
class Ground:
    """What all operations of one document share: names that are given, and components that come up."""

    app: Flask
    #: The names of the operations.
    ids: Mapping[Operation, str]
    #: The schemas.
    components: Components
    #: The media types that problems have, whatever a verb can write.
    problem_types: tuple[str, ...]
    #: What problems are, where they are something else than problem documents.
    shape: Shape | None
    #: Whether the parameter that selects members is told of.
    has_selection: bool = True
    security: Security = field(default_factory=Security)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    headers: dict[str, dict[str, Any]] = field(default_factory=dict)
    responses: dict[str, dict[str, Any]] = field(default_factory=dict)
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: What usual refusals are described by, by status; and the fields of answers, by their names.
    refusals: dict[int, dict[str, str]] = field(default_factory=dict)
    header_sets: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    _described: dict[tuple[Any, ...], tuple[Any, dict[str, Any]]] = field(default_factory=dict)
    _references: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, schematic: Any, side: Side = "output", *, part: bool = False) -> dict[str, Any]:
        """Describe what fits a schema, see ``Components.of``. The same one is asked for often; what is given is not to be changed."""
        key = (id(schematic), side, part)
        if key not in self._described:
            # What was described is kept, or another could come to have its address.
            self._described[key] = schematic, self.components.of(schematic, side, part=part)
        return self._described[key][1]

    def reference(self, kind: str, name: str) -> dict[str, str]:
        """Give a reference to a component, the same object each time: a large document has many of a few."""
        place = f"#/components/{kind}/{name}"
        if place not in self._references:
            self._references[place] = {"$ref": place}
        return self._references[place]

    def found(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the components, by kind."""
        return {
            "schemas": {**self.components.schemas, **self.schemas},
            "responses": self.responses,
            "parameters": self.parameters,
            "headers": self.headers,
            "security_schemes": self.security.schemes,
        }
