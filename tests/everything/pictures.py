"""Pictures: content that no schema describes, whole and in parts."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC
from datetime import datetime
from http import HTTPStatus

from flask_resty import Binary
from flask_resty import Blueprint
from flask_resty import Download
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns

blueprint = Blueprint("pictures", __name__, url_prefix="/pictures")

#: One grey point.
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")

_CHANGED = datetime(2026, 1, 1, tzinfo=UTC)


@blueprint.resource("/<name>")
class Picture(Resource):
    """One picture. There is no other than the grey point."""

    def find(self, name: str) -> bytes | None:
        return PNG if name == "point" else None

    def version(self, item: bytes) -> int:
        return len(item)

    def last_modified(self, item: bytes) -> datetime:
        return _CHANGED

    @returns(Binary("image/png", "image/webp"))
    @public
    def get(self, item: bytes) -> Download:
        """Give it, or the range of it that was asked for."""
        return Download(item, "image/png", filename="point.png", inline=True)

    @accepts(Binary("image/*"), max_size=10_000)
    @returns(None, 201)
    @returns(None, 204)
    @requires("write")
    def put(self, name: str, item: bytes | None, body: Upload) -> HTTPStatus:
        """Take it, and forget it."""
        return HTTPStatus.CREATED if item is None else HTTPStatus.NO_CONTENT
