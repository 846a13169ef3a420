"""JSON of others is read strictly."""

from __future__ import annotations

import pytest

from flask_resty.auth.strict_json import read


def test_object_is_read() -> None:
    assert read('{"a": [1, 2.5, null, "ä\\u00e4\\ud83d\\ude00"]}'.encode()) == {"a": [1, 2.5, None, "ää😀"]}


@pytest.mark.parametrize("document", [b'{"a":' * 64 + b"%b" + b"}" * 64, b'{"a":' + b"[" * 63 + b"%b" + b"]" * 63 + b"}"], ids=["{", "["])
def test_object_is_as_deep_as_a_body_may_be(document: bytes) -> None:
    """No version of Python decides it: each has another limit."""
    read(document % b"1")
    with pytest.raises(ValueError, match="too deep"):
        read(document % b"{}")


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b'"a"',
        b"1",
        b"null",
        b"{",
        b"{} {}",
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\xff"}',
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
    ids=lambda document: repr(document[:30]),
)
def test_what_two_programs_may_read_in_two_ways_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError):
        read(document)
