"""A thousand resources on flask-smorest, with their document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api
from flask_smorest import Blueprint

from benchmarks.library import READER
from benchmarks.library import Reader
from benchmarks.library import reader_schemas


def declare(count: int) -> Callable[[], dict[str, Any]]:
    """Declare so many resources; what is given registers them and gives the document."""
    blueprint, declared = Blueprint("readers", __name__), []
    for number in range(count):
        shown, taken = reader_schemas(number)

        class ReaderItem(MethodView):
            """A reader."""

            @blueprint.response(200, shown)
            def get(self, id: int) -> Reader:
                """Give the reader."""
                return READER

            @blueprint.arguments(taken)
            @blueprint.response(200, shown)
            def put(self, body: dict[str, Any], id: int) -> Reader:
                """Replace the reader."""
                return READER

        declared.append(ReaderItem)

    def register() -> dict[str, Any]:
        app = Flask(__name__)
        app.config.update(API_TITLE="Readers", API_VERSION="1", OPENAPI_VERSION="3.1.0")
        api = Api(app)
        for number, resource in enumerate(declared):
            blueprint.route(f"/readers-{number}/<int:id>", endpoint=f"reader_{number}")(resource)
        api.register_blueprint(blueprint)
        document: dict[str, Any] = api.spec.to_dict()
        return document

    return register
