"""The tables of a registry."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from authorization.databases import database as database
from authorization.fixtures import engine as engine
from sqlalchemy import Engine
from sqlalchemy import MetaData
from sqlalchemy import inspect
from sqlalchemy import select
from sqlalchemy.orm import Session

import flask_resty.oauth
from flask_resty.oauth import Client
from flask_resty.oauth import Grant
from flask_resty.oauth import metadata
from flask_resty.oauth import one

MOMENT = dt.datetime(2030, 1, 2, 3, 4, 5, 678, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def client(**said: object) -> Client:
    lists = {"redirect_uris": ["https://shop.example/"], "scopes": ["read"], "grant_types": ["authorization_code"]}
    return Client(id="shop", name="Shop", status="approved", created_at=MOMENT, updated_at=MOMENT, **lists, **said)


def test_what_is_kept_comes_back(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(client())
    with Session(engine) as session:
        kept = session.scalars(select(Client)).one()
        assert (kept.redirect_uris, kept.scopes, kept.owner, kept.secret_digest) == (["https://shop.example/"], ["read"], None, None)


def test_moments_come_back_in_utc(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(client(previous_until=None))
    with Session(engine) as session:
        kept = session.scalars(select(Client)).one()
        assert (kept.created_at, kept.created_at.tzinfo, kept.previous_until) == (MOMENT, dt.UTC, None)


def test_grants_are_numbered(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(client())
        session.flush()
        grants = [Grant(client_id="shop", scopes=[], created_at=MOMENT) for _ in range(2)]
        session.add_all(grants)
        session.flush()
        assert grants[0].id < grants[1].id


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("oauth_clients", {("owner",), ("created_at",)}),
        ("oauth_grants", {("client_id", "subject"), ("subject",), ("created_at",)}),
        ("oauth_access_tokens", {("grant_id",), ("expires_at",)}),
        ("oauth_refresh_tokens", {("grant_id",), ("expires_at",)}),
        ("oauth_codes", {("client_id",), ("grant_id",), ("expires_at",)}),
        ("oauth1_consumers", {("owner",), ("created_at",)}),
        ("oauth1_temporary_credentials", {("consumer_key",), ("expires_at",)}),
        ("oauth1_token_credentials", {("consumer_key",), ("subject",)}),
    ],
)
def test_what_is_looked_up_has_an_index(engine: Engine, table: str, columns: set[tuple[str, ...]]) -> None:
    assert {tuple(index["column_names"]) for index in inspect(engine).get_indexes(table)} == columns


@pytest.mark.parametrize("kept", [metadata, one.metadata], ids=["two", "one"])
def test_tables_refer_to_each_other_alone(kept: MetaData) -> None:
    targets = {key.target_fullname.partition(".")[0] for table in kept.tables.values() for key in table.foreign_keys}
    assert targets <= set(kept.tables)


def test_who_has_oauth_2_alone_has_no_tables_of_oauth_1() -> None:
    assert {name.partition("_")[0] for name in metadata.tables} == {"oauth"}
    assert {name.partition("_")[0] for name in one.metadata.tables} == {"oauth1"}


def test_a_client_is_shown_without_its_digests() -> None:
    assert repr(client(secret_digest="5ec12e7")) == "<Client shop approved>"


def test_no_module_takes_the_place_of_the_tables() -> None:
    folder = Path(flask_resty.__file__).parent / "oauth"
    assert {path.stem for path in folder.glob("*.py")}.isdisjoint(flask_resty.oauth._LATER)
    assert isinstance(metadata, MetaData)


def test_the_package_is_there_without_sqlalchemy() -> None:
    code = "import sys; sys.modules['sqlalchemy'] = None; import flask_resty.oauth; from flask_resty.oauth import Refusal"
    subprocess.run([sys.executable, "-c", code], check=True)
