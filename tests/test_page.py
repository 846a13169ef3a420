"""The page of a resource: what it shows, what it offers, and that hostile data stay text."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from contextvars import Context
from dataclasses import replace
from decimal import Decimal
from enum import Enum

import pytest
from lxml import html
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Envelope
from flask_resty import OneOf
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.page import PAGE
from flask_resty.page.highlight import MOST
from flask_resty.page.highlight import highlight
from flask_resty.page.inputs import Choice
from flask_resty.page.inputs import inputs_of

FORMATS = [JSON_EMITTER, PAGE]
HTML = {"Accept": "text/html"}


class Colour(Enum):
    RED = 1
    BLUE = 2


class PageBook(Schema):
    """A book, with a field of most kinds."""

    title = fields.Str(required=True, validate=validate.Length(1, 80))
    text = fields.Str()
    pages = fields.Int(allow_none=True, validate=validate.Range(min=1))
    price = fields.Decimal()
    out = fields.Date()
    at = fields.AwareDateTime()
    is_new = fields.Bool()
    kind = fields.Str(validate=validate.OneOf(["novel", "poem"]), load_default="novel")
    colour = fields.Enum(Colour, by_value=True)
    tags = fields.List(fields.Str())


class Books(Resource):
    """All books.

    The newest one
    comes first.
    """

    @accepts(Schema.from_dict({"q": fields.Str(), "year": fields.List(fields.Int())}), "query")
    @paginate(PageNumber(size=2))
    def get(self, query, page):
        """Look for books."""
        return page.of([{"title": "Dune", "href": "/books/1"}], total=5)

    @accepts(PageBook)
    @returns(PageBook, 201)
    def post(self, body):
        return body


class Book(Resource):
    def find(self, id):
        return {"title": "Dune", "pages": None, "colour": Colour.BLUE} if id == 1 else None

    def version(self, item):
        return 1

    @returns(Schema.from_dict({"title": fields.Str(), "pages": fields.Int(allow_none=True), "colour": fields.Enum(Colour, by_value=True)}))
    def get(self, item):
        return item

    @accepts(PageBook)
    def put(self, item, body):
        return body


@pytest.fixture
def client(app):
    api = Api(app, title="Shelf", version="2.1", url_prefix="/api", emitters=FORMATS)
    api.resource("/books")(Books)
    api.resource("/books/<int:id>", require_match=True)(Book)
    return app.test_client()


def page_of(client, url, **headers):
    """Give the page at an address as a tree."""
    return html.fromstring(client.get(url, headers=HTML | headers).text)


def resource(app, *, emitters=FORMATS, rule="/", **options):
    """Register a class as a decorator does, and give a client of its own Api."""

    def register(cls):
        Api(app, emitters=emitters, **options).resource(rule)(cls)
        return app.test_client()

    return register


def one(found):
    [only] = found
    return only


def texts(tree, path):
    return [" ".join(each.text_content().split()) for each in tree.cssselect(path)]


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_who_asks_for_html_gets_a_page(client):
    response = client.get("/api/books", headers=HTML)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html")
    assert response.text.startswith("<!DOCTYPE html>")


def test_who_asks_for_anything_else_does_not(client):
    assert client.get("/api/books").json == [{"title": "Dune", "href": "/books/1"}]


def test_browsers_prefer_the_page(client):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    assert client.get("/api/books", headers={"Accept": accept}).headers["Content-Type"] == "text/html"


def test_head_has_the_fields_of_get_and_no_content(client):
    got, head = client.get("/api/books", headers=HTML), client.head("/api/books", headers=HTML)
    assert (head.headers, head.data) == (got.headers, b"")


def test_the_representation_is_that_of_json(client):
    shown = one(page_of(client, "/api/books").cssselect(".representation > pre")).text_content()
    assert json.loads(shown) == client.get("/api/books").json


def test_the_page_tells_of_the_resource_and_its_api(client):
    tree = page_of(client, "/api/books")
    assert texts(tree, "h1, .title p, .api") == ["Shelf 2.1", "Books", "All books.", "The newest one comes first."]
    assert tree.findtext(".//title") == "Books – Shelf"


def test_an_undocumented_class_does_not_say_what_resources_are(client):
    assert texts(page_of(client, "/api/books/1"), ".title p") == []


def test_the_path_leads_up_to_what_can_be_read(client):
    links = [(each.text_content(), each.get("href")) for each in page_of(client, "/api/books/1").cssselect(".crumbs a")]
    assert links == [("books", "/api/books")]


def test_links_know_where_the_app_is_mounted(client):
    tree = html.fromstring(client.get("/api/books/1", headers=HTML, base_url="http://localhost/mounted/").text)
    assert tree.body.get("data-path") == "/mounted/api/books/1"
    assert one(tree.cssselect(".crumbs a")).get("href") == "/mounted/api/books"


def test_an_emitter_outside_of_a_request_writes_the_data_alone():
    data = {"a": Decimal("1.50"), "b": dt.date(2030, 1, 2)}
    # Not even in that of a test before, which may have left it open.
    tree = html.fromstring(Context().run(PAGE.emit, data, None))
    assert json.loads(tree.cssselect("pre")[0].text_content()) == {"a": "1.50", "b": "2030-01-02"}
    assert tree.cssselect("form") == []


def test_a_request_that_is_not_ours_is_no_trouble(app):
    with app.test_request_context("/elsewhere"):
        assert b"<pre>" in PAGE.emit({"a": 1}, None)


def test_other_formats_are_buttons_for_a_script(client):
    button = one(page_of(client, "/api/books").cssselect(".formats button"))
    assert (button.text, button.get("data-format"), button.get("disabled") is not None) == ("json", "application/json", True)


def test_other_formats_are_links_where_an_address_may_name_them(app):
    @resource(app, format_in_url=True)
    class Thing(Resource):
        def get(self):
            return {}

    assert one(page_of(Thing, "/").cssselect(".formats a")).get("href") == "/?format=json"


def test_versions_of_one_format_are_told_from_each_other(app):
    @resource(app)
    class Thing(Resource):
        @returns(Schema.from_dict({"a": fields.Int()}))
        @returns(Schema.from_dict({"b": fields.Int()}), media_type="application/vnd.a+json;version=1")
        @returns(Schema.from_dict({"c": fields.Int()}), media_type="application/vnd.a+json;version=2")
        def get(self):
            return {"a": 1, "b": 2, "c": 3}

    assert texts(page_of(Thing, "/"), ".formats li") == ["json", "vnd.a", "application/vnd.a+json;version=2"]


def test_the_name_of_a_format_in_the_path_is_no_part_of_the_address(app):
    @resource(app, rule="/things", format_in_url=True, title="Things")
    class Thing(Resource):
        def get(self):
            return {}

    tree = html.fromstring(Thing.get("/things.html").text)
    assert (tree.body.get("data-path"), texts(tree, "h1, .api, .crumbs li")) == ("/things", ["Things 1", "/", "things", "Thing"])
    assert [each.get("href") for each in tree.cssselect(".formats a")] == ["/things?format=json"]
    assert Thing.get("/things?format=json").json == {}


def test_a_stream_has_no_page(app):
    @resource(app)
    class Many(Resource):
        @streams(PageBook)
        def get(self):
            yield {"title": "Dune"}

    assert Many.get("/", headers=HTML).status_code == 406


# -- errors ------------------------------------------------------------------------------------------------------------


def test_an_error_is_a_page_too(client):
    response = client.get("/api/books?pgae=2", headers=HTML)
    tree = html.fromstring(response.text)
    assert (response.status_code, response.headers["Content-Type"]) == (422, "text/html")
    assert texts(tree, ".status, h1, .lead")[:2] == ["422", "Unprocessable Content"]
    assert texts(tree, ".faults li") == ["query/pgae Unknown field. unknown Did you mean page?"]


def test_an_error_where_no_rule_is_has_a_page_without_operations(client):
    response = client.get("/api/nowhere", headers=HTML)
    tree = html.fromstring(response.text)
    assert (response.status_code, texts(tree, "h1")) == (404, ["Not Found"])
    assert tree.cssselect(".operation") == []


def test_a_page_of_an_error_can_be_tried_from(client):
    assert texts(page_of(client, "/api/books/2"), ".method") == ["GET", "PUT"]


def test_extension_members_of_a_problem_may_be_called_errors():
    document = Problem(400, errors=(), more={"errors": "none"}).document() | {"errors": ["a", {"code": 1}]}
    assert b"Bad Request" in PAGE.problem.emit(document, None)


def test_a_query_that_is_not_utf8_has_a_page(client):
    response = client.get("/api/books?q=%ff", headers=HTML)
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/html")


# -- the policy --------------------------------------------------------------------------------------------------------


def test_the_policy_allows_the_one_style_and_the_one_script_by_their_hashes(client):
    response = client.get("/api/books", headers=HTML)
    tree = html.fromstring(response.text)
    for kind in ("style", "script"):
        digest = hashlib.sha256(one(tree.cssselect(kind)).text.encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}';" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["/api/books", "/api/nowhere"], ids=["page", "error"])
def test_the_policy_allows_nothing_else(client, url):
    policy = client.get(url, headers=HTML).headers["Content-Security-Policy"]
    rest = [each for each in policy.split("; ") if "sha256" not in each]
    assert rest == [
        "default-src 'none'",
        "connect-src 'self'",
        "form-action 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]


def test_nothing_in_the_page_needs_another_permission(client):
    text = client.get("/api/books/1", headers=HTML).text
    assert not re.search(r"\son\w+=|\sstyle=|javascript:|innerHTML|https?://(?!\[)", text.replace("https?", ""))


# -- hostile data ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    ["</pre></script><img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{ 7*7 }}", "&lt;b&gt;", "'\"`"],
    ids=["markup", "attribute", "template", "entities", "quotes"],
)
def test_hostile_data_stay_text(app, hostile):
    @resource(app, rule="/<path:name>")
    class Thing(Resource):
        def get(self, name):
            return {hostile: hostile}

    tree = page_of(Thing, "/" + hostile.replace("/", "%2F").replace("?", ""))
    assert json.loads(tree.cssselect(".representation > pre")[0].text_content()) == {hostile: hostile}
    assert tree.cssselect("img, b") == []
    assert len(tree.cssselect("script")) == 1


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("/posts/1?a=b&c=d#e", True),
        ("/", True),
        ("https://example.com/a", True),
        ("http://example.com", True),
        ("/caf\u00e9", True),
        ("//example.com/a", False),
        ("/\\example.com", False),
        ("/\texample.com", False),
        ("/a b", False),
        ("/posts/{slug}", False),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("ftp://example.com", False),
        ("posts/1", False),
        ("/\u202egnp.exe", False),
        ("/a\nb", False),
        ('/a"b', False),
    ],
    ids=ascii,
)
def test_only_addresses_become_links(text, is_link):
    tree = html.fromstring(f"<pre>{highlight(JSON_EMITTER.emit([text]).decode())}</pre>")
    assert [each.get("href") for each in tree.cssselect("a")] == ([text] if is_link else [])


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u200b", "\u2028", "\ufeff", "\x7f"], ids=ascii)
def test_what_cannot_be_seen_is_shown_as_an_escape(mark):
    shown = highlight(JSON_EMITTER.emit({f"a{mark}": f"b{mark}"}).decode())
    assert mark not in shown
    assert json.loads(html.fromstring(f"<pre>{shown}</pre>").text_content()) == {f"a{mark}": f"b{mark}"}


# -- highlighting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        [[]],
        [{}, [[], {}]],
        {"a": []},
        "",
        "a\\",
        '"',
        '\\"',
        [1, -2.5, 2**70, True, None],
        {"a": {"b": [1, {"c": "d"}]}},
        {"": ":,[]{}"},
    ],
    ids=repr,
)
def test_highlighted_json_says_the_same(data):
    shown = html.fromstring(f"<pre>{highlight(JSON_EMITTER.emit(data).decode())}</pre>").text_content()
    assert json.loads(shown) == data
    assert shown == json.dumps(data, indent=2, ensure_ascii=False)


def test_what_is_large_is_cut(app):
    @resource(app)
    class Large(Resource):
        def get(self):
            return ["x" * 1000] * 1000

    tree = page_of(Large, "/")
    assert MOST < len(tree.cssselect(".representation > pre")[0].text_content()) < 2 * MOST
    assert "beginning of 1003001 characters" in tree.text_content()


@pytest.mark.parametrize("data", [["x" * 2_000_000], [[[[[]] * 9] * 9] * 9] * 9000], ids=["string", "signs"])
def test_no_data_makes_a_huge_page(data):
    assert len(highlight(JSON_EMITTER.emit(data).decode())) < 20 * MOST


def test_what_is_nested_deeply_is_not_indented_for_ever():
    assert len(highlight("[" * 5000 + "]" * 5000)) < 100 * 10_000


# -- operations --------------------------------------------------------------------------------------------------------


def test_the_operations_are_those_of_the_rule(client):
    assert texts(page_of(client, "/api/books"), "summary") == ["GET Look for books.", "POST Add to it."]


def test_each_parameter_is_a_form_that_keeps_the_others(client):
    tree = page_of(client, "/api/books?q=dune&year=1965&year=1984&page=2")
    forms = {form.cssselect("[data-location]")[0].get("name"): form for form in tree.cssselect("form.parameter")}
    assert list(forms) == ["q", "year", "page", "limit"]
    # Who looks for something else begins with the first page.
    assert forms["q"].form_values() == [("year", "1965"), ("year", "1984"), ("q", "dune")]
    assert forms["page"].form_values() == [("q", "dune"), ("year", "1965"), ("year", "1984"), ("page", "2")]
    assert forms["year"].form_values()[:2] == [("q", "dune"), ("year", "1965")]
    assert one(forms["q"].cssselect("a")).get("href") == "/api/books?year=1965&year=1984"


def test_a_choice_that_was_not_made_is_not_sent_by_browsers_without_scripts(app):
    @resource(app)
    class Thing(Resource):
        @accepts(Schema.from_dict({"is_new": fields.Bool()}), "query")
        def get(self, query):
            return query

    assert [(each.get("value"), each.get("disabled") is not None) for each in page_of(Thing, "/").cssselect("option")] == [
        ("", True),
        ("true", False),
        ("false", False),
    ]


def test_forms_of_changes_begin_with_what_is_there(client):
    tree = page_of(client, "/api/books/1")
    values = {each.get("name"): each.get("data-value") for each in tree.cssselect("form[data-method=PUT] [data-value]")}
    assert values == {"title": '"Dune"', "pages": "null", "colour": "2"}


def test_so_they_do_inside_of_an_envelope(app):
    @resource(app, envelope=Envelope("book"))
    class Thing(Book):
        def find(self):
            return {"title": "Dune", "pages": 1, "colour": Colour.RED}

    form = one(page_of(Thing, "/").cssselect("form[data-method=PUT]"))
    assert form.get("data-member") == "book"
    assert one(form.cssselect("[name=title]")).get("data-value") == '"Dune"'


def test_what_takes_no_envelope_is_sent_without_one(app):
    @resource(app, envelope="book", parsers=[replace(JSON_PARSER, enveloped=False)])
    class Thing(Book):
        def find(self):
            return {"title": "Dune"}

    assert one(page_of(Thing, "/").cssselect("form[data-method=PUT]")).get("data-member") is None
    assert Thing.put("/", json={"title": "Dune"}).status_code == 200


def test_a_form_has_a_label_for_each_input(client):
    for url in ("/api/books", "/api/books/1"):
        tree = page_of(client, url)
        labelled = {each.get("for") for each in tree.cssselect("label")}
        inputs = [
            each for each in tree.cssselect("input, select, textarea") if each.getparent().tag != "label" and each.get("type") != "hidden"
        ]
        assert {each.get("id") for each in inputs} <= labelled
        ids = [each.get("id") for each in tree.cssselect("[id]")]
        assert len(ids) == len(set(ids))


def test_a_change_asks_for_the_state_that_it_is_meant_for(client):
    field = one(page_of(client, "/api/books/1").cssselect("[name=If-Match]"))
    assert field.get("data-required") is not None


def test_rules_and_ways_in_are_told(app):
    @resource(app, middleware=[AnyOf(Bearer(verify=str), Basic(verify=lambda name, password: name))])
    class Thing(Resource):
        @public
        def get(self):
            return {}

        @requires("things:write")
        @throttle("5/minute")
        @Idempotency(MemoryStore())
        @accepts(PageBook)
        def post(self, body):
            return {}

    tree = page_of(Thing, "/")
    assert texts(tree, ".rules li") == ["open to everybody", "needs credentials", "requires('things:write')", "Throttle('5/minute')"]
    assert texts(tree, "#authorization-hint code") == ["Bearer …", "Basic name:password"]
    assert len(tree.cssselect("[name=Idempotency-Key]")) == 1


def test_header_fields_are_asked_for_by_the_names_that_are_sent(app):
    @resource(app)
    class Thing(Resource):
        @accepts(Schema.from_dict({"x_request_id": fields.Str()}), "headers")
        def delete(self, headers):
            return None

        def get(self):
            return {}

    assert [each.get("name") for each in page_of(Thing, "/").cssselect("[data-location=headers]")] == ["X-Request-Id"]


@pytest.mark.parametrize("schema", [PageBook(many=True), OneOf(PageBook, fields.Str()), fields.Raw()], ids=["many", "one-of", "field"])
def test_what_no_form_can_say_is_written_by_hand(app, schema):
    @resource(app)
    class Thing(Resource):
        @accepts(schema)
        def post(self, body):
            return body

        def get(self):
            return {}

    tree = page_of(Thing, "/")
    assert one(tree.cssselect(".written")).get("data-only") is not None
    assert texts(tree, "[data-type] option") == ["application/json"]


# -- inputs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "kind", "kind_in_query"),
    [
        (fields.Str(), "lines", "text"),
        (fields.Str(validate=validate.Length(max=80)), "text", "text"),
        (fields.Email(), "email", "email"),
        (fields.URL(), "url", "url"),
        (fields.UUID(), "text", "text"),
        (fields.IP(), "text", "text"),
        (fields.Int(), "number", "number"),
        (fields.Float(), "number", "number"),
        (fields.Decimal(), "decimal", "decimal"),
        (fields.TimeDelta(), "number", "number"),
        (fields.Bool(), "choice", "choice"),
        (fields.Enum(Colour), "choice", "choice"),
        (fields.Date(), "date", "date"),
        (fields.Time(), "time", "time"),
        (fields.AwareDateTime(), "moment", "text"),
        (fields.DateTime(), "moment", "text"),
        (fields.NaiveDateTime(), "local", "text"),
        (fields.DateTime(format="timestamp"), "number", "number"),
        (fields.DateTime(format="%d.%m.%Y"), "text", "text"),
        (fields.List(fields.Int()), "json", "number"),
        (fields.Tuple([fields.Int()]), "json", "text"),
        (fields.Dict(), "json", "text"),
        (fields.Nested(PageBook), "json", "text"),
        (fields.Raw(), "json", "text"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_each_field_has_the_input_of_its_kind(field, kind, kind_in_query):
    schema = Schema.from_dict({"x": field})()
    assert (one(inputs_of(schema)).kind, one(inputs_of(schema, is_text=True)).kind) == (kind, kind_in_query)


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        (fields.Bool(), [("true", "true"), ("false", "false")]),
        (fields.Enum(Colour), [("RED", '"RED"'), ("BLUE", '"BLUE"')]),
        (fields.Enum(Colour, by_value=True), [("1", "1"), ("2", "2")]),
        (fields.Int(validate=validate.OneOf([1, 2])), [("1", "1"), ("2", "2")]),
        (fields.Str(validate=validate.OneOf(["a", "<b>"])), [("a", '"a"'), ("<b>", '"<b>"')]),
    ],
    ids=["boolean", "names", "values", "integers", "strings"],
)
def test_choices_are_those_that_are_let_through(field, choices):
    assert one(inputs_of(Schema.from_dict({"x": field})())).choices == tuple(Choice(*each) for each in choices)


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        (fields.Str(validate=validate.Length(1, 5)), "1 to 5 characters"),
        (fields.Str(validate=validate.Length(equal=3)), "3 characters"),
        (fields.List(fields.Str(), validate=validate.Length(max=5)), "at most 5 items"),
        (fields.Int(validate=validate.Range(min=1)), "at least 1"),
        (fields.Int(validate=validate.Range(min=1, max=9, max_inclusive=False)), "1 to less than 9"),
        (fields.Int(validate=validate.Range(max=2**63)), ""),
        (fields.Int(load_default=7, metadata={"description": "How many."}), "How many; 7 if left out"),
        (fields.List(fields.Str(), load_default=list), ""),
    ],
    ids=["length", "equal", "items", "range", "exclusive", "technical", "described", "callable"],
)
def test_hints_tell_what_is_good_to_know(field, hint):
    assert one(inputs_of(Schema.from_dict({"x": field})())).hint == hint


def test_a_partial_schema_requires_nothing():
    assert not any(each.is_required for each in inputs_of(PageBook(partial=True)))
    assert not any(each.is_required for each in inputs_of(PageBook(partial=("title",))))
    assert [each.name for each in inputs_of(PageBook()) if each.is_required] == ["title"]


def test_what_is_only_shown_cannot_be_sent():
    assert [each.name for each in inputs_of(Schema.from_dict({"id": fields.Int(dump_only=True), "a": fields.Str(data_key="b")})())] == ["b"]
