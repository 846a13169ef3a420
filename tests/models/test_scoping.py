"""Which rows a request is about, whoever asks for them."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Select
from sqlalchemy.orm import Session

from flask_resty import Principal
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import SQLAlchemyStore

from .magazine import ANN
from .magazine import known_callers
from .magazine import serve
from .toys import DAWN
from .toys import Article


class ScopedArticleOut(Schema):
    id = fields.Int()
    slug = fields.Str()


class ForgetfulList(ModelCollection):
    """Its verbs call the usual ones, and pass nothing on that these ask for."""

    schema = ScopedArticleOut
    create_fields = ("slug", "title")

    def get(self, query: Any = None, page: Any = None) -> Any:
        return super().get(query, page)

    def post(self, body: Any) -> Any:
        return super().post({**body, "created_at": DAWN})


def numbers(response: Any) -> list[int]:
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json]


def test_list_has_the_rows_of_its_address_though_a_verb_does_not_pass_it_on(filled: Session) -> None:
    cls = type("ArticleList", (ForgetfulList,), {"store": SQLAlchemyStore(Article, filled)})
    client = serve(filled, {"/authors/<int:author_id>/articles": cls, "/articles": cls})
    assert numbers(client.get("/authors/1/articles")) == [1, 3, 5]
    assert numbers(client.get("/articles")) == [1, 2, 3, 4, 5, 6]


def test_what_is_made_gets_the_values_of_its_address_though_a_verb_does_not_pass_them_on(filled: Session) -> None:
    cls = type("ArticleList", (ForgetfulList,), {"store": SQLAlchemyStore(Article, filled)})
    client = serve(filled, {"/authors/<int:author_id>/articles": cls})
    assert client.post("/authors/2/articles", json={"slug": "new", "title": "New"}).status_code == 201
    assert [article.author_id for article in filled.query(Article).filter_by(slug="new")] == [2]


def test_item_is_one_of_its_address_though_find_does_not_pass_it_on(filled: Session) -> None:
    class ForgetfulItem(ModelItem):
        store = SQLAlchemyStore(Article, filled)
        schema = ScopedArticleOut

        def find(self, id: int) -> Any:
            return super().find(id=id)

    client = serve(filled, {"/authors/<int:author_id>/articles/<int:id>": ForgetfulItem})
    assert client.get("/authors/1/articles/1").status_code == 200
    assert client.get("/authors/2/articles/1").status_code == 404


@pytest.mark.parametrize("default", [False, True], ids=["required", "with a default"])
def test_scope_knows_the_principal_though_a_verb_does_not_pass_it_on(filled: Session, default: bool) -> None:
    def of(select: Select[Any], principal: Principal | None) -> Select[Any]:
        return select if principal is None else select.where(Article.author_id == int(principal.id))

    scope: Any = (
        (lambda self, select, principal=None: of(select, principal)) if default else lambda self, select, principal: of(select, principal)
    )
    cls = type("ArticleList", (ForgetfulList,), {"store": SQLAlchemyStore(Article, filled), "scope": scope})
    client = serve(filled, {"/articles": cls}, middleware=[known_callers()])
    assert numbers(client.get("/articles", headers=ANN)) == [1, 3, 5]


def test_derived_class_and_the_first_one_keep_to_themselves_in_whatever_order_they_are_served(filled: Session) -> None:
    first = type("First", (ForgetfulList,), {"store": SQLAlchemyStore(Article, filled), "filters": Filters(slug=Filter("slug"))})
    second = type("Second", (first,), {"filters": Filters(title=Filter("title"))})
    for order in ([first, second], [second, first], [second, first, second, first]):
        client = serve(filled, {f"/{number}/{cls.__name__}": cls for number, cls in enumerate(order)})
        for number, cls in enumerate(order):
            known, unknown = ("slug", "title") if cls is first else ("title", "slug")
            assert client.get(f"/{number}/{cls.__name__}?{known}=x").json == []
            assert client.get(f"/{number}/{cls.__name__}?{unknown}=x").status_code == 422
