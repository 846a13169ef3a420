"""What a client in TypeScript finds wrong before it sends a request is what the server would tell, for every kind of field."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import node
from everything import api_of
from everything import make_app
from everything.kinds import KindsIn

from flask_resty.openapi import document_of
from flask_resty.testing import invalid_bodies
from flask_resty.testing import valid_body

#: What is put into each place of a good body.
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        7.5,
        101,
        "",
        "x",
        "a",
        "one",
        "AAA",
        "12",
        "x" * 60,
        "\U0001f600" * 20,
        "\x00",
        [],
        [1],
        ["a", 1],
        [None],
        {},
        {"a": 1},
    ),
    *(
        "2020-01-01",
        "2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00",
        "2020-13-01T00:00",
        "23:59",
        "24:00",
        "::1",
        "10.0.0.1",
        "10.0.0.256",
        "::1/8",
    ),
    *("https://example.com/", "a@example.com", "0b7a0d9e-7a67-4ef6-8f5d-0a4bd0b2ef2b", "AAAA", "RED"),
)

#: Where both refuse a value, but the schema does not tell the client everything about it: the pointer of the client's fault.
_TOLD_OTHERWISE = {
    # The server says that there is nothing.
    "",
    # A number of seconds before 1970; the members of an enum are told by their values.
    *("/texts/stamp", "/texts/size"),
    # The media type of a data URL is a pattern, too.
    "/texts/picture",
    # What many may be is said of each.
    *("/containers/places/0", "/validated/choices/0", "/validated/others/0"),
}


def test_client_and_server_find_the_same(compiled: Callable[..., Path], tmp_path: Path) -> None:
    app = make_app()
    folder = compiled(document_of(api_of(app), app))
    shutil.copy(Path(__file__).parent / "typescript" / "checking.js", folder)
    bodies = [*_bodies()]
    (tmp_path / "bodies.json").write_text(json.dumps(bodies))
    found = [{(pointer, code) for pointer, code in one} for one in node.run(folder / "checking.js", str(tmp_path / "bodies.json"))]
    told = [_told(app.test_client(), body) for body in bodies]
    # What the server takes, the client never refuses.
    assert [body for body, ours, theirs in zip(bodies, found, told, strict=True) if ours and not theirs] == []
    both = [ours - theirs for ours, theirs in zip(found, told, strict=True) if ours and theirs]
    assert {pointer for more in both for pointer, _ in more} <= _TOLD_OTHERWISE
    # Next to nothing is left for the server alone.
    assert len(both) > 0.99 * sum(map(bool, told))


def _bodies() -> Iterator[Any]:
    good = valid_body(KindsIn)
    yield good
    yield from (invalid.body for invalid in invalid_bodies(KindsIn))
    for path in _places(good):
        yield from (_with(good, path, value) for value in _VALUES)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from _places(one, (*path, name))


def _with(good: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    spoilt = place = copy.deepcopy(good)
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return spoilt


def _told(client: Any, body: Any) -> set[tuple[str, str]]:
    response = client.post("/api/kinds", json=body)
    assert response.status_code in {200, 400, 422}
    return {(fault["pointer"], fault["code"]) for fault in response.json["errors"]} if response.status_code != 200 else set()
