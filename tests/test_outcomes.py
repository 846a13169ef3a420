"""How requests may end, and what people are told of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Operation
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import paginate
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import Backoff
from flask_resty.auth import Basic
from flask_resty.auth import Session
from flask_resty.description import description_of
from flask_resty.middleware import Deprecated
from flask_resty.middleware import ETag
from flask_resty.middleware import Links
from flask_resty.middleware import Maintenance
from flask_resty.openapi import document_of
from flask_resty.outcomes import outcomes_of

Told = Schema.from_dict({"name": fields.Str()}, name="OutcomeTold")


class SoldOut(Problem):
    status, title = 409, "Sold out"


class Seat(Resource):
    """A seat."""

    def find(self, number: int) -> Any:
        return {"name": number}

    def version(self, item: Any) -> int:
        return 1

    @returns(Told)
    def get(self, item: Any) -> Any:
        """Give the seat.

        With its **name**.
        """
        return item

    @describe(problems={409: SoldOut, 410: "It was torn out."}, operation_id="takeSeat")
    @accepts(Told)
    @returns(Told)
    def put(self, item: Any) -> Any:
        return item


def table(resource: type[Resource], rule: str = "/seats/<int:number>", **options: Any) -> dict[str, Operation]:
    """Give the operations of a resource, by method."""
    app = Flask("app")
    app.secret_key = "key"
    api = Api(app, middleware=options.pop("middleware", ()))
    api.resource(rule, **options)(resource)
    return {operation.method: operation for operation in api.operations(app)}


def statuses(operation: Operation) -> set[int]:
    return {outcome.status for outcome in outcomes_of(operation)}


def test_what_reads_ends_in_what_it_promises_or_what_the_line_refuses() -> None:
    assert statuses(table(Seat)["GET"]) == {200, 304, 400, 404, 406, 412, 422, 500}


def test_what_writes_has_content_that_may_be_bad_and_a_state_that_may_be_another() -> None:
    assert statuses(table(Seat, require_match=True)["PUT"]) == {200, 204, 400, 404, 406, 409, 410, 412, 413, 415, 422, 428, 500}


@pytest.mark.parametrize(
    ("entry", "more"),
    [
        (Maintenance(lambda: False), {503}),
        (throttle("5/minute"), {429, 503}),
        (Basic(verify=lambda name, password: None), {401}),
        (Basic(verify=lambda name, password: None, backoff=Backoff()), {401, 429, 503}),
        (Session(lambda user: user), {401}),
    ],
    ids=["maintenance", "throttle", "basic", "backoff", "session"],
)
def test_entries_of_the_stack_tell_what_they_answer_with(entry: Any, more: set[int]) -> None:
    assert statuses(table(Seat, middleware=[entry])["GET"]) == statuses(table(Seat)["GET"]) | more


def test_a_session_refuses_what_another_site_may_have_sent() -> None:
    assert 403 in statuses(table(Seat, middleware=[Session(lambda user: user)])["PUT"])


def test_a_rule_refuses_who_may_not() -> None:
    class Guarded(Resource):
        @requires("seats:read")
        @streams(Told)
        def get(self) -> Any:
            yield {}

    found = {outcome.status: outcome for outcome in outcomes_of(table(Guarded, "/all", middleware=[Session(lambda user: user)])["GET"])}
    assert {401, 403} <= found.keys()
    assert found[200].said is not None
    assert "WWW-Authenticate" in found[401].headers
    assert "WWW-Authenticate" not in found[200].headers


def test_the_problems_of_a_verb_are_its_own() -> None:
    found = {outcome.status: outcome for outcome in outcomes_of(table(Seat)["PUT"])}
    assert (found[409].reason, found[409].problem) == ("Sold out", SoldOut)
    assert found[410].reason == "It was torn out."


def test_a_verb_without_promises_may_give_anything_or_nothing() -> None:
    class Anything(Resource):
        def get(self) -> Any:
            return {}

    assert {200, 204} <= statuses(table(Anything, "/anything")["GET"])


# -- the fields that answers have ---------------------------------------------------------------------------------------


class Row(Resource):
    """Seats beside each other."""

    @returns(Told(many=True))
    @returns(Told, 410)
    @paginate(PageNumber(size=2))
    def get(self, page: Any) -> Any:
        return page.of([{"name": "A"}, {"name": "B"}], total=9)


def linked(**options: Any) -> set[int]:
    """Give the statuses of answers that may have links."""
    return {outcome.status for outcome in outcomes_of(table(Row, "/row", **options)["GET"]) if "Link" in outcome.headers}


def test_links_go_with_successes_and_with_what_stands_for_one() -> None:
    assert linked() == {200}
    assert linked(middleware=[ETag(), Links({"help": "/help"})]) == {200, 304}


def test_the_successor_of_what_will_go_is_told_with_refusals_too() -> None:
    assert linked(middleware=[Deprecated(date(2026, 1, 1), successor="/seats")]) == statuses(table(Row, "/row")["GET"])


def test_what_short_names_stand_for_is_told_with_all_that_has_them() -> None:
    app = Flask("app")
    api = Api(app, short_names="/names")
    api.resource("/row")(Row)
    operation = next(operation for operation in api.operations(app) if operation.rule == "/row")
    assert {outcome.status for outcome in outcomes_of(operation) if "Link" in outcome.headers} == {200, 410}


def test_the_document_promises_links_where_they_can_be() -> None:
    app = Flask("app")
    api = Api(app)
    api.resource("/row")(Row)
    responses = document_of(api, app)["paths"]["/row"]["get"]["responses"]
    assert "Link" in responses["200"]["headers"]
    assert {status for status, response in responses.items() if "Link" in response.get("headers", {})} == {"200"}


# -- what people are told ----------------------------------------------------------------------------------------------


def test_a_docstring_describes_a_verb() -> None:
    told = description_of(table(Seat)["GET"])
    assert (told.summary, told.description, told.tags, told.is_hidden) == ("Give the seat.", "With its **name**.", ("seats",), False)


def test_what_a_resource_says_is_for_all_its_verbs() -> None:
    told = description_of(table(Seat, tags=["places"], is_described=False)["PUT"])
    assert (told.operation_id, told.tags, told.is_hidden) == ("takeSeat", ("places",), True)


def test_two_descriptions_are_put_together() -> None:
    class Both(Resource):
        @describe(summary="Above.", problems={409: "Above."})
        @describe(summary="Below.", description="Below.", problems={410: "Below."})
        def get(self) -> Any:
            return {}

    told = description_of(table(Both, "/both")["GET"])
    assert (told.summary, told.description, set(told.problems)) == ("Above.", "Below.", {409, 410})


@pytest.mark.parametrize("given", [{"problems": {200: "Fine."}}, {"problems": {409: 1}}, {"tags": "posts"}], ids=str)
def test_what_cannot_be_told_is_refused(given: Any) -> None:
    with pytest.raises(ConfigError, match=r"Give a"):
        describe(**given)


@pytest.mark.parametrize("given", [{"tags": "posts"}, {"tags": [1]}, {"is_described": 1}], ids=str)
def test_slips_beside_a_resource_are_told(given: Any) -> None:
    with pytest.raises(ConfigError, match=r"/seats"):
        table(Seat, **given)


@pytest.mark.parametrize("given", ["/openapi.json", object], ids=str)
def test_what_describes_no_api_is_refused(given: Any) -> None:
    with pytest.raises(ConfigError, match=r"Give an OpenAPI"):
        Api(openapi=given)
