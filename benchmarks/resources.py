"""An app of many resources, each a class of its own."""

from __future__ import annotations

from typing import Any

from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns

from .library import READER
from .library import Reader
from .library import ReaderOut


def app_of(count: int) -> Flask:
    """Make an app of so many resources of two verbs."""
    app = Flask(__name__)
    api = Api(app, title="Readers", version="1")
    for number in range(count):

        @api.resource(f"/readers-{number}/<int:id>", endpoint=f"reader_{number}")
        class ReaderItem(Resource):
            @returns(ReaderOut)
            def get(self, id: int) -> Reader:
                return READER

            @accepts(ReaderOut)
            @returns(ReaderOut)
            def put(self, id: int, body: dict[str, Any]) -> Reader:
                return READER

    return app
