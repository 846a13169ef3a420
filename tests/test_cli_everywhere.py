"""The commands that look into an app, on the blog and on an Api that has everything; and what they bring along."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from everything.app import make_app
from flask import Flask

from examples.blog import create_app
from flask_resty.cli import resty
from flask_resty.cli.changes import changes_between
from flask_resty.cli.explanation import explain_request
from flask_resty.cli.group import NAMES
from flask_resty.registry import state_of

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=["blog", "everything"])
def whole(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """Give an app that has much in it."""
    if request.param == "everything":
        return make_app()
    return create_app({"DATABASE_URL": f"sqlite:///{tmp_path}/blog.sqlite", "SECRET_KEY": "x", "ISSUER": "http://localhost"})


def printed(app: Flask, *args: str) -> str:
    """Run a command, and give what it prints."""
    done = app.test_cli_runner().invoke(resty, args)
    assert done.exception is None or isinstance(done.exception, SystemExit), args
    return done.stdout


def operations(app: Flask) -> list[Any]:
    """Give all operations of an app."""
    return [operation for api in state_of(app).apis for operation in api.operations(app)]  # type: ignore[attr-defined]


def test_each_operation_has_a_line(whole: Flask) -> None:
    assert len(printed(whole, "routes").splitlines()) == 1 + len(operations(whole))
    assert len(json.loads(printed(whole, "routes", "--json"))) == len(operations(whole))


def test_each_operation_is_explained(whole: Flask) -> None:
    for operation in operations(whole):
        found = explain_request(whole, operation.method, path_of(operation.rule))
        assert found["kind"] == "operation" and {outcome["status"] for outcome in found["outcomes"]}, operation
        json.dumps(found)


def test_what_is_told_is_the_same_in_each_process(whole: Flask) -> None:
    """No address in memory is in it."""
    told = [explain_request(whole, operation.method, path_of(operation.rule)) for operation in operations(whole)]
    assert (
        re.findall(r"[^ ]* object at 0x\w+", json.dumps(told) + printed(whole, "routes", "--json") + printed(whole, "check", "--json"))
        == []
    )


def path_of(rule: str) -> str:
    """Give a path that a rule fits."""
    return re.sub(r"<(?:(\w+)[^:>]*:)?[^>]*>", lambda found: _VALUES.get(found[1], "x"), rule)


#: A value of a path variable, by its converter.
_VALUES = {"int": "1", "uuid": "7b2c5a4e-8a7e-4a58-8a6b-3f2f6f0d5f11", "float": "1.5", "digest": "0" * 64}


def test_each_operation_is_explained_to_people(whole: Flask) -> None:
    for method, path in {("GET", "/api/posts"), ("POST", "/api/posts"), ("GET", "/nothing"), ("OPTIONS", "/api/posts")}:
        assert printed(whole, "explain", method, path).startswith(f"\n{method} {path}\n")


def test_findings_are_told(whole: Flask) -> None:
    assert isinstance(json.loads(printed(whole, "check", "--json")), list)


def test_a_document_is_no_different_from_itself(whole: Flask) -> None:
    document = json.loads(printed(whole, "openapi"))
    assert changes_between(document, json.loads(json.dumps(document))) == []


def test_what_is_taken_away_from_a_document_breaks_clients(whole: Flask) -> None:
    document = json.loads(printed(whole, "openapi"))
    assert {change.impact for change in changes_between(document, {**document, "paths": {}})} == {"breaking"}


def told_of(name: str) -> str:
    """Give what the page of the commands says of one."""
    page = (ROOT / "docs/reference/commands.md").read_text()
    return re.split(rf"\n## `flask resty {name}\b[^\n]*`\n", page)[-1].partition("\n## ")[0] if f"`flask resty {name}" in page else ""


@pytest.mark.parametrize("name", NAMES)
def test_each_command_is_on_its_page(name: str) -> None:
    assert told_of(name) != ""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"clients", "consumers", "tokens"}])
def test_each_option_is_on_the_page(name: str) -> None:
    command = resty.get_command(resty.make_context("resty", ["--help"], resilient_parsing=True), name)
    assert command is not None
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--") and option != "--json"]
    assert [option for option in options if option not in told_of(name)] == []


@pytest.mark.parametrize("name", ["routes", "explain", "check", "diff", "new"])
def test_a_command_brings_little_along(name: str) -> None:
    code = f"import sys, flask_resty.cli.{name}; print(*sorted({{one.partition('.')[0] for one in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"sqlalchemy", "authlib", "yaml", "apispec", "lxml"}.isdisjoint(done.stdout.split())
