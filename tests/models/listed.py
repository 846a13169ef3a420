"""A list of articles, asked by a query."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import Listing
from flask_resty.models import SQLAlchemyStore

from .toys import Article
from .toys import Status


class ListedAuthor(Schema):
    """Who wrote it."""

    username = fields.Str()


class ListedArticle(Schema):
    """An article as lists show it."""

    id = fields.Int()
    title = fields.Str(required=True)
    state = fields.Enum(Status, by_value=True, attribute="status")
    price = fields.Decimal(places=1, as_string=True)
    created_at = fields.AwareDateTime()
    author = fields.Nested(ListedAuthor)


def client_of(session: Any, **filters: Filter) -> FlaskClient:
    """Give a client of the list of all articles, with filters."""
    return client_for(Listing(SQLAlchemyStore(Article, session), ListedArticle(), filters=Filters(**filters)))


def client_for(listing: Listing, **asked: Any) -> FlaskClient:
    """Give a client of a list. It answers with the keys of the rows.

    :param asked: what is added to each query.
    """
    app = Flask(__name__)
    app.testing = True
    store = listing.store

    class ArticleNumbers(Resource):
        @accepts(listing.schema, "query")
        @returns(fields.List(fields.Int()))
        def get(self, query: dict[str, Any]) -> list[int]:
            return [store.values(row, store.key)[0] for row in store.query(replace(listing.query(query), **asked))]

    Api(app).resource("/articles")(ArticleNumbers)
    return app.test_client()


def refusals(response: Any) -> list[tuple[str, str]]:
    """Give the pointers and codes of what was wrong with a query."""
    assert response.status_code == 422, response.text
    return [(error["pointer"], error["code"]) for error in response.json["errors"] if error["location"] == "query"]
