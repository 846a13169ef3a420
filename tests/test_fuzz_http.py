"""A short form of ``make fuzz-http``: hostile requests to the app in which everything is on, and hostile octets for each reader."""

from __future__ import annotations

import pytest
from fuzz_http.documents import documents
from fuzz_http.parsers import EXAMPLES
from fuzz_http.parsers import READERS
from fuzz_http.parsers import read
from fuzz_http.playing import play
from fuzz_http.requests import Sent
from fuzz_http.requests import requests
from fuzz_http.strings import PIECES
from fuzz_http.strings import strings
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

#: How many of each.
REQUESTS, OCTETS = 120, 30

octets = st.one_of(st.binary(), documents(), strings().map(lambda text: text.encode("latin-1")))


@settings(max_examples=REQUESTS, suppress_health_check=list(HealthCheck))
@given(requests())
def test_no_request_is_a_crash(sent):
    play(sent)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=OCTETS, suppress_health_check=list(HealthCheck))
@given(data=octets)
def test_no_octets_are_a_crash(name, data):
    read(name, data)


@pytest.mark.parametrize("name", READERS)
def test_no_piece_said_again_and_again_is_a_hang(name):
    for piece in PIECES:
        read(name, (piece.encode("latin-1") * 8000)[:8000])


@pytest.mark.parametrize("name", READERS)
def test_each_reader_has_a_good_example(name):
    READERS[name](EXAMPLES[name])


def test_good_requests_come_through():
    """Otherwise what is played would say nothing."""
    book = b'{"title": "Emma"}'
    json = {"Content-Type": "application/json"}
    assert play(Sent("GET", "/api/books", "year=1965", {}, b"")) == 200
    assert play(Sent("POST", "/api/books", "", json, book)) == 201
    assert play(Sent("PATCH", "/api/books/dune", "", json, b"{}")) == 200
