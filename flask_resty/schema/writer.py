"""Source code, written line by line and made into a function whose tracebacks show it."""

from __future__ import annotations

import builtins
import keyword
import linecache
import re
import weakref
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

_NO_NAME = re.compile(r"\W+", re.ASCII)
_INDENT = "    "

#: No two sources share a file name, as tracebacks find the lines by it.
_serial = count(1)


class Writer:
    """Writes the source of one function.

    :param known: what the source finds under these very names.
    """

    def __init__(self, **known: Any) -> None:
        self._lines: list[str] = []
        self._depth = 0
        self._values = known
        #: The names of each value, by its identity.
        self._names = {id(value): [name] for name, value in known.items()}
        self._taken = {*known, *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}

    @property
    def text(self) -> str:
        """All that was written."""
        return "\n".join([*self._lines, ""])

    def line(self, text: str) -> None:
        """Write a line."""
        self._lines.append(_INDENT * self._depth + text)

    def comment(self, text: str) -> None:
        """Write a comment, which stays on its line whatever classes are called."""
        self.line(f"# {text if text.isprintable() else ascii(text)}")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write a head line, and what follows inside of it."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    def reserve(self, *names: str) -> None:
        """Keep names for what is written by hand."""
        self._taken.update(names)

    def name(self, wish: str) -> str:
        """Give a name that nothing has yet, as near to the wish as can be."""
        wish = _NO_NAME.sub("_", wish).strip("_") or "value"
        wish = f"_{wish}" if wish[0].isdigit() else wish
        name, number = wish, 1
        while name in self._taken:
            number += 1
            name = f"{wish}_{number}"
        self._taken.add(name)
        return name

    def value(self, wish: str, value: Any) -> str:
        """Give the name by which the source finds a value."""
        named = self._names.setdefault(id(value), [])
        for name in named:
            if name.startswith(wish):
                return name
        name = self.name(wish)
        self._values[name] = value
        named.append(name)
        return name

    def function(self, name: str, title: str) -> Callable[..., Any]:
        """Make the function that was written.

        :param name: how it is called in the source.
        :param title: what tracebacks show for the name of a file.
        """
        text, filename = self.text, f"<{title} #{next(_serial)}>"
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        namespace = dict(self._values)
        exec(builtins.compile(text, filename, "exec"), namespace)
        made: Callable[..., Any] = namespace[name]
        weakref.finalize(made, linecache.cache.pop, filename, None)
        return made
