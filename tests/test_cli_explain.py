"""``flask resty explain METHOD PATH``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import storefront
from click.testing import Result
from flask import Flask
from storefront import ThingOut
from storefront import shop

from flask_resty import Api
from flask_resty import Resource
from flask_resty import returns
from flask_resty.auth import Bearer
from flask_resty.cli import resty

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Give a function that runs ``flask resty explain`` on the shop."""
    app = shop()
    return lambda *args: app.test_cli_runner().invoke(resty, ["explain", *args])


@pytest.fixture
def found(run: Run) -> Callable[..., dict[str, Any]]:
    """Give a function that explains as JSON."""

    def explain(*args: str) -> dict[str, Any]:
        explained: dict[str, Any] = json.loads(run(*args, "--json").stdout)
        return explained

    return explain


Found = Callable[..., dict[str, Any]]


def test_the_rule_and_its_variables_are_told(found: Found) -> None:
    told = found("DELETE", "/api/things/7?x=y")
    assert {name: told[name] for name in ("kind", "api", "path", "rule", "endpoint", "name", "path_args")} == {
        "kind": "operation",
        "api": "Shop",
        "path": "/api/things/7",
        "rule": "/api/things/<int:id>",
        "endpoint": "thing_item",
        "name": "ThingItem.delete",
        "path_args": {"id": 7},
    }


def test_each_entry_is_told_with_the_layer_that_it_was_written_on(found: Found) -> None:
    stack = found("DELETE", "/api/things/7")["stack"]
    assert [(entry["place"], entry["layer"], entry["of"]) for entry in stack] == [
        ("edge", "api", "Shop"),
        ("identity", "api", "Shop"),
        ("gate", "verb", "thing_item.delete"),
    ]
    assert [entry["asks_item"] for entry in stack] == [False, False, True]


def test_the_line_is_told(found: Found) -> None:
    told = found("DELETE", "/api/things/7")
    assert told["calls"] == {"find": ["id"], "version": ["item"]} and told["arguments"] == ["item"]
    assert told["returns"] == {"204": None}
    assert {204, 401, 403, 404, 412} <= {outcome["status"] for outcome in told["outcomes"]}


def test_the_source_is_told(found: Found) -> None:
    file, _, line = found("DELETE", "/api/things/7")["source"].rpartition(":")
    assert Path(file).name == "storefront.py"
    assert "@returns(None)" in Path(str(storefront.__file__)).read_text().splitlines()[int(line) - 1]


def test_head_is_explained_as_get(found: Found) -> None:
    told = found("HEAD", "/api/things")
    assert (told["method"], told["name"]) == ("HEAD", "ThingList.get")


def test_lower_case_means_the_method(found: Found) -> None:
    assert found("post", "/api/things")["name"] == "ThingList.post"


@pytest.mark.parametrize(
    ("args", "kind", "status"),
    [
        (("GET", "/api/thing"), "refusal", 404),
        (("GET", "/api/things/x"), "refusal", 404),
        (("PUT", "/api/things"), "refusal", 405),
        (("FLY", "/api/things"), "refusal", 501),
        (("OPTIONS", "/api/things"), "options", 204),
        (("GET", "/health"), "view", None),
        (("GET", "/elsewhere"), "refusal", 404),
    ],
    ids=["404", "converter", "405", "501", "options", "view", "nobody"],
)
def test_what_no_verb_answers_is_explained(found: Found, args: tuple[str, ...], kind: str, status: int | None) -> None:
    told = found(*args)
    assert (told["kind"], told.get("status")) == (kind, status)


def test_a_404_tells_who_owns_the_address_and_what_is_near(found: Found) -> None:
    told = found("GET", "/api/thing")
    assert (told["api"], told["owner"]) == ("Shop", "Shop") and told["near"][0] == "/api/things"
    assert [entry["place"] for entry in told["stack"]] == ["edge"]
    assert found("GET", "/elsewhere")["owner"] is None


def test_a_url_tells_the_host() -> None:
    app = Flask("app", host_matching=True, static_host="static.example")
    api = Api(app)
    api.resource("/things", host="api.example")(type("Things", (Resource,), {"get": lambda self: []}))
    run = app.test_cli_runner().invoke
    assert json.loads(run(resty, ["explain", "GET", "http://api.example/things", "--json"]).stdout)["name"] == "Things.get"
    assert json.loads(run(resty, ["explain", "GET", "http://other.example/things", "--json"]).stdout)["status"] == 404


def test_a_405_tells_what_is_served(found: Found) -> None:
    told = found("PUT", "/api/things")
    assert (told["owner"], told["allow"]) == ("thing_list", "GET, HEAD, OPTIONS, POST")


def test_options_tells_the_methods(found: Found) -> None:
    assert found("OPTIONS", "/api/things")["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_redirect_tells_where_to() -> None:
    app = Flask("app")
    api = Api(app)
    api.resource("/things/")(type("Things", (Resource,), {"get": lambda self: []}))
    told = json.loads(app.test_cli_runner().invoke(resty, ["explain", "GET", "/things", "--json"]).stdout)
    assert (told["kind"], told["status"], told["location"]) == ("redirect", 308, "http://localhost/things/")


@pytest.mark.parametrize(
    ("args", "is_allowed"),
    [
        (("POST", "/api/things", "--origin", "https://app.example"), True),
        (("POST", "/api/things", "--origin", "https://evil.example"), False),
        (("PUT", "/api/things", "--origin", "https://app.example"), False),
        (("GET", "/health", "--origin", "https://app.example"), False),
    ],
    ids=["allowed", "origin", "method", "no policy"],
)
def test_a_preflight_is_explained(found: Found, args: tuple[str, ...], is_allowed: bool) -> None:
    assert found(*args)["preflight"]["is_allowed"] is is_allowed


def test_what_answers_the_anonymous_is_explained_beside() -> None:
    app = Flask("app")
    api = Api(app, middleware=[Bearer(verify=lambda token: token)])

    class Less(Resource):
        @returns(ThingOut(only=["id"]))
        def get(self) -> Any: ...

    @api.resource("/things")
    class More(Resource):
        anonymous = Less

        @returns(ThingOut)
        def get(self) -> Any: ...

    told = app.test_cli_runner().invoke(resty, ["explain", "GET", "/things"]).stdout
    assert "Without credentials: Less.get" in told


def test_people_are_told_in_parts(run: Run) -> None:
    told = run("DELETE", "/api/things/7", "--origin", "https://app.example").stdout
    headings = ["DELETE /api/things/7", "Stack, outermost first", "Line", "Contract", "Who", "Answers", "Preflight"]
    assert [line for line in told.splitlines() if line in headings] == headings
    assert "find(id)" in told and "requires('things:write', is_owner) (asks about the item, too)" in told


def test_a_header_goes_along(run: Run) -> None:
    assert run("GET", "/api/things", "-H", "Accept: text/csv").exit_code == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [(("GET", "things"), "'things' is no path"), (("GET", "/x", "-H", "Accept"), "'Accept' is no field")],
    ids=["path", "field"],
)
def test_what_is_no_request_is_told(run: Run, args: tuple[str, ...], told: str) -> None:
    done = run(*args)
    assert done.exit_code == 2 and told in done.stderr


def test_an_app_without_an_api_is_told() -> None:
    done = Flask("bare").test_cli_runner().invoke(resty, ["explain", "GET", "/"])
    assert done.exit_code == 2 and "has no Api" in done.stderr


def test_nothing_is_carried_out() -> None:
    app, served = Flask("app"), []
    api = Api(app)
    api.resource("/things")(type("Things", (Resource,), {"get": lambda self: served.append(1)}))
    app.test_cli_runner().invoke(resty, ["explain", "GET", "/things"])
    assert served == []
