"""Serve the blog: ``python -m examples.blog``, or ``make demo``. ``PORT``, ``SEED`` and ``DATABASE_URL`` change what is served."""

from __future__ import annotations

import os
import sys

from flask import Flask
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import DBAPIError
from werkzeug.serving import BaseWSGIServer
from werkzeug.serving import make_server

from .app import create_app
from .database import sessions
from .seed import LOGINS
from .seed import SCRIPT_CLIENT
from .seed import SCRIPT_SECRET
from .seed import fill
from .seed import prepare

HOST = "127.0.0.1"

COMMANDS = """\
curl '{base}/api/posts?tag=flask&sort=-published_at&limit=2'
curl -i {base}/api/posts -H 'Authorization: Bearer ada-token' -H 'Content-Type: application/json' \
-d '{{"title": "A bar", "content": "Come in.", "tags": ["life"], "status": "published"}}'
curl -i -X PATCH {base}/api/posts/hello-world -u ada:lovelace -H 'If-Match: *' \
-H 'Content-Type: application/json' -d '{{"title": "Hello again"}}'
curl -i {base}/api/posts/hello-world/comments -u bob:builder -H 'Content-Type: application/json' -d '{{"content": "Nice to be here."}}'
curl -N {base}/api/export/posts"""

FORMATS = """\
curl '{base}/api/posts?fields=slug,title,author(name)&limit=2' -H 'Accept: application/yaml'
curl -N {base}/api/export/posts -H 'Accept: text/csv'
echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg== | base64 -d | \
curl -i -T - {base}/api/posts/hello-world/cover -u ada:lovelace -H 'Content-Type: image/png'"""


WHO = """\
curl {base}/api/me --digest -u ada:lovelace
curl {base}/oauth/token -u {client}:{secret} -d grant_type=client_credentials
curl {base}/api/me -H "Authorization: Bearer $(curl -s {base}/oauth/token -u {client}:{secret} -d grant_type=client_credentials \
| cut -d'"' -f4)\""""


def main() -> None:
    """Create and fill the database where that is needed, then serve until somebody stops it."""
    port, posts = _number("PORT", 5000, 65535), _number("SEED", 0, 10_000_000)
    # Clients are told the address that the blog has, which is known once the server has its port.
    server = _server(port)
    app = server.app = _app(f"http://{HOST}:{server.server_port}")
    _prepare(app, posts)
    print(_welcome(f"http://{HOST}:{server.server_port}"), flush=True)
    server.serve_forever()


def _number(name: str, default: int, largest: int) -> int:
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= largest):
        sys.exit(f"{name} is {text!r}. Set it to a whole number from 0 to {largest}.")
    return int(text)


def _app(address: str) -> Flask:
    try:
        return create_app({"ISSUER": os.environ.get("ISSUER") or address})
    except (ArgumentError, ImportError) as error:
        sys.exit(f"DATABASE_URL does not work: {error}. Write it as in sqlite:///blog.sqlite, and install its driver.")
    except OSError as error:
        sys.exit(f"There is no place for the database: {error}. Name another one by DATABASE_URL.")


def _server(port: int) -> BaseWSGIServer:
    try:
        return make_server(HOST, port, Flask(__name__), threaded=True)
    except SystemExit:
        # The server has said what is wrong, but not how to choose.
        sys.exit(f"The blog cannot be served at port {port}. Choose another one: PORT={port + 1} make demo")


def _prepare(app: Flask, posts: int) -> None:
    try:
        with app.app_context(), sessions()() as session:
            is_new = prepare(session)
            print("Created the database." if is_new else "Found the database of before; nothing in it was changed.", flush=True)
            fill(session, posts, lambda done, wanted: print(f"Wrote {done} of {wanted} posts.", flush=True))
    except DBAPIError as error:
        sys.exit(f"The database does not work: {error.orig}. Look at DATABASE_URL, or remove what an earlier version of the blog made.")


def _welcome(base: str) -> str:
    accounts = "\n".join(
        f"  {login.role:8}{login.username + ':' + login.password:15}(Basic)    {login.token:12}(Bearer)" for login in LOGINS
    )
    addresses = "\n".join(
        f"  {base}/api/{path}" for path in ("docs", "", "posts", "posts/hello-world", "posts/hello-world/comments", "export/posts")
    )
    said = {"base": base, "client": SCRIPT_CLIENT, "secret": SCRIPT_SECRET}
    tried, formats, who = (_lines(commands.format(**said)) for commands in (COMMANDS, FORMATS, WHO))
    return (
        f"\nAddresses, for browsers, too\n{addresses}\n\nAccounts\n{accounts}"
        f"\n\nTo try\n{tried}\n\nOther formats, and a cover\n{formats}"
        f"\n\nOther ways to say who one is\n{who}\n  By browser, as a client that asks for a token: {base}/client/"
        "\n\nPress CTRL+C to stop."
    )


def _lines(commands: str) -> str:
    return "\n".join(f"  {command}" for command in commands.splitlines())


if __name__ == "__main__":
    main()
