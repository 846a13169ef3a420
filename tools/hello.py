"""Serve one resource from the installed package over a real socket: `make check-dist`."""

from __future__ import annotations

import json
from threading import Thread
from urllib.request import urlopen

from flask import Flask
from werkzeug.serving import make_server

from flask_resty import Api
from flask_resty import Resource


def main() -> None:
    """Ask it for a greeting, and complain about any other answer."""
    server = make_server("127.0.0.1", 0, greeter())
    Thread(target=server.serve_forever, daemon=True).start()
    with urlopen(f"http://127.0.0.1:{server.server_port}/hello/world") as response:
        answer = json.load(response)
    server.shutdown()
    server.server_close()
    if answer != {"hello": "world"}:
        raise SystemExit(f"The installed package answers {answer!r}.")
    print("The installed package serves.")


def greeter() -> Flask:
    """Make the application."""
    app = Flask("hello")
    api = Api(app)

    @api.resource("/hello/<name>")
    class Hello(Resource):
        def get(self, name: str) -> dict[str, str]:
            return {"hello": name}

    return app


if __name__ == "__main__":
    main()
