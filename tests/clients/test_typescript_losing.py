"""What a client in TypeScript neither loses nor goes on with for ever: files, what JSON cannot say, generators, pages, pieces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import node

TEXT: dict[str, Any] = {"type": "string"}

POST: dict[str, Any] = {"type": "object", "properties": {"title": TEXT}, "required": ["title"], "additionalProperties": False}

#: As documents of others have it.
UPLOAD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": TEXT,
        "cover": {"type": "string", "format": "binary"},
        "more": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
    "required": ["title"],
    "additionalProperties": False,
}


def described() -> dict[str, Any]:
    """Give the document of the server that is none."""

    def said(name: str, content: dict[str, Any] | None = None, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
        body = {} if content is None else {"requestBody": {"content": content, "required": True}}
        answer = {"description": "", "content": {media_type: {"schema": {}}}}
        return {"operationId": name, "responses": {"200": answer, "204": {"description": ""}}, **body, **more}

    opened = {"patternProperties": {"^x-": TEXT}, "additionalProperties": False, "type": "object"}
    paths = {
        "/posts": {
            "get": said("listPosts", **{"x-pages": {"items": ""}}),
            "post": said("createPost", {"application/json": {"schema": POST}, "multipart/form-data": {"schema": UPLOAD}}),
        },
        "/anything": {"put": said("putAnything", {"application/json": {"schema": {}}})},
        "/open": {"put": said("putOpen", {"application/json": {"schema": opened}})},
        "/numbers": {"put": said("putNumbers", {"application/jsonl": {"schema": {"type": "integer"}, "x-stream": True}})},
        "/items": {"get": said("streamItems", media_type="application/jsonl", **{"x-stream": True})},
        "/me": {"get": said("getMe", parameters=[{"name": "q", "in": "query", "schema": TEXT}])},
    }
    return {"openapi": "3.1.0", "info": {"title": "Losing", "version": "1"}, "paths": paths}


def test_nothing_is_lost_and_nothing_goes_on_for_ever(compiled: Callable[..., Path]) -> None:
    found = node.run(compiled(described(), "losing") / "losing.js")
    unsaid = found.pop("unsaid")
    assert found == {
        "sent": [["Dune", "x"], "application/json"],
        "faults": [[], ["/title required", "/titel unknown", "/cover unknown"], []],
        # What can be read only once is sent once; a list is sent again.
        "generated": [[1, 2], [5, 10]],
        "lists": ["Unreachable: 100 pages after each other have no items.", 101, *["Unreachable: The answer is no page."] * 2],
        "lengths": [200_000],
        "shown": ["ada", "ada", "bob"],
        # There is room for two: what was used last stays.
        "asked": ["", " again", "", "?q=a", "?q=b", "?q=a again", "?q=c", "?q=a again", "?q=b"],
        "patterned": [["unknown"], [], ["type"]],
    }
    # Nothing was sent, and nobody says that there is no way to the server.
    assert [one.partition(":")[0] for one in unsaid] == ["Invalid"] * 6
