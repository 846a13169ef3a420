"""What a bulk request takes, and how what becomes of it is kept aside."""

from __future__ import annotations

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from flask_resty import ConfigError
from flask_resty.models.bulk.spool import Spool
from flask_resty.models.bulk.spool import in_batches
from flask_resty.models.bulk.taking import about
from flask_resty.models.bulk.taking import list_of
from flask_resty.schema import compile
from flask_resty.schema import faults


class TakenIn(Schema):
    """What is sent of each."""

    title = fields.Str(required=True)
    rank = fields.Int()


def load(schema, data, strict="typed", **said):
    """Load a list of what a schema is for."""
    return compile(list_of(schema, 3, **said), strict=strict).load(data)


def test_a_lenient_list_gives_good_and_bad_items_side_by_side():
    good, bad = load(TakenIn(), [{"title": "A"}, {"rank": "1"}], is_lenient=True)
    assert (good.place, good.values, good.faults) == (0, {"title": "A"}, ())
    assert (bad.place, bad.values) == (1, None)
    assert [(fault.pointer, fault.code) for fault in bad.faults] == [("/1/title", "required"), ("/1/rank", "type")]


def test_items_of_formats_that_are_text_are_read_as_such():
    (item,) = load(TakenIn(), [{"title": "A", "rank": "1"}], strict="textual", is_lenient=True)
    assert item.values == {"title": "A", "rank": 1}


@pytest.mark.parametrize("is_lenient", [True, False])
@pytest.mark.parametrize("data", [None, {}, "text", [], [{}] * 4], ids=["null", "object", "text", "empty", "long"])
def test_what_is_no_list_of_a_good_length_is_refused_as_a_whole(data, is_lenient):
    with pytest.raises(ValidationError) as caught:
        load(TakenIn(), data, is_lenient=is_lenient)
    assert [fault.pointer for fault in faults(caught.value, "body")] == [""]


@pytest.mark.parametrize(
    "schema", [TakenIn(partial=True), TakenIn(only=("rank",)), TakenIn(exclude=("title",))], ids=["partial", "only", "exclude"]
)
def test_members_that_say_what_is_meant_are_required_whatever_else_is_not(schema):
    keyed = about(schema, {"key": fields.Int(data_key="id")})
    assert load(keyed, [{"id": 1, "rank": 2}], is_lenient=False, about=("key",)) == [{"key": 1, "rank": 2}]
    with pytest.raises(ValidationError) as caught:
        load(keyed, [{"rank": "x"}], is_lenient=False, about=("key",))
    assert {(fault.pointer, fault.code) for fault in faults(caught.value, "body")} == {("/0/id", "required"), ("/0/rank", "type")}


def test_a_member_that_says_what_is_meant_stands_in_the_place_of_another():
    keyed = about(TakenIn(dump_only=("rank",)), {"rank": fields.Str()})
    assert load(keyed, [{"title": "A", "rank": "x"}], is_lenient=False, about=("rank",)) == [{"title": "A", "rank": "x"}]


def test_a_schema_that_leaves_such_a_member_out_for_good_is_a_mistake():
    class TakenWithout(TakenIn):
        class Meta:
            exclude = ("rank",)

    with pytest.raises(ConfigError, match="Include it"):
        about(TakenWithout(), {"rank": fields.Int()})


def test_a_spool_gives_back_what_it_got_once():
    spool = Spool()
    for number in range(3):
        spool.add({"number": number, "text": "x" * 1_000_000})
    assert [data["number"] for data in spool.rewound()] == [0, 1, 2]
    assert list(spool) == []


def test_a_spool_that_is_closed_early_gives_no_more():
    spool = Spool()
    spool.add(1)
    spool.rewound().close()
    assert list(spool) == []


@pytest.mark.parametrize("count, sizes", [(0, []), (2, [2]), (5, [2, 2, 1])])
def test_batches_have_so_many_items(count, sizes):
    assert [len(batch) for batch in in_batches(iter(range(count)), 2)] == sizes
