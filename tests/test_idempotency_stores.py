"""The stores of idempotency keys: all of them keep one promise."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from sqlalchemy import MetaData
from sqlalchemy import create_engine
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm import sessionmaker

from flask_resty.errors import ConfigError
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import RedisStore
from flask_resty.middleware import SQLStore
from flask_resty.middleware.idempotency import Claim
from flask_resty.middleware.idempotency import ClaimLost
from flask_resty.middleware.idempotency import Held
from flask_resty.middleware.idempotency import Store


@pytest.fixture(params=["memory", "redis", "sqlite", "postgresql", "serializable"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "redis":
        with closing(Redis.from_url(request.getfixturevalue("redis_url"))) as client:
            yield RedisStore(client)
    else:
        url = f"sqlite:///{tmp_path}/keys.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
        options = {"isolation_level": "SERIALIZABLE"} if request.param == "serializable" else {}
        engine = create_engine(url, **options)
        yield created(SQLStore(engine))
        engine.dispose()


def created(store):
    store.table.metadata.create_all(store.bind)
    return store


def new_claim(key=None):
    return Claim(key or uuid4().hex * 2, uuid4().hex, "f" * 64)


def again(claim):
    return claim._replace(token=uuid4().hex)


def wait_until_free(store, claim):
    deadline = time.monotonic() + 30
    while store.claim(claim, 60) is not None:
        assert time.monotonic() < deadline


def test_it_is_a_store(store):
    assert isinstance(store, Store)


def test_a_free_key_can_be_claimed_and_then_is_held(store):
    claim = new_claim()
    assert store.claim(claim, 60) is None
    fingerprint, answer, seconds = store.claim(again(claim)._replace(fingerprint="e" * 64), 60)
    assert (fingerprint, answer) == ("f" * 64, None)
    assert 30 < seconds <= 60


def test_of_many_claims_at_once_one_succeeds(store):
    key = uuid4().hex * 2
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: store.claim(new_claim(key), 60), range(32)))
    assert found.count(None) == 1


@pytest.mark.parametrize("answer", [b"", b"\x00\xff\n" * 100, b"x" * 1_000_000], ids=len)
def test_what_was_answered_is_kept(store, answer):
    claim = new_claim()
    store.claim(claim, 60)
    store.complete(claim, answer, 3600)
    held = store.claim(again(claim), 60)
    assert (held.fingerprint, bytes(held.answer)) == (claim.fingerprint, answer)
    assert 3000 < held.seconds <= 3600


def test_an_answer_runs_out(store):
    claim = new_claim()
    store.claim(claim, 60)
    store.complete(claim, b"x", 0.001)
    wait_until_free(store, again(claim))


def test_a_key_that_was_given_back_is_free(store):
    claim = new_claim()
    store.claim(claim, 60)
    store.release(claim)
    assert store.claim(again(claim), 60) is None


def test_a_lease_runs_out_and_who_had_it_can_do_nothing_any_more(store):
    slow = new_claim()
    store.claim(slow, 0.001)
    quick = again(slow)
    wait_until_free(store, quick)
    with pytest.raises(ClaimLost):
        store.complete(slow, b"slow", 60)
    store.release(slow)
    store.complete(quick, b"quick", 60)
    assert bytes(store.claim(again(slow), 60).answer) == b"quick"


def test_who_is_late_but_alone_keeps_the_answer_where_the_row_is_left(tmp_path):
    store = created(SQLStore(create_engine(f"sqlite:///{tmp_path}/keys.db")))
    claim = new_claim()
    store.claim(claim, 0.001)
    store.complete(claim, b"late", 60)
    assert store.claim(again(claim), 60).answer == b"late"
    store.bind.dispose()


def test_an_answer_that_is_kept_is_not_given_back(store):
    """A commit may have succeeded although nobody heard of it."""
    claim = new_claim()
    store.claim(claim, 60)
    store.complete(claim, b"x", 60)
    store.release(claim)
    assert store.claim(again(claim), 60) is not None


# -- memory ------------------------------------------------------------------------------------------------------------


def test_memory_forgets_the_oldest_answer_and_never_a_claim():
    store = MemoryStore(size=2)
    running, first, second = new_claim(), new_claim(), new_claim()
    assert store.claim(running, 60) is None
    for claim in (first, second):
        store.claim(claim, 60)
        store.complete(claim, b"x", 60)
    assert isinstance(store.claim(again(running), 60), Held)
    assert isinstance(store.claim(again(second), 60), Held)
    assert store.claim(again(first), 60) is None


@pytest.mark.parametrize("size", [0, -1, 1.5, True, "10", None])
def test_memory_of_no_size_is_refused(size):
    with pytest.raises(ConfigError, match="keeps nothing"):
        MemoryStore(size)


# -- Redis -------------------------------------------------------------------------------------------------------------


def test_redis_takes_a_url_and_a_prefix(redis_url):
    one, other = RedisStore(redis_url, prefix="one:"), RedisStore(redis_url, prefix="other:")
    claim = new_claim()
    assert one.claim(claim, 60) is None
    assert other.claim(claim, 60) is None


def test_redis_may_be_asked_again_by_a_client_that_heard_no_answer(redis_url):
    store, claim = RedisStore(redis_url), new_claim()
    assert [store.claim(claim, 60), store.claim(claim, 60)] == [None, None]
    for _ in range(2):
        store.complete(claim, b"x", 60)
    assert store.claim(again(claim), 60).answer == b"x"


@pytest.mark.parametrize(
    ("client", "message"),
    [
        (None, "Give a client"),
        (Redis, "Give a client"),
        ("redis.example", "URL that does not work"),
        (AsyncRedis(), "asyncio"),
        (Redis(decode_responses=True), "decode_responses"),
    ],
    ids=["none", "class", "address", "asyncio", "decoding"],
)
def test_what_is_no_client_of_redis_is_refused(client, message):
    with pytest.raises(ConfigError, match=message):
        RedisStore(client)


@pytest.mark.parametrize(
    ("package", "code", "message"),
    [
        ("redis", "RedisStore('redis://localhost')", "RedisStore needs redis-py. Install flask-resty-api[redis]."),
        ("sqlalchemy", "SQLStore(None)", "SQLStore needs SQLAlchemy. Install flask-resty-api[sqlalchemy]."),
    ],
    ids=["redis", "sqlalchemy"],
)
def test_what_is_not_installed_is_named_with_its_extra(package, code, message):
    program = f"import sys; sys.modules[{package!r}] = None; from flask_resty import middleware; middleware.{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert f"ConfigError: {message}" in done.stderr


# -- SQL ---------------------------------------------------------------------------------------------------------------


def test_the_table_is_declared_where_one_says():
    metadata = MetaData()
    store = SQLStore(sessionmaker()(), metadata=metadata, table="repeats")
    assert list(metadata.tables) == ["repeats"]
    assert SQLStore(sessionmaker()(), metadata=metadata, table="repeats").table is store.table


def test_what_ran_out_can_be_purged(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/keys.db")
    store = created(SQLStore(engine))
    old, new = new_claim(), new_claim()
    store.claim(old, 0.001)
    store.claim(new, 60)
    deadline = time.monotonic() + 30
    while store.purge() == 0:
        assert time.monotonic() < deadline
    assert store.purge() == 0
    assert store.claim(again(new), 60) is not None
    engine.dispose()


def test_keys_are_claimed_beside_the_transaction_of_the_session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/keys.db")
    with Session(engine) as session:
        store = SQLStore(session)
        store.table.metadata.create_all(engine)
        claim = new_claim()
        store.claim(claim, 60)
        session.rollback()
        assert store.claim(again(claim), 60) is not None
    engine.dispose()


def test_events_that_begin_transactions_do_no_harm(tmp_path):
    """The recipe of SQLAlchemy for SQLite says BEGIN where it would begin by itself."""
    from sqlalchemy import event

    engine = create_engine(f"sqlite:///{tmp_path}/keys.db", isolation_level=None)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    store = created(SQLStore(engine))
    claim = new_claim()
    assert store.claim(claim, 60) is None
    store.complete(claim, b"x", 60)
    assert store.claim(again(claim), 60).answer == b"x"
    engine.dispose()


def test_an_answer_has_room_on_mysql():
    from sqlalchemy.dialects import mysql
    from sqlalchemy.schema import CreateTable

    assert "BLOB(16777215)" in str(CreateTable(SQLStore(sessionmaker()()).table).compile(dialect=mysql.dialect()))


def test_there_is_an_index_for_purging(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/keys.db")
    created(SQLStore(engine))
    assert [index["column_names"] for index in inspect(engine).get_indexes("idempotency_keys")] == [["expires"]]
    engine.dispose()
