"""A peer: flask-smorest with marshmallow-sqlalchemy, as its documentation has them, and with what is nested loaded along."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api
from flask_smorest import Blueprint
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields
from marshmallow_sqlalchemy import SQLAlchemyAutoSchema
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm import joinedload
from sqlalchemy.orm import selectinload

from ..catalogue import BOOKS
from ..catalogue import Author
from ..catalogue import Book
from ..catalogue import Tag
from ..catalogue import engine
from ..drivers import WSGI


class _AuthorOut(SQLAlchemyAutoSchema[Any]):
    class Meta:
        model = Author
        fields = ("id", "name")


class _TagOut(SQLAlchemyAutoSchema[Any]):
    class Meta:
        model = Tag
        fields = ("name",)


class _BookOut(SQLAlchemyAutoSchema[Any]):
    class Meta:
        model = Book
        fields = ("id", "title", "pages", "price", "in_print", "published", "created_at", "author", "tags")

    price = fields.Decimal(as_string=True)
    author = fields.Nested(_AuthorOut)
    tags = fields.List(fields.Nested(_TagOut))


def application() -> WSGI:
    """Make the application."""
    app, connected = Flask(__name__), engine()
    app.config.update(API_TITLE="Books", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    blueprint = Blueprint("books", __name__)

    @blueprint.route("/books")
    class Books(MethodView):
        @blueprint.response(200, _BookOut(many=True))  # type: ignore[no-untyped-call]
        @blueprint.paginate(page_size=20, max_page_size=100)
        def get(self, pagination_parameters: PaginationParameters) -> Any:
            pagination_parameters.item_count = BOOKS
            listing = (
                select(Book)
                .options(joinedload(Book.author), selectinload(Book.tags))
                .order_by(Book.id)
                .limit(pagination_parameters.page_size)
                .offset(pagination_parameters.first_item)
            )
            with Session(connected) as session:
                return session.scalars(listing).all()

    Api(app).register_blueprint(blueprint)
    return app.wsgi_app
