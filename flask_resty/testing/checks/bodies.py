"""What is sent: content that cannot be read, and data that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...body import limit_of
from ...contract import CONTENT
from ...media.form import MULTIPART
from ...patching import is_patched
from ...schematic import Binary
from ...schematic import OneOf
from ..bodies import Invalid
from ..bodies import invalid_bodies
from ..encoding import UNKNOWN
from ..probe import Probe
from ..requests import content
from ..requests import media_type_of
from ..requests import schema_of

_JSON = "application/json"

_FORM = f"{MULTIPART}; boundary=b"

#: Larger content is not made for a test.
_LARGEST = 4 * 1024 * 1024


def refuses_unknown_parameters(probe: Probe) -> Iterator[str]:
    """A parameter that nobody declared is told of, and not ignored."""
    response = probe.send(query_string={**probe.good()["query_string"], "no-such-parameter": "1"})
    told = _mistakes(response)
    if response.status_code != 422 or ("query", "/no-such-parameter", "unknown") not in told:
        yield f"An unknown parameter answers {response.status_code} with {told}."


def refuses_garbage(probe: Probe) -> Iterator[str]:
    """Content that cannot be read is a 400."""
    if not _is_of_data(probe) or media_type_of(probe.operation) != _JSON:
        return
    response = probe.send(data=b'{"broken": ', content_type=_JSON)
    if response.status_code != 400:
        yield f"Broken JSON answers {response.status_code}, not 400."


def refuses_unknown_content(probe: Probe) -> Iterator[str]:
    """Content of another media type is a 415 (RFC 9110, 15.5.16)."""
    if CONTENT.isdisjoint(probe.operation.contract.accepts):
        return
    response = probe.send(data=b"anything", content_type=UNKNOWN)
    if response.status_code != 415:
        yield f"Content of {UNKNOWN} answers {response.status_code}, not 415."


def refuses_what_is_too_large(probe: Probe) -> Iterator[str]:
    """Content beyond the limit is a 413 (RFC 9110, 15.5.14)."""
    limit = limit_of(probe.operation, probe.app)
    if CONTENT.isdisjoint(probe.operation.contract.accepts) or limit > _LARGEST:
        return
    response = probe.send(data=b"1" * (limit + 1), content_type=probe.good()["content_type"].replace(MULTIPART, _FORM))
    if response.status_code != 413:
        yield f"Content of {limit + 1} bytes answers {response.status_code}, not 413."


def refuses_mistakes(probe: Probe) -> Iterator[str]:
    """Each mistake in a body is a 422 that tells where it is, and what (RFC 9110, 15.5.21)."""
    if not _is_of_data(probe):
        return
    media_type = probe.example.media_type or media_type_of(probe.operation)
    schema = schema_of(probe.operation, media_type)
    for invalid in _invalid(probe, schema):
        if media_type.startswith("text/") and not isinstance(invalid.body, str):
            continue
        response = probe.send(data=content(probe.operation, invalid.body, media_type), content_type=media_type)
        yield from _about_mistake(response, invalid, is_exact=not isinstance(schema, OneOf))


def _invalid(probe: Probe, schema: Any) -> tuple[Invalid, ...]:
    with probe.app.test_request_context():
        found = invalid_bodies(schema)
    # A merge patch may leave out what is required, and ``null`` in it takes a member away.
    return tuple(one for one in found if one.code not in {"required", "null"}) if is_patched(probe.operation) else found


def _about_mistake(response: Any, invalid: Invalid, *, is_exact: bool) -> Iterator[str]:
    if response.status_code == 207:
        # Each item has its own outcome there.
        return
    what = f"{invalid.code} at {invalid.pointer or 'the whole body'!r}"
    if response.status_code != 422:
        yield f"The mistake {what} answers {response.status_code}, not 422."
        return
    told = _mistakes(response)
    if is_exact and not any(
        place == "body" and pointer.endswith(invalid.pointer) and code == invalid.code for place, pointer, code in told
    ):
        yield f"The mistake {what} is told as {told}."


def _is_of_data(probe: Probe) -> bool:
    said = probe.operation.contract.accepts.get("body")
    return said is not None and not said.stream and not isinstance(said.schema, Binary)


def _mistakes(response: Any) -> list[tuple[str, str, str]]:
    data = response.get_json(silent=True, force=True)
    errors = data.get("errors", []) if isinstance(data, dict) else []
    return [(error["location"], error["pointer"], error["code"]) for error in errors]
