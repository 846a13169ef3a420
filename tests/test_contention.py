"""What is done where the database gives up because others write at the same time: it is tried again, or the client is asked to."""

from __future__ import annotations

import logging
import sqlite3
from io import BytesIO

import pytest
from flask import Response
from flask import request
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy.exc import OperationalError

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.errors import ConfigError
from flask_resty.fields import File
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import transaction
from flask_resty.middleware.contention import is_contention


class Ledger:
    """A session whose commit fails as often as is said, and what became of each attempt."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.log: list[str] = []

    def commit(self) -> None:
        if len(self.log) < self.failures:
            raise locked()
        self.log.append("committed")

    def rollback(self) -> None:
        self.log.append("rolled back")


def locked(text="database is locked"):
    return OperationalError("COMMIT", {}, sqlite3.OperationalError(text))


class ContendedNote(Schema):
    """What is sent."""

    text = fields.Str(required=True)


def client(app, session, handler, attempts=3, extra=(), **keywords):
    """Give a client of an app with one resource, which does what is said with each request."""
    api = Api(app, middleware=[transaction(session, attempts=attempts), *extra], **keywords)
    api.resource("/notes")(type("Notes", (Resource,), {"post": handler}))
    return app.test_client()


def failing(times, error=locked, then=lambda: None):
    """Give a handler that fails so often, and a list of what it was told each time."""
    told = []

    def post(self):
        told.append(request.get_data())
        if len(told) <= times:
            raise error()
        return then()

    return post, told


@pytest.mark.parametrize("times", [0, 1, 2])
def test_it_is_tried_as_often_as_is_said(app, times):
    session = Ledger()
    handler, told = failing(times)
    assert client(app, session, handler).post("/notes", data=b"x").status_code == 204
    assert told == [b"x"] * (times + 1)
    assert session.log == ["rolled back"] * times + ["committed"]


def test_a_commit_is_tried_again_with_all_before_it(app):
    session = Ledger(failures=2)
    handler, told = failing(0)
    assert client(app, session, handler).post("/notes").status_code == 204
    assert len(told) == 3
    assert session.log == ["rolled back", "rolled back", "committed"]


@pytest.mark.parametrize("attempts", [1, 3])
@pytest.mark.parametrize("session", [Ledger(), Ledger(failures=9)], ids=["line", "commit"])
def test_what_stays_in_vain_is_a_503(app, caplog, session, attempts):
    handler, told = failing(9 if session.failures == 0 else 0)
    session.log.clear()
    response = client(app, session, handler, attempts).post("/notes")
    assert (response.status_code, response.headers["Retry-After"], len(told)) == (503, "1", attempts)
    assert session.log == ["rolled back"] * attempts
    assert "locked" not in response.text
    assert caplog.records == []


def test_without_more_attempts_it_is_carried_out_once(app):
    handler, told = failing(1)
    Api(app, middleware=[transaction(Ledger())]).resource("/notes")(type("Notes", (Resource,), {"post": handler}))
    assert app.test_client().post("/notes").status_code == 503
    assert len(told) == 1


def test_other_errors_are_what_they_are(app, caplog):
    handler, told = failing(1, lambda: locked("no such table: notes"))
    with caplog.at_level(logging.ERROR):
        assert client(app, Ledger(), handler).post("/notes").status_code == 500
    assert len(told) == 1
    assert len(caplog.records) == 1


def test_a_problem_that_came_of_it_is_tried_again(app):
    def post(self):
        told.append(1)
        try:
            raise locked()
        except OperationalError as error:
            raise Problem(503, headers={"Retry-After": "7"}) from error

    told = []
    response = client(app, Ledger(), post).post("/notes")
    assert (len(told), response.status_code, response.headers["Retry-After"]) == (3, 503, "7")


def test_a_problem_of_ones_own_is_not(app):
    handler, told = failing(9, lambda: Problem(503))
    assert client(app, Ledger(), handler).post("/notes").status_code == 503
    assert len(told) == 1


def test_an_answer_of_an_errorhandler_is_kept_in_the_end(app):
    handler, told = failing(9)
    api = Api(app, middleware=[transaction(Ledger(), attempts=2)])
    api.errorhandler(OperationalError)(lambda error: ({"told": True}, 409))
    api.resource("/notes")(type("Notes", (Resource,), {"post": handler}))
    response = app.test_client().post("/notes")
    assert (response.status_code, response.json, len(told)) == (409, {"told": True}, 2)


def test_what_was_answered_in_vain_is_closed(app):
    closed = []

    def post(self):
        response = Response("Done.")
        response.call_on_close(lambda: closed.append(True))
        return response

    response = client(app, Ledger(failures=1), post).post("/notes")
    assert closed == [True]
    response.close()
    assert closed == [True, True]


def test_a_key_is_used_once_however_often_it_is_tried(app):
    handler, told = failing(1)
    notes = client(app, Ledger(), handler, extra=[Idempotency(MemoryStore())])
    answers = [notes.post("/notes", headers={"Idempotency-Key": '"k"'}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert len(told) == 2


# -- the content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_is_there_again(app, is_chunked):
    @accepts(ContendedNote)
    def post(self, body):
        told.append(body)
        if len(told) == 1:
            raise locked()

    told = []
    framing = (
        {"input_stream": BytesIO(b'{"text": "x"}'), "headers": {"Transfer-Encoding": "chunked"}}
        if is_chunked
        else {"data": '{"text": "x"}'}
    )
    more = {"wsgi.input_terminated": True} if is_chunked else {}
    notes = client(app, Ledger(), post)
    assert notes.post("/notes", content_type="application/json", environ_overrides=more, **framing).status_code == 204
    assert told == [{"text": "x"}] * 2


def test_files_are_there_again_from_their_beginning(app):
    @accepts(Schema.from_dict({"file": File(required=True)}, name="ContendedFile"), "files")
    def post(self, files):
        told.append(files["file"].read())
        if len(told) == 1:
            raise locked()

    told = []
    assert client(app, Ledger(), post).post("/notes", data={"file": (BytesIO(b"x" * 9), "a.txt")}).status_code == 204
    assert told == [b"x" * 9] * 2


def test_files_that_are_closed_are_not_there_again(app):
    def post(self):
        told.append(1)
        request.files["file"].close()
        raise locked()

    told = []
    assert client(app, Ledger(), post).post("/notes", data={"file": (BytesIO(b"x"), "a.txt")}).status_code == 503
    assert told == [1]


def test_a_stream_of_items_is_read_once(app):
    @accepts(ContendedNote(), stream=True, max_size=1000)
    def post(self, body):
        told.append(list(body))
        raise locked()

    told = []
    notes = client(app, Ledger(), post, parsers=[JSON_PARSER, JSON_LINES_PARSER])
    assert notes.post("/notes", data=b'{"text": "x"}\n', content_type="application/jsonl").status_code == 503
    assert told == [[{"text": "x"}]]


def test_content_that_a_handler_takes_from_the_stream_is_read_once(app):
    def post(self):
        told.append(request.stream.read())
        raise locked()

    told = []
    assert client(app, Ledger(), post).post("/notes", data=b"x").status_code == 503
    assert told == [b"x"]


# -- what it is told by ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attempts", [0, -1, 1.5, True, "3", None])
def test_a_number_that_is_none_of_attempts_is_refused(attempts):
    with pytest.raises(ConfigError, match="Give a whole number"):
        transaction(Ledger(), attempts=attempts)


@pytest.mark.parametrize("error", [KeyError(1213), ValueError("database is locked"), locked("disk I/O error"), Problem(503)], ids=repr)
def test_what_only_looks_like_it_is_something_else(error):
    assert not is_contention(error)


def test_causes_that_go_in_circles_have_an_end(app):
    def post(self):
        error = RuntimeError()
        raise error from error

    assert client(app, Ledger(), post).post("/notes").status_code == 500
