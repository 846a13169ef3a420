"""Preconditions by themselves (RFC 9110, 13); over HTTP in ``test_conditional``."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty import Problem
from flask_resty.http.etag import EntityTag
from flask_resty.http.preconditions import Validators
from flask_resty.http.preconditions import evaluate
from flask_resty.http.preconditions import is_satisfied

HERE = Validators(tags=(EntityTag("AAAAAAAAAAAAAAAA.11111111"),), modified=datetime(2024, 5, 17, 12, tzinfo=UTC))
NOTHING = Validators(exists=False)
UNKNOWN = Validators()
WEAK = Validators(tags=(EntityTag("AAAAAAAAAAAAAAAA.11111111", is_weak=True),))

BEFORE, THEN, AFTER = (f"Fri, 17 May 2024 {hour} GMT" for hour in ("11:59:59", "12:00:00", "12:00:01"))


def environ_of(fields: dict[str, str]) -> dict[str, str]:
    return {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in fields.items()}


@pytest.mark.parametrize(
    ("method", "fields", "current", "verdict"),
    [
        # 13.1.1: If-Match compares strongly, is about all methods, and an asterisk is for whatever there is.
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "proceed"),
        ("PUT", {"If-Match": '"v0", "AAAAAAAAAAAAAAAA.11111111"'}, HERE, "proceed"),
        ("PUT", {"If-Match": '"v0.json"'}, HERE, "failed"),
        ("PUT", {"If-Match": 'W/"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "failed"),
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, WEAK, "failed"),
        ("PUT", {"If-Match": "*"}, HERE, "proceed"),
        ("PUT", {"If-Match": "*"}, UNKNOWN, "proceed"),
        ("PUT", {"If-Match": "*"}, NOTHING, "failed"),
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, NOTHING, "failed"),
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, UNKNOWN, "failed"),
        ("DELETE", {"If-Match": '"v0.json"'}, HERE, "failed"),
        ("POST", {"If-Match": '"v0.json"'}, HERE, "failed"),
        ("GET", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "proceed"),
        ("GET", {"If-Match": '"v0.json"'}, HERE, "failed"),
        ("HEAD", {"If-Match": '"v0.json"'}, HERE, "failed"),
        # What changes the resource is about its version, whatever representation the client has seen, or a proxy made of it.
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.22222222"'}, HERE, "proceed"),
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111:br"'}, HERE, "proceed"),
        ("GET", {"If-Match": '"AAAAAAAAAAAAAAAA.22222222"'}, HERE, "failed"),
        # 13.1.2: If-None-Match compares weakly; 304 is for GET and HEAD, 412 for the others.
        ("GET", {"If-None-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "unchanged"),
        ("HEAD", {"If-None-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "unchanged"),
        ("GET", {"If-None-Match": 'W/"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "unchanged"),
        ("GET", {"If-None-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, WEAK, "unchanged"),
        ("GET", {"If-None-Match": '"x", "AAAAAAAAAAAAAAAA.11111111"'}, HERE, "unchanged"),
        ("GET", {"If-None-Match": "*"}, HERE, "unchanged"),
        ("GET", {"If-None-Match": '"v0.json"'}, HERE, "proceed"),
        ("GET", {"If-None-Match": '"AAAAAAAAAAAAAAAA.22222222"'}, HERE, "proceed"),
        ("GET", {"If-None-Match": "garbage"}, HERE, "proceed"),
        ("PUT", {"If-None-Match": "*"}, HERE, "failed"),
        ("PUT", {"If-None-Match": "*"}, NOTHING, "proceed"),
        ("PUT", {"If-None-Match": '"AAAAAAAAAAAAAAAA.22222222"'}, HERE, "failed"),
        ("PUT", {"If-None-Match": '"v0.json"'}, HERE, "proceed"),
        # 13.1.3: If-Modified-Since is for GET and HEAD, and for dates.
        ("GET", {"If-Modified-Since": THEN}, HERE, "unchanged"),
        ("GET", {"If-Modified-Since": AFTER}, HERE, "unchanged"),
        ("HEAD", {"If-Modified-Since": AFTER}, HERE, "unchanged"),
        ("GET", {"If-Modified-Since": BEFORE}, HERE, "proceed"),
        ("GET", {"If-Modified-Since": "garbage"}, HERE, "proceed"),
        ("GET", {"If-Modified-Since": AFTER}, UNKNOWN, "proceed"),
        ("PUT", {"If-Modified-Since": AFTER}, HERE, "proceed"),
        # 13.1.4: If-Unmodified-Since is for dates, and where one is known.
        ("PUT", {"If-Unmodified-Since": THEN}, HERE, "proceed"),
        ("PUT", {"If-Unmodified-Since": AFTER}, HERE, "proceed"),
        ("PUT", {"If-Unmodified-Since": BEFORE}, HERE, "failed"),
        ("GET", {"If-Unmodified-Since": BEFORE}, HERE, "failed"),
        ("PUT", {"If-Unmodified-Since": "garbage"}, HERE, "proceed"),
        ("PUT", {"If-Unmodified-Since": BEFORE}, UNKNOWN, "proceed"),
        # 13.2.2: tags come before dates, and If-Match before If-None-Match.
        ("PUT", {"If-Match": '"AAAAAAAAAAAAAAAA.11111111"', "If-Unmodified-Since": BEFORE}, HERE, "proceed"),
        ("GET", {"If-None-Match": '"v0.json"', "If-Modified-Since": AFTER}, HERE, "proceed"),
        ("GET", {"If-None-Match": '"AAAAAAAAAAAAAAAA.11111111"', "If-Modified-Since": BEFORE}, HERE, "unchanged"),
        ("GET", {"If-None-Match": "garbage", "If-Modified-Since": AFTER}, HERE, "proceed"),
        ("GET", {"If-Match": '"v0.json"', "If-None-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "failed"),
        ("GET", {"If-Match": "*", "If-None-Match": '"AAAAAAAAAAAAAAAA.11111111"'}, HERE, "unchanged"),
        ("GET", {"If-Unmodified-Since": AFTER, "If-Modified-Since": AFTER}, HERE, "unchanged"),
        ("GET", {}, HERE, "proceed"),
    ],
)
def test_conditions_are_judged(method: str, fields: dict[str, str], current: Validators, verdict: str) -> None:
    assert evaluate(environ_of(fields), method, current) == verdict


@pytest.mark.parametrize(
    ("method", "field"), [("PUT", "If-Match"), ("GET", "If-Match"), ("DELETE", "If-None-Match"), ("POST", "If-None-Match")]
)
def test_tags_that_are_none_are_400_where_to_ignore_them_could_lose_something(method: str, field: str) -> None:
    with pytest.raises(Problem) as raised:
        evaluate(environ_of({field: "v1"}), method, HERE)
    assert raised.value.status == 400
    assert [(fault.location, fault.pointer, fault.code) for fault in raised.value.errors] == [("headers", f"/{field}", "malformed")]


@pytest.mark.parametrize(
    ("fields", "current", "said"),
    [
        ({"If-Match": '"x"'}, HERE, True),
        ({"If-None-Match": "*"}, NOTHING, True),
        ({"If-None-Match": '"x"'}, HERE, False),
        ({"If-Unmodified-Since": THEN}, HERE, True),
        ({"If-Unmodified-Since": THEN}, UNKNOWN, False),
        ({"If-Unmodified-Since": "garbage"}, HERE, False),
        ({"If-Modified-Since": THEN}, HERE, False),
        ({}, HERE, False),
    ],
)
def test_a_request_says_which_state_it_is_meant_for(fields: dict[str, str], current: Validators, said: bool) -> None:
    assert is_satisfied(environ_of(fields), current) is said


@given(
    st.sampled_from(["GET", "HEAD", "PUT", "DELETE"]),
    st.dictionaries(
        st.sampled_from(["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"]),
        st.sampled_from(
            ["*", '"AAAAAAAAAAAAAAAA.11111111"', '"AAAAAAAAAAAAAAAA.33333333"', 'W/"AAAAAAAAAAAAAAAA.11111111"', '"x"', BEFORE, THEN, AFTER]
        )
        | st.text(st.characters(max_codepoint=255)),
    ),
    st.sampled_from([HERE, NOTHING, UNKNOWN, WEAK]),
)
def test_nothing_but_a_400_is_raised(method: str, fields: Any, current: Validators) -> None:
    try:
        verdict = evaluate(environ_of(fields), method, current)
    except Problem as problem:
        assert problem.status == 400
    else:
        assert verdict in ({"proceed", "unchanged", "failed"} if method in {"GET", "HEAD"} else {"proceed", "failed"})
