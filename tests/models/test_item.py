"""One object of a model at an address: found, shown, changed, made and deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from sqlalchemy import Select
from sqlalchemy import String
from sqlalchemy import TypeDecorator
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column

from flask_resty import ConfigError
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty.models import ModelItem
from flask_resty.models import SQLAlchemyStore

from .magazine import ANN
from .magazine import BOB
from .magazine import known_callers
from .magazine import serve
from .toys import DAWN
from .toys import Article
from .toys import Author
from .toys import Comment
from .toys import Reading
from .toys import Tag


class ItemTagOut(Schema):
    name = fields.Str()


class ItemArticleOut(Schema):
    id = fields.Int()
    slug = fields.Str()
    title = fields.Str()
    author = fields.Nested(Schema.from_dict({"name": fields.Str()}, name="ItemAuthorOut"))
    tags = fields.List(fields.Nested(ItemTagOut))


class ItemArticleIn(Schema):
    title = fields.Str(required=True, validate=validate.Length(1, 200))
    content = fields.Str(load_default="")


class ItemTagIn(Schema):
    name = fields.Str(required=True)


def article_item(session: Session, **attributes: Any) -> type[ModelItem]:
    """Make a resource of an article that shows it."""
    given = {"store": SQLAlchemyStore(Article, session), "schema": ItemArticleOut, **attributes}
    return type("ArticleItem", (ModelItem,), {"__module__": __name__, **given})


def test_item_is_found_by_the_path_variable_that_is_named_like_an_attribute(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled)})
    response = client.get("/articles/article-1")
    assert response.json == {
        "id": 1,
        "slug": "article-1",
        "title": "Article 1",
        "author": {"name": "Ann Example"},
        "tags": [{"name": "art"}, {"name": "books"}, {"name": "cities"}],
    }


@pytest.mark.parametrize(
    "number", ["7", "007", "1.0", "one", "%00", "9999999999", "99999999999999999999", "-9223372036854775809", "1" * 5000, "١"]
)
def test_what_cannot_be_a_key_is_nowhere(filled: Session, number: str) -> None:
    client = serve(filled, {"/articles/<id>": article_item(filled)})
    assert client.get(f"/articles/{number}").status_code == 404


@pytest.mark.parametrize("text", ["a%00b", "%F0%9F%98%80", "nothing", "' OR 1=1 --"])
def test_text_that_is_no_key_is_nowhere(filled: Session, text: str) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled)})
    assert client.get(f"/articles/{text}").status_code == 404


@pytest.mark.parametrize(
    ("rule", "address", "status"),
    [
        ("<uuid:uuid>", "00000000-0000-0000-0000-000000000001", 200),
        ("<uuid>", "00000000-0000-0000-0000-000000000001", 200),
        ("<uuid>", "00000000000000000000000000000001", 404),
        ("<int:id>", "1", 200),
        ("<int:slug>", "1", 404),
    ],
)
def test_key_is_read_as_its_attribute_is(filled: Session, rule: str, address: str, status: int) -> None:
    client = serve(filled, {f"/articles/{rule}": article_item(filled)})
    assert client.get(f"/articles/{address}").status_code == status


class ShortCode(TypeDecorator[str]):
    """A type of one's own, which does not say of which type its values are."""

    impl = String(4)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if len(value) > 4:
            raise ValueError("Too long for a code.")
        return value


class CodeBase(DeclarativeBase):
    """Models with keys of one's own type."""


class Code(CodeBase):
    __tablename__ = "codes"

    code: Mapped[str] = mapped_column(ShortCode, primary_key=True)


@pytest.mark.parametrize("is_locked", [False, True])
def test_what_a_type_of_ones_own_refuses_is_nowhere(session: Session, is_locked: bool) -> None:
    CodeBase.metadata.create_all(session.connection())
    session.add(Code(code="abc"))
    session.commit()
    said = {"store": SQLAlchemyStore(Code, session), "fields": ("code",), "deletes": True, "locks": is_locked}
    client = serve(session, {"/codes/<code>": type("CodeItem", (ModelItem,), said)})
    assert client.get("/codes/abc").json == {"code": "abc"}
    assert [client.open("/codes/abcde", method=method).status_code for method in ("GET", "DELETE")] == [404, 404]


def test_key_may_have_several_parts(filled: Session) -> None:
    class ReadingItem(ModelItem):
        store = SQLAlchemyStore(Reading, filled)
        schema = Schema.from_dict({"percent": fields.Int()}, name="ItemReadingOut")

    filled.add(Reading(author_id=2, article_id=1, percent=30))
    filled.commit()
    client = serve(filled, {"/readings/<author_id>/<article_id>": ReadingItem})
    assert client.get("/readings/2/1").json == {"percent": 30}
    assert client.get("/readings/1/2").status_code == 404


def test_key_may_go_through_a_relation(filled: Session) -> None:
    class CommentItem(ModelItem):
        store = SQLAlchemyStore(Comment, filled)
        schema = Schema.from_dict({"content": fields.Str()}, name="ItemCommentOut")
        key = {"slug": "article.slug", "id": "id"}

    client = serve(filled, {"/articles/<slug>/comments/<int:id>": CommentItem})
    assert client.get("/articles/article-1/comments/2").json == {"content": "Comment 2"}
    assert client.get("/articles/article-2/comments/2").status_code == 404


def test_what_is_shown_is_read_in_few_statements(filled: Session, statements: list[str]) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled)})
    client.get("/articles/article-1")
    assert len(statements) <= 3


# -- scope ---------------------------------------------------------------------------------------------------------------


def own_articles(session: Session, **attributes: Any) -> type[ModelItem]:
    """Make a resource of the articles of the caller."""

    def scope(self: Any, selection: Select[Any], principal: Principal) -> Select[Any]:
        return selection.where(Article.author_id == int(principal.id))

    return article_item(session, scope=scope, **attributes)


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_who_is_out_of_scope_finds_nothing(filled: Session, method: str) -> None:
    cls = own_articles(filled, update_schema=ItemArticleIn(partial=True), replace_schema=ItemArticleIn, deletes=True)
    client = serve(filled, {"/articles/<slug>": cls}, middleware=[known_callers()])
    sent = {"json": {"title": "Mine"}} if method in {"PATCH", "PUT"} else {}
    assert client.open("/articles/article-2", method=method, headers=ANN, **sent).status_code == 404
    assert client.open("/articles/article-2", method=method, headers=BOB, **sent).status_code in {200, 204}


def test_scope_that_asks_for_a_principal_needs_an_authenticator(filled: Session) -> None:
    with pytest.raises(ConfigError, match="'principal', which nothing provides"):
        serve(filled, {"/articles/<slug>": own_articles(filled)})


def test_scope_may_ask_for_path_variables(filled: Session) -> None:
    def scope(self: Any, selection: Select[Any], username: str) -> Select[Any]:
        return selection.where(Article.author.has(Author.username == username))

    client = serve(filled, {"/authors/<username>/articles/<slug>": article_item(filled, scope=scope)})
    assert client.get("/authors/ann/articles/article-1").status_code == 200
    assert client.get("/authors/bob/articles/article-1").status_code == 404


def test_scope_may_take_all_that_is_known(filled: Session) -> None:
    seen: list[dict[str, Any]] = []

    def scope(self: Any, selection: Select[Any], **known: Any) -> Select[Any]:
        seen.append(known)
        return selection

    cls = article_item(filled, scope=scope, uses={"get": [public]})
    client = serve(filled, {"/<blog>/articles/<slug>": cls}, middleware=[known_callers()])
    assert client.get("/first/articles/article-1").status_code == 200
    assert seen == [{"blog": "first", "slug": "article-1", "principal": None}]


def test_scope_that_gives_nothing_is_told_to_its_author(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, scope=lambda self, selection: None)})
    client.application.testing = True
    with pytest.raises(Exception, match="returned None"):
        client.get("/articles/article-1")


# -- change --------------------------------------------------------------------------------------------------------------


def test_patch_changes_what_is_sent(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, update_schema=ItemArticleIn(partial=True))})
    response = client.patch("/articles/article-1", json={"title": "Changed"})
    assert (response.status_code, response.json["title"]) == (200, "Changed")
    filled.rollback()
    assert filled.get(Article, 1).title == "Changed"


@pytest.mark.parametrize(
    ("media_type", "document"),
    [
        ("application/json", {"title": "New"}),
        ("application/merge-patch+json", {"title": "New"}),
        ("application/json-patch+json", [{"op": "replace", "path": "/title", "value": "New"}]),
    ],
)
def test_each_form_of_patch_changes_the_same(filled: Session, media_type: str, document: Any) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, update_schema=ItemArticleIn(partial=True))})
    response = client.patch("/articles/article-1", json=document, headers={"Content-Type": media_type})
    assert response.status_code == 200
    assert filled.get(Article, 1).title == "New"
    assert filled.get(Article, 1).slug == "article-1"


def test_put_replaces(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, replace_schema=ItemArticleIn)})
    assert client.put("/articles/article-1", json={"title": "New"}).status_code == 200
    assert client.put("/articles/article-1", json={"content": "New"}).status_code == 422
    assert client.put("/articles/article-9", json={"title": "New"}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_what_is_not_declared_is_not_there(filled: Session, method: str) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled)})
    response = client.open("/articles/article-1", method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_undeclared_method_cannot_be_named_at_registration(filled: Session) -> None:
    with pytest.raises(ConfigError, match="'DELETE', which it does not write"):
        serve(filled, {"/articles/<slug>": article_item(filled)}, methods=["GET", "DELETE"])


def test_what_is_sent_is_nothing_but_what_is_declared(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, update_schema=ItemArticleIn(partial=True))})
    response = client.patch("/articles/article-1", json={"title": "New", "author_id": 2, "version": 9, "slug": "x"})
    assert [fault["code"] for fault in response.json["errors"]] == ["unknown"] * 3
    assert filled.get(Article, 1).author_id == 1


def test_what_a_constraint_forbids_is_a_conflict_at_its_field(filled: Session) -> None:
    class TagItem(ModelItem):
        store = SQLAlchemyStore(Tag, filled)
        schema = ItemTagOut
        update_schema = ItemTagIn

    client = serve(filled, {"/tags/<int:id>": TagItem})
    response = client.patch("/tags/1", json={"name": "books"})
    assert response.status_code == 409
    assert [(fault["pointer"], fault["code"]) for fault in response.json["errors"]] == [("/name", "unique")]
    assert "books" not in response.text
    assert client.get("/tags/1").json == {"name": "art"}


def test_what_is_referred_to_is_not_deleted(filled: Session) -> None:
    class AuthorItem(ModelItem):
        store = SQLAlchemyStore(Author, filled)
        schema = Schema.from_dict({"name": fields.Str()}, name="ItemAuthorNameOut")
        deletes = True

    client = serve(filled, {"/authors/<username>": AuthorItem})
    assert client.delete("/authors/ann").status_code == 409
    assert client.get("/authors/ann").status_code == 200


# -- versions ------------------------------------------------------------------------------------------------------------


def test_version_column_is_the_etag(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, update_schema=ItemArticleIn(partial=True))})
    before = client.get("/articles/article-1").headers["ETag"]
    assert client.get("/articles/article-1", headers={"If-None-Match": before}).status_code == 304
    changed = client.patch("/articles/article-1", json={"title": "New"}, headers={"If-Match": before})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == client.get("/articles/article-1").headers["ETag"] != before
    assert client.patch("/articles/article-1", json={"title": "Newer"}, headers={"If-Match": before}).status_code == 412


def test_two_items_have_not_the_same_etag(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled)})
    assert client.get("/articles/article-1").headers["ETag"] != client.get("/articles/article-2").headers["ETag"]


def test_without_a_version_there_is_no_etag(filled: Session) -> None:
    class TagItem(ModelItem):
        store = SQLAlchemyStore(Tag, filled)
        schema = ItemTagOut

    assert "ETag" not in serve(filled, {"/tags/<int:id>": TagItem}).get("/tags/1").headers


def test_version_may_be_added_to(filled: Session) -> None:
    def version(self: ModelItem, item: Article) -> tuple[Any, ...]:
        return *ModelItem.version(self, item), item.author.name

    client = serve(filled, {"/articles/<slug>": article_item(filled, version=version)})
    before = client.get("/articles/article-1").headers["ETag"]
    filled.get(Author, 1).name = "Ann Other"
    filled.commit()
    assert client.get("/articles/article-1").headers["ETag"] != before


def test_what_somebody_else_changed_meanwhile_is_refused(filled: Session) -> None:
    def update_item(self: ModelItem, item: Article, values: Any) -> Article:
        table = Article.__table__
        filled.connection().execute(table.update().where(table.c.id == item.id).values(version=item.version + 1))
        changed: Article = ModelItem.update_item(self, item, values)
        return changed

    cls = article_item(filled, update_schema=ItemArticleIn(partial=True), update_item=update_item)
    assert serve(filled, {"/articles/<slug>": cls}).patch("/articles/article-1", json={"title": "New"}).status_code == 412


# -- PUT that makes ------------------------------------------------------------------------------------------------------


def tag_item(session: Session, **attributes: Any) -> type[ModelItem]:
    """Make a resource of a tag, which PUT may make."""
    given = {"store": SQLAlchemyStore(Tag, session), "schema": ItemTagOut, "replace_schema": ItemTagIn, "creates": True, **attributes}
    return type("TagItem", (ModelItem,), {"__module__": __name__, **given})


def test_put_makes_what_is_not_there(filled: Session) -> None:
    client = serve(filled, {"/tags/<int:id>": tag_item(filled)})
    assert client.put("/tags/7", json={"name": "dance"}).status_code == 201
    assert client.put("/tags/7", json={"name": "dancing"}).status_code == 200
    assert filled.get(Tag, 7).name == "dancing"


def test_put_may_be_only_for_what_is_not_there(filled: Session) -> None:
    client = serve(filled, {"/tags/<int:id>": tag_item(filled)})
    assert client.put("/tags/1", json={"name": "dance"}, headers={"If-None-Match": "*"}).status_code == 412
    assert client.put("/tags/7", json={"name": "dance"}, headers={"If-Match": "*"}).status_code == 412
    assert client.put("/tags/7", json={"name": "dance"}, headers={"If-None-Match": "*"}).status_code == 201


def test_put_makes_nothing_where_nothing_can_be(filled: Session) -> None:
    client = serve(filled, {"/tags/<id>": tag_item(filled)})
    assert client.put("/tags/99999999999999999999", json={"name": "dance"}).status_code == 404


def test_put_that_names_another_key_than_its_address_is_refused(filled: Session) -> None:
    replace = Schema.from_dict({"number": fields.Int(attribute="id"), "name": fields.Str()}, name="ItemTagNumberIn")
    client = serve(filled, {"/tags/<int:id>": tag_item(filled, replace_schema=replace)})
    response = client.put("/tags/7", json={"number": 8, "name": "dance"})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "/number")
    assert client.put("/tags/7", json={"number": 7, "name": "dance"}).status_code == 201


# -- DELETE --------------------------------------------------------------------------------------------------------------


def test_delete_deletes(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, deletes=True)})
    assert client.delete("/articles/article-3").status_code == 204
    assert client.delete("/articles/article-3").status_code == 404
    assert filled.scalar(select(Article).where(Article.id == 3)) is None


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_marked_as_deleted_is_gone(filled: Session, method: str) -> None:
    cls = article_item(filled, soft_delete="deleted_at", deletes=True, update_schema=ItemArticleIn(partial=True))
    client = serve(filled, {"/articles/<slug>": cls})
    assert client.delete("/articles/article-3").status_code == 204
    response = client.open("/articles/article-3", method=method, **({"json": {"title": "x"}} if method == "PATCH" else {}))
    assert (response.status_code, response.json["title"]) == (410, "Gone")
    kept = filled.get(Article, 3)
    assert kept.deleted_at is not None and kept.deleted_at > DAWN
    assert abs(dt.datetime.now(dt.UTC) - kept.deleted_at) < dt.timedelta(minutes=10)


def test_flag_may_mark_what_is_deleted(filled: Session) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, soft_delete="is_featured", deletes=True)})
    assert client.delete("/articles/article-3").status_code == 204
    assert filled.get(Article, 3).is_featured is True
    assert client.get("/articles/article-3").status_code == 410


def test_mark_of_deletion_alone_deletes_nothing(filled: Session) -> None:
    filled.get(Article, 3).deleted_at = DAWN
    filled.commit()
    client = serve(filled, {"/articles/<slug>": article_item(filled, soft_delete="deleted_at")})
    assert client.get("/articles/article-3").status_code == 410
    assert client.delete("/articles/article-1").status_code == 405


def test_who_is_out_of_scope_is_not_told_that_something_was_there(filled: Session) -> None:
    cls = own_articles(filled, soft_delete="deleted_at", deletes=True)
    client = serve(filled, {"/articles/<slug>": cls}, middleware=[known_callers()])
    client.delete("/articles/article-1", headers=ANN)
    assert client.get("/articles/article-1", headers=ANN).status_code == 410
    assert client.get("/articles/article-1", headers=BOB).status_code == 404


# -- locks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "is_locked"), [("GET", False), ("DELETE", True)])
def test_what_is_to_be_changed_is_locked(filled: Session, statements: list[str], method: str, is_locked: bool) -> None:
    client = serve(filled, {"/articles/<slug>": article_item(filled, deletes=True, locks=True)})
    client.open("/articles/article-3", method=method)
    has_locks = filled.get_bind().dialect.name == "postgresql"
    assert any("FOR UPDATE" in statement for statement in statements) == (is_locked and has_locks)


# -- hooks and verbs of one's own ----------------------------------------------------------------------------------------


def test_hooks_are_inside_of_the_transaction(filled: Session) -> None:
    def update_item(self: ModelItem, item: Article, values: Any, principal: Principal) -> Article:
        filled.add(Comment(article_id=item.id, author_id=int(principal.id), content="Changed."))
        changed: Article = ModelItem.update_item(self, item, {**values, "content": f"By {principal.id}"})
        return changed

    cls = article_item(filled, update_schema=ItemArticleIn(partial=True), update_item=update_item)
    client = serve(filled, {"/articles/<slug>": cls}, middleware=[known_callers()])
    assert client.patch("/articles/article-3", json={"title": "New"}, headers=ANN).status_code == 200
    assert client.patch("/articles/article-3", json={"title": ""}, headers=ANN).status_code == 422
    assert filled.get(Article, 3).content == "By 1"
    assert len(filled.get(Article, 3).comments) == 1


def test_delete_hook_may_refuse_or_do_more(filled: Session) -> None:
    seen: list[str] = []

    def delete_item(self: ModelItem, item: Article) -> None:
        seen.append(item.slug)
        ModelItem.delete_item(self, item)

    client = serve(filled, {"/articles/<slug>": article_item(filled, deletes=True, delete_item=delete_item)})
    assert client.delete("/articles/article-3").status_code == 204
    assert (seen, filled.get(Article, 3)) == (["article-3"], None)


def test_verb_of_ones_own_has_the_contract_that_would_have_been_written(filled: Session) -> None:
    class ArticleItem(ModelItem):
        store = SQLAlchemyStore(Article, filled)
        schema = ItemArticleOut
        update_schema = ItemArticleIn(partial=True)

        def patch(self, item: Article, body: dict[str, Any]) -> Any:
            return super().patch(item=item, body={**body, "title": "Always this"})

    client = serve(filled, {"/articles/<slug>": ArticleItem})
    assert client.patch("/articles/article-1", json={"nonsense": 1}).status_code == 422
    assert client.patch("/articles/article-1", json={"title": "That"}).json["title"] == "Always this"


def test_verb_of_ones_own_may_have_a_contract_of_its_own(filled: Session) -> None:
    class ArticleItem(ModelItem):
        store = SQLAlchemyStore(Article, filled)
        schema = ItemArticleOut

        @returns(ItemTagOut)
        def get(self, item: Article) -> Any:
            return {"name": item.title}

    assert serve(filled, {"/articles/<slug>": ArticleItem}).get("/articles/article-1").json == {"name": "Article 1"}


def test_verb_that_nothing_declares_may_be_written(filled: Session) -> None:
    def post(self: Resource, item: Article) -> Any:
        return {"posted": item.slug}

    client = serve(filled, {"/articles/<slug>": article_item(filled, post=post)})
    assert client.post("/articles/article-1").json == {"posted": "article-1"}


def test_find_of_ones_own_takes_the_place_of_the_key(filled: Session) -> None:
    def find(self: Resource, number: int) -> Any:
        return filled.get(Article, number + 1)

    client = serve(filled, {"/articles/<int:number>": article_item(filled, find=find)})
    assert client.get("/articles/0").json["id"] == 1


def test_uses_decorate_the_verbs(filled: Session) -> None:
    cls = article_item(filled, deletes=True, uses={"get": [public], "delete": [requires(lambda principal, item: item.author_id == 2)]})
    client = serve(filled, {"/articles/<slug>": cls}, middleware=[known_callers()])
    assert client.get("/articles/article-2").status_code == 200
    assert client.delete("/articles/article-2").status_code == 401
    assert client.delete("/articles/article-1", headers=ANN).status_code == 403
    assert client.delete("/articles/article-2", headers=ANN).status_code == 204


def test_uses_decorate_what_is_written_too(filled: Session) -> None:
    def get(self: Resource, item: Article) -> Any:
        return item

    client = serve(filled, {"/articles/<slug>": article_item(filled, get=get, uses={"get": [public]})}, middleware=[known_callers()])
    assert client.get("/articles/article-1").status_code == 200


def test_class_may_stand_at_two_rules_and_in_two_apps(filled: Session) -> None:
    cls = article_item(filled)
    first = serve(filled, {"/by-slug/<slug>": cls, "/by-id/<int:id>": cls})
    second = serve(filled, {"/articles/<slug>": cls})
    assert first.get("/by-slug/article-1").json == first.get("/by-id/1").json == second.get("/articles/article-1").json


def test_derived_class_has_what_the_first_one_says(filled: Session) -> None:
    first = article_item(filled)
    serve(filled, {"/first/<slug>": first})
    second = type("Second", (first,), {"deletes": True})
    client = serve(filled, {"/first/<slug>": first, "/second/<slug>": second})
    assert client.delete("/second/article-3").status_code == 204
    assert client.delete("/first/article-1").status_code == 405


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("/articles/<nonsense>", "no path variable that is an attribute of Article"),
        ("/<blog>/articles/<slug>", "'blog' is no attribute of"),
    ],
)
def test_path_variable_that_tells_nothing_is_a_mistake(filled: Session, rule: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        serve(filled, {rule: article_item(filled)})


@pytest.mark.parametrize(
    ("attributes", "complaint"),
    [
        ({"key": "number"}, "'number', which is no path variable"),
        ({"key": {"slug": "nonsense"}}, "'nonsense', which Article does not have"),
        ({"soft_delete": "title"}, "soft_delete='title', which is no moment"),
        ({"schema": 3}, "ArticleItem has schema=3, which is no schema"),
        ({"schema": "brief"}, "no adapters"),
        ({"fields": ("id",)}, "both schema and fields"),
        ({"store": None}, "no store"),
        ({"store": 3}, "store 3, which is none"),
        ({"model": Article}, "both store and model"),
        ({"uses": {"delete": [public]}}, "'delete', which is not there"),
        ({"creates": True}, "creates=True, but no PUT"),
        ({"scope": lambda self, selection, item: selection}, "found in the scope"),
    ],
)
def test_what_does_not_go_together_is_told_at_registration(filled: Session, attributes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        serve(filled, {"/articles/<slug>": article_item(filled, **attributes)})
