"""The objects of a model as a list: found, sorted, a page at a time, and made."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from sqlalchemy import Select
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy.orm import Session

from flask_resty import ConfigError
from flask_resty import PageNumber
from flask_resty import Principal
from flask_resty import public
from flask_resty import use
from flask_resty.media import YAML_EMITTER
from flask_resty.models import Cursor
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import LimitOffset
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .magazine import ANN
from .magazine import BOB
from .magazine import known_callers
from .magazine import serve
from .toys import DAWN
from .toys import Article
from .toys import Author
from .toys import Comment
from .toys import Status
from .toys import Tag


class ListedAuthorOut(Schema):
    username = fields.Str()


class ListedArticleOut(Schema):
    id = fields.Int()
    slug = fields.Str()
    title = fields.Str()
    rank = fields.Int(allow_none=True)
    author = fields.Nested(ListedAuthorOut)
    tags = fields.Pluck(Schema.from_dict({"name": fields.Str()}, name="ListedTagOut"), "name", many=True)


class ListedArticleIn(Schema):
    slug = fields.Str(required=True)
    title = fields.Str(required=True, validate=validate.Length(1, 200))


def article_list(session: Session, **attributes: Any) -> type[ModelCollection]:
    """Make a resource of all articles that shows them."""
    given = {"store": SQLAlchemyStore(Article, session), "schema": ListedArticleOut, **attributes}
    return type("ArticleList", (ModelCollection,), {"__module__": __name__, **given})


def numbers(response: Any) -> list[int]:
    """Give the numbers of what is listed."""
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json]


def test_list_is_there_in_the_order_of_the_primary_key(filled: Session) -> None:
    client = serve(filled, {"/articles": article_list(filled)})
    response = client.get("/articles")
    assert numbers(response) == [1, 2, 3, 4, 5, 6]
    assert response.json[0]["author"] == {"username": "ann"}
    assert response.json[0]["tags"] == ["art", "books", "cities"]


def test_list_is_read_in_few_statements(filled: Session, statements: list[str]) -> None:
    client = serve(filled, {"/articles": article_list(filled)})
    client.get("/articles")
    assert len(statements) <= 2
    statements.clear()
    client.get("/articles?fields=id,title")
    assert len(statements) == 1
    assert "tags" not in statements[0]


def test_rows_are_found_and_sorted(filled: Session) -> None:
    asked = Filters(author=Filter("author.username"), rank=Filter("rank", "gte", "null"), status=Filter("status", "eq", "in"))
    cls = article_list(filled, filters=asked, sorting=Sorting("rank", "title", default="-id"), search=("title", "content"))
    client = serve(filled, {"/articles": cls})
    assert numbers(client.get("/articles?author=ann")) == [5, 3, 1]
    assert numbers(client.get("/articles?rank[gte]=2&sort=-rank,title")) == [5, 3, 4]
    assert numbers(client.get("/articles?q=LE 4")) == [4]
    assert client.get("/articles?rank=2").json["errors"][0]["code"] == "unknown"


def test_search_may_be_a_method(filled: Session) -> None:
    def search(self: Any, selection: Select[Any], text: str, principal: Principal | None) -> Select[Any]:
        return selection.where(or_(Article.slug == text, Article.author_id == (int(principal.id) if principal else 0)))

    cls = article_list(filled, search=search, uses={"get": [public]})
    client = serve(filled, {"/articles": cls}, middleware=[known_callers()])
    assert numbers(client.get("/articles?q=article-2")) == [2]
    assert numbers(client.get("/articles?q=article-2", headers=ANN)) == [1, 2, 3, 5]
    assert len(numbers(client.get("/articles"))) == 6


# -- pages ---------------------------------------------------------------------------------------------------------------


def test_pages_are_by_number_if_nothing_is_said(filled: Session) -> None:
    client = serve(filled, {"/articles": article_list(filled)})
    response = client.get("/articles?page=2&limit=4")
    assert numbers(response) == [5, 6]
    assert 'rel="prev"' in response.headers["Link"]
    assert client.get("/articles?limit=101").status_code == 422


def test_client_chooses_among_several_kinds_of_pages(filled: Session) -> None:
    cls = article_list(filled, pagination=(PageNumber(size=2), Cursor(size=2)), sorting=Sorting("rank", default="-rank"))
    client = serve(filled, {"/articles": cls})
    assert numbers(client.get("/articles?page=2")) == [3, 2]
    found, address = [], "/articles?cursor="
    while address:
        response = client.get(address)
        found += numbers(response)
        links = dict((rel, target) for target, rel in _links(response.headers["Link"]))
        address = links.get("next", "")
    assert found == [5, 4, 3, 2, 6, 1]
    assert client.get("/articles?cursor=&page=1").status_code == 422


def _links(text: str) -> list[tuple[str, str]]:
    parts = (part.partition(">; rel=") for part in text.split(", "))
    return [(target.removeprefix("<"), rel.strip('"')) for target, _, rel in parts]


def test_list_may_have_no_pages(filled: Session) -> None:
    response = serve(filled, {"/articles": article_list(filled, pagination=None)}).get("/articles")
    assert numbers(response) == [1, 2, 3, 4, 5, 6]
    assert "Link" not in response.headers


def test_rows_need_not_be_counted(filled: Session, statements: list[str]) -> None:
    cls = article_list(filled, total=False, list_schema=ListedAuthorOut(only=()))
    client = serve(filled, {"/articles": cls})
    response = client.get("/articles?limit=2")
    assert 'rel="next"' in response.headers["Link"] and 'rel="last"' not in response.headers["Link"]
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("sent", "status", "content_range"),
    [("items=0-1", 206, "items 0-1/6"), ("items=6-7", 416, "items */6"), ("items=a-b", 400, None), ("bytes=0-10", 200, None)],
)
def test_part_of_a_list_may_be_asked_for_by_range(filled: Session, sent: str, status: int, content_range: str | None) -> None:
    client = serve(filled, {"/articles": article_list(filled, record_range=True)})
    response = client.get("/articles", headers={"Range": sent})
    assert (response.status_code, response.headers.get("Content-Range")) == (status, content_range)


# -- scope ---------------------------------------------------------------------------------------------------------------


def test_scope_narrows_what_is_listed_and_counted(filled: Session) -> None:
    def scope(self: Any, selection: Select[Any], principal: Principal | None) -> Select[Any]:
        is_shown = Article.status == Status.PUBLISHED
        return selection.where(or_(is_shown, Article.author_id == int(principal.id)) if principal else is_shown)

    cls = article_list(filled, scope=scope, uses={"get": [public]}, pagination=LimitOffset(size=2))
    client = serve(filled, {"/articles": cls}, middleware=[known_callers()])
    anonymous = client.get("/articles")
    assert numbers(anonymous) == [2, 4]
    assert 'offset=2>; rel="last"' in anonymous.headers["Link"]
    assert numbers(client.get("/articles?limit=9", headers=ANN)) == [1, 2, 3, 4, 5, 6]
    assert numbers(client.get("/articles?limit=9", headers=BOB)) == [2, 4, 6]


def test_path_variable_that_is_an_attribute_narrows_the_list_and_is_given_to_what_is_made(filled: Session) -> None:
    class CommentList(ModelCollection):
        store = SQLAlchemyStore(Comment, filled)
        schema = Schema.from_dict({"id": fields.Int(), "article_id": fields.Int(), "content": fields.Str()}, name="ListedCommentOut")
        create_schema = Schema.from_dict({"content": fields.Str(required=True)}, name="ListedCommentIn")

        def create_item(self, values: dict[str, Any], principal: Principal) -> Any:
            return super().create_item({**values, "author_id": int(principal.id)})

    client = serve(filled, {"/articles/<int:article_id>/comments": CommentList}, middleware=[known_callers()])
    assert numbers(client.get("/articles/2/comments", headers=ANN)) == [4]
    made = client.post("/articles/2/comments", json={"content": "New"}, headers=ANN)
    assert (made.status_code, made.json["article_id"]) == (201, 2)
    assert len(numbers(client.get("/articles/2/comments", headers=ANN))) == 2
    assert client.get("/articles/99999999999999999999/comments", headers=ANN).status_code == 404


def test_what_a_list_belongs_to_may_be_found_first(filled: Session) -> None:
    class CommentList(ModelCollection):
        store = SQLAlchemyStore(Comment, filled)
        schema = Schema.from_dict({"id": fields.Int()}, name="ListedCommentIdOut")
        create_schema = Schema.from_dict({"content": fields.Str(required=True)}, name="ListedCommentContentIn")

        def find(self, slug: str) -> Article | None:
            return filled.scalar(select(Article).where(Article.slug == slug))

        def scope(self, selection: Select[Any], item: Article) -> Select[Any]:
            return selection.where(Comment.article_id == item.id)

        def create_item(self, values: dict[str, Any], item: Article) -> Any:
            return super().create_item({**values, "article": item, "author": item.author})

    client = serve(filled, {"/articles/<slug>/comments": CommentList})
    assert numbers(client.get("/articles/article-1/comments")) == [1, 2, 3]
    assert client.get("/articles/nothing/comments").status_code == 404
    assert client.post("/articles/nothing/comments", json={"content": "x"}).status_code == 404
    assert client.post("/articles/article-2/comments", json={"content": "x"}).status_code == 201
    assert filled.scalar(select(func.count(Comment.id)).where(Comment.article_id == 2)) == 2


def test_what_is_marked_as_deleted_is_not_listed(filled: Session) -> None:
    filled.get(Article, 3).deleted_at = DAWN
    filled.commit()
    client = serve(filled, {"/articles": article_list(filled, soft_delete="deleted_at")})
    assert numbers(client.get("/articles")) == [1, 2, 4, 5, 6]


# -- making --------------------------------------------------------------------------------------------------------------


class TagOut(Schema):
    id = fields.Int()
    name = fields.Str()


class TagIn(Schema):
    name = fields.Str(required=True, validate=validate.Length(1, 50))


def tag_list(session: Session, **attributes: Any) -> type[ModelCollection]:
    """Make a resource of all tags, where new ones are made."""
    given = {"store": SQLAlchemyStore(Tag, session), "schema": TagOut, "create_schema": TagIn, **attributes}
    return type("TagList", (ModelCollection,), {"__module__": __name__, **given})


def tag_item(session: Session) -> type[ModelItem]:
    """Make a resource of one tag."""
    return type(
        "TagItem", (ModelItem,), {"__module__": __name__, "store": SQLAlchemyStore(Tag, session), "schema": TagOut, "deletes": True}
    )


def test_post_makes_and_tells_where(filled: Session) -> None:
    item = tag_item(filled)
    client = serve(filled, {"/tags": tag_list(filled, item=item), "/tags/<int:id>": item})
    response = client.post("/tags", json={"name": "dance"})
    assert (response.status_code, response.json["name"]) == (201, "dance")
    assert client.get(response.headers["Location"]).json == response.json
    filled.rollback()
    assert filled.scalar(select(Tag.name).where(Tag.id == response.json["id"])) == "dance"


def test_what_is_there_already_is_a_conflict(filled: Session) -> None:
    client = serve(filled, {"/tags": tag_list(filled)})
    response = client.post("/tags", json={"name": "books"})
    assert response.status_code == 409
    assert [(fault["pointer"], fault["code"]) for fault in response.json["errors"]] == [("/name", "unique")]
    assert len(client.get("/tags").json) == 3


def test_item_may_be_named_by_its_endpoint(filled: Session) -> None:
    client = serve(filled, {"/tags": tag_list(filled, item="tag_item"), "/tags/<int:id>": tag_item(filled)})
    assert client.post("/tags", json={"name": "dance"}).headers["Location"].startswith("/tags/")


def test_hook_is_inside_of_the_transaction(filled: Session) -> None:
    def create_item(self: ModelCollection, values: dict[str, Any]) -> Any:
        filled.add(Author(username=values["name"], name="made"))
        return ModelCollection.create_item(self, values)

    client = serve(filled, {"/tags": tag_list(filled, create_item=create_item)})
    assert client.post("/tags", json={"name": "books"}).status_code == 409
    assert client.post("/tags", json={"name": "dance"}).status_code == 201
    assert filled.scalars(select(Author.username).where(Author.name == "made")).all() == ["dance"]


def test_list_may_be_overridden_and_asked_for_what_it_would_have_given(filled: Session) -> None:
    class TagList(ModelCollection):
        store = SQLAlchemyStore(Tag, filled)
        schema = TagOut
        sorting = Sorting("name")

        def get(self, query: dict[str, Any], page: Any, shown: Any) -> Any:
            assert page.size == 20
            return super().get(query=query, page=page, shown=shown)

    assert numbers(serve(filled, {"/tags": TagList}).get("/tags?sort=-name")) == [3, 2, 1]


def test_uses_may_say_formats(filled: Session) -> None:
    client = serve(filled, {"/tags": tag_list(filled, uses={"get": [use(emitters=[YAML_EMITTER])]})})
    assert client.get("/tags").mimetype == "application/yaml"


def test_without_an_input_schema_nothing_is_made(filled: Session) -> None:
    client = serve(filled, {"/tags": tag_list(filled, create_schema=None)})
    assert client.post("/tags", json={"name": "dance"}).status_code == 405


@pytest.mark.parametrize(
    ("attributes", "complaint"),
    [
        ({"schema": None}, "does not say what is shown"),
        ({"filters": {"name": "eq"}}, "Give Filters"),
        ({"sorting": "name"}, "Give Sorting"),
        ({"filters": Filters(nonsense=Filter("nonsense"))}, "no plain attribute of Tag"),
        ({"pagination": 20}, "20 is no pager"),
        ({"search": "name"}, "has to be a tuple"),
        ({"create_fields": ("name",)}, "both create_schema and create_fields"),
        ({"scope": staticmethod(lambda selection: selection)}, "Write a plain method"),
    ],
)
def test_what_does_not_go_together_is_told_at_registration(filled: Session, attributes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        serve(filled, {"/tags": tag_list(filled, **attributes)})


def test_path_variable_that_narrows_nothing_is_a_mistake(filled: Session) -> None:
    with pytest.raises(ConfigError, match="'blog' is no attribute of Tag"):
        serve(filled, {"/<blog>/tags": tag_list(filled)})


def test_scope_of_a_list_may_take_all_that_is_known(filled: Session) -> None:
    seen: list[set[str]] = []

    def scope(self: Any, selection: Select[Any], **known: Any) -> Select[Any]:
        seen.append(set(known))
        return selection

    client = serve(filled, {"/<blog>/tags": tag_list(filled, scope=scope, create_schema=None)})
    assert numbers(client.get("/first/tags")) == [1, 2, 3]
    assert seen and all("blog" in known for known in seen)
