"""Posts: the list, the single one, and how they are written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import request
from sqlalchemy import Select
from sqlalchemy import or_
from sqlalchemy import select

from flask_resty import Blueprint
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import current_principal
from flask_resty import public
from flask_resty import requires
from flask_resty import throttle
from flask_resty import use
from flask_resty.middleware import Idempotency
from flask_resty.models import Comparison
from flask_resty.models import Conflict
from flask_resty.models import Cursor
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import Query
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .database import repeats
from .database import session
from .formats import LIST_EMITTERS
from .models import Account
from .models import Post
from .models import now
from .schemas import PostIn
from .schemas import PostOut
from .slugs import free
from .slugs import slug_of

blueprint = Blueprint("posts", __name__, url_prefix="/posts")

POSTS = SQLAlchemyStore(Post, session)

#: How often to look for another slug. Where many want the same one, each time one of them gets it.
_ATTEMPTS = 20


def is_author(principal: Account, item: Post) -> bool:
    """Tell whether the caller wrote the post."""
    return item.is_by(principal)


writer = requires("posts:write")

#: How often an account may write, be it a post or a cover: the scope has all of it counted together.
writing = throttle("600/hour", scope="writing")
author_or_admin = requires(is_author) | requires(role="admin")


def readable(selected: Select[Any], reader: Account | None) -> Select[Any]:
    """Narrow a selection to the posts that somebody, or nobody in particular, may read: drafts are for their author alone."""
    published = Post.status == "published"
    return selected.where(or_(published, Post.author_id == reader.id) if reader else published)


def reachable(selected: Select[Any], caller: Account | None) -> Select[Any]:
    """Narrow a selection to the posts that are there for a request. An admin may change and delete what he cannot read."""
    is_change = request.method not in {"GET", "HEAD"}
    return selected if is_change and caller and "admin" in caller.roles else readable(selected, caller)


def post_at(slug: str, narrow: Callable[[Select[Any], Account | None], Select[Any]] = readable) -> Post | None:
    """Give the post with a slug, if it is there for the caller."""
    asked = Query(comparisons=[Comparison("slug", "eq", slug)], narrowed_by=[lambda selected: narrow(selected, current_principal)])
    found: Post | None = POSTS.get(asked)
    return found


@blueprint.resource("")
class PostList(ModelCollection):
    """All posts that the caller may read."""

    store = POSTS
    schema = PostOut
    create_schema = PostIn
    item = "posts.post_item"
    filters = Filters(
        author=Filter("author.username"),
        tag=Filter("_tags.name"),
        status=Filter("status"),
        created_at=Filter("created_at", "gte", "lt"),
        published_at=Filter("published_at", "gte", "lt", "null"),
    )
    search = ("title", "content")
    sorting = Sorting("title", "created_at", "updated_at", "published_at", default="-created_at")
    pagination = (PageNumber(size=20, max_size=100), Cursor(size=20, max_size=100))
    uses = {"get": [use(emitters=LIST_EMITTERS), public], "post": [writer, writing, Idempotency(repeats)]}

    def scope(self, select: Select[Any], principal: Account | None) -> Select[Any]:
        return readable(select, principal)

    def create_item(self, values: dict[str, Any], principal: Account) -> Any:
        for _ in range(_ATTEMPTS):
            slug = _free_slug(values["title"])
            # Another request may take the slug after we have looked.
            with suppress(Conflict), self.store.attempt():
                return super().create_item(dated({**values, "author": principal, "slug": slug}))
        raise Problem(409, "Too many posts are being written under this title. Try again.")


@blueprint.resource("/<slug>", require_match=True)
class PostItem(ModelItem):
    """One post. Its slug stays, whatever becomes of its title."""

    store = POSTS
    schema = PostOut
    replace_schema = PostIn
    update_schema = PostIn(partial=True)
    deletes = True
    locks = True
    uses = {"get": [public], **dict.fromkeys(("put", "patch", "delete"), [writer, author_or_admin, writing])}

    def scope(self, select: Select[Any], principal: Account | None) -> Select[Any]:
        return reachable(select, principal)

    def version(self, item: Post) -> tuple[Any, ...]:
        """Tell apart all that is shown: which post it is, what its author wrote, how much was said to it, what its author is called.

        A new post may get the slug of one that is gone, and even its number, but not its moment.
        """
        return item.created_at, item.version, item.comments_count, item.author.name

    def update_item(self, item: Post, values: dict[str, Any]) -> Any:
        return super().update_item(item, dated(values, item))


def dated(values: dict[str, Any], post: Post | None = None) -> dict[str, Any]:
    """Add the moments of a change, or of a new post. What is published has a moment when it was."""
    moment = now()
    written = {**values, "updated_at": moment} if post else {**values, "updated_at": moment, "created_at": moment}
    status, published_at = (values.get(name, getattr(post, name, None)) for name in ("status", "published_at"))
    return written | {"published_at": moment} if status == "published" and published_at is None else written


def _free_slug(title: str) -> str:
    slug = slug_of(title)
    taken = session.scalars(select(Post.slug).where((Post.slug == slug) | Post.slug.startswith(f"{slug}-")))
    return free(slug, set(taken))
