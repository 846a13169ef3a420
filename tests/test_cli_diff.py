"""``flask resty diff OLD [NEW]``. What each difference means is the subject of test_cli_changes."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result
from storefront import shop

from flask_resty.cli import resty
from flask_resty.openapi import document_of


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Give the file of a document of the shop."""
    app = shop()
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document_of(app.extensions["api"], app)))
    return path


def edited(old: Path, **paths: Any) -> Path:
    """Give the file of a document in which some paths were replaced, or taken away."""
    document = json.loads(old.read_text())
    for name, value in paths.items():
        document["paths"][f"/api/{name}"] = value
        if value is None:
            del document["paths"][f"/api/{name}"]
    new = old.with_name("new.json")
    new.write_text(json.dumps(document))
    return new


def diff(*args: Any, **said: Any) -> Result:
    """Run the command without an app."""
    return CliRunner().invoke(resty, ["diff", *map(str, args)], **said)


def test_documents_that_say_the_same_are_told_so(old: Path) -> None:
    done = diff(old, edited(old))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Nothing is different for clients.\n")


def test_a_breaking_change_is_told_and_fails(old: Path) -> None:
    done = diff(old, edited(old, export=None))
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1].split()[:4] == ["breaking", "operation-removed", "GET", "/api/export"]
    assert done.stderr == "1 breaking; 0 unclear; 0 non-breaking.\n"


def test_a_harmless_change_is_told_and_does_not_fail(old: Path) -> None:
    done = diff(edited(old, export=None), old)
    assert done.exit_code == 0 and "non-breaking" in done.stdout


@pytest.mark.parametrize(
    ("limit", "codes"),
    [("breaking", (1, 0, 0)), ("unclear", (1, 1, 0)), ("any", (1, 1, 1)), ("never", (0, 0, 0))],
    ids=["breaking", "unclear", "any", "never"],
)
def test_who_asks_says_what_fails(old: Path, limit: str, codes: tuple[int, ...]) -> None:
    export = json.loads(old.read_text())["paths"]["/api/export"]
    renamed = copy.deepcopy(export)
    renamed["get"]["operationId"] = "other"
    pairs = [(old, {"export": None}), (old, {"export": renamed}), (old, {"more": {"get": {"operationId": "more", "responses": {}}}})]
    assert tuple(diff(one, edited(one, **paths), "--fail-on", limit).exit_code for one, paths in pairs) == codes


def test_programs_get_json(old: Path) -> None:
    [told] = json.loads(diff(old, edited(old, export=None), "--json").stdout)
    assert told == {"impact": "breaking", "code": "operation-removed", "where": "GET /api/export", "detail": "It is there no more."}
    assert json.loads(diff(old, old, "--json").stdout) == []


def test_the_worst_is_told_first(old: Path) -> None:
    new = edited(old, export=None, more={"get": {"operationId": "more", "responses": {}}})
    assert [row["impact"] for row in json.loads(diff(old, new, "--json").stdout)] == ["breaking", "non-breaking"]


def test_the_app_is_the_new_one_where_none_is_named(old: Path) -> None:
    run = shop().test_cli_runner().invoke
    assert run(resty, ["diff", str(old)]).exit_code == 0
    assert "operation-added" in run(resty, ["diff", str(edited(old, export=None))]).stdout


def test_one_document_may_come_by_the_standard_input(old: Path) -> None:
    assert diff("-", edited(old, export=None), input=old.read_text()).exit_code == 1


def test_yaml_is_read(old: Path) -> None:
    yaml = old.with_name("new.yaml")
    assert shop().test_cli_runner().invoke(resty, ["openapi", "-o", str(yaml)]).exit_code == 0
    assert diff(old, yaml).exit_code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read: Expecting"),
        ("a: [", "neither JSON nor YAML"),
        ("[]", "is no OpenAPI document"),
        ("{}", "is no OpenAPI document"),
        ('{"swagger": "2.0"}', "is no OpenAPI document"),
        ("", "is no OpenAPI document"),
    ],
    ids=["json", "yaml", "list", "empty object", "swagger", "nothing"],
)
def test_what_is_no_document_is_told_by_another_exit_code(old: Path, text: str, told: str) -> None:
    bad = old.with_name("bad")
    bad.write_text(text)
    done = diff(old, bad)
    assert done.exit_code == 2 and told in done.stderr


def test_a_file_that_is_not_there_is_told(old: Path) -> None:
    done = diff(old, old.with_name("none.json"))
    assert done.exit_code == 2 and "none.json' cannot be read: No such file or directory." in done.stderr


def test_a_reference_that_leads_nowhere_is_told(old: Path) -> None:
    done = diff(old, edited(old, export={"get": {"responses": {"200": {"$ref": "#/x"}}}}))
    assert done.exit_code == 2 and "'#/x' leads nowhere" in done.stderr


def test_two_files_need_no_app(old: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "FLASK_APP": ""}
    command = [sys.executable, "-m", "flask", "resty", "diff", str(old), str(old)]
    done = subprocess.run(command, cwd=old.parent, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "Nothing is different for clients.\n")
