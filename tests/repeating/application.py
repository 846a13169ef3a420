"""An application that takes orders, each one once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask import Request
from flask import Response
from flask import request
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import use
from flask_resty.middleware import Idempotency
from flask_resty.middleware import RedisStore
from flask_resty.middleware import SQLStore
from flask_resty.middleware import transaction
from flask_resty.typing import Next

#: Where a worker can die, in the order in which a request comes by.
POINTS = ("before the claim", "after the claim", "before the write", "after the write", "before the commit", "before the answer")

LEASE = 1.0


class Base(DeclarativeBase):
    """The tables."""


class Order(Base):
    """Something that must not be done twice."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str]


class OrderIn(Schema):
    item = fields.Str(required=True)


class OrderOut(OrderIn):
    id = fields.Int()


def die_at(point: str) -> None:
    """End this process at once, as the kernel does when memory runs out, if the request says that it is to end here."""
    if request.headers.get("X-Die") == point:
        os.kill(os.getpid(), signal.SIGKILL)


def at_the_edge(request: Request, next: Next) -> Response:
    response = next(request)
    die_at("before the answer")
    return response


def at_the_gate(request: Request, next: Next) -> Response:
    die_at("before the claim")
    return next(request)


def inside(request: Request, next: Next) -> Response:
    die_at("after the claim")
    return next(request)


def make_app(database: str, redis: str | None = None, **options: Any) -> Flask:
    """Make the application.

    :param redis: where keys are kept, instead of the database; then the handler commits by itself.
    :param options: for ``create_engine``.
    """
    app = Flask("orders")
    engine = create_engine(database, **options)
    session = scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda error: session.remove())
    app.extensions["orders"] = session
    if redis is None:
        store: Any = SQLStore(session, metadata=Base.metadata)
        stack = [transaction(session), Idempotency(store, lease=LEASE)]
    else:
        stack = [Idempotency(RedisStore(redis), lease=LEASE)]
    api = Api(app, middleware=[use(at_the_edge, place="edge"), use(at_the_gate, place="gate"), *stack, inside])

    @api.resource("/orders")
    class Orders(Resource):
        @accepts(OrderIn)
        @returns(OrderOut, 201)
        def post(self, body: dict[str, Any]) -> Order:
            die_at("before the write")
            order = Order(**body)
            session.add(order)
            session.flush()
            if redis is not None:
                session.commit()
            die_at("after the write")
            return order

    @event.listens_for(session, "before_commit")
    def before_commit(session: Any) -> None:
        # The claim commits the session, too, but nothing was written then.
        if request.headers["X-Die"] and session.scalar(select(func.count(Order.id)).where(Order.item == request.get_json()["item"])):
            die_at("before the commit")

    return app


@contextmanager
def opened(database: str, redis: str | None = None) -> Iterator[Flask]:
    """Give the application, and close its connections in the end."""
    app = make_app(database, redis)
    yield app
    app.extensions["orders"].get_bind().dispose()


def create(database: str) -> None:
    """Create the tables."""
    engine = create_engine(database)
    SQLStore(engine, metadata=Base.metadata)
    Base.metadata.create_all(engine)
    engine.dispose()


def send(app: Flask, key: str, die: str = "") -> Response:
    """Order something. What is ordered is the key, so that it can be counted."""
    headers = {"Idempotency-Key": f'"{key}"', "X-Die": die}
    return app.test_client().post("/orders", json={"item": key}, headers=headers)


def count(app: Flask, key: str) -> int:
    """Tell how often something was ordered."""
    with app.app_context():
        session = app.extensions["orders"]
        return int(session.scalar(select(func.count(Order.id)).where(Order.item == key)))
