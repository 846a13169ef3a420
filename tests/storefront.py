"""A small shop, for the commands that look into an app."""

from __future__ import annotations

from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS


class ThingIn(Schema):
    """A thing as it is written."""

    name = fields.Str(required=True, validate=validate.Length(1, 50))


class ThingOut(ThingIn):
    """A thing as it is read."""

    id = fields.Int()


def is_owner(principal: Any, item: Any) -> bool:
    return bool(item["owner"] == principal)


def shop() -> Flask:
    """Give an app with an Api of things."""
    app = Flask("shop")
    # Known by the app, which is all that holds it.
    api = app.extensions["api"] = Api(
        app, title="Shop", url_prefix="/api", middleware=[CORS(["https://app.example"]), Bearer(verify=lambda token: token)]
    )

    @api.resource("/things")
    class ThingList(Resource):
        """All things."""

        @returns(ThingOut(many=True))
        @paginate(PageNumber(size=10, max_size=50))
        @public
        def get(self, page: Any) -> Any:
            return page.of([], total=0)

        @accepts(ThingIn)
        @returns(ThingOut, 201)
        @requires("things:write")
        @throttle("5/10 minutes")
        def post(self, body: Any) -> Any:
            return {**body, "id": 1}

    @api.resource("/things/<int:id>")
    class ThingItem(Resource):
        """One thing."""

        def find(self, id: int) -> Any:
            return {"id": id, "name": "one", "owner": "ann"}

        def version(self, item: Any) -> Any:
            return 1

        @returns(ThingOut)
        @public
        def get(self, item: Any) -> Any:
            return item

        @returns(None)
        @requires("things:write", is_owner)
        def delete(self, item: Any) -> None: ...

    @api.resource("/export")
    class Export(Resource):
        """All things, one after the other."""

        @streams(ThingOut)
        def get(self) -> Any:
            yield from ()

    @app.get("/health")
    def health() -> str:
        return "well"

    return app
