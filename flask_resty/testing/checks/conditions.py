"""Conditional requests (RFC 9110, 13)."""

from __future__ import annotations

from collections.abc import Iterator

from ..probe import Probe

#: A tag that nothing has.
_OTHER = '"no-such-state"'

#: What a 304 has, where the 200 has it (RFC 9110, 15.4.5).
_KEPT = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")


def confirms_a_state(probe: Probe) -> Iterator[str]:
    """Who has the state already gets a 304 without content (RFC 9110, 15.4.5)."""
    if probe.operation.method != "GET" or not probe.operation.has_validators or probe.operation.judges_conditions:
        return
    whole = probe.send()
    asked = {"If-None-Match": whole.headers.get("ETag"), "If-Modified-Since": whole.headers.get("Last-Modified")}
    if not any(asked.values()):
        yield "The resource tells its state, but the answer has neither ETag nor Last-Modified."
    for name, value in asked.items():
        if value is None:
            continue
        response = probe.send(headers={name: value})
        if response.status_code != 304 or response.get_data():
            yield f"{name}: {value} answers {response.status_code}, not 304 without content."
        lost = [field for field in _KEPT if field in whole.headers and field not in response.headers]
        if response.status_code == 304 and lost:
            yield f"The 304 lacks fields that the 200 has: {', '.join(lost)}."


def refuses_other_states(probe: Probe) -> Iterator[str]:
    """What is meant for another state is a 412, and nothing is done (RFC 9110, 13.1.1)."""
    operation = probe.operation
    if not operation.has_validators or operation.judges_conditions or operation.method not in {"PUT", "PATCH", "DELETE"}:
        return
    response = probe.send(headers={"If-Match": _OTHER})
    if response.status_code != 412:
        yield f"If-Match: {_OTHER} answers {response.status_code}, not 412."


def asks_for_a_state(probe: Probe) -> Iterator[str]:
    """Where a state has to be named, a request without it is a 428 (RFC 6585, 3)."""
    if probe.operation.require_match:
        response = probe.send(headers={"If-Match": None})
        if response.status_code != 428:
            yield f"Without If-Match the answer is {response.status_code}, not 428."
