"""Python's patterns in ECMA 262: what is the same, what is left out."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from flask_resty.openapi.json_schema.patterns import ecma

#: Python's pattern, and the one of ECMA 262.
TRANSLATED = {
    "a|b": "^[ab]$",
    "ab|cd": "^(?:ab|cd)$",
    "(?:ab|cd)+": "^(?:ab|cd)+$",
    "(?:ab)?": "^(?:ab)?$",
    r"^a$": "^a$",
    r"\Aa\Z": "^a$",
    r"a\.b/c-d": r"^a\.b/c-d$",
    "a.b": r"^a[^\n]b$",
    "(?s)a.b": r"^a[\s\S]b$",
    "[^a]": "^[^a]$",
    r"[a\]\-\\^]": r"^[a\]\-\\\^]$",
    "a{2}b{2,}c{2,3}d*e+f?": "^a{2}b{2,}c{2,3}d*e+f?$",
    "a+?b*?": "^a+?b*?$",
    r"\d+": r"^[\p{Nd}]+$",
    r"(?a)\d+": "^[0-9]+$",
    r"\D": r"^[^\p{Nd}]$",
    r"[\w.-]+": r"^[\p{L}\p{N}_.\-]+$",
    r"(?a)\W": "^[^A-Za-z0-9_]$",
    r"(?a)\s\S": r"^[\t-\r\x20][^\t-\r\x20]$",
    "(?i)aB1": "^[Aa][Bb]1$",
    "(?i)[a-c]": "^[a-cA-C]$",
    "(?i)[X-b]": "^[X-bx-zA-B]$",
    "(?x) a # a comment": "^a$",
    "(?P<name>a)(?P=name)": r"^(a)(?:\1)$",
    "(?=a)(?!b)(?<=c)(?<!d)a": "^(?=a)(?!b)(?<=c)(?<!d)a$",
    "(?i:a)b": "^(?:[Aa])b$",
    r"(?a)\ba\B": r"^\ba\B$",
    "é\0\U0001f600": "^\\xe9\\x00\U0001f600$",
    "(?m)^a$": "^a$",
    "(?m)a$\nb": None,
    "(?>a)": None,
    "a++": None,
    r"\ba": None,
    "(?i)é": None,
    "(a)?(?(1)b|c)": None,
    r"[^\W\d]": None,
}


@pytest.mark.parametrize("pattern", TRANSLATED)
def test_pattern(pattern):
    assert ecma(re.compile(pattern)) == TRANSLATED[pattern]


SAME = [pattern for pattern, made in TRANSLATED.items() if made is not None and r"\1" not in made and "(?" not in made.replace("(?:", "")]


@pytest.mark.parametrize("pattern", SAME)
def test_pattern_matches_the_same_texts_as_a_whole(pattern):
    python = re.compile(pattern)
    made = jsonschema_rs.Draft202012Validator({"pattern": ecma(python)})
    near = st.from_regex(python, fullmatch=True) | st.from_regex(python) | st.text(max_size=4)

    @settings(max_examples=60, deadline=None, database=None)
    @given(near)
    def agree(text: str) -> None:
        assert made.is_valid(text) == (python.fullmatch(text) is not None)

    agree()
