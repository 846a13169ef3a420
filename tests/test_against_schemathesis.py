"""Schemathesis sends what the documents allow, and what they do not: both Apis answer as they say.

``CASES`` is how many requests of each kind are made for an operation; ``make schemathesis`` sets it.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import schemathesis
from everything import make_app
from hypothesis import HealthCheck
from hypothesis import settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection
from schemathesis.specs.openapi.checks import positive_data_acceptance

from examples.blog.tests.test_contract import make_app as make_blog

CASES = int(os.environ.get("CASES") or (50 if os.environ.get("CI") == "true" else 3))

#: What is beyond what a schema can say, by the codes of mistakes: then a request that fits the document may be refused all the same.
BEYOND = {
    "unknown_reference": "What is meant is in the database, or it is not.",
    "not_found": "So it is with what is changed or deleted.",
    "unique": "Another one has this value.",
    "repeated": "Two of a list mean the same, though they are written in other ways, or stand in one text.",
    "invalid_cursor": "A cursor is given out by the server.",
    "invalid": "Validators of the application's own are functions.",
    "wrong": "Whether a password fits is nobody's business.",
    "reused": "The key came with another request before.",
    "insufficient_scope": "It depends on who calls.",
}

#: The same by what is told: keys in two places, and 1.0, which is an integer to JSON Schema.
SAID = {"More than one key came.", "Not a valid integer."}

#: Where there is a QUERY beside GET, for which OpenAPI 3.1 has no place.
QUERIED = "/api/shapes/asked/{size}"

#: Where what is wrong with an item is told beside the others: with 207, or in a stream, whose status was sent before.
ITEMWISE = ("/api/tags/some", "/api/tags/stream")

#: Where there are versions, each with members of its own, of which one is asked for by ``Accept``.
VERSIONED = "/api/shapes/version"

#: What is right for requests that fit the document: the resource may be in another state (412), a format may be unable to write what
#: is chosen (406), and what is asked for may not be there, be taken, or be limited.
ACCEPTING = ["2xx", "3xx", "401", "403", "404", "406", "409", "412", "429"]

#: And for those that do not. Conditions are judged before the content is read (RFC 9110, 13.2.2).
REFUSING = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429"]

#: Where the parameter that tells short names from long ones is lost on the way, so that the ones come as the others.
SHORTENED = "/api/streams/ticks"

CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTING},
            "negative_data_rejection": {"expected-statuses": REFUSING},
            "missing_required_header": {"expected-statuses": REFUSING},
        },
        "operations": [
            {
                "include-path": QUERIED,
                "checks": {"unsupported_method": {"enabled": False}, "allow_header_conformance": {"enabled": False}},
            },
            {"include-path": SHORTENED, "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTING, "422"]}}},
            *(
                {"include-path": path, "checks": {"negative_data_rejection": {"expected-statuses": [*REFUSING, "200", "207"]}}}
                for path in ITEMWISE
            ),
        ],
    }
)

CALLER = {"Authorization": "Bearer ada-token"}

pytestmark = pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")

settings.register_profile("schemathesis", deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck), database=None)

APIS = {"blog": make_blog, "everything": make_app}


@schemathesis.serializer("application/jsonl")
def write_lines(context: Any, value: Any) -> bytes:
    """Write a stream of one item."""
    return json.dumps(value).encode()


def excused(case: Any, response: Any) -> list[Any]:
    """Give the checks that an answer need not pass: it is about something that no document can say, or about what was never sent."""
    is_beyond = response.status_code in {400, 422, 428} and _is_beyond(case, response)
    return [*([positive_data_acceptance] if is_beyond else []), *([negative_data_rejection] if _is_unsent(case) else [])]


def _is_unsent(case: Any) -> bool:
    """Tell whether a parameter is an empty list, of which nothing is written into an address."""
    return any(value == [] for value in (case.query or {}).values())


def _is_beyond(case: Any, response: Any) -> bool:
    if "json" not in response.headers["content-type"][0]:
        # What is wrong is not read off a page.
        case.query.pop("format", None)
        response = case.call(headers={**CALLER, "Accept": "application/json"})
    problem = response.json()
    errors = problem.get("errors", [])
    return bool(errors or problem["detail"] in SAID) and all(_is_about_more(case, error) for error in errors)


def _is_about_more(case: Any, error: dict[str, str]) -> bool:
    return error["code"] in BEYOND or error["detail"] in SAID or _depends(case, error) or _is_stand_in(case, error)


def _depends(case: Any, error: dict[str, str]) -> bool:
    """Tell whether members are unknown because of what else is asked for: the version, or what is expanded."""
    if error["pointer"].split("/")[1:2] not in (["fields"], ["X-Fields"]):
        return False
    return case.operation.path == VERSIONED or (error["code"] == "unknown" and "x-expansion" in case.operation.definition.raw)


def _is_stand_in(case: Any, error: dict[str, str]) -> bool:
    """Tell whether a field of the header has what Schemathesis sends where it makes nothing of a pattern that has quotes."""
    return error["location"] == "headers" and case.headers.get(error["pointer"][1:]) == "0"


def _tests(name: str) -> Any:
    app = APIS[name]()
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=CONFIG)

    @document.parametrize()
    @settings(settings.get_profile("schemathesis"))
    def test(case: Any) -> None:
        if case.media_type not in {None, "application/json", "application/jsonl"}:
            # Other formats are read by the same schemas, but Schemathesis does not write them.
            return
        response = case.call(headers=CALLER)
        case.validate_response(response, headers=CALLER, excluded_checks=excused(case, response))

    return test


test_blog = _tests("blog")
test_everything = _tests("everything")
