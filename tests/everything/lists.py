"""Lists that come a page at a time: every pager, with handlers of one's own."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields

from flask_resty import Blueprint
from flask_resty import Paged
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import paginate
from flask_resty import public
from flask_resty import returns
from flask_resty.models import Cursor
from flask_resty.models import LimitOffset
from flask_resty.models import RecordRange
from flask_resty.models import cut_page
from flask_resty.models import several

blueprint = Blueprint("lists", __name__, url_prefix="/numbers")

#: How many there are.
COUNT = 45


class NumberOut(Schema):
    """A number, and its square."""

    number = fields.Int(required=True)
    square = fields.Int(required=True)


def numbers() -> list[dict[str, int]]:
    """Give all of them."""
    return [{"number": number, "square": number * number} for number in range(COUNT)]


class Numbers(Resource):
    """Numbers, a page at a time."""

    def numbers(self) -> list[dict[str, int]]:
        """Give all of them."""
        return numbers()


@blueprint.resource("/by-page")
class NumbersByPage(Numbers):
    """Numbers by the number of their page."""

    @returns(NumberOut(many=True))
    @paginate(PageNumber(size=10, max_size=20))
    @public
    def get(self, page: Any) -> Paged:
        """Give a page of them."""
        return cut_page(self.numbers(), page)


@blueprint.resource("/by-offset")
class NumbersByOffset(Numbers):
    """Numbers by how many come before them, inside of an envelope."""

    @returns(NumberOut(many=True), envelope="numbers")
    @paginate(LimitOffset(size=10, max_size=20))
    @public
    def get(self, page: Any) -> Paged:
        """Give a page of them."""
        return cut_page(self.numbers(), page)


@blueprint.resource("/by-range")
class NumbersByRange(Numbers):
    """Numbers by the range that a field of the header names."""

    @returns(NumberOut(many=True))
    @paginate(RecordRange(PageNumber(size=10, max_size=20), max_size=20))
    @public
    def get(self, page: Any) -> Paged:
        """Give a range of them."""
        return cut_page(self.numbers(), page)


@blueprint.resource("/by-cursor")
class NumbersByCursor(Numbers):
    """Numbers by the one that a page begins behind."""

    @returns(NumberOut(many=True))
    @paginate(Cursor(size=10, max_size=20))
    @public
    def get(self, page: Any) -> Paged:
        """Give a page of them."""
        return cut_page(self.numbers(), page, key=lambda item: (item["number"],))


@blueprint.resource("/by-any")
class NumbersByAny(Numbers):
    """Numbers, as the client wants its pages."""

    @returns(NumberOut(many=True))
    @paginate(several(PageNumber(size=10, max_size=20), LimitOffset(size=10, max_size=20), Cursor(size=10, max_size=20)))
    @public
    def get(self, page: Any) -> Paged:
        """Give a page of them."""
        return cut_page(self.numbers(), page, key=lambda item: (item["number"],))
