"""A client in TypeScript of the Api that has everything, in Node: credentials, lists, streams, contents, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import node
from everything import api_of
from everything import make_app

from flask_resty.openapi import document_of


def test_every_kind_of_everything(compiled: Callable[..., Path], serve: Callable[[Any], str]) -> None:
    app = make_app()
    folder = compiled(document_of(api_of(app), app), "everything")
    assert node.run(folder / "everything.js", serve(app)) == {
        "callers": ["bob", "bob", "bob", "bob", "bob", "ada", "bob", "bob", "bob", "bob"],
        "wrong": ["Unauthorized", True],
        "session": ["Unauthorized", {"id": "ada", "roles": ["admin"]}, 204],
        "lists": [45, 45, 45, 40],
        "streams": [[0, 1, 2, 3], [0, 1, 2], 5050, [_TOO_LARGE]],
        "contents": [201, 201, [0, 1, 2]],
        # A change without a key is not sent twice, for nobody knows whether it arrived; one with a key has the same each time.
        "attempts": [{"text": "a note"}, "Invalid", 201, 1, 200, 3600],
        "late": [True, True],
        "links": ["Unreachable", True],
    }


_TOO_LARGE = {"location": "body", "pointer": "/1/number", "code": "too_large", "detail": "Must be less than or equal to 10000."}
