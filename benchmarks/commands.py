"""How long ``flask resty routes`` takes on a thousand resources, in a process of its own. Run as a script, it takes the figures once.

Flask loads the commands of all packages that are installed, which may take longer than all else; those of others are left out here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from time import process_time
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.cli import resty

from .library import READER
from .library import Reader
from .library import ReaderOut
from .readings import Reading


def cases() -> Iterator[Reading]:
    """Give the cases."""
    yield Reading(title="flask resty routes, on 1,000 resources of two verbs", module="commands", most={"ms": 1000}, processes=7)


def app_of(count: int) -> Flask:
    """Make an app of resources, each a class of its own."""
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


def listed(count: int) -> list[str]:
    """Run the command on an app of so many resources, and give what it prints."""
    with redirect_stdout(io.StringIO()) as printed:
        resty.main(["routes"], prog_name="flask resty", obj=ScriptInfo(create_app=lambda: app_of(count)), standalone_mode=False)
    return printed.getvalue().splitlines()


def _figures() -> dict[str, float]:
    lines = listed(1000)
    # From the start of the process: Python, Flask, the app and the command.
    return {"ms": process_time() * 1e3, "lines": len(lines)}


if __name__ == "__main__":
    print(json.dumps(_figures()))
