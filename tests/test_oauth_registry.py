"""Codes and tokens, from their issue to their end, on each database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from authorization.databases import database as database
from authorization.fixtures import engine as engine
from authorization.fixtures import registry as registry
from authorization.registries import CALLBACK
from authorization.registries import consented
from authorization.registries import shop
from clock import Clock
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import event
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty.auth import Bearer
from flask_resty.auth import TokenPrincipal
from flask_resty.oauth import AccessToken
from flask_resty.oauth import AuthorizationCode
from flask_resty.oauth import Client
from flask_resty.oauth import Grant
from flask_resty.oauth import RefreshToken
from flask_resty.oauth import Refusal
from flask_resty.oauth import Registry
from flask_resty.oauth import metadata
from flask_resty.oauth import reuse_detected
from flask_resty.oauth import token_issued
from flask_resty.oauth import token_revoked

UNKNOWN = ["", "unknown", "é", "\x00", "\ud800", "x" * 100_000]


@pytest.fixture
def client(registry: Registry) -> Any:
    return shop(registry)


def refused(error: str, ask: Callable[..., Any], *args: Any, **said: Any) -> None:
    """Check that something is refused."""
    with pytest.raises(Refusal) as caught:
        ask(*args, **said)
    assert caught.value.error == error


# Codes.


def test_a_code_is_traded_for_tokens_of_who_consented(registry: Registry, client: Any) -> None:
    issued = consented(registry, client, "7", scopes=["read"])
    assert (issued.expires_in, issued.scopes) == (600, ("read",))
    assert registry.verify(issued.access_token) == TokenPrincipal(id="7", scopes=frozenset({"read"}), client_id=client.id)


def test_a_code_tells_what_it_is_checked_against(registry: Registry, client: Any) -> None:
    held = registry.codes.find(registry.codes.create(client, "7", code_challenge="challenge", redirect_uri=CALLBACK))
    assert held is not None
    assert (held.client_id, held.code_challenge, held.redirect_uri, held.used_at) == (client.id, "challenge", CALLBACK, None)


def test_a_client_without_refresh_tokens_gets_none(registry: Registry) -> None:
    assert consented(registry, shop(registry, grant_types=["authorization_code"])).refresh_token is None


def test_a_code_that_comes_twice_revokes_what_it_led_to(registry: Registry, client: Any) -> None:
    code = registry.codes.create(client, "7", code_challenge="x")
    issued = registry.codes.redeem(code, client)
    later = registry.grants.refresh(issued.refresh_token, client)
    refused("invalid_grant", registry.codes.redeem, code, client)
    assert registry.verify(issued.access_token) is None
    assert registry.verify(later.access_token) is None
    refused("invalid_grant", registry.grants.refresh, later.refresh_token, client)


def test_a_code_that_comes_twice_is_noticed_after_its_end(registry: Registry, client: Any, clock: Clock) -> None:
    code = registry.codes.create(client, "7", code_challenge="x")
    issued = registry.codes.redeem(code, client)
    clock.time += 500
    registry.prune()
    refused("invalid_grant", registry.codes.redeem, code, client)
    assert registry.verify(issued.access_token) is None


def test_a_code_ends(registry: Registry, client: Any, clock: Clock) -> None:
    code = registry.codes.create(client, "7", code_challenge="x")
    clock.time += 60
    refused("invalid_grant", registry.codes.redeem, code, client)


def test_another_client_cannot_use_nor_burn_a_code(registry: Registry, client: Any) -> None:
    code = registry.codes.create(client, "7", code_challenge="x")
    refused("invalid_grant", registry.codes.redeem, code, shop(registry))
    issued = registry.codes.redeem(code, client)
    refused("invalid_grant", registry.codes.redeem, code, shop(registry))
    assert registry.verify(issued.access_token) is not None


@pytest.mark.parametrize("code", UNKNOWN, ids=lambda code: ascii(code[:9]))
def test_a_code_that_is_not_known_is_refused(registry: Registry, client: Any, code: str) -> None:
    assert registry.codes.find(code) is None
    refused("invalid_grant", registry.codes.redeem, code, client)


def test_a_client_that_is_not_approved_gets_nothing(registry: Registry) -> None:
    client, approved = shop(registry, status="pending"), shop(registry)
    refused("unauthorized_client", registry.codes.create, client, "7", code_challenge="x")
    refused("unauthorized_client", registry.codes.redeem, registry.codes.create(approved, "7", code_challenge="x"), client)
    refused("unauthorized_client", registry.grants.issue, client)
    refused("unauthorized_client", registry.grants.refresh, consented(registry, approved).refresh_token, client)


def test_nobody_gets_more_than_the_client_may_have(registry: Registry, client: Any) -> None:
    refused("invalid_scope", registry.codes.create, client, "7", code_challenge="x", scopes=["read", "delete"])
    refused("invalid_scope", registry.grants.issue, client, scopes=["delete"])
    refused("invalid_scope", registry.grants.issue, client, scopes=['"'])


@pytest.mark.parametrize("subject", ["", "x" * 256, 7, b"7"], ids=lambda subject: ascii(subject)[:9])
def test_a_subject_that_is_nobody_is_the_applications_mistake(registry: Registry, client: Any, subject: Any) -> None:
    with pytest.raises(ContractError):
        registry.codes.create(client, subject, code_challenge="x")
    with pytest.raises(ContractError):
        registry.grants.issue(client, subject=subject)


# Issuing and refreshing.


def test_a_client_that_acts_for_itself_is_its_own_principal(registry: Registry) -> None:
    client = shop(registry, grant_types=["client_credentials"], redirect_uris=[])
    issued = registry.grants.issue(client)
    principal = registry.verify(issued.access_token)
    assert principal is not None and issued.refresh_token is None
    assert (principal.id, principal.client_id, principal.scopes) == (client.id, client.id, {"read", "write"})
    assert "sub" not in principal.claims


@pytest.mark.parametrize("lifetime", [3600, timedelta(hours=1)], ids=repr)
def test_an_access_token_ends(registry: Registry, client: Any, clock: Clock, lifetime: float | timedelta) -> None:
    short, long = registry.grants.issue(client), registry.grants.issue(client, lifetime=lifetime)
    clock.time += 600
    assert (registry.verify(short.access_token), long.expires_in) == (None, 3600)
    assert registry.verify(long.access_token) is not None


def test_a_refresh_token_is_traded_for_new_ones(registry: Registry, client: Any, clock: Clock) -> None:
    first = consented(registry, client)
    clock.time += 3600
    second = registry.grants.refresh(first.refresh_token, client)
    assert registry.verify(first.access_token) is None
    assert registry.verify(second.access_token) == TokenPrincipal(id="7", scopes=frozenset({"read", "write"}), client_id=client.id)
    assert second.refresh_token != first.refresh_token
    assert registry.grants.refresh(second.refresh_token, client).grant_id == first.grant_id


def test_a_refresh_token_gives_fewer_scopes_if_asked_and_keeps_the_others(registry: Registry, client: Any) -> None:
    fewer = registry.grants.refresh(consented(registry, client).refresh_token, client, ["read"])
    assert registry.verify(fewer.access_token).scopes == {"read"}  # type: ignore[union-attr]
    assert registry.grants.refresh(fewer.refresh_token, client).scopes == ("read", "write")  # type: ignore[arg-type]


def test_a_refresh_token_never_gives_more_scopes(registry: Registry, client: Any) -> None:
    issued = consented(registry, client, scopes=["read"])
    refused("invalid_scope", registry.grants.refresh, issued.refresh_token, client, ["read", "write"])
    assert registry.grants.refresh(issued.refresh_token, client).scopes == ("read",)


def test_a_refresh_token_that_comes_twice_revokes_the_grant(registry: Registry, client: Any) -> None:
    stolen = consented(registry, client)
    newer = registry.grants.refresh(stolen.refresh_token, client)
    refused("invalid_grant", registry.grants.refresh, stolen.refresh_token, client)
    assert [registry.verify(issued.access_token) for issued in (stolen, newer)] == [None, None]
    refused("invalid_grant", registry.grants.refresh, newer.refresh_token, client)


def test_reuse_of_one_grant_leaves_the_others_alone(registry: Registry, client: Any) -> None:
    stolen, other = consented(registry, client), consented(registry, client)
    registry.grants.refresh(stolen.refresh_token, client)
    refused("invalid_grant", registry.grants.refresh, stolen.refresh_token, client)
    assert registry.verify(other.access_token) is not None


def test_a_refresh_token_ends(registry: Registry, client: Any, clock: Clock) -> None:
    issued = consented(registry, client)
    clock.time += 30 * 24 * 3600
    refused("invalid_grant", registry.grants.refresh, issued.refresh_token, client)


def test_another_client_cannot_use_nor_burn_a_refresh_token(registry: Registry, client: Any) -> None:
    issued = consented(registry, client)
    refused("invalid_grant", registry.grants.refresh, issued.refresh_token, shop(registry))
    assert registry.grants.refresh(issued.refresh_token, client) is not None


@pytest.mark.parametrize("token", UNKNOWN, ids=lambda token: ascii(token[:9]))
def test_a_refresh_token_that_is_not_known_is_refused(registry: Registry, client: Any, token: str) -> None:
    refused("invalid_grant", registry.grants.refresh, token, client)


def test_an_access_token_refreshes_nothing(registry: Registry, client: Any) -> None:
    issued = consented(registry, client)
    refused("invalid_grant", registry.grants.refresh, issued.access_token, client)
    assert registry.verify(issued.refresh_token) is None


@pytest.mark.parametrize("what", ["code", "refresh"])
def test_of_many_at_once_one_wins_at_most(registry: Registry, client: Any, engine: Engine, what: str) -> None:
    count = 8
    barrier = Barrier(count)
    once = registry.codes.create(client, "7", code_challenge="x")
    trade: Callable[..., Any] = registry.codes.redeem
    if what == "refresh":
        once, trade = registry.codes.redeem(once, client).refresh_token or "", registry.grants.refresh

    def ask(_: int) -> bool:
        barrier.wait(30)
        try:
            return trade(once, client) is not None
        except Refusal:
            return False

    with ThreadPoolExecutor(count) as threads:
        assert sum(threads.map(ask, range(count))) == 1
    # The others came with what was used, so the grant is dead.
    with Session(engine) as session:
        assert session.scalars(select(Grant.revoked_at.is_(None))).all() == [False]


# What a token is worth.


@pytest.mark.parametrize("token", UNKNOWN, ids=lambda token: ascii(token[:9]))
def test_a_token_that_is_not_known_is_worth_nothing(registry: Registry, token: str) -> None:
    assert registry.verify(token) is None
    assert registry.introspect(token) == {"active": False}
    assert registry.revoke_token(token) is False


def test_a_token_is_looked_up_in_one_query(registry: Registry, client: Any, engine: Engine) -> None:
    token, statements = consented(registry, client).access_token, []
    event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    assert registry.verify(token) is not None
    assert len(statements) == 1


@pytest.mark.parametrize("what", ["reject", "revoke"])
def test_a_client_that_is_turned_down_loses_its_tokens_for_good(registry: Registry, client: Any, what: str) -> None:
    issued = consented(registry, client)
    getattr(registry.clients, what)(client.id)
    assert registry.verify(issued.access_token) is None
    again = registry.clients.approve(client.id)
    assert registry.verify(issued.access_token) is None
    refused("invalid_grant", registry.grants.refresh, issued.refresh_token, again)


def test_the_status_of_the_client_is_looked_at_whoever_changed_it(registry: Registry, client: Any, engine: Engine) -> None:
    issued = consented(registry, client)
    with Session(engine) as session, session.begin():
        session.execute(update(Client).values(status="rejected"))
    assert registry.verify(issued.access_token) is None
    assert [registry.introspect(token) for token in (issued.access_token, issued.refresh_token)] == 2 * [{"active": False}]


def test_what_a_client_may_no_longer_have_its_tokens_no_longer_give(registry: Registry, client: Any, engine: Engine) -> None:
    issued = consented(registry, client)
    with Session(engine) as session, session.begin():
        session.execute(update(Client).values(scopes=["read"]))
    assert registry.verify(issued.access_token).scopes == {"read"}  # type: ignore[union-attr]
    assert registry.introspect(issued.refresh_token)["scope"] == "read"


def test_an_access_token_is_told_of(registry: Registry, client: Any, clock: Clock) -> None:
    told = registry.introspect(consented(registry, client, scopes=["read"]).access_token)
    times = {"iat": int(clock.time), "exp": int(clock.time) + 600}
    assert told == {"active": True, "token_type": "Bearer", "client_id": client.id, "sub": "7", "scope": "read", **times}


def test_a_refresh_token_is_told_of_until_it_is_used(registry: Registry, client: Any) -> None:
    token = consented(registry, client).refresh_token
    told = registry.introspect(token)
    assert (told["active"], told["scope"], told["token_type"]) == (True, "read write", "N_A")
    registry.grants.refresh(token, client)
    assert registry.introspect(token) == {"active": False}


def test_who_is_gone_is_not_told_of(engine: Engine) -> None:
    people = {"7"}
    registry = Registry(sessionmaker(engine), principal=lambda token: token if token.id in people else None)
    issued = consented(registry, shop(registry))
    tokens = (issued.access_token, issued.refresh_token)
    assert [registry.introspect(token)["active"] for token in tokens] == [True, True]
    people.clear()
    assert [registry.introspect(token) for token in tokens] == 2 * [{"active": False}]


@pytest.mark.parametrize("end", ["status", "client", "subject"])
def test_codes_on_their_way_end_with_the_rest(registry: Registry, client: Any, end: str) -> None:
    code = registry.codes.create(client, "7", code_challenge="x")
    if end == "status":
        registry.clients.revoke(client.id)
        client = registry.clients.approve(client.id)
    else:
        registry.grants.revoke_all(**({"client_id": client.id} if end == "client" else {"subject": "7"}))
    refused("invalid_grant", registry.codes.redeem, code, client)


def test_codes_of_others_stay_when_some_end(registry: Registry, client: Any) -> None:
    code = registry.codes.create(client, "7", code_challenge="x")
    registry.grants.revoke_all(client_id=client.id, subject="8")
    assert registry.codes.redeem(code, client).access_token


def test_an_access_token_is_revoked_alone(registry: Registry, client: Any) -> None:
    issued = consented(registry, client)
    assert [registry.revoke_token(issued.access_token, client) for _ in range(2)] == [True, False]
    assert registry.verify(issued.access_token) is None
    assert registry.verify(registry.grants.refresh(issued.refresh_token, client).access_token) is not None


def test_with_a_refresh_token_all_is_revoked(registry: Registry, client: Any) -> None:
    issued = consented(registry, client)
    assert [registry.revoke_token(issued.refresh_token, client) for _ in range(2)] == [True, False]
    assert registry.verify(issued.access_token) is None
    refused("invalid_grant", registry.grants.refresh, issued.refresh_token, client)


def test_a_client_revokes_what_is_its_own(registry: Registry, client: Any) -> None:
    issued, other = consented(registry, client), shop(registry)
    refused("invalid_grant", registry.revoke_token, issued.access_token, other)
    refused("invalid_grant", registry.revoke_token, issued.refresh_token, other)
    assert registry.verify(issued.access_token) is not None


def test_grants_are_listed_and_revoked(registry: Registry, client: Any) -> None:
    other = shop(registry)
    first, second = consented(registry, client, "7"), consented(registry, client, "8")
    third = consented(registry, other, "7")
    assert [grant.id for grant in registry.grants.list()] == [third.grant_id, second.grant_id, first.grant_id]
    assert [grant.client.name for grant in registry.grants.list(client_id=client.id, subject="8")] == ["Shop"]
    assert [registry.grants.revoke(second.grant_id) for _ in range(2)] == [True, False]
    assert registry.grants.revoke_all(subject="7") == 2
    assert registry.grants.list() == []


def test_a_grant_without_good_tokens_is_not_listed(registry: Registry, client: Any, clock: Clock) -> None:
    registry.grants.issue(client)
    clock.time += 600
    assert registry.grants.list() == []


def test_everything_is_never_revoked_by_mistake(registry: Registry) -> None:
    with pytest.raises(ValueError, match="without one"):
        registry.grants.revoke_all()


def test_a_consent_covers_what_it_was_given_for(registry: Registry, client: Any) -> None:
    issued = consented(registry, client, "7", scopes=["read"])
    assert registry.grants.covers(client, "7", ["read"])
    assert not registry.grants.covers(client, "7", ["read", "write"])
    assert not registry.grants.covers(client, "8", ["read"])
    registry.grants.revoke(issued.grant_id)
    assert not registry.grants.covers(client, "7", ["read"])


def test_what_was_issued_without_asking_is_no_consent(registry: Registry, client: Any) -> None:
    registry.grants.issue(client, subject="7")
    (grant,) = registry.grants.list(client_id=client.id, subject="7")
    assert not grant.has_consent and not registry.grants.covers(client, "7", ["read"])
    consented(registry, client, "7", scopes=["read"])
    assert registry.grants.covers(client, "7", ["read"])
    assert not registry.grants.covers(client, "7", ["write"])


# Pruning.


def rows(engine: Engine) -> list[int]:
    with Session(engine) as session:
        return [len(session.scalars(select(kind)).all()) for kind in (AuthorizationCode, AccessToken, RefreshToken, Grant)]


def test_what_has_ended_is_deleted_and_the_rest_stays(registry: Registry, client: Any, engine: Engine, clock: Clock) -> None:
    registry.codes.create(client, "7", code_challenge="x")
    registry.grants.issue(client)
    consented(registry, client)
    assert (registry.prune(), rows(engine)) == (0, [2, 2, 1, 2])
    clock.time += 600
    assert (registry.prune(), rows(engine)) == (4, [1, 0, 1, 1])
    clock.time += 30 * 24 * 3600
    assert (registry.prune(), rows(engine)) == (2, [0, 0, 0, 0])


def test_pruning_tells_how_far_it_is(registry: Registry, client: Any, engine: Engine, clock: Clock) -> None:
    with Session(engine) as session, session.begin():
        moment = client.created_at
        grants = [Grant(client_id=client.id, scopes=[], created_at=moment) for _ in range(1201)]
        session.add_all(
            AccessToken(digest=str(n), grant=grant, scopes=[], created_at=moment, expires_at=moment) for n, grant in enumerate(grants)
        )
    told: list[int] = []
    assert registry.prune(told.append) == 2402
    assert told == [500, 1000, 1201, 1701, 2201, 2402]


# Sessions, signals, principals.


@pytest.mark.parametrize("kind", ["sessionmaker", "scoped_session", "session", "function"])
def test_sessions_come_from_where_the_application_has_them(engine: Engine, kind: str) -> None:
    with Session(engine) as session:
        source = {"sessionmaker": sessionmaker(engine), "scoped_session": scoped_session(lambda: session), "session": session}
        registry = Registry(source.get(kind, lambda: session))
        issued = consented(registry, shop(registry))
        assert registry.verify(issued.access_token) is not None
        with Session(engine) as other:
            assert other.scalars(select(Grant.id)).all() == [issued.grant_id]


def test_what_is_refused_leaves_nothing_in_the_session_of_the_application(engine: Engine) -> None:
    with Session(engine) as session:
        registry = Registry(session)
        client, other = shop(registry), shop(registry)
        code = registry.codes.create(client, "7", code_challenge="x")
        refused("invalid_grant", registry.codes.redeem, code, other)
        session.commit()
        assert registry.verify(registry.codes.redeem(code, client).access_token) is not None


def test_a_session_of_its_own_is_closed(registry: Registry, client: Any, engine: Engine) -> None:
    issued = consented(registry, client)
    registry.verify(issued.access_token)
    refused("invalid_grant", registry.grants.refresh, "unknown", client)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("session", [None, "sqlite://"])
def test_what_gives_no_session_is_a_mistake(session: Any) -> None:
    with pytest.raises(ConfigError, match="sessionmaker"):
        Registry(session)


@pytest.mark.parametrize("name", ["access_lifetime", "refresh_lifetime", "code_lifetime"])
@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e11])
def test_what_ends_before_it_begins_or_never_is_a_mistake(name: str, seconds: float) -> None:
    with pytest.raises(ConfigError, match="seconds"):
        Registry(sessionmaker(), **{name: seconds})


def test_an_app_has_one_registry(app: Flask) -> None:
    registry = Registry(sessionmaker())
    registry.init_app(app)
    registry.init_app(app)
    with pytest.raises(ConfigError, match="registry already"):
        Registry(sessionmaker()).init_app(app)


def test_no_secret_is_kept_in_clear(registry: Registry, engine: Engine) -> None:
    client, secret = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    code = registry.codes.create(client, "7", code_challenge="x")
    issued = registry.codes.redeem(code, client)
    with engine.connect() as connection:
        kept = repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    assert not [text for text in (secret, code, issued.access_token, issued.refresh_token) if text in kept]  # type: ignore[operator]
    assert issued.access_token not in repr(issued)
    assert issued.refresh_token not in repr(issued)


def test_signals_tell_what_happens_to_tokens(registry: Registry, client: Any) -> None:
    told: list[Any] = []
    hears = {
        signal: lambda sender, name=signal.name, **said: told.append((name, said["grant"].subject))
        for signal in (token_issued, token_revoked, reuse_detected)
    }
    for signal, hear in hears.items():
        signal.connect(hear, registry)
    token = consented(registry, client).refresh_token
    registry.revoke_token(registry.grants.refresh(token, client).access_token)
    refused("invalid_grant", registry.grants.refresh, token, client)
    refused("invalid_grant", registry.grants.refresh, token, client)
    names = ["token-issued", "token-issued", "token-revoked", "reuse-detected", "token-revoked", "reuse-detected"]
    assert told == [(name, "7") for name in names]


async def found(principal: TokenPrincipal) -> str | None:
    return {"7": "Ann"}.get(principal.id)


@pytest.mark.parametrize("principal", [lambda principal: {"7": "Ann"}.get(principal.id), found], ids=["def", "async-def"])
def test_the_application_makes_its_own_principal(engine: Engine, app: Flask, principal: Any) -> None:
    registry = Registry(sessionmaker(engine), principal=principal)
    client = shop(registry)
    with app.app_context():
        assert registry.verify(consented(registry, client, "7").access_token) == "Ann"
        assert registry.verify(consented(registry, client, "8").access_token) is None


def test_resources_take_the_tokens(registry: Registry, client: Any, app: Flask) -> None:
    class Thing(Resource):
        def get(self) -> None: ...

    api = Api(app, middleware=[Bearer(verify=registry.verify)])
    api.resource("/thing")(Thing)
    asked = app.test_client()
    headers = {"Authorization": f"Bearer {consented(registry, client).access_token}"}
    assert asked.get("/thing", headers=headers).status_code == 204
    registry.clients.revoke(client.id)
    answer = asked.get("/thing", headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="API", error="invalid_token"')


def test_who_ends_much_at_the_same_time_waits_for_the_others(registry: Registry, client: Any) -> None:
    ends = [
        lambda: registry.clients.reject(client.id),
        lambda: registry.grants.revoke_all(client_id=client.id),
        lambda: registry.clients.approve(client.id),
        registry.prune,
    ]

    def work(number: int) -> None:
        registry.grants.issue(client)
        if number % 4 == 0:
            ends[number // 4 % 4]()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(work, range(400)))
    registry.clients.reject(client.id)
    registry.clients.approve(client.id)
    assert registry.grants.list() == []
