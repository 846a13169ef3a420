"""Schemathesis without false alarms: what no document can say is no mistake of an Api. It is imported by who uses it, and no extra brings
Schemathesis.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigError

try:
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.specs.openapi.checks import negative_data_rejection
    from schemathesis.specs.openapi.checks import positive_data_acceptance
except ModuleNotFoundError as error:
    raise ConfigError(f"This module needs {error.name}, which is not installed. Install schemathesis.") from error

_Case = schemathesis.Case[Any]

#: Tells of a case, and of one of the mistakes that it is refused for, whether no document can say so.
Excuse = Callable[[_Case, Mapping[str, Any]], bool]

#: What is beyond what a schema can say, by the codes of mistakes: then a request that fits the document may be refused all the same.
BEYOND = {
    "unknown_reference": "What is meant is in the database, or it is not.",
    "not_found": "So it is with what is changed or deleted.",
    "unique": "Another one has this value.",
    "repeated": "Two of a list mean the same, though they are written in other ways, or stand in one text.",
    "invalid_cursor": "A cursor is given out by the server.",
    "invalid": "Validators of the application's own are functions.",
    "reused": "The key came with another request before.",
    "insufficient_scope": "It depends on who calls.",
}

#: The same by what is told: keys in two places, 1.0, which is an integer to JSON Schema, and the first moments of the year 1, or the
#: last of 9999, as far from UTC as they are.
_SAID = {"More than one key came.", "Not a valid integer.", "There is no such moment in UTC."}

#: What is right for requests that fit the document: the resource may be in another state (412), a format may be unable to write what
#: is chosen (406), and what is asked for may not be there, be taken, or be limited.
ACCEPTING = ("2xx", "3xx", "401", "403", "404", "406", "409", "412", "429")

#: And for those that do not. Conditions are judged before the content is read (RFC 9110, 13.2.2).
REFUSING = ("400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429")

_CHECKS = {
    "positive_data_acceptance": {"expected-statuses": [*ACCEPTING]},
    "negative_data_rejection": {"expected-statuses": [*REFUSING]},
    "missing_required_header": {"expected-statuses": [*REFUSING]},
}

#: Other formats are read by the same schemas, but Schemathesis does not write them as they are meant.
_WRITTEN = {None, "application/json", "application/jsonl"}


def config(**said: Any) -> SchemathesisConfig:
    """Make a configuration of Schemathesis that knows which statuses are right for which requests.

    :param said: what else it says, by the names of ``schemathesis.toml``, which is not read beside it: ``operations=[...]``.
    """
    return SchemathesisConfig.from_dict({**said, "checks": {**_CHECKS, **said.get("checks", {})}})


def call_and_validate(case: _Case, *, headers: Mapping[str, str] | None = None, excuse: Excuse | None = None) -> None:
    """Send a request that Schemathesis made, and judge the answer by all of its checks, as ``case.call_and_validate`` does.

    A refusal is excused where it is about what no document can say: whether a row exists, validators that are functions, and the like. So
    is a request that Schemathesis means to be another one than it sends. What is no JSON, which it does not write, is not sent.

    :param headers: fields that come with it: the credentials of who may do everything.
    :param excuse: tells which refusals of your own no document can say, of the case and each of the ``errors`` in the problem.
    """
    if case.media_type not in _WRITTEN:
        return
    sent = dict(headers or {})
    response = case.call(headers=sent)
    case.validate_response(response, headers=sent, excluded_checks=_excluded(case, response, sent, excuse))


def _excluded(case: _Case, response: schemathesis.Response, headers: dict[str, str], excuse: Excuse | None) -> list[Any]:
    """Give the checks that an answer need not pass: it is about something that no document can say, or about what was never sent."""
    is_beyond = response.status_code in {400, 422, 428} and _is_beyond(case, _problem(case, response, headers), excuse)
    return [*([positive_data_acceptance] if is_beyond else []), *([negative_data_rejection] if _is_unsent(case) else [])]


def _is_unsent(case: _Case) -> bool:
    """Tell whether a parameter is an empty list, of which nothing is written into an address."""
    return any(value == [] for value in (case.query or {}).values())


def _problem(case: _Case, response: schemathesis.Response, headers: dict[str, str]) -> dict[str, Any]:
    if "json" not in response.headers["content-type"][0]:
        # What is wrong is not read off a page. Nothing was done, so it may be asked again.
        query = {name: value for name, value in (case.query or {}).items() if name != "format"}
        response = case.derive(query=query).call(headers={**headers, "Accept": "application/json"})
    problem: dict[str, Any] = response.json()
    return problem


def _is_beyond(case: _Case, problem: Mapping[str, Any], excuse: Excuse | None) -> bool:
    errors = problem.get("errors", [])
    if not errors:
        return problem.get("detail") in _SAID
    return all(_is_about_more(case, one) or (excuse is not None and excuse(case, one)) for one in errors)


def _is_about_more(case: _Case, error: Mapping[str, Any]) -> bool:
    return error["code"] in BEYOND or error["detail"] in _SAID or _depends(case, error) or _is_stand_in(case, error)


def _depends(case: _Case, error: Mapping[str, Any]) -> bool:
    """Tell whether members are unknown because of what else is asked for: of a relation that is not expanded."""
    is_choice = error["pointer"].split("/")[1:2] in (["fields"], ["X-Fields"])
    return is_choice and error["code"] == "unknown" and "x-expansion" in case.operation.definition.raw


def _is_stand_in(case: _Case, error: Mapping[str, Any]) -> bool:
    """Tell whether a field of the header has what Schemathesis sends where a pattern needs more than letters and digits."""
    return error["location"] == "headers" and case.headers.get(error["pointer"][1:]) == "0"


def _lines(context: Any, value: Any) -> bytes:
    """Write a stream of one item."""
    return json.dumps(value).encode()


schemathesis.serializer("application/jsonl")(_lines)
