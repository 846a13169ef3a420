"""Send a request to the app in which everything is on, and judge the answer."""

from __future__ import annotations

import json
import time
from io import BytesIO
from io import StringIO
from typing import Any

from servers.everything import app
from werkzeug.test import run_wsgi_app

from .reading import check_content
from .requests import Sent

#: How long an answer may take, in seconds.
SLOWEST = 1.0


def play(sent: Sent, *, is_timed: bool = False) -> int:
    """Send one request; give the status.

    :param is_timed: whether an answer that takes too long is a mistake.
    :raise AssertionError: for an answer that must not be.
    """
    begun = time.perf_counter()
    environ = _environ(sent)
    pieces, status, headers = run_wsgi_app(app, environ, buffered=True)
    content = b"".join(pieces)
    taken = time.perf_counter() - begun
    code = int(status[:3])
    # 501 is for methods that nobody knows; there is no other reason to fail.
    assert code < 500 or (code == 501 and sent.method in {"FROB", "get"}), environ["wsgi.errors"].getvalue()
    assert not is_timed or taken < SLOWEST, f"It took {taken:.1f} s."
    content_type = headers.get("Content-Type", "")
    if code >= 400 and sent.path.startswith(("/api", "/media")):
        _check_problem(code, content_type, content, sent.method)
    elif sent.method != "HEAD" and code not in {204, 206, 304}:
        check_content(content_type, content)
    return code


def _environ(sent: Sent) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": sent.path,
        "QUERY_STRING": sent.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(sent.content)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(sent.content),
        "wsgi.errors": StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in sent.fields.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ


def _check_problem(code: int, content_type: str, content: bytes, method: str) -> None:
    assert content_type in {"application/problem+json", "application/problem+xml"}, content_type
    if method != "HEAD":
        check_content(content_type, content)
        assert b"Traceback" not in content, content
        if content_type.endswith("json"):
            assert json.loads(content)["status"] == code, content
