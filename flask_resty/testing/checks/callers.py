"""Who may call, and whose pages may read the answers."""

from __future__ import annotations

from collections.abc import Iterator

from ...auth.rules import Rule
from ...demands import demands_of
from ..probe import Probe


def needs_credentials(probe: Probe) -> Iterator[str]:
    """Without credentials the answer is a 401 with a challenge (RFC 9110, 15.5.2), unless the operation is for everybody."""
    demands = demands_of(probe.operation)
    if not demands or any(not demand.schemes for demand in demands):
        return
    response = probe.send(is_anonymous=True)
    if response.status_code != 401:
        yield f"Without credentials the answer is {response.status_code}, not 401."
    elif "WWW-Authenticate" not in response.headers:
        yield "The 401 has no challenge in WWW-Authenticate."


def forbids_strangers(probe: Probe) -> Iterator[str]:
    """Who is known, but may not do it, gets a 403, or a 404 that hides what there is (RFC 9110, 15.5.4)."""
    rules = [placed.entry for placed in probe.operation.stack if isinstance(placed.entry, Rule)]
    if not rules or probe.stranger is None or not probe.asks_who_calls:
        return
    response = probe.send(who=probe.stranger)
    if response.status_code not in {403, 404}:
        yield f"A stranger gets {response.status_code}, neither 403 nor 404."


def tells_other_origins(probe: Probe) -> Iterator[str]:
    """Pages that may read the answers may read errors, too (Fetch, CORS protocol)."""
    policy = probe.operation.find("cors")
    origin = None if policy is None else _origin_of(policy.origins)
    if origin is None:
        return
    response = probe.send(headers={"Origin": origin}, query_string={"no-such-parameter": "1"})
    if response.headers.get("Access-Control-Allow-Origin") not in {origin, "*"}:
        yield f"The answer {response.status_code} to a page of {origin} cannot be read there."


def _origin_of(origins: object) -> str | None:
    known = (origins,) if isinstance(origins, str) else origins if isinstance(origins, tuple | list | set | frozenset) else ()
    return next(("https://page.example" if one == "*" else one for one in known if isinstance(one, str) and one != "null"), None)
