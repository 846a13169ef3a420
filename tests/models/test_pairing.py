"""Both resources of a model at once; and a whole database that was there before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from examples.reflected import create_app
from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty.models import pair
from flask_resty.models import resources_of

from .magazine import serve
from .toys import Reading
from .toys import Tag

SHOP = (
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE, balance NUMERIC(10, 2))",
    "CREATE TABLE orders (number VARCHAR(10) PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), placed_on DATE)",
    "CREATE TABLE lines (order_number VARCHAR(10) REFERENCES orders (number), place INTEGER, what TEXT, PRIMARY KEY (order_number, place))",
    "INSERT INTO customers (id, name, balance) VALUES (1, 'Ann', 12.50), (2, 'Bob', NULL)",
    "INSERT INTO orders (number, customer_id, placed_on) VALUES ('A-1', 1, '2026-01-02')",
    "INSERT INTO lines (order_number, place, what) VALUES ('A-1', 1, 'Paper'), ('A-1', 2, 'Ink')",
)


@pytest.fixture
def shop(engine: Engine) -> Iterator[FlaskClient]:
    """Give a client of the API that a database is made of."""
    with engine.begin() as connection:
        for statement in SHOP:
            connection.execute(text(statement))
        url = engine.url
        if engine.dialect.name == "postgresql":
            schema = connection.scalar(text("SELECT current_schema()"))
            url = url.update_query_dict({"options": f"-csearch_path={schema}"})
    # No connection is left open when the test ends.
    yield create_app(url.render_as_string(hide_password=False), poolclass=NullPool).test_client()


def test_each_table_is_listed(shop: FlaskClient) -> None:
    assert shop.get("/customers").json == [{"id": 1, "name": "Ann", "balance": "12.50"}, {"id": 2, "name": "Bob", "balance": None}]
    assert shop.get("/orders").json == [{"number": "A-1", "customer_id": 1, "placed_on": "2026-01-02"}]
    assert shop.get("/lines/A-1/2").json == {"order_number": "A-1", "place": 2, "what": "Ink"}


def test_rows_of_a_reflected_table_are_changed_and_deleted(shop: FlaskClient) -> None:
    assert shop.patch("/customers/2", json={"balance": "1.00"}).json["balance"] == "1.00"
    assert shop.patch("/customers/2", json={"name": "Ann"}).status_code == 409
    assert shop.patch("/customers/2", json={"id": 3}).status_code == 422
    assert shop.delete("/lines/A-1/1").status_code == 204
    assert [line["place"] for line in shop.get("/lines").json] == [2]


def test_what_refers_to_a_row_is_not_deleted_with_it(shop: FlaskClient) -> None:
    assert [shop.delete(f"/lines/A-1/{place}").status_code for place in (1, 2)] == [204, 204]
    # SQLite looks at references only where it is told to.
    assert shop.delete("/customers/1").status_code in {204, 409}
    assert [order["customer_id"] for order in shop.get("/orders").json] == [1]


def classes(session: Session, **attributes: Any) -> Any:
    """Make both resources of tags."""
    return resources_of(Tag, session, fields=("id", "name"), **attributes)


def test_both_are_made_and_each_gets_what_it_knows(filled: Session) -> None:
    listed, item = classes(filled, create_fields=("name",), update_fields=("name",), search=("name",), locks=True)
    client = serve(filled, {"/tags": listed, "/tags/<int:id>": item})
    assert (listed.__name__, item.__name__) == ("TagList", "TagItem")
    made = client.post("/tags", json={"name": "dance"})
    assert client.patch(made.headers["Location"], json={"name": "dancing"}).status_code == 200
    assert [tag["name"] for tag in client.get("/tags?q=danc").json] == ["dancing"]


def test_attribute_that_neither_knows_is_a_mistake(filled: Session) -> None:
    with pytest.raises(ConfigError, match="no attribute 'serch'. Did you mean 'search'"):
        classes(filled, serch=("name",))


def test_item_is_at_the_primary_key_if_nothing_is_said(filled: Session) -> None:
    client = serve(filled, {})
    pair(client.api, "/readings", *resources_of(Reading, filled, fields=(":local",)))  # type: ignore[attr-defined]
    filled.add(Reading(author_id=2, article_id=1, percent=30))
    filled.commit()
    assert client.get("/readings/2/1").json == {"author_id": 2, "article_id": 1, "percent": 30}


def test_pair_may_be_in_a_blueprint_under_a_key_of_its_own(filled: Session) -> None:
    blueprint = Blueprint("words", __name__, url_prefix="/words")
    pair(blueprint, "", *classes(filled, create_fields=("name",)), key="<name>")
    client = serve(filled, {})
    api: Api = client.api  # type: ignore[attr-defined]
    api.register_blueprint(blueprint)
    assert client.get("/words/books").json == {"id": 2, "name": "books"}
    assert client.get("/words").status_code == 200
