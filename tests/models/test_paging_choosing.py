"""Several kinds of pages for one list."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import ConfigError
from flask_resty import PageNumber
from flask_resty.models import Cursor
from flask_resty.models import LimitOffset
from flask_resty.models import RecordRange
from flask_resty.models import cut_page
from flask_resty.models import several
from flask_resty.typing import Pager

from .following import codes
from .following import serve
from .following import targets
from .following import walk


def served(app: Flask, *pagers: Pager) -> Any:
    given = pagers or (PageNumber(size=2), LimitOffset(size=3), Cursor(size=4))
    return serve(app, several(*given), lambda page: cut_page(list("abcdefgh"), page, key=tuple))


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", "ab"),
        ("?page=2", "cd"),
        ("?limit=1", "a"),
        ("?offset=1", "bcd"),
        ("?offset=0", "abc"),
        ("?offset=1&limit=1", "b"),
        ("?cursor=", "abcd"),
        ("?cursor=&limit=1", "a"),
    ],
)
def test_parameters_choose(app, query, rows):
    assert served(app).get(f"/rows{query}").json == list(rows)


@pytest.mark.parametrize(("query", "size"), [("page=1", 2), ("offset=0", 3), ("cursor=", 4)])
def test_links_stay_with_what_was_chosen(app, query, size):
    pages = walk(served(app), f"/rows?{query}")
    assert ("".join(map("".join, pages)), len(pages[0])) == ("abcdefgh", size)


def test_a_reference_to_the_first_page_by_cursor_chooses_it_again(app):
    client = served(app)
    assert client.get(targets(client.get("/rows?cursor="))["first"]).json == list("abcd")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("page=1&cursor=", [("/cursor", "invalid")]),
        ("offset=0&page=1", [("/offset", "invalid")]),
        ("page=1&offset=0&cursor=", [("/cursor", "invalid"), ("/offset", "invalid")]),
        ("cursor=x", [("/cursor", "invalid_cursor")]),
        ("page=0&offset=-1", [("/page", "too_small"), ("/offset", "too_small")]),
        ("limit=101", [("/limit", "too_large")]),
        ("curser=", [("/curser", "unknown")]),
    ],
)
def test_what_does_not_go_together_is_refused(app, query, found):
    assert sorted(codes(served(app).get(f"/rows?{query}"))) == sorted(found)


def test_one_pager_is_itself():
    pager = PageNumber()
    assert several(pager) is pager


def test_ranges_of_records_stand_beside_them(app):
    client = serve(app, RecordRange(several(PageNumber(), Cursor(size=3))), lambda page: cut_page(list("abcde"), page, key=tuple))
    assert client.get("/rows", headers={"Range": "items=1-2"}).json == ["b", "c"]
    assert client.get("/rows?cursor=").json == ["a", "b", "c"]


class Since:
    """A pager of somebody else: one parameter is needed, one is made up, one has an attribute of another name."""

    schema = Schema.from_dict(
        {
            "since": fields.Str(required=True),
            "until": fields.Str(load_default=lambda: "z"),
            "order": fields.Str(attribute="way"),
            "extra": fields.Str(),
        },
        name="Since",
    )()

    def page(self, values: Any, refer: Any) -> Any:
        return LimitOffset().page({"offset": 0, "limit": len(values) + (values.get("way") == "up")}, refer)


@pytest.mark.parametrize(("query", "count"), [("since=a", 2), ("since=a&order=up", 4), ("since=a&extra=b&until=c", 3)])
def test_a_pager_gets_its_values_as_its_schema_gives_them(app, query, count):
    assert len(served(app, PageNumber(), Since()).get(f"/rows?{query}").json) == count


def test_a_parameter_that_the_chosen_one_needs_is_asked_for(app):
    assert codes(served(app, PageNumber(), Since()).get("/rows?until=a")) == [("/since", "required")]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (several, "needs a pager"),
        (lambda: several(PageNumber, Cursor()), "is no pager"),  # type: ignore[arg-type]
        (lambda: several(PageNumber(), PageNumber()), "no parameter chooses PageNumber"),
        (lambda: several(PageNumber(), Cursor(max_size=50)), "'limit' is another one for PageNumber.* than for Cursor"),
        (lambda: several(PageNumber(limit="size"), Cursor(), LimitOffset(max_size=50)), "'limit' is another one for Cursor"),
    ],
    ids=["none", "class", "same", "bounds", "bounds of others"],
)
def test_what_cannot_be_told_from_each_other_is_refused(make, message):
    with pytest.raises(ConfigError, match=message):
        make()


def test_it_tells_what_it_is():
    told = "several(PageNumber(size=20, max_size=100), Cursor(size=20, max_size=100))"
    assert repr(several(PageNumber(), Cursor())) == told
