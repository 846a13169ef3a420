"""Whatever can be dumped is dumped as marshmallow does it: every kind of object gives the same from a compiled schema."""

from __future__ import annotations

import datetime as dt
import enum
from collections import ChainMap
from collections import OrderedDict
from collections import UserDict
from collections import defaultdict
from collections import namedtuple
from collections.abc import Callable
from dataclasses import make_dataclass
from types import FunctionType
from types import MappingProxyType
from types import ModuleType
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from marshmallow import Schema
from marshmallow import fields
from werkzeug.local import LocalProxy

from flask_resty.schema import compile

VALUES: dict[str, Any] = {"id": 7, "name": "Ada", "born": dt.date(1815, 12, 10), "tags": ["x", "y"]}
PLAIN = {"id": 7, "name": "Ada", "born": "1815-12-10", "tags": ["x", "y"]}


class Person(Schema):
    id = fields.Integer()
    name = fields.String()
    born = fields.Date()
    tags = fields.List(fields.String())
    absent = fields.String()


class Team(Schema):
    lead = fields.Nested(Person)
    people = fields.List(fields.Nested(Person))
    lead_name = fields.String(attribute="lead.name")


class Slotted:
    __slots__ = tuple(VALUES)

    def __init__(self) -> None:
        for name, value in VALUES.items():
            setattr(self, name, value)


class Answers:
    """Has no attributes, but answers for them."""

    def __getattr__(self, name: str) -> Any:
        try:
            return VALUES[name]
        except KeyError:
            raise AttributeError(name) from None


class AnswersForAll:
    def __getattribute__(self, name: str) -> Any:
        return VALUES[name] if name in VALUES else object.__getattribute__(self, name)


class Items:
    def __getitem__(self, name: str) -> Any:
        return VALUES[name]


class ItemsFirst(Items):
    id = name = "of the attribute"
    absent = "of the attribute, too"


class ItemsByNumber:
    """Refuses names in its own way."""

    def __init__(self, error: type[Exception]) -> None:
        self.__dict__.update(VALUES)
        self._error = error

    def __getitem__(self, number: int) -> Any:
        raise self._error(number)


class Missing(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        return VALUES[name]


class MissingAll(dict[str, Any]):
    """Says something about every name, so that its attributes are never asked."""

    absent = "of the attribute"

    def __missing__(self, name: str) -> Any:
        return f"no {name}"


class Text(str):
    """Text with members is an object, too."""

    id, name, born, tags = VALUES.values()


class Member(enum.Enum):
    ONE = 1

    id = property(lambda self: 7)
    born = property(lambda self: VALUES["born"])
    tags = property(lambda self: VALUES["tags"])


class Indexed(type):
    def __getitem__(cls, name: str) -> Any:
        return {"name": "of the metaclass"}[name]


def with_properties() -> Any:
    """Give an object whose values are worked out."""
    return type("Computed", (), {name: property(lambda self, value=value: value) for name, value in VALUES.items()})()


def with_own_item() -> Any:
    """An item is looked for by the class, so that this one is found by ``hasattr`` and is of no use."""
    return SimpleNamespace(__getitem__=lambda name: "own", **VALUES)


def module() -> ModuleType:
    made = ModuleType("made")
    made.__dict__.update(VALUES)
    return made


OBJECTS: dict[str, Any] = {
    "attributes": SimpleNamespace(**VALUES),
    "slots": Slotted(),
    "properties": with_properties(),
    "attributes of the class": type("Fixed", (), dict(VALUES))(),
    "dataclass": make_dataclass("Data", VALUES)(**VALUES),
    "dataclass with slots": make_dataclass("Data", VALUES, slots=True, frozen=True)(**VALUES),
    "dict": dict(VALUES),
    "OrderedDict": OrderedDict(VALUES),
    "defaultdict": defaultdict(None, VALUES),
    "MappingProxyType": MappingProxyType(VALUES),
    "UserDict": UserDict(VALUES),
    "ChainMap": ChainMap({}, VALUES),
    "dict with __missing__": Missing(),
    "named tuple": namedtuple("Named", VALUES)(**VALUES),
    "__getattr__": Answers(),
    "__getattribute__": AnswersForAll(),
    "__getitem__": Items(),
    **{f"__getitem__ with {error.__name__}": ItemsByNumber(error) for error in (KeyError, IndexError, TypeError, AttributeError)},
    "__getitem__ of the object": with_own_item(),
    "text with attributes": Text("text"),
    "class": type("Fixed", (), dict(VALUES)),
    "module": module(),
    "proxy of attributes": LocalProxy(lambda: SimpleNamespace(**VALUES)),
    "proxy of a dict": LocalProxy(lambda: VALUES),
}

#: Those from which marshmallow, too, does not get all values, or others.
ODD: dict[str, Any] = {
    "items before attributes": ItemsFirst(),
    "dict with __missing__ for all": MissingAll(id=7, born=None, tags=()),
    "defaultdict that fills itself": defaultdict(lambda: None, id=7),
    "__getitem__ that breaks": ItemsByNumber(ValueError),
    "property that lacks something": type("Lacking", (), {"name": property(lambda self: self.nothing), "id": 7})(),
    "property that breaks": type("Breaking", (), {"name": property(lambda self: 1 / 0)})(),
    "member of an enum": Member.ONE,
    "class with a metaclass": Indexed("Indexable", (), {"id": 7, "name": "Ada"}),
    "list": [1, 2],
    "text": "text",
    "number": 7,
    "None": None,
    "nothing": object(),
}


class Counting:
    """Counts how often each of its members is read."""

    def __init__(self) -> None:
        self.reads: dict[str, int] = defaultdict(int)

    def _read(self, name: str) -> Any:
        if name not in VALUES:
            raise AttributeError(name)
        self.reads[name] += 1
        return VALUES[name]


class CountingProperties(Counting):
    id = property(lambda self: self._read("id"))
    name = property(lambda self: self._read("name"))
    born = property(lambda self: self._read("born"))
    tags = property(lambda self: self._read("tags"))


class CountingAnswers(Counting):
    def __getattr__(self, name: str) -> Any:
        return self._read(name)


class CountingItems(Counting):
    def __getitem__(self, name: str) -> Any:
        return self._read(name)


@pytest.mark.parametrize("kind", OBJECTS)
def test_every_kind_of_object_is_dumped(kind):
    assert_same(Person(), OBJECTS[kind])
    assert compile(Person()).dump(OBJECTS[kind]) == PLAIN
    assert orjson.dumps(compile(Person()).ready(OBJECTS[kind])) == orjson.dumps(PLAIN)


@pytest.mark.parametrize("kind", ODD)
def test_what_marshmallow_makes_of_odd_objects_is_made_of_them(kind):
    assert_same(Person(), ODD[kind])


@pytest.mark.parametrize("kind", OBJECTS | ODD)
def test_every_kind_of_object_is_dumped_inside_of_others(kind):
    inner = (OBJECTS | ODD)[kind]
    assert_same(Team(), SimpleNamespace(lead=inner, people=[inner, inner]))
    assert_same(Team(), {"lead": inner, "people": (inner,)})


def test_objects_of_all_kinds_are_dumped_in_one_list():
    """What is known of one of them says nothing about the next one."""
    objects = [*OBJECTS.values()] * 2
    assert compile(Person(many=True)).dump(objects) == [PLAIN] * len(objects)
    assert [item for chunk in compile(Person()).chunks(objects, size=5) for item in chunk] == [PLAIN] * len(objects)


def test_field_with_the_name_of_a_method_gets_the_method():
    schema = Schema.from_dict({"items": fields.Raw(), "count": fields.Raw(), "id": fields.Integer()})()
    assert_same(schema, {"id": 7, "count": 1})
    assert_same(schema, namedtuple("Numbered", ["id"])(7))
    assert_same(schema, namedtuple("Counted", ["id", "count"])(7, 1))


@pytest.mark.parametrize("counting", [CountingProperties, CountingAnswers, CountingItems])
def test_members_are_read_once(counting):
    counted = counting()
    assert compile(Person(exclude=["absent"])).dump(counted) == PLAIN
    assert counted.reads == dict.fromkeys(VALUES, 1)


def test_getters_of_a_list_are_run_once():
    people = [CountingProperties() for _ in range(3)]
    assert compile(Person(many=True)).dump(people) == [PLAIN] * 3
    assert [person.reads for person in people] == [dict.fromkeys(VALUES, 1)] * 3


def test_iterators_are_dumped_once():
    assert_same(Person(many=True), lambda: iter([OBJECTS["attributes"], OBJECTS["dict"]]))
    assert_same(Person(only=["tags"]), lambda: {"tags": iter("ab")})


def assert_same(schema: Schema, obj: Any) -> None:
    """Hold a compiled schema to marshmallow, twice, as it learns. A function gives the object anew for each dump."""
    give = obj if isinstance(obj, FunctionType) else lambda: obj
    plain = outcome(schema.dump, give())
    compiled = compile(schema)
    assert outcome(compiled.dump, give()) == plain
    assert outcome(compiled.dump, give()) == plain


def outcome(dump: Callable[[Any], Any], obj: Any) -> str:
    """Give all that can be seen: values, their types and their order, or the error."""
    try:
        return repr(dump(obj))
    except Exception as error:
        return repr(error)
