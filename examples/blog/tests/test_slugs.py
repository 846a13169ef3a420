"""Slugs, without a database."""

from __future__ import annotations

import re

import pytest

from examples.blog.slugs import free
from examples.blog.slugs import slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A bar", "a-bar"),
        ("  Hello, World!  ", "hello-world"),
        ("Crème brûlée", "creme-brulee"),
        ("ﬁve ①②", "five-12"),
        ("日本", "post"),
        ("🍺", "post"),
        ("---", "post"),
        ("x" * 200, "x" * 80),
        ("x" * 79 + " y", "x" * 79),
    ],
)
def test_slug_is_made_from_the_title(title, slug):
    assert slug_of(title) == slug
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)


@pytest.mark.parametrize(
    ("taken", "expected"), [((), "a"), (("a",), "a-2"), (("a", "a-3"), "a-2"), (("a", "a-2", "a-3"), "a-4"), (("a-2",), "a")]
)
def test_first_free_slug_is_taken(taken, expected):
    assert free("a", taken) == expected
