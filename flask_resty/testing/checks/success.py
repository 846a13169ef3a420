"""Good requests: that they are answered as the document says, in each format, page by page, and once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...http.methods import READING
from ...media.mediatype import read
from ...schematic import Binary
from ..encoding import UNKNOWN
from ..probe import Probe

_NEXT = re.compile(r'<([^>]*)>; rel="?next"?')

#: So many pages are looked at.
_PAGES = 3


def answers(probe: Probe) -> Iterator[str]:
    """A good request is a success, or leads to one."""
    response = probe.send()
    if response.status_code >= 400:
        yield f"A good request answers {response.status_code}: {response.get_data(as_text=True)[:500]}"


def refuses_unknown_media_types(probe: Probe) -> Iterator[str]:
    """Where nothing is acceptable, the answer is a 406 (RFC 9110, 15.5.7)."""
    if not probe.operation.offers:
        return
    response = probe.send(headers={"Accept": UNKNOWN})
    if response.status_code != 406:
        yield f"Accept: {UNKNOWN} answers {response.status_code}, not 406."


def speaks_each_format(probe: Probe) -> Iterator[str]:
    """What may be chosen is given (RFC 9110, 12.5.1)."""
    if probe.operation.method not in READING:
        return
    shown = probe.operation.shown
    is_binary = shown is not None and isinstance(shown.schema, Binary)
    for media_type in dict.fromkeys(offer.emitter.media_type for offer in probe.operation.offers):
        response = probe.send(headers={"Accept": media_type})
        given, wanted = read(response.content_type or ""), read(media_type)
        if response.status_code < 300 and (given is None or wanted is None or given[:2] != wanted[:2]):
            yield f"Accept: {media_type} answers {response.content_type!r}."
        # Not each thing is there in all media types that there might be.
        if response.status_code >= 400 and not (is_binary and response.status_code == 406):
            yield f"Accept: {media_type} answers {response.status_code}."


def leads_to_the_next_page(probe: Probe) -> Iterator[str]:
    """The next page is where ``Link`` says (RFC 8288)."""
    if probe.operation.contract.pager is None:
        return
    response = probe.send()
    for _ in range(_PAGES):
        found = _NEXT.search(response.headers.get("Link", ""))
        if found is None:
            return
        path, _, query = found[1].removeprefix("http://localhost").partition("?")
        response = probe.send(path=path or probe.good()["path"], query_string=query)
        if response.status_code != 200:
            yield f"The next page, {found[1]}, answers {response.status_code}."
            return


def answers_once(probe: Probe) -> Iterator[str]:
    """Who sends the same key again gets the same answer, and with another body a 422 (draft-ietf-httpapi-idempotency-key-header)."""
    entry = probe.operation.find("idempotency")
    if entry is None or probe.operation.method not in entry.methods:
        return
    if entry.required:
        response = probe.send(headers={"Idempotency-Key": None})
        if response.status_code != 400:
            yield f"Without Idempotency-Key the answer is {response.status_code}, not 400."
    key = {"Idempotency-Key": '"one more key of a test"'}
    first, second = probe.send(headers=key), probe.send(headers=key)
    if (first.status_code, first.get_data()) != (second.status_code, second.get_data()):
        yield f"The same key again answers {second.status_code} and not what it answered first: {first.status_code}."
