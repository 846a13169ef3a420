"""The runtime of a client as the text of one module."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

#: The modules, each after those that it needs.
MODULES = (
    "messages",
    "errors",
    "options",
    "formats",
    "checking",
    "credentials",
    "oauth",
    "signing",
    "sessions",
    "retrying",
    "streams",
    "pages",
    "selecting",
    "bodies",
    "operations",
    "remembering",
    "calling",
    "transport",
    "driving",
    "connection",
    "async_connection",
    "httpx_transport",
)


class Bundle(NamedTuple):
    """The runtime, put together."""

    #: What is imported, a line each.
    imports: frozenset[str]
    #: What stands below.
    text: str
    #: The names that stand in it, those that are imported included.
    names: frozenset[str]


@lru_cache(1)
def bundle() -> Bundle:
    """Put the runtime together.

    :raise ValueError: if two of its modules have one name.
    """
    folder = files(f"{__package__}.runtime")
    sources = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in MODULES]
    trees = [ast.parse(source) for source in sources]
    own = Counter(name for tree in trees for name in _names(tree))
    if twice := [name for name, count in own.items() if count > 1]:
        raise ValueError(f"{', '.join(twice)} stand in two modules of the runtime.")
    imports = frozenset(line for tree in trees for line in _imports(tree))
    text = "\n\n\n".join(_body(source, tree) for source, tree in zip(sources, trees, strict=True))
    return Bundle(imports, text, frozenset(own) | {line.split()[-1] for line in imports})


def _names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _imports(tree: ast.Module) -> Iterable[str]:
    for node in tree.body:
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__"):
            yield ast.unparse(node)


def _body(source: str, tree: ast.Module) -> str:
    """Give what stands below the imports, after a line that says what it is about."""
    last = max(node.end_lineno or 0 for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    return f"# {ast.get_docstring(tree)}\n\n" + "\n".join(source.splitlines()[last:]).strip("\n")
