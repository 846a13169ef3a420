from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty.models import Adapters
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore


class Band:
    def __init__(self, name):
        self.name = name
        self.fee = 100


class Album:
    def __init__(self, title="Blue", band=None, year=1971):
        self.title, self.band, self.year = title, band, year


class Single(Album):
    pass


class BandOut(Schema):
    name = fields.Str()
    fee = fields.Int()


class AlbumOut(Schema):
    title = fields.Str(validate=validate.Length(max=10))
    year = fields.Int()
    band = fields.Nested(BandOut, allow_none=True)


class AlbumBrief(Schema):
    title = fields.Str()


class AlbumIn(Schema):
    label = fields.Str(attribute="title")
    year = fields.Int(dump_only=True)
    band = fields.Nested(Schema.from_dict({"name": fields.Str()}, name="AlbumInBand"))
    fee = fields.Int(attribute="band.fee")
    tracks = fields.Nested(AlbumBrief, many=True)


@pytest.fixture
def adapters():
    made = Adapters()
    made.register(Album, AlbumOut)
    made.register(Album, AlbumBrief(), name="brief")
    made.register(Band, BandOut)
    return made


def test_a_model_has_several_representations(adapters):
    album = Album(band=Band("Ann"))
    assert adapters.dump(album) == {"title": "Blue", "year": 1971, "band": {"name": "Ann", "fee": 100}}
    assert adapters.dump(album, "brief") == {"title": "Blue"}


def test_a_representation_is_selected_from(adapters):
    assert adapters.dump(Album(band=Band("Ann")), fields="title,band(name)") == {"title": "Blue", "band": {"name": "Ann"}}


def test_members_that_there_are_not_cannot_be_selected(adapters):
    with pytest.raises(ValidationError):
        adapters.dump(Album(), fields="price")


@pytest.mark.parametrize(
    "make", [list, tuple, iter, lambda items: (item for item in items)], ids=["list", "tuple", "iterator", "generator"]
)
def test_each_of_many_is_represented_by_its_class(adapters, make):
    assert adapters.dump(make([Album("Red"), Album("Green")]), "brief") == [{"title": "Red"}, {"title": "Green"}]
    assert adapters.dump(make([Band("Ann"), Album()])) == [{"name": "Ann", "fee": 100}, {"title": "Blue", "year": 1971, "band": None}]


def test_many_may_be_none(adapters):
    assert adapters.dump([]) == []


def test_a_subclass_is_represented_as_its_base_is(adapters):
    assert adapters.dump(Single(), "brief") == {"title": "Blue"}
    adapters.register(Single, AlbumBrief)
    assert adapters.dump([Single()]) == [{"title": "Blue"}]


def test_the_schema_is_the_same_each_time(adapters):
    assert isinstance(adapters.schema_of(Album), AlbumOut)
    assert adapters.schema_of(Single, "brief") is adapters.schema_of(Album, "brief")


@pytest.mark.parametrize("data", [None, "text", {"title": "Blue"}, 7, SimpleNamespace(title="Blue")], ids=lambda data: type(data).__name__)
def test_what_was_not_registered_is_refused(adapters, data):
    with pytest.raises(ConfigError, match=f"{type(data).__name__} has no usual representation"):
        adapters.dump(data)


def test_a_name_that_was_not_registered_is_refused(adapters):
    with pytest.raises(ConfigError, match="Band has no representation 'brief'"):
        adapters.schema_of(Band, "brief")


def test_two_of_one_name_are_refused(adapters):
    with pytest.raises(ConfigError, match="Album has the representation 'brief' already"):
        adapters.register(Album, AlbumOut, name="brief")


@pytest.mark.parametrize("schema", [fields.Str(), Album], ids=["field", "class"])
def test_what_is_no_schema_is_refused(schema):
    with pytest.raises(ConfigError):
        Adapters().register(Album, schema)


@pytest.mark.parametrize("album", [Album(title="Much too long"), Album(year="soon"), Album(title=None)], ids=["long", "type", "none"])
def test_an_object_that_breaks_the_promise_is_an_error(adapters, album):
    with pytest.raises(ContractError):
        adapters.dump(album)


def test_adapters_do_not_know_each_other(adapters):
    with pytest.raises(ConfigError):
        Adapters().schema_of(Album)


def test_values_are_written_back(adapters):
    album = Album(band=Band("Ann"))
    assert adapters.apply(album, AlbumIn().load({"label": "Red", "band": {"name": "Bob"}}), AlbumIn) is album
    assert (album.title, album.band.name, album.band.fee, album.year) == ("Red", "Bob", 100, 1971)


def test_values_behind_a_dotted_attribute_are_written_back(adapters):
    album = Album(band=Band("Ann"))
    adapters.apply(album, Schema.from_dict({"fee": fields.Int(attribute="band.fee")})().load({"fee": 7}), AlbumIn(only=["fee"]))
    assert album.band.fee == 7


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Red", "year": 2000},
        {"title": "Red", "label": "Red"},
        {"title": "Red", "__class__": Band},
        {"title": "Red", "band": {"secret": 1}},
        {"title": "Red", "tracks": [{"title": "One"}]},
    ],
    ids=lambda values: list(values)[1],
)
def test_nothing_is_written_that_the_schema_does_not_load(adapters, values):
    album = Album(band=Band("Ann"))
    album.tracks = []
    with pytest.raises(ContractError):
        adapters.apply(album, values, AlbumIn)
    assert (album.title, album.year, album.tracks) == ("Blue", 1971, [])


def test_nothing_is_written_to_an_object_that_is_not_there(adapters):
    album = Album()
    with pytest.raises(ContractError, match="no one object at 'band'"):
        adapters.apply(album, {"title": "Red", "band": {"name": "Bob"}}, AlbumIn)
    assert album.title == "Blue"


def test_nothing_is_written_outside_of_a_selection(adapters):
    album = Album(band=Band("Ann"))
    adapters.apply(album, {"title": "Red"}, AlbumIn(), fields="label,band(name)")
    with pytest.raises(ContractError):
        adapters.apply(album, {"band": {"name": "Bob"}}, AlbumIn(), fields="label")
    assert (album.title, album.band.name) == ("Red", "Ann")


def test_an_object_may_be_taken_away(adapters):
    album = Album(band=Band("Ann"))
    adapters.apply(album, {"band": None}, AlbumIn)
    assert album.band is None


def test_T110_a_kept_object_that_breaks_the_promise_is_a_500_that_says_nothing(app, adapters, caplog):
    @dataclass
    class Record(Album):
        id: int
        title: str
        year: int = 1971
        band: Band | None = None

    records = ObjectStore(Record, [Record(1, "Blue"), Record(2, title=7)])
    given = adapters

    class RecordItem(ModelItem):
        store = records
        adapters = given

    Api(app).resource("/records/<int:id>")(RecordItem)
    client = app.test_client()
    assert client.get("/records/1").json == {"title": "Blue", "year": 1971, "band": None}
    response = client.get("/records/2")
    assert (response.status_code, "promised" in response.text, "AlbumOut" in response.text) == (500, False, False)
    assert "AlbumOut" in caplog.text
