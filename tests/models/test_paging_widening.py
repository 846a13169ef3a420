"""What a list is sorted by is read along with what is shown."""

from __future__ import annotations

import pytest

from flask_resty.models import Reads
from flask_resty.models.paging.widening import widened

TITLE = Reads({"title": None})


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (("id",), Reads({"title": None, "id": None})),
        (("author.name", "author.id"), Reads({"title": None, "author": Reads({"name": None, "id": None})})),
        (("title.length",), Reads({"title": Reads({"length": None}, is_whole=True)})),
    ],
)
def test_what_is_lacking_is_read_too(attributes, expected):
    assert widened(TITLE, attributes) == expected


def test_what_is_read_stays(attributes=("author.name",)):
    reads = Reads({"author": Reads({"id": None}, is_whole=True)})
    assert widened(reads, attributes) == Reads({"author": Reads({"id": None, "name": None}, is_whole=True)})


def test_the_same_is_the_same_each_time():
    assert widened(TITLE, ("id",)) is widened(TITLE, ("id",))
    assert widened(TITLE, ("title",)) is TITLE


def test_all_is_all():
    assert widened(None, ("id",)) is None
