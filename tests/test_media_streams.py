"""What holds for the stream of each format: its first item waits for no other, and its items are closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty import ContractError
from flask_resty import Emitter
from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CSV_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_SEQ_EMITTER
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import SSE_EMITTER
from flask_resty.media import XML_EMITTER
from flask_resty.media import YAML_EMITTER

FORMATS = {
    "cbor": CBOR_EMITTER,
    "csv": CSV_EMITTER,
    "json": JSON_EMITTER,
    "json_lines": JSON_LINES_EMITTER,
    "json_seq": JSON_SEQ_EMITTER,
    "plist": PLIST_EMITTER,
    "server_sent_events": SSE_EMITTER,
    "xml": XML_EMITTER,
    "yaml": YAML_EMITTER,
}

each_format = pytest.mark.parametrize("emitter", FORMATS.values(), ids=FORMATS)


class StreamedItem(Schema):
    id = fields.Int()


class Items(Iterator[object]):
    """Items that tell how many were asked for, and whether they were closed."""

    def __init__(self, *ids: object) -> None:
        self._left = list(ids)
        self.asked = 0
        self.is_closed = False

    def __next__(self) -> object:
        if not self._left:
            raise StopIteration
        self.asked += 1
        return {"id": self._left.pop(0)}

    def close(self) -> None:
        self.is_closed = True


def stream(emitter: Emitter, items: Items) -> Iterator[bytes]:
    assert emitter.stream is not None
    return emitter.stream(items, StreamedItem())


@each_format
def test_first_item_waits_for_no_other(emitter: Emitter) -> None:
    items = Items(1, 2, 3)
    assert b"id" in next(stream(emitter, items))
    assert items.asked == 1


@each_format
def test_items_are_closed_at_the_end(emitter: Emitter) -> None:
    items = Items(1, 2, 3)
    content = b"".join(stream(emitter, items))
    assert (items.asked, items.is_closed) == (3, True)
    assert content


@each_format
def test_items_are_closed_where_the_end_comes_early(emitter: Emitter) -> None:
    items = Items(1, 2, 3)
    chunks = stream(emitter, items)
    next(chunks)
    assert not items.is_closed
    chunks.close()  # type: ignore[attr-defined]
    assert items.is_closed


@each_format
def test_items_are_closed_where_one_cannot_be_written(emitter: Emitter) -> None:
    items = Items(1, object(), 3)
    with pytest.raises(ContractError):
        list(stream(emitter, items))
    assert items.is_closed


@each_format
def test_no_chunk_is_empty(emitter: Emitter) -> None:
    """To some servers an empty chunk is the end of the content."""
    assert all(stream(emitter, Items()))
    assert all(stream(emitter, Items(1, 2)))
