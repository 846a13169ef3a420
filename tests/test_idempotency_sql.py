"""``Idempotency-Key`` in the transaction of the handler: what is kept and what was written are one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import use
from flask_resty.auth import Basic
from flask_resty.errors import ConfigError
from flask_resty.middleware import Idempotency
from flask_resty.middleware import SQLStore
from flask_resty.middleware import transaction

KEY = {"Idempotency-Key": '"8e03978e-40d5"'}

DATABASES = {
    "sqlite": {},
    "sqlite in WAL mode": {},
    "sqlite in memory": {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}},
    "sqlite with explicit transactions": {"isolation_level": None},
    "postgresql": {},
    "postgresql, repeatable read": {"isolation_level": "REPEATABLE READ"},
    "postgresql, serializable": {"isolation_level": "SERIALIZABLE"},
}


@pytest.fixture(params=DATABASES)
def engine(request, tmp_path):
    name = request.param
    file = "" if "memory" in name else f"/{tmp_path}/notes.db"
    url = request.getfixturevalue("postgresql_url") if "postgresql" in name else f"sqlite://{file}"
    engine = create_engine(url, **DATABASES[name])
    if "sqlite" in name:
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys = ON"))
    if "explicit" in name:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if "WAL" in name:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("CREATE TABLE notes (text VARCHAR(9) PRIMARY KEY, of VARCHAR(9))")
        connection.exec_driver_sql(
            "CREATE TABLE replies (text VARCHAR(9), of VARCHAR(9) REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)"
        )
        SQLStore(engine).table.metadata.create_all(connection)
        connection.commit()
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE replies")
        connection.exec_driver_sql("DROP TABLE notes")
        connection.exec_driver_sql("DROP TABLE idempotency_keys")
    engine.dispose()


@pytest.fixture
def session(app, engine):
    session = scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda error: session.remove())
    return session


@pytest.fixture
def client(app, session):
    """Give a function that makes a client of an app whose handler is given."""

    def make(handler, *around):
        class Notes(Resource):
            def post(self):
                return handler()

        stack = [*around, transaction(session), Idempotency(SQLStore(session))]
        Api(app, middleware=stack).resource("/notes")(Notes)
        return app.test_client()

    return make


def write(session, name, table="notes", of=None):
    session.execute(text(f"INSERT INTO {table} VALUES (:text, :of)"), {"text": name, "of": of})


def written(engine):
    with engine.connect() as connection:
        return connection.scalars(text("SELECT text FROM notes ORDER BY text")).all()


def test_what_was_written_is_committed_and_its_repeat_answered(client, session, engine):
    post = client(lambda: write(session, "x")).post
    assert [post("/notes", headers=KEY).headers.get("Idempotency-Replayed") for _ in range(2)] == [None, "true"]
    assert written(engine) == ["x"]


def test_without_a_key_what_was_written_is_committed(client, session, engine):
    assert client(lambda: write(session, "x")).post("/notes").status_code == 204
    assert written(engine) == ["x"]


def test_what_failed_is_rolled_back_and_its_key_given_back_at_once(client, session, engine):
    """With SQLite, what the handler wrote locks the table of the keys, too."""
    tries = []

    def handler():
        tries.append(1)
        write(session, f"try {len(tries)}")
        if len(tries) == 1:
            raise Problem(409)

    post = client(handler).post
    assert [post("/notes", headers=KEY).status_code for _ in range(2)] == [409, 204]
    assert written(engine) == ["try 2"]


def test_a_commit_that_fails_gives_the_key_back(client, session, engine):
    of = ["nobody", None]

    def handler():
        write(session, "x")
        write(session, "reply", "replies", of.pop(0))

    post = client(handler).post
    assert [post("/notes", headers=KEY).status_code for _ in range(2)] == [500, 204]
    assert written(engine) == ["x"]


def test_an_authenticator_may_have_read_and_written_before(client, session, engine):
    def verify(name, password):
        assert session.scalar(text("SELECT count(*) FROM notes")) == 0
        write(session, "log-in")
        return name

    post = client(lambda: write(session, "x"), Basic(verify=verify)).post
    assert post("/notes", headers=KEY, auth=("ada", "x")).status_code == 204
    assert written(engine) == ["log-in", "x"]


def test_who_lost_its_lease_commits_nothing(client, session, engine):
    """A worker that stood still is told so by the token, not by the clock."""
    names = ["slow", "quick"]

    def handler():
        name = names.pop(0)
        if name == "slow":
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE idempotency_keys SET expires = 1")
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(post, "/notes", headers=KEY).result(30).status_code == 204
        write(session, name)

    post = client(handler).post
    response = post("/notes", headers=KEY)
    assert (response.status_code, response.json["errors"][0]["code"]) == (409, "in_flight")
    assert written(engine) == ["quick"]
    assert post("/notes", headers=KEY).headers["Idempotency-Replayed"] == "true"


def test_no_transaction_is_left_open(client, session, engine):
    seen = []

    def around(request, next):
        response = next(request)
        seen.append(session().in_transaction())
        return response

    post = client(lambda: write(session, "x"), use(around, place="gate")).post
    for _ in range(2):
        post("/notes", headers=KEY)
    assert seen == [False, False]


# -- without a transaction of the line ---------------------------------------------------------------------------------


@pytest.fixture
def sqlite(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/notes.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (text, of)")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("methods", [["PUT"], None])
def test_a_handler_that_commits_by_itself_is_carried_out_once(app, sqlite, methods):
    with Session(sqlite) as session:
        store = SQLStore(session)
        store.table.metadata.create_all(sqlite)

        class Notes(Resource):
            def post(self):
                write(session, "x")
                session.commit()

        around = [] if methods is None else [transaction(session, methods=methods)]
        Api(app, middleware=[*around, Idempotency(store)]).resource("/notes")(Notes)
        statuses = [app.test_client().post("/notes", headers=KEY).status_code for _ in range(2)]
    assert statuses == [204, 204]
    assert written(sqlite) == ["x"]


def test_keys_may_be_in_another_database(app, sqlite, tmp_path):
    keys = create_engine(f"sqlite:///{tmp_path}/keys.db")
    store = SQLStore(keys)
    store.table.metadata.create_all(keys)
    with Session(sqlite) as session:

        class Notes(Resource):
            def post(self):
                write(session, "x")

        Api(app, middleware=[transaction(session), Idempotency(store)]).resource("/notes")(Notes)
        answers = [app.test_client().post("/notes", headers=KEY) for _ in range(2)]
    keys.dispose()
    assert answers[1].headers["Idempotency-Replayed"] == "true"


def test_one_of_several_transactions_may_be_that_of_the_keys(app, sqlite):
    with Session(sqlite) as session, Session(sqlite) as other:
        store = SQLStore(session)
        store.table.metadata.create_all(sqlite)

        class Notes(Resource):
            def post(self):
                write(session, "x")

        Api(app, middleware=[transaction(session), Idempotency(store), transaction(other)]).resource("/notes")(Notes)
        answers = [app.test_client().post("/notes", headers=KEY) for _ in range(2)]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert written(sqlite) == ["x"]


def test_two_sessions_are_refused(app):
    one, other = sessionmaker()(), sessionmaker()()
    api = Api(app, middleware=[transaction(one), Idempotency(SQLStore(other))])

    class Notes(Resource):
        def post(self):
            pass

    with pytest.raises(ConfigError, match="two sessions"):
        api.resource("/notes")(Notes)


@pytest.mark.parametrize("given", [None, "sqlite://", Session, sessionmaker()], ids=["none", "address", "class", "factory"])
def test_what_is_no_session_is_refused(given):
    with pytest.raises(ConfigError):
        SQLStore(given)


def test_it_is_told_by_what_it_was_given(sqlite):
    with Session(sqlite) as session:
        # An address in memory would be another one each time.
        assert repr(SQLStore(session)) == "SQLStore(Session)"
    assert repr(SQLStore(scoped_session(sessionmaker(sqlite)))) == "SQLStore(scoped_session)"
    assert repr(SQLStore(sqlite)) == f"SQLStore({sqlite!r})"
