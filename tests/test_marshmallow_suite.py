"""marshmallow's own tests pass when its schemas go through the compiler. They are taken from its source distribution."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sdists import sdist

ROOT = Path(__file__).parents[1]
PLUGIN = Path(__file__).parent / "marshmallow_suite"
VERSION = version("marshmallow")

#: The compiler gives what this version gives, so that the tests of an older one say nothing about it.
pytestmark = pytest.mark.skipif(
    tuple(map(int, re.findall(r"\d+", VERSION)[:2])) < (4, 4), reason=f"the compiler is held to marshmallow 4.4, not to {VERSION}"
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """How the tests ended."""

    passed: bool
    output: str
    tests: dict[str, int]
    calls: dict[str, int]


@pytest.fixture
def run_suite(tmp_path, pytestconfig, give_up) -> Callable[..., Run]:
    """Give a function that runs marshmallow's tests through the compiler, with more options for the plugin."""
    archive = sdist("marshmallow", VERSION, pytestconfig.cache.mkdir("marshmallow"), give_up)
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    return lambda *options: _run(tmp_path / archive.name.removesuffix(".tar.gz"), *options)


def test_marshmallows_tests_pass_through_the_compiler(run_suite):
    run = run_suite()
    assert run.passed, run.output
    assert run.tests.keys() == {"passed"}
    assert run.tests["passed"] >= 1192
    assert _share_generated(run.calls, "dump") > 0.8
    assert _share_generated(run.calls, "load") > 0.8


@pytest.mark.parametrize("kind", ["dump", "load"])
def test_a_fault_of_the_compiler_is_noticed(run_suite, kind):
    """So it is the compiler's results that the tests see."""
    run = run_suite(f"--fault={kind}", "--maxfail=30", "--tb=no")
    assert run.tests.get("failed") == 30, run.output


def _share_generated(calls: dict[str, int], kind: str) -> float:
    """Give how many of the calls that went well had no help of marshmallow's own machinery."""
    generated = calls.get(f"{kind} generated", 0)
    return generated / (generated + calls.get(f"{kind} helped", 0))


def _run(suite: Path, *options: str) -> Run:
    tally = suite / "tally.json"
    command = [sys.executable, "-m", "pytest", "-q", "-Werror", "--tb=short", "-pno:cacheprovider", "-pthrough_compiler"]
    done = subprocess.run([*command, f"--tally={tally}", *options, "tests"], cwd=suite, env=_environment(), capture_output=True, text=True)
    counted: dict[str, Any] = json.loads(tally.read_text()) if tally.exists() else {"tests": {}, "calls": {}}
    return Run(passed=done.returncode == 0, output=done.stdout[-20_000:] + done.stderr, **counted)


def _environment() -> dict[str, str]:
    """The package that is tested here is tested there. What was said to this pytest is not meant for that one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join([str(PLUGIN), str(ROOT)])}
