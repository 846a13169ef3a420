"""An app with one Api whose resources stream, both ways, and tell what became of their streams."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Items
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import streams
from flask_resty import use
from flask_resty.media import CSV_EMITTER
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_SEQ_EMITTER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.media import SSE_EMITTER

#: The largest body, in octets.
LIMIT = 64_000_000

app = Flask("flowing")
api = Api(app, url_prefix="/api", emitters=[JSON_EMITTER, JSON_LINES_EMITTER, JSON_SEQ_EMITTER, CSV_EMITTER, SSE_EMITTER])

#: How many streams have ended, however they did.
ended: list[str] = []


class Row(Schema):
    id = fields.Integer(required=True)
    title = fields.String(required=True)


@api.resource("/")
class Home(Resource):
    def get(self) -> dict[str, list[str]]:
        return {"ended": ended}


@api.resource("/rows/<int:count>")
class Rows(Resource):
    """So many rows; each is made when it is asked for."""

    @streams(Row)
    def get(self, count: int) -> Iterator[dict[str, Any]]:
        return _rows(count)


def _rows(count: int) -> Iterator[dict[str, Any]]:
    try:
        yield from ({"id": number, "title": f"Row {number}"} for number in range(count))
    finally:
        ended.append(f"rows {count}")


@api.resource("/broken/<int:count>")
class Broken(Resource):
    """So many rows, and then a mistake."""

    @streams(Row)
    def get(self, count: int) -> Iterator[dict[str, Any]]:
        yield from _rows(count)
        raise RuntimeError("The secret is in the log.")


@api.resource("/sum")
class Sum(Resource):
    @use(parsers=[JSON_LINES_PARSER, JSON_SEQ_PARSER, CSV_PARSER])
    @accepts(Row, stream=True, max_size=LIMIT)
    def post(self, body: Items) -> dict[str, int]:
        return {"sum": sum(row["id"] for row in body)}


@api.resource("/first")
class First(Resource):
    """Reads one item and leaves the others."""

    @use(parsers=[JSON_LINES_PARSER])
    @accepts(Row, stream=True, max_size=LIMIT)
    def post(self, body: Items) -> Any:
        return next(body)


@api.resource("/memory")
class Memory(Resource):
    """The memory of this process in kilobytes: what it has, and the most that it had since it was asked before."""

    def get(self) -> dict[str, int]:
        words = [line.split() for line in Path("/proc/self/status").read_text().splitlines()]
        found = {name.rstrip(":"): int(size) for name, size, *_ in (line for line in words if line[0] in {"VmRSS:", "VmHWM:"})}
        Path("/proc/self/clear_refs").write_text("5")
        return {"now": found["VmRSS"], "most": found["VmHWM"]}
