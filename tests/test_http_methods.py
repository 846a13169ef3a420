"""Which methods exist, and how they are listed."""

from __future__ import annotations

import pytest

from flask_resty.http.methods import KNOWN
from flask_resty.http.methods import allow


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY", "PROPFIND", "LOCK", "REPORT"]
)
def test_registered_method_is_known(method: str) -> None:
    assert method in KNOWN


@pytest.mark.parametrize("method", ["FROBNICATE", "get", "Get", "", "*", "PRI", "GET "])
def test_other_method_is_not_known(method: str) -> None:
    assert method not in KNOWN


def test_allow_is_sorted_and_says_each_method_once() -> None:
    assert allow(["OPTIONS", "GET", "HEAD", "GET"]) == "GET, HEAD, OPTIONS"
    assert allow(()) == ""
