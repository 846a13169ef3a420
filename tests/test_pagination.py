"""A page at a time: the parameters of a page, and ``Link`` on the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from urllib.parse import quote
from urllib.parse import urlencode
from urllib.parse import urljoin
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask import Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Envelope
from flask_resty import OneOf
from flask_resty import Page
from flask_resty import Paged
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import returns
from flask_resty import streams
from flask_resty.middleware import CORS

LARGEST = 2**63 - 1

#: The values of Link, in the strict grammar of RFC 8288, 3: no empty elements, quoted strings only.
_VALUE = re.compile(r"<([^<>\"\s\\^`{|}\x00-\x1f\x7f-\U0010ffff]*)>; rel=\"([a-z]+)\"")


class Number(Schema):
    number = fields.Int(required=True)


class Search(Schema):
    q = fields.Str()
    tag = fields.List(fields.Str())


def numbers(first: int, end: int) -> list[dict[str, int]]:
    return [{"number": number} for number in range(first, end)]


def client_of(app: Flask, *decorators: Callable[[Any], Any], total: int = 45, rule: str = "/items", **options: Any) -> FlaskClient:
    """Serve so many numbers, a page at a time."""

    def get(self: Any, page: Page, **others: Any) -> Any:
        return page.of(numbers(page.offset, min(total, page.offset + page.limit)), total=total)

    return serve(app, get, *(decorators or (paginate(PageNumber()), returns(Number(many=True)))), rule=rule, **options)


def serve(app: Flask, handler: Any, *decorators: Callable[[Any], Any], method: str = "get", rule: str = "/items", **options: Any) -> Any:
    for decorator in decorators:
        handler = decorator(handler)
    Api(app, **options).resource(rule)(type("Items", (Resource,), {method: handler}))
    return app.test_client()


def links(response: Any) -> dict[str, str]:
    """Give the targets by their relation type, read strictly."""
    found: dict[str, str] = {}
    for value in response.headers["Link"].split(", "):
        match = _VALUE.fullmatch(value)
        assert match, value
        assert match[2] not in found
        found[match[2]] = match[1]
    return found


def mistakes(response: Any) -> list[tuple[str, str, str]]:
    assert (response.status_code, response.mimetype) == (422, "application/problem+json"), response.text
    return [(fault["location"], fault["pointer"], fault["code"]) for fault in response.json["errors"]]


# -- the page ----------------------------------------------------------------------------------------------------------


def test_page_knows_what_a_database_wants_to_know() -> None:
    page = Page(3, 20)
    assert (page.number, page.size, page.offset, page.limit) == (3, 20, 40, 20)


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 45, {"first": 1, "next": 2, "last": 3}),
        (2, 45, {"first": 1, "prev": 1, "next": 3, "last": 3}),
        (3, 45, {"first": 1, "prev": 2, "last": 3}),
        (1, 0, {"first": 1, "last": 1}),
        (1, 1, {"first": 1, "last": 1}),
        (1, 20, {"first": 1, "last": 1}),
        (1, 21, {"first": 1, "next": 2, "last": 2}),
        (2, 40, {"first": 1, "prev": 1, "last": 2}),
        (4, 45, {"first": 1, "prev": 3, "last": 3}),
        (9, 45, {"first": 1, "prev": 3, "last": 3}),
        (9, 0, {"first": 1, "prev": 1, "last": 1}),
    ],
)
def test_links_where_the_total_is_known(number: int, total: int, expected: dict[str, int]) -> None:
    assert Page(number, 20).of([], total=total).links == {rel: f"?page={to}" for rel, to in expected.items()}


@pytest.mark.parametrize(
    ("number", "more", "expected"),
    [
        (1, True, {"first": 1, "next": 2}),
        (1, False, {"first": 1}),
        (5, True, {"first": 1, "prev": 4, "next": 6}),
        (5, False, {"first": 1, "prev": 4}),
    ],
)
def test_links_where_counting_is_too_dear(number: int, more: bool, expected: dict[str, int]) -> None:
    assert Page(number, 20).of([], more=more).links == {rel: f"?page={to}" for rel, to in expected.items()}


@pytest.mark.parametrize("said", [{}, {"total": 3, "more": True}, {"total": None}])
def test_page_has_to_know_whether_it_is_the_last(said: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="needs either total= or more="):
        Page(1, 20).of([], **said)


def test_handler_can_be_called_in_a_unit_test() -> None:
    class Items(Resource):
        @paginate(PageNumber())
        def get(self, page: Page) -> Any:
            return page.of(["a"], total=21)

    assert Items().get(Page(2, 20)) == Paged(["a"], Page(2, 20), {"first": "?page=1", "prev": "?page=1", "last": "?page=2"}, 21)


# -- the answer --------------------------------------------------------------------------------------------------------


def test_items_go_through_the_schema_and_the_links_into_the_header(app: Flask) -> None:
    response = client_of(app).get("/items?page=2")
    assert response.json == numbers(20, 40)
    assert links(response) == {"first": "/items?page=1", "prev": "/items?page=1", "next": "/items?page=3", "last": "/items?page=3"}


def test_first_page_is_what_is_given_without_parameters(app: Flask) -> None:
    client = client_of(app)
    assert client.get("/items").data == client.get("/items?page=1&limit=20").data


def test_page_behind_the_last_is_empty_and_leads_back(app: Flask) -> None:
    response = client_of(app).get("/items?page=9")
    assert (response.status_code, response.json, links(response)["prev"]) == (200, [], "/items?page=3")
    assert "next" not in links(response)


def test_other_parameters_are_kept_in_their_order(app: Flask) -> None:
    client = client_of(app, accepts(Search, "query"), paginate(PageNumber()))
    response = client.get("/items?tag=b&page=2&q=a+b&limit=5&tag=a%26")
    assert links(response)["next"] == "/items?tag=b&page=3&q=a%20b&limit=5&tag=a%26"


def test_links_have_the_mount_point_and_no_host(app: Flask) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example"}
    response = client_of(app).get("/items", headers=headers, environ_overrides={"SCRIPT_NAME": "/app"})
    assert links(response)["next"] == "/app/items?page=2"
    assert "evil" not in str(response.headers)


def test_path_that_looks_like_a_host_does_not_become_one(app: Flask) -> None:
    app.url_map.merge_slashes = False
    client = client_of(app, rule="/<path:rest>")
    response = client.get("/", environ_overrides={"PATH_INFO": "//evil.example/items"})
    assert (response.status_code, links(response)["next"]) == (200, "?page=2")


def test_head_has_the_same_links(app: Flask) -> None:
    client = client_of(app)
    assert client.head("/items?page=2").headers["Link"] == client.get("/items?page=2").headers["Link"]


def test_query_has_pages(app: Flask) -> None:
    def query(self: Any, body: Any, page: Page) -> Any:
        return page.of(numbers(0, 3), more=True)

    client = serve(app, query, accepts(Search), paginate(PageNumber(3)), returns(Number(many=True)), method="query")
    response = client.open("/items", method="QUERY", json={"q": "a"})
    assert (response.json, links(response)) == (numbers(0, 3), {"first": "/items?page=1", "next": "/items?page=2"})


def test_async_handler_has_pages(app: Flask) -> None:
    async def get(self: Any, page: Page) -> Any:
        return page.of(numbers(0, 3), total=3)

    assert links(serve(app, get, paginate(PageNumber())).get("/items"))["last"] == "/items?page=1"


def test_envelope_goes_around_the_items_and_its_meta_may_tell_of_the_page(app: Flask) -> None:
    def meta(page: Any) -> Mapping[str, Any]:
        return {"total": page.total, "number": page.page.number, "next": page.links.get("next")}

    response = client_of(app, envelope=Envelope("item", "items", meta=meta), total=41).get("/items?page=3")
    assert response.json == {"items": numbers(40, 41), "meta": {"total": 41, "number": 3, "next": None}}


def test_without_a_schema_the_items_go_out_as_they_are(app: Flask) -> None:
    response = client_of(app, paginate(PageNumber(2))).get("/items")
    assert (response.json, links(response)["next"]) == (numbers(0, 2), "/items?page=2")


def test_schema_of_one_thing_gets_what_was_given(app: Flask) -> None:
    def get(self: Any, page: Page) -> Any:
        return page.of({"numbers": [1, 2]}, total=2)

    client = serve(app, get, paginate(PageNumber()), returns(Schema.from_dict({"numbers": fields.List(fields.Int())})))
    assert client.get("/items").json == {"numbers": [1, 2]}


def test_stream_has_pages(app: Flask) -> None:
    def get(self: Any, page: Page) -> Any:
        return page.of((item for item in numbers(0, 3)), more=True)

    response = serve(app, get, paginate(PageNumber(3)), streams(Number)).get("/items")
    assert (response.json, links(response)["next"]) == (numbers(0, 3), "/items?page=2")


def test_status_and_fields_may_be_said_as_ever(app: Flask) -> None:
    def get(self: Any, page: Page) -> Any:
        return page.of(numbers(0, 1), total=1), 203, {"Link": '</docs>; rel="help"', "X-Number": "1"}

    response = serve(app, get, paginate(PageNumber()), returns(Number(many=True), 203)).get("/items")
    assert (response.status_code, response.headers["X-Number"]) == (203, "1")
    assert response.headers.getlist("Link") == ['</docs>; rel="help"', '</items?page=1>; rel="first", </items?page=1>; rel="last"']


def test_item_that_breaks_its_promise_is_found(app: Flask) -> None:
    app.testing = True
    client = serve(app, lambda self, page: page.of([{"number": "x"}], total=1), paginate(PageNumber()), returns(Number(many=True)))
    with pytest.raises(ContractError, match="number"):
        client.get("/items")


@pytest.mark.parametrize("result", [[], numbers(0, 2), (numbers(0, 2), 200), (numbers(0, 2), {"X-A": "b"})])
def test_list_without_links_would_look_like_all_that_there_is(app: Flask, result: Any) -> None:
    app.testing = True
    client = serve(app, lambda self, page: result, paginate(PageNumber()))
    with pytest.raises(ContractError, match=r"Items\.get is paginated, but returned no page\. Return page\.of"):
        client.get("/items")


@pytest.mark.parametrize(
    ("result", "status"),
    [(None, 204), (Response("x", 200), 200), ((Response("x"), 200), 200), ({"error": "gone"}, 410), (numbers(0, 1), 300)],
)
def test_what_is_no_list_needs_no_page(app: Flask, result: Any, status: int) -> None:
    answer = (result, status) if status >= 300 else result
    response = serve(app, lambda self, page: answer, paginate(PageNumber())).get("/items")
    assert (response.status_code, "Link" in response.headers) == (status, False)


def test_errors_have_no_links(app: Flask) -> None:
    client = client_of(app)
    assert "Link" not in client.get("/items?page=0").headers


def test_scripts_of_other_origins_may_read_the_links(app: Flask) -> None:
    response = client_of(app, middleware=[CORS("*")]).get("/items", headers={"Origin": "https://app.example"})
    assert "Link" in response.headers["Access-Control-Expose-Headers"].split(", ")


def test_operation_tells_of_the_pager(app: Flask) -> None:
    pager = PageNumber(20, 50)
    api = Api(app)
    api.resource("/items")(type("Items", (Resource,), {"get": paginate(pager)(lambda self, page: None)}))
    (operation,) = api.operations(app)
    assert (operation.contract.pager, repr(pager), "Link" in operation.writes) == (pager, "PageNumber(size=20, max_size=50)", True)


# -- the parameters ----------------------------------------------------------------------------------------------------

STRICT = [
    ("page=0", [("/page", "too_small")]),
    ("page=-1", [("/page", "too_small")]),
    ("page=", [("/page", "type")]),
    ("page", [("/page", "type")]),
    ("page=a", [("/page", "type")]),
    ("page=1.0", [("/page", "type")]),
    ("page=01", [("/page", "type")]),
    ("page=%2B1", [("/page", "type")]),
    ("page=+1", [("/page", "type")]),
    ("page=1%00", [("/page", "type")]),
    ("page=%D9%A1", [("/page", "type")]),
    ("page=1&page=1", [("/page", "repeated")]),
    (f"page={LARGEST}", [("/page", "too_large")]),
    (f"page={LARGEST // 100 + 1}", [("/page", "too_large")]),
    (f"page={'9' * 5000}", [("/page", "type")]),
    ("limit=0", [("/limit", "too_small")]),
    ("limit=101", [("/limit", "too_large")]),
    ("limit=x&page=x", [("/page", "type"), ("/limit", "type")]),
]


@pytest.mark.parametrize(("query", "expected"), STRICT, ids=[query[:30] for query, _ in STRICT])
@pytest.mark.parametrize("has_schema", [False, True])
def test_parameters_are_strict(app: Flask, query: str, expected: list[tuple[str, str]], has_schema: bool) -> None:
    decorators = (paginate(PageNumber()), *((accepts(Search, "query"),) if has_schema else ()))
    response = client_of(app, *decorators).get(f"/items?{query}")
    assert mistakes(response) == [("query", pointer, code) for pointer, code in expected]


def test_largest_page_is_one_that_a_database_can_count_to(app: Flask) -> None:
    client = client_of(app)
    response = client.get(f"/items?page={LARGEST // 100}&limit=100")
    assert (response.status_code, response.json) == (200, [])
    assert Page(LARGEST // 100, 100).offset + 100 <= LARGEST


def test_mistakes_in_the_page_and_in_the_rest_come_together(app: Flask) -> None:
    client = client_of(app, accepts(Search, "query"), paginate(PageNumber()))
    assert mistakes(client.get("/items?q=a&q=b&page=0&limit=x")) == [
        ("query", "/q", "repeated"),
        ("query", "/page", "too_small"),
        ("query", "/limit", "type"),
    ]


@pytest.mark.parametrize("schema", [None, Search, OneOf(Search, Schema.from_dict({"z": fields.Int()}))])
def test_name_that_was_meant_is_suggested(app: Flask, schema: Any) -> None:
    decorators = (paginate(PageNumber()), *(() if schema is None else (accepts(schema, "query"),)))
    response = client_of(app, *decorators).get("/items?pagee=2")
    assert set(mistakes(response)) == {("query", "/pagee", "unknown")}
    assert response.json["errors"][0]["suggestion"] == "page"


def test_schema_of_the_query_does_not_see_the_page(app: Flask) -> None:
    def get(self: Any, query: Any, page: Page) -> Any:
        return page.of([query, {"page": page.number}], total=2)

    open_schema = Schema.from_dict({"q": fields.Str()})(unknown="include")
    client = serve(app, get, accepts(open_schema, "query"), paginate(PageNumber()))
    assert client.get("/items?page=2&q=a&z=1").json == [{"q": "a", "z": "1"}, {"page": 2}]


def test_parameters_may_have_other_names(app: Flask) -> None:
    pager = PageNumber(10, 50, page="p", limit="per-page")
    client = client_of(app, paginate(pager))
    response = client.get("/items?p=2&per-page=7")
    assert response.json == numbers(7, 14)
    assert links(response)["next"] == "/items?p=3&per-page=7"
    assert mistakes(client.get("/items?page=2")) == [("query", "/page", "unknown")]


def test_query_that_is_no_utf8_is_refused(app: Flask) -> None:
    response = client_of(app).get("/items?page=%ff")
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "encoding")


# -- other pagers ------------------------------------------------------------------------------------------------------


class After:
    """Pages by the number that stands before them: a pager of one's own."""

    schema: Schema = Schema.from_dict({"after": fields.Int(load_default=None)})()

    def page(self, values: Mapping[str, Any], refer: Callable[[Mapping[str, str | None]], str]) -> Any:
        if values["after"] == 13:
            raise ValidationError({"after": ["There is no such number."]})
        return values["after"], lambda items, after: Paged(items, None, {"first": refer({"after": None}), "next": refer({"after": after})})


def test_anything_of_the_shape_of_a_pager_is_one(app: Flask) -> None:
    def get(self: Any, page: Any) -> Any:
        after, of = page
        return of([after], str(7))

    client = serve(app, get, paginate(After()))
    response = client.get("/items?after=3")
    assert (response.json, links(response)) == ([3], {"first": "/items", "next": "/items?after=7"})
    assert mistakes(client.get("/items?after=13")) == [("query", "/after", "invalid")]


# -- mistakes of the developer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [{"size": 101}, {"size": 0}, {"size": -1}, {"size": 20, "max_size": 10}, {"size": True}, {"size": 2.0}, {"max_size": 2**63}],
)
def test_sizes_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"^PageNumber\(size=.*\) cannot be\. Give two numbers"):
        PageNumber(**options)


@pytest.mark.parametrize("options", [{"page": ""}, {"limit": ""}, {"page": "limit"}, {"limit": None}])
def test_names_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"cannot be\. Give two names"):
        PageNumber(**options)


@pytest.mark.parametrize("pager", [PageNumber, None, 20, object()])
def test_what_is_no_pager(pager: Any) -> None:
    with pytest.raises(ConfigError, match=r"is no pager\. Write @paginate\(PageNumber"):
        paginate(pager)


def test_pages_are_declared_once() -> None:
    with pytest.raises(ConfigError, match="is paginated twice"):
        paginate(PageNumber())(paginate(PageNumber())(lambda self, page: None))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_changes_things_has_no_pages(app: Flask, method: str) -> None:
    with pytest.raises(ConfigError, match=rf"Items\.{method} is paginated, but only what GET and QUERY answer has pages"):
        serve(app, lambda self, page: None, paginate(PageNumber()), method=method)


def test_handler_has_to_take_its_page(app: Flask) -> None:
    with pytest.raises(ConfigError, match=r"Items\.get is paginated, but does not take its page\. Add the parameter 'page'"):
        serve(app, lambda self: None, paginate(PageNumber()))


def test_page_needs_a_pager(app: Flask) -> None:
    with pytest.raises(ConfigError, match=r"asks for 'page', which nothing provides at '/items'\. Decorate it with @paginate"):
        serve(app, lambda self, page: None)


def test_path_variable_would_hide_the_page(app: Flask) -> None:
    with pytest.raises(ConfigError, match=r"the path variable 'page' of '/items/<int:page>' would hide its page\. Rename"):
        serve(app, lambda self, page: None, paginate(PageNumber()), rule="/items/<int:page>")


def test_path_variable_may_be_called_page_where_nothing_is_paginated(app: Flask) -> None:
    assert serve(app, lambda self, page: page, rule="/items/<int:page>").get("/items/7").json == 7


@pytest.mark.parametrize("field", [{"page": fields.Int()}, {"size": fields.Int(data_key="limit")}])
def test_parameter_has_one_meaning(app: Flask, field: dict[str, Any]) -> None:
    decorators = (accepts(Schema.from_dict(field), "query"), paginate(PageNumber()))
    with pytest.raises(ConfigError, match=r"Items\.get has the parameter '(page|limit)' in its query schema and in PageNumber"):
        serve(app, lambda self, page: None, *decorators)


# -- walks -------------------------------------------------------------------------------------------------------------


def walk(client: FlaskClient, start: str, rel: str) -> Iterator[Any]:
    """Follow a relation from an address until there is none, as a client does that knows the address of the server."""
    address = start
    for _ in range(100):
        response = client.get(address)
        assert response.status_code == 200, response.text
        yield response
        target = links(response).get(rel)
        if target is None:
            return
        absolute = urlsplit(urljoin(f"http://localhost{address}", target))
        assert absolute.netloc == "localhost"
        address = f"{absolute.path}?{absolute.query}"
    pytest.fail("The links do not end.")


#: What a client may send beside the page: everything that can be said in UTF-8.
HOSTILE = st.lists(st.tuples(st.just("q") | st.just("tag"), st.text()), max_size=4, unique_by=lambda pair: pair[0])


@given(total=st.integers(0, 30), size=st.integers(1, 12), others=HOSTILE, is_counted=st.booleans())
def test_links_lead_to_each_item_once_and_back(total: int, size: int, others: list[tuple[str, str]], is_counted: bool) -> None:
    def get(self: Any, query: Any, page: Page) -> Any:
        seen.append(query)
        items = numbers(page.offset, min(total, page.offset + page.limit))
        return page.of(items, total=total) if is_counted else page.of(items, more=page.offset + page.limit < total)

    seen: list[Any] = []
    client = serve(Flask("tests"), get, accepts(Search, "query"), paginate(PageNumber(12, 12)), returns(Number(many=True)))
    start = f"/items?{urlencode(others, quote_via=quote)}&limit={size}"
    there = list(walk(client, start, "next"))
    assert [item for response in there for item in response.json] == numbers(0, total)
    back = list(walk(client, f"{start}&page={len(there)}", "prev"))
    assert [response.data for response in back] == [response.data for response in reversed(there)]
    assert all(query == seen[0] for query in seen)
    assert {links(response)["first"] for response in there} == {links(back[0])["first"]}
    ends = {client.get(target).data for response in there if (target := links(response).get("last"))}
    assert ends == ({there[-1].data} if is_counted else set())


@given(st.text(), st.text())
def test_hostile_values_stay_values(value: str, tag: str) -> None:
    client = client_of(Flask("tests"), accepts(Search, "query"), paginate(PageNumber(2)))
    response = client.get(f"/items?{urlencode({'q': value, 'tag': tag}, quote_via=quote)}")
    assert links(response).keys() == {"first", "next", "last"}
    pairs = parse_qsl(urlsplit(links(response)["next"]).query, keep_blank_values=True)
    assert pairs == [("q", value), ("tag", tag), ("page", "2")]
