"""Follows the links of paginated answers, as clients do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from flask_resty import Api
from flask_resty import Resource
from flask_resty import paginate
from flask_resty.typing import Pager


def serve(app: Flask, pager: Pager, give: Callable[..., Any], *decorators: Callable[[Any], Any], rule: str = "/rows") -> FlaskClient:
    """Serve what a function gives of a page."""

    def get(self: Any, page: Any, **others: Any) -> Any:
        return give(page)

    handler: Any = get
    for decorator in (paginate(pager), *decorators):
        handler = decorator(handler)
    app.secret_key = app.secret_key or "a key for tests"
    app.extensions["tests"] = api = app.extensions.get("tests") or Api(app)
    api.resource(rule)(type("RowList", (Resource,), {"get": handler}))
    return app.test_client()


def targets(response: Any) -> dict[str, str]:
    """Give where the links of an answer lead, by their relation type."""
    assert response.status_code == 200, response.text
    return {rel: target for target, rel in re.findall(r'<([^>]*)>; rel="([a-z]+)"', response.headers.get("Link", ""))}


def walk(client: FlaskClient, address: str, rel: str = "next", between: Callable[[], object] = lambda: None, most: int = 60) -> list[Any]:
    """Give the pages from one on, and do something after each."""
    pages: list[Any] = []
    following: str | None = address
    while following is not None:
        response = client.get(following)
        pages.append(response.json)
        assert len(pages) < most, "It does not end."
        following = targets(response).get(rel)
        between()
    return pages


def codes(response: Any) -> list[tuple[str, str]]:
    """Give what is wrong with a query, and where."""
    assert response.status_code == 422, response.text
    return [(fault["pointer"], fault["code"]) for fault in response.json["errors"]]
