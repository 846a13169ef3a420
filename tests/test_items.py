"""Bodies that are read as streams: the handler gets one validated item after the other."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from flask import request
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate
from marshmallow import validates_schema

from flask_resty import Api
from flask_resty import Binary
from flask_resty import ConfigError
from flask_resty import Envelope
from flask_resty import Items
from flask_resty import OneOf
from flask_resty import Parser
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty import use
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import transaction

LINES = "application/jsonl"


class Row(Schema):
    id = fields.Integer(required=True)
    title = fields.String(validate=validate.Length(max=5))


Handler = Callable[[Any, Items], Any]


def listing() -> Handler:
    """Give a handler that gives the ids back."""
    return lambda self, body: {"ids": [row["id"] for row in body]}


def serve(
    app: Flask,
    handler: Handler | None = None,
    *,
    schema: Any = Row,
    parsers: Any = (JSON_PARSER, JSON_LINES_PARSER, JSON_SEQ_PARSER, CSV_PARSER),
    max_size: int = 10_000,
    method: str = "post",
    around: Any = (),
    **options: Any,
) -> Any:
    attached = use(parsers=parsers)(accepts(schema, stream=True, max_size=max_size)(handler or listing()))
    resource = type("Rows", (Resource,), {method: attached})
    Api(app, middleware=around, **options).resource("/rows")(resource)
    return app.test_client()


def lines(*items: str) -> bytes:
    return "".join(f"{item}\n" for item in items).encode()


GOOD = lines('{"id": 1}', '{"id": 2, "title": "b"}')


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(GOOD, LINES), (b'\x1e{"id": 1}\n\x1e{"id": 2}\n', "application/json-seq"), (b"id,title\r\n1,a\r\n2,b\r\n", "text/csv")],
    ids=["JSON Lines", "JSON seq", "CSV"],
)
def test_handler_gets_one_item_after_the_other(app: Flask, content: bytes, media_type: str) -> None:
    assert serve(app).post("/rows", data=content, content_type=media_type).json == {"ids": [1, 2]}


def test_formats_keep_their_strictness(app: Flask) -> None:
    client = serve(app)
    response = client.post("/rows", data=lines('{"id": "1"}'), content_type=LINES)
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [("/0/id", "type")]
    assert client.post("/rows", data=b"id,title\r\n1,a\r\n", content_type="text/csv").status_code == 200


def test_all_mistakes_are_told_with_their_lines(app: Flask) -> None:
    content = lines('{"id": 1}', "", '{"id": "x", "title": "too long"}', "{", '{"id": 4, "titel": "d"}')
    response = serve(app).post("/rows", data=content, content_type=LINES)
    assert response.status_code == 422
    assert [(error["pointer"], error["code"], error["detail"][:8]) for error in response.json["errors"]] == [
        ("/1/id", "type", "Line 3: "),
        ("/1/title", "too_long", "Line 3: "),
        ("/2", "syntax", "Line 4: "),
        ("/3/titel", "unknown", "Line 5: "),
    ]
    assert response.json["errors"][3]["suggestion"] == "title"


def test_items_behind_a_mistake_are_not_given(app: Flask) -> None:
    given: list[int] = []

    def keep(self: Any, body: Items) -> Any:
        given.extend(row["id"] for row in body)

    response = serve(app, keep).post("/rows", data=lines('{"id": 1}', "{}", '{"id": 3}', "{}"), content_type=LINES)
    assert (given, [error["pointer"] for error in response.json["errors"]]) == ([1], ["/1/id", "/3/id"])


def test_mistakes_are_bounded_and_the_rest_is_not_read(app: Flask) -> None:
    content = lines(*["{}"] * 501, "{")
    response = serve(app).post("/rows", data=content, content_type=LINES)
    assert (response.status_code, len(response.json["errors"])) == (422, 501)
    assert [error["code"] for error in response.json["errors"][499:]] == ["required", "more"]


def test_a_part_can_be_taken(app: Flask) -> None:
    def take(self: Any, body: Items) -> Any:
        return [[number, item, [fault.pointer for fault in faults]] for number, item, faults in body.lines()]

    response = serve(app, take).post("/rows", data=lines('{"id": 1}', "{}", "{", '{"id": 4}'), content_type=LINES)
    assert response.json == [[1, {"id": 1}, []], [2, None, ["/1/id"]], [3, None, ["/2"]], [4, {"id": 4}, []]]


def test_nothing_is_no_item(app: Flask) -> None:
    assert serve(app).post("/rows").json == {"ids": []}
    assert app.test_client().post("/rows", data=b"", content_type=LINES).json == {"ids": []}


@pytest.mark.parametrize("schema", [fields.Integer(), OneOf(Row, fields.Integer())], ids=["field", "alternatives"])
def test_an_item_may_be_of_any_schema(app: Flask, schema: Any) -> None:
    response = serve(app, lambda self, body: list(body), schema=schema).post("/rows", data=lines("1", "2"), content_type=LINES)
    assert response.json == [1, 2]


def test_a_schema_may_judge_an_item_as_a_whole(app: Flask) -> None:
    class Span(Schema):
        start = fields.Integer()
        end = fields.Integer()

        @validates_schema
        def is_forward(self, data: Any, **kwargs: Any) -> None:
            if data["end"] < data["start"]:
                raise ValidationError("It ends before it starts.")

    response = serve(app, schema=Span).post("/rows", data=lines('{"start": 2, "end": 1}'), content_type=LINES)
    assert [(error["pointer"], error["detail"]) for error in response.json["errors"]] == [("/0", "Line 1: It ends before it starts.")]


def test_versions_have_a_schema_of_their_own(app: Flask) -> None:
    class New(Schema):
        number = fields.Integer()

    @use(parsers=[JSON_LINES_PARSER])
    @accepts(New, stream=True, max_size=100, media_type="application/vnd.acme.row+jsonl")
    @accepts(Row, stream=True, max_size=100)
    def post(self: Any, body: Items) -> Any:
        return list(body)

    Api(app).resource("/rows")(type("Rows", (Resource,), {"post": post}))
    response = app.test_client().post("/rows", data=lines('{"number": 1}'), content_type="application/vnd.acme.row+jsonl")
    assert response.json == [{"number": 1}]


@pytest.mark.parametrize("rows", [[], ["{}"]], ids=["read", "broken off"])
def test_a_coroutine_gets_the_same(app: Flask, rows: list[str]) -> None:
    async def count(self: Any, body: Items) -> Any:
        return len(list(body))

    response = serve(app, count).post("/rows", data=GOOD + lines(*rows), content_type=LINES)
    assert response.status_code == (422 if rows else 200)


def test_a_stream_may_be_answered_by_a_stream(app: Flask) -> None:
    @streams(Row)
    def double(self: Any, body: Items) -> Iterator[Any]:
        return ({"id": row["id"] * 2, "title": ""} for row in body)

    assert [row["id"] for row in serve(app, double).post("/rows", data=GOOD, content_type=LINES).json] == [2, 4]


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_formats_that_cannot_stream_are_415_with_those_that_can(app: Flask) -> None:
    response = serve(app).post("/rows", json=[{"id": 1}])
    assert response.status_code == 415
    assert response.headers["Accept-Post"] == "application/jsonl, application/json-seq, text/csv"


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate", "gzip, gzip"])
def test_content_codings_are_undone_on_the_way(app: Flask, coding: str) -> None:
    compress = {
        "identity": bytes,
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
    }
    response = serve(app).post("/rows", data=compress[coding](GOOD), content_type=LINES, headers={"Content-Encoding": coding})
    assert response.json == {"ids": [1, 2]}


def test_a_bomb_goes_off_nowhere(app: Flask) -> None:
    bomb = gzip.compress(lines('{"id": 1}') * 100_000)
    response = serve(app).post("/rows", data=bomb, content_type=LINES, headers={"Content-Encoding": "gzip"})
    assert (len(bomb) < 10_000, response.status_code, response.json["errors"][0]["code"]) == (True, 413, "too_large")


@pytest.mark.parametrize("cut", [5, 20, -4])
def test_content_that_is_cut_off_in_its_coding_is_corrupt(app: Flask, cut: int) -> None:
    response = serve(app).post("/rows", data=gzip.compress(GOOD)[:cut], content_type=LINES, headers={"Content-Encoding": "gzip"})
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "corrupt")


def test_the_whole_is_bounded_where_a_length_is_announced_and_where_not(app: Flask) -> None:
    client = serve(app, max_size=100)
    content = lines('{"id": 1}') * 11
    assert client.post("/rows", data=content, content_type=LINES).status_code == 413
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    chunked = client.post("/rows", data=content, content_type=LINES, environ_overrides={**environ, "CONTENT_LENGTH": ""})
    assert (chunked.status_code, chunked.json["errors"][0]["code"]) == (413, "too_large")
    assert client.post("/rows", data=content[:100], content_type=LINES).status_code == 200


def test_item_may_be_as_large_as_a_body(app: Flask) -> None:
    app.config["RESTY_MAX_BODY"] = 100
    item = '{"id": 1}'
    assert serve(app).post("/rows", data=lines(item, item + " " * 90, item), content_type=LINES).status_code == 200


def test_item_that_is_larger_is_refused(app: Flask) -> None:
    app.config["RESTY_MAX_BODY"] = 100
    item = '{"id": 1}'
    response = serve(app).post("/rows", data=lines(item, item + " " * 91, item), content_type=LINES)
    assert (response.status_code, response.json["detail"]) == (413, "An item of the content is larger than 100 bytes.")


def test_less_than_was_announced_is_incomplete(app: Flask) -> None:
    response = serve(app).post("/rows", data=GOOD, content_type=LINES, environ_overrides={"CONTENT_LENGTH": "50"})
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "incomplete")


def test_mistakes_elsewhere_are_told_before_anything_is_read(app: Flask) -> None:
    response = serve(app).post("/rows?x=1", data=b"{", content_type=LINES)
    assert [error["location"] for error in response.json["errors"]] == ["query"]


# -- what is around it -------------------------------------------------------------------------------------------------


def test_nothing_is_read_before_it_is_asked_for(app: Flask) -> None:
    read: list[int] = []

    class Source:
        def read(self, size: int = -1) -> bytes:
            read.append(size)
            return GOOD if len(read) == 1 else b""

    def first(self: Any, body: Items) -> Any:
        before = len(read)
        return [before, *islice(body, 1), len(read)]

    environ = {"wsgi.input": Source(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_TYPE": LINES}
    assert serve(app, first).post("/rows", environ_overrides=environ).json == [0, {"id": 1}, 1]


def test_a_hook_of_the_app_may_have_read_before(app: Flask) -> None:
    app.before_request(lambda: request.get_data() and None)
    assert serve(app).post("/rows", data=GOOD, content_type=LINES).json == {"ids": [1, 2]}


def test_a_request_that_may_be_repeated_is_kept_and_answered_once(app: Flask) -> None:
    runs: list[int] = []

    def count(self: Any, body: Items) -> Any:
        runs.append(len(list(body)))
        return runs

    client = serve(app, count, around=[Idempotency(MemoryStore())])
    for content, status in ((GOOD, 200), (GOOD, 200), (GOOD[:10], 422)):
        response = client.post("/rows", data=content, content_type=LINES, headers={"Idempotency-Key": '"a"'})
        assert response.status_code == status
    assert runs == [2]


class Session:
    """Tells what became of a transaction."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def commit(self) -> None:
        self.told.append("commit")

    def rollback(self) -> None:
        self.told.append("rollback")


@pytest.mark.parametrize(("content", "told"), [(GOOD, "commit"), (GOOD + b"{}\n", "rollback")], ids=["good", "bad"])
def test_a_mistake_rolls_the_transaction_back(app: Flask, content: bytes, told: str) -> None:
    session = Session()
    serve(app, around=[transaction(session)]).post("/rows", data=content, content_type=LINES)
    assert session.told == [told]


def test_an_envelope_of_the_api_is_not_around_a_stream(app: Flask) -> None:
    assert serve(app, envelope=Envelope("data")).post("/rows", data=GOOD, content_type=LINES).status_code == 200


# -- what cannot be declared -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declare", "complaint"),
    [
        (lambda: accepts(Row, stream=True), r"A stream of Row needs a bound: .* max_size="),
        (lambda: accepts(Row(many=True), stream=True, max_size=1), "Row is none of them. Give the schema of one item"),
        (lambda: accepts(Binary("image/png"), stream=True, max_size=1), "Give the schema of one item"),
        (lambda: accepts(Row, stream=True, max_size=1, envelope="data"), "'data' cannot be around a stream of Row"),
        (lambda: accepts(Row, "query", stream=True), "stream=True is for a body, but 'query'"),
    ],
    ids=["no bound", "many", "binary", "envelope", "query"],
)
def test_what_is_no_stream_is_refused(declare: Callable[[], object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        declare()


def test_a_patch_is_no_stream(app: Flask) -> None:
    with pytest.raises(ConfigError, match=r"Rows\.patch accepts a stream, but a patch is one document"):
        serve(app, method="patch")


def test_a_parser_has_to_be_able_to(app: Flask) -> None:
    with pytest.raises(ConfigError, match=r"Rows\.post accepts a stream, but none of its parsers can"):
        serve(app, parsers=[JSON_PARSER, Parser("text/plain", lambda content, schema: content)])


def test_all_versions_are_streams_or_none() -> None:
    with pytest.raises(ConfigError, match="as a stream and as a whole"):
        accepts(Row)(accepts(Row, stream=True, max_size=1, media_type="application/vnd.acme+jsonl")(lambda self: None))


def test_what_is_returned_is_declared_as_ever(app: Flask) -> None:
    response = serve(app, returns(Row(many=True), 201)(lambda self, body: [*body])).post("/rows", data=GOOD, content_type=LINES)
    assert response.status_code == 500
