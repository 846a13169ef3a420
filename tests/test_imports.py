"""What ``import flask_resty`` brings along: little, and nothing that only a request needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def added() -> set[str]:
    """Give the modules that are there after the import, and were not before it."""
    code = (
        "import sys, json, flask, marshmallow; before = set(sys.modules)\n"
        "import flask_resty; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_few_modules_are_added_to_those_of_flask_and_marshmallow(added: set[str]) -> None:
    assert len(added) <= 40


@pytest.mark.parametrize("name", ["flask_resty.api", "flask_resty.operation", "flask_resty.resource", "flask_resty.auth"])
def test_what_declares_is_there(added: set[str], name: str) -> None:
    assert name in added


@pytest.mark.parametrize("name", ["flask_resty.schema", "flask_resty.pipeline", "flask_resty.registry", "flask_resty.outside"])
def test_what_serves_comes_with_the_first_app(added: set[str], name: str) -> None:
    assert name not in added


@pytest.mark.parametrize("name", ["apispec", "authlib", "csv", "flask_limiter", "limits", "msgpack", "sqlalchemy", "xml", "yaml"])
def test_what_is_heavy_is_left_to_its_users(added: set[str], name: str) -> None:
    assert not {module for module in added if module.partition(".")[0] == name}
