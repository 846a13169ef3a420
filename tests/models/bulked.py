"""Articles that are written many at a time, in a database."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from flask_resty import Api
from flask_resty.middleware import transaction
from flask_resty.models import ModelBulk
from flask_resty.models import ModelItem
from flask_resty.models import SQLAlchemyStore

from .toys import DAWN
from .toys import Article


class BulkedAuthor(Schema):
    """Who wrote it."""

    username = fields.Str()


class BulkedTag(Schema):
    """What it is about."""

    name = fields.Str()


class BulkedOut(Schema):
    """An article as it is shown, with others beside it."""

    id = fields.Int()
    slug = fields.Str()
    title = fields.Str()
    version = fields.Int()
    author = fields.Nested(BulkedAuthor)
    tags = fields.List(fields.Nested(BulkedTag))


class BulkedIn(Schema):
    """An article as it is written."""

    slug = fields.Str(required=True)
    title = fields.Str(required=True, validate=validate.Length(1, 20))
    price = fields.Decimal(allow_none=True)
    author_id = fields.Int(load_default=1)
    created_at = fields.AwareDateTime(load_default=DAWN)


#: What a class says unless a test says something else.
_USUAL: dict[str, Any] = {"schema": BulkedOut, "create_schema": BulkedIn, "update_schema": BulkedIn(partial=True), "deletes": True}


def bulk(session: Session, **said: Any) -> type[ModelBulk]:
    """Make the resource of articles; ``None`` leaves something out that it usually says."""
    given = {name: value for name, value in {**_USUAL, **said}.items() if value is not None}
    return type("ArticleBulk", (ModelBulk,), {"store": SQLAlchemyStore(Article, session), **given})


def client_of(session: Session, *middleware: Any, rule: str = "/articles/bulk", **said: Any) -> FlaskClient:
    """Give a client of an app that has it, and that commits what went well."""
    app = Flask(__name__)
    api = Api(app, middleware=[transaction(session), *middleware])
    item = type("ArticleItem", (ModelItem,), {"store": SQLAlchemyStore(Article, session), "schema": BulkedOut})
    api.resource("/article/<slug>")(item)
    api.resource(rule)(bulk(session, **said))
    return app.test_client()


def slugs(session: Session) -> list[str]:
    """Give the slugs of what is committed, in the order of the keys."""
    session.rollback()
    return list(session.scalars(select(Article.slug).order_by(Article.id)))


def told(response: Any) -> list[tuple[str, str]]:
    """Give the places of mistakes, with their codes."""
    return [(error["pointer"], error["code"]) for error in response.json["errors"]]
