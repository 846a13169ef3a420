"""Imports go down only, and parts do not import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "flask_resty"

#: From the ground up. A module may import what stands on a floor below its own; what shares a floor does not know each other.
FLOORS = (
    # ground
    {"_distribution"},
    {"typing"},
    {"errors", "signals"},
    {"_later", "principal"},
    {"schematic"},
    {"marks"},
    {"stack"},
    # parts; the rules of HTTP and the storage of counts stand below the others, which keep to them
    {"http", "storage"},
    {"schema", "media", "auth", "middleware"},
    # the line
    {"contract", "reply", "rule"},
    {"settings"},
    {"operation", "resource"},
    {"arguments", "binary", "demands", "description", "envelope", "items", "location", "pagination", "stream", "variants"},
    {"offers"},
    {"negotiating", "patching", "rendering"},
    {"body", "consistency", "selecting", "writers"},
    {"mount", "output", "refusals"},
    {"input", "page_links", "problems"},
    {"surroundings", "state"},
    {"tags"},
    {"announcing", "conditional", "preferences", "timing"},
    {"outcomes", "source"},
    {"line"},
    {"pipeline"},
    {"config", "declaration", "prefixes", "short_names", "url_formats"},
    {"options", "settling"},
    {"outside"},
    {"registry"},
    {"blueprint"},
    {"api"},
    # built on the line
    {"fields"},
    {"models"},
    {"oauth"},
    # readers of the operation table
    {"openapi"},
    {"page"},
    {"clients"},
    {"cli"},
    {"testing"},
    # the package itself: what is public
    {"__init__"},
)

FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}

#: What may be imported inside of a function, or for types only, because it is heavy or optional.
HEAVY = {"apispec", "authlib", "cbor2", "flask_limiter", "joserfc", "jsonpatch", "limits", "lxml", "redis", "sqlalchemy", "yaml"}

#: So may this be, of our own: what serves requests comes with the first app, for who only declares should not wait for it.
LATE = {"blueprint", "registry", "throttling"}

#: Names that say nothing.
EMPTY = {"base", "common", "helpers", "misc", "utils"}

MODULES = {path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): path for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("module", MODULES)
def test_module_keeps_to_its_floor(module: str) -> None:
    assert list(violations(module, MODULES[module].read_text())) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: {target for target, _ in own_imports(module, path.read_text())} for module, path in MODULES.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("errors", "from .stack import Entry", "errors imports stack"),
        ("errors", "import flask_resty.api", "errors imports api"),
        ("errors", "from flask_resty import Api", "errors imports __init__"),
        ("errors", "from . import api", "errors imports api"),
        ("http.caching", "from ..media import emit", "http.caching imports media"),
        ("http.caching", "from ..media.json_emitter import emit", "http.caching imports media.json_emitter"),
        ("http.__init__", "from ..auth import Bearer", "http.__init__ imports auth"),
        ("operation", "def f():\n    from .api import Api", "operation imports api"),
        ("stack", "def f():\n    import json", "imports json inside of f"),
        ("stack", "def f():\n    from .errors import Problem", "imports errors inside of f"),
        ("stack", "if TYPE_CHECKING:\n    from .errors import Problem", "imports errors inside of TYPE_CHECKING"),
        ("stack", "if typing.TYPE_CHECKING:\n    import json", "imports json inside of TYPE_CHECKING"),
        ("http.utils", "", "'utils' says nothing"),
        ("attic", "", "'attic' stands on no floor"),
    ],
)
def test_planted_violation_is_noticed(module: str, text: str, complaint: str) -> None:
    assert any(complaint in found for found in violations(module, text))


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("stack", "from .errors import Problem\nfrom .marks import mark\nfrom .typing import F"),
        ("stack", "from flask import Flask\nimport typing"),
        ("http.caching", "from ..errors import Problem\nfrom .dates import parse\nfrom . import dates"),
        ("middleware.cache", "from ..http.dates import parse"),
        ("auth.authlib_validator", "def f():\n    from authlib.oauth2 import OAuth2Error"),
        ("api", "def f():\n    from .registry import state_of"),
        ("auth.authlib_validator", "if TYPE_CHECKING:\n    from authlib.oauth2 import OAuth2Error"),
        ("__init__", "from .api import Api as Api"),
        ("middleware.__init__", "if TYPE_CHECKING:\n    from .cache import Cache as Cache"),
    ],
)
def test_what_is_allowed_is_not_complained_about(module: str, text: str) -> None:
    assert list(violations(module, text)) == []


def violations(module: str, text: str) -> Iterator[str]:
    """Tell what is wrong with a module, given its dotted name inside of the package and its text."""
    room = module.partition(".")[0]
    for name in sorted(EMPTY & set(module.split("."))):
        yield f"{name!r} says nothing. Name the module after its subject."
    if room not in FLOOR_OF:
        yield f"{room!r} stands on no floor. Give it one in FLOORS."
        return
    for target, line in own_imports(module, text):
        other = target.partition(".")[0]
        if other != room and FLOOR_OF.get(other, len(FLOORS)) >= FLOOR_OF[room]:
            yield f"line {line}: {module} imports {target}, which does not stand below it."
    yield from hidden_imports(module, text)


def own_imports(module: str, text: str) -> Iterator[tuple[str, int]]:
    """Give each import of our own package in a module, as a dotted name inside of the package, with its line."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "flask_resty":
                    yield _inside(alias.name.split(".")[1:]), node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            if base is not None:
                for alias in node.names:
                    yield _target(base, alias.name), node.lineno


def _base(module: str, node: ast.ImportFrom) -> list[str] | None:
    names = node.module.split(".") if node.module else []
    if node.level:
        return [*module.split(".")[: -node.level], *names]
    return names[1:] if names[:1] == ["flask_resty"] else None


# `from .http import dates` means a module where there is one, else a name of the package `http`.
def _target(base: list[str], name: str) -> str:
    path = PACKAGE.joinpath(*base, name)
    is_module = path.is_dir() or path.with_suffix(".py").exists() or (not base and name in FLOOR_OF)
    return _inside([*base, name] if is_module else base)


def _inside(names: list[str]) -> str:
    if names and not PACKAGE.joinpath(*names).is_dir():
        return ".".join(names)
    return ".".join([*names, "__init__"])


def hidden_imports(module: str, text: str) -> Iterator[str]:
    """Tell where a module imports, inside of a function or for types only, what is neither heavy nor optional."""
    for place in ast.walk(ast.parse(text)):
        hidden = _hides(place)
        # A package tells type checkers of the names that it imports when they are first asked for.
        if hidden and not (hidden == "TYPE_CHECKING" and module.endswith("__init__")):
            for node in ast.walk(place):
                for name in _imported(node):
                    if name.partition(".")[0] not in HEAVY | LATE:
                        yield f"line {node.lineno}: {module} imports {name} inside of {hidden}."


def _hides(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return "TYPE_CHECKING"
    return None


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}".lstrip(".") or "."]
    return []
