"""Server-sent events, as a browser hears them (HTML, 9.2)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import streams
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import SSE_EMITTER
from flask_resty.media import Emitter
from flask_resty.media import Event
from flask_resty.media.server_sent_events import emit
from flask_resty.media.server_sent_events import emit_stream


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"a": "two\nlines"}, 'data: {"a":"two\\nlines"}\n\n'),
        (Event({"a": 1}), 'data: {"a":1}\n\n'),
        (Event(None, event="gone"), "event: gone\ndata: null\n\n"),
        (Event(1, event="tick", id="7", retry=5000, comment="hi"), ": hi\nevent: tick\nid: 7\nretry: 5000\ndata: 1\n\n"),
        (Event(comment="still here"), ": still here\n\n"),
        (Event(1, id=""), "id: \ndata: 1\n\n"),
    ],
    ids=["data", "event", "null", "all", "comment", "id taken back"],
)
def test_event_is_written(item: Any, text: str) -> None:
    assert emit(item) == text.encode()


def test_each_item_of_a_list_is_an_event() -> None:
    assert emit([1, Event(2, id="b")]) == b"data: 1\n\nid: b\ndata: 2\n\n"


@pytest.mark.parametrize("name", ["event", "id", "comment"])
@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\0b", 7])
def test_what_would_say_something_else_is_refused(name: str, text: Any) -> None:
    with pytest.raises(ContractError, match=f"The {name} of an event has to be one line"):
        emit(Event(1, **{name: text}))


@pytest.mark.parametrize("retry", [-1, 1.5, "1", True])
def test_a_retry_is_a_number_of_milliseconds(retry: Any) -> None:
    with pytest.raises(ContractError, match="no number of milliseconds"):
        emit(Event(1, retry=retry))


def test_events_never_wait_for_others() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            made.append(number)
            yield number

    stream = emit_stream(items())
    assert [(next(stream), len(made)) for _ in range(3)] == [(b"data: 0\n\n", 1), (b"data: 1\n\n", 2), (b"data: 2\n\n", 3)]


# -- on the line -------------------------------------------------------------------------------------------------------


class Quote(Schema):
    price = fields.Integer()


def quotes() -> Iterator[Any]:
    yield Event(comment="here we go")
    yield Event({"price": 1, "hidden": 2}, event="quote", id="1")
    yield {"price": 3}


def serve(app: Flask, items: Callable[[], Iterator[Any]], *emitters: Emitter) -> Any:
    class Quotes(Resource):
        @streams(Quote)
        def get(self) -> Iterator[Any]:
            return items()

    Api(app, emitters=emitters).resource("/quotes")(Quotes)
    return app.test_client()


def test_schema_of_a_stream_is_for_the_data_of_events(app: Flask) -> None:
    response = serve(app, quotes, SSE_EMITTER).get("/quotes", headers={"Accept": "text/event-stream"})
    assert response.text == ': here we go\n\nevent: quote\nid: 1\ndata: {"price":1}\n\ndata: {"price":3}\n\n'
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"


def test_data_of_an_event_keep_the_promise(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    response = serve(app, lambda: iter([Event({"price": "1"})]), SSE_EMITTER).get("/quotes")
    assert response.status_code == 500
    assert "price" in caplog.text


@pytest.mark.parametrize(
    ("emitter", "text"), [(JSON_EMITTER, '[{"price":1},{"price":3}]'), (JSON_LINES_EMITTER, '{"price":1}\n{"price":3}\n')]
)
def test_other_formats_give_the_data_alone(app: Flask, emitter: Emitter, text: str) -> None:
    response = serve(app, quotes, SSE_EMITTER, emitter).get("/quotes", headers={"Accept": emitter.media_type})
    assert response.text == text
    assert "X-Accel-Buffering" not in response.headers
