from __future__ import annotations

from dataclasses import dataclass

import pytest

from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty.models import Comparison
from flask_resty.models import Conflict
from flask_resty.models import Either
from flask_resty.models import ObjectStore
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Reads
from flask_resty.models import Stale
from flask_resty.models import Store


@dataclass
class Owner:
    name: str


@dataclass
class Boat:
    id: int
    name: str
    length: float | None = None
    owner: Owner | None = None
    crew: tuple[str, ...] = ()
    version: int = 1


@pytest.fixture
def fleet() -> ObjectStore:
    boats = [
        Boat(1, "Anna", 7.5, Owner("ann"), ("bob", "cid")),
        Boat(2, "Berta", None, Owner("bob")),
        Boat(3, "Clara", 12.0, None, ("bob",)),
        Boat(4, "Dora", 7.5, Owner("ann")),
    ]
    return ObjectStore(Boat, boats, unique=["name"], version="version")


def numbers(store, **query):
    return [boat.id for boat in store.query(Query(**query))]


def test_it_is_a_store(fleet):
    assert isinstance(fleet, Store)
    assert repr(fleet) == "ObjectStore(Boat)"


@pytest.mark.parametrize(
    ("attribute", "operator", "value", "expected"),
    [
        ("name", "eq", "Anna", [1]),
        ("name", "ne", "Anna", [2, 3, 4]),
        ("length", "ne", 7.5, [3]),
        ("length", "eq", None, []),
        ("length", "lt", 12, [1, 4]),
        ("length", "lte", 12, [1, 3, 4]),
        ("length", "gt", 7.5, [3]),
        ("length", "gte", 7.5, [1, 3, 4]),
        ("length", "in", [12, None], [3]),
        ("length", "not_in", [12], [1, 4]),
        ("length", "not_in", [12, None], []),
        ("length", "null", True, [2]),
        ("length", "null", False, [1, 3, 4]),
        ("name", "like", "*a", [1, 2, 3, 4]),
        ("name", "like", "?o*", [4]),
        ("name", "like", "a*", []),
        ("name", "like", "*.*", []),
        ("name", "ilike", "a??A", [1]),
        ("name", "contains", "ert", [2]),
        ("name", "icontains", "ERT", [2]),
        ("name", "startswith", "Cl", [3]),
        ("owner.name", "eq", "ann", [1, 4]),
        ("owner.name", "ne", "ann", [2]),
        ("owner.name", "null", True, [3]),
        ("crew", "eq", "bob", [1, 3]),
        ("crew", "eq", "dan", []),
        ("name", "lt", 3, []),
        ("id", "contains", "1", []),
        ("id", "eq", 2**64, []),
        ("name", "eq", "An\0na", []),
    ],
)
def test_conditions_hold_as_in_a_database(fleet, attribute, operator, value, expected):
    assert numbers(fleet, comparisons=[Comparison(attribute, operator, value)]) == expected


def test_all_conditions_hold(fleet):
    assert numbers(
        fleet, comparisons=[Comparison("length", "eq", 7.5), Comparison("owner.name", "eq", "ann"), Comparison("id", "gt", 1)]
    ) == [4]


def test_one_of_several_conditions_holds(fleet):
    either = Either([Comparison("id", "eq", 1), Comparison("name", "startswith", "C")])
    assert numbers(fleet, comparisons=[either]) == [1, 3]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([Order("length"), Order("id")], [1, 4, 3, 2]),
        ([Order("length", True), Order("id")], [3, 1, 4, 2]),
        ([Order("length", True), Order("id", True)], [3, 4, 1, 2]),
        ([Order("owner.name"), Order("length", True), Order("id")], [1, 4, 2, 3]),
    ],
)
def test_none_comes_last_in_both_directions(fleet, order, expected):
    assert numbers(fleet, order=order) == expected


@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_go_on_behind_a_row_and_end_before_it(fleet, is_descending):
    order = [Order("length", is_descending), Order("id")]
    rows = fleet.query(Query(order=order))
    for place, row in enumerate(rows):
        behind = fleet.values(row, ["length", "id"])
        assert fleet.query(Query(order=order, behind=behind)) == rows[place + 1 :]
        assert fleet.query(Query(order=order, behind=behind, is_backwards=True, limit=1)) == rows[max(0, place - 1) : place]


def test_a_part_of_the_rows_is_given_and_all_are_counted(fleet):
    query = Query(order=[Order("id")], offset=1, limit=2, behind=(1,))
    assert [boat.id for boat in fleet.query(query)] == [3, 4]
    assert fleet.count(query) == 4


def test_the_last_rows_are_given_without_a_mark(fleet):
    assert numbers(fleet, order=[Order("id")], is_backwards=True, limit=2) == [3, 4]
    assert numbers(fleet, order=[Order("id")], is_backwards=True) == [1, 2, 3, 4]


def test_scopes_narrow_a_selection(fleet):
    query = Query(
        narrowed_by=[
            lambda selection: selection.where(lambda boat: boat.length),
            lambda selection: selection.where(lambda boat: boat.owner),
        ]
    )
    assert [boat.id for boat in fleet.query(query)] == [1, 4]
    assert fleet.count(query) == 2
    assert fleet.get(query).id == 1


def test_a_scope_that_gives_no_selection_is_an_error(fleet):
    with pytest.raises(ContractError, match="did not give back the selection"):
        fleet.query(Query(narrowed_by=[lambda selection: None]))


def test_it_gives_what_it_keeps(fleet):
    boat = fleet.get(Query(comparisons=[Comparison("id", "eq", 1)]), is_locked=True)
    assert fleet.load(boat, Reads()) is boat is fleet.query(Query())[0]
    assert fleet.values(boat, ["id", "owner.name"]) == (1, "ann")


def test_nothing_is_got_where_nothing_matches(fleet):
    assert fleet.get(Query(comparisons=[Comparison("id", "eq", 9)])) is None


def test_numbers_are_counted_and_never_used_again(fleet):
    boat = fleet.create({"name": "Emma"})
    assert (boat.id, boat.version) == (5, 1)
    fleet.delete(boat)
    assert fleet.create({"name": "Frieda"}).id == 6
    assert fleet.create({"id": 10, "name": "Gerda"}).id == 10
    assert fleet.create({"name": "Hanna"}).id == 11


@pytest.mark.parametrize(
    ("values", "kind", "attributes"),
    [
        ({"name": "Anna"}, "unique", ("name",)),
        ({"id": 1, "name": "Emma"}, "unique", ("id",)),
        ({}, "required", ("name",)),
        ({"name": None}, "required", ("name",)),
    ],
)
def test_conflicts_are_refused(fleet, values, kind, attributes):
    with pytest.raises(Conflict) as caught:
        fleet.create(values)
    assert (caught.value.kind, caught.value.attributes) == (kind, attributes)
    assert fleet.count(Query()) == 4


def test_several_attributes_are_unique_together_and_none_is_shared():
    @dataclass
    class Berth:
        pier: str
        number: int | None

    store = ObjectStore(Berth, key=("pier", "number"), unique=[("pier", "number")])
    store.create_many(
        [{"pier": "a", "number": 1}, {"pier": "b", "number": 1}, {"pier": "a", "number": None}, {"pier": "a", "number": None}]
    )
    with pytest.raises(Conflict):
        store.create({"pier": "a", "number": 1})


def test_a_change_counts_the_version(fleet):
    boat = fleet.query(Query())[0]
    assert fleet.update(boat, {"name": "Anna", "length": 8.0}) is boat
    assert (boat.length, boat.version) == (8.0, 2)


@pytest.mark.parametrize(("values", "kind"), [({"name": "Berta"}, "unique"), ({"name": None}, "required")])
def test_a_change_that_is_refused_changes_nothing(fleet, values, kind):
    boat = fleet.query(Query())[0]
    with pytest.raises(Conflict, match=kind):
        fleet.update(boat, {"length": 1.0, **values})
    assert boat == Boat(1, "Anna", 7.5, Owner("ann"), ("bob", "cid"))


@pytest.mark.parametrize("write", [ObjectStore.delete, lambda store, boat: store.update(boat, {"length": 1.0})], ids=["delete", "update"])
def test_what_was_deleted_is_stale(fleet, write):
    boat = fleet.query(Query())[0]
    fleet.delete(boat)
    with pytest.raises(Stale):
        write(fleet, boat)


def test_an_equal_object_is_another_one():
    one, other = Owner("ann"), Owner("ann")
    store = ObjectStore(Owner, [one, other], key=["name"])
    store.delete(one)
    assert store.query(Query())[0] is other


def test_many_are_written_or_none(fleet):
    first, second, *_ = fleet.query(Query())
    with pytest.raises(Conflict):
        fleet.create_many([{"name": "Emma"}, {"name": "Anna"}])
    with pytest.raises(Conflict):
        fleet.update_many([(first, {"name": "Emma"}), (second, {"name": "Clara"})])
    with pytest.raises(Stale):
        fleet.delete_many([first, first])
    assert [(boat.id, boat.name, boat.version) for boat in fleet.query(Query())][:2] == [(1, "Anna", 1), (2, "Berta", 1)]
    assert fleet.count(Query()) == 4


def test_an_attempt_that_fails_takes_those_in_it_along(fleet):
    boat = fleet.query(Query())[0]
    with pytest.raises(ZeroDivisionError), fleet.attempt():
        with fleet.attempt():
            fleet.update(boat, {"length": 1.0})
        fleet.create({"name": "Emma"})
        raise ZeroDivisionError
    assert (boat.length, boat.version, fleet.count(Query())) == (7.5, 1, 4)


def test_an_attempt_that_fails_leaves_what_was_done_before(fleet):
    boat = fleet.query(Query())[0]
    with fleet.attempt():
        fleet.update(boat, {"length": 1.0})
        with pytest.raises(ZeroDivisionError), fleet.attempt():
            fleet.update(boat, {"length": 2.0})
            raise ZeroDivisionError
    assert (boat.length, boat.version) == (1.0, 2)


def test_a_key_that_is_text_has_to_be_given():
    store = ObjectStore(Owner, key=["name"])
    with pytest.raises(Conflict, match="required: name"):
        store.create({})


@pytest.mark.parametrize(
    "options", [{"key": ["number"]}, {"unique": ["nothing"]}, {"version": "revision"}], ids=lambda options: next(iter(options))
)
def test_names_that_the_class_does_not_have_are_refused(options):
    with pytest.raises(ConfigError, match="Boat has no annotated attribute '(number|nothing|revision)'"):
        ObjectStore(Boat, **options)


def test_a_hostile_pattern_takes_no_time(fleet):
    fleet.create({"name": "a" * 5000})
    assert numbers(fleet, comparisons=[Comparison("name", "like", "*a" * 90 + "*b")]) == []
