"""Pages by the row that they begin behind."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import ConfigError
from flask_resty import Envelope
from flask_resty import Paged
from flask_resty import accepts
from flask_resty import returns
from flask_resty.models import Cursor
from flask_resty.models import CursorPage
from flask_resty.models import ObjectStore
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import cut_page
from flask_resty.models import read_page

from .following import codes
from .following import serve
from .following import targets
from .following import walk


class Rig(Enum):
    SLOOP = "a"
    KETCH = "b"


@dataclass
class Boat:
    id: int
    name: str = ""
    length: float | None = None
    rig: Rig = Rig.SLOOP


class BoatQuery(Schema):
    name = fields.Str()
    sort = fields.Str(load_default="id")
    fields_ = fields.Str(data_key="fields")


def letters(app: Flask, text: str = "abcde", **options: Any) -> Any:
    """Serve letters in their order, two at a time."""
    return serve(app, Cursor(size=2, **options), lambda page: cut_page(list(text), page, key=tuple))


def boats(app: Flask, pager: Cursor | None = None, order: Any = None, store: ObjectStore | None = None, **options: Any) -> Any:
    """Serve five boats, two at a time; ``order`` is called for the order."""
    kept = store or ObjectStore(Boat, [Boat(number, f"boat {number}") for number in range(1, 6)])

    def give(page: Any) -> Any:
        paged = read_page(kept, Query(order=order() if order else [Order("id")]), page, **options)
        return Paged([boat.id for boat in paged.data], page, paged.links, paged.total)

    return serve(app, pager or Cursor(size=2), give, accepts(BoatQuery, "query"))


# -- from page to page -------------------------------------------------------------------------------------------------


def test_pages_are_all_there_is_in_both_directions(app):
    client = letters(app)
    last = targets(client.get("/rows"))["last"]
    assert walk(client, "/rows") == [["a", "b"], ["c", "d"], ["e"]]
    assert walk(client, last, "prev") == [["d", "e"], ["b", "c"], ["a"]]


def test_the_first_page_leads_on_and_the_last_one_back(app):
    client = letters(app)
    first = client.get("/rows")
    assert targets(first).keys() == {"first", "next", "last"}
    assert targets(client.get(targets(first)["last"])).keys() == {"first", "prev", "last"}


def test_who_goes_back_comes_to_the_page_before(app):
    client = letters(app)
    second = client.get(targets(client.get("/rows"))["next"])
    before = client.get(targets(second)["prev"])
    assert (second.json, before.json) == (["c", "d"], ["a", "b"])
    assert client.get(targets(before)["next"]).json == ["c", "d"]


def test_an_empty_cursor_is_the_beginning(app):
    client = letters(app)
    assert targets(client.get("/rows"))["first"] == "/rows?cursor="
    assert client.get("/rows?cursor=").json == ["a", "b"]


def test_an_empty_list_has_no_other_pages(app):
    response = letters(app, "").get("/rows")
    assert (response.json, targets(response).keys()) == ([], {"first", "last"})


def test_the_size_may_change_on_the_way(app):
    client = letters(app)
    following = targets(client.get("/rows"))["next"]
    assert client.get(f"{following}&limit=3").json == ["c", "d", "e"]


def test_where_all_that_comes_behind_is_gone_the_way_back_is_the_last_page(app):
    rows = list("abc")
    client = serve(app, Cursor(size=2), lambda page: cut_page(rows, page, key=tuple))
    following = targets(client.get("/rows"))["next"]
    rows.remove("c")
    response = client.get(following)
    assert (response.json, targets(response).keys()) == ([], {"first", "prev", "last"})
    assert client.get(targets(response)["prev"]).json == ["a", "b"]


def test_where_all_that_comes_before_is_gone_the_way_on_is_the_first_page(app):
    rows = list("abc")
    client = serve(app, Cursor(size=2), lambda page: cut_page(rows, page, key=tuple))
    before = targets(client.get(targets(client.get("/rows"))["next"]))["prev"]
    del rows[:2]
    response = client.get(before)
    assert (response.json, targets(response).keys()) == ([], {"first", "next", "last"})
    assert client.get(targets(response)["next"]).json == ["c"]


def test_what_comes_and_goes_moves_nothing_over(app):
    rows = list("bdfh")
    client = serve(app, Cursor(size=2), lambda page: cut_page(rows, page, key=tuple))
    following = targets(client.get("/rows"))["next"]
    rows[:] = list("acfgh")
    assert walk(client, following) == [["f", "g"], ["h"]]


def test_a_descending_sequence_has_pages(app):
    client = serve(app, Cursor(size=2), lambda page: cut_page(list("edcba"), page, key=tuple, is_descending=True))
    assert walk(client, "/rows") == [["e", "d"], ["c", "b"], ["a"]]
    assert walk(client, targets(client.get("/rows"))["last"], "prev") == [["b", "a"], ["d", "c"], ["e"]]


def test_a_handler_can_do_without_all_that(app):
    def give(page: CursorPage) -> Paged:
        rows = [number for number in range(1, 6) if page.behind is None or number > page.behind[0]]
        return page.of(rows[: page.limit], values=lambda row: [row], more=len(rows) > page.limit)

    assert walk(serve(app, Cursor(size=2), give), "/rows") == [[1, 2], [3, 4], [5]]


# -- what a cursor is good for -----------------------------------------------------------------------------------------


def test_a_cursor_is_good_for_its_filter_only(app):
    client = boats(app)
    following = targets(client.get("/rows?name=a"))["next"]
    assert client.get(following).status_code == 200
    assert codes(client.get(following.replace("name=a", "name=b"))) == [("/cursor", "invalid_cursor")]
    assert codes(client.get(following.replace("name=a&", ""))) == [("/cursor", "invalid_cursor")]


def test_a_cursor_is_good_for_its_order_only(app):
    client = boats(app)
    following = targets(client.get("/rows?sort=id"))["next"]
    assert codes(client.get(following.replace("sort=id", "sort=-id"))) == [("/cursor", "invalid_cursor")]


def test_a_cursor_is_refused_when_the_usual_order_becomes_another(app):
    order = [Order("id")]
    client = boats(app, order=lambda: order)
    following = targets(client.get("/rows"))["next"]
    order[:] = [Order("name"), Order("id")]
    assert codes(client.get(following)) == [("/cursor", "invalid_cursor")]


def test_a_cursor_is_good_for_its_address_only(app):
    client = serve(app, Cursor(size=1), lambda page: cut_page(list("ab"), page, key=tuple), rule="/rows/<of>")
    following = targets(client.get("/rows/a"))["next"]
    assert client.get(following).json == ["b"]
    assert codes(client.get(following.replace("/a?", "/b?"))) == [("/cursor", "invalid_cursor")]


def test_a_cursor_is_good_behind_any_prefix(app):
    client = letters(app)
    following = targets(client.get("/rows", environ_overrides={"SCRIPT_NAME": "/app"}))["next"]
    assert following.startswith("/app/rows?cursor=")
    assert client.get(following.removeprefix("/app")).json == ["c", "d"]


@pytest.mark.parametrize("change", ["limit=1", "fields=id"])
def test_a_cursor_is_good_for_what_changes_no_more_than_how_rows_are_told(app, change):
    client = boats(app)
    following = targets(client.get("/rows?name=a"))["next"]
    assert client.get(f"{following}&{change}").status_code == 200


def test_parameters_may_come_in_another_order(app):
    client = boats(app)
    following = targets(client.get("/rows?name=a&sort=id"))["next"]
    path, _, query = following.partition("?")
    assert client.get(f"{path}?{'&'.join(reversed(query.split('&')))}").json == [3, 4]


# -- who makes cursors -------------------------------------------------------------------------------------------------


def cursor_of(client: Any) -> str:
    return targets(client.get("/rows"))["next"].partition("cursor=")[2]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cursor: "x",
        lambda cursor: ".",
        lambda cursor: cursor[1:],
        lambda cursor: cursor.partition(".")[0],
        lambda cursor: f"{cursor}x",
        lambda cursor: f"W10{cursor}",
        lambda cursor: cursor.replace(".", "%00."),
        lambda cursor: "%C3%A9.%C3%A9",
        lambda cursor: "a" * 100_000,
        lambda cursor: f"{cursor}%20",
    ],
    ids=["short", "dot", "cut", "unsigned", "longer", "other", "nul", "not ascii", "long", "space"],
)
def test_what_the_app_did_not_sign_is_refused(app, spoil):
    client = letters(app)
    assert codes(client.get(f"/rows?cursor={spoil(cursor_of(client))}")) == [("/cursor", "invalid_cursor")]


def test_a_cursor_of_another_key_is_refused(app):
    client = letters(app)
    cursor = cursor_of(client)
    app.secret_key = "another key"
    assert codes(client.get(f"/rows?cursor={cursor}")) == [("/cursor", "invalid_cursor")]
    app.config["SECRET_KEY_FALLBACKS"] = ["a key for tests"]
    assert client.get(f"/rows?cursor={cursor}").json == ["c", "d"]


def test_an_app_without_a_key_has_no_cursors(app):
    client = letters(app)
    app.secret_key = None
    app.testing = True
    with pytest.raises(ConfigError, match="has no SECRET_KEY"):
        client.get("/rows")


def test_a_bad_cursor_is_told_with_all_that_is_wrong(app):
    found = codes(boats(app).get("/rows?cursor=x&nmae=a"))
    assert found == [("/nmae", "unknown"), ("/cursor", "invalid_cursor")]


def test_a_cursor_says_no_names(app):
    client = boats(app, order=lambda: [Order("name"), Order("id")])
    payload = urlsafe_b64decode(cursor_of(client).partition(".")[0] + "===").decode()
    assert payload.endswith(',true,"boat 2",2]')
    assert "name" not in payload


# -- what rows are sorted by -------------------------------------------------------------------------------------------


def test_rows_without_a_value_come_last_and_once(app):
    store = ObjectStore(Boat, [Boat(1), Boat(2, length=2.5), Boat(3), Boat(4, length=1.5), Boat(5)])
    client = boats(app, order=lambda: [Order("length", True), Order("id", True)], store=store)
    assert walk(client, "/rows") == [[2, 4], [5, 3], [1]]
    assert walk(client, targets(client.get("/rows"))["last"], "prev") == [[3, 1], [4, 5], [2]]


class RigStore(ObjectStore):
    """Sorts by members of an enumeration, as databases do."""

    ask: Any = None

    def query(self, query: Query) -> list[Any]:
        self.ask = query
        return super().query(Query(limit=query.limit))


def test_a_member_of_an_enumeration_comes_back_as_itself(app):
    store = RigStore(Boat, [Boat(1, rig=Rig.KETCH), Boat(2, rig=Rig.KETCH), Boat(3)])
    client = boats(app, order=lambda: [Order("rig"), Order("id")], store=store)
    client.get(targets(client.get("/rows"))["next"])
    assert store.ask.behind == (Rig.KETCH, 2)


def test_a_member_that_is_gone_makes_a_cursor_bad(app, monkeypatch):
    class Fewer(Enum):
        SLOOP = "a"

    store = RigStore(Boat, [Boat(1, rig=Rig.KETCH), Boat(2, rig=Rig.KETCH), Boat(3)])
    client = boats(app, order=lambda: [Order("rig"), Order("id")], store=store)
    following = targets(client.get("/rows"))["next"]
    monkeypatch.setattr(store, "attribute", lambda name: ObjectStore.attribute(store, name)._replace(type=Fewer))  # type: ignore[union-attr]
    assert codes(client.get(following)) == [("/cursor", "invalid_cursor")]


# -- how many ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "total"), [({}, None), ({"total": False}, None), ({"total": True}, 5)], ids=str)
def test_rows_are_counted_where_that_is_asked_for(app, options, total):
    store = ObjectStore(Boat, [Boat(number) for number in range(1, 6)])

    def give(page: CursorPage) -> Paged:
        paged = read_page(store, Query(order=[Order("id")]), page, **options)
        return Paged([], page, paged.links, paged.total)

    rows = returns(Schema.from_dict({"id": fields.Int()}, name="CursorRow")(many=True), envelope=Envelope("rows", meta=total_of))
    assert serve(app, Cursor(), give, rows).get("/rows").json["meta"] == {"total": total}


def total_of(paged: Any) -> dict[str, Any]:
    return {"total": paged.total}


# -- what cannot be ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{"size": 0}, {"size": 9, "max_size": 8}, {"cursor": "limit"}, {"cursor": ""}], ids=str)
def test_what_cannot_be_is_refused(options):
    with pytest.raises(ConfigError, match=r"Cursor\(.*cannot be"):
        Cursor(**options)


def test_a_sequence_needs_a_key():
    with pytest.raises(TypeError, match="needs key="):
        cut_page("abc", CursorPage(2))


def test_it_tells_what_it_is():
    assert repr(Cursor(5, 10)) == "Cursor(size=5, max_size=10)"


def test_parameters_have_other_names_if_wanted(app):
    client = serve(app, Cursor(size=2, cursor="after", limit="first"), lambda page: cut_page(list("abc"), page, key=tuple))
    assert targets(client.get("/rows?first=1"))["next"].startswith("/rows?first=1&after=")
    assert codes(client.get("/rows?after=x")) == [("/after", "invalid_cursor")]
