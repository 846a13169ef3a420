"""The page of a resource, in a real browser."""

from __future__ import annotations

import json
import re
from itertools import product

import pytest
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import public
from flask_resty import returns
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.page import PAGE

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "</pre><form action=https://example.com><button>",
    "x" * 3000,
]

#: Widths of a desk and of a phone, by light and by night.
VIEWS = [{"viewport": {"width": width, "height": 800}, "color_scheme": scheme} for width, scheme in product((1280, 360), ("light", "dark"))]


class PageNote(Schema):
    """A note, with inputs of most kinds."""

    title = fields.Str(required=True, validate=validate.Length(1, 20))
    text = fields.Str(load_default="")
    number = fields.Int(load_default=0, allow_none=True)
    at = fields.AwareDateTime(load_default=None, allow_none=True)
    day = fields.Date(load_default=None, allow_none=True)
    kind = fields.Str(load_default="plain", validate=validate.OneOf(["plain", "loud"]))
    is_new = fields.Bool(load_default=False)
    tags = fields.List(fields.Str(), load_default=list)


class PageNoteOut(PageNote):
    id = fields.Int()
    links = fields.Dict()


class PageNoteQuery(Schema):
    q = fields.Str()
    kind = fields.Str(validate=validate.OneOf(["plain", "loud"]))
    id = fields.List(fields.Int())


NOW = "2030-01-31T12:30:15.123456+00:00"


@pytest.fixture
def notes():
    first = PageNote().load({"title": "First", "number": 2**60 + 1, "at": NOW, "kind": "loud", "is_new": True, "tags": ["a"]})
    return {1: {**first, "id": 1, "links": {"self": "/api/notes/1", "all": "/api/notes", "other": "https://example.com/"}}}


@pytest.fixture
def base(app, serve, notes):
    """Serve an Api with notes, and give its base URL."""
    bearer = AnyOf(Bearer(verify={"secret": "ada"}.get), Basic(verify=lambda name, password: name if password == "w\u00f6rd" else None))
    api = Api(app, title="Notes", url_prefix="/api", emitters=[JSON_EMITTER, PAGE], middleware=[bearer])

    @api.resource("/notes")
    class Notes(Resource):
        """All notes."""

        @accepts(PageNoteQuery, "query")
        @paginate(PageNumber(size=1))
        @returns(PageNoteOut(many=True))
        @public
        def get(self, query, page):
            return page.of([note for note in notes.values() if query.get("q", "") in note["title"]], total=3)

        @accepts(PageNote)
        @returns(PageNoteOut, 201, location="note")
        def post(self, body):
            number = max(notes) + 1
            notes[number] = {**body, "id": number, "links": {}}
            return notes[number]

    @api.resource("/notes/<int:id>", require_match=True)
    class Note(Resource):
        """One note."""

        def find(self, id):
            return notes.get(id)

        def version(self, item):
            return json.dumps(item, default=str)

        @returns(PageNoteOut)
        @public
        def get(self, item):
            return item

        @accepts(PageNote)
        @returns(PageNoteOut)
        def put(self, item, body):
            return item.update(body) or item

        @accepts(PageNote(partial=True))
        @returns(PageNoteOut)
        def patch(self, item, body):
            return item.update(body) or item

        @returns(None)
        def delete(self, item):
            del notes[item["id"]]

    @api.resource("/hostile")
    class Hostile(Resource):
        @public
        def get(self):
            return [*HOSTILE, {name: name for name in HOSTILE}]

        @public
        def post(self):
            raise Problem(400, HOSTILE[0], title=HOSTILE[3], hint=HOSTILE)

    return serve(app)


@pytest.fixture
def tab(browser):
    tab = browser(viewport={"width": 1280, "height": 800})
    yield tab
    tab.page.context.close()


def operation(tab, method):
    """Open the form of an operation, and give what holds it."""
    found = tab.page.locator("details.operation", has=tab.page.locator(f".method.{method.lower()}"))
    if not found.evaluate("element => element.open"):
        found.locator("summary").first.click()
    return found


def sent(found):
    """Send a form, and give the status that is shown."""
    found.get_by_role("button", name="Send").click()
    status = found.locator(".result .status")
    status.wait_for()
    return status.text_content()


def wait_for_tag(tab, method):
    tab.wait_until_filled(tab.page.locator(f"form[data-method={method}] [name=If-Match]"))


def shown(found):
    return json.loads(found.locator(".result pre").text_content())


# -- loading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/notes", "/api/notes/1", "/api/hostile"])
def test_a_page_loads_without_complaint_and_asks_nobody_else(base, tab, path):
    tab.page.goto(base + path, wait_until="networkidle")
    assert tab.complaints == []
    assert {url.split("?")[0] for url in tab.asked if not url.startswith("data:")} == {base + path}


def test_the_style_and_the_script_are_let_through(base, tab):
    tab.page.goto(f"{base}/api/notes")
    assert tab.page.evaluate("document.documentElement.className") == "js"
    assert tab.page.evaluate("getComputedStyle(document.querySelector('main')).display") == "grid"


def test_a_page_of_an_error_is_a_page(base, tab):
    assert tab.page.goto(f"{base}/api/notes?kind=silent").status == 422
    assert tab.page.locator("h1").text_content() == "Unprocessable Content"
    assert "query/kind" in tab.page.locator(".faults").text_content()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view['viewport']['width']}-{view['color_scheme']}")
@pytest.mark.parametrize("path", ["/api/notes/1", "/api/hostile"])
def test_nobody_has_to_scroll_to_the_side(base, browser, view, path):
    tab = browser(**view)
    tab.page.goto(base + path)
    for summary in tab.page.locator("summary").all():
        summary.click()
    assert not tab.is_too_wide
    tab.page.context.close()


def test_by_night_the_page_is_dark(base, browser):
    grounds = {}
    for scheme in ("light", "dark"):
        tab = browser(color_scheme=scheme)
        tab.page.goto(f"{base}/api/notes")
        colour = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
        grounds[scheme] = sum(map(int, re.findall("[0-9]+", colour)[:3]))
        tab.page.context.close()
    assert grounds["dark"] < 150 < 600 < grounds["light"]


# -- without scripts ---------------------------------------------------------------------------------------------------


@pytest.fixture
def quiet(browser):
    """Give a tab that runs no scripts."""
    tab = browser(java_script_enabled=False)
    yield tab
    tab.page.context.close()


def test_without_scripts_links_can_be_followed(base, quiet):
    quiet.page.goto(f"{base}/api/notes")
    quiet.page.get_by_role("link", name="/api/notes/1").click()
    assert quiet.page.url == f"{base}/api/notes/1"
    quiet.page.get_by_role("navigation", name="Path").get_by_role("link", name="notes").click()
    assert quiet.page.url == f"{base}/api/notes"


def test_without_scripts_a_parameter_can_be_added_to_others_and_taken_away(base, quiet):
    quiet.page.goto(f"{base}/api/notes")
    found = operation(quiet, "GET")
    found.get_by_label("q", exact=True).fill("Fir")
    found.get_by_role("button", name="Apply q").click()
    found.get_by_label("kind", exact=True).select_option("loud")
    found.get_by_role("button", name="Apply kind").click()
    assert quiet.page.url == f"{base}/api/notes?q=Fir&kind=loud"
    quiet.page.get_by_role("link", name="Clear q").click()
    assert quiet.page.url == f"{base}/api/notes?kind=loud"


def test_without_scripts_nothing_is_sent_that_would_be_misunderstood(base, quiet, notes):
    quiet.page.goto(f"{base}/api/notes")
    found = operation(quiet, "POST")
    assert found.get_by_role("button", name="Send").is_disabled()
    found.get_by_label("title", exact=True).press("Enter")
    assert (quiet.page.url, len(notes)) == (f"{base}/api/notes", 1)
    assert "turn JavaScript on" in quiet.page.locator(".operations").text_content()


# -- trying ------------------------------------------------------------------------------------------------------------


def test_all_parameters_are_asked_for_at_once(base, tab):
    tab.page.goto(f"{base}/api/notes?id=1&id=2")
    tab.page.get_by_label("q", exact=True).fill("First")
    tab.page.get_by_label("1", exact=True).uncheck()
    tab.page.get_by_label("q", exact=True).press("Enter")
    tab.page.wait_for_url(f"{base}/api/notes?id=2&q=First")


def test_what_a_query_gives_can_be_seen_in_place(base, tab):
    tab.page.goto(f"{base}/api/notes")
    found = operation(tab, "GET")
    found.get_by_label("q", exact=True).fill("Second")
    found.get_by_role("button", name="Send here").click()
    found.locator(".result .status").wait_for()
    assert (shown(found), tab.page.url) == ([], f"{base}/api/notes")


def test_links_to_other_pages_are_shown(base, tab):
    tab.page.goto(f"{base}/api/notes")
    tab.page.get_by_role("navigation", name="Links").get_by_role("link", name="next").click()
    tab.page.wait_for_url(f"{base}/api/notes?page=2")


def test_a_form_makes_something(base, tab, notes):
    tab.page.goto(f"{base}/api/notes")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "POST")
    found.get_by_label("title", exact=True).fill('Tea & "<b>cake</b>"')
    found.get_by_label("text", exact=True).fill("One line,\nand another.")
    found.get_by_label("number", exact=True).fill("9007199254740993")
    found.get_by_label("day", exact=True).fill("2030-01-31")
    found.get_by_label("kind", exact=True).select_option("loud")
    found.get_by_label("is_new", exact=True).select_option("true")
    found.get_by_label("tags", exact=True).fill('["a", "b"]')
    assert sent(found) == "201 CREATED"
    made = [str(notes[2][name]) for name in ("title", "text", "number", "day", "kind", "is_new", "tags", "at")]
    whole = ['Tea & "<b>cake</b>"', "One line,\nand another.", "9007199254740993", "2030-01-31", "loud", "True", "['a', 'b']", "None"]
    assert made == whole
    assert tab.complaints == []
    found.get_by_role("link", name="/api/notes/2").click()
    tab.page.wait_for_url(f"{base}/api/notes/2")


def test_a_moment_is_sent_with_the_time_zone_of_the_browser(base, browser, notes):
    tab = browser(timezone_id="America/New_York")
    tab.page.goto(f"{base}/api/notes")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "POST")
    found.get_by_label("title", exact=True).fill("Then")
    found.get_by_label("at", exact=True).fill("2030-01-31T07:30:15")
    assert sent(found) == "201 CREATED"
    assert notes[2]["at"].isoformat() == "2030-01-31T12:30:15+00:00"
    tab.page.context.close()


def test_mistakes_are_told_at_their_inputs(base, tab, notes):
    tab.page.goto(f"{base}/api/notes")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "POST")
    found.get_by_label("title", exact=True).fill("x" * 21)
    found.get_by_label("tags", exact=True).fill("[1]")
    assert sent(found).startswith("422")
    assert {each["pointer"] for each in shown(found)["errors"]} == {"/title", "/tags/0"}
    assert [each.get_attribute("name") for each in found.locator("[aria-invalid]").all()] == ["title", "tags"]
    assert found.locator(".field", has_text="title").locator(".fault").text_content() == "Length must be between 1 and 20."
    assert len(notes) == 1


def test_a_mistake_goes_with_the_next_try(base, tab):
    tab.page.goto(f"{base}/api/notes")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "POST")
    assert sent(found).startswith("422")
    found.get_by_label("title", exact=True).fill("Now")
    found.get_by_role("button", name="Send").click()
    found.get_by_text("201 CREATED").wait_for()
    assert found.locator("[aria-invalid], .fault").count() == 0


def test_basic_credentials_may_be_typed_in_clear(base, tab):
    tab.page.goto(f"{base}/api/notes")
    tab.page.get_by_label("Authorization").fill("Basic ada:w\u00f6rd")
    found = operation(tab, "POST")
    found.get_by_label("title", exact=True).fill("Mine")
    assert sent(found) == "201 CREATED"


def test_what_is_not_touched_goes_back_as_it_came(base, tab, notes):
    before = dict(notes[1])
    tab.page.goto(f"{base}/api/notes/1")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "PUT")
    found.get_by_label("title", exact=True).fill("Other")
    wait_for_tag(tab, "PUT")
    assert sent(found) == "200 OK"
    assert notes[1] == before | {"title": "Other"}


def test_a_patch_says_only_what_is_different(base, tab, notes):
    tab.page.goto(f"{base}/api/notes/1")
    found = operation(tab, "PATCH")
    found.get_by_label("number", exact=True).fill("8")
    found.get_by_label("null").nth(1).check()
    found.get_by_label("write it by hand").check()
    assert json.loads(found.get_by_label("What is sent").input_value()) == {"number": 8, "at": None}


def test_a_text_that_was_taken_away_is_an_empty_one(base, tab):
    tab.page.goto(f"{base}/api/notes/1")
    found = operation(tab, "PATCH")
    found.get_by_label("title", exact=True).fill("")
    found.get_by_label("write it by hand").check()
    assert json.loads(found.get_by_label("What is sent").input_value()) == {"title": ""}


def test_content_can_be_written_by_hand(base, tab, notes):
    tab.page.goto(f"{base}/api/notes/1")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "PATCH")
    found.get_by_label("write it by hand").check()
    found.get_by_label("Content-Type").select_option("application/json-patch+json")
    found.get_by_label("What is sent").fill('[{"op": "replace", "path": "/title", "value": "By hand"}]')
    found.get_by_label("If-Match").fill("*")
    assert sent(found) == "200 OK"
    assert notes[1]["title"] == "By hand"


def test_a_second_change_is_meant_for_what_the_first_one_made(base, tab, notes):
    tab.page.goto(f"{base}/api/notes/1")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "PATCH")
    wait_for_tag(tab, "PATCH")
    for title in ("Second", "Third"):
        found.get_by_label("title", exact=True).fill(title)
        assert sent(found) == "200 OK"
        found.locator(".result", has_text=title).wait_for()
    assert notes[1]["title"] == "Third"


def test_an_answer_without_content_is_an_answer(base, tab, notes):
    tab.page.goto(f"{base}/api/notes/1")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    found = operation(tab, "DELETE")
    wait_for_tag(tab, "DELETE")
    assert (sent(found), notes) == ("204 NO CONTENT", {})


def test_wrong_credentials_are_refused_without_a_dialog(base, tab):
    tab.page.goto(f"{base}/api/notes/1")
    tab.page.get_by_label("Authorization").fill("Bearer wrong")
    found = operation(tab, "DELETE")
    found.get_by_label("If-Match").fill("*")
    assert sent(found).startswith("401")


def test_another_format_is_one_click_away(base, tab):
    tab.page.goto(f"{base}/api/notes/1")
    tab.page.get_by_role("button", name="json", exact=True).click()
    pre = tab.page.locator("#format-result pre")
    pre.wait_for()
    assert json.loads(pre.text_content())["title"] == "First"
    # What JavaScript would round is shown as it came.
    assert str(2**60 + 1) in pre.text_content()
    with tab.page.expect_download() as download:
        tab.page.get_by_role("link", name="Save").click()
    assert json.loads(download.value.path().read_text())["title"] == "First"


# -- hostile data ------------------------------------------------------------------------------------------------------


def test_hostile_data_stay_text_in_answers(base, tab):
    tab.page.goto(f"{base}/api/hostile")
    tab.page.get_by_label("Authorization").fill("Bearer secret")
    assert sent(operation(tab, "POST")).startswith("400")
    assert shown(operation(tab, "POST"))["hint"] == HOSTILE
    assert sent(operation(tab, "GET")).startswith("200")
    assert shown(operation(tab, "GET"))[:5] == HOSTILE
    assert tab.page.locator("img, a[href^='javascript'], form[action]").count() == 0
    assert "\u202e" not in tab.page.content()
    assert not tab.is_too_wide


def test_what_would_run_is_not_run(base, tab):
    tab.page.goto(f"{base}/api/hostile")
    with tab.page.expect_console_message(lambda message: "forbidden" in message.text):
        tab.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.hit = true\">')")
    assert tab.page.evaluate("window.hit") is None


# -- keys --------------------------------------------------------------------------------------------------------------


def test_the_first_key_leads_past_the_head(base, tab):
    tab.page.goto(f"{base}/api/notes")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.textContent") == "To the content"


def test_an_operation_opens_by_key(base, tab):
    tab.page.goto(f"{base}/api/notes/1")
    summary = tab.page.locator("summary", has_text="DELETE")
    summary.focus()
    summary.press("Enter")
    assert tab.page.locator("form[data-method=DELETE]").is_visible()
