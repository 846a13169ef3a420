"""A database that was there before, as an API: ``flask --app "examples.reflected:create_app('sqlite:///shop.db')" run``."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty.middleware import transaction
from flask_resty.models import pair
from flask_resty.models import resources_of


def create_app(url: str, **options: Any) -> Flask:
    """Make an app that serves each table with a primary key: its rows are listed, made, changed and deleted.

    A row whose key is text that cannot stand in an address, such as ``..``, is listed only.

    :param options: those of ``create_engine``.
    """
    app, engine = Flask(__name__), create_engine(url, **options)
    session = scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda error: session.remove())
    api = Api(app, title="Tables", middleware=[transaction(session)])
    tables = automap_base()
    # With relations, a row would be deleted together with those that refer to it, though the database does not say so.
    tables.prepare(autoload_with=engine, generate_relationship=lambda *parts, **options: None)
    for model in tables.classes:
        table = model.__table__
        made = tuple(column.key for column in table.columns if column is not table.autoincrement_column)
        changed = tuple(column.key for column in table.columns if not column.primary_key)
        said = {"fields": (":local",), "create_fields": made, "update_fields": changed, "deletes": True}
        # A table may be called anything, but not all of it can stand in an address.
        pair(api, f"/{re.sub(r'[^a-zA-Z0-9_]+', '-', table.name)}", *resources_of(model, session, **said))
    return app
