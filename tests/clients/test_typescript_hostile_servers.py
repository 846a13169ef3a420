"""Servers, and values, that mean harm to a client in TypeScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import node
from flask import Flask
from flask import Response
from flask import redirect
from flask import request

POLLUTING = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'


def described() -> dict[str, Any]:
    """Give the document of the server."""

    def get(name: str, *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": more.pop("schema", {})}}
        said = {"operationId": name, "parameters": [*parameters], "responses": {"200": {"description": "", "content": content}}}
        return {"get": {**said, **more}}

    def said(name: str, where: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
        return {"name": name, "in": where, "schema": schema or {"type": "string"}}

    # What is no pattern for a browser is none that a value could be held against.
    odd = [said("word", "query", {"type": "string", "pattern": "(?<x"}), said("constructor", "query"), said("X-Hint", "header")]
    paths = {
        "/things/{id}": get("getThing", said("id", "path"), *odd, said("theme", "cookie")),
        "/pages": get("listPages", said("kind", "query"), schema={"type": "array"}, **{"x-pages": {"items": ""}}),
        "/me": get("getMe", schema={"type": "string"}),
    }
    return {"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1"}, "paths": paths}


def hostile(elsewhere: str) -> Flask:
    """Make a server that sends its clients elsewhere, or around."""
    app = Flask("hostile")

    @app.get("/things/<path:rest>")
    def thing(rest: str) -> Any:
        if rest == "away":
            return redirect(f"{elsewhere}/things/x", 307)
        if rest == "odd":
            return Response(POLLUTING, mimetype="application/json")
        return {"path": rest, "query": request.query_string.decode()}

    @app.get("/pages")
    def pages() -> Any:
        link = {"away": f"{elsewhere}/pages", "self": request.url, "broken": "http://[::1"}[request.args["kind"]]
        return [1], {"Link": f'<{link}>; rel="next"'}

    @app.get("/me")
    def me() -> Any:
        etag = {"ETag": '"same"'}
        if "If-None-Match" in request.headers:
            return "", 304, etag
        return Response(f'"{request.headers["Authorization"]}"', mimetype="application/json", headers=etag)

    app.post("/html", endpoint="html")(lambda: "<p>Sorry")
    app.post("/nothing", endpoint="nothing")(lambda: {"token_type": "Bearer"})
    app.post("/away", endpoint="away")(lambda: redirect(f"{elsewhere}/token", 307))
    return app


def test_nothing_is_sent_elsewhere_and_nothing_goes_on_for_ever(compiled: Callable[..., Path], serve: Callable[[Any], str]) -> None:
    other, caught = Flask("other"), list[str]()
    other.before_request(lambda: caught.append(request.path))
    folder = compiled(described(), "hostile")
    stray, told = ["/id format"], "Unreachable: The server sends the request to another address, which is not followed."
    elsewhere = serve(other)
    assert node.run(folder / "hostile.js", serve(hostile(elsewhere))) == {
        "strays": [stray] * 6,
        "segment": "../x?#",
        "injected": [["/X-Hint format"], ["/theme format"]],
        "asked": "word=y",
        "redirected": told,
        "pages": [
            f"Unreachable: The next page is said to be at another server: {elsewhere}.",
            "Unreachable: The pages lead in a circle.",
            "Unreachable: The next page is said to be at what is no address.",
        ],
        "seen": ["Bearer ada", True, "Bearer bob"],
        "tokens": ["OAuth2Error: invalid_response", "OAuth2Error: invalid_response", "TypeError: fetch failed"],
        "isClean": True,
    }
    assert caught == []
