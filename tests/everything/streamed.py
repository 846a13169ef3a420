"""Streams, out and in, in every format that has items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Blueprint
from flask_resty import Items
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty import streams
from flask_resty import use
from flask_resty.media import SSE_EMITTER
from flask_resty.media import Event

from .formats import STREAM_EMITTERS
from .formats import STREAM_PARSERS

blueprint = Blueprint("streamed", __name__, url_prefix="/streams")


class Tick(Schema):
    """A moment that was counted."""

    number = fields.Int(required=True, validate=validate.Range(0, 10_000))
    note = fields.Str(allow_none=True, metadata={"optional": True})


class Sum(Schema):
    """What came of a stream."""

    sum = fields.Int(required=True)


class Length(Schema):
    """How long a stream is."""

    length = fields.Int(load_default=3, validate=validate.Range(0, 100))


@blueprint.resource("/ticks")
class Ticks(Resource):
    """Ticks, one after the other."""

    @accepts(Length, "query")
    @streams(Tick)
    @use(emitters=STREAM_EMITTERS)
    @public
    def get(self, query: dict[str, int]) -> Iterator[dict[str, Any]]:
        """Send them as they come."""
        return iter([{"number": number} for number in range(query["length"])])

    @accepts(Tick, stream=True, max_size=1_000_000)
    @returns(Sum)
    @use(parsers=STREAM_PARSERS)
    @public
    def post(self, body: Items) -> dict[str, int]:
        """Add them up."""
        return {"sum": sum(tick["number"] for tick in body)}


@blueprint.resource("/events")
class Events(Resource):
    """Ticks as events, which a page listens to."""

    @streams(Tick)
    @use(emitters=[SSE_EMITTER])
    @public
    def get(self) -> Iterator[Any]:
        """Send three."""
        return iter([Event({"number": number}, event="tick", id=str(number)) for number in range(3)])
