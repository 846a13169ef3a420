"""The blog for clients: its document, and a real server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NoReturn

import node
import pytest
from blogging import blog
from services.running import NotHere

from examples.blog import create_app
from examples.blog.app import api
from flask_resty.clients import write_typescript
from flask_resty.openapi import document_of

_SCRIPTS = Path(__file__).parent / "typescript"


@pytest.fixture(scope="session")
def blog_document() -> dict[str, Any]:
    """Give the document of the blog."""
    return document_of(api, create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": "for-tests-only"}))


@pytest.fixture(scope="session")
def blog_address() -> Iterator[str]:
    """Give the address of a blog that gunicorn serves."""
    with blog() as address:
        yield address


Compile = Callable[..., Path]


@pytest.fixture
def compiled(tmp_path: Path, give_up: Callable[[str], NoReturn]) -> Compile:
    """Give a function that compiles the client of a document with some scripts, and gives the folder of what came of them."""

    def compiled(document: dict[str, Any], *scripts: str) -> Path:
        (tmp_path / "client.ts").write_text(write_typescript(document))
        for script in scripts:
            shutil.copy(_SCRIPTS / f"{script}.ts", tmp_path)
        try:
            assert node.compile(tmp_path) == []
        except NotHere as error:
            give_up(str(error))
        return tmp_path / "out"

    return compiled
