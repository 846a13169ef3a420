"""What clients are told of throttles (draft-ietf-httpapi-ratelimit-headers-10)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any
from typing import NamedTuple

from flask import Response

from ...errors import Problem
from ...http.answers import has
from .standing import Standing

#: The problem type of the draft, 6.
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


class Policy(NamedTuple):
    """One limit, with its name and the number of requests that clients are told."""

    name: str
    amount: int
    window: int
    quota: int
    #: What one request takes of the amount in the eyes of clients.
    unit: int

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'

    def seconds(self, standing: Standing) -> int:
        """Give the whole seconds until there is more."""
        return min(self.window, max(0, ceil(standing.seconds)))

    def tell(self, standing: Standing, passed: bool) -> str:
        """Tell how it stands."""
        return f'"{self.name}";r={standing.remaining // self.unit if passed else 0};t={self.seconds(standing)}'


def put(response: Response, policy: str, state: str) -> None:
    """Write the fields on an answer, before those of throttles that stand further in."""
    headers = response.headers
    for name, lower, value in (("RateLimit-Policy", "ratelimit-policy", policy), ("RateLimit", "ratelimit", state)):
        if value and has(headers, lower):
            headers[name] = f"{value}, {headers[name]}"
        elif value:
            headers.add(name, value)


def too_many(refused: Sequence[tuple[Policy, Standing]], policy: str, state: str) -> Problem:
    """Make the 429 (RFC 6585, 4)."""
    seconds = max(1, *(policy.seconds(standing) for policy, standing in refused))
    members: dict[str, Any] = {"violated-policies": [policy.name for policy, _ in refused]}
    headers = {"RateLimit-Policy": policy, "RateLimit": state, "Retry-After": str(seconds)}
    return Problem(429, f"Too many requests. Try again in {seconds} s.", type=QUOTA_EXCEEDED, headers=headers, **members)
