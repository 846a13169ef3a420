"""``Prefer`` by itself (RFC 7240, 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.http.prefer import preferences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("return=minimal", {"return": "minimal"}),
        ("Return = minimal", {"return": "minimal"}),
        ('return="minimal"', {"return": "minimal"}),
        ('a="x\\"y, z"', {"a": 'x"y, z'}),
        ("respond-async, wait=100", {"respond-async": "", "wait": "100"}),
        ('return=minimal; foo="some parameter", handling=lenient', {"return": "minimal", "handling": "lenient"}),
        ("return=representation, return=minimal", {"return": "representation"}),
        ('a="", b=', {"a": "", "b": ""}),
        (",, return=minimal ,", {"return": "minimal"}),
        ("return=minimal, é, handling=strict", {"return": "minimal"}),
        ("", {}),
        ("=minimal", {}),
        ('return="minimal', {}),
    ],
)
def test_preferences_are_read(text: str, found: dict[str, str]) -> None:
    assert preferences(text) == found


@given(st.text(st.characters(max_codepoint=255)))
def test_anything_can_be_preferred(text: str) -> None:
    assert isinstance(preferences(text), dict)


@pytest.mark.parametrize("piece", ["a;", "; ", " ;  ", 'a="', "a,", "a = ", '"', "a;b=c;", "\\"])
def test_long_garbage_takes_no_longer_than_its_length(piece: str) -> None:
    preferences("a" + piece * 50_000)
    preferences("a" + piece * 50_000 + "é")
