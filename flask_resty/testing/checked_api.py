"""What a project tells of itself, so that all of its operations can be asked."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from flask import Flask

from ..api import Api
from ..api import apis_of
from ..errors import ConfigError
from ..errors import did_you_mean
from ..operation import Operation
from .signing import Sign

#: What stands for a body that nobody gave: one is made of the schema.
MADE: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A good request for one operation, as far as it is not made of schemas."""

    #: Values of path variables.
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    #: The data of the body, or of the form.
    body: Any = MADE
    #: What the body is written as; what the operation reads by itself if left out.
    media_type: str | None = None
    #: Who calls, if that is not the caller of all others; and who may not.
    caller: Sign | None = None
    stranger: Sign | None = None


def _leave(app: Flask) -> None:
    """Leave an app that has nothing to close."""


# Compared by identity: what is known of it is kept.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckedApi:
    """An Api that is to be walked through: how its app is made, who calls, and what good requests are.

    Requests are made of schemas where nothing is said. What cannot be guessed is said here: values of path variables, credentials, and
    what only the application knows.
    """

    #: Makes an app with data to begin with, new each time, with limits that nobody has used up.
    make_app: Callable[[], Flask]
    #: Closes what such an app has opened, as connections with a database, once nothing more is asked of it.
    close_app: Callable[[Flask], None] = _leave
    #: The title of the Api, where the app has several.
    title: str | None = None
    #: Who may do everything.
    caller: Sign | None = None
    #: Who is known, and may do nothing that takes a scope, a role or a rule.
    stranger: Sign | None = None
    #: Values of path variables, wherever they are.
    path: Mapping[str, Any] = field(default_factory=dict)
    #: What is said of single operations, by method and rule: ``{"PUT /posts/<slug>": Example(...)}``.
    examples: Mapping[str, Example] = field(default_factory=dict)
    #: The checks that are left out at single operations, by their names, with method and rule as in ``examples``.
    without: Mapping[str, Collection[str]] = field(default_factory=dict)

    def api_of(self, app: Flask) -> Api:
        """Give the Api that is walked through.

        :raise ConfigError: if the app has none of the title, or several and no title is said.
        """
        apis = apis_of(app)
        found = [one for one in apis if self.title in (None, one.title)]
        if len(found) != 1:
            raise ConfigError(
                f"The app {app.name!r} has the Apis {[one.title for one in apis]!r}. Name one, as in title={apis[0].title!r}."
            )
        return found[0]

    def operations(self, app: Flask) -> dict[str, Operation]:
        """Give all operations by method and rule.

        :raise ConfigError: if something is said of one that there is not.
        """
        found = {operation.label: operation for operation in self.api_of(app).operations(app)}
        for name in (*self.examples, *self.without):
            if name not in found:
                raise ConfigError(f"The CheckedApi says something of {name!r}, which is no operation. {did_you_mean(name, found)}")
        return found

    def example(self, operation: Operation) -> Example:
        """Give what is said of an operation."""
        return self.examples.get(operation.label, Example())
