"""flask_resty: the model, a schema, and no more."""

from __future__ import annotations

from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty.models import ModelCollection
from flask_resty.models import SQLAlchemyStore

from ..catalogue import Book
from ..catalogue import engine
from ..drivers import WSGI


class _AuthorOut(Schema):
    id = fields.Int()
    name = fields.Str()


class _TagOut(Schema):
    name = fields.Str()


class _BookOut(Schema):
    id = fields.Int()
    title = fields.Str()
    pages = fields.Int()
    price = fields.Decimal(as_string=True)
    in_print = fields.Bool()
    published = fields.Date()
    created_at = fields.DateTime()
    author = fields.Nested(_AuthorOut)
    tags = fields.List(fields.Nested(_TagOut))


def application() -> WSGI:
    """Make the application."""
    app, session = Flask(__name__), scoped_session(sessionmaker(engine()))
    app.teardown_appcontext(lambda error: session.remove())

    @Api(app).resource("/books")
    class Books(ModelCollection):
        store = SQLAlchemyStore(Book, session)
        schema = _BookOut
        pagination = PageNumber(size=20, max_size=100)
        total = False

    return app.wsgi_app
