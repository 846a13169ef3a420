"""Bodies of every shape: alternatives, envelopes, versions, scalars, forms, and several statuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import redirect
from flask import url_for
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from werkzeug.wrappers import Response

from flask_resty import Blueprint
from flask_resty import Envelope
from flask_resty import File
from flask_resty import OneOf
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty import describe
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import use

from .formats import TEXT_EMITTERS
from .formats import TEXT_PARSERS

blueprint = Blueprint("shapes", __name__, url_prefix="/shapes")

#: The media types of two versions of a shape.
FIRST, SECOND = "application/vnd.everything.shape+json;version=1", "application/vnd.everything.shape+json;version=2"


class Circle(Schema):
    """A shape without corners."""

    # There are radii whose area is no number.
    radius = fields.Float(required=True, validate=validate.Range(min=0, max=1000, min_inclusive=False))


class Rectangle(Schema):
    """A shape with four corners."""

    width = fields.Float(required=True, validate=validate.Range(min=0, max=1000))
    height = fields.Float(required=True, validate=validate.Range(min=0, max=1000))


class Area(Schema):
    """How large a shape is."""

    area = fields.Float(required=True)


@blueprint.resource("/area")
class ShapeArea(Resource):
    """The area of one of several shapes."""

    @describe(
        summary="Work out an area",
        description="Of a circle, or of a rectangle.",
        tags=["geometry"],
        operation_id="measureShape",
        examples={"body": {"width": 2, "height": 3}, 200: {"area": 6}},
    )
    @accepts(OneOf(Circle, Rectangle))
    @returns(Area)
    @public
    def post(self, body: dict[str, Any]) -> dict[str, float]:
        """Work out an area."""
        return {"area": body["radius"] * 3 if "radius" in body else body["width"] * body["height"]}


@blueprint.resource("/wrapped", envelope=Envelope("shape", many="shapes", meta=lambda data: {"count": len(data)}))
class WrappedShapes(Resource):
    """Shapes inside of an envelope."""

    @returns(Rectangle(many=True))
    @public
    def get(self) -> list[dict[str, int]]:
        """List them."""
        return [{"width": 1, "height": 2}]

    @accepts(Rectangle)
    @returns(Rectangle, 201, envelope=Envelope("shape"), location="shapes.wrapped_shapes")
    @public
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give one back."""
        return body


@blueprint.resource("/version")
class VersionedShape(Resource):
    """A shape in two versions, told apart by their media types."""

    @returns(Rectangle, media_type=SECOND)
    @returns(Circle, media_type=FIRST)
    @public
    def get(self) -> dict[str, float]:
        """Give the version that was asked for."""
        return {"radius": 1.5, "width": 3.0, "height": 3.0}

    @accepts(Rectangle, media_type=SECOND)
    @accepts(Circle, media_type=FIRST)
    @returns(None)
    @public
    def put(self, body: dict[str, Any]) -> None:
        """Take either."""


@blueprint.resource("/corners")
class Corners(Resource):
    """A number, and nothing around it."""

    @returns(fields.Int())
    @public
    def get(self) -> int:
        """Count the corners."""
        return 4

    @accepts(fields.Int(validate=validate.Range(0, 12)))
    @returns(fields.List(fields.Int()))
    @public
    def put(self, body: int) -> list[int]:
        """Number them."""
        return list(range(body))


@blueprint.resource("/motto")
class Motto(Resource):
    """A text, and nothing around it."""

    @accepts(fields.Str(validate=validate.Length(max=200)))
    @returns(fields.Str())
    @use(emitters=TEXT_EMITTERS, parsers=TEXT_PARSERS)
    @public
    def put(self, body: str) -> str:
        """Give it back."""
        return body


class Asked(Schema):
    """What is told by the query, by fields of the header and by cookies."""

    sides = fields.List(fields.Int(validate=validate.Range(3, 20)), validate=validate.Length(max=5))
    is_even = fields.Bool()
    since = fields.AwareDateTime()
    name = fields.Str(validate=validate.Length(1, 10))


class AskedByField(Schema):
    """What is told by fields of the header."""

    x_depth = fields.Int(validate=validate.Range(0, 3), load_default=1)


class AskedByCookie(Schema):
    """What is told by cookies."""

    theme = fields.Str(validate=validate.OneOf(["light", "dark"]))


class Told(Schema):
    """What was understood."""

    told = fields.List(fields.Str(), required=True)


class Where(Schema):
    """What is told by the path."""

    size = fields.Int(validate=validate.Range(1, 50))


@blueprint.resource("/asked/<int:size>")
class AskedShapes(Resource):
    """What was asked, from every location."""

    @accepts(Where, "path_args")
    @accepts(Asked, "query")
    @accepts(AskedByField, "headers")
    @accepts(AskedByCookie, "cookies")
    @returns(Told)
    @public
    def get(self, size: int, query: dict[str, Any], headers: dict[str, Any], cookies: dict[str, Any]) -> dict[str, Any]:
        """Tell which names came."""
        return {"told": sorted([*query, *headers, *cookies])}

    @accepts(Asked)
    @returns(Told)
    @public
    def query(self, size: int, body: dict[str, Any]) -> dict[str, Any]:
        """Tell which names came in the body of a QUERY (RFC 10008)."""
        return {"told": sorted(body)}


class Drawing(Schema):
    """A form, beside its files."""

    title = fields.Str(required=True, validate=validate.Length(1, 40))
    tags = fields.List(fields.Str(), validate=validate.Length(max=5))


class DrawingFiles(Schema):
    """The files of a form."""

    picture = File("image/png", max_size=20_000, required=True)
    notes = fields.List(File("text/plain"))


@blueprint.resource("/drawings")
class Drawings(Resource):
    """A form with files, as browsers send it."""

    @accepts(Drawing, "form")
    @accepts(DrawingFiles, "files", max_size=100_000)
    @returns(Told, 201)
    @public
    def post(self, form: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
        """Tell what came."""
        return {"told": sorted([*form, *files])}


@blueprint.resource("/jobs/<slug>")
class ShapeJob(Resource):
    """Work that takes its time: an answer of many statuses."""

    @returns(Told)
    @returns(None, 303)
    @public
    def get(self, slug: str) -> Any:
        """Tell of it, or lead to what came of it."""
        return redirect(url_for("shapes.corners"), HTTPStatus.SEE_OTHER) if slug == "done" else {"told": [slug]}

    @accepts(Circle)
    @returns(Told, 202, location="shapes.shape_job")
    @returns(Told, 201)
    @returns(Told)
    @public
    def put(self, slug: str, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """Begin it, do it or have it done."""
        return {"told": [slug]}, {"later": 202, "new": 201}.get(slug, 200)

    @describe(problems={409: "The job is done."})
    @returns(None)
    @requires("write")
    def delete(self, slug: str) -> Response | None:
        """Give it up."""
        if slug == "done":
            raise Problem(409, "It is done.")
        return None


class ShapeOut(Schema):
    """A shape as those see it who say who they are."""

    name = fields.Str(required=True)
    price = fields.Decimal(places=2, as_string=True, required=True, metadata={"read_scope": "audit"})


class ShapeShown(Schema):
    """A shape as everybody sees it."""

    name = fields.Str(required=True)


class ShapeIn(ShapeShown):
    """A shape as it is written."""

    status = fields.Str(validate=validate.OneOf(["draft", "public"]), metadata={"write_scope": "publish"})


class PublicShape(Resource):
    """The shape, for everybody."""

    @returns(ShapeShown)
    def get(self) -> dict[str, str]:
        """Give it to whoever asks."""
        return {"name": "square"}


@blueprint.resource("/shape")
class Shape(Resource):
    """One shape: callers who say who they are get more of it."""

    anonymous = PublicShape

    @returns(ShapeOut)
    def get(self) -> dict[str, Any]:
        """Give it to a caller."""
        return {"name": "square", "price": 3}

    @accepts(ShapeIn)
    @returns(ShapeOut)
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give back what came."""
        return {"name": body["name"], "price": 3}
