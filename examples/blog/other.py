"""Arbitrary data: a resource that is tied to no model and to no schema."""

from __future__ import annotations

from typing import Any

from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty import public

blueprint = Blueprint("other", __name__, url_prefix="/other")


@blueprint.resource("/<username>/<data>")
class Other(Resource):
    """Something about a piece of data. Nobody looks the user up."""

    @public
    def get(self, username: str, data: str) -> dict[str, Any]:
        return {"user": username, "data_length": len(data)}
