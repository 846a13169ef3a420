"""Every Python snippet of the README and the docs is run.

The convention, for who writes a page:

* A fence that opens with ```` ```python ```` is run. There is no way to leave one out. What is not Python says what it is
  (```` ```console ````, ```` ```text ````, ```` ```http ````, ```` ```json ````, ...) and is never run.
* The blocks of a page are run in order, in one module of their own: a later block sees what an earlier one defined. Pages do
  not see each other.
* ``app`` is there already: a fresh ``Flask``, for pages that are not about making one. The working directory is an empty one.
* What a reader need not see, because it only sets the scene, stands in an HTML comment around the whole fence::

      <!--
      ```python
      client = app.test_client()
      ```
      -->

* Say what comes out with ``assert``: then it is true.
* A page that says ``<!-- goes on from contracts.md -->`` has the files that are there at the end of that page, to import them. A block that
  begins with the name of a file, ``# blog/posts.py``, is not run there but written to that file; see ``walkthrough``. The first of
  such pages goes on from ``nothing``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
import walkthrough
from flask import Flask

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

#: A fence, also as an item of a list.
_FENCE = re.compile(
    r"^ *(?:(?:[-*+]|\d+[.)]) +)*(?P<marks>`{3,}|~{3,}|:{3,})(?P<info>[^\n`]*)\n(?P<inside>.*?)^ *(?P=marks) *$",
    re.MULTILINE | re.DOTALL,
)
_ESCAPES = re.compile(r"$|py|\{(code|code-block|sourcecode)\} *py|\{(doctest|testcode|testsetup|eval-rst)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _nothing_that_a_page_wrote_stays_imported(tmp_path):
    """Other tests have apps of the same names, and Flask would look for them in what is not there any more."""
    yield
    for written in tmp_path.iterdir():
        walkthrough.forget(written.stem)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_snippets_of_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(page.read_text(), page, monkeypatch)


def test_a_block_sees_what_an_earlier_one_defined(tmp_path, monkeypatch):
    run("```python\nx = 1\n```\nand so\n\n```python\nassert x == 1\n```\n", tmp_path / "page.md", monkeypatch)


def test_a_wrong_snippet_fails_at_its_line(tmp_path, monkeypatch):
    with pytest.raises(AssertionError) as caught:
        run("Text.\n\n```python\nx = 1\nassert x == 2\n```\n", tmp_path / "page.md", monkeypatch)
    assert caught.traceback[-1].lineno + 1 == 5
    assert str(caught.traceback[-1].path).endswith("page.md")


def test_a_hidden_snippet_is_run(tmp_path, monkeypatch):
    with pytest.raises(ZeroDivisionError):
        run("<!--\n```python\n1 / 0\n```\n-->\n", tmp_path / "page.md", monkeypatch)


def test_other_languages_are_not_run(tmp_path, monkeypatch):
    run("```text\n1 / 0\n```\n\n```console\n$ python\n```\n", tmp_path / "page.md", monkeypatch)


@pytest.mark.parametrize("info", ["py", "python3", "Python", "pycon", "python no-run", "{code-block} python", "{doctest}", ""])
def test_a_snippet_that_would_escape_is_refused(info):
    with pytest.raises(ValueError, match="line 1"):
        list(snippets(f"```{info}\n1 / 0\n```\n"))


def test_a_file_is_written_and_changed_by_later_blocks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    old = "```python\n# shop/items.py\nitems = []\n\n\ndef one():\n    return 1\n```\n"
    new = "```python\n# shop/items.py, changed\nimport json\n\n\ndef one():\n    return json.loads('2')\n```\n"
    used = "```python\nfrom shop.items import items, one\n\nassert (items, one()) == ([], 2)\n```\n"
    run("<!-- goes on from nothing -->\n" + old + new + used, tmp_path / "page.md", monkeypatch)


def test_a_page_has_the_files_of_the_page_that_it_goes_on_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "first.md").write_text("```python\n# store/first.py\nx = 1\n```\n")
    text = "<!-- goes on from first.md -->\n\n```python\nfrom store.first import x\n\nassert x == 1\n```\n"
    run(text, tmp_path / "second.md", monkeypatch)


def test_a_snippet_in_a_list_is_run():
    assert list(snippets("1. ```python\n   x = 1\n   ```\n")) == ["\nx = 1\n"]


def test_a_snippet_inside_of_a_directive_is_run():
    assert list(snippets(":::{note}\nText.\n\n```python\nx = 1\n```\n:::\n")) == ["\n\n\n\nx = 1\n"]


def snippets(text: str) -> Iterator[str]:
    """Give the Python blocks of a page, each with as many empty lines before it as the page has."""
    for fence in _FENCE.finditer(text):
        info, line = fence["info"].strip(), text.count("\n", 0, fence.start()) + 1
        above = "\n" * line
        if info == "python":
            yield above + dedent(fence["inside"])
        elif _ESCAPES.match(info):
            raise ValueError(f"line {line}: a fence opens with {info!r}. Write 'python' to have it run, or what else it is, as 'text'.")
        elif info.startswith("{"):
            yield from snippets(above + fence["inside"])


def run(text: str, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the snippets of a page in a module of its own."""
    module = ModuleType(re.sub(r"\W", "_", f"page_{page.parent.name}_{page.stem}"))
    module.__file__ = str(page)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    module.__dict__["app"] = Flask(module.__name__)
    # A file that changes twice in a second would be taken for the one that was compiled before.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(Path.cwd())
    write_files_before(text, page)
    for code in snippets(text):
        if not (walkthrough.has_files(text) and walkthrough.write(code, Path.cwd())):
            exec(compile(code, str(page), "exec"), module.__dict__)


def write_files_before(text: str, page: Path) -> None:
    """Write the files that there are at the beginning of a page."""
    before = walkthrough.page_before(text, page)
    if before is not None:
        write_files_before(before.read_text(), before)
        for code in snippets(before.read_text()):
            walkthrough.write(code, Path.cwd())
