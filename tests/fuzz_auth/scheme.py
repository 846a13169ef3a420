"""What the fuzzer knows of a scheme: how to be let in by it, and, without asking it, whether one has to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from random import Random
from typing import NamedTuple
from typing import Protocol

from flask_resty.auth import Authenticator

from .mutation import mutate
from .mutation import noise

#: What is sent to the endpoints of providers.
FORMS = {"/oauth/token": "grant_type=client_credentials", "/oauth1/request_token": ""}


@dataclass(frozen=True)
class Sent:
    """A request: where it goes, and what its fields are."""

    path: str
    query: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """POST where something is asked for, else GET."""
        return "POST" if self.path in FORMS else "GET"

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def having(self, name: str, value: str) -> Sent:
        """Give the request with one more field."""
        return replace(self, fields={**self.fields, name: value})


class Client(Protocol):
    """Somebody with an account."""

    def good(self, random: Random, sent: Sent) -> Sent:
        """Give the request with credentials that are good for it, now."""

    def hostile(self, random: Random, sent: Sent) -> Sent:
        """Give it with some of one's own making, that may be signed for real and are wrong, or odd, inside."""

    def is_good(self, sent: Sent) -> bool:
        """Tell whether one with these credentials may be let in. It is asked after each answer that lets somebody in."""


class Scheme(NamedTuple):
    """An authenticator, and one who knows the way in."""

    authenticator: Authenticator | None
    client: Client
    #: The fields in which the credentials are.
    places: tuple[str, ...] = ("Authorization",)
    #: What asks for them, if it is not a resource.
    endpoint: str = ""


def make(random: Random, scheme: Scheme, sent: Sent) -> Sent:
    """Give a request the credentials of one who knows the way in: one in four is good."""
    client, kind = scheme.client, random.randrange(8)
    if kind == 7:
        return sent.having(random.choice(scheme.places), noise(random))
    made = (client.good if kind < 4 else client.hostile)(random, sent)
    if kind in (2, 3, 6):
        name = random.choice([*made.fields] or scheme.places)
        return made.having(name, mutate(random, made.fields.get(name, "")))
    return made
