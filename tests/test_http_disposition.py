"""Names of files in header fields (RFC 6266)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from flask_resty.http.disposition import base_name
from flask_resty.http.disposition import content_disposition


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(None, "attachment", id="none"),
        pytest.param("", "attachment", id="empty"),
        pytest.param("..", "attachment", id="dots"),
        pytest.param("a/", "attachment", id="directory"),
        pytest.param("report.pdf", 'attachment; filename="report.pdf"', id="plain"),
        pytest.param("my report.pdf", 'attachment; filename="my report.pdf"', id="space"),
        pytest.param("/etc/passwd", 'attachment; filename="passwd"', id="path"),
        pytest.param("C:\\temp\\a.txt", 'attachment; filename="a.txt"', id="path-of-windows"),
        pytest.param("a\r\nSet-Cookie: x=1.txt", 'attachment; filename="aSet-Cookie: x=1.txt"', id="line-ends"),
        pytest.param('a"b.txt', "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt", id="quote"),
        pytest.param("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt", id="percent"),
        pytest.param("été.txt", "attachment; filename=\"ete.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt", id="accents"),
        pytest.param("日本.txt", "attachment; filename=\"__.txt\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt", id="no-latin"),
        pytest.param("a\ud800b\u202egnp.exe", 'attachment; filename="abgnp.exe"', id="half-a-character-and-turned-text"),
    ],
)
def test_a_name_is_written_for_all_readers(name: str | None, value: str) -> None:
    assert content_disposition("attachment", name) == value


def test_what_is_to_be_shown_may_have_a_name() -> None:
    assert content_disposition("inline", "a.png") == 'inline; filename="a.png"'


@given(st.text(st.characters(exclude_categories=[])))
def test_any_name_comes_out_as_it_was_sent(name: str) -> None:
    value = content_disposition("attachment", name)
    assert value.isascii() and value.isprintable()
    kind, said = parse_options_header(value)
    assert (kind, said.get("filename", "")) == ("attachment", base_name(name))


@given(st.text())
def test_a_base_name_is_no_path_and_stays_as_it_is(name: str) -> None:
    bare = base_name(name)
    assert bare == base_name(bare)
    assert not {"/", "\\", "\0", "\n"} & set(bare) and bare not in {".", ".."}
