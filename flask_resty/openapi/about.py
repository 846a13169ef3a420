"""What an author says of an Api as a whole, for its document."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from marshmallow import Schema

from ..errors import ConfigError

if TYPE_CHECKING:
    from apispec import APISpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class About:
    """What the document of an Api says besides its operations. The objects are those of the specification (OpenAPI 3.1, 4.8)."""

    #: One line.
    summary: str | None = None
    #: All that there is to say, in Markdown.
    description: str | None = None
    terms_of_service: str | None = None
    #: A Contact Object.
    contact: Mapping[str, Any] | None = None
    #: A License Object.
    license: Mapping[str, Any] | None = None
    #: What operations are grouped by: the description of each tag, in the order in which pages show them.
    tags: Mapping[str, str] = field(default_factory=dict)
    #: Server Objects; the one that is asked if left out.
    servers: Sequence[Mapping[str, Any]] = ()
    #: An External Documentation Object.
    external_docs: Mapping[str, Any] | None = None
    #: What classes of schemas are called that would else have the name of another.
    names: Mapping[type[Schema], str] = field(default_factory=dict)
    #: By classes of fields, what gives the JSON Schema of one of them.
    fields: Mapping[type[Any], Callable[[Any], Mapping[str, Any]]] = field(default_factory=dict)
    #: Whether it tells of the parameter that selects members. What is shown need not have all of them then, which generators that
    #: make types of the document do not like.
    selection: bool = True
    #: Gets the container of the document and completes it, with what the Api does not know of.
    extend: Callable[[APISpec], object] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.servers, str | Mapping) or not all("url" in server for server in self.servers):
            raise ConfigError(f"servers={self.servers!r} is no list of servers. Give Server Objects: [{{'url': 'https://api.example'}}].")
        if isinstance(self.tags, str) or not isinstance(self.tags, Mapping):
            raise ConfigError(f"tags={self.tags!r} does not describe tags. Give a description for each: {{'posts': 'What is written.'}}.")
        if self.extend is not None and not callable(self.extend):
            raise ConfigError(f"extend={self.extend!r} completes nothing. Give a function that gets the APISpec.")

    def info(self, title: str, version: str) -> dict[str, Any]:
        """Give the Info Object."""
        said = {
            "title": title,
            "summary": self.summary,
            "description": self.description,
            "termsOfService": self.terms_of_service,
            "contact": self.contact,
            "license": self.license,
            "version": version,
        }
        return {name: value for name, value in said.items() if value is not None}
