"""``flask resty client``. What it writes is the subject of the tests of clients."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result
from storefront import shop

from flask_resty.cli import resty
from flask_resty.clients import write_python
from flask_resty.clients import write_typescript
from flask_resty.openapi import document_of

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs ``flask resty client`` on the shop, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    app = shop()
    return lambda *args: app.test_cli_runner().invoke(resty, ["client", *args])


@pytest.mark.parametrize(("language", "write"), [("python", write_python), ("typescript", write_typescript)], ids=["python", "typescript"])
def test_a_client_is_written(run: Run, language: str, write: Callable[..., str]) -> None:
    app = shop()
    document = document_of(app.extensions["api"], app)
    assert run("--lang", language).stdout == write(document)
    assert run("--lang", language, "-o", "client").stderr == "Wrote client.\n"
    assert Path("client").read_text() == write(document)


def test_programs_get_the_client_as_json(run: Run) -> None:
    assert json.loads(run("--lang", "python", "--json").stdout) == {"language": "python", "text": run("--lang", "python").stdout}


def test_the_server_that_it_asks_may_be_told(run: Run) -> None:
    assert "https://shop.example" in run("--lang", "python", "--server", "https://shop.example").stdout


def test_a_current_client_passes(run: Run) -> None:
    run("--lang", "python", "-o", "shop.py")
    done = run("--lang", "python", "--check", "shop.py")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "shop.py is current.\n")


def test_a_client_that_is_not_current_fails_with_a_diff(run: Run) -> None:
    Path("shop.py").write_text("x = 1\n")
    done = run("--lang", "python", "--check", "shop.py")
    assert done.exit_code == 1 and "-x = 1" in done.stdout.splitlines()
    assert "Write it anew: flask resty client --lang python -o shop.py" in done.stderr


def test_a_document_will_do_without_an_app(run: Run) -> None:
    shop().test_cli_runner().invoke(resty, ["openapi", "-o", "kept.json"])
    alone = CliRunner().invoke(resty, ["client", "--lang", "python", "--document", "kept.json"])
    assert (alone.exit_code, alone.stdout) == (0, run("--lang", "python").stdout)
    moved = CliRunner().invoke(resty, ["client", "--lang", "python", "--document", "kept.json", "--server", "https://shop.example"])
    assert "https://shop.example" in moved.stdout


@pytest.mark.parametrize(
    "args", [[], ["--lang", "cobol"], ["--lang", "python", "-o", "x", "--check", "y"], ["--lang", "python", "--check", "none"]]
)
def test_what_makes_no_sense_is_told(run: Run, args: list[str]) -> None:
    assert run(*args).exit_code == 2


def test_a_document_that_no_client_can_be_written_from_is_told(run: Run) -> None:
    Path("old.json").write_text('{"openapi": "3.0.3", "paths": {}}')
    done = run("--lang", "python", "--document", "old.json")
    assert done.exit_code == 1 and "'3.0.3'" in done.stderr
