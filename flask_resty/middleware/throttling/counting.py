"""Count the requests of one operation, and refuse those that are too many."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple

from flask import Request
from flask import Response

from ...typing import Middleware
from ...typing import Next
from .fields import Policy
from .fields import put
from .fields import too_many
from .standing import Count
from .standing import Standing
from .who import plain


class Policies(NamedTuple):
    """The limits of a throttle, as they hold for a request."""

    each: tuple[Policy, ...]
    #: All of them, as clients are told.
    text: str


#: Gives the limits for a request; ``None`` where it is not limited.
Choose = Callable[[Request], Policies | None]


def counting(count: Count, choose: Choose, who: Callable[[Request], str], cost: Callable[[Request], int], key: str) -> Middleware:
    """Make the middleware that counts.

    :param key: what tells the counts of a throttle from those of all others.
    """

    def throttled(request: Request, next: Next) -> Response:
        policies, price = choose(request), cost(request)
        if policies is None or price == 0:
            return next(request)
        standings = _taken(count, policies.each, f"{key}/{plain(who(request))}", price)
        state = ", ".join([policy.tell(standing, passed) for policy, standing, passed in standings])
        refused = [(policy, standing) for policy, standing, passed in standings if not passed]
        if refused:
            raise too_many(refused, policies.text, state)
        response = next(request)
        put(response, policies.text, state)
        return response

    return throttled


def _taken(count: Count, policies: Sequence[Policy], key: str, cost: int) -> list[tuple[Policy, Standing, bool]]:
    """Count one request in all windows. Once a limit refuses it, the others are asked, but it takes nothing from them."""
    taken: list[tuple[Policy, Standing, bool]] = []
    price = cost
    for policy in policies:
        price = price if cost <= policy.amount else 0
        standing = count(f"{key}/{policy.amount}/{policy.window}", policy.amount, policy.window, price)
        if standing is not None:
            passed = standing.passed if price else standing.remaining >= cost
            price = price if passed else 0
            taken.append((policy, standing, passed))
    return taken


def exempting(is_exempt: Callable[[Request], bool], middleware: Middleware) -> Middleware:
    """Let some requests past a middleware."""

    def passing(request: Request, next: Next) -> Response:
        return next(request) if is_exempt(request) else middleware(request, next)

    return passing
