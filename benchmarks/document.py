"""A thousand resources with two operations each: what it takes to register them and to write their document.

Run as a script, it takes the figures once. Both sides have the same: for each resource one schema of what is shown and one of what is
taken, a GET and a PUT. The clock runs from the empty app to the document as a dict; flask-smorest writes its own while it registers.

The classes of schemas and resources, with the decorators of their verbs, are declared before the clock runs, on both sides: most of that
is marshmallow's work, the same for everybody. What was seen of a class once is known the next time, so each round has new ones.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from collections.abc import Iterator
from importlib import import_module
from statistics import median
from time import process_time
from typing import Any

from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.openapi import document_of

from .library import READER
from .library import Reader
from .library import reader_schemas
from .readings import Reading

Document = dict[str, Any]

#: Declares so many resources; what it gives registers them and writes the document.
Declare = Callable[[int], Callable[[], Document]]


def cases() -> Iterator[Reading]:
    """Give the cases."""
    most = {"seconds": 0.7, "times flask-smorest": 1 / 2.5}
    yield Reading(
        title="1,000 resources of two verbs, each with schemas of its own: registered and described", module="document", most=most
    )


def resty(count: int) -> Callable[[], Document]:
    """Declare resources."""
    declared = []
    for number in range(count):
        shown, taken = reader_schemas(number)

        class ReaderItem(Resource):
            """A reader."""

            @returns(shown)
            def get(self, id: int) -> Reader:
                """Give the reader."""
                return READER

            @accepts(taken)
            @returns(shown)
            def put(self, id: int, body: dict[str, Any]) -> Reader:
                """Replace the reader."""
                return READER

        declared.append(ReaderItem)

    def register() -> Document:
        app = Flask(__name__)
        api = Api(app, title="Readers", version="1")
        for number, resource in enumerate(declared):
            api.resource(f"/readers-{number}/<int:id>", endpoint=f"reader_{number}")(resource)
        return document_of(api, app)

    return register


def smorest(count: int) -> Callable[[], Document]:
    """Declare the same for flask-smorest."""
    declared: Callable[[], Document] = import_module(f"{__package__}.applications.smorest_document").declare(count)
    return declared


def _seconds(declare: Declare, count: int) -> float:
    register = declare(count)
    gc.collect()
    gc.freeze()
    start = process_time()
    register()
    return process_time() - start


def _figures(count: int = 1000, rounds: int = 5) -> dict[str, float]:
    # What is loaded at the first time does not count.
    for declare in (resty, smorest):
        declare(1)()
    taken = [(_seconds(resty, count), _seconds(smorest, count)) for _ in range(rounds)]
    return {"seconds": median(ours for ours, _ in taken), "times flask-smorest": median(ours / theirs for ours, theirs in taken)}


if __name__ == "__main__":
    print(json.dumps(_figures()))
