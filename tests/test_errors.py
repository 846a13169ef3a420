"""The tree of errors, without any machinery."""

from __future__ import annotations

import json
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask import abort
from marshmallow import Schema
from marshmallow import fields
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.exceptions import NotFound
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.exceptions import Unauthorized
from werkzeug.utils import redirect

from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Fault
from flask_resty import Problem
from flask_resty.errors import has_own_response
from flask_resty.errors import phrase


class SoldOut(Problem):
    status = 409
    type = "https://example.com/problems/sold-out"
    title = "Sold out"


class SeatsLeft(Problem):
    status = 409
    schema = Schema.from_dict({"seats": fields.Int(), "next_show": fields.Date(data_key="nextShow")})


def test_the_mistakes_of_developers_are_no_http_errors() -> None:
    assert not issubclass(ConfigError, HTTPException)
    assert not issubclass(ContractError, HTTPException)


def test_a_problem_is_an_http_exception() -> None:
    problem = Problem(404, "There is no such post.")
    assert isinstance(problem, HTTPException)
    assert (problem.code, problem.status, problem.description) == (404, 404, "There is no such post.")


def test_a_problem_without_more_says_what_the_status_says() -> None:
    assert Problem(404).document() == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_a_problem_says_where_the_mistakes_are() -> None:
    fault = Fault(location="body", pointer="/titel", code="unknown", detail="Unknown field.", suggestion="title")
    document = Problem(422, "It does not fit.", errors=[fault]).document()
    assert document["detail"] == "It does not fit."
    assert document["errors"] == [
        {"location": "body", "pointer": "/titel", "code": "unknown", "detail": "Unknown field.", "suggestion": "title"}
    ]


def test_a_fault_without_a_near_miss_suggests_nothing() -> None:
    assert "suggestion" not in Fault(location="query", pointer="/q", code="unknown", detail="Unknown field.").document()


def test_t22_extension_members_are_in_the_document() -> None:
    assert Problem(400, custom_message="x").document()["custom_message"] == "x"


def test_extension_members_never_replace_those_of_the_standard() -> None:
    document = Problem(400, "Real.", errors=[], instance="urn:x").document({"status": 200, "title": "Fine", "detail": "Fake."})
    assert document == {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "Real."}


def test_a_subclass_is_a_problem_type() -> None:
    problem = SoldOut(detail="No seats in row 3.", row=3)
    assert problem.document() == {
        "type": "https://example.com/problems/sold-out",
        "title": "Sold out",
        "status": 409,
        "detail": "No seats in row 3.",
        "row": 3,
    }


def test_arguments_come_before_the_class() -> None:
    document = SoldOut(410, type="urn:gone", title="Gone for good").document()
    assert (document["status"], document["type"], document["title"]) == (410, "urn:gone", "Gone for good")


def test_raising_a_problem_leaves_its_class_alone() -> None:
    SoldOut(410, type="urn:gone", title="Gone for good")
    assert (SoldOut.status, SoldOut.type, SoldOut.title) == (409, "https://example.com/problems/sold-out", "Sold out")


def test_the_schema_of_a_problem_type_dumps_its_members() -> None:
    document = SeatsLeft(seats=0, next_show=date(2030, 1, 2), secret="x").document()
    assert document == {"type": "about:blank", "title": "Conflict", "status": 409, "seats": 0, "nextShow": "2030-01-02"}


def test_the_schema_of_a_problem_type_may_be_an_instance() -> None:
    class Renamed(SeatsLeft):
        schema = SeatsLeft.schema(only=["seats"])  # type: ignore[misc]

    assert "nextShow" not in Renamed(seats=0, next_show=date(2030, 1, 2)).document()


def test_a_problem_needs_a_status() -> None:
    with pytest.raises(TypeError, match="Problem needs a status"):
        Problem()


@pytest.mark.parametrize("status", [0, 200, 302, 399, 600])
def test_a_problem_has_the_status_of_an_error(status: int) -> None:
    with pytest.raises(ValueError, match=f"{status} is no status of an error"):
        Problem(status)


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (499, "Error"),
        (299, "Unknown"),
    ],
)
def test_phrases_are_those_of_rfc_9110(status: int, title: str) -> None:
    assert phrase(status) == title


def test_a_status_may_be_an_enum() -> None:
    assert json.loads(Problem(HTTPStatus.CONFLICT).get_body())["status"] == 409


# -- exceptions of Werkzeug --------------------------------------------------------------------------------------------


def test_a_problem_is_its_own_problem() -> None:
    problem = SoldOut()
    assert Problem.of(problem) is problem


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "a b"})), "WWW-Authenticate", 'Basic realm="a b"'),
        (ServiceUnavailable(retry_after=20), "Retry-After", "20"),
        (MethodNotAllowed(["GET", "HEAD"]), "Allow", "GET, HEAD"),
    ],
    ids=["challenge", "retry", "allow"],
)
def test_header_fields_of_an_exception_are_kept(error: HTTPException, name: str, value: str) -> None:
    problem = Problem.of(error)
    assert (problem.code, problem.headers[name], problem.description) == (error.code, value, error.description)
    assert "Content-Type" not in problem.headers


def test_an_exception_without_a_status_is_a_500() -> None:
    assert Problem.of(HTTPException("Odd.")).code == 500


def test_redirects_and_ready_responses_are_answers() -> None:
    moved = HTTPException(response=redirect("/new", 308))
    assert has_own_response(moved)
    assert not has_own_response(NotFound())
    assert not has_own_response(Problem(500))


# -- raised outside of every Api ---------------------------------------------------------------------------------------


def outside(app: Flask, problem: Exception) -> Any:
    """Give the answer of a plain view that raises a problem."""

    @app.get("/")
    def view() -> str:
        raise problem

    return app.test_client().get("/")


def test_a_problem_outside_of_every_api_is_a_document_too(app: Flask) -> None:
    response = outside(app, Problem(409, "Taken.", headers={"Retry-After": "5"}, taken_by="ada"))
    assert (response.status_code, response.mimetype, response.headers["Retry-After"]) == (409, "application/problem+json", "5")
    assert response.json == {"type": "about:blank", "title": "Conflict", "status": 409, "detail": "Taken.", "taken_by": "ada"}


def test_members_that_json_does_not_know_are_text_outside_of_every_api(app: Flask) -> None:
    members = {
        "when": datetime(2030, 1, 2, 3, 4, tzinfo=UTC),
        "day": date(2030, 1, 2),
        "hour": time(3, 4),
        "price": Decimal("1.10"),
        "id": UUID(int=1),
    }
    response = outside(app, Problem(400, **members))
    assert {name: response.json[name] for name in members} == {
        "when": "2030-01-02T03:04:00+00:00",
        "day": "2030-01-02",
        "hour": "03:04:00",
        "price": "1.10",
        "id": "00000000-0000-0000-0000-000000000001",
    }


def test_a_problem_type_is_dumped_by_its_schema_outside_of_every_api(app: Flask) -> None:
    assert outside(app, SeatsLeft(seats=1, next_show=date(2030, 1, 2))).json["nextShow"] == "2030-01-02"


def test_the_app_may_handle_a_problem_outside_of_every_api(app: Flask) -> None:
    app.register_error_handler(HTTPException, lambda error: (f"{error.code} by the app", 409))
    assert outside(app, SoldOut()).text == "409 by the app"


def test_abort_takes_no_problem_away_from_pages(app: Flask) -> None:
    @app.get("/page")
    def page() -> str:
        abort(404)

    assert app.test_client().get("/page").mimetype == "text/html"
