"""The relations to one that a statement goes through, each joined once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import aliased

from ...errors import ConfigError


class Joins:
    """Gives what stands for the objects behind relations, and joins it to a statement.

    :param model: the class that the statement is of.
    """

    def __init__(self, model: type[Any]) -> None:
        self._entities: dict[tuple[str, ...], Any] = {(): model}
        self._targets: list[Any] = []

    def entity(self, path: tuple[str, ...]) -> Any:
        """Give what has the attributes at the end of a path of relations.

        :raise ConfigError: if one of them is to many: joined, it would multiply the rows.
        """
        if path not in self._entities:
            relation = getattr(self.entity(path[:-1]), path[-1])
            if relation.property.uselist:
                raise ConfigError(
                    f"{'.'.join(path)!r} is a relation to many, so there is no order by what lies behind it. Sort by a column."
                )
            # Nobody else's comparison is ever about it, though it may be about the same table.
            self._entities[path] = aliased(relation.property.mapper.class_)
            self._targets.append(relation.of_type(self._entities[path]))
        return self._entities[path]

    def joined(self, statement: Select[Any]) -> Select[Any]:
        """Give a statement with all of them. Rows that have nothing there stay."""
        for target in self._targets:
            statement = statement.outerjoin(target)
        return statement
