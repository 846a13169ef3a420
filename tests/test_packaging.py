"""What is shipped, and that it is not mixed with the other package of this name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from importlib.metadata import version
from pathlib import Path

import pytest

import flask_resty
from flask_resty import _distribution
from tools.lowest import lowest

ROOT = Path(__file__).parents[1]
SETUP = ROOT / "setup.cfg"
MODULES = sorted((ROOT / "flask_resty").rglob("*.py"))

#: What Flask and Flask-Limiter promise to bring; their bounds are the right ones for us.
BROUGHT = {"blinker", "click", "itsdangerous", "jinja2", "limits", "markupsafe", "werkzeug"}


def test_version_is_one_fact():
    assert flask_resty.__version__ == version("flask-resty-api")


def test_version_is_read_without_importing():
    [assignment] = (
        node
        for node in ast.parse((ROOT / "flask_resty/__init__.py").read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    )
    assert ast.literal_eval(assignment.value) == flask_resty.__version__


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_has_a_docstring(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_every_import_is_declared():
    declared = {_normal(name) for name in re.findall(r"^([\w.-]+)", _requirements(), re.MULTILINE)}
    distributions = packages_distributions()
    for path in MODULES:
        for package in _foreign(path.read_text()):
            assert {_normal(name) for name in distributions.get(package, [package])} & declared, f"{path} imports {package}"


def test_import_of_the_package_leaves_out_what_is_heavy():
    code = "import flask_resty, sys; print(*{'authlib', 'flask_limiter', 'sqlalchemy', 'apispec', 'yaml'} & sys.modules.keys())"
    assert _run(code).stdout.strip() == ""


@pytest.mark.parametrize("left", ["flask_resty-6.0.0.dist-info", "Flask_RESTy-4.0.2.dist-info", "Flask_RESTy.egg-info"])
def test_import_fails_beside_the_other_distribution(tmp_path, left):
    (tmp_path / left).mkdir()
    done = _run(f"import sys; sys.path.append({str(tmp_path)!r}); import flask_resty")
    assert done.returncode == 1
    assert "ImportError: Two distributions provide the package 'flask_resty'" in done.stderr
    assert re.search(r"pip uninstall flask-resty flask-resty-api\n.*pip install flask-resty-api", done.stderr)


@pytest.mark.parametrize(
    "left", ["flask_resty_api-0.1.0.dist-info", "flask_resty_api.egg-info", "flask_resty", "flask_restful-1.dist-info"]
)
def test_other_neighbours_do_no_harm(tmp_path, left):
    (tmp_path / left).mkdir()
    _distribution.check([str(tmp_path), str(tmp_path / "missing.zip"), ""])


def test_lowest_versions_are_the_bounds_of_what_applications_need():
    setup = """
[options]
install_requires =
    Flask>=3.1
[options.extras_require]
async =
    Flask[async]
sqlalchemy =
    SQLAlchemy>=2.0
test =
    pytest>=9.0
"""
    assert list(lowest(setup)) == ["Flask==3.1", "SQLAlchemy==2.0"]


def test_dependencies_have_lower_bounds_only():
    # What stands behind a semicolon says where they are needed.
    assert not re.search(r"<|==|~=|!=", re.sub(r";.*", "", _requirements()))


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)


def _requirements() -> str:
    config = ConfigParser()
    config.read(SETUP)
    return "\n".join([config["options"]["install_requires"], *config["options.extras_require"].values()])


def _foreign(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module]
        for name in names:
            package = name.partition(".")[0]
            if package not in sys.stdlib_module_names and package not in BROUGHT and package != "flask_resty":
                yield package


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
