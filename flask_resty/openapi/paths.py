"""Rules of Flask as paths of OpenAPI: templates, and the variables in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from flask import Flask
from werkzeug.routing import AnyConverter
from werkzeug.routing import BaseConverter
from werkzeug.routing import FloatConverter
from werkzeug.routing import IntegerConverter
from werkzeug.routing import Map
from werkzeug.routing import PathConverter
from werkzeug.routing import UnicodeConverter
from werkzeug.routing import UUIDConverter
from werkzeug.routing.rules import parse_converter_args

from ..settling import VARIABLE

_BRACED = re.compile(r"\{[^{}]*\}")


class Path(NamedTuple):
    """A rule as OpenAPI has it."""

    #: The path with its variables in braces.
    template: str
    #: What each variable has to fit, by its name, in the order of the path.
    variables: Mapping[str, dict[str, Any]]

    @property
    def shape(self) -> str:
        """The path whatever its variables are called."""
        return _BRACED.sub("{}", self.template)

    def named_as(self, other: Path) -> Path:
        """Give this path with its variables called as in another one of the same shape."""
        return (
            self
            if self.template == other.template
            else Path(other.template, dict(zip(other.variables, self.variables.values(), strict=True)))
        )


def path_of(rule: str, app: Flask) -> Path:
    """Give the path that a rule of an app is."""
    variables: dict[str, dict[str, Any]] = {}

    def braced(match: re.Match[str]) -> str:
        converter, arguments, name = match.groups()
        variables[name] = _schema(app.url_map, converter or "default", arguments or "")
        return f"{{{name}}}"

    return Path(VARIABLE.sub(braced, rule), variables)


def _schema(url_map: Map, name: str, arguments: str) -> dict[str, Any]:
    """Say what the text of a variable is, as far as its converter tells."""
    cls = url_map.converters[name]
    args, kwargs = parse_converter_args(arguments) if arguments else ((), {})
    for known, describe in _DESCRIBED.items():
        # A class of one's own may take other arguments, or other text.
        if issubclass(cls, known) and (cls.__init__, cls.regex) == (known.__init__, known.regex):
            return describe(*args, **kwargs)
    return {"type": "string"}


# Each takes what its converter does.


def _number(fixed_digits: int = 0, min: float | None = None, max: float | None = None, signed: bool = False) -> dict[str, Any]:
    # Without a sign there is nothing below zero, whatever is said.
    least = min if signed or min is not None else 0
    bounds = {"minimum": least, "maximum": max}
    return {"type": "number", **{name: bound for name, bound in bounds.items() if bound is not None}}


def _integer(*args: Any, **kwargs: Any) -> dict[str, Any]:
    return {**_number(*args, **kwargs), "type": "integer"}


def _text(minlength: int = 1, maxlength: int | None = None, length: int | None = None) -> dict[str, Any]:
    least, most = (minlength, maxlength) if length is None else (length, length)
    # A slash would begin another segment.
    return {"type": "string", "minLength": least, **({} if most is None else {"maxLength": most}), "pattern": "^[^/]+$"}


_DESCRIBED: dict[type[BaseConverter], Callable[..., dict[str, Any]]] = {
    IntegerConverter: _integer,
    FloatConverter: lambda min=None, max=None, signed=False: _number(0, min, max, signed),
    UUIDConverter: lambda: {"type": "string", "format": "uuid"},
    AnyConverter: lambda *items: {"type": "string", "enum": list(items)},
    PathConverter: lambda: {"type": "string", "minLength": 1},
    UnicodeConverter: _text,
}
