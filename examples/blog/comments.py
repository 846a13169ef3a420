"""Comments of a post."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from flask_resty import Blueprint
from flask_resty import Page
from flask_resty import Paged
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import current_principal
from flask_resty import paginate
from flask_resty import public
from flask_resty import returns
from flask_resty import throttle
from flask_resty import use

from .database import session
from .formats import LIST_EMITTERS
from .listing import paged
from .models import MAX_INTEGER
from .models import Account
from .models import Comment
from .models import Post
from .posts import post_at
from .schemas import CommentIn
from .schemas import CommentOut

blueprint = Blueprint("comments", __name__, url_prefix="/posts/<slug>/comments")


def readable(slug: str) -> Post | None:
    """Give the post with a slug, if the caller may read it."""
    post = post_at(slug)
    return post if post is not None and post.is_shown_to(current_principal) else None


@blueprint.resource("")
class CommentList(Resource):
    """What was said to a post, the oldest first. Whoever has an account may say something."""

    def find(self, slug: str) -> Post | None:
        return readable(slug)

    @paginate(PageNumber(size=100, max_size=100))
    @returns(CommentOut(many=True))
    @use(emitters=LIST_EMITTERS)
    @public
    def get(self, item: Post, page: Page) -> Paged:
        return paged(select(Comment).where(Comment.post_id == item.id).order_by(Comment.created_at, Comment.id), page)

    @accepts(CommentIn)
    @returns(CommentOut, 201, location="comments.comment_item")
    @throttle("5/10 minutes")
    def post(self, item: Post, body: dict[str, Any], principal: Account) -> Comment:
        comment = Comment(post_id=item.id, author=principal, content=body["content"])
        session.add(comment)
        session.flush()
        return comment


@blueprint.resource(f"/<int(max={MAX_INTEGER}):id>")
class CommentItem(Resource):
    """One comment."""

    def find(self, slug: str, id: int) -> Comment | None:
        post = readable(slug)
        return None if post is None else session.scalar(select(Comment).where(Comment.id == id, Comment.post_id == post.id))

    @returns(CommentOut)
    @public
    def get(self, item: Comment) -> Comment:
        return item
