"""A short form of ``make fuzz-auth``: hostile credentials for all schemes, and what is already known to be hard."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from fuzz_auth.mutation import LONGEST
from fuzz_auth.mutation import PIECES
from fuzz_auth.playing import LET_IN
from fuzz_auth.playing import QUERIES
from fuzz_auth.playing import judge
from fuzz_auth.playing import play
from fuzz_auth.playing import send
from fuzz_auth.scheme import Sent
from fuzz_auth.serving import ANY
from fuzz_auth.serving import PATHS
from fuzz_auth.serving import SCHEMES
from fuzz_auth.serving import SINGLE

from flask_resty.auth.claims import principal_in

#: How many values a process plays; there are eight of them.
VALUES = 250

WORDS = ["Basic", "Bearer", "Digest", "OAuth", "ApiKey", "Negotiate"]


@pytest.mark.parametrize("seed", range(8))
def test_no_credentials_are_a_crash_or_a_way_in(seed):
    for number in range(VALUES):
        play(Random(f"{seed} {number}"))


@pytest.mark.parametrize("name", SCHEMES)
def test_good_credentials_come_through(name):
    """Otherwise what is played would say nothing."""
    client = SCHEMES[name].client
    for number in range(40):
        random = Random(number)
        sent = client.good(random, Sent(PATHS[name], random.choice(QUERIES)))
        assert judge(sent) in LET_IN, sent


@pytest.mark.parametrize("name", SINGLE)
def test_good_credentials_come_through_where_any_will_do(name):
    for path in ("/any", "/open"):
        assert judge(SCHEMES[name].client.good(Random(1), Sent(path))) in LET_IN


@pytest.mark.parametrize("name", ["digest", "oauth1"])
def test_what_is_signed_for_one_request_is_good_for_no_other(name):
    made = (SCHEMES[name].client.good(Random(number), Sent("/any", "a=1")) for number in range(99))
    sent = next(sent for sent in made if "PLAINTEXT" not in sent.fields["Authorization"])
    for other in (replace(sent, path="/open"), replace(sent, query="a=2"), replace(sent, query="a=1&a=1")):
        assert send(other).status in {400, 401}
    assert send(sent).status in LET_IN
    assert send(sent).status == 401


@pytest.mark.parametrize("word", WORDS)
def test_no_piece_said_again_and_again_is_a_hang(word):
    for piece in PIECES:
        text = (piece * LONGEST)[:LONGEST]
        for path in ANY:
            judge(Sent(path, fields={"Authorization": f"{word} {text}"}))


# -- what was found once -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claims", [{"sub": "\ud800"}, {"client_id": "a\udfff"}, {"sub": "eve", "client_id": "\udc80"}], ids=str)
def test_half_a_character_names_nobody(claims):
    """A validator of Authlib reads it, and no answer could hold it."""
    with pytest.raises(ValueError, match="not a string"):
        principal_in(claims)
