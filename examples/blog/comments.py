"""Comments of a post."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from flask_resty import Blueprint
from flask_resty import PageNumber
from flask_resty import public
from flask_resty import throttle
from flask_resty import use
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .database import session
from .formats import LIST_EMITTERS
from .models import MAX_INTEGER
from .models import Account
from .models import Comment
from .models import Post
from .posts import post_at
from .posts import readable
from .schemas import CommentIn
from .schemas import CommentOut

blueprint = Blueprint("comments", __name__, url_prefix="/posts/<slug>/comments")


@blueprint.resource("")
class CommentList(ModelCollection):
    """What was said to a post, the oldest first. Whoever has an account may say something."""

    store = SQLAlchemyStore(Comment, session)
    schema = CommentOut
    create_schema = CommentIn
    item = "comments.comment_item"
    sorting = Sorting(default="created_at")
    pagination = PageNumber(size=100, max_size=100)
    uses = {"get": [use(emitters=LIST_EMITTERS), public], "post": [throttle("5/10 minutes")]}

    def find(self, slug: str) -> Post | None:
        return post_at(slug)

    def scope(self, select: Select[Any], item: Post) -> Select[Any]:
        return select.where(Comment.post_id == item.id)

    def create_item(self, values: dict[str, Any], item: Post, principal: Account) -> Any:
        return super().create_item({**values, "post_id": item.id, "author": principal})


@blueprint.resource(f"/<int(max={MAX_INTEGER}):id>")
class CommentItem(ModelItem):
    """One comment."""

    store = CommentList.store
    schema = CommentOut
    uses = {"get": [public]}

    def scope(self, select: Select[Any], slug: str, principal: Account | None) -> Select[Any]:
        return readable(select.join(Post, Comment.post_id == Post.id).where(Post.slug == slug), principal)
