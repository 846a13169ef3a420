"""Each check finds what it is for: an app keeps its promises until something lies about its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from everything import make_app
from everything.checked import CHECKED

from flask_resty import ConfigError
from flask_resty.testing import CheckedApi
from flask_resty.testing import Example
from flask_resty.testing import walk
from flask_resty.testing.checks import CHECKS
from flask_resty.testing.walking import names_of

#: Gets the method, the status and the fields of an answer, and gives others.
Lie = Callable[[str, str, list[tuple[str, str]]], tuple[str, list[tuple[str, str]]]]


def instead_of(status: int) -> Lie:
    """Say that all is well where there is that status."""
    return lambda method, told, fields: ("200 OK" if told.startswith(str(status)) else told, fields)


def dropping(name: str, of: str = "GET HEAD OPTIONS POST PATCH") -> Lie:
    """Drop a field of the answers to some methods."""
    return lambda method, told, fields: (told, [pair for pair in fields if method not in of.split() or pair[0] != name])


def lead_nowhere(method, told, fields):
    return told, [(name, value.replace("page=", "pag=") if name == "Link" else value) for name, value in fields]


def forget(method, told, fields):
    replayed = any(name == "Idempotency-Replayed" for name, _ in fields)
    return "201 Created" if method == "POST" and not replayed else "200 OK" if replayed else told, fields


def always_json(method, told, fields):
    return told, [(name, "application/json" if name == "Content-Type" else value) for name, value in fields]


def as_text_for_head(method, told, fields):
    return (told, fields) if method != "HEAD" else (told, always_text(fields))


def always_text(fields):
    return [(name, "text/plain" if name == "Content-Type" else value) for name, value in fields]


#: What finds the lie, the operation that is lied about, and the lie.
LIES: list[tuple[str, str, Lie]] = [
    ("options_tells_the_methods", "GET /api/policies/cached", dropping("Allow")),
    ("refuses_other_methods", "GET /api/policies/cached", instead_of(405)),
    ("needs_credentials", "GET /api/callers/basic", instead_of(401)),
    ("needs_credentials", "GET /api/callers/basic", dropping("WWW-Authenticate")),
    ("forbids_strangers", "DELETE /api/policies/matched", instead_of(403)),
    ("tells_other_origins", "GET /api/policies/cached", dropping("Access-Control-Allow-Origin")),
    ("refuses_unknown_media_types", "GET /api/policies/cached", instead_of(406)),
    ("refuses_unknown_parameters", "GET /api/policies/cached", instead_of(422)),
    ("refuses_garbage", "PATCH /api/policies/matched", instead_of(400)),
    ("refuses_unknown_content", "PATCH /api/policies/matched", instead_of(415)),
    ("refuses_what_is_too_large", "PATCH /api/policies/matched", instead_of(413)),
    ("refuses_mistakes", "PATCH /api/policies/matched", instead_of(422)),
    ("refuses_other_states", "PATCH /api/policies/matched", instead_of(412)),
    ("asks_for_a_state", "PATCH /api/policies/matched", instead_of(428)),
    ("answers", "DELETE /api/policies/matched", lambda method, told, fields: (told.replace("204 NO CONTENT", "418 Teapot"), fields)),
    ("speaks_each_format", "GET /api/policies/cached", always_json),
    ("head_is_like_get", "GET /api/policies/cached", dropping("ETag", "HEAD")),
    ("head_is_like_get", "GET /api/policies/cached", as_text_for_head),
    ("confirms_a_state", "GET /api/policies/cached", instead_of(304)),
    ("confirms_a_state", "GET /api/policies/matched", dropping("ETag")),
    ("leads_to_the_next_page", "GET /api/numbers/by-page", lead_nowhere),
    ("answers_once", "POST /api/policies/idempotent", forget),
]


def lying(lie: Lie) -> CheckedApi:
    """Give the Api with an app that lies."""

    def make():
        app = make_app()
        honest = app.wsgi_app

        def application(environ, start_response):
            def start(status, fields, error=None):
                return start_response(*lie(environ["REQUEST_METHOD"], status, list(fields)))

            return honest(environ, start)

        app.wsgi_app = application
        return app

    return replace(CHECKED, make_app=make)


@pytest.mark.parametrize("check, operation, lie", LIES, ids=[f"{number}-{lie[0]}" for number, lie in enumerate(LIES)])
def test_a_check_finds_what_it_is_for(check, operation, lie):
    assert check in {finding.check for finding in walk(lying(lie), operation)}


def test_every_check_is_tried():
    assert {check for check, _, _ in LIES} == {check.__name__ for check in CHECKS}


def test_a_check_can_be_left_out():
    operation = "GET /api/policies/cached"
    checked = replace(lying(instead_of(406)), without={operation: ["refuses_unknown_media_types"]})
    assert list(walk(checked, operation)) == []


@pytest.mark.parametrize("operation, apps", [("GET /api/policies/cached", 2), ("POST /api/policies/throttled", 3)])
def test_each_app_that_was_made_is_closed(operation, apps):
    """One tells the operations, one is asked, and others are where limits are used up."""
    made, closed = [], []

    def make():
        made.append(make_app())
        return made[-1]

    checked = replace(CHECKED, make_app=make, close_app=closed.append)
    assert operation in names_of(checked)
    assert list(walk(checked, operation)) == []
    assert closed == made and len(made) >= apps


@pytest.mark.parametrize(
    "said, message",
    [
        ({"examples": {"GET /api/article": Example()}}, "'GET /api/article', which is no operation. Did you mean 'GET /api/articles'"),
        ({"without": {"GET /api/articles": ["answer"]}}, "the check 'answer', which does not exist. Did you mean 'answers'"),
        ({"title": "Other"}, r"has the Apis \['Everything'\]. Name one, as in title='Everything'"),
    ],
    ids=["operation", "check", "title"],
)
def test_a_subject_that_says_what_cannot_be_is_told(said, message):
    with pytest.raises(ConfigError, match=message):
        list(walk(replace(CHECKED, **said)))
