"""HEAD, OPTIONS, and methods that nobody serves."""

from __future__ import annotations

from collections.abc import Iterator

from ..probe import Probe

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

#: Fields whose values differ from one answer to the next.
_CHANGING = frozenset({"Date", "Age", "RateLimit", "X-Request-Id", "Set-Cookie"})

#: Fields that say the same of HEAD as of GET, whatever the content is at the moment.
_SAME = ("Content-Type", "Content-Language", "Content-Encoding", "Accept-Ranges", "Cache-Control", "Vary")


def head_is_like_get(probe: Probe) -> Iterator[str]:
    """HEAD has the fields of GET, and no content (RFC 9110, 9.3.2)."""
    if probe.operation.method != "GET":
        return
    got, headed = probe.send(), probe.send(method="HEAD")
    if headed.status_code != got.status_code:
        yield f"HEAD answers {headed.status_code}, GET {got.status_code}."
    if headed.get_data():
        yield "HEAD has content."
    # What is found out by writing the content may be left out.
    missing = set(got.headers.keys()) - set(headed.headers.keys()) - _CHANGING - {"Content-Length", "Transfer-Encoding"}
    if missing:
        yield f"HEAD lacks fields that GET has: {', '.join(sorted(missing))}."
    for name in _SAME:
        if name in headed.headers and headed.headers.get(name) != got.headers.get(name):
            yield f"HEAD has the {name} {headed.headers.get(name)!r}, GET has {got.headers.get(name)!r}."


def options_tells_the_methods(probe: Probe) -> Iterator[str]:
    """OPTIONS has the methods in ``Allow`` (RFC 9110, 9.3.7). It needs no body."""
    response = probe.send(method="OPTIONS", data=None, content_type=None)
    if response.status_code not in {200, 204}:
        yield f"OPTIONS answers {response.status_code}."
    elif probe.operation.method not in (response.allow or ()):
        yield f"OPTIONS does not tell of {probe.operation.method}: Allow is {response.headers.get('Allow')!r}."


def refuses_other_methods(probe: Probe) -> Iterator[str]:
    """A method that nobody serves is a 405 with ``Allow`` (RFC 9110, 15.5.6)."""
    allowed = probe.send(method="OPTIONS", data=None, content_type=None).allow or ()
    other = next((method for method in _METHODS if method not in allowed), None)
    if other is None:
        return
    response = probe.send(method=other, data=None, content_type=None)
    if response.status_code != 405:
        yield f"{other}, which nobody serves, answers {response.status_code}, not 405."
    elif set(response.allow or ()) != set(allowed):
        yield f"The 405 has the Allow {response.headers.get('Allow')!r}, OPTIONS has {sorted(allowed)!r}."
