"""``flask resty openapi``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from flask import Flask
from storefront import shop

from flask_resty import Api
from flask_resty import media
from flask_resty.cli import resty
from flask_resty.cli.files import write_file
from flask_resty.openapi import document_of

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs ``flask resty openapi`` on the shop, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    app = shop()
    return lambda *args: app.test_cli_runner().invoke(resty, ["openapi", *args])


def test_the_document_goes_to_the_standard_output(run: Run) -> None:
    app = shop()
    assert json.loads(run().stdout) == document_of(app.extensions["api"], app)


@pytest.mark.parametrize(
    ("args", "read"),
    [
        (["-o", "x.json"], json.loads),
        (["-o", "x.yaml"], yaml.safe_load),
        (["-o", "x.yml"], yaml.safe_load),
        (["-o", "x.txt"], json.loads),
        (["-o", "x.txt", "--format", "yaml"], yaml.safe_load),
        (["-o", "x.yaml", "--format", "json"], json.loads),
    ],
    ids=["json", "yaml", "yml", "txt", "as yaml", "as json"],
)
def test_a_file_is_written_in_the_format_of_its_name(run: Run, args: list[str], read: Callable[[str], object]) -> None:
    done = run(*args)
    assert (done.stdout, done.stderr) == ("", f"Wrote {args[1]}.\n")
    assert read(Path(args[1]).read_text()) == json.loads(run().stdout)


def test_yaml_is_written_as_it_is_published(run: Run) -> None:
    """Not all readers, ours among them, follow aliases."""
    app = shop()
    text = run("--format", "yaml").stdout_bytes
    assert text == media.YAML_EMITTER.emit(document_of(app.extensions["api"], app), None)
    assert media.YAML_PARSER.parse(text, None) == json.loads(run().stdout)


def test_the_same_is_written_each_time(run: Run) -> None:
    assert run().stdout_bytes == run().stdout_bytes and run().stdout.endswith("}\n")


def test_a_server_is_told_on_demand(run: Run) -> None:
    assert json.loads(run("--server", "https://shop.example").stdout)["servers"] == [{"url": "https://shop.example"}]


@pytest.mark.parametrize("name", ["kept.json", "kept.yaml"])
def test_a_document_that_is_still_true_passes(run: Run, name: str) -> None:
    run("-o", name)
    done = run("--check", name)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"{name} is current.\n")


def test_a_document_that_is_not_true_any_more_fails_with_a_diff(run: Run) -> None:
    run("-o", "kept.json")
    kept = Path("kept.json")
    kept.write_text(kept.read_text().replace('"All things."', '"Some things."'))
    done = run("--check", "kept.json")
    lines = {line for line in done.stdout.splitlines() if line.startswith(("-  ", "+  "))}
    assert done.exit_code == 1 and {line.strip("+- ,") for line in lines} == {
        '"description": "Some things."',
        '"description": "All things."',
    }
    assert "Write it anew: flask resty openapi -o kept.json" in done.stderr


def test_programs_are_told_of_drift_in_json(run: Run) -> None:
    run("-o", "kept.json")
    done = run("--check", "kept.json", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"file": "kept.json", "is_current": True, "diff": []})
    Path("kept.json").write_text('{"openapi": "3.1.0"}')
    done = run("--check", "kept.json", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["is_current"], told["diff"][0]) == (1, False, "--- kept.json")


def test_how_a_document_is_written_is_no_difference(run: Run) -> None:
    run("-o", "kept.json")
    kept = Path("kept.json")
    kept.write_text(json.dumps(json.loads(kept.read_text()), sort_keys=True))
    assert run("--check", "kept.json").exit_code == 0


def test_a_file_that_is_not_there_is_no_drift(run: Run) -> None:
    assert run("--check", "none.json").exit_code == 2


def test_to_check_and_to_write_are_two_things(run: Run) -> None:
    assert run("--check", "x.json", "-o", "y.json").exit_code == 2


def test_a_place_that_cannot_be_written_is_told(run: Run) -> None:
    done = run("-o", "none/x.json")
    assert done.exit_code == 1 and done.stderr == "Error: none/x.json cannot be written: No such file or directory.\n"


def test_of_several_apis_one_has_to_be_named(tmp_path: Path) -> None:
    app = Flask("two")
    apis = [Api(app, title=title, url_prefix=f"/{title.lower()}") for title in ("One", "Two")]
    run = app.test_cli_runner().invoke
    done = run(resty, ["openapi"])
    assert done.exit_code == 2 and "The app 'two' has 2 Apis. Say which one by --api: 'One', 'Two'." in done.stderr
    assert json.loads(run(resty, ["openapi", "--api", apis[1].title]).stdout)["info"]["title"] == "Two"


def test_two_apis_of_one_title_cannot_be_told_apart() -> None:
    app = Flask("two")
    apis = [Api(app, url_prefix=f"/{number}") for number in range(2)]
    done = app.test_cli_runner().invoke(resty, ["openapi", "--api", apis[0].title])
    assert done.exit_code == 2 and "has 2 Apis of the title 'API'. Give each one its own." in done.stderr


def test_a_file_is_replaced_as_a_whole_and_keeps_its_rights(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("x" * 100_000)
    kept.chmod(0o640)
    run("-o", "kept.json")
    assert json.loads(kept.read_text())["openapi"] == "3.1.0"
    assert (kept.stat().st_mode & 0o777, [path.name for path in tmp_path.iterdir()]) == (0o640, ["kept.json"])


def test_what_a_link_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("old")
    (tmp_path / "link.json").symlink_to("kept.json")
    write_file(str(tmp_path / "link.json"), "new")
    assert ((tmp_path / "kept.json").read_text(), (tmp_path / "link.json").is_symlink()) == ("new", True)


def test_nothing_is_left_of_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_file(str(tmp_path / "document.json"), "\ud800")
    assert [*tmp_path.iterdir()] == []


def test_programs_are_told_which_file_was_written(run: Run, tmp_path: Path) -> None:
    kept = str(tmp_path / "openapi.json")
    assert json.loads(run("-o", kept, "--json").stdout) == {"file": kept}
