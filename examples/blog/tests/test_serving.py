"""``python -m examples.blog`` as people start it, and what it prints as they use it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug.serving import make_server

COMMAND = [sys.executable, "-m", "examples.blog"]
ROOT = Path(__file__).parents[3]


@contextmanager
def running(environ: dict[str, str]) -> Iterator[str]:
    with subprocess.Popen(COMMAND, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        lines = []
        try:
            for line in process.stdout:
                lines.append(line)
                if line.startswith("Press CTRL+C"):
                    break
            yield "".join(lines)
        finally:
            process.terminate()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PORT": "0", "SEED": "", "DATABASE_URL": f"sqlite:///{tmp_path / 'blog.sqlite'}"}


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Callable[..., str]]:
    """Give a function that starts the blog at a free port and gives what it printed."""
    with ExitStack() as started:
        yield lambda **changes: started.enter_context(running({**environ, **changes}))


@pytest.fixture
def curl() -> Callable[[str], str]:
    if shutil.which("curl") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("curl is not installed")
    return lambda command: subprocess.run(f"{command} -sS", shell=True, check=True, capture_output=True, text=True, timeout=60).stdout


def commands(printed: str) -> list[str]:
    return re.findall(r"^ +((?:curl|echo) .*)$", printed, re.MULTILINE)


def base(printed: str) -> str:
    return re.search(r"http://127\.0\.0\.1:\d+", printed)[0]


def test_printed_commands_work_word_for_word(start, curl):
    listed, posted, patched, commented, exported, selected, table, covered, *who = map(curl, commands(start()))
    assert [post["slug"] for post in json.loads(listed)] == ["strict-on-purpose", "a-verb-for-every-method"]
    assert posted.splitlines()[0].split()[1] == commented.splitlines()[0].split()[1] == "201"
    assert "Location: /api/posts/a-bar" in posted
    assert '"title":"Hello again"' in patched
    assert "Location: /api/posts/hello-world/comments/" in commented
    assert {"hello-world", "a-bar"} <= {post["slug"] for post in json.loads(exported)}
    assert selected.startswith("- slug: a-bar\n  title: A bar\n  author:\n    name: Ada Lovelace\n- slug: ")
    assert table.startswith("id,slug,title,")
    assert re.search(r"^HTTP/1.1 201 ", covered, re.MULTILINE)
    by_digest, token, by_token = map(json.loads, who)
    assert by_digest["username"] == by_token["username"] == "ada"
    assert token["scope"] == "posts:write"


def test_accounts_and_addresses_are_printed_and_true(start, curl):
    printed = start()
    for login in ("ada:lovelace", "bob:builder", "root:toor"):
        assert login in printed
        username = login.partition(":")[0]
        assert json.loads(curl(f"curl -u {login} {base(printed)}/api/me"))["username"] == username
        assert f"{username}-token" in printed
    for address in re.findall(r"^  (http.*)$", printed, re.MULTILINE):
        assert curl(f"curl -o /dev/null -w '%{{http_code}}' {address}") == "200"


def test_second_start_keeps_the_data(environ, curl):
    for slug in ("a-bar", "a-bar-2"):
        with running(environ) as printed:
            assert f"Location: /api/posts/{slug}" in curl(commands(printed)[1])


def test_seed_fills_the_database(start, curl):
    printed = start(SEED="3000")
    assert "Wrote 3000 of 3000 posts." in printed
    assert len(json.loads(curl(f"curl {base(printed)}/api/export/posts"))) == 3000


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"PORT": "http"}, "PORT is 'http'. Set it to a whole number from 0 to 65535."),
        ({"PORT": "65536"}, "PORT is '65536'."),
        ({"SEED": "-1"}, "SEED is '-1'."),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL does not work:"),
        ({"DATABASE_URL": "nonsense://localhost/x"}, "DATABASE_URL does not work:"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}, "The database does not work: unable to open database file."),
    ],
)
def test_mistakes_are_told_in_one_line(environ, changes, message):
    ended = subprocess.run(COMMAND, cwd=ROOT, env={**environ, **changes}, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith(message)
    assert len(ended.stderr.splitlines()) == 1


def test_port_that_is_taken_is_told_with_the_remedy(environ):
    server = make_server("127.0.0.1", 0, lambda environ, start_response: [])
    ended = subprocess.run(COMMAND, cwd=ROOT, env={**environ, "PORT": str(server.port)}, capture_output=True, text=True, timeout=60)
    server.server_close()
    assert ended.returncode == 1
    assert f"Choose another one: PORT={server.port + 1} make demo" in ended.stderr
    assert "Traceback" not in ended.stderr
