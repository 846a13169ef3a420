"""What type checkers see of model resources: stores fit, attributes and hooks are as in the docs. Read by `make lint`, never run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import ClassVar
from typing import assert_type

from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import ForeignKey
from sqlalchemy import Select
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import PageNumber
from flask_resty import Principal
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty.middleware import transaction
from flask_resty.models import Adapters
from flask_resty.models import Comparison
from flask_resty.models import Cursor
from flask_resty.models import Expand
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import LimitOffset
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Related
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import Store
from flask_resty.models import check_store
from flask_resty.models import model_schema
from flask_resty.models import pair
from flask_resty.models import reading
from flask_resty.models import resources_of


class Model(DeclarativeBase):
    pass


class Author(Model):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]


class Post(Model):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    deleted_at: Mapped[dt.datetime | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship()


class PostOut(Schema):
    id = fields.Int()
    title = fields.Str()


class PostIn(Schema):
    title = fields.Str(required=True)
    author = Related(Author)


session = scoped_session(sessionmaker(create_engine("sqlite://")))
posts = SQLAlchemyStore(Post, session)
store: Store = posts
stores: list[Store] = [SQLAlchemyStore("blog.models.Post"), SQLAlchemyStore(Post, lambda: Session()), ObjectStore(Post, [], key=("id",))]


def by_title(select: Select[Any], value: str) -> Select[Any]:
    return select.where(Post.title == value)


def is_author(principal: Principal, item: Post) -> bool:
    return str(item.author_id) == principal.id


asked = Filters(
    title=Filter("title", "eq", "like"),
    author=Filter("author.username"),
    word=Filter(field=fields.Str(), by=by_title),
)


class PostItem(ModelItem):
    store = posts
    schema = PostOut
    update_schema = PostIn(partial=True)
    replace_schema = PostIn
    creates = True
    deletes = True
    soft_delete = "deleted_at"
    locks = True
    write_once = ("author",)
    uses = {"get": [public], "patch": [requires("posts:write")], "delete": [requires(is_author)]}

    # Hooks ask for what they want to know.
    def scope(self, select: Select[tuple[Post]], principal: Principal) -> Select[tuple[Post]]:
        return select.where(Post.author_id == principal.id)

    def create_item(self, values: Mapping[str, Any], *, id: int) -> Post:
        made: Post = super().create_item({**values, "id": id})
        return made

    def update_item(self, item: Post, values: Mapping[str, Any], principal: Principal) -> Post:
        super().update_item(item, {**values, "author_id": principal.id})
        return item

    def delete_item(self, item: Post, principal: Principal) -> None:
        super().delete_item(item)

    def find(self, id: int) -> Post | None:
        return session.get(Post, id)

    def version(self, item: Post) -> tuple[int, str]:
        return item.id, item.title

    # A verb that is written asks for what it wants to know, too.
    @returns(PostOut)
    def get(self, item: Post, shown: Schema | None) -> Post:
        return item

    def patch(self, item: Post, body: dict[str, Any], principal: Principal) -> Any:
        return super().patch(item, body)


class PostList(ModelCollection):
    model = Post
    item = PostItem
    fields = ("id", "title", ("author", ("username",)), "shouting", {"headline": "title"})
    exclude = ("deleted_at",)
    relations = {"author": Expand(("username",))}
    list_fields = (":pk", ":local")
    create_schema = PostIn
    filters = asked
    sorting = Sorting("title", recent="id", default="-recent,title")
    pagination = (PageNumber(size=20), Cursor(size=20), LimitOffset(size=20))
    total = True
    record_range = True
    uses = {"get": [public]}

    def scope(self, select: Select[tuple[Post]], item: Author | None, principal: Principal | None) -> Select[tuple[Post]]:
        return select

    def search(self, select: Select[tuple[Post]], text: str) -> Select[tuple[Post]]:
        return select.where(Post.title.icontains(text, autoescape=True))

    def create_item(self, values: Mapping[str, Any], principal: Principal) -> Any:
        return super().create_item({**values, "author_id": principal.id})

    @reading("title")
    def shouting(self, item: Post) -> str:
        return item.title.upper()


class PostBulk(ModelBulk):
    store = posts
    create_schema = PostIn
    update_fields = ("title",)
    by = ("title",)
    partial = True
    max_items = 10

    def scope(self, select: Select[tuple[Post]], principal: Principal) -> Select[tuple[Post]]:
        return select

    def create_item(self, values: Mapping[str, Any], principal: Principal) -> Any:
        return super().create_item(values)


class Represented(ModelCollection):
    adapters = Adapters()
    store: ClassVar[Store] = ObjectStore(Post)
    schema = "brief"
    pagination = None
    filters = None
    search = ("title",)
    key = {"name": "author.username"}

    # One with parameters of its own in the place of those of the general class, and a contract of its own.
    @accepts(PostOut, "query")
    @returns(PostOut(many=True))
    async def get(self, query: dict[str, Any]) -> Sequence[Post]:
        return self.store.query(Query(comparisons=[Comparison("title", "in", ["a"])], order=[Order("id")], limit=query["id"]))


app = Flask(__name__)
api = Api(app, middleware=[transaction(session)])
blueprint = Blueprint("posts", __name__)
pair(api, "/posts", PostList, PostItem, key="<int:id>")
pair(blueprint, "/again", *resources_of(Post, session, fields=(":local",), deletes=True))
check_store(posts, [{"title": "One"}])
api.resource("/posts/bulk")(PostBulk)

assert_type(api.resource("/posts")(PostList), type[PostList])
assert_type(model_schema(Post, ("id", {"headline": "title"}), name="PostOut"), type[Schema])
assert_type(resources_of(Post), tuple[type[ModelCollection], type[ModelItem]])
assert_type(PostList().shouting(Post()), str)
assert_type(PostItem().find(1), Post | None)
assert_type(posts.key, tuple[str, ...])

Filter("title", "equals")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Filters(title="eq")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Filters(Filter("title"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Sorting("title", default=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Cursor(size="20")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Query(order=["title"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
pair(api, "/posts", PostItem, PostList)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


class Wrong(ModelItem):
    deletes = "yes"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    soft_delete = True  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
