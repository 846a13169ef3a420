"""Clients: who may ask for tokens."""

from __future__ import annotations

from typing import Any

import pytest
from authorization.fixtures import database as database
from authorization.fixtures import engine as engine
from authorization.fixtures import registry as registry
from authorization.registries import CALLBACK
from authorization.registries import shop
from clock import Clock
from sqlalchemy import Engine
from sqlalchemy import event
from sqlalchemy.orm import sessionmaker

from flask_resty import ContractError
from flask_resty.oauth import Refusal
from flask_resty.oauth import Registry
from flask_resty.oauth import client_created
from flask_resty.oauth import client_status_changed
from flask_resty.oauth import secret_rotated


def test_a_client_is_registered_and_found(registry: Registry) -> None:
    client, secret = registry.clients.create(
        " Shop ", redirect_uris=[CALLBACK], scopes="write read", owner="7", description="Sells\nthings"
    )
    found = registry.clients.find(client.id)
    assert found is not None and secret is not None
    assert (found.name, found.scopes, found.owner, found.status, found.is_public) == ("Shop", ["read", "write"], "7", "approved", False)
    assert found.grant_types == ["authorization_code", "refresh_token"]


def test_the_secret_is_not_kept(registry: Registry) -> None:
    client, secret = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    assert secret is not None and len(secret) == 43
    assert secret not in repr(vars(registry.clients.find(client.id)))


def test_a_public_client_has_no_secret(registry: Registry) -> None:
    client, secret = registry.clients.create("Shop", redirect_uris=[CALLBACK], public=True)
    assert (secret, client.is_public) == (None, True)


def test_no_two_clients_are_the_same(registry: Registry) -> None:
    assert shop(registry).id != shop(registry).id


@pytest.mark.parametrize(
    "uri",
    [
        "https://shop.example/callback",
        "https://shop.example:8443/callback?from=blog",
        "https://shop.example",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:5000/callback",
        "http://[::1]/callback",
        "http://localhost:3000/",
        "com.example.shop:/callback",
    ],
)
def test_redirect_uri_is_taken(registry: Registry, uri: str) -> None:
    assert shop(registry, redirect_uris=[uri]).redirect_uris == [uri]


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/callback",
        "//shop.example/callback",
        "shop.example/callback",
        "https:/callback",
        "https:///callback",
        "https://shop.example/#part",
        "https://*.shop.example/",
        "https://shop.example/*",
        "https://shop.example@evil.example/",
        "https://user:password@shop.example/",
        "https://shop.example\\@evil.example/",
        "https://shop.example:port/",
        "https://shop.example:99999/",
        "https://[::1/",
        "https://shop.example/ callback",
        "https://shop.example/\r\nSet-Cookie:a=b",
        "https://shöp.example/",
        "http://shop.example/callback",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.2/",
        "http://localhost.evil.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "shop:/callback",
        "com.example.shop:callback",
        "com.example.shop://evil.example/callback",
        "ftp://shop.example/",
        "https://shop.example/" + 2000 * "x",
    ],
)
def test_redirect_uri_is_refused(registry: Registry, uri: str) -> None:
    with pytest.raises(Refusal) as refused:
        shop(registry, redirect_uris=[CALLBACK, uri])
    assert refused.value.error == "invalid_redirect_uri"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"redirect_uris": []}, "invalid_client_metadata"),
        ({"grant_types": []}, "invalid_client_metadata"),
        ({"grant_types": ["password"]}, "invalid_client_metadata"),
        ({"grant_types": ["refresh_token"]}, "invalid_client_metadata"),
        ({"grant_types": ["client_credentials", "refresh_token"]}, "invalid_client_metadata"),
        ({"grant_types": ["client_credentials"], "public": True}, "invalid_client_metadata"),
        ({"status": "canceled"}, "invalid_client_metadata"),
        ({"description": "\x1b[2J"}, "invalid_client_metadata"),
        ({"description": "x" * 2001}, "invalid_client_metadata"),
        ({"scopes": ["two words"]}, "invalid_scope"),
        ({"scopes": ['"']}, "invalid_scope"),
        ({"scopes": [""]}, "invalid_scope"),
        ({"scopes": ["é"]}, "invalid_scope"),
    ],
    ids=repr,
)
def test_what_does_not_make_a_client_is_refused(registry: Registry, said: dict[str, Any], error: str) -> None:
    with pytest.raises(Refusal) as refused:
        shop(registry, **said)
    assert refused.value.error == error
    assert registry.clients.list() == []


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "Shop\n", "Shop\x00", "Shop\u202egniknab", "\ud800"], ids=ascii)
def test_a_name_that_cannot_be_seen_is_refused(registry: Registry, name: str) -> None:
    with pytest.raises(Refusal):
        registry.clients.create(name, redirect_uris=[CALLBACK])


def test_an_owner_is_somebody(registry: Registry) -> None:
    with pytest.raises(ContractError):
        shop(registry, owner="")


def test_clients_are_listed_by_status_and_owner(registry: Registry, clock: Clock) -> None:
    first, second = shop(registry, owner="7"), shop(registry, owner="7", status="pending")
    clock.time += 1
    third = shop(registry, owner="8")
    assert {client.id for client in registry.clients.list(owner="7")} == {first.id, second.id}
    assert [client.id for client in registry.clients.list(status="approved")] == [first.id, third.id]
    assert [client.id for client in registry.clients.list(status="pending", owner="8")] == []


def test_a_client_shows_its_secret(registry: Registry) -> None:
    client, secret = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    found = registry.clients.authenticate(client.id, secret)
    assert found is not None and found.id == client.id


@pytest.mark.parametrize("secret", [None, "", "wrong", "é", "\x00", "\ud800"], ids=ascii)
def test_a_wrong_secret_is_none(registry: Registry, secret: str | None) -> None:
    assert registry.clients.authenticate(shop(registry).id, secret) is None


def test_the_digest_of_a_secret_is_no_secret(registry: Registry) -> None:
    client = shop(registry)
    assert registry.clients.authenticate(client.id, client.secret_digest) is None


@pytest.mark.parametrize("client_id", ["", "unknown", "é", "\x00", "\ud800", "x" * 1000], ids=lambda name: ascii(name[:9]))
@pytest.mark.parametrize("secret", [None, "", "secret"])
def test_a_client_that_is_not_known_has_no_secret(registry: Registry, client_id: str, secret: str | None) -> None:
    assert registry.clients.find(client_id) is None
    assert registry.clients.authenticate(client_id, secret) is None


def test_who_is_not_known_costs_as_many_queries_as_who_is(registry: Registry, engine: Engine) -> None:
    client, statements = shop(registry), []
    event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    registry.clients.authenticate(client.id, "wrong")
    known, statements[:] = list(statements), []
    registry.clients.authenticate("unknown", "wrong")
    assert statements == known


def test_a_public_client_comes_without_a_secret(registry: Registry) -> None:
    client = shop(registry, public=True)
    assert registry.clients.authenticate(client.id, None) is not None
    assert registry.clients.authenticate(client.id, "") is None
    assert registry.clients.authenticate(client.id, "secret") is None


@pytest.mark.parametrize("status", ["pending", "rejected", "revoked"])
def test_only_an_approved_client_is_let_in(registry: Registry, status: str) -> None:
    client, secret = registry.clients.create("Shop", redirect_uris=[CALLBACK], status=status)  # type: ignore[arg-type]
    assert registry.clients.authenticate(client.id, secret) is None
    registry.clients.approve(client.id)
    assert registry.clients.authenticate(client.id, secret) is not None


def test_a_rotated_secret_is_dead(registry: Registry) -> None:
    client, before = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    after = registry.clients.rotate_secret(client.id)
    assert registry.clients.authenticate(client.id, before) is None
    assert registry.clients.authenticate(client.id, after) is not None


def test_a_rotated_secret_may_live_on_for_a_while(registry: Registry, clock: Clock) -> None:
    client, before = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    after = registry.clients.rotate_secret(client.id, grace=60)
    clock.time += 59
    assert registry.clients.authenticate(client.id, before) is not None
    assert registry.clients.authenticate(client.id, after) is not None
    clock.time += 1
    assert registry.clients.authenticate(client.id, before) is None


def test_a_second_rotation_ends_the_grace_of_the_first(registry: Registry) -> None:
    client, before = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    registry.clients.rotate_secret(client.id, grace=60)
    registry.clients.rotate_secret(client.id)
    assert registry.clients.authenticate(client.id, before) is None


def test_a_public_client_has_nothing_to_rotate(registry: Registry) -> None:
    with pytest.raises(Refusal, match="no secret"):
        registry.clients.rotate_secret(shop(registry, public=True).id)


@pytest.mark.parametrize("what", ["approve", "reject", "revoke", "rotate_secret"])
def test_nothing_is_done_to_who_is_not_there(registry: Registry, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        getattr(registry.clients, what)("unknown")
    assert refused.value.error == "invalid_client"


def test_signals_tell_what_happens_to_a_client(registry: Registry) -> None:
    told: list[Any] = []

    def hear(sender: Any, client: Any, **said: Any) -> None:
        told.append((sender is registry, client.name, said))

    with client_created.connected_to(hear), client_status_changed.connected_to(hear), secret_rotated.connected_to(hear):
        client = shop(registry, status="pending")
        registry.clients.approve(client.id)
        registry.clients.approve(client.id)
        registry.clients.rotate_secret(client.id)
    changed = {"before": "pending", "after": "approved"}
    assert told == [(True, "Shop", {}), (True, "Shop", changed), (True, "Shop", {})]


def test_what_a_signal_tells_is_there_for_others_already(registry: Registry, engine: Engine) -> None:
    seen: list[Any] = []
    elsewhere = Registry(sessionmaker(engine))

    def look(sender: Any, client: Any) -> None:
        seen.append(elsewhere.clients.find(client.id))

    with client_created.connected_to(look):
        shop(registry)
    assert seen[0].name == "Shop"
