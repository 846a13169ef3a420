"""Who answers for the paths under a prefix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter
from werkzeug.routing import Map
from werkzeug.routing import Rule

from .stack import Layer
from .stack import resolve
from .surroundings import Surroundings


class Owner(Protocol):
    """Whoever answers for an address where no verb ran: a route, or the owner of a prefix."""

    @property
    def endpoint(self) -> str:
        """What its seats are called."""
        ...

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers whose edge runs."""
        ...

    @property
    def around(self) -> Callable[[], Surroundings]:
        """What gives the surroundings of its Api."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Realm:
    """The owner of a prefix: an Api or a blueprint, where there is no route."""

    endpoint: str
    layers: tuple[Layer, ...]
    around: Callable[[], Surroundings]

    def __post_init__(self) -> None:
        # A mistake in the layers is found now, not by the first 404.
        resolve(self.layers, "")


class Prefixes:
    """Finds the owner of a path by the prefixes that the Apis were given; the longest one wins."""

    def __init__(self, app: Flask) -> None:
        self._converters = app.url_map.converters
        self._owners: dict[str, Owner] = {}
        #: By the number of segments that a prefix has, the longest first.
        self._maps: dict[int, Map] = {}

    def add(self, prefix: str, owner: Owner) -> None:
        """Give a prefix to an owner. The first one to come keeps it."""
        prefix = prefix.rstrip("/")
        if prefix in self._owners:
            return
        self._owners[prefix] = owner
        length = prefix.count("/")
        if length not in self._maps:
            self._maps = dict(sorted([*self._maps.items(), (length, Map(strict_slashes=False))], reverse=True))
        map = self._maps[length]
        # The app may have got more of them since the last time.
        map.converters.update(self._converters, _resty_rest=_Rest)
        map.add(Rule(f"{prefix}/<_resty_rest:_resty_rest>", endpoint=prefix))
        if prefix:
            map.add(Rule(prefix, endpoint=prefix))

    def owner(self, path: str) -> Owner | None:
        """Find the owner of a path."""
        for map in self._maps.values():
            try:
                prefix, _ = map.bind("").match(path)
            except HTTPException:
                continue
            return self._owners[prefix]
        return None


class _Rest(BaseConverter):
    """Whatever follows a prefix: unlike ``path`` also nothing, double slashes and line breaks."""

    regex = r"[\s\S]*"
    part_isolating = False
