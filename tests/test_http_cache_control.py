"""The directives of ``Cache-Control`` (RFC 9111, 5.2.2)."""

from __future__ import annotations

import pytest

from flask_resty.http.cache_control import contradiction
from flask_resty.http.cache_control import privately
from flask_resty.http.cache_control import written


def test_directives_are_written_in_their_order():
    assert written({"public": True, "max-age": 0, "immutable": True}) == "public, max-age=0, immutable"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["public", "private"], ("private", "public")),
        (["max-age", "no-store"], ("no-store", "max-age")),
        (["private", "s-maxage"], ("private", "s-maxage")),
        (["private", "max-age", "must-revalidate"], None),
        (["no-store", "private", "no-transform"], None),
        (["no-cache", "max-age"], None),
        (["s-maxage", "stale-while-revalidate"], None),
    ],
)
def test_what_one_directive_denies_no_other_may_allow(names: list[str], found: tuple[str, str] | None):
    assert contradiction(names) == found


def test_a_private_policy_says_nothing_to_shared_caches():
    shared = {"public": True, "max-age": 5, "s-maxage": 9, "proxy-revalidate": True, "must-revalidate": True}
    assert privately(shared) == {"private": True, "max-age": 5, "must-revalidate": True}


@pytest.mark.parametrize("policy", [{"no-store": True}, {"private": True, "max-age": 5}])
def test_what_is_for_nobody_else_stays(policy: dict[str, int | bool]):
    assert privately(policy) is policy
