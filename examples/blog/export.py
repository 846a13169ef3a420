"""The export: all that is published, as a stream."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty import public
from flask_resty import streams
from flask_resty import throttle
from flask_resty import use

from .database import sessions
from .formats import STREAM_EMITTERS
from .models import Post
from .schemas import PostOut

blueprint = Blueprint("export", __name__, url_prefix="/export")

_BATCH = 100


@blueprint.resource("/posts")
class PostExport(Resource):
    """All published posts, in the order in which they were written."""

    @streams(PostOut)
    @use(emitters=STREAM_EMITTERS)
    @throttle("60/hour")
    @public
    def get(self) -> Iterator[Post]:
        return published_posts(with_comments="expand" in request.args)


def published_posts(*, with_comments: bool = False) -> Iterator[Post]:
    """Give one post after the other, in constant memory.

    It is read after the request's session was closed, so it has sessions of its own: one for each batch, closed before
    the batch goes out. However slowly a client reads, no connection waits for it.

    :param with_comments: whether their comments are read, too. Afterwards nothing more can be.
    """
    options = [selectinload(Post.comments)] if with_comments else []
    make_session, last = sessions(), 0
    while True:
        with make_session() as session:
            found = select(Post).where(Post.status == "published", Post.id > last).order_by(Post.id).limit(_BATCH).options(*options)
            batch = session.scalars(found).all()
        yield from batch
        if len(batch) < _BATCH:
            return
        last = batch[-1].id
