"""The files that a reader of the tutorial has by now: written, and changed, as its pages say.

In a page that says ``<!-- goes on from contracts.md -->``, or ``nothing``, a block that begins with the name of a file, as
``# blog/posts.py``, is that file. Where ``, changed`` follows, it says what is other than before: what is there by the same name
gives way, imports come to the top, and what is new stands where the block has it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_FILE = re.compile(r"\s*# (?P<path>[\w/]+\.py)(?P<changed>, changed)?\n(?P<text>.*)", re.DOTALL)
_BEFORE = re.compile(r"<!-- goes on from ([\w-]+\.md|nothing) -->")


def has_files(text: str) -> bool:
    """Tell whether blocks of a page may be files."""
    return _BEFORE.search(text) is not None


def page_before(text: str, page: Path) -> Path | None:
    """Give the page that one goes on from, if it does."""
    said = _BEFORE.search(text)
    return page.with_name(said[1]) if said and said[1] != "nothing" else None


def write(code: str, folder: Path) -> bool:
    """Write a block that is a file, and tell whether it is one."""
    said = _FILE.fullmatch(code)
    if said is None:
        return False
    path = folder / said["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(changed(path.read_text(), said["text"]) if said["changed"] else said["text"].lstrip("\n"))
    forget(path.relative_to(folder).parts[0])
    return True


def forget(package: str) -> None:
    """Have a package be imported anew, as it is written now."""
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def changed(old: str, new: str) -> str:
    """Give a file as it is after a change."""
    last, added = "", list[str]()
    for statement, text in _statements(new):
        before = _by_name(old).get(_name(statement))
        if isinstance(statement, ast.Import | ast.ImportFrom):
            old = f"{text}\n{old}"
        elif before is not None:
            old, last = old.replace(before, "\n\n\n".join([*added, text])), text
            added.clear()
        elif last:
            old, last = old.replace(last, f"{last}\n\n\n{text}"), text
        else:
            added.append(text)
    return "\n\n\n".join([old.rstrip(), *added]) + "\n"


def _statements(code: str) -> Iterator[tuple[ast.stmt, str]]:
    lines = code.splitlines()
    for statement in ast.parse(code).body:
        first = min([statement.lineno, *(decorator.lineno for decorator in getattr(statement, "decorator_list", ()))])
        yield statement, "\n".join(lines[first - 1 : statement.end_lineno])


def _by_name(code: str) -> dict[str | None, str]:
    named = {_name(statement): text for statement, text in _statements(code)}
    named.pop(None, None)
    return named


def _name(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    if isinstance(statement, ast.Expr):
        # Such as `api.register_blueprint(posts.blueprint)`.
        return ast.unparse(statement)
    return getattr(statement, "name", None)
