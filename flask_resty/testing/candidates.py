"""Values of a field to try: whether one of them fits is for the loader to say."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from itertools import product
from typing import Any

from marshmallow import fields
from marshmallow import validate

from ..fields import DataURL
from ..schema.validators import flat

#: One grey point.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")

#: The beginning of content of some media types, by which it is told.
CONTENT: Mapping[str, bytes] = {"image/png": PNG, "image/gif": b"GIF89a", "image/jpeg": b"\xff\xd8\xff\xe0", "application/pdf": b"%PDF-1.7"}

#: What patterns mostly want: characters, repeated until there are enough of them.
_ALPHABETS = ("a", "A", "1", "ab-", "aB1", "/a", "a.b")

_MOMENTS = ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05", "Fri, 02 Jan 2026 03:04:05 +0000", 1767323045, 1767323045000)

#: By the class of the field; what is derived from one of them is like it.
_PLAIN: Mapping[type, tuple[Any, ...]] = {
    fields.Email: ("somebody@example.com",),
    fields.Url: ("https://example.com/", "/path"),
    fields.UUID: ("9b2f64a5-53c9-4b7d-9d6c-0e5a5d2f7a10",),
    fields.Boolean: (True, False),
    fields.DateTime: _MOMENTS,
    fields.Date: ("2026-01-02",),
    fields.Time: ("03:04:05",),
    fields.TimeDelta: (60, 1.5),
    fields.IPv6: ("2001:db8::1",),
    fields.IP: ("192.0.2.1",),
    fields.IPv6Interface: ("2001:db8::1/64",),
    fields.IPInterface: ("192.0.2.1/24",),
    fields.Decimal: ("1.50", "1", 1, "1.5"),
    fields.Raw: ("anything", 1),
}


def candidates(field: fields.Field[Any]) -> Iterator[Any]:
    """Give values of a field that holds no others, the likeliest first: what its author says, what its validators name, what is usual."""
    yield from _said(field)
    for validator in flat(field.validators):
        yield from _named(validator)
    yield from _usual(field)


def _said(field: fields.Field[Any]) -> Iterator[Any]:
    if "example" in field.metadata:
        yield field.metadata["example"]
    examples = field.metadata.get("examples", ())
    yield from examples.values() if isinstance(examples, Mapping) else examples
    if isinstance(field, fields.Constant):
        yield field.constant
    if isinstance(field, fields.Enum):
        yield from (one.value if field.by_value else name for name, one in field.enum.__members__.items())


def _named(validator: Any) -> Iterable[Any]:
    if isinstance(validator, validate.Equal):
        return [validator.comparable]
    if isinstance(validator, validate.Range):
        return _within(validator)
    is_choice = isinstance(validator, validate.OneOf) and not isinstance(validator, validate.ContainsOnly)
    return validator.choices if is_choice else ()


def _within(bounds: validate.Range) -> Iterator[Any]:
    for bound, step in ((bounds.min, 1), (bounds.max, -1)):
        if bound is not None:
            yield bound
            # It may be a date, or anything else that can be compared.
            if isinstance(bound, int | float):
                yield from (bound + step, bound + step / 2)


def _usual(field: fields.Field[Any]) -> Iterator[Any]:
    for base in type(field).__mro__:
        if base in _PLAIN:
            yield from _PLAIN[base]
            return
    if isinstance(field, fields.Number):
        yield from (1, 0, 2, 10, 42, 100, -1, 1.5)
    elif isinstance(field, DataURL):
        yield from map(_data_url, (*field.contents.media_types, *CONTENT))
    else:
        yield from texts(field)
        yield from (1, True, "aGVsbG8=")


def _data_url(media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content_of(media_type)).decode()}"


def content_of(media_type: str) -> bytes:
    """Give content that is what a media type says, as far as anybody can tell."""
    return CONTENT.get(media_type, b"content")


def texts(field: fields.Field[Any]) -> Iterator[str]:
    """Give texts of the lengths that a field allows, then such as patterns and formats ask for."""
    shortest, longest = bounds(field)
    usual = max(shortest, 4) if longest is None else min(max(shortest, 4), longest)
    yield _of_length("text", usual)
    yield from ("https://example.com/", "somebody@example.com")
    for length, alphabet in product(range(shortest, shortest + 20), _ALPHABETS):
        yield _of_length(alphabet, length)


def _of_length(alphabet: str, length: int) -> str:
    return (alphabet * (length // len(alphabet) + 1))[:length]


def bounds(field: fields.Field[Any]) -> tuple[int, int | None]:
    """Give how long a value may be: at least, and at most, if there is a most."""
    found = [one for one in flat(field.validators) if isinstance(one, validate.Length)]
    exact = next((one.equal for one in found if one.equal is not None), None)
    if exact is not None:
        return exact, exact
    least = max((one.min for one in found if one.min is not None), default=0)
    return least, min((one.max for one in found if one.max is not None), default=None)
