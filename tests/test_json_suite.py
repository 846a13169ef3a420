"""JSONTestSuite, by Nicolas Seriot: 318 documents that JSON parsers disagree on, and what ours makes of each.

They are taken from the source distribution of pyjson5, which brings them along.
"""

from __future__ import annotations

import tarfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from typing import NoReturn

import pytest
from flask import Flask
from flask import request
from marshmallow import fields
from sdists import sdist

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.errors import Problem
from flask_resty.media.json_parser import parse

#: The version is named, so that it is always the same documents.
SOURCE = ("pyjson5", "2.0.1")

#: What is valid, and refused nevertheless: who wins, of two members of one name, is not said (RFC 7493, 2.3).
AMBIGUOUS = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


@pytest.fixture(scope="module")
def documents(pytestconfig: pytest.Config, give_up: Callable[[str], NoReturn]) -> dict[str, bytes]:
    """Give the documents by the names of their files: ``y_`` is to be accepted, ``n_`` refused, ``i_`` either."""
    found = {}
    with tarfile.open(sdist(*SOURCE, pytestconfig.cache.mkdir("json"), give_up)) as opened:
        for member in opened:
            path = PurePosixPath(member.name)
            if path.parent.name == "test_parsing" and (file := opened.extractfile(member)):
                found[path.name] = file.read()
    return found


def outcome(document: bytes) -> str:
    try:
        parse(document)
    except Problem as problem:
        assert problem.status == 400
        return problem.errors[0].code
    return "accepted"


def test_all_documents_are_there(documents: dict[str, bytes]) -> None:
    assert Counter(name[0] for name in documents) == {"y": 95, "n": 188, "i": 35}


def test_valid_documents_are_accepted(documents: dict[str, bytes]) -> None:
    found = {name: outcome(document) for name, document in documents.items() if name[0] == "y"}
    assert {name: code for name, code in found.items() if code != "accepted"} == dict.fromkeys(AMBIGUOUS, "duplicate_name")


def test_invalid_documents_are_refused(documents: dict[str, bytes]) -> None:
    codes = {name: outcome(document) for name, document in documents.items() if name[0] == "n"}
    assert set(codes.values()) <= {"syntax", "encoding", "empty", "not_finite", "too_deep"}


def test_documents_that_may_be_either_have_a_known_outcome(documents: dict[str, bytes]) -> None:
    codes = Counter(outcome(document) for name, document in documents.items() if name[0] == "i")
    assert codes == {"encoding": 14, "surrogate": 10, "not_finite": 5, "accepted": 5, "too_deep": 1}


@pytest.mark.parametrize("look", [None, "get_data", "get_json"])
def test_each_answer_is_200_or_400_with_a_code(app: Flask, documents: dict[str, bytes], look: str | None) -> None:
    class Echo(Resource):
        @accepts(fields.Raw(allow_none=True))
        def post(self, body: Any) -> Any:
            return [body]

    Api(app).resource("/")(Echo)
    if look is not None:
        app.before_request(partial(_look, look))
    client = app.test_client()
    for name, document in documents.items():
        response = client.post("/", data=document, content_type="application/json")
        expected = outcome(document)
        found = "accepted" if response.status_code == 200 else response.json["errors"][0]["code"]
        assert (response.status_code in {200, 400}, found) == (True, expected), name


def _look(method: str) -> None:
    try:
        request.get_data() if method == "get_data" else request.get_json(silent=True)
    except RecursionError:
        # Flask's own reading of deep JSON fails like this.
        pass
