"""Many objects at a time: all or nothing, what can be done, and in a stream."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from models.toys import Tag

from flask_resty import Blueprint
from flask_resty import requires
from flask_resty.models import ModelBulk
from flask_resty.models import SQLAlchemyStore

from .database import session

blueprint = Blueprint("many", __name__, url_prefix="/tags")


class TagOut(Schema):
    """A tag as it is shown."""

    id = fields.Int()
    name = fields.Str()


class TagIn(Schema):
    """A tag as it is written."""

    name = fields.Str(required=True, validate=validate.Regexp(r"[a-z]{1,50}\Z"))


class TagBulk(ModelBulk):
    """Tags, many at a time."""

    store = SQLAlchemyStore(Tag, session)
    schema = TagOut
    create_schema = TagIn
    max_items = 10
    uses = {verb: [requires("write")] for verb in ("post", "patch", "delete")}


class _Changing(TagBulk):
    update_schema = TagIn(partial=True)
    deletes = True


@blueprint.resource("/all")
class TagsAtOnce(_Changing):
    """All of them, or none."""


@blueprint.resource("/some")
class SomeTags(_Changing):
    """Those that can be written."""

    partial = True


@blueprint.resource("/stream")
class TagStream(ModelBulk):
    """A stream of them."""

    store = TagBulk.store
    schema = TagOut
    create_schema = TagIn
    streams = True
    partial = True
    batch = 10
    max_size = 100_000
    uses: dict[str, Any] = {"post": [requires("write")]}
