"""The blog on a real server, for clients that are tried with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from servers.running import running
from werkzeug.serving import make_server

from examples.blog import create_app
from examples.blog.database import engine_of
from examples.blog.database import sessions
from examples.blog.seed import prepare


@contextmanager
def blog() -> Iterator[str]:
    """Serve a blog with its first data by gunicorn, and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'blog.sqlite'}", "SECRET_KEY": "for-tests-only"}
        with running("gunicorn", "blogging.application", **environment) as (host, port):
            yield f"http://{host}:{port}"


@contextmanager
def at_its_address() -> Iterator[str]:
    """Serve a blog that knows its own address, as log-in by its authorization server takes, and give that."""
    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'blog.sqlite'}"
        server.app = app = create_app({"ISSUER": address, "DATABASE_URL": database, "SECRET_KEY": "for-tests-only", "TESTING": True})
        with app.app_context(), sessions()() as session:
            prepare(session)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield address
        server.shutdown()
        thread.join()
        server.server_close()
        engine_of(app).dispose()
