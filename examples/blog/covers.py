"""Covers: the picture of a post, taken and given as it is."""

from __future__ import annotations

from http import HTTPStatus

from flask import request
from sqlalchemy import select

from flask_resty import Binary
from flask_resty import Blueprint
from flask_resty import Download
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns

from .database import session
from .models import Account
from .models import Cover
from .posts import post_at
from .posts import reachable
from .posts import writing

blueprint = Blueprint("covers", __name__, url_prefix="/posts/<slug>/cover")

PICTURE = Binary("image/png", "image/jpeg", "image/webp")

#: The largest picture, in bytes.
MAX_SIZE = 1024 * 1024


def is_author_of_post(principal: Account, item: Cover | None) -> bool:
    """Tell whether the caller wrote the post, which may have no cover yet."""
    post = post_at((request.view_args or {})["slug"], reachable)
    return post is not None and post.is_by(principal)


author_or_admin = requires(is_author_of_post) | requires(role="admin")


@blueprint.resource("")
class PostCover(Resource):
    """The picture of one post."""

    def find(self, slug: str) -> Cover | None:
        """Look it up. Where the post is not there for the caller, nothing can be put."""
        post = post_at(slug, reachable)
        if post is None:
            raise Problem(404, "There is nothing at this address.")
        return session.scalar(select(Cover).where(Cover.post_id == post.id))

    def version(self, item: Cover) -> str:
        return item.version

    @returns(PICTURE)
    @public
    def get(self, item: Cover) -> Download:
        return Download(item.content, item.media_type, inline=True)

    @accepts(PICTURE, max_size=MAX_SIZE)
    @returns(None, 201)
    @returns(None, 204)
    @requires("posts:write")
    @author_or_admin
    @writing
    def put(self, slug: str, item: Cover | None, body: Upload) -> HTTPStatus:
        cover = item or Cover(post_id=post_id_of(slug))
        cover.media_type, cover.content = body.media_type.partition(";")[0].strip(), body.read()
        session.add(cover)
        session.flush()
        return HTTPStatus.CREATED if item is None else HTTPStatus.NO_CONTENT

    @returns(None)
    @requires("posts:write")
    @author_or_admin
    @writing
    def delete(self, item: Cover) -> None:
        session.delete(item)
        session.flush()


def post_id_of(slug: str) -> int:
    """Give the number of a post that is there."""
    post = post_at(slug)
    if post is None:
        raise Problem(409, "The post was deleted at the same time.")
    return post.id
