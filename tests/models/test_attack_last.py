"""What came of the last attack on model resources: each of these went wrong once."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from flask_resty import ConfigError
from flask_resty import Principal
from flask_resty import use
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import SQLAlchemyStore

from .magazine import serve
from .toys import Article
from .toys import Comment
from .toys import Model
from .toys import Tag

# -- what is shown besides the row -------------------------------------------------------------------------------------


class LastTag(Schema):
    name = fields.Str()


class LastArticle(Schema):
    id = fields.Int()
    digest = fields.Raw(allow_none=True)
    tags = fields.List(fields.Nested(LastTag))


def test_tag_tells_bytes_that_a_format_carries(filled: Session) -> None:
    class DigestItem(ModelItem):
        store = SQLAlchemyStore(Article, filled)
        schema = LastArticle
        uses = {"get": [use(emitters=(JSON_EMITTER, MSGPACK_EMITTER))]}

    article = filled.get(Article, 1)
    article.digest = b"\xff"
    filled.commit()
    client, asked = serve(filled, {"/articles/<int:id>": DigestItem}), {"Accept": "application/msgpack"}
    first = client.get("/articles/1", headers=asked)
    assert first.status_code == 200
    again = {**asked, "If-None-Match": first.headers["ETag"]}
    assert client.get("/articles/1", headers=again).status_code == 304
    article.tags = []
    filled.commit()
    assert client.get("/articles/1", headers=again).status_code == 200


# -- fields that take scopes -------------------------------------------------------------------------------------------

#: Who may see all, and who may not, by token.
_CALLERS = {"all": Principal(id="1", scopes=frozenset({"audit"})), "some": Principal(id="2")}


class LastAuthor(Schema):
    id = fields.Int()
    secret = fields.Str(metadata={"read_scope": "audit"})


class LastComment(Schema):
    id = fields.Int(dump_only=True)
    content = fields.Str(metadata={"read_scope": "audit"})
    author = fields.Nested(LastAuthor, dump_only=True)


class LastComments(Schema):
    article_id = fields.Int()
    author_id = fields.Int()
    content = fields.Str()


def commenting(session: Session) -> FlaskClient:
    """Give a client of comments, of which some see a part only."""
    said = {"store": SQLAlchemyStore(Comment, session), "schema": LastComment}
    item = type("LastCommentItem", (ModelItem,), {**said, "version": lambda self, item: item.id})
    listed = type("LastCommentList", (ModelCollection,), {**said, "create_schema": LastComments, "item": item})
    return serve(session, {"/comments": listed, "/comments/<int:id>": item}, middleware=[Bearer(verify=_CALLERS.get)])


@pytest.mark.parametrize("caller", sorted(_CALLERS))
def test_tag_of_what_is_made_is_the_one_that_the_caller_would_get(filled: Session, caller: str) -> None:
    client, headers = commenting(filled), {"Authorization": f"Bearer {caller}"}
    made = client.post("/comments", json={"article_id": 2, "author_id": 1, "content": "New"}, headers=headers)
    assert made.status_code == 201, made.text
    assert ("content" in made.text) is (caller == "all")
    read = client.get(made.headers["Location"], headers=headers)
    assert read.headers["ETag"] == made.headers["ETag"]
    other = {"Authorization": f"Bearer {'some' if caller == 'all' else 'all'}", "If-None-Match": made.headers["ETag"]}
    assert client.get(made.headers["Location"], headers=other).status_code == 200


# -- drivers -----------------------------------------------------------------------------------------------------------


class Committing(sqlite3.Connection):
    """As connections of Python 3.12 with ``autocommit=True`` are: each statement is committed, and by nothing else."""

    autocommit: Any = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "isolation_level": None})

    def commit(self) -> None:
        """Do nothing."""

    def rollback(self) -> None:
        """Do nothing."""


def test_driver_that_commits_by_itself_is_not_left_in_a_transaction(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/last.db", connect_args={"factory": Committing})
    Model.metadata.create_all(engine)
    with Session(engine) as session:
        store = SQLAlchemyStore(Tag, session)
        with store.attempt():
            store.create({"id": 1, "name": "art"})
        session.commit()
        with sqlite3.connect(f"{tmp_path}/last.db", timeout=0) as other:
            other.execute("INSERT INTO tags VALUES (2, 'books')")
            assert other.execute("SELECT count(*) FROM tags").fetchone() == (2,)
        other.close()
    engine.dispose()


# -- messages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [4, dict], ids=["a number", "another class"])
def test_whose_schema_is_none_is_said(given: Any) -> None:
    said = {"store": SQLAlchemyStore(Tag, Session()), "fields": ("id",), "update_schema": given}
    with pytest.raises(ConfigError, match="^MistakenItem has update_schema=.*Give one"):
        serve(None, {"/tags/<int:id>": type("MistakenItem", (ModelItem,), said)})
