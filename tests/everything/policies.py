"""What stands around operations: throttles, maintenance, deprecation, caches, conditions, keys of idempotency, links."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Request
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import throttle
from flask_resty.middleware import Cache
from flask_resty.middleware import Deprecated
from flask_resty.middleware import ETag
from flask_resty.middleware import Idempotency
from flask_resty.middleware import Links
from flask_resty.middleware import Maintenance
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import address

blueprint = Blueprint("policies", __name__, url_prefix="/policies")


class Note(Schema):
    """A note."""

    text = fields.Str(required=True, validate=validate.Length(1, 100))


class Noted(Resource):
    """A note that nobody keeps."""

    @returns(Note)
    @public
    def get(self) -> dict[str, str]:
        """Give it."""
        return {"text": "a note"}


@blueprint.resource("/throttled", middleware=[throttle("1000000/minute", by=address)])
class Throttled(Noted):
    """One that not everybody gets as often as he likes."""

    @accepts(Note)
    @returns(Note)
    @throttle("2/day")
    @requires("write")
    def post(self, body: dict[str, str]) -> dict[str, str]:
        """Give back what came, twice a day."""
        return body


def _is_asked_for(request: Request) -> bool:
    return "X-Maintenance" in request.headers


@blueprint.resource("/maintained", middleware=[Maintenance(_is_asked_for, retry_after=60)])
class Maintained(Noted):
    """One that cannot be had while somebody works on it."""


@blueprint.resource("/deprecated", middleware=[Deprecated(date(2026, 1, 1), sunset=date(2030, 1, 1), successor="/api/policies/cached")])
class Outdated(Noted):
    """One that will not be there for ever."""


@blueprint.resource("/cached", middleware=[Cache(public=True, max_age=60), ETag(), Links({"help": "https://example.com/help"})])
class Cached(Noted):
    """One that may be kept, and is told by its content."""


@blueprint.resource("/idempotent", middleware=[Idempotency(MemoryStore(), required=True)])
class Idempotent(Resource):
    """One that is written once, however often it is sent."""

    @accepts(Note)
    @returns(Note, 201)
    @requires("write")
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give back what came."""
        return body


@blueprint.resource("/matched", require_match=True)
class Matched(Noted):
    """One that is changed by those alone who know its state."""

    def version(self) -> int:
        return 1

    @accepts(Note)
    @returns(Note)
    @requires("write")
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give back what came."""
        return body

    @accepts(Note(partial=True))
    @returns(Note)
    @requires("write")
    def patch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give the note with what came."""
        return {"text": "a note", **body}

    @returns(None)
    @requires("write")
    def delete(self) -> None:
        """Do nothing."""
