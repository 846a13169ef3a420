"""Tell with each answer what else there is: ``Link`` (RFC 8288)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask
from flask import Request
from flask import Response

from ..errors import ConfigError
from ..errors import ContractError
from ..http.links import link
from ..stack import Entry
from ..stack import Seat
from ..typing import Middleware
from ..typing import Next
from ..typing import Place

#: Where a link leads: a URI or a relative reference, or a function of the request that gives one, as with ``url_for``.
Target = str | Callable[[Request], str]


class Relation(NamedTuple):
    """One link as it is configured."""

    rel: str
    target: Target
    #: Attributes of the target, such as ``type``.
    attributes: Mapping[str, str] = MappingProxyType({})


class Links(Entry):
    """Adds links to the successful answers; those of several layers add up.

    :param targets: for each relation type where it leads: a URI, a relative reference (which the client resolves against the
        address that it asked for), or a function of the request that gives one.
    :raise ConfigError: for no links at all, what is no relation type (RFC 8288, 3.3), and what leads nowhere.
    """

    place: ClassVar[Place] = "inner"
    writes: ClassVar[tuple[str, ...]] = ("Link",)

    def __init__(self, targets: Mapping[str, Target]) -> None:
        if not isinstance(targets, Mapping) or not targets:
            raise ConfigError(f"Links({targets!r}) names no links. Give a mapping, as in Links({{'service-desc': '/openapi.json'}}).")
        self.targets = dict(targets)
        check(self, self._relations())

    def __repr__(self) -> str:
        return f"Links({{{', '.join(f'{rel!r}: {shown(target)}' for rel, target in self.targets.items())}}})"

    def _relations(self) -> list[Relation]:
        return [Relation(rel, target) for rel, target in self.targets.items()]

    def bind(self, seat: Seat) -> Middleware:
        """Make the middleware that adds the links."""
        write = writer(seat.app, self._relations())

        def linked(request: Request, next: Next) -> Response:
            response = next(request)
            if 200 <= response.status_code < 300:
                response.headers.add("Link", write(request))
            return response

        return linked


def check(entry: Entry, relations: Iterable[Relation]) -> None:
    """Check links as they are written.

    :param entry: what has the links, for the error.
    :raise ConfigError: for what is no relation type, a target that is no reference, and attributes that cannot be written.
    """
    for rel, target, attributes in relations:
        if not isinstance(rel, str):
            raise ConfigError(f"{rel!r} is no relation type (RFC 8288, 3.3). Give a name such as 'service-desc', or a URI.")
        if not (callable(target) or (isinstance(target, str) and _is_reference(target))):
            raise ConfigError(f"{entry!r} leads to {target!r}, which is no reference. Give a URI, a path, or a function of the request.")
        link(target if isinstance(target, str) else "", rel, **attributes)


def _is_reference(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    # White space is a slip; where it is meant it is escaped (RFC 3986, 2).
    return bool(text) and not any(character.isspace() for character in text)


def shown(target: object) -> str:
    """Name a target as its author wrote it."""
    return getattr(target, "__qualname__", None) or repr(target)


def writer(app: Flask, relations: Iterable[Relation]) -> Callable[[Request], str]:
    """Make the function that writes links.

    :raise ContractError: (the function does) where a target turns out to be no text.
    """
    values = [_value(app, relation) for relation in relations]
    if all(isinstance(value, str) for value in values):
        fixed = ", ".join(map(str, values))
        return lambda request: fixed
    return lambda request: ", ".join(value if isinstance(value, str) else value(request) for value in values)


def _value(app: Flask, relation: Relation) -> Target:
    rel, target, attributes = relation
    if isinstance(target, str):
        return link(target, rel, **attributes)
    ask = app.ensure_sync(target)

    def value(request: Request) -> str:
        found = ask(request)
        if not isinstance(found, str):
            raise ContractError(f"The link {rel!r} leads to {type(found).__name__}. Let {shown(target)} give a string.")
        return link(found, rel, **attributes)

    return value
