"""Data put together piece by piece, as a parser of events gives them: no deeper than allowed, and each name once."""

from __future__ import annotations

from typing import Any

from .format import refused
from .json_decoder import too_deep

#: Stands for a name that is still to come, and for a document of which nothing has come.
_MISSING: Any = object()


class Assembly:
    """A document that grows.

    :param max_depth: how many lists and dicts may stand inside of each other.
    """

    def __init__(self, max_depth: int) -> None:
        self._max_depth = max_depth
        self._whole = _MISSING
        self._open: list[tuple[Any, Any]] = []
        # What is added to, and under which name if it is a dict: kept apart, for most of the work is done with these two.
        self._container: Any = None
        self._name: Any = _MISSING

    @property
    def is_open(self) -> bool:
        """Whether a list or a dict has begun and not ended yet."""
        return self._container is not None

    @property
    def expects_name(self) -> bool:
        """Whether the next thing has to be the name of a member."""
        return type(self._container) is dict and self._name is _MISSING

    def name(self, name: str) -> None:
        """Take the name of the next member.

        :raise Problem: 400 if the dict has one of this name.
        """
        if name in self._container:
            raise refused("duplicate_name", "An object has two members of the same name.")
        self._name = name

    def add(self, value: Any) -> None:
        """Take a value: an item, that of the member whose name came before, or the whole.

        :raise Problem: 400 if there is a whole document already.
        """
        if type(self._container) is list:
            self._container.append(value)
        elif self._container is not None:
            self._container[self._name] = value
            self._name = _MISSING
        elif self._whole is _MISSING:
            self._whole = value
        else:
            raise refused("syntax", "The content holds more than one document.")

    def begin(self, container: list[Any] | dict[str, Any]) -> None:
        """Take a list or a dict, which gets what comes until it ends.

        :raise Problem: 400 if it stands too deep.
        """
        if len(self._open) == self._max_depth:
            raise too_deep(self._max_depth)
        self.add(container)
        self._open.append((self._container, self._name))
        self._container, self._name = container, _MISSING

    def end(self) -> None:
        """End the innermost list or dict."""
        self._container, self._name = self._open.pop()

    def whole(self) -> Any:
        """Give the document.

        :raise Problem: 400 if there is none.
        """
        if self._whole is _MISSING:
            raise refused("empty", "The content is empty.")
        return self._whole
