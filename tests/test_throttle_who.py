"""Whom throttles count: addresses, networks, principals, keys, and whatever an application says."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask import request

from flask_resty.errors import ConfigError
from flask_resty.middleware import Network
from flask_resty.middleware import address
from flask_resty.middleware import key
from flask_resty.middleware import principal
from flask_resty.middleware.throttling.memory import Memory
from flask_resty.middleware.throttling.who import plain
from flask_resty.principal import Principal
from flask_resty.principal import set_principal


def told(by: Any, *, who: Any = None, remote: str | None = "192.0.2.1", **keywords: Any) -> str:
    """Give what a function says of a request."""
    with Flask("shop").test_request_context("/", environ_overrides={"REMOTE_ADDR": remote}, **keywords):
        set_principal(request.environ, who)
        return str(by(request))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("2001:DB8::1", "2001:db8:0:0::1", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "192.0.2.1", False),
        ("unix:", "not: an address", False),
    ],
)
def test_customer_of_a_provider_has_one_address(one: str, other: str, is_same: bool) -> None:
    assert (told(address, remote=one) == told(address, remote=other)) is is_same


@pytest.mark.parametrize(
    ("network", "one", "other"),
    [
        (Network(ipv6=56), "2001:db8:0:1::1", "2001:db8:0:ff::1"),
        (Network(ipv4=24), "192.0.2.1", "192.0.2.255"),
        (Network(ipv4=24), "192.0.2.1", "::ffff:192.0.2.255"),
    ],
    ids=repr,
)
def test_networks_may_be_as_wide_as_one_likes(network: Network, one: str, other: str) -> None:
    assert told(network, remote=one) == told(network, remote=other)
    assert told(address, remote=one) != told(address, remote=other)


@pytest.mark.parametrize("bits", [{"ipv4": 0}, {"ipv4": 33}, {"ipv6": 129}, {"ipv6": -1}, {"ipv6": "64"}, {"ipv4": True}], ids=str)
def test_network_of_no_address_is_refused(bits: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"\.$"):
        Network(**bits)


@dataclass
class User:
    """A person."""

    id: int


@dataclass
class Machine:
    """None."""

    id: int


def test_principals_of_two_classes_with_one_id_are_two() -> None:
    assert told(principal, who=User(1)) != told(principal, who=Machine(1))
    assert told(principal, who=User(1)) == told(principal, who=User(1)) != told(principal, who=User(2))


@pytest.mark.parametrize("who", [Principal(id="1"), "1", 1, {"id": 1}, {"sub": "1"}], ids=repr)
def test_account_is_the_same_whichever_scheme_says_so(who: Any) -> None:
    assert told(principal, who=who) == told(principal, who=Principal(id="1"))


@pytest.mark.parametrize("id", ["address:192.0.2.1", "192.0.2.1", ":", "User:1"])
def test_no_id_passes_for_something_else(id: str) -> None:
    others = {told(principal), told(principal, who=User(1)), told(key("X-API-Key"), who=User(1), headers={"X-API-Key": id})}
    assert told(principal, who=id) not in others


def test_keys_are_counted_each_and_never_written_down() -> None:
    by = key("X-API-Key")
    one, other = (told(by, who="ann", headers={"X-API-Key": value}) for value in ("secret-1", "secret-2"))
    assert one != other
    assert "secret" not in one


def test_keys_that_nobody_checked_count_by_address() -> None:
    by = key("X-API-Key")
    assert told(by, headers={"X-API-Key": "guess"}) == told(by, headers={"X-API-Key": "other"}) == told(address)
    assert told(by, who="ann") == told(address)


# -- keys of storages --------------------------------------------------------------------------------------------------

HOSTILE = ["", "\0", "a\nb", "a b", "é", "\ud800", "a/b", "..", "%2F", "~", "*", "{x}", "x" * 100_000, "\u202e", "'; FLUSHALL"]


@pytest.mark.parametrize("who", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_counted_fits_into_the_key_of_any_storage(who: str) -> None:
    found = plain(who)
    assert found.isascii()
    assert found.isprintable()
    assert len(found) <= 65
    assert not {" ", "/", "{", "}", "*"} & set(found)


def test_nobody_has_the_key_of_somebody_else() -> None:
    assert len({plain(who) for who in [*HOSTILE, "a", "principal::1", plain("é"), "x" * 64, "x" * 65]}) == len(HOSTILE) + 5


# -- many --------------------------------------------------------------------------------------------------------------


def test_ten_thousand_addresses_are_forgotten_when_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    memory = Memory("fixed-window")
    for number in range(10_000):
        assert memory.take(f"a{number}", 1, 60, 1).passed
    assert len(memory) == 10_000
    now[0] += 121
    for number in range(5_000):
        memory.take(f"b{number}", 1, 60, 1)
    assert len(memory) == 5_000


def test_memory_keeps_only_so_many_and_forgets_the_least_busy_first() -> None:
    memory = Memory("fixed-window", most=100)
    for number in range(1000):
        memory.take(f"a{number}", 1, 60, 1)
        memory.take("busy", 2000, 60, 1)
    assert len(memory) <= 101
    assert memory.take("busy", 2000, 60, 0).remaining == 1000


def test_principal_behind_a_proxy_object_is_of_its_class() -> None:
    class Proxy:
        """As a LocalProxy is."""

        __class__ = User  # type: ignore[assignment]
        id = 1

    assert told(principal, who=Proxy()) == told(principal, who=User(1)) != told(principal, who=SimpleNamespace(id=1))
