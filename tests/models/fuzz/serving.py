"""The app that is asked."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty.fields import Expandable
from flask_resty.models import Cursor
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from ..toys import Article
from ..toys import Status
from ..toys import Tag


class SeenAuthor(Schema):
    """An author without the secret."""

    username = fields.Str()
    name = fields.Str()


class SeenTag(Schema):
    """A tag."""

    name = fields.Str()


class SeenArticle(Schema):
    """An article without its content and price."""

    id = fields.Int()
    slug = fields.Str()
    title = fields.Str()
    state = fields.Enum(Status, by_value=True, attribute="status")
    rank = fields.Int(allow_none=True)
    uuid = fields.UUID()
    created_at = fields.AwareDateTime()
    published_at = fields.AwareDateTime(allow_none=True)
    author = Expandable(SeenAuthor, collapsed=fields.Int(attribute="author_id"))
    tags = Expandable(SeenTag, many=True, collapsed=None)


#: What is offered, and good values for it.
GOOD: dict[str, tuple[str, ...]] = {
    "id": ("2", "3", "18", "0", "-1", "999"),
    "id[in]": ("2,4,6", "1,2,3", "7"),
    "id[gt]": ("1", "9", "-5"),
    "id[lte]": ("9", "18"),
    "title": ("Article 2", "Article 3", "x"),
    "title[like]": ("*2", "Article ?", "*", "*icle*"),
    "title[contains]": ("1", "icle", "a", "plan"),
    "title[startswith]": ("Art", "A", ""),
    "state": ("published", "draft"),
    "state[in]": ("published,draft",),
    "rank": ("1", "2", "0"),
    "rank[null]": ("true", "false"),
    "rank[ne]": ("1",),
    "rank[not_in]": ("1,2", "0"),
    "created_at[gte]": ("2026-01-01T00:05:00Z", "2026-01-01T00:05:00.5+02:00"),
    "published_at[lt]": ("2026-01-09T00:00:00Z",),
    "uuid": ("00000000-0000-0000-0000-000000000002",),
    "author": ("ann", "bob", "nobody"),
    "author[startswith]": ("a", "b", "planted-g"),
    "tag": ("art", "50%_off", "none"),
    "tagged": ("art", "books"),
    "q": ("art", "ann", "2", "plan", "gold", "%"),
    "sort": ("title", "-rank,title", "rank", "-published_at", "author,-id", "id", "-created_at,rank,title"),
    "page": ("1", "2", "3", "99"),
    "limit": ("1", "2", "7", "100"),
    "cursor": ("",),
    "fields": ("id", "id,title", "*,-title", "author,id", "uuid"),
    "expand": ("author", "tags", "author,tags"),
}

#: Holes that a developer might leave, and the parameters by which a client finds them.
HOLES = {
    "filter": ("author[startswith]", "limit"),
    "sort": ("sort", "limit"),
    "search": ("q",),
    "scope": ("id",),
    "schema": ("expand", "limit"),
}


def serve(engine: Engine, hole: str = "") -> FlaskClient:
    """Give a client of the app.

    :param hole: what is left open on purpose, to see whether anybody notices.
    """
    app = Flask(__name__)
    app.config.update(SECRET_KEY="not the key of anything else", PROPAGATE_EXCEPTIONS=True)
    session = scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda error: session.remove())
    api = Api(app)
    for rule, resource in _resources(SQLAlchemyStore(Article, session), hole).items():
        api.resource(rule)(resource)
    return app.test_client()


def _resources(articles: Any, hole: str) -> dict[str, Any]:
    shown = _shown(hole)
    return _lists(articles, shown, hole) | _items(articles, shown, hole)


def _seen(select: Any, hole: str) -> Any:
    return select if hole == "scope" else select.where(Article.status == Status.PUBLISHED)


def _shown(hole: str) -> type[Schema]:
    class SeenAuthorToo(SeenAuthor):
        secret = fields.Str()

    class Everything(SeenArticle):
        author = Expandable(SeenAuthorToo, collapsed=fields.Int(attribute="author_id"))

    return Everything if hole == "schema" else SeenArticle


def _lists(articles: Any, shown: type[Schema], hole: str) -> dict[str, Any]:
    class FuzzedList(ModelCollection):
        store = articles
        schema = shown
        soft_delete = "deleted_at"
        filters = _filters(Filter("author.secret" if hole == "filter" else "author.username", "eq", "startswith"))
        sorting = Sorting("id", "title", "created_at", "published_at", rank="price" if hole == "sort" else "rank", author="author.username")
        search = ("title", "content" if hole == "search" else "slug", "author.name", "tags.name")
        pagination = (PageNumber(size=3, max_size=100), Cursor(size=3, max_size=100))

        def scope(self, select: Any) -> Any:
            return _seen(select, hole)

    class FuzzedOfAuthor(FuzzedList):
        pass

    return {"/articles": FuzzedList, "/authors/<author_id>/articles": FuzzedOfAuthor}


def _items(articles: Any, shown: type[Schema], hole: str) -> dict[str, Any]:
    class FuzzedBySlug(ModelItem):
        store = articles
        schema = shown
        soft_delete = "deleted_at"

        def scope(self, select: Any) -> Any:
            # Whatever is gone says so: it is asked for by address, so it is not to be here.
            return _seen(select, hole).where(Article.deleted_at.is_(None))

    class FuzzedByNumber(FuzzedBySlug):
        pass

    class FuzzedByUUID(FuzzedBySlug):
        pass

    return {"/articles/<slug>": FuzzedBySlug, "/numbers/<id>": FuzzedByNumber, "/uuids/<uuid>": FuzzedByUUID}


def _filters(author: Filter) -> Filters:
    return Filters(
        id=Filter("id", "eq", "in", "gt", "lte"),
        title=Filter("title", "eq", "like", "contains", "startswith"),
        state=Filter("status", "eq", "in"),
        rank=Filter("rank", "eq", "null", "ne", "not_in"),
        created_at=Filter("created_at", "gte"),
        published_at=Filter("published_at", "lt"),
        uuid=Filter("uuid"),
        author=author,
        tag=Filter("tags.name"),
        tagged=Filter(field=fields.Str(), by=lambda select, name: select.join(Article.tags).where(Tag.name == name)),
    )
