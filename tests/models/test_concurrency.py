"""Many who change the same row at the same time, through the whole line: nobody's change is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import Resource
from flask_resty import returns
from flask_resty.middleware import transaction
from flask_resty.models import Comparison
from flask_resty.models import ModelItem
from flask_resty.models import Query
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import StoreError
from flask_resty.models import refusal_of

from .toys import Article
from .toys import Tag
from .toys import fill

#: How many change it, and how many of them at once.
CHANGES, AT_ONCE = 200, 8

#: How long all of it may hang at most, in seconds.
GUARD = 120


class ContendedArticle(Schema):
    """What is changed."""

    content = fields.Str(required=True)
    version = fields.Int(dump_only=True)


class ContendedRank(Schema):
    """What counts, whatever is sent."""

    rank = fields.Int()


class ContendedTag(Schema):
    """What is changed without a version."""

    name = fields.Str(dump_only=True)


def app_of(engine: Engine, attempts: int) -> Flask:
    """Make an app over the toys."""
    app, session = Flask("tests"), scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda error: session.remove())
    articles, tags = SQLAlchemyStore(Article, session), SQLAlchemyStore(Tag, session)
    api = Api(app, middleware=[transaction(session, attempts=attempts)])

    @api.resource("/articles/<int:id>")
    class Articles(ModelItem):
        store = articles
        schema = replace_schema = ContendedArticle

    @api.resource("/articles/<int:id>/rank")
    class Ranks(ModelItem):
        store = articles
        schema = update_schema = ContendedRank
        locks = True

        def update_item(self, item: Any, values: Any) -> Any:
            return super().update_item(item, {"rank": item.rank + 1})

    @api.resource("/tags/<int:id>/longer")
    class Longer(Resource):
        @returns(ContendedTag)
        def post(self, id: int) -> Any:
            tag = tags.get(Query(comparisons=[Comparison("id", "eq", id)]))
            try:
                return tags.update(tag, {"name": tag.name + "!"})
            except StoreError as error:
                raise refusal_of(error) from error

    return app


@pytest.fixture
def ready(engine: Engine) -> Iterator[Engine]:
    """Give an engine over what ``fill`` writes."""
    with Session(engine) as session:
        fill(session)
    yield engine


def all_at_once(change: Any, count: int = CHANGES) -> list[Any]:
    """Give what came of all changes; each is told its number."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(change, range(count), timeout=GUARD))


def test_of_all_that_are_meant_for_one_version_one_wins(ready):
    app = app_of(ready, attempts=1)
    tag = app.test_client().get("/articles/1").headers["ETag"]

    def change(number):
        return app.test_client().put("/articles/1", json={"content": str(number)}, headers={"If-Match": tag}).status_code

    assert Counter(all_at_once(change)) == {200: 1, 412: CHANGES - 1}
    assert app.test_client().get("/articles/1").json["version"] == 2


def test_no_update_is_lost_and_each_version_has_one_winner(ready):
    app = app_of(ready, attempts=3)

    def change(number):
        client = app.test_client()
        while True:
            read = client.get("/articles/1")
            content = f"{read.json['content']} {number}"
            response = client.put("/articles/1", json={"content": content}, headers={"If-Match": read.headers["ETag"]})
            assert response.status_code in {200, 412, 503}
            if response.status_code == 200:
                assert response.json["version"] == read.json["version"] + 1
                return response.json["version"], response.headers["ETag"]

    versions, tags = zip(*all_at_once(change), strict=True)
    assert sorted(versions) == list(range(2, CHANGES + 2))
    assert len(set(tags)) == CHANGES
    final = app.test_client().get("/articles/1").json
    assert (final["version"], sorted(map(int, final["content"].split()))) == (CHANGES + 1, list(range(CHANGES)))


def test_what_cannot_be_serialized_is_done_again_until_it_can(ready):
    if ready.dialect.name == "sqlite":
        pytest.skip("The driver of SQLite begins a transaction only with the first write.")
    app = app_of(ready.execution_options(isolation_level="SERIALIZABLE"), attempts=50)
    answers = all_at_once(lambda number: app.test_client().post("/tags/1/longer"), 40)
    assert Counter(answer.status_code for answer in answers) == {200: 40}
    assert sorted(len(answer.json["name"]) for answer in answers) == [len("art") + number for number in range(1, 41)]


def test_rows_that_are_locked_wait_for_each_other(ready):
    if ready.dialect.name == "sqlite":
        pytest.skip("SQLite locks no rows.")
    app = app_of(ready, attempts=1)
    answers = all_at_once(lambda number: app.test_client().patch("/articles/5/rank", json={}), 40)
    assert Counter(answer.status_code for answer in answers) == {200: 40}
    assert sorted(answer.json["rank"] for answer in answers) == list(range(4, 44))
