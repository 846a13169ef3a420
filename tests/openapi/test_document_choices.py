"""What generated clients are told of pages, streams, selections and expansions."""

from __future__ import annotations

from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Binary
from flask_resty import Expandable
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import paginate
from flask_resty import returns
from flask_resty import streams
from flask_resty.openapi import document_of
from flask_resty.schema.expansion import expandable_names

ChoiceAuthor = Schema.from_dict({"name": fields.Str()}, name="ChoiceAuthor")


class ChoiceComment(Schema):
    text = fields.Str()
    author = Expandable(ChoiceAuthor, collapsed=None)
    answers = Expandable(lambda: ChoiceComment(), many=True, collapsed=None)


ChoicePost = Schema.from_dict(
    {"title": fields.Str(), "author": fields.Nested(ChoiceAuthor), "comments": Expandable(ChoiceComment, many=True, collapsed=None)},
    name="ChoicePost",
)


def extensions(resource: type[Resource], **options: Any) -> dict[str, Any]:
    """Give the extensions of the GET of a resource."""
    app, api = Flask(__name__), Api(title="Things", **options)
    api.resource("/things")(resource)
    api.init_app(app)
    told = document_of(api, app)["paths"]["/things"]["get"]
    return {name: value for name, value in told.items() if name.startswith("x-")}


class Pages(Resource):
    @paginate(PageNumber())
    @returns(ChoiceAuthor(many=True))
    def get(self, page: Any) -> Any: ...


def test_pages_say_where_their_items_are():
    assert extensions(Pages)["x-pages"] == {"items": ""}
    assert extensions(Pages, envelope="data")["x-pages"] == {"items": "/data"}


def test_selection_says_of_what_and_how():
    assert extensions(Pages)["x-selection"] == {"parameter": "fields", "of": "#/components/schemas/ChoiceAuthor"}
    assert "x-selection" not in extensions(Pages, selection=False)


def test_expansion_says_what_and_how():
    class Post(Resource):
        @returns(ChoicePost)
        def get(self) -> Any: ...

    assert extensions(Post)["x-expansion"] == {"parameter": "expand", "members": [*expandable_names(ChoicePost())]}


def test_names_of_what_nests_itself_come_to_an_end():
    assert expandable_names(ChoicePost())[:3] == ("comments", "comments.author", "comments.answers")
    assert max(name.count(".") for name in expandable_names(ChoicePost())) < 5


def test_stream_is_told():
    class Posts(Resource):
        @streams(ChoiceAuthor)
        def get(self) -> Any: ...

    assert extensions(Posts)["x-stream"] is True


def test_bytes_have_nothing_to_choose():
    class Picture(Resource):
        @returns(Binary("image/png"))
        def get(self) -> Any: ...

    assert extensions(Picture) == {}
