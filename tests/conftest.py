"""What many tests share: an app, a real server, and what to do where something is not installed."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Thread
from typing import Any
from typing import NoReturn

import pytest
from clock import Clock
from flask import Flask
from flask import has_app_context
from hypothesis import settings
from servers.client import Client
from servers.running import COMMANDS
from servers.running import running
from services.browser import Browser
from services.browser import chromium
from services.running import NotHere
from services.running import postgresql
from services.running import redis
from werkzeug.serving import make_server

# A slow machine is no fault, and a run can be repeated where nobody sits in front of it.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Have the fixtures that projects have."""
    config.pluginmanager.import_plugin("flask_resty.testing")


@pytest.fixture
def app() -> Flask:
    """Give an app as users have it: errors become responses, nothing is relaxed for tests."""
    return Flask("tests")


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still until it is set forward."""
    return Clock()


@pytest.fixture(autouse=True)
def _no_context_is_left() -> Iterator[None]:
    """See to it that no test leaves a context behind, as one does that reads a stream to no end: others would be in its app."""
    had_one = has_app_context()
    yield
    assert has_app_context() == had_one


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Give a function that serves a WSGI application on a real socket until the test ends, and gives its base URL."""
    with ExitStack() as servers:
        yield lambda application: servers.enter_context(_served(application))


@contextmanager
def _served(application: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session", params=COMMANDS)
def http(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Give a client of ``servers.everything`` on each real server in turn."""
    if find_spec(request.param) is None:
        _give_up(f"{request.param} is not installed.")
    with running(request.param) as address:
        yield Client(request.param, address)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Give the URL of a real Redis."""
    try:
        with redis() as url:
            yield url
    except NotHere as error:
        _give_up(str(error))


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Give the URL of a real PostgreSQL, for SQLAlchemy."""
    try:
        with postgresql() as url:
            yield url
    except NotHere as error:
        _give_up(str(error))


# Not for the session: as long as it is there, this thread has an event loop, and tests of coroutines must not see that.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a real browser without a window."""
    try:
        with chromium() as running_browser:
            yield running_browser
    except NotHere as error:
        _give_up(str(error))


@pytest.fixture(scope="session")
def give_up() -> Callable[[str], NoReturn]:
    """Give a function that ends a test which lacks something: it skips, but fails where the variable CI is ``true``."""
    return _give_up


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (skipped where CI is not 'true')", pytrace=False)
    pytest.skip(reason)
