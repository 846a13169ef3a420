"""Schemathesis sends what the documents allow, and what they do not: both Apis answer as they say.

``CASES`` is how many requests of each kind are made for an operation; ``make schemathesis`` sets it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from everything import make_app
from hypothesis import HealthCheck
from hypothesis import settings

from examples.blog.tests.test_contract import make_app as make_blog
from flask_resty.testing.schemathesis import ACCEPTING
from flask_resty.testing.schemathesis import REFUSING
from flask_resty.testing.schemathesis import call_and_validate
from flask_resty.testing.schemathesis import config

CASES = int(os.environ.get("CASES") or (50 if os.environ.get("CI") == "true" else 3))

#: Where there is a QUERY beside GET, for which OpenAPI 3.1 has no place.
QUERIED = "/api/shapes/asked/{size}"

#: Where what is wrong with an item is told beside the others: with 207, or in a stream, whose status was sent before.
ITEMWISE = ("/api/tags/some", "/api/tags/stream")

#: Where there are versions, each with members of its own, of which one is asked for by ``Accept``.
VERSIONED = "/api/shapes/version"

#: Where the parameter that tells short names from long ones is lost on the way, so that the ones come as the others.
SHORTENED = "/api/streams/ticks"

CONFIG = config(
    operations=[
        {
            "include-path": QUERIED,
            "checks": {"unsupported_method": {"enabled": False}, "allow_header_conformance": {"enabled": False}},
        },
        {"include-path": SHORTENED, "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTING, "422"]}}},
        *(
            {"include-path": path, "checks": {"negative_data_rejection": {"expected-statuses": [*REFUSING, "200", "207"]}}}
            for path in ITEMWISE
        ),
    ]
)

CALLER = {"Authorization": "Bearer ada-token"}

pytestmark = pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")

settings.register_profile("schemathesis", deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck), database=None)

APIS = {"blog": make_blog, "everything": make_app}


def is_of_this_api(case: Any, error: Mapping[str, Any]) -> bool:
    """Tell whether a mistake is about something that no document can say, and that only this Api has."""
    if case.operation.path == VERSIONED:
        return error["pointer"].split("/")[1:2] in (["fields"], ["X-Fields"])
    # Whether a password fits is nobody's business.
    return error["code"] == "wrong"


def _tests(name: str) -> Any:
    app = APIS[name]()
    # Who is refused by a limit is told nothing else.
    app.config["RATELIMIT_ENABLED"] = False
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=CONFIG)

    @document.parametrize()
    @settings(settings.get_profile("schemathesis"))
    def test(case: Any) -> None:
        call_and_validate(case, headers=CALLER, excuse=is_of_this_api)

    return test


test_blog = _tests("blog")
test_everything = _tests("everything")
