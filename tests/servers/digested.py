"""An app that speaks Digest, for real servers: each tells the target of a request in its own way."""

from __future__ import annotations

from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty.auth import Digest

app = Flask("digested")
app.config["SECRET_KEY"] = "key"
api = Api(url_prefix="/api", middleware=[Digest({"ada": ("lovelace", "ada")}.get)])


class DigestedQuery(Schema):
    """The query of :class:`Path`."""

    q = fields.Str()


@api.resource("/")
class Root(Resource):
    """Says that the server is there."""

    @public
    def get(self) -> Any:
        """Give nothing of interest."""
        return {}


@api.resource("/paths/<path:path>")
class Path(Resource):
    """Tells what the server made of a path."""

    @accepts(DigestedQuery, location="query")
    def get(self, path: str, query: Any) -> Any:
        """Give the path and the query as they came through."""
        return {"path": path, **query}


api.init_app(app)
