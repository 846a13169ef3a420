"""The fixtures, for pytest: ``resty_client`` and ``resty_contract``, and those that a project writes over.

They come with the plug-in ``flask_resty.testing``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping

import pytest
from flask import Flask

from ..errors import ConfigError

try:
    from .checked_api import CheckedApi
    from .client import Client
    from .client import client_of
    from .signing import Sign
    from .walking import names_of
    from .walking import walk
except ModuleNotFoundError as error:
    raise ConfigError(f"The plug-in needs {error.name}, which is not installed. Install flask-resty-api[testing].") from error

_MARKER = "resty_api"


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the marker."""
    config.addinivalue_line("markers", f"{_MARKER}(checked): the CheckedApi that the fixture resty_contract walks through.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test for each operation, where one takes ``resty_contract``."""
    if "resty_contract" in metafunc.fixturenames:
        checked = _api_of(metafunc)
        names = names_of(checked)
        metafunc.parametrize("resty_contract", [(checked, name) for name in names], ids=names, indirect=True)


def _api_of(metafunc: pytest.Metafunc) -> CheckedApi:
    marker = metafunc.definition.get_closest_marker(_MARKER)
    found = marker.args[0] if marker is not None and marker.args else None
    if not isinstance(found, CheckedApi):
        raise ConfigError(
            f"{metafunc.function.__name__} takes resty_contract, but nothing says of which Api. "
            f"Write @pytest.mark.{_MARKER}(CheckedApi(make_app=...)) above it."
        )
    return found


@pytest.fixture
def resty_contract(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Give a function that asks one operation all that HTTP and the document promise, and fails with what is wrong.

    The test that takes it runs once for each operation of the Api that its marker ``resty_api`` names.
    """
    checked, name = request.param

    def ask() -> None:
        __tracebackhide__ = True  # What is wrong says it better than this code.
        found = [str(finding) for finding in walk(checked, name)]
        if found:
            raise AssertionError("\n".join([f"{name} does not keep what it promises:", *found]))

    return ask


@pytest.fixture
def resty_callers() -> Mapping[str, Sign]:
    """Give who calls, by name, for ``resty_client.as_user("ada")``. Nobody, unless a project writes this fixture anew."""
    return {}


@pytest.fixture
def resty_client(app: Flask, resty_callers: Mapping[str, Sign]) -> Client:
    """Give a client of the fixture ``app`` that holds each answer against the document."""
    return client_of(app, resty_callers)
