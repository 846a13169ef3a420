"""The transaction of a request: committed where it succeeded, and only there."""

from __future__ import annotations

import pytest
from flask import Flask
from flask import Response
from flask import request
from marshmallow import fields
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool
from werkzeug.local import LocalProxy

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import requires
from flask_resty.errors import ConfigError
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import Transaction
from flask_resty.middleware import transaction
from flask_resty.stack import Layer
from flask_resty.stack import resolve


@pytest.fixture
def engine():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(text("CREATE TABLE notes (text PRIMARY KEY, of REFERENCES notes DEFERRABLE INITIALLY DEFERRED)"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


def write(session, name, of=None):
    session.execute(text("INSERT INTO notes VALUES (:name, :of)"), {"name": name, "of": of})


def written(session):
    session.rollback()
    return session.scalars(text("SELECT text FROM notes")).all()


def client(app, session, handler, given=None, **keywords):
    """Give a client of an app with one resource, all of whose verbs do the same."""
    api = Api(app, middleware=[transaction(session if given is None else given, **keywords)])
    methods = dict.fromkeys(("get", "post", "put", "patch", "delete"), lambda self: handler())
    api.resource("/notes")(type("Notes", (Resource,), methods))
    return app.test_client()


class Extension:
    """What Flask-SQLAlchemy looks like: it has a session, and knows it inside of a request only."""

    def __init__(self, session):
        self._session = session

    @property
    def session(self):
        assert self._session is not None
        return self._session


GIVEN = {
    "session": lambda session: session,
    "function": lambda session: lambda: session,
    "proxy": lambda session: LocalProxy(lambda: session),
    "extension": Extension,
    "scoped session": lambda session: scoped_session(lambda: session),
    "extension with a scoped session": lambda session: Extension(scoped_session(lambda: session)),
}


def test_it_is_told_by_what_it_was_given(session):
    def current():
        return session

    given = (session, scoped_session(lambda: session), LocalProxy(current), current)
    # An address in memory would be another one each time.
    assert [repr(transaction(one)).rpartition(".")[2] for one in given] == [
        "transaction(Session)",
        "transaction(scoped_session)",
        "transaction(LocalProxy)",
        "current)",
    ]


@pytest.mark.parametrize("kind", GIVEN)
def test_what_succeeded_is_committed(app, session, kind):
    post = client(app, session, lambda: write(session, "x"), GIVEN[kind](session)).post
    assert post("/notes").status_code == 204
    assert written(session) == ["x"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_for_what_changes_something(app, session, method):
    client(app, session, lambda: write(session, "x")).open("/notes", method=method)
    assert written(session) == ["x"]


def test_safe_methods_commit_nothing(app, session):
    client(app, session, lambda: write(session, "x")).get("/notes")
    assert written(session) == []


def test_it_can_be_for_some_methods_only(app, session):
    assert client(app, session, lambda: write(session, "x"), methods=["PUT"]).post("/notes").status_code == 204
    assert written(session) == []


def fail(error):
    raise error


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(lambda: fail(Problem(409)), 409), (lambda: Response(status=400), 400), (lambda: fail(RuntimeError()), 500)],
)
def test_what_failed_is_rolled_back(app, session, outcome, status):
    def handler():
        write(session, "x")
        return outcome()

    assert client(app, session, handler).post("/notes").status_code == status
    assert not session.in_transaction()
    assert written(session) == []


@pytest.mark.parametrize("status", [200, 303])
def test_a_redirect_is_a_success(app, session, status):
    def handler():
        write(session, "x")
        return Response(status=status)

    client(app, session, handler).post("/notes")
    assert written(session) == ["x"]


@pytest.mark.parametrize(("of", "status"), [("nobody", 409), (None, 500)], ids=["a deferred constraint", "anything else"])
def test_a_commit_that_fails_is_rolled_back(app, session, of, status):
    closed = []

    def handler():
        write(session, "x", of=of)
        if of is None:
            event.listen(session, "before_commit", lambda session: fail(RuntimeError()), once=True)
        response = Response("Done.")
        response.call_on_close(lambda: closed.append(True))
        return response

    assert client(app, session, handler).post("/notes").status_code == status
    assert not session.in_transaction()
    assert closed == [True]
    assert written(session) == []


def test_it_stands_inside_of_rules_and_throttles_and_outside_of_idempotency(session):
    entries = [Idempotency(MemoryStore()), transaction(session), throttle("1/day"), requires("x")]
    stack = resolve([Layer("api", "", tuple(entries))], "POST")
    assert [placed.entry for placed in stack] == entries[::-1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "no session"),
        ("session", "no session"),
        (Session, "no session"),
        (sessionmaker(), "a new session each time"),
    ],
)
def test_what_is_no_session_is_refused(given, message):
    with pytest.raises(ConfigError, match=message):
        transaction(given)


@pytest.mark.parametrize("methods", [[], ["FETCH"]])
def test_methods_that_do_not_exist_are_refused(session, methods):
    with pytest.raises(ConfigError):
        Transaction(session, methods=methods)


def test_a_proxy_is_not_asked_before_there_is_a_request():
    proxy = LocalProxy(lambda: fail(RuntimeError("outside of a request")))
    Api(Flask("tests"), middleware=[transaction(proxy), transaction(Extension(None))])


class Waiting(Resource):
    async def post(self): ...


def test_a_coroutine_does_not_share_a_session_of_its_thread(app, engine):
    with pytest.raises(ConfigError, match="is async and has its own"):
        Api(app, middleware=[transaction(scoped_session(sessionmaker(engine)))]).resource("/notes")(Waiting)


def test_a_coroutine_shares_what_goes_by_the_request(app, engine):
    session = scoped_session(sessionmaker(engine), scopefunc=lambda: id(request.environ))
    Api(app, middleware=[transaction(session)]).resource("/notes")(Waiting)
    assert app.test_client().post("/notes").status_code == 204


def test_on_a_verb_that_it_is_not_for_it_is_a_mistake(app, session):
    class Reading(Resource):
        @transaction(session)
        def get(self): ...

    with pytest.raises(ConfigError, match="is not for GET"):
        Api(app).resource("/notes")(Reading)


def test_what_is_done_while_the_answer_is_sent_is_done_too_late(app, session):
    class Late(Resource):
        @streams(fields.Str())
        def post(self):
            yield "a"

    with pytest.raises(ConfigError, match=r"commits before an answer is sent, but the handler of POST at 'late' yields while it is"):
        Api(app, middleware=[transaction(session)]).resource("/late")(Late)


def test_what_is_written_before_a_stream_begins_is_committed(app, session):
    @Api(app).resource("/early")
    class Early(Resource):
        @transaction(session)
        @streams(fields.Str())
        def post(self):
            write(session, "a")
            return iter(["a"])

        @streams(fields.Str())
        def get(self):
            yield "a"

    assert app.test_client().post("/early").json == ["a"]
    assert written(session) == ["a"]
