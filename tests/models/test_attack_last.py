from __future__ import annotations

import math
from typing import Any
import pytest
from flask import Flask
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from sqlalchemy import select
from flask_resty import Api, Expandable, Principal, use
from flask_resty.auth import Bearer
from flask_resty.media import *
from flask_resty.media import JSON_EMITTER, YAML_EMITTER, XML_EMITTER, MSGPACK_EMITTER, CBOR_EMITTER, CSV_EMITTER, JSON_LINES_EMITTER, MSGPACK_PARSER
from flask_resty.page import PAGE
from flask_resty.models import ModelItem, ModelCollection, SQLAlchemyStore, Cursor, Sorting
from flask_resty.middleware import transaction
from .magazine import serve, known_callers, ANN, BOB
from .toys import *
from .toys import Article, Author, Tag, Comment

ALL = (JSON_EMITTER, YAML_EMITTER, XML_EMITTER, MSGPACK_EMITTER, CBOR_EMITTER, CSV_EMITTER, JSON_LINES_EMITTER, PAGE)


class AArt(Schema):
    id = fields.Int()
    title = fields.Str()
class AAuth(Schema):
    id = fields.Int()
    name = fields.Str()
    articles = fields.List(fields.Nested(AArt))
class ATag(Schema):
    name = fields.Str()
class AList(Schema):
    id = fields.Int()
    author = fields.Nested(AAuth, allow_none=True)
    parent = fields.Nested(AArt, allow_none=True)
    tags = fields.Nested(ATag, many=True)
    extra = fields.Dict()
    status = fields.Enum(Status, by_value=True)
    price = fields.Decimal(as_string=True, allow_none=True)


class AEnt(AList):
    def get_attribute(self, obj, attr, default):
        return super().get_attribute(obj, attr, default)


@pytest.mark.parametrize("emitter", ALL, ids=lambda e: getattr(e, "media_type", str(e)))
def test_emitters(filled, emitter):
    filled.get(Article, 3).extra = {"a": [1, 2]}; filled.commit(); filled.expunge_all()
    class Fast(ModelCollection):
        store = SQLAlchemyStore(Article, filled); schema = AList
        uses = {"get": [use(emitters=(emitter,))]}
    class Slow(ModelCollection):
        store = SQLAlchemyStore(Article, filled); schema = AEnt
        uses = {"get": [use(emitters=(emitter,))]}
    c = serve(filled, {"/fast": Fast, "/slow": Slow})
    a, b = c.get("/fast"), c.get("/slow")
    print(a.status_code, a.data[:600])
    assert a.status_code == b.status_code
    assert a.data.replace(b"fast", b"slow").replace(b"Fast", b"Slow").replace(b"AList", b"AEnt") == b.data.replace(b"AList", b"AEnt")


class NSch(Schema):
    id = fields.Int()
    slug = fields.Str()
    digest = fields.Raw(allow_none=True)
    extra = fields.Raw()
    author = Expandable(AAuth, collapsed=fields.Int(attribute="author_id"))
    tags = fields.Nested(ATag, many=True)
    secret = fields.Str(attribute="author.secret", metadata={"read_scope": "secrets"})


def item_client(session, **kw):
    class NIn(Schema):
        title = fields.Str(); slug = fields.Str(); 
        author_id = fields.Int()
        created_at = fields.AwareDateTime()
    class NItem(ModelItem):
        model = Article if kw.get("by_model") else None
        if not kw.get("by_model"):
            store = SQLAlchemyStore(Article, session)
        schema = kw.get("schema", NSch)
        update_schema = NIn(partial=True)
        replace_schema = NIn(partial=True)
        uses = {v: [use(emitters=(JSON_EMITTER, MSGPACK_EMITTER, YAML_EMITTER, PAGE))] for v in ("get", "patch", "put")}
    class NList(ModelCollection):
        store = SQLAlchemyStore(Article, session)
        schema = kw.get("schema", NSch)
        create_schema = NIn
        item = NItem
        uses = {v: [use(emitters=(JSON_EMITTER, MSGPACK_EMITTER, YAML_EMITTER, PAGE))] for v in ("get", "post")}
    return serve(session, {"/articles": NList, "/articles/<int:id>": NItem})


class Plain(Schema):
    id = fields.Int()
    slug = fields.Str()
    author = Expandable(AAuth, collapsed=fields.Int(attribute="author_id"))
    tags = fields.Nested(ATag, many=True)

@pytest.mark.parametrize("accept", ["application/json", "application/msgpack", "application/yaml", "text/html"])
@pytest.mark.parametrize("query", ["", "?expand=author", "?fields=id", "?fields=id,author(name)&expand=author", "?fields=tags"])
def test_tags(filled, accept, query):
    c = item_client(filled, schema=Plain)
    h = {"Accept": accept}
    made = c.post("/articles"+query, json={"title": "x", "slug": "s", "author_id": 1, "created_at": "2026-01-01T00:00:00Z"}, headers=h)
    if made.status_code == 422: made = c.post("/articles", json={"title": "x", "slug": "s", "author_id": 1, "created_at": "2026-01-01T00:00:00Z"}, headers=h); query=""
    assert made.status_code in (201, 406), made.text
    if made.status_code == 406: return
    loc = made.headers["Location"]
    g = c.get(loc+query, headers=h); hd = c.head(loc+query, headers=h)
    assert g.status_code == 200
    assert hd.headers["ETag"] == g.headers["ETag"]
    print(query, made.headers.get("ETag"), g.headers["ETag"], made.headers.get("Content-Location"))
    if made.headers.get("ETag") not in (None, g.headers["ETag"]):
        print("POST TAG DIFFERS")
        assert made.headers.get("ETag") == c.get(loc, headers=h).headers["ETag"]
    p = c.patch(loc+query, json={"title": "y"}, headers={**h, "If-Match": g.headers["ETag"]})
    assert p.status_code == 200, p.text
    g = c.get(loc+query, headers=h)
    print(p.headers.get("ETag"), g.headers["ETag"], p.headers.get("Content-Location"))
    assert p.headers.get("ETag") == g.headers["ETag"]
    p = c.put(loc+query, json={"title": "z"}, headers={**h, "If-Match": made.headers["ETag"]})
    assert p.status_code == 412
    p = c.put(loc+query, json={"title": "z"}, headers={**h, "If-Match": c.get(loc).headers["ETag"]})
    assert p.headers.get("ETag") == c.get(loc+query, headers=h).headers["ETag"]

@pytest.mark.parametrize("accept", ["application/json", "application/msgpack", "text/html"])
def test_raw_tags(filled, accept):
    class R(Schema):
        id = fields.Int()
        digest = fields.Raw(allow_none=True)
        extra = fields.Raw()
        tags = fields.Nested(ATag, many=True)
    filled.get(Article, 1).digest = b"\xff\x00"; filled.commit(); filled.expunge_all()
    c = item_client(filled, schema=R)
    g = c.get("/articles/1", headers={"Accept": accept})
    g2 = c.get("/articles/1", headers={"Accept": accept, "If-None-Match": g.headers.get("ETag", '"x"')})
    print(accept, g.status_code, g.data[:200], g.headers.get("ETag"), g2.status_code)


@pytest.mark.parametrize("accept", ["application/json", "application/msgpack"])
def test_nan(filled, accept):
    class RT(Schema):
        id = fields.Int()
        x = fields.Function(lambda o: float("nan"))
    c = item_client(filled, schema=RT)
    g = c.get("/articles/1", headers={"Accept": accept})
    print(accept, g.status_code, g.data[:200], g.headers.get("ETag"))
