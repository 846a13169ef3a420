"""``flask resty routes``."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from storefront import shop

from flask_resty import Api
from flask_resty import Binary
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.cli import resty

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Give a function that runs ``flask resty routes`` on the shop."""
    app = shop()
    return lambda *args: app.test_cli_runner().invoke(resty, ["routes", *args])


def rows(output: str) -> dict[str, str]:
    """Give the lines of a table by their first two columns."""
    return {" ".join(line.split()[:2]): line for line in output.splitlines()}


def test_each_operation_has_a_line(run: Run) -> None:
    assert set(rows(run().stdout)) == {
        "method rule",
        "GET /api/things",
        "POST /api/things",
        "GET /api/things/<int:id>",
        "DELETE /api/things/<int:id>",
        "GET /api/export",
    }


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ("GET /api/things", ["ThingList.get", "anybody ", "[ThingOut]", "PageNumber(size=10, max_size=50)"]),
        ("POST /api/things", ["'things:write'", "body ThingIn", "ThingOut", "5/10 minutes"]),
        ("DELETE /api/things/<int:id>", ["'things:write', is_owner"]),
        ("GET /api/export", ["anybody known", "stream of ThingOut"]),
    ],
)
def test_a_line_tells_who_may_call_what_is_taken_and_given_and_the_limits(run: Run, operation: str, told: list[str]) -> None:
    line = rows(run().stdout)[operation]
    assert [one for one in told if one not in line] == []


def test_programs_get_the_whole_line(run: Run) -> None:
    [line] = json.loads(run("ThingList.post", "--json").stdout)
    assert line["api"] == "Shop" and line["accepts"] == {"body": "ThingIn"} and line["returns"] == {"201": "ThingOut"}
    assert line["demands"] == [{"schemes": ["bearer"], "scopes": ["things:write"]}]
    assert (line["rules"], line["throttles"], line["max_body"]) == (["requires('things:write')"], ["5/10 minutes"], 1024 * 1024)
    assert [entry["place"] for entry in line["stack"]] == ["edge", "identity", "gate", "gate"]


@pytest.mark.parametrize(("part", "count"), [("things", 4), ("thingitem.", 2), ("<int:id>", 2), ("nothing", 0)])
def test_a_part_of_a_rule_or_a_name_lists_few(run: Run, part: str, count: int) -> None:
    assert len(json.loads(run(part, "--json").stdout)) == count


def test_nothing_is_told_apart_from_the_result(run: Run) -> None:
    done = run("nothing")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "There are no such operations.\n")


def test_several_apis_are_told_apart() -> None:
    app = shop()
    other = Api(app, title="Other", url_prefix="/other")
    other.resource("/x")(type("X", (Resource,), {"get": lambda self: None}))
    run = app.test_cli_runner().invoke
    assert "Other  GET" in run(resty, ["routes"]).stdout
    assert len(run(resty, ["routes", "--api", "Other"]).stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("args", "told"), [([], "The app 'bare' has no Api. Make one"), (["--api", "x"], "The app 'bare' has no Api. Make one")]
)
def test_an_app_without_an_api_is_told(args: list[str], told: str) -> None:
    done = Flask("bare").test_cli_runner().invoke(resty, ["routes", *args])
    assert done.exit_code == 2 and told in done.stderr


def test_an_api_that_is_not_there_is_told(run: Run) -> None:
    done = run("--api", "Shopp")
    assert done.exit_code == 2 and "no Api of the title 'Shopp'. It has 'Shop'." in done.stderr


def test_a_terminal_gets_colours_and_a_pipe_does_not() -> None:
    run = shop().test_cli_runner().invoke
    assert "\x1b[" in run(resty, ["routes"], color=True).stdout
    assert "\x1b[" not in run(resty, ["routes"]).stdout
    assert "\x1b[" not in run(resty, ["routes"], color=True, env={"NO_COLOR": "1"}).stdout


def test_binary_content_is_read_as_its_media_types() -> None:
    app = Flask(__name__)

    class Scan(Resource):
        @accepts(Binary("application/pdf", "image/*"))
        @returns(None)
        def put(self, body):  # type: ignore[no-untyped-def]
            return None

    Api(app).resource("/scan")(Scan)
    [line] = json.loads(app.test_cli_runner().invoke(resty, ["routes", "--json"]).stdout)
    assert line["parsers"] == ["application/pdf", "image/*"]
