"""Entity tags (RFC 9110, 8.8.3)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.http.etag import EntityTag
from flask_resty.http.etag import make
from flask_resty.http.etag import parse
from flask_resty.http.etag import parse_list
from flask_resty.http.etag import strong
from flask_resty.http.etag import suffix
from flask_resty.http.etag import weak

A, B, WEAK = EntityTag("a"), EntityTag("b"), EntityTag("a", is_weak=True)

TAGS = st.builds(
    EntityTag,
    st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f').filter(lambda one: not 0x7F <= ord(one) < 0x80),
        max_size=8,
    ),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ('"a"', (A,)),
        ('W/"a"', (WEAK,)),
        ('"a", "b"', (A, B)),
        ('"a","b"', (A, B)),
        (' ,, "a" ,\t, W/"a",', (A, WEAK)),
        ('""', (EntityTag(""),)),
        ('"a,b"', (EntityTag("a,b"),)),
        ('"a\\"', (EntityTag("a\\"),)),
        ('"é"', (EntityTag("é"),)),
        ("*", "*"),
        (" * ", "*"),
    ],
)
def test_lists_are_read(text: str, tags: Any) -> None:
    assert parse_list(text) == tags


@pytest.mark.parametrize(
    "text", ["", " ", ",", "a", '"a', 'a"', '"a" "b"', '"a"b', '*, "a"', '"a", *', 'w/"a"', 'W/ "a"', '"a b"', '"a\x7f"', '"a\t"']
)
def test_what_is_no_list_of_tags_is_none(text: str) -> None:
    assert parse_list(text) is None


@given(st.lists(TAGS, min_size=1))
def test_what_is_written_is_read(tags: list[EntityTag]) -> None:
    assert parse_list(", ".join(map(str, tags))) == tuple(tags)


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_anything_can_be_asked_about(text: str) -> None:
    assert parse_list(text) is None or parse_list(text) == "*" or len(parse_list(text) or ()) > 0
    assert parse(text) is None or str(parse(text)) == text.rstrip(" \t")


def test_long_garbage_takes_no_longer_than_its_length() -> None:
    for piece in ('"a",', '"a" ', " ,", 'W/"', '""'):
        parse_list(piece * 100_000)


@pytest.mark.parametrize(
    ("text", "tag"), [('"a"', A), ('W/"a"', WEAK), ('"a",', None), ('"a", "b"', None), ("a", None), ("", None), (None, None)]
)
def test_one_tag_is_read(text: Any, tag: Any) -> None:
    assert parse(text) == tag


@pytest.mark.parametrize(
    ("one", "other", "is_strong", "is_weak"),
    [
        (WEAK, WEAK, False, True),
        (WEAK, EntityTag("b", True), False, False),
        (WEAK, A, False, True),
        (A, A, True, True),
        (A, B, False, False),
    ],
)
def test_the_table_of_the_rfc(one: EntityTag, other: EntityTag, is_strong: bool, is_weak: bool) -> None:
    """RFC 9110, 8.8.3.2, table 3, and a row for tags that differ."""
    assert (strong(one, other), weak(one, other)) == (is_strong, is_weak)
    assert (strong(other, one), weak(other, one)) == (is_strong, is_weak)


def test_a_tag_of_ours_has_a_part_for_the_version_and_one_for_the_representation() -> None:
    json, text = suffix(["application/json", "a"]), suffix(["text/plain", "a"])
    first, other, next = make(b"1", json), make(b"1", text), make(b"2", json)
    assert len({first, other, next}) == 3
    assert first.version == other.version != next.version
    assert first == make(b"1", json)
    assert parse(str(first)) == first


@pytest.mark.parametrize("added", [":br", "-gzip", ";zstd"])
def test_what_a_compressing_layer_adds_is_no_part_of_the_version(added: str) -> None:
    tag = make(b"1", suffix(["application/json"]))
    assert EntityTag(tag.opaque + added).version == tag.version


@pytest.mark.parametrize("opaque", ["1.2", "a" * 16, "a" * 16 + ".", "a" * 16 + ".short", "a" * 17 + "." + "b" * 8, ""])
def test_of_a_tag_that_is_not_ours_all_is_the_version(opaque: str) -> None:
    assert EntityTag(opaque).version == opaque
