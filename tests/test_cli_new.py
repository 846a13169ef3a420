"""``flask resty new NAME``: what it writes runs, passes its own tests, and is beyond reproach."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import packages_distributions
from importlib.metadata import requires
from pathlib import Path
from urllib.request import Request
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from click.testing import Result

from flask_resty.cli import resty

#: The files of a project, as they are called.
FILES = [
    ".gitignore",
    "README.md",
    "my_shop/__init__.py",
    "my_shop/app.py",
    "my_shop/database.py",
    "my_shop/models.py",
    "my_shop/notes.py",
    "pyproject.toml",
    "tests/conftest.py",
    "tests/test_notes.py",
]


def new(*args: str) -> Result:
    """Run the command without an app."""
    return CliRunner().invoke(resty, ["new", *args])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project that was written."""
    folder = tmp_path_factory.mktemp("projects") / "my-shop"
    assert new("my-shop", "--into", str(folder)).exit_code == 0
    return folder


def environment(**more: str) -> dict[str, str]:
    """Give the environment of a process that finds the packages that this one finds, and nothing of its tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "FLASK_", "MY_SHOP_"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **more}


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in the project."""
    whole = [sys.executable, "-m", *command]
    return subprocess.run(whole, cwd=project, env=environment(), capture_output=True, text=True, timeout=120)


def test_a_project_is_written(project: Path) -> None:
    written = (path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())
    assert sorted(path for path in written if "__pycache__" not in path and "instance" not in path) == FILES


def test_it_is_told_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = new("my-shop")
    assert done.exit_code == 0 and set(done.stdout.splitlines()) == {"file", *(f"my-shop/{name}" for name in FILES)}
    assert done.stderr == "It is in my-shop. README.md tells how to run it.\n"


def test_nothing_is_left_to_fill_in(project: Path) -> None:
    left = [name for name in FILES if re.search(r"\$(?!\s)|\bnotes_app\b", (project / name).read_text().replace("\n$ ", "\n"))]
    assert left == []
    assert 'name = "my-shop"' in (project / "pyproject.toml").read_text()
    assert "MY_SHOP_API_TOKEN=secret flask --app my_shop run" in (project / "README.md").read_text()


def test_it_passes_its_tests(project: Path) -> None:
    done = run(project, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^9 passed", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    "command", [("check",), ("routes",), ("openapi",), ("explain", "PUT", "/api/notes/1")], ids=["check", "routes", "openapi", "explain"]
)
def test_the_commands_of_its_readme_work(project: Path, command: tuple[str, ...]) -> None:
    done = run(project, "flask", "--app", "my_shop", "resty", *command)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def served(project: Path) -> Iterator[str]:
    """Serve the project as its README says, and give the address."""
    command = [sys.executable, "-u", "-m", "flask", "--app", "my_shop", "run", "--port", "0"]
    said = environment(MY_SHOP_API_TOKEN="secret")
    with subprocess.Popen(command, cwd=project, env=said, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            address = next((found[1] for line in process.stdout if (found := re.search(r"Running on (http://\S+)", line))), None)
            assert address is not None
            yield address
        finally:
            process.terminate()


def test_it_runs(project: Path) -> None:
    headers = {"Authorization": "Bearer secret", "Content-Type": "application/json"}
    with served(project) as address:
        with urlopen(Request(f"{address}/api/notes", b'{"text": "Buy milk"}', headers), timeout=20) as response:
            assert response.status == 201
        with urlopen(f"{address}/api/notes", timeout=20) as response:
            assert [note["text"] for note in json.load(response)] == ["Buy milk"]
        with urlopen(f"{address}/api/docs", timeout=20) as response:
            assert b"swagger" in response.read().lower()


@pytest.mark.parametrize("name", ["1st", "my shop", "", "ünder", "../x", "class", "json", "flask", "sqlalchemy", "-x"])
def test_what_is_no_name_of_a_package_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (new("--", name).exit_code, [*tmp_path.iterdir()]) == (2, [])


@pytest.mark.parametrize("name", ["test", "Email", "marshmallow", "flask-limiter", "orjson", "typing-extensions", "jinja2"])
def test_what_would_hide_another_module_is_refused_with_a_remedy(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = new(name)
    assert (done.exit_code, [*tmp_path.iterdir()]) == (2, [])
    assert f"Choose another name, such as '{name}-api'." in " ".join(done.stderr.split())


def test_no_name_of_what_we_need_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    named = (re.match(r"[\w-]+", one) for one in requires("flask-resty-api") or () if "extra ==" not in one)
    needed = {found[0].lower() for found in named if found is not None}
    brought = {module for module, parts in packages_distributions().items() if needed & {part.lower() for part in parts}}
    assert len(needed) > 5 and [module for module in brought if module.isidentifier() and new(module).exit_code != 2] == []


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    done = new("shop", "--into", str(tmp_path))
    assert done.exit_code == 2 and "is there already, and is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = new("shop", "--into", str(tmp_path / "file" / "shop"))
    assert done.exit_code == 1 and "cannot be written" in done.stderr
