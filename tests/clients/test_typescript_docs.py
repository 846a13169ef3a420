"""What the docs show in TypeScript compiles, each block seeing what those before it had."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import node
import pytest
from services.running import NotHere

from flask_resty.clients import write_typescript

DOCS = Path(__file__).parents[2] / "docs"

PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "```typescript\n" in page.read_text()]

_IMPORT = re.compile(r"^import [^\n]*\n", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_snippets_of_page_compile(page: Path, blog_document: dict[str, Any], tmp_path: Path, give_up: Callable[[str], Any]) -> None:
    text = "\n".join(re.findall(r"^```typescript\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL))
    script = "".join(dict.fromkeys(_IMPORT.findall(text))) + _IMPORT.sub("", text)
    (tmp_path / "client.ts").write_text(write_typescript(blog_document))
    (tmp_path / "page.ts").write_text(script)
    try:
        # What is shown need not be used.
        assert [line for line in node.compile(tmp_path) if "TS6133" not in line] == []
    except NotHere as error:
        give_up(str(error))


def test_the_page_on_clients_is_among_them() -> None:
    assert "generate-a-client" in [page.stem for page in PAGES]
