"""Who is counted: functions of the request that give the same text for all requests of one client."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from ipaddress import ip_address
from ipaddress import ip_network
from typing import ClassVar

from flask import Request

from ...errors import ConfigError
from ...errors import ContractError
from ...principal import Principal
from ...principal import identity_of
from ...principal import principal_of

#: Texts that any storage takes as a part of a key, as they are. Whatever else is told from others by its digest.
_PLAIN = re.compile(r"[\w.:@-]{1,64}", re.ASCII)

#: What is the same account whichever scheme said so. Objects of the application's own are told apart by their class.
_LIKE_PRINCIPALS = (Principal, str, int, Mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Counts by the network that a request came from, which is known before anybody asks who it is.

    :param ipv4: how many bits of an IPv4 address tell clients apart, 1 to 32.
    :param ipv6: how many bits of an IPv6 address do, 1 to 128. A customer of a provider has 64 bits to choose addresses from.
    :raise ConfigError: for a number of bits that no address has.
    """

    #: A throttle that counts by it stands at the edge.
    at_edge: ClassVar[bool] = True

    ipv4: int = 32
    ipv6: int = 64

    def __post_init__(self) -> None:
        for name, most in (("ipv4", 32), ("ipv6", 128)):
            if type(bits := getattr(self, name)) is not int or not 1 <= bits <= most:
                raise ConfigError(f"Network({name}={bits!r}) is no number of bits. Give one from 1 to {most}.")

    def __call__(self, request: Request) -> str:
        """Give the network of a request."""
        found = request.remote_addr or ""
        return f"address:{found if self.ipv4 == 32 and ':' not in found else _network(found, self.ipv4, self.ipv6)}"


#: Counts by the address that a request came from, and by the first 64 bits of an IPv6 address.
address = Network()


@lru_cache(4096)
def _network(text: str, ipv4: int, ipv6: int) -> str:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        # A server behind a socket of its own has no address to tell.
        return text
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    bits = ipv6 if isinstance(found, IPv6Address) else ipv4
    return str(found) if bits == found.max_prefixlen else str(ip_network((found, bits), strict=False))


def principal(request: Request) -> str:
    """Count by the principal, and by address where the caller is anonymous.

    :raise ContractError: if nothing tells the principal from others.
    """
    who = principal_of(request.environ)
    if who is None:
        return address(request)
    identity = identity_of(who)
    if identity is None:
        raise ContractError(f"A {type(who).__name__} has no id to count by. Give it one, or pass by= to Throttle.")
    # A user and a client with the same number are two. (A proxy says of which class it is.)
    kind = "" if isinstance(who, _LIKE_PRINCIPALS) else who.__class__.__qualname__
    return f"principal:{kind}:{identity}"


def key(field: str) -> Callable[[Request], str]:
    """Count by the credentials in a header field, and by address where the caller is anonymous.

    A principal with two API keys has a count for each of them. Only the digest of the credentials is kept.

    :param field: the name of the field: ``"X-API-Key"``, ``"Authorization"``.
    """

    def by_key(request: Request) -> str:
        value = request.headers.get(field)
        # As long as nobody has checked it, each request could bring another one.
        if value is None or principal_of(request.environ) is None:
            return address(request)
        return f"key:{_digest(value)}"

    return by_key


def plain(who: str) -> str:
    """Give a text that tells the same client as another text, and can be part of a key in any storage."""
    return who if _PLAIN.fullmatch(who) else f"~{_digest(who)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
