"""Very many objects made by one request, in constant memory."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore as Keys
from flask_resty.models import ModelBulk
from flask_resty.models import ObjectStore

from .bulked import client_of
from .bulked import slugs
from .bulked import told

LINES = "application/x-ndjson"


def lines_of(*items):
    """Write items one behind the other."""
    return "".join(json.dumps(item) + "\n" for item in items)


def send(client, content, **options):
    """Send a stream, and read the answer to its end."""
    return client.post("/articles/bulk", data=content, content_type=LINES, buffered=True, **options)


def outcomes(response):
    """Give what an answer tells of each."""
    return [json.loads(line) for line in response.text.splitlines()]


GOOD = [{"slug": f"s-{number}", "title": "One"} for number in range(25)]


def test_all_items_of_a_stream_are_made_and_told_of_by_their_keys(filled):
    response = send(client_of(filled, streams=True, batch=10, item="article_item"), lines_of(*GOOD))
    assert (response.status_code, response.mimetype) == (200, "application/jsonl")
    found = outcomes(response)
    assert [one["location"] for one in found] == [f"/article/s-{number}" for number in range(25)]
    assert found[0]["item"].keys() == {"id"} and {one["status"] for one in found} == {201}
    assert slugs(filled)[6:] == [one["slug"] for one in GOOD]


@pytest.mark.parametrize("accept", ["application/json", LINES, "application/jsonl"])
def test_the_client_chooses_the_format_of_the_outcomes(filled, accept):
    response = send(client_of(filled, streams=True), lines_of(*GOOD), headers={"Accept": accept})
    assert response.mimetype == accept


@pytest.mark.parametrize(
    "bad, status, mistake",
    [
        ({"slug": "x"}, 422, ("/25/title", "required")),
        ({"slug": "s-3", "title": "A"}, 409, ("/25/slug", "unique")),
    ],
    ids=["invalid", "conflict"],
)
def test_nothing_is_made_where_something_is_wrong(filled, bad, status, mistake):
    response = send(client_of(filled, streams=True, batch=10), lines_of(*GOOD, bad))
    assert (response.status_code, told(response)) == (status, [mistake])
    assert len(slugs(filled)) == 6


def test_what_can_be_made_is_in_a_partial_stream(filled):
    items = [*GOOD[:3], {"slug": "s-1", "title": "A"}, {"slug": "x"}, GOOD[4]]
    response = send(client_of(filled, streams=True, partial=True, batch=2), lines_of(*items) + "{")
    found = outcomes(response)
    assert [one["status"] for one in found] == [201, 201, 201, 409, 422, 201, 422]
    assert [one["problem"]["errors"][0]["pointer"] for one in found if "problem" in one] == ["/3/slug", "/4/title", "/6"]
    assert slugs(filled)[6:] == ["s-0", "s-1", "s-2", "s-4"]


@pytest.mark.parametrize("partial", [True, False])
def test_more_items_than_may_be_sent_undo_all(filled, partial):
    response = send(client_of(filled, streams=True, partial=partial, batch=10, max_items=24), lines_of(*GOOD))
    assert (response.status_code, told(response)) == (422, [("", "too_long")])
    assert len(slugs(filled)) == 6


@pytest.mark.parametrize("partial", [True, False])
def test_more_bytes_than_may_be_sent_undo_all(filled, partial):
    response = send(client_of(filled, streams=True, partial=partial, max_size=100), io.BytesIO(lines_of(*GOOD).encode()))
    assert response.status_code == 413
    assert len(slugs(filled)) == 6


def test_a_repeat_is_not_carried_out_though_its_answer_is_not_kept(filled):
    client = client_of(filled, Idempotency(Keys()), streams=True)
    headers = {"Idempotency-Key": '"k"'}
    assert send(client, lines_of(*GOOD), headers=headers).status_code == 200
    assert send(client, lines_of(*GOOD), headers=headers).status_code == 409
    assert len(slugs(filled)) == 31


@dataclass
class Thing:
    """What there is very much of."""

    id: int
    name: str


class ThingIn(Schema):
    """A thing as it is written."""

    name = fields.Str(required=True)


class Counting(ObjectStore):
    """Keeps nothing, but counts what it is given."""

    def __init__(self):
        super().__init__(Thing)
        self.sizes, self.read, self.source = [], [], None

    def create_many(self, values):
        """Count."""
        self.sizes.append(len(values))
        self.read.append(self.source.tell())
        return [Thing(number, one["name"]) for number, one in enumerate(values)]


def test_items_are_read_and_written_a_batch_at_a_time():
    store = Counting()
    app = Flask(__name__)
    Api(app).resource("/articles/bulk")(
        type("ThingBulk", (ModelBulk,), {"store": store, "create_schema": ThingIn, "streams": True, "batch": 1000})
    )
    content = lines_of(*({"name": "x" * 100} for _ in range(3500))).encode()
    store.source = io.BytesIO(content)
    response = app.test_client().post("/articles/bulk", input_stream=store.source, content_type=LINES, content_length=len(content))
    assert sum(1 for _ in response.iter_encoded()) > 1
    assert store.sizes == [1000, 1000, 1000, 500]
    assert store.read[0] < len(content) / 2 < store.read[2]
