"""The plug-in in a project of its own."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

APP = """
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from flask_resty import Api, Resource, accepts, returns


class BookIn(Schema):
    title = fields.Str(required=True)


class Books(Resource):
    @accepts(BookIn)
    @returns(BookIn, 201)
    def post(self, body):
        return body

    @returns(BookIn)
    def get(self):
        return {"title": "Dune"}


def make_app():
    app = Flask("books")
    app.extensions["api"] = Api(app)
    app.extensions["api"].resource("/books")(Books)
    return app
"""

CONFTEST = """
import pytest
from books import make_app
from flask_resty.testing import bearer

pytest_plugins = ["flask_resty.testing"]


@pytest.fixture
def resty_callers():
    return {"ada": bearer("ada-token")}


@pytest.fixture
def app():
    return make_app()
"""

TESTS = """
import pytest
from books import make_app
from flask_resty.testing import CheckedApi, valid_body


@pytest.mark.resty_api(CheckedApi(make_app=make_app))
def test_contract(resty_contract):
    resty_contract()


def test_client(resty_client):
    assert resty_client.get("/books").json == {"title": "Dune"}
"""


@pytest.fixture
def project(pytester):
    pytester.makepyfile(books=APP, test_books=TESTS)
    pytester.makeconftest(CONFTEST)
    return pytester


def test_a_test_is_made_for_each_operation(project):
    result = project.runpytest_subprocess("-v", "-W", "error", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*test_contract*GET /books*PASSED*", "*test_contract*POST /books*PASSED*"])


def test_a_broken_promise_is_reported_with_its_operation(project):
    project.makepyfile(books=APP.replace("@returns(BookIn, 201)", "").replace("return body", "return 1 / 0"))
    result = project.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*POST /books does not keep what it promises:*", "*answers: A good request answers 500*"])


def test_a_missing_subject_is_told(project):
    project.makepyfile(test_books="def test_contract(resty_contract):\n    resty_contract()")
    result = project.runpytest_subprocess("-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*nothing says of which Api. Write @pytest.mark.resty_api*"])


def test_what_is_not_installed_is_told(project):
    project.makepyfile(jsonschema="raise ModuleNotFoundError(name='jsonschema')")
    result = project.runpytest_subprocess("-p", "no:cacheprovider")
    result.stderr.fnmatch_lines(["*The plug-in needs jsonschema, which is not installed. Install flask-resty-api[[]testing].*"])
