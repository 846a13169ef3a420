"""Which parser reads what a client sends, and what it is told if none does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.errors import ConfigError
from flask_resty.errors import Problem
from flask_resty.media import JSON_PARSER
from flask_resty.media import Emitter
from flask_resty.media import Parser
from flask_resty.media.content import choose


def nothing(data: bytes, schema: Any) -> Any:
    return None


CSV = Parser("text/csv", nothing, typed=False)
PARSERS = (JSON_PARSER, CSV)


def refusal(content_type: str | None, method: str = "POST") -> Problem:
    with pytest.raises(Problem) as raised:
        choose(content_type, PARSERS, method)
    assert raised.value.status == 415
    return raised.value


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        pytest.param("application/json; charset=utf-8", id="T34"),
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
        "APPLICATION/JSON",
        " application/json ",
        "application/json;",
        "application/json; version=1",
    ],
)
def test_json_is_known_by_its_media_type(content_type: str) -> None:
    assert choose(content_type, PARSERS, "POST") is JSON_PARSER


def test_each_media_type_has_its_parser() -> None:
    assert choose("text/csv; header=present", PARSERS, "POST") is CSV


@pytest.mark.parametrize(
    ("content_type", "code"),
    [
        pytest.param("application/xml", "unsupported", id="T35"),
        pytest.param(None, "required", id="T36"),
        pytest.param("application/jsonfoo", "unsupported", id="T37"),
        pytest.param("text/plain", "unsupported", id="A16"),
        ("", "required"),
        ("application/json-patch+json", "unsupported"),
        ("application/vnd.api+json", "unsupported"),
        ("text/json", "unsupported"),
        ("text/plain; x=application/json", "malformed"),
        ('text/plain; x="application/json"', "unsupported"),
        ("application/*", "unsupported"),
        ("*/*", "unsupported"),
        ("json", "malformed"),
        ("application/", "malformed"),
        ("application/json charset=utf-8", "malformed"),
        ("application/json; charset", "malformed"),
        ("application/json; charset=utf-8; charset=utf-16", "malformed"),
        ("application/json; charset=utf-16", "charset"),
        ("application/json; charset=iso-8859-1", "charset"),
        ('text/csv; charset="UTF-16LE"', "charset"),
    ],
)
def test_other_content_is_refused(content_type: str | None, code: str) -> None:
    (fault,) = refusal(content_type).errors
    assert (fault.location, fault.pointer, fault.code) == ("headers", "/Content-Type", code)


@pytest.mark.parametrize(
    ("method", "field"), [("POST", "Accept-Post"), ("PATCH", "Accept-Patch"), ("QUERY", "Accept-Query"), ("PUT", None), ("DELETE", None)]
)
def test_t35_refusal_lists_what_is_accepted(method: str, field: str | None) -> None:
    headers = refusal("application/xml", method).headers
    assert dict(headers) == dict.fromkeys(["Accept", *([field] if field else [])], "application/json, text/csv")


def test_refusal_of_a_media_type_does_not_blame_the_coding() -> None:
    assert "Accept-Encoding" not in refusal("application/xml").headers


def test_refusal_does_not_repeat_what_was_sent() -> None:
    problem = refusal("application/x-secret")
    assert "secret" not in str(problem.document()) + str(problem.headers)


def test_parser_with_parameters_wants_them() -> None:
    first, second = Parser("application/x;version=1", nothing), Parser("application/x;version=2", nothing)
    assert choose("application/x; version=2; a=b", (first, second), "PUT") is second
    with pytest.raises(Problem):
        choose("application/x", (first, second), "PUT")


def test_first_parser_of_a_media_type_wins() -> None:
    mine = Parser("application/json", nothing)
    assert choose("application/json", (mine, JSON_PARSER), "PUT") is mine


def test_same_header_may_have_another_parser_elsewhere() -> None:
    mine = Parser("application/json", nothing)
    assert choose("application/json", (JSON_PARSER,), "PUT") is JSON_PARSER
    assert choose("application/json", (mine,), "PUT") is mine


@given(st.text() | st.text(alphabet='aj/*;=", \t\\') | st.text(alphabet='; =a"').map(JSON_PARSER.media_type.__add__))
def test_no_content_type_raises_anything_but_a_problem(content_type: str) -> None:
    try:
        assert choose(content_type, PARSERS, "POST") is JSON_PARSER
    except Problem as problem:
        assert problem.status in {400, 415}


@pytest.mark.parametrize(
    "content_type",
    ["application/json, application/json", "application/json, text/plain", "application/json; charset=utf-8, text/plain", "a/b,c/d"],
)
def test_two_content_types_are_400(content_type: str) -> None:
    with pytest.raises(Problem) as raised:
        choose(content_type, PARSERS, "POST")
    assert (raised.value.status, raised.value.errors[0].code) == (400, "repeated")


@pytest.mark.parametrize("part", ['"', "\\", ";", "; ", " ", "a", ';a="', ";a=b"])
def test_hostile_content_type_is_judged_in_linear_time(part: str) -> None:
    refusal("application/xml" + part * 20_000)


# -- formats -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("media_type", ["json", "", "application/*", "*/*", "application/json, text/csv", "text/csv; header"])
def test_malformed_media_type_is_a_mistake_of_the_developer(media_type: str) -> None:
    with pytest.raises(ConfigError, match="is no media type for a parser"):
        Parser(media_type, nothing)
    with pytest.raises(ConfigError, match="is no media type for an emitter"):
        Emitter(media_type, lambda data, schema: b"")


def test_emitter_may_have_parameters() -> None:
    assert Emitter("text/csv; header=present", lambda data, schema: b"").stream is None


def test_function_of_a_parser_need_not_be_hashable() -> None:
    class Reader:
        __hash__ = None  # type: ignore[assignment]

        def __call__(self, data: bytes, schema: Any) -> Any: ...

    parser = Parser("text/csv", Reader())
    assert choose("text/csv", (parser,), "POST") is parser
