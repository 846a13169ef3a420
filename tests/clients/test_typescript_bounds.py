"""What a client in TypeScript takes at most, and what it sends at most: answers without an end, and files that are sent on."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import node
import pytest
from flask import Flask
from flask import Response
from flask import redirect
from flask import request
from services.browser import Browser

TOO_MUCH = "Unreachable: What comes back has more than 1000 bytes. Allow more by maxAnswer."


def described() -> dict[str, Any]:
    """Give the document of the servers."""

    def said(name: str, media_type: str, parameter: dict[str, Any], **more: Any) -> dict[str, Any]:
        answer = {"description": "", "content": {media_type: {"schema": {}}}}
        return {"operationId": name, "parameters": [{"schema": {"type": "string"}, **parameter}], "responses": {"200": answer}, **more}

    kind, path = {"name": "kind", "in": "query"}, {"name": "path", "in": "path", "required": True}
    paths = {
        "/bytes": {"get": said("getBytes", "application/octet-stream", kind)},
        "/items": {"get": said("streamItems", "application/jsonl", kind, **{"x-stream": True})},
        "/files/{path}": {"put": said("putFile", "application/json", path, requestBody={"content": {"application/octet-stream": {}}})},
    }
    return {"openapi": "3.1.0", "info": {"title": "Large", "version": "1"}, "paths": paths}


def large(is_over: Event) -> Flask:
    """Make a server whose answers have no end, or none that comes in time."""
    app = Flask("large")

    @app.get("/bytes")
    def octets() -> Any:
        kind = request.args["kind"]
        if kind == "coded":
            return Response(gzip.compress(bytes(100_000)), mimetype="application/octet-stream", headers={"Content-Encoding": "gzip"})
        if kind == "refused":
            return Response(bytes(5000), 400, mimetype="application/octet-stream")
        return Response(bytes(int(kind)), mimetype="application/octet-stream")

    types = {"events": "text/event-stream", "array": "application/json"}
    pieces = {"lines": "x" * 100, "events": f"data:{'x' * 100}\n", "array": f'"{"x" * 100}",'}

    def endless(kind: str) -> Iterator[str]:
        if kind == "stalled":
            yield "1\n"
            is_over.wait(60)
        elif kind == "many":
            yield from ("123456789\n" for _ in range(500))
        elif kind == "broken":
            yield "1\n"
        else:
            yield "[" if kind == "array" else ""
            while True:
                yield pieces[kind]

    @app.get("/items")
    def items() -> Any:
        kind = request.args["kind"]
        headers = {"Content-Length": "100"} if kind == "broken" else {}
        return Response(endless(kind), mimetype=types.get(kind, "application/jsonl"), headers=headers)

    return app


def test_nothing_fills_the_memory_and_nothing_is_waited_for_without_end(compiled: Callable[..., Path], serve: Callable[[Any], str]) -> None:
    is_over = Event()
    folder = compiled(described(), "bounds")
    assert node.run(folder / "bounds.js", serve(large(is_over))) == {
        "fits": [1000, 5000, 500],
        "large": TOO_MUCH,
        "coded": TOO_MUCH,
        "refused": TOO_MUCH,
        "endless": [TOO_MUCH] * 3,
        "stalled": "TimedOut: The server stopped in the middle.",
        "broken": "Unreachable: There is no way to the server.",
    }
    is_over.set()


@pytest.mark.parametrize(
    ("has_key", "caught", "told"),
    [
        (True, [], "Unreachable: The server sends the request to another address, which is not followed."),
        (False, [None], "Unreachable: The answer is of another server."),
    ],
    ids=["key", "token"],
)
def test_no_browser_takes_credentials_to_another_server_to_tell_of_progress(
    compiled: Callable[..., Path], serve: Callable[[Any], str], browser: Browser, has_key: bool, caught: list[Any], told: str
) -> None:
    folder, (other, seen), home = compiled(described(), "uploading"), elsewhere(), Flask("home")
    address = serve(other)
    home.add_url_rule("/", "home", lambda: "<!doctype html><title>Home</title><link rel=icon href=data:,>")
    home.add_url_rule("/<name>.js", "script", lambda name: Response((folder / f"{name}.js").read_text(), mimetype="text/javascript"))
    home.add_url_rule("/files/<path>", "file", methods=["PUT"], view_func=lambda path: redirect(address, 307) if path == "away" else {})
    page, origin = browser().page, serve(home)
    page.goto(origin)
    upload = "async ([...said]) => (await import('/uploading.js')).upload(...said)"
    assert page.evaluate(upload, [origin, "here", has_key]) == [10, 10]
    assert page.evaluate(upload, [origin, "away", has_key]) == told
    assert seen == caught
    page.context.close()


def elsewhere() -> tuple[Flask, list[Any]]:
    """Make a server that lets all pages in, and keeps the credentials that they bring."""
    app, seen = Flask("elsewhere"), list[Any]()
    allowed = {"Origin": "*", "Methods": "*", "Headers": "authorization, content-type, x-api-key"}

    @app.route("/", methods=["PUT", "OPTIONS"])
    def take() -> Any:
        if request.method == "PUT":
            seen.append(request.headers.get("Authorization") or request.headers.get("X-API-Key"))
        return {}, {f"Access-Control-Allow-{name}": value for name, value in allowed.items()}

    return app, seen
