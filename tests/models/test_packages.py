"""Stores on the sessions that apps have: those of the packages themselves."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy_lite import SQLAlchemy as SQLAlchemyLite
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker
from werkzeug.local import LocalProxy

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty.middleware import transaction
from flask_resty.models import Query
from flask_resty.models import SQLAlchemyStore

from .toys import Tag
from .toys import fill


@pytest.fixture
def ready(engine: Engine) -> Engine:
    """Give an engine with what ``fill`` writes."""
    with Session(engine) as session:
        fill(session)
    return engine


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def options_of(engine: Engine) -> dict[str, Any]:
    """Give the options that lead to the tables of the test."""
    if engine.dialect.name == "sqlite":
        return {}
    with engine.connect() as connection:
        return {"connect_args": {"options": f"-csearch_path={connection.exec_driver_sql('SHOW search_path').scalar_one()}"}}


def flask_sqlalchemy(app: Flask, engine: Engine) -> Any:
    app.config.update(SQLALCHEMY_DATABASE_URI=url_of(engine), SQLALCHEMY_ENGINE_OPTIONS=options_of(engine))
    return SQLAlchemy(app)


def flask_sqlalchemy_lite(app: Flask, engine: Engine) -> Any:
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": url_of(engine), **options_of(engine)}}
    return SQLAlchemyLite(app)


def scoped(app: Flask, engine: Engine) -> Any:
    session = scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda error: session.remove())
    return session


def proxied(app: Flask, engine: Engine) -> Any:
    session = scoped(app, engine)
    return LocalProxy(lambda: session())


def called(app: Flask, engine: Engine) -> Any:
    session = scoped(app, engine)

    def current() -> Any:
        return session()

    return current


KINDS = [flask_sqlalchemy, flask_sqlalchemy_lite, scoped, proxied, called]


def tags_of(store: SQLAlchemyStore) -> type[Resource]:
    class Tags(Resource):
        def get(self):
            return [tag.name for tag in store.query(Query())]

        def post(self):
            return store.create({"name": "new"}).name

    return Tags


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_is_in_the_session_of_the_request(app, ready, kind):
    session = kind(app, ready)
    store = SQLAlchemyStore(Tag, session)
    api = Api(app, middleware=[transaction(session)])
    api.resource("/tags")(tags_of(store))
    client = app.test_client()
    assert sorted(client.get("/tags").json) == ["art", "books", "cities"]
    assert client.post("/tags").json == "new"
    assert sorted(client.get("/tags").json) == ["art", "books", "cities", "new"]
    dispose(app, session)


@pytest.mark.parametrize("kind", [flask_sqlalchemy, flask_sqlalchemy_lite])
def test_a_store_finds_the_extension_of_the_app(app, ready, kind):
    session, store = kind(app, ready), SQLAlchemyStore(Tag)
    Api(app).resource("/tags")(tags_of(store))
    assert len(app.test_client().get("/tags").json) == 3
    dispose(app, session)


def test_a_model_of_flask_sqlalchemy_is_a_model(app):
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app)

    class Pen(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        color = db.Column(db.String(20), unique=True)

    with app.app_context():
        db.create_all()
        store = SQLAlchemyStore(Pen, db)
        pen = store.create({"color": "red"})
        assert (pen.id, pen.color, store.attribute("color").is_unique) == (1, "red", True)
        assert db.session.scalar(select(db.func.count(Pen.id))) == 1
    dispose(app, db)


def test_an_app_without_an_extension_is_told_what_to_do(app):
    with app.app_context(), pytest.raises(ConfigError):
        SQLAlchemyStore(Tag).query(Query())


def dispose(app: Flask, session: Any) -> None:
    """Close what is open: the test ends sooner than the app."""
    with app.app_context():
        for engine in getattr(session, "engines", {}).values():
            engine.dispose()
