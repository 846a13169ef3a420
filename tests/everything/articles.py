"""Articles of a database: a list that is searched, sorted and paged in two ways, and the single one."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from models.toys import DAWN
from models.toys import Article
from models.toys import Author
from models.toys import Status
from models.toys import Tag

from flask_resty import Blueprint
from flask_resty import Expandable
from flask_resty import Link
from flask_resty import PageNumber
from flask_resty import public
from flask_resty import requires
from flask_resty import use
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.models import Cursor
from flask_resty.models import Expand
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Related
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .database import session
from .formats import LIST_EMITTERS

blueprint = Blueprint("articles", __name__, url_prefix="/articles")

ARTICLES, AUTHORS, TAGS = (SQLAlchemyStore(model, session) for model in (Article, Author, Tag))

#: The largest number that any database keeps.
_LARGEST = 2**31 - 1


class WriterOut(Schema):
    """Who wrote something."""

    username = fields.Str()
    name = fields.Str()
    born_on = fields.Date(allow_none=True, metadata={"read_scope": "audit"})


class RemarkOut(Schema):
    """What somebody says to an article."""

    id = fields.Int()
    content = fields.Str()


class ArticleOut(Schema):
    """An article as it is shown."""

    id = fields.Int()
    slug = fields.Str()
    title = fields.Str(metadata={"description": "What it is called.", "example": "House rules"})
    status = fields.Enum(Status, by_value=True)
    price = fields.Decimal(places=2, as_string=True, allow_none=True)
    rank = fields.Int(allow_none=True)
    created_at = fields.AwareDateTime()
    published_at = fields.AwareDateTime(allow_none=True)
    tags = fields.Pluck("EverythingTag", "name", many=True)
    author = Expandable(WriterOut, collapsed=fields.Int(attribute="author_id"))
    comments = Expandable(RemarkOut, many=True, collapsed=None)
    link = Link("articles.article_item", rel="self")


class EverythingTag(Schema):
    """What an article is about."""

    name = fields.Str()


class ArticleIn(Schema):
    """An article as it is written."""

    title = fields.Str(required=True, validate=[validate.Length(1, 200), validate.Regexp(r"[^\0]*\Z")])
    status = fields.Enum(Status, by_value=True, load_default=Status.DRAFT)
    price = fields.Decimal(places=2, as_string=True, load_default=None, allow_none=True, validate=validate.Range(0, 1000))
    rank = fields.Int(load_default=None, allow_none=True, validate=validate.Range(0, _LARGEST))
    author = Related(AUTHORS, required=True)
    tags = Related(TAGS, many=True, max_items=3, load_default=list)


class ArticleNew(ArticleIn):
    """A new article, with what is never written again."""

    slug = fields.Str(required=True, validate=validate.Regexp(r"[a-z0-9-]{1,50}\Z"))


@blueprint.resource("")
class ArticleList(ModelCollection):
    """All articles.

    The usual ones come a page at a time.
    """

    store = ARTICLES
    schema = ArticleOut
    create_schema = ArticleNew
    item = "articles.article_item"
    filters = Filters(
        author=Filter("author.username"),
        tag=Filter("tags.name", "eq", "in"),
        status=Filter("status"),
        title=Filter("title", "icontains", "startswith"),
        created_at=Filter("created_at", "gte", "lt"),
        rank=Filter("rank", "eq", "gt", "null"),
    )
    search = ("title", "content")
    sorting = Sorting("title", "created_at", "rank", default="-created_at")
    pagination = (PageNumber(size=2, max_size=10), Cursor(size=2, max_size=10))
    record_range = True
    uses = {"get": [use(emitters=LIST_EMITTERS), public], "post": [requires("write"), Idempotency(MemoryStore())]}

    def create_item(self, values: dict[str, Any]) -> Article:
        return super().create_item({**values, "created_at": DAWN})


@blueprint.resource("/<slug>", require_match=True)
class ArticleItem(ModelItem):
    """One article."""

    store = ARTICLES
    schema = ArticleOut
    replace_schema = ArticleIn
    update_schema = ArticleIn(partial=True)
    deletes = True
    locks = True
    uses = {"get": [public], **dict.fromkeys(("put", "patch", "delete"), [requires("write")])}


@blueprint.resource(f"/authors/<int(max={_LARGEST}):id>")
class AuthorItem(ModelItem):
    """One author, by the shorthand of names of attributes."""

    store = AUTHORS
    fields = ["id", "username", "name", "born_on", ("articles", ("slug", "title"))]
    update_fields = ["name", "born_on"]
    relations = {"articles": Expand(("slug", "title"))}
    uses = {"get": [public], "patch": [requires("write")]}
