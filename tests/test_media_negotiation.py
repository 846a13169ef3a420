"""Content negotiation: RFC 9110, 12.5.1, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.media.negotiation import negotiate

JSON = "application/json"
XML = "application/xml"
BOTH = (JSON, XML)


def ranking(accept: str, *offers: str) -> list[str]:
    """Give the acceptable offers, best first."""
    best, left = [], list(offers)
    while (found := negotiate(accept, tuple(left))) is not None:
        best.append(found)
        left.remove(found)
    return best


@pytest.mark.parametrize(
    ("accept", "offers", "chosen"),
    [
        pytest.param("application/json,application/xml;q=0.9,*/*;q=0.8", (JSON,), JSON, id="T23"),
        pytest.param(None, (JSON,), JSON, id="T24"),
        pytest.param("text/html", (JSON,), None, id="T25"),
        pytest.param("text/html,*/*;q=0", (JSON,), None, id="T26"),
        pytest.param("*/*", BOTH, JSON, id="T27"),
        pytest.param("application/json;q=0.1, application/xml", BOTH, XML, id="T28"),
        pytest.param("application/json;q=0, application/xml;q=0.5", BOTH, XML, id="T29"),
        pytest.param("garbage", BOTH, JSON, id="T30"),
    ],
)
def test_row_of_the_ancestors(accept: str | None, offers: tuple[str, ...], chosen: str | None) -> None:
    assert negotiate(accept, offers) == chosen


def test_sound_formats_of_the_rfc() -> None:
    assert ranking("audio/*; q=0.2, audio/basic", "audio/mp3", "audio/basic", "text/html") == ["audio/basic", "audio/mp3"]


def test_text_formats_of_the_rfc() -> None:
    accept = "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c"
    assert ranking(accept, "text/plain", "text/x-dvi", "text/x-c", "text/html") == ["text/x-c", "text/html", "text/x-dvi", "text/plain"]


def test_precedence_of_the_rfc() -> None:
    accept = "text/*;q=0.2, text/plain;q=0.3, text/plain;format=flowed;q=0.4, */*;q=0.1"
    offers = ("image/png", "text/html", "text/plain", "text/plain;format=flowed")
    assert ranking(accept, *offers) == list(reversed(offers))


def test_quality_values_of_the_rfc() -> None:
    accept = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
    offers = ("text/html", "text/plain;format=fixed", "image/jpeg", "text/plain", "text/plain;format=flowed")
    assert ranking(accept, *offers) == list(reversed(offers))


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        # the most specific range decides, whatever its weight
        ("*/*;q=0.9, application/json;q=0.1", XML),
        ("application/json;q=0.1, */*;q=0.9", XML),
        ("application/*;q=0.9, application/json;q=0.1", XML),
        ("*/*, application/*;q=0", None),
        ("*/*;q=0, application/xml", XML),
        ("*/*, application/json;q=0", XML),
        ("application/json;q=0", None),
        # weights
        ("application/json;q=0.899, application/xml;q=0.9", XML),
        ("application/json;q=1.000, application/xml;q=1", JSON),
        ("application/json;q=0.001", JSON),
        ("application/json;q=0.000", None),
        ("application/json;Q=0.5, application/xml;Q=0.6", XML),
        ("application/xml;q=0., application/json;q=1.", JSON),
        # ties: the server's own order
        ("application/xml, application/json", JSON),
        ("application/xml;q=0.5, application/json;q=0.5", JSON),
        # spelling
        ("APPLICATION/XML", XML),
        ("Application/*;q=0.5", JSON),
        ("application/xml ; q=0.5", XML),
        ("application/xml\t;\tq=0.5 ,\ttext/html", XML),
        (",, application/xml,,", XML),
        ("application/xml;", XML),
        ("application/xml; ;q=0.5", XML),
        # several lines arrive as one
        ("text/html,application/xml", XML),
    ],
)
def test_client_gets_what_it_likes_best(accept: str, chosen: str | None) -> None:
    assert negotiate(accept, BOTH) == chosen


@pytest.mark.parametrize(
    "member",
    [
        "application/json;q=5",
        "application/json;q=1.001",
        "application/json;q=0.1234",
        "application/json;q=-1",
        "application/json;q=.5",
        "application/json;q=",
        "application/json;q",
        "application/json;q=high",
        "application/json;q=0.5;q=0.6",
        "application/json;a=1;A=2",
        "application /json",
        "application/ json",
        "application/json x",
        "application/json/x",
        "application",
        "application/",
        "/json",
        "*",
        "*;q=0.2",
        "*/json",
        "application/json;level = 1",
        "application/json;=1",
        'application/json;a="open',
        'application/json;a="b"c',
        "äpplication/json",
        ";;;",
        '"application/json"',
    ],
)
def test_malformed_member_is_ignored(member: str) -> None:
    assert negotiate(f"application/xml, {member}", BOTH) == XML
    assert negotiate(member, BOTH) == JSON


@pytest.mark.parametrize("accept", [None, "", " ", ",", " , ,", ";;;"])
def test_nothing_said_is_anything(accept: str | None) -> None:
    assert negotiate(accept, BOTH) == JSON


@pytest.mark.parametrize("accept", [None, "", "*/*", "garbage", "text/html"])
def test_nothing_offered_is_nothing_chosen(accept: str | None) -> None:
    assert negotiate(accept, ()) is None


def test_offer_that_is_no_media_type_is_never_chosen() -> None:
    assert negotiate("*/*", ("json", XML)) == XML


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("application/vnd.x+json;version=2", "application/vnd.x+json;version=2"),
        ("application/vnd.x+json; VERSION=2", "application/vnd.x+json;version=2"),
        ('application/vnd.x+json;version="2"', "application/vnd.x+json;version=2"),
        (r'application/vnd.x+json;version="\2"', "application/vnd.x+json;version=2"),
        ("application/vnd.x+json", "application/vnd.x+json;version=1"),
        ("application/vnd.x+json;version=1;q=0.1, application/vnd.x+json;version=2;q=0.2", "application/vnd.x+json;version=2"),
        ("application/vnd.x+json;version=1;q=0, application/vnd.x+json", "application/vnd.x+json;version=2"),
        ("application/vnd.x+json;q=0.5;version=2", "application/vnd.x+json;version=2"),
        ("application/vnd.x+json;version=3", None),
        ("application/vnd.x+json;version=2;profile=a", None),
        ("application/*;version=2", "application/vnd.x+json;version=2"),
    ],
)
def test_parameters_of_an_offer_are_matched(accept: str, chosen: str | None) -> None:
    assert negotiate(accept, ("application/vnd.x+json;version=1", "application/vnd.x+json;version=2")) == chosen


def test_parameter_that_the_offer_lacks_does_not_match() -> None:
    assert negotiate("application/json;version=1", BOTH) is None


def test_range_with_more_parameters_decides() -> None:
    offer = "text/x;a=1;b=2"
    assert negotiate("text/x;a=1, text/x;a=1;b=2;q=0", (offer,)) is None


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_utf_8_says_nothing_new(charset: str) -> None:
    assert negotiate(f"application/xml;charset={charset}", BOTH) == XML
    assert negotiate(f"text/csv;charset={charset}", ("text/csv; charset=utf-8",)) == "text/csv; charset=utf-8"
    assert negotiate("text/csv", (f"text/csv;charset={charset}",)) == f"text/csv;charset={charset}"


def test_another_charset_is_not_available() -> None:
    assert negotiate("application/json;charset=utf-16", BOTH) is None


@pytest.mark.parametrize("text", ["a,b", "a;q=0", r"a\"b,c", "", r"\\"])
def test_quoted_string_may_hold_anything(text: str) -> None:
    assert negotiate(f'text/html;title="{text}", application/xml;q=0.5', BOTH) == XML


def test_quote_that_is_never_closed_takes_the_rest() -> None:
    assert negotiate('text/html;a="b, application/xml', BOTH) == JSON
    assert negotiate('application/xml, text/html;a="b, application/json;q=1', BOTH) == XML


def test_long_header_is_judged_like_a_short_one() -> None:
    assert negotiate("text/html," * 5000 + XML, BOTH) == XML
    assert negotiate("text/html," * 5000, BOTH) is None


@pytest.mark.parametrize("part", ['"', "\\", '"\\', "text/html;a=", ";", " ", "a" * 9, '"a",', "text/html; "])
def test_hostile_header_is_judged_in_linear_time(part: str) -> None:
    negotiate(part * 20_000, BOTH)


HEADER = st.text() | st.text(alphabet='ab/*;=",q01. \t\\')


@given(HEADER, st.lists(st.sampled_from([JSON, XML, "text/html;level=1", "a/b;a=b"]), unique=True).map(tuple))
@example('a/b;a="\\', (JSON,))
def test_no_header_raises(accept: str, offers: tuple[str, ...]) -> None:
    assert negotiate(accept, offers) in {None, *offers}


@given(HEADER)
def test_garbage_beside_a_clear_wish_changes_nothing(garbage: str) -> None:
    assert negotiate(f"application/xml, {garbage}".replace("*", "x").replace("json", ""), BOTH) == XML
