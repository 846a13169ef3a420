"""What goes in and out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import Expandable
from flask_resty import Link
from flask_resty.fields import Links

#: Not every database can keep the character NUL.
_TEXT = validate.Regexp(r"[^\0]*\Z", error="The character NUL is not allowed.")

_TAG = validate.Regexp(r"(?:[^\s\0-\x1f\x7f]+(?: [^\s\0-\x1f\x7f]+)*)?\Z", error="A tag is one line without spaces around it.")


def _once(values: Sequence[str]) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("Each tag may be given only once.")


def _has_utc(moment: dt.datetime) -> None:
    try:
        moment.astimezone(dt.UTC)
    except OverflowError as error:
        # Such as the first hour of year 1, somewhere in the east.
        raise ValidationError("There is no such moment in UTC.") from error


class AuthorOut(Schema):
    """Who wrote something."""

    username = fields.Str()
    name = fields.Str()


class AccountOut(AuthorOut):
    """Who one is."""

    roles = fields.List(fields.Str())
    scopes = fields.List(fields.Str())


class PostIn(Schema):
    """A post as its author writes it. With ``partial=True`` it is a change: what is left out stays."""

    title = fields.Str(required=True, validate=[validate.Length(1, 200), _TEXT])
    content = fields.Str(required=True, validate=_TEXT)
    tags = fields.List(
        fields.Str(validate=[validate.Length(1, 50), _TAG]),
        load_default=list,
        validate=[validate.Length(max=10), _once],
        metadata={"uniqueItems": True},
    )
    status = fields.Str(load_default="draft", validate=validate.OneOf(["draft", "published"]))
    # Where a published post has none, it gets the present moment.
    published_at = fields.AwareDateTime(load_default=None, allow_none=True, validate=_has_utc)


class PostOut(Schema):
    """A post as it is shown."""

    id = fields.Int()
    slug = fields.Str()
    title = fields.Str()
    content = fields.Str()
    content_size = fields.Int()
    tags = fields.List(fields.Str())
    status = fields.Str()
    published_at = fields.AwareDateTime(allow_none=True)
    author = fields.Nested(AuthorOut)
    comments_count = fields.Int()
    comments = Expandable(lambda: CommentOut(), many=True, collapsed=None)
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    links = Links(
        {
            "self": Link("posts.post_item"),
            "comments": Link("comments.comment_list"),
            "author": Link("posts.post_list", author="author.username"),
        }
    )


class CommentIn(Schema):
    """A comment as it is written."""

    content = fields.Str(required=True, validate=[validate.Length(1, 2000), _TEXT])


class CommentOut(Schema):
    """A comment as it is shown."""

    id = fields.Int()
    content = fields.Str()
    author = fields.Nested(AuthorOut)
    created_at = fields.AwareDateTime()
