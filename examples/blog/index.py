"""The index: where everything begins."""

from __future__ import annotations

from flask import url_for

from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty import public

blueprint = Blueprint("index", __name__)


@blueprint.resource("/")
class Index(Resource):
    """Links to all that there is."""

    @public
    def get(self) -> dict[str, str]:
        return {
            "self": url_for("index.index"),
            "posts": url_for("posts.post_list"),
            "export": url_for("export.post_export"),
            "me": url_for("accounts.me"),
            "other": url_for("other.other", username="ada", data="anything"),
        }
