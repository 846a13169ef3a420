"""A short form of ``make fuzz-models``: no question to a list or an item tells what is hidden."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy.orm import Session

from .fuzz.playing import play
from .fuzz.playing import send
from .fuzz.requests import Sent
from .fuzz.serving import GOOD
from .fuzz.serving import HOLES
from .fuzz.serving import serve
from .fuzz.worlds import SECRET
from .fuzz.worlds import change
from .fuzz.worlds import fill

#: How many requests a process plays in each of two worlds; there are four of them.
REQUESTS = 250


@pytest.fixture
def served(engine):
    with Session(engine) as session:
        fill(session)
        change(session, "gold")
    return engine


@pytest.mark.parametrize("seed", ["one", "two"])
def test_no_question_tells_what_is_hidden(served, seed):
    statuses = play(served, Random(seed), REQUESTS)
    # Otherwise what is played would say nothing.
    assert statuses[200] > REQUESTS // 5
    assert statuses[422] > REQUESTS // 5


@pytest.mark.parametrize("hole", HOLES)
def test_what_is_left_open_is_noticed(served, hole):
    with pytest.raises(AssertionError, match=f"was told '{SECRET}'|tells one world from the other"):
        play(served, Random(hole), 60, hole)


def test_good_questions_come_through(served):
    client = serve(served)
    for name, values in GOOD.items():
        for value in values:
            answer = send(client, Sent("/articles", f"{name}={value.replace('%', '%25').replace('+', '%2B')}", {}))
            assert answer.status == 200, (name, value, answer)
    for path in ("/articles/article-2", "/numbers/4", "/uuids/00000000-0000-0000-0000-000000000006", "/authors/1/articles"):
        assert send(client, Sent(path, "expand=author,tags", {})).status == 200
