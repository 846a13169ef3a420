"""What is shown besides the row changes the tag of an item, and is nothing to a change of that row."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import select
from sqlalchemy.orm import Session

from flask_resty import Api
from flask_resty import Expandable
from flask_resty.middleware import transaction
from flask_resty.models import ModelItem
from flask_resty.models import SQLAlchemyStore

from .toys import Article
from .toys import Author


class ShownAuthor(Schema):
    id = fields.Int()
    username = fields.Str()


class ShownArticle(Schema):
    slug = fields.Str()
    title = fields.Str()
    author = Expandable(ShownAuthor, collapsed=fields.Int(attribute="author_id"), allow_none=True)


class NestedArticle(Schema):
    slug = fields.Str()
    author = fields.Nested(ShownAuthor, allow_none=True)


def client_of(session: Session, shown: type[Schema]) -> FlaskClient:
    app = Flask(__name__)

    @Api(app, middleware=[transaction(session)]).resource("/articles/<slug>")
    class ShownArticleItem(ModelItem):
        store = SQLAlchemyStore(Article, session)
        schema = shown
        update_schema = Schema.from_dict({"title": fields.Str()}, name="ShownChange")(partial=True)

    client = app.test_client()
    client.application_kept = app  # type: ignore[attr-defined]
    return client


def rename(session: Session) -> None:
    for author in session.scalars(select(Author)):
        author.username = f"{author.username}x"
    session.commit()


@pytest.mark.parametrize(
    ("shown", "query", "is_news"),
    [
        pytest.param(ShownArticle, "", False, id="the row alone"),
        pytest.param(ShownArticle, "?fields=title", False, id="a part of it"),
        pytest.param(ShownArticle, "?expand=author", True, id="expanded"),
        pytest.param(ShownArticle, "?expand=author&fields=author(id)", False, id="expanded, but selected"),
        pytest.param(NestedArticle, "", True, id="nested"),
        pytest.param(NestedArticle, "?fields=slug", False, id="nested, but not selected"),
    ],
)
def test_who_has_what_is_shown_is_told_so_as_long_as_it_is_the_same(filled, shown, query, is_news):
    client = client_of(filled, shown)
    path = f"/articles/article-1{query}"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    rename(filled)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == (200 if is_news else 304)


def test_a_change_is_meant_for_the_row(filled):
    client = client_of(filled, NestedArticle)
    tag = client.get("/articles/article-1").headers["ETag"]
    rename(filled)
    changed = client.patch("/articles/article-1", json={"title": "New"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == client.get("/articles/article-1").headers["ETag"]
    assert client.patch("/articles/article-1", json={"title": "Newer"}, headers={"If-Match": tag}).status_code == 412
