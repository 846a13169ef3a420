from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from decimal import Decimal
from enum import Enum

import pytest

from flask_resty.models import Conflict
from flask_resty.models import ObjectStore
from flask_resty.models import check_store


class Kind(Enum):
    NEW = "new"
    OLD = "old"


@dataclass
class Coin:
    id: int
    name: str
    value: Decimal | None
    minted_on: dt.date | None
    is_rare: bool
    weight: int
    kind: Kind
    notes: tuple[str, ...] = ()
    version: int = 1


COINS = [
    {"name": "crown", "value": Decimal("5.50"), "minted_on": None, "is_rare": True, "weight": 7, "kind": Kind.OLD},
    {"name": "ducat", "value": None, "minted_on": dt.date(1700, 1, 1), "is_rare": True, "weight": 3, "kind": Kind.OLD},
    {"name": "euro", "value": Decimal(1), "minted_on": dt.date(2002, 1, 1), "is_rare": False, "weight": 7, "kind": Kind.NEW},
    {"name": "cent_", "value": None, "minted_on": dt.date(2002, 1, 1), "is_rare": False, "weight": 1, "kind": Kind.NEW},
]


def store_of(cls):
    return cls(Coin, unique=["name"], version="version")


def test_the_store_in_memory_is_a_store():
    store = store_of(ObjectStore)
    check_store(store, COINS)
    check_store(store, COINS)


def test_a_store_without_versions_and_unique_names_is_one():
    check_store(ObjectStore(Coin), COINS)


class Unsorted(ObjectStore):
    def query(self, query):
        return super().query(replace(query, order=()))


class NoneFirst(ObjectStore):
    def query(self, query):
        found = super().query(query)
        return sorted(found, key=lambda coin: getattr(coin, query.order[0].attribute) is not None) if query.order else found


class Endless(ObjectStore):
    def query(self, query):
        return super().query(replace(query, limit=None))


class Forward(ObjectStore):
    def query(self, query):
        return super().query(replace(query, is_backwards=False))


class Careless(ObjectStore):
    def _matching(self, query):
        return super()._matching(replace(query, comparisons=[one for one in query.comparisons if one.operator != "ne"]))


class CountsPages(ObjectStore):
    def count(self, query):
        return len(self.query(query))


class Deaf(ObjectStore):
    def update(self, item, values):
        return item


class Unversioned(ObjectStore):
    def _next_version(self, item):
        return {}


class Tight(ObjectStore):
    def delete(self, item):
        pass


class Final(ObjectStore):
    @contextmanager
    def attempt(self):
        yield


class Tolerant(ObjectStore):
    def _check_unique(self, item, value):
        pass


class Reversed(ObjectStore):
    def create_many(self, values):
        return super().create_many(values)[::-1]


class Raw(ObjectStore):
    def create(self, values):
        return super().create({**values, "name": values["name"].upper()})


@pytest.mark.parametrize(
    "cls",
    [Unsorted, NoneFirst, Endless, Forward, Careless, CountsPages, Deaf, Unversioned, Tight, Final, Tolerant, Reversed, Raw],
)
def test_what_a_store_does_wrong_is_found(cls):
    with pytest.raises(AssertionError, match="It is expected that"):
        check_store(store_of(cls), COINS)


def test_what_lacks_methods_is_no_store():
    with pytest.raises(AssertionError, match="has all methods"):
        check_store(object(), COINS)


def test_a_store_that_is_not_empty_is_refused():
    store = store_of(ObjectStore)
    store.create(COINS[0])
    with pytest.raises(AssertionError, match="it is empty at first: 0, but there is 1"):
        check_store(store, COINS)


def test_other_errors_are_those_of_the_store():
    class Full(ObjectStore):
        def create(self, values):
            raise Conflict("check")

    with pytest.raises(Conflict):
        check_store(store_of(Full), COINS)


def test_numbers_that_no_database_keeps_are_asked_for():
    class Narrow(ObjectStore):
        def _matching(self, query):
            if any(type(one.value) is int and one.value >= 2**63 for one in query.comparisons):
                raise OverflowError
            return super()._matching(query)

    with pytest.raises(OverflowError):
        check_store(store_of(Narrow), COINS)


def test_a_store_of_nothing_but_keys_is_one():
    @dataclass
    class Word:
        text: str

    check_store(ObjectStore(Word, key=["text"]), [{"text": text} for text in ("one", "two", "three")])
