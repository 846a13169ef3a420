"""PATCH of a post, in all its forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("media_type", "patch"),
    [
        ("application/json", {"title": "New"}),
        ("application/merge-patch+json", {"title": "New"}),
        (
            "application/json-patch+json",
            [{"op": "test", "path": "/title", "value": "Old"}, {"op": "replace", "path": "/title", "value": "New"}],
        ),
    ],
)
def test_all_forms_change_what_they_name(ada: FlaskClient, write: Callable[..., str], media_type: str, patch: Any) -> None:
    path = write("Old", tags=["a"])
    response = ada.patch(path, data=json.dumps(patch), content_type=media_type)
    assert (response.status_code, response.json["title"], response.json["tags"]) == (200, "New", ["a"])


def test_a_merge_patch_takes_away(ada: FlaskClient, write: Callable[..., str]) -> None:
    path = write(tags=["a"], published_at="2024-05-17T00:00:00+00:00")
    response = ada.patch(path, data='{"tags": null}', content_type="application/merge-patch+json")
    assert (response.status_code, response.json["tags"], response.json["published_at"]) == (200, [], "2024-05-17T00:00:00+00:00")


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        ('[{"op": "test", "path": "/title", "value": "Other"}]', 409),
        ('[{"op": "remove", "path": "/title"}]', 422),
        ('[{"op": "replace", "path": "/slug", "value": "mine"}]', 422),
        ('[{"op": "replace", "path": "/status", "value": "lost"}]', 422),
        ('{"op": "add"}', 400),
    ],
)
def test_a_patch_that_does_not_work_changes_nothing(ada: FlaskClient, write: Callable[..., str], patch: str, status: int) -> None:
    path = write("Old")
    before = ada.get(path).data
    assert ada.patch(path, data=patch, content_type="application/json-patch+json").status_code == status
    assert ada.get(path).data == before


def test_the_forms_of_patch_are_told(ada: FlaskClient, write: Callable[..., str]) -> None:
    told = ada.patch(write(), data="x", content_type="text/plain")
    assert told.status_code == 415
    assert told.headers["Accept-Patch"] == ", ".join(
        ["application/json", "application/yaml", "application/xml", "application/msgpack", "application/cbor"]
        + ["application/merge-patch+json", "application/json-patch+json"]
    )
