"""Schemathesis finds nothing where nothing is wrong, and what is wrong where something is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from flask_resty import Api
from flask_resty import Fault
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.cli import resty
from flask_resty.openapi import OpenAPI
from flask_resty.testing.schemathesis import call_and_validate
from flask_resty.testing.schemathesis import config

#: A test of the project that ``flask resty new`` writes, as the page about tests has it.
TEST = """
import schemathesis
from flask_resty.testing.schemathesis import call_and_validate
from flask_resty.testing.schemathesis import config

from my_shop import create_app

app = create_app({"DATABASE_URL": "sqlite:///shop.sqlite", "API_TOKEN": "secret", "RATELIMIT_ENABLED": False})
document = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config(generation={"max-examples": 5}))


@document.parametrize()
def test_api(case):
    call_and_validate(case, headers={"Authorization": "Bearer secret"})
"""


class Thing(Schema):
    """A thing with a name."""

    name = fields.Str(required=True)


def never(name: str) -> None:
    raise ValidationError("It is never right.")


class Odd(Schema):
    """What a function judges, of which no document tells."""

    name = fields.Str(required=True, validate=never)


def judge(put: Any, excuse: Any = None) -> None:
    """Send some good requests to a resource of one verb, and judge the answers."""
    app = Flask("app")
    Api(app, openapi=OpenAPI()).resource("/thing")(type("ThingItem", (Resource,), {"put": put}))
    document = schemathesis.openapi.from_wsgi("/openapi.json", app, config=config())

    @given(case=document["/thing"]["PUT"].as_strategy())
    @settings(max_examples=3, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    def test(case: schemathesis.Case[Any]) -> None:
        call_and_validate(case, excuse=excuse)

    test()


def refusing(code: str, detail: str = "It is not right.") -> Any:
    """Make a verb that refuses all, with a mistake of some code."""

    @accepts(Thing)
    @returns(Thing)
    def put(self: Any, body: Any) -> Any:
        raise Problem(422, errors=[Fault(location="body", pointer="/name", code=code, detail=detail)])

    return put


def test_nothing_is_found_in_a_new_project(tmp_path: Path) -> None:
    assert CliRunner().invoke(resty, ["new", "my-shop", "--into", str(tmp_path / "shop")]).exit_code == 0
    (tmp_path / "shop" / "tests" / "test_api.py").write_text(TEST)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "FLASK_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_api.py"],
        cwd=tmp_path / "shop",
        env={**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


def test_what_only_the_database_knows_is_no_mistake() -> None:
    judge(refusing("unique"))


def test_a_moment_that_utc_does_not_have_is_no_mistake() -> None:
    judge(refusing("format", "There is no such moment in UTC."))


def test_a_validator_of_the_application_is_no_mistake() -> None:
    judge(accepts(Odd)(returns(Thing)(lambda self, body: body)))


def test_a_refusal_that_the_document_should_tell_of_is_a_mistake() -> None:
    with pytest.raises(BaseExceptionGroup, match="1 distinct failure"):
        judge(refusing("too_long"))


def test_a_refusal_may_be_excused_by_the_application() -> None:
    judge(refusing("sold_out"), excuse=lambda case, error: error["code"] == "sold_out")


def test_an_answer_that_breaks_its_promise_is_found() -> None:
    @accepts(Thing)
    @returns(Thing)
    def put(self: Any, body: Any) -> Any:
        raise Problem(418, "It is not in the document.")

    with pytest.raises(BaseExceptionGroup, match="distinct failures"):
        judge(put)


def test_what_is_said_of_the_configuration_comes_beside_ours() -> None:
    made = config(checks={"not_a_server_error": {"enabled": False}}, generation={"max-examples": 7})
    found = made.projects.default
    assert found.generation.max_examples == 7 and found.checks.not_a_server_error.enabled is False
    assert "412" in found.checks.positive_data_acceptance.expected_statuses
