"""Every kind of field and of validator, taken in one body and given back."""

from __future__ import annotations

import enum
from typing import Any

from marshmallow import EXCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate
from marshmallow import validates_schema

from flask_resty import Blueprint
from flask_resty import DataURL
from flask_resty import Link
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty import use
from flask_resty.fields import Links
from flask_resty.models import Base64

from .formats import RARE_EMITTERS
from .formats import RARE_PARSERS

blueprint = Blueprint("kinds", __name__, url_prefix="/kinds")


class Colour(enum.Enum):
    """A colour of light."""

    RED = 1
    GREEN = 2


class Size(enum.Enum):
    """How large something is."""

    SMALL = "s"
    LARGE = "l"


class Lenient(Schema):
    """What is given back has only those members that came."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Mark what need not come as what need not be given."""
        if not field_obj.required:
            field_obj.metadata = {"optional": True, **field_obj.metadata}


class Place(Lenient):
    """Where something is."""

    class Meta:
        unknown = EXCLUDE

    city = fields.Str(required=True, metadata={"description": "Its name, as people there say it.", "example": "Riga"})
    zip = fields.Str(data_key="zip-code", validate=validate.Regexp(r"[0-9]{5}\Z"))


class Node(Lenient):
    """A tree: it has itself inside."""

    name = fields.Str(required=True)
    children = fields.List(fields.Nested(lambda: Node()), validate=validate.Length(max=3))


class Texts(Lenient):
    """What is written as text."""

    text = fields.Str(validate=validate.Length(1, 20), metadata={"example": "Come in."})
    uuid = fields.UUID()
    url = fields.Url()
    # What stands before the @ may have 64 octets (RFC 5321, 4.5.3.1.1), of which the field knows nothing.
    email = fields.Email(validate=validate.Length(max=64))
    moment = fields.DateTime()
    naive = fields.NaiveDateTime()
    aware = fields.AwareDateTime()
    stamp = fields.DateTime(format="timestamp")
    rfc = fields.DateTime(format="rfc")
    day = fields.Date()
    time = fields.Time()
    span = fields.TimeDelta(precision="seconds")
    ip = fields.IP()
    ipv4 = fields.IPv4()
    ipv6 = fields.IPv6()
    network = fields.IPInterface()
    network4 = fields.IPv4Interface()
    network6 = fields.IPv6Interface()
    price = fields.Decimal(places=2, as_string=True)
    bytes = Base64()
    picture = DataURL("image/png", max_size=10_000)
    colour = fields.Enum(Colour)
    size = fields.Enum(Size, by_value=True)
    kind = fields.Constant("texts")


class Numbers(Lenient):
    """What is a number, or true or false."""

    integer = fields.Int(validate=validate.Range(0, 100))
    open = fields.Int(validate=validate.Range(0, 10, min_inclusive=False, max_inclusive=False))
    float = fields.Float()
    decimal = fields.Decimal(allow_nan=False)
    is_good = fields.Bool(metadata={"deprecated": True})
    none = fields.Int(allow_none=True)


class Containers(Lenient):
    """What holds other things."""

    anything = fields.Raw()
    place = fields.Nested(Place)
    places = fields.Nested(Place, many=True, validate=validate.Length(max=5))
    city = fields.Pluck(Place, "city")
    list = fields.List(fields.Int(), validate=validate.Length(1, 4))
    pair = fields.Tuple((fields.Str(), fields.Int()))
    counts = fields.Dict(keys=fields.Str(validate=validate.Length(1, 5)), values=fields.Int())
    mapping = fields.Dict()
    tree = fields.Nested(Node)
    part = fields.Nested(Node(only=("name",)))


class Validated(Lenient):
    """What has to fit a validator."""

    choice = fields.Str(validate=validate.OneOf(["one", "two"]), load_default="one")
    other = fields.Str(validate=validate.NoneOf(["one", "two"]))
    choices = fields.List(fields.Str(), validate=validate.ContainsOnly(["a", "b"]))
    others = fields.List(fields.Str(), validate=validate.ContainsNoneOf(["a", "b"]))
    code = fields.Str(validate=validate.And(validate.Length(equal=3), validate.Regexp("[A-Z]+")))
    same = fields.Int(validate=validate.Equal(42))
    even = fields.Int(validate=lambda value: value % 2 == 0)
    site = fields.Str(validate=validate.URL(schemes={"https"}))
    mail = fields.Str(validate=[validate.Email(), validate.Length(max=64)])
    first = fields.Int()
    last = fields.Int()

    @validates_schema
    def in_order(self, data: dict[str, Any], **options: Any) -> None:
        """See to it that what comes first is no more than what comes last."""
        if data.get("first", 0) > data.get("last", data.get("first", 0)):
            raise ValidationError("It is more than the last.", "first")


class KindsIn(Lenient):
    """All of them."""

    name = fields.Str(required=True, validate=validate.Length(1, 50))
    texts = fields.Nested(Texts(exclude=("kind",)))
    numbers = fields.Nested(Numbers)
    containers = fields.Nested(Containers)
    validated = fields.Nested(Validated)
    secret = fields.Str(load_only=True)


class KindsOut(KindsIn):
    """All of them, and what is worked out."""

    texts = fields.Nested(Texts)
    length = fields.Function(lambda data: len(data["name"]), metadata={"type": "integer"})
    shout = fields.Method("make_shout")
    first = fields.Function(lambda data: _first(data))
    links = Links({"self": Link("kinds.kind_echo"), "whole": Link("kinds.kind_echo", external=True)})

    class Meta:
        exclude = ("secret",)

    def make_shout(self, data: dict[str, Any]) -> str:
        """Give the name, loudly."""
        return data["name"].upper()


def _first(data: dict[str, Any]) -> str:
    return data["name"][:1]


@blueprint.resource("")
class KindEcho(Resource):
    """All kinds of fields."""

    @accepts(KindsIn)
    @returns(KindsOut)
    @use(emitters=RARE_EMITTERS, parsers=RARE_PARSERS)
    @public
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give back what came."""
        return body
