"""The page at the bare address, and what it is made of."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from subprocess import run

import node
import pytest
from flask.testing import FlaskClient
from services.running import NotHere

ROOT = Path(__file__).parents[3]

STATIC = ROOT / "examples" / "blog" / "static"


def test_the_page_runs_nothing_but_what_the_blog_serves(client: FlaskClient) -> None:
    response = client.get("/")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?! type=\"module\" src=\"/static/page/page\.js\"></script>)|<style| style=| on\w+=", response.text) == []


@pytest.mark.parametrize("name", ["href", "src"])
def test_what_the_page_leads_to_is_there(client: FlaskClient, name: str) -> None:
    for path in re.findall(rf' {name}="(/[^"]*)"', client.get("/").text):
        assert client.get(path, follow_redirects=True, buffered=True).status_code == 200, path


def test_the_typescript_client_is_that_of_the_document(tmp_path: Path) -> None:
    try:
        node.compiler()
    except NotHere as error:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))
    run([sys.executable, ROOT / "tools" / "client.py", tmp_path], check=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.js")}
    assert made == {path.relative_to(STATIC) for path in STATIC.rglob("*.js")} - {Path("sample.js")}
    # Where one is not: make client.
    assert [str(path) for path in sorted(made) if (tmp_path / path).read_text() != (STATIC / path).read_text()] == []
