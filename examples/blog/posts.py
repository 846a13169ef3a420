"""Posts: the list, the single one, and how they are written."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from flask_resty import Blueprint
from flask_resty import Page
from flask_resty import Paged
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import current_principal
from flask_resty import paginate
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import use
from flask_resty.middleware import Idempotency

from .database import repeats
from .database import session
from .formats import LIST_EMITTERS
from .listing import matching
from .listing import paged
from .models import Account
from .models import Post
from .models import now
from .schemas import PostIn
from .schemas import PostOut
from .schemas import PostQuery
from .slugs import free
from .slugs import is_slug
from .slugs import slug_of

blueprint = Blueprint("posts", __name__, url_prefix="/posts")

#: How often to look for another slug. Where many want the same one, each time one of them gets it.
_ATTEMPTS = 20


def is_author(principal: Account, item: Post) -> bool:
    """Tell whether the caller wrote the post."""
    return item.is_by(principal)


author_or_admin = requires(is_author) | requires(role="admin")


@blueprint.resource("")
class PostList(Resource):
    """All posts that the caller may read."""

    @accepts(PostQuery, "query")
    @paginate(PageNumber(size=20, max_size=100))
    @returns(PostOut(many=True))
    @use(emitters=LIST_EMITTERS)
    @public
    def get(self, query: dict[str, Any], page: Page, principal: Account | None) -> Paged:
        return paged(matching(query, principal), page)

    @accepts(PostIn)
    @returns(PostOut, 201, location="posts.post_item")
    @requires("posts:write")
    @Idempotency(repeats)
    def post(self, body: dict[str, Any], principal: Account) -> Post:
        return create(principal, body)


@blueprint.resource("/<slug>", require_match=True)
class PostItem(Resource):
    """One post. Its slug stays, whatever becomes of its title."""

    def find(self, slug: str) -> Post | None:
        return reachable(slug)

    def version(self, item: Post) -> tuple[Any, ...]:
        """Tell apart all that is shown: which post it is, what its author wrote, how much was said to it, what its author is called.

        A new post may get the slug of one that is gone, and even its number, but not its moment.
        """
        return item.created_at, item.version, item.comments_count, item.author.name

    @returns(PostOut)
    @public
    def get(self, item: Post) -> Post:
        return item

    @accepts(PostIn)
    @returns(PostOut)
    @requires("posts:write")
    @author_or_admin
    def put(self, item: Post, body: dict[str, Any]) -> Post:
        return changed(item, body)

    @accepts(PostIn(partial=True))
    @returns(PostOut)
    @requires("posts:write")
    @author_or_admin
    def patch(self, item: Post, body: dict[str, Any]) -> Post:
        return changed(item, body)

    @returns(None)
    @requires("posts:write")
    @author_or_admin
    def delete(self, item: Post) -> None:
        # The database takes tags and comments along. It begins with the post, as every change does, so none waits for another in a circle.
        deleted = session.execute(delete(Post).where(Post.id == item.id, Post.version == item.version))
        if not deleted.rowcount:
            raise StaleDataError


def post_at(slug: str) -> Post | None:
    """Give the post with a slug, whoever may read it."""
    return session.scalar(select(Post).where(Post.slug == slug)) if is_slug(slug) else None


def reachable(slug: str) -> Post | None:
    """Give the post with a slug. A draft is nothing for anybody but its author; an admin may change and delete what he cannot read."""
    post = post_at(slug)
    if post is None or post.is_shown_to(current_principal):
        return post
    is_change = request.method not in {"GET", "HEAD"}
    return post if is_change and current_principal and "admin" in current_principal.roles else None


def create(author: Account, values: dict[str, Any]) -> Post:
    """Write a new post under a slug that is free."""
    for _ in range(_ATTEMPTS):
        post = change(Post(author=author, slug=_free_slug(values["title"])), values)
        session.add(post)
        try:
            session.flush()
            return post
        except IntegrityError:
            # Another request took the slug after we had looked.
            session.rollback()
    raise Problem(409, "Too many posts are being written under this title. Try again.")


def _free_slug(title: str) -> str:
    slug = slug_of(title)
    taken = session.scalars(select(Post.slug).where((Post.slug == slug) | Post.slug.startswith(f"{slug}-")))
    return free(slug, set(taken))


def changed(post: Post, values: dict[str, Any]) -> Post:
    """Change a post that is there. It is written at once, so that the answer can tell its new version."""
    change(post, values)
    session.flush()
    return post


def change(post: Post, values: dict[str, Any]) -> Post:
    """Give a post the values that its author wants."""
    for name, value in values.items():
        setattr(post, name, value)
    post.updated_at = now()
    post.created_at = post.created_at or post.updated_at
    if post.status == "published" and post.published_at is None:
        post.published_at = post.updated_at
    return post
