"""Twins: schemas nested in any way are copied once, by any number of threads, and strictness reaches all of them."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from threading import Barrier

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import pre_dump
from marshmallow import pre_load

from flask_resty import ContractError
from flask_resty.schema import compile
from flask_resty.schema import faults


class Leaf(Schema):
    number = fields.Int()


class Tree(Schema):
    number = fields.Int()
    left = fields.Nested(lambda: Tree(), metadata={"optional": True})
    right = fields.Nested("Tree", metadata={"optional": True})
    all = fields.List(fields.Nested(lambda: Tree(exclude=("all",))), metadata={"optional": True})


def places(load, data) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        load(data)
    return [fault.pointer for fault in faults(caught.value, "body")]


def schemas() -> int:
    gc.collect()
    # Marshmallow's metaclass takes its time with issubclass, and there are millions.
    return sum(Schema in type(each).__mro__ for each in gc.get_objects())


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        (fields.Nested(Leaf), {"number": "1"}, "/a/number"),
        (fields.Nested(Leaf()), {"number": "1"}, "/a/number"),
        (fields.Nested(Leaf(many=True)), [{"number": "1"}], "/a/0/number"),
        (fields.Nested(Leaf, many=True), [{"number": "1"}], "/a/0/number"),
        (fields.Nested(lambda: Leaf), {"number": "1"}, "/a/number"),
        (fields.Nested(lambda: Leaf(many=True)), [{"number": "1"}], "/a/0/number"),
        (fields.Nested("Leaf"), {"number": "1"}, "/a/number"),
        (fields.Nested({"number": fields.Int()}), {"number": "1"}, "/a/number"),
        (fields.Nested(lambda: {"number": fields.Int()}), {"number": "1"}, "/a/number"),
        (fields.Pluck(Leaf, "number"), "1", "/a"),
        (fields.List(fields.Nested(Leaf)), [{"number": "1"}], "/a/0/number"),
        (fields.List(fields.List(fields.Int())), [[1], ["1"]], "/a/1/0"),
        (fields.Dict(values=fields.Nested(Leaf)), {"b": {"number": "1"}}, "/a/b/number"),
        (fields.Tuple((fields.Nested(Leaf),)), [{"number": "1"}], "/a/0/number"),
        (fields.Enum(Enum("E", {"A": 1}), by_value=fields.Int), "1", "/a"),
    ],
)
def test_strictness_reaches_what_is_nested(field, value, place):
    assert places(compile(Schema.from_dict({"a": field}), strict="typed").load, {"a": value}) == [place]


def test_a_schema_may_nest_itself():
    compiled = compile(Tree, strict="typed", check="raise")
    tree = {"number": 1, "left": {"number": 2, "right": {"number": 3, "left": {"number": 4}}}, "all": [{"number": 5}]}
    assert compiled.load(tree) == compiled.dump(tree) == tree
    assert places(compiled.load, {"left": {"right": {"left": {"number": "4"}}}}) == ["/left/right/left/number"]
    assert places(compiled.load, {"all": [{"all": []}]}) == ["/all/0/all"]


def test_the_check_reaches_what_nests_itself():
    with pytest.raises(ContractError, match="^Tree/left/right/number: an integer was promised, str came.$"):
        compile(Tree, check="raise").dump({"number": 1, "left": {"number": 1, "right": {"number": "1"}}})


def test_options_of_what_nests_itself_are_told_apart():
    compiled = compile(Tree(only=("right.right.number", "right.left")), strict="typed")
    assert compiled.load({"right": {"right": {"number": 1}, "left": {"number": 1}}})
    assert places(compiled.load, {"right": {"number": 1, "right": {"right": {}}}}) == ["/right/number", "/right/right/right"]


def test_what_is_load_only_or_dump_only_inside_stays_it():
    schema = Schema.from_dict({"a": fields.Nested(Leaf), "b": fields.Nested(Leaf)})(dump_only=("a.number",))
    compiled = compile(schema, strict="typed")
    assert compiled.load({"b": {"number": 1}}) == {"b": {"number": 1}}
    assert places(compiled.load, {"a": {"number": 1}}) == ["/a/number"]


def test_deep_data_makes_no_more_schemas_than_flat_data():
    """What clients send must not decide how much is kept."""
    compiled = compile(Tree, strict="typed")
    compiled.load(bush(2))
    before = schemas()
    compiled.load(bush(8))
    assert schemas() == before


def bush(depth):
    return {"number": depth} if depth == 0 else {"number": depth, "left": bush(depth - 1), "right": bush(depth - 1)}


def test_a_compiled_schema_that_is_dropped_leaves_nothing():
    def use():
        compile(Tree, strict="typed").load(bush(3))

    use()
    before = schemas()
    use()
    assert schemas() == before


def test_many_threads_may_come_first():
    """None of them may find a schema that is nested but not yet strict."""
    for _ in range(50):
        load, barrier = compile(Tree, strict="typed").load, Barrier(4)

        def first(number, load=load, barrier=barrier):
            barrier.wait()
            return places(load, {"left": {"right": {"number": "1"}}})

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(first, range(4))) == [["/left/right/number"]] * 4


def test_threads_do_not_mix_up_places():
    dump, barrier = compile(Tree(many=True), check="raise").dump, Barrier(4)

    def broken(index):
        barrier.wait()
        with pytest.raises(ContractError) as caught:
            dump([{"number": 1}] * (index * 50) + [{"number": "1"}])
        return str(caught.value).split(":")[0]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(broken, range(4))) == [f"Tree/{index * 50}/number" for index in range(4)]


def test_a_dump_in_a_thread_of_a_hook_is_checked():
    class Strange(Schema):
        a = fields.Int()

        def dump(self, obj, **kwargs):
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(super().dump, obj, **kwargs).result()

    with pytest.raises(ContractError, match="^Strange"):
        compile(Strange, check="raise").dump({"a": "1"})
    assert compile(Strange, check="raise").dump({"a": 1}) == {"a": 1}


def test_a_nested_schema_that_was_looked_at_before_is_the_one_that_is_used():
    schema = Schema.from_dict({"a": fields.Nested(Leaf)})()
    schema.fields["a"].schema.load_fields["number"].required = True
    assert places(compile(schema, strict="typed").load, {"a": {}}) == ["/a/number"]


def test_a_name_that_nobody_has_is_no_matter_until_it_is_used():
    schema = Schema.from_dict({"a": fields.Nested("Nobody"), "b": fields.Int()})
    assert compile(schema, strict="typed").load({"b": 1}) == {"b": 1}


class Remembers(Schema):
    """Its hooks leave something on it for its ``Method`` field."""

    count = fields.Method("get_count", "load_count")

    @pre_dump(pass_collection=True)
    @pre_load(pass_collection=True)
    def keep(self, data, **kwargs):
        self.kept = len(data)
        return data

    def get_count(self, obj):
        return self.kept

    def load_count(self, value):
        return self.kept + value


@pytest.mark.parametrize("options", [{}, {"strict": "typed", "check": "raise"}])
def test_what_a_hook_leaves_on_its_schema_is_found_there(options):
    compiled = compile(Remembers(many=True), **options)
    assert compiled.dump([{}, {}]) == [{"count": 2}] * 2
    assert compiled.load([{"count": 1}]) == [{"count": 2}]


def test_schema_may_be_told_something_between_two_dumps():
    schema = Remembers()
    schema.keep = lambda data, **kwargs: data
    compiled = compile(schema)
    for number in (1, 2):
        schema.kept = number
        assert compiled.dump({}) == {"count": number}
