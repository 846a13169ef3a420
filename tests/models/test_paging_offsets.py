"""Pages by how many rows come before them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from flask_resty import ConfigError
from flask_resty.models import LimitOffset
from flask_resty.models import OffsetPage
from flask_resty.models import cut_page

from .following import codes
from .following import serve
from .following import targets
from .following import walk

LARGEST = 2**63 - 1


def served(app: Flask, count: int = 3, **options: Any) -> Any:
    return serve(app, LimitOffset(**options), lambda page: cut_page(range(1, count + 1), page))


def test_a_part_of_three(app):
    # T101
    response = served(app).get("/rows?offset=1&limit=2")
    assert response.json == [2, 3]
    assert targets(response) == {"first": "/rows?offset=0&limit=2", "prev": "/rows?offset=0&limit=2", "last": "/rows?offset=2&limit=2"}


def test_a_page_behind_the_end_is_empty_and_leads_back(app):
    # T101
    response = served(app).get("/rows?offset=10000&limit=2")
    assert response.json == []
    assert targets(response)["prev"] == "/rows?offset=2&limit=2"


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("offset=-1", "/offset", "too_small"),
        ("offset=NaN", "/offset", "type"),
        ("offset=", "/offset", "type"),
        (f"offset={LARGEST}", "/offset", "too_large"),
        ("limit=0", "/limit", "too_small"),
        ("limit=101", "/limit", "too_large"),
        ("limit=1.5", "/limit", "type"),
        ("page=2", "/page", "unknown"),
        ("offset=1&offset=2", "/offset", "repeated"),
    ],
)
def test_parameters_are_strict(app, query, pointer, code):
    # T101
    assert codes(served(app).get(f"/rows?{query}")) == [(pointer, code)]


def test_the_largest_offset_and_its_page_are_within_64_bits(app):
    response = served(app).get(f"/rows?offset={LARGEST - 100}&limit=100")
    assert (response.status_code, response.json) == (200, [])


def test_pages_are_all_there_is(app):
    assert walk(served(app, 5), "/rows?limit=2") == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize(
    ("offset", "said", "expected"),
    [
        (0, {"total": 0}, {"first": 0, "last": 0}),
        (0, {"total": 20}, {"first": 0, "last": 0}),
        (0, {"total": 21}, {"first": 0, "next": 20, "last": 20}),
        (7, {"total": 45}, {"first": 0, "prev": 0, "next": 27, "last": 40}),
        (90, {"total": 45}, {"first": 0, "prev": 40, "last": 40}),
        (20, {"more": True}, {"first": 0, "prev": 0, "next": 40}),
        (0, {"more": False}, {"first": 0}),
    ],
)
def test_links(offset, said, expected):
    assert OffsetPage(offset, 20).of([], **said).links == {rel: f"?offset={to}" for rel, to in expected.items()}


@pytest.mark.parametrize("said", [{}, {"total": 3, "more": True}])
def test_a_page_has_to_know_whether_it_is_the_last(said):
    with pytest.raises(TypeError, match="needs either total= or more="):
        OffsetPage(0, 20).of([], **said)


def test_parameters_have_other_names_if_wanted(app):
    response = served(app, offset="skip", limit="take").get("/rows?skip=1&take=1")
    assert (response.json, targets(response)["next"]) == ([2], "/rows?skip=2&take=1")


@pytest.mark.parametrize(
    "options",
    [{"size": 0}, {"size": 9, "max_size": 8}, {"size": True}, {"max_size": LARGEST}, {"offset": "limit"}, {"limit": ""}],
    ids=str,
)
def test_what_cannot_be_is_refused(options):
    with pytest.raises(ConfigError, match=r"LimitOffset\(.*cannot be"):
        LimitOffset(**options)


def test_it_tells_what_it_is():
    assert repr(LimitOffset(5, 10)) == "LimitOffset(size=5, max_size=10)"
