"""Strict loading and checked dumping by generated functions are the same as without them; and nothing breaks what is generated."""

from __future__ import annotations

import gc
import itertools
import json
import linecache
import threading
import weakref
from enum import Enum

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_dump
from marshmallow import post_load
from marshmallow import validate
from marshmallow import validates_schema
from schemafuzz.description import describe
from schemafuzz.objects import Thing
from strictfuzz.engines import checked
from strictfuzz.engines import ready
from strictfuzz.engines import textual
from strictfuzz.engines import typed
from strictfuzz.enums import Nullable
from strictfuzz.enums import Unhashable
from strictfuzz.fuzzing import fuzz
from strictfuzz.members import FIELDS
from strictfuzz.modes import MODES
from strictfuzz.places import PLACES
from strictfuzz.slowly import Slow
from strictfuzz.values import TEXTS
from strictfuzz.values import objects

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.schema import compile
from flask_resty.schema import faults
from flask_resty.schema.bounds import MOST

EXAMPLES = 50


@pytest.mark.parametrize("mode", MODES)
def test_random_cases_are_the_same(mode):
    assert fuzz(MODES[mode], EXAMPLES) >= EXAMPLES


def outcome(call, value):
    """Describe what a call gives or raises, and what became of its argument."""
    try:
        result = call(value)
    except Exception as error:
        result = error
    seen = {}
    return describe(value, seen), describe(result, seen)


def both(name, place, engine):
    """Give what is generated for a field at a place, and what is not."""
    return (engine(place.schema(base, FIELDS[name])()) for base in (Schema, Slow))


@pytest.mark.parametrize("name", FIELDS)
def test_typed_values_near_the_border_are_loaded_the_same(name):
    engines = [(place, *both(name, place, typed)) for place in PLACES]
    for value, (place, fast, slow) in zip([*objects(), *TEXTS], itertools.cycle(engines), strict=False):
        assert outcome(fast.load, place.data(value)) == outcome(slow.load, place.data(value))


@pytest.mark.parametrize("name", FIELDS)
def test_texts_near_the_border_are_loaded_the_same(name):
    fast, slow = both(name, PLACES[0], textual)
    for text in TEXTS:
        assert outcome(fast.load, {"v": text}) == outcome(slow.load, {"v": text})
    assert outcome(fast.load, {"v": ["1", "x"]}) == outcome(slow.load, {"v": ["1", "x"]})


CHECKS = (
    {"check": "raise"},
    {"check": "log", "output_required": False},
    {"check": "raise", "output_validated": True},
    {"check": "log", "output_validated": True},
)


@pytest.mark.parametrize("name", FIELDS)
def test_values_near_the_border_are_dumped_the_same(name):
    """Each is dumped, and made ready, at another place and with another check."""
    ways = [[way(**checks) for way in (checked, ready)] for checks in CHECKS]
    engines = [(place, *both(name, place, way)) for place, pair in zip(PLACES, itertools.cycle(ways), strict=False) for way in pair]
    for number, value in enumerate([*objects(), *TEXTS[:20]]):
        for place, fast, slow in engines[number % 8 :: 8]:
            obj = Thing(place.obj(value)) if number % 2 else place.obj(value)
            assert outcome(fast.dump, obj) == outcome(slow.dump, obj)


def test_a_member_without_a_hash_is_loaded_and_dumped():
    compiled = compile(Schema.from_dict({"v": fields.Enum(Unhashable, by_value=True)}), strict="typed", check="raise")
    assert compiled.dump(compiled.load({"v": [1]})) == {"v": [1]}


def test_the_hour_24_is_refused():
    load = compile(Schema.from_dict({"v": fields.DateTime()}), strict="typed").load
    assert codes(load, {"v": "2024-05-17T24:00:00"}) == [("/v", "format")]


def codes(load, data):
    with pytest.raises(ValidationError) as caught:
        load(data)
    return [(fault.pointer, fault.code) for fault in faults(caught.value, "body")]


# Promises


def test_a_member_may_be_nothing_where_the_field_may():
    for schema in (Schema, Slow):
        compiled = compile(schema.from_dict({"v": fields.Enum(Nullable, by_value=True, allow_none=True)}), check="raise")
        assert compiled.dump({"v": Nullable.NOTHING}) == {"v": None}


@pytest.mark.parametrize("base", [Schema, Slow])
def test_a_member_may_not_be_nothing_where_the_field_may_not(base):
    compiled = compile(base.from_dict({"v": fields.Enum(Nullable, by_value=True, allow_none=False)}), check="raise")
    with pytest.raises(ContractError, match="/v: None is not allowed"):
        compiled.dump({"v": Nullable.NOTHING})


def test_validators_are_not_asked_about_nothing():
    field = fields.Raw(allow_none=True, validate=validate.Length(max=3))
    compiled = compile(Schema.from_dict({"v": field}), check="raise", output_validated=True)
    assert compiled.dump({"v": None}) == {"v": None}


def test_a_validator_that_fails_breaks_no_answer_that_is_only_logged(caplog):
    field = fields.String(validate=validate.Length(max=3))
    compiled = compile(Schema.from_dict({"v": field}), check="log", output_validated=True)
    assert compiled.dump({"v": 5}) == {"v": "5"}
    assert caplog.messages == ["A response breaks its contract. GeneratedSchema/v: a str was promised, int came."]


def test_a_validator_that_fails_breaks_the_contract():
    field = fields.Raw(validate=validate.ContainsOnly([1]))
    with pytest.raises(ContractError, match="/v: ContainsOnly fails on it with TypeError"):
        compile(Schema.from_dict({"v": field}), check="raise").dump({"v": 5})


def test_items_are_objects_where_each_is_asked_for_its_members():
    class Asked(Schema):
        v = fields.String()

        def get_attribute(self, obj, attr, default):
            return super().get_attribute(obj, attr, default)

    with pytest.raises(ContractError, match="Asked/1: an object was promised, int came"):
        compile(Asked(many=True), check="raise", output_required=False).dump([{"v": "a"}, 1])


@pytest.mark.parametrize("base", [Schema, Slow])
def test_many_were_promised_where_nothing_came(base):
    class Hooked(base):
        @post_dump
        def leave(self, data, **options):
            raise AssertionError

    with pytest.raises(ContractError, match="Hooked: many items were promised, NoneType came"):
        compile(Hooked(many=True), check="raise").dump(None)


def test_a_chunk_of_hooked_items_has_their_indexes():
    class Hooked(Schema):
        v = fields.String()

        @post_dump
        def leave(self, data, **options):
            return data

    with pytest.raises(ContractError, match="Hooked/3/v: a str was promised, int came"):
        list(compile(Hooked, check="raise").chunks([{"v": "a"}] * 3 + [{"v": 1}], 2))


# Bounds


def holding(base):
    class Wide(base):
        locals().update({f"f{number}": fields.Integer(required=True) for number in range(30)})

    class Merged(base):
        class Meta:
            index_errors = False

        a = fields.Integer(required=True)

    return base.from_dict(
        {
            "items": fields.List(fields.Nested(Wide)),
            "many": fields.Nested(Wide, many=True),
            "merged": fields.List(fields.Nested(Merged)),
            "merged_many": fields.Nested(Merged, many=True),
            "table": fields.Dict(fields.Integer(), fields.Nested(Wide)),
            "deep": fields.List(fields.List(fields.Nested(Wide))),
        }
    )


@pytest.mark.parametrize("name", ["items", "many", "merged", "merged_many"])
def test_mistakes_are_counted_not_items(name):
    """A small request must not have all fields of a wide schema looked for in hundreds of items."""
    error = refused(compile(holding(Schema), strict="typed").load, {name: [{}] * 2000})
    assert MOST < told(error.messages) <= MOST + 30


def refused(load, data):
    with pytest.raises(ValidationError) as caught:
        load(data)
    return caught.value


def told(messages):
    return sum(map(told, messages.values())) if isinstance(messages, dict) else len(messages)


MISTAKES = {
    "wide": {"items": [{}] * 40, "many": [{}] * 16},
    "merged": {"merged": [{}] * 600, "merged_many": [{}] * 501},
    "content of a table": {"table": {str(number): {} for number in range(40)}},
    "keys of a table": {"table": {f"x{number}": {} for number in range(20)}},
    "deep": {"deep": [[{}]] * 40},
}


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("data", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_counted_the_same(data, many):
    fast, slow = (typed(holding(base)(many=many)) for base in (Schema, Slow))
    sent = [data, data] if many else data
    assert outcome(fast.load, sent) == outcome(slow.load, sent)


def test_too_many_mistakes_end_a_load_before_its_hooks():
    """What marshmallow asks hooks about is every item that came, and these are not all."""
    seen = []

    class Hooked(Schema):
        v = fields.Integer()

        @validates_schema(skip_on_field_errors=False, pass_original=True)
        def refuse(self, data, original, **options):
            raise AssertionError

        def handle_error(self, error, data, **options):
            seen.append(len(error.messages))

    assert len(refused(compile(Hooked(many=True), strict="typed").load, [{"v": "x"}] * 600).messages) == MOST + 1 == seen[0]


# What is generated


ODD = [
    *("data", "store", "whole", "missing", "type", "len", "present", "obj", "watch", "path", "dumped", "item", "error", "keys"),
    *("inf", "by_item", "load_a", "a_key", "None", "class", "match", "__class__", "__dict__", "{v}", "{0}", "{", "{{", "%s", "'", '"'),
    *(
        '"""',
        "\\",
        "\n",
        "a\nb",
        "\r",
        "#",
        "a;b",
        "é",
        "ﬁ",
        "ſ",
        "名前",
        "\ud800",
        "\u2028",
        "1a",
        " ",
        "a b",
        "()",
        "x" * 300,
        "dict",
        "str",
    ),
]
KINDS = [
    (fields.String, "a", "a"),
    (lambda **options: fields.Integer(validate=validate.Range(0), **options), 5, 5),
    (lambda **options: fields.List(fields.Integer(), **options), [1], [1]),
    (lambda **options: fields.Nested(Schema.from_dict(dict.fromkeys(ODD, fields.String())), **options), dict.fromkeys(ODD, "x"), None),
    (lambda **options: fields.String(load_default="d", validate=validate.OneOf(["{v}"]), **options), "{v}", "{v}"),
    (lambda **options: fields.Constant(5, **options), 5, 5),
]


@pytest.mark.parametrize("shift", range(len(KINDS)))
@pytest.mark.parametrize("strict", [None, "typed"])
def test_names_may_be_any_text(shift, strict):
    kinds = list(itertools.islice(itertools.cycle(KINDS), shift, shift + len(ODD)))
    members = {
        name: kind[0](data_key=ODD[-number], attribute=ODD[number - 7]) for number, (name, kind) in enumerate(zip(ODD, kinds, strict=True))
    }
    sent = {ODD[-number]: kind[1] for number, kind in enumerate(kinds)}
    held = {ODD[number - 7]: kind[2] or kind[1] for number, kind in enumerate(kinds)}
    compiled = compile(Schema.from_dict(members), strict=strict, check="raise")
    loaded, dumped = compiled.load(sent), compiled.dump(held)
    assert loaded == held
    assert dumped == sent == compiled.ready(held)
    assert list(loaded) == [ODD[number - 7] for number in range(len(ODD))]


def test_classes_may_be_called_anything():
    field = type("Odd\nraise SystemExit\n", (fields.String,), {})
    odd = type("Odd\nraise SystemExit\n", (Schema,), {"v": field()})
    compiled = compile(odd, strict="typed", check="raise")
    assert compiled.dump(compiled.load({"v": "a"})) == {"v": "a"}


@pytest.mark.parametrize("name", ["str", "Hue"])
def test_classes_that_pretend_to_be_builtin_are_dumped(name):
    """Those that are made by ``exec`` have this module."""
    cls = Enum(name, {"A": "a"}, module="builtins")
    assert compile(Schema.from_dict({"v": fields.Enum(cls)}), check="raise").dump({"v": cls.A}) == {"v": "A"}


def test_wide_and_deep_schemas_are_generated():
    wide = Schema.from_dict({f"f{number}": fields.Integer() for number in range(1000)})
    sent, deep = {f"f{number}": number for number in range(1000)}, wide
    for _ in range(12):
        deep, sent = Schema.from_dict({"inner": fields.Nested(deep)}), {"inner": sent}
    compiled = compile(deep, strict="typed", check="raise")
    assert compiled.dump(compiled.load(sent)) == sent


class NamedInATree(Schema):
    x = fields.Integer()


def tree():
    """Give a schema with hooks that nests itself, and another one by its name."""

    class Tree(Schema):
        class Meta:
            register = False

        name = fields.String(required=True)
        named = fields.Nested("NamedInATree", metadata={"optional": True})
        kids = fields.List(fields.Nested(lambda: Tree()), metadata={"optional": True})
        up = fields.Nested(lambda: Tree(exclude=("kids",)), metadata={"optional": True})

        @post_load
        @post_dump
        def leave(self, data, **options):
            return data

    return Tree


SENT = {"name": "a", "named": {"x": 1}, "kids": [{"name": "b", "kids": [{"name": "c"}], "up": {"name": "d"}}]}


def use(compiled):
    wrong = {"name": 1, "kids": [{"name": 1, "zzz": 2}]}
    return [compiled.load(SENT), compiled.dump(SENT), compiled.ready(SENT), *compiled.chunks([SENT] * 3, 2), codes(compiled.load, wrong)]


@pytest.mark.parametrize("strict", [None, "typed", "textual"])
def test_threads_may_use_it_for_the_first_time_together(strict):
    compiled, results, start = compile(tree(), strict=strict, check="raise"), [], threading.Barrier(8)

    def run():
        start.wait()
        results.append(use(compiled))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = use(compile(tree(), strict=strict, check="raise"))
    assert results == [expected] * 8


@pytest.mark.parametrize("strict", [None, "typed"])
def test_what_is_dropped_is_collected(strict):
    schema = tree()()
    compiled = compile(schema, strict=strict, check="raise")
    use(compiled)
    held, generated = weakref.ref(schema), [name for name in linecache.cache if name.startswith("<Tree:")]
    assert generated
    del schema, compiled
    gc.collect()
    assert held() is None
    assert not linecache.cache.keys() & generated


# Through HTTP


class Attacked(Schema):
    email = fields.Email()
    url = fields.Url()
    relative = fields.Url(relative=True, require_tld=False)
    at = fields.DateTime()
    rfc = fields.DateTime(format="rfc")
    time = fields.Time()
    number = fields.Decimal()
    id = fields.UUID()
    address = fields.IP()
    word = fields.String(validate=[validate.Length(max=5), validate.Regexp("[a-z]+")])
    inner = fields.Nested(lambda: Attacked())
    items = fields.List(fields.Nested(lambda: Attacked()))
    anything = fields.Raw()


@pytest.fixture
def attack(app):
    class Target(Resource):
        @accepts(Attacked)
        def post(self, body):
            return {}

    Api(app).resource("/")(Target)
    return lambda content: app.test_client().post("/", data=content, content_type="application/json")


SIZE = 500_000
LONG = {
    "email": ["a", "a.", "@", "a@", '"\\a', "é"],
    "url": ["a", "http://", "%41"],
    "relative": ["a", "/", "a.", " "],
    "at": ["1", "2024-", "Z"],
    "rfc": ["1 ", "(", ",", "Fri, "],
    "time": ["1", ":"],
    "number": ["1", ".", "-", "1e"],
    "id": ["-", "a", " "],
    "address": ["1.", ":", "1"],
    "word": ["a", "A"],
}
HEADS = {"email": "a@", "url": "http://", "relative": "http://", "at": "2024-05-17T08:30:00.", "rfc": "Fri, 17 May 2024 08:30:00 +"}


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, units in LONG.items() for unit in units])
def test_long_texts_are_answered(name, unit, attack):
    """None of the patterns goes back and forth in them, or this would never end."""
    for head in ("", HEADS.get(name, "08:30:00.")):
        text = (head + unit * SIZE)[:SIZE]
        assert attack(json.dumps({name: f"{text}!"}, ensure_ascii=False)).status_code in (200, 422)


MANY = {
    "unknown names": lambda: "{" + ",".join(f'"wor{number}":1' for number in range(60_000)) + "}",
    "items": lambda: '{"items":[' + "1," * 400_000 + "1]}",
    "items with unknown names": lambda: '{"items":[' + '{"wor":1},' * 90_000 + "{}]}",
    "items in items": lambda: '{"items":[' * 30 + "{}" + ',{"word":1}' * 1000 + "]}" * 30,
    "objects in objects": lambda: '{"inner":' * 60 + '{"word":1}' + "}" * 60,
    "too many objects in objects": lambda: '{"inner":' * 70 + "{}" + "}" * 70,
    "far too many": lambda: '{"inner":' * 90_000 + "{}" + "}" * 90_000,
    "lists in lists": lambda: '{"anything":' + "[" * 400_000 + "]" * 400_000 + "}",
    "wrong at all levels": lambda: '{"items":[' + ",".join(['{"word":1,"inner":' * 20 + "{}" + "}" * 20] * 1000) + "]}",
    "a long name": lambda: f'{{"{"a" * SIZE}": 1}}',
}


@pytest.mark.parametrize("make", MANY.values(), ids=MANY)
def test_many_mistakes_have_a_small_answer(make, attack):
    response = attack(make())
    assert response.status_code in (400, 422)
    assert len(response.json["errors"]) <= MOST + 1
    assert len(response.data) < 200_000
