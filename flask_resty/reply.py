"""Responses whose content is finished, made and written without the work that Werkzeug does for all others.

A :class:`Reply` is a ``flask.Response`` in all that can be seen of it; hooks and entries may change it as any other. What
they left nothing to be corrected in is written as it is; everything else goes the way of its base class. This is one of the
two places that use private attributes of Werkzeug (see ``docs/why.md``): :func:`fits` tells whether they are what they were,
and where they are not, or where the app has a response class of its own, that class makes the responses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from functools import lru_cache
from typing import Any

from flask import Flask
from flask import Response
from werkzeug.datastructures import Headers

from .http.answers import empty
from .http.answers import fields_for

#: Makes a response of its content.
Fill = Callable[[bytes], Response]

#: Fields whose values the base class still has to correct, unless they are paths of which nothing has to be quoted.
_ADDRESSES = frozenset({"location", "content-location"})
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9._~-][A-Za-z0-9._~/-]*)?")

#: Statuses without content, and the fields that the base class corrects or takes away then.
_WITHOUT_CONTENT = frozenset({204, 304})
_OF_CONTENT = _ADDRESSES | {"allow", "last-modified"} | {f"content-{name}" for name in "encoding language length md5 range type".split()}


class Reply(Response):
    """A response that is written as it is, where nothing has to be corrected in it."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer as a WSGI application."""
        if environ["REQUEST_METHOD"] == "HEAD" or self._on_close or not _is_finished(self):
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers._list[:])
        return self.response


def _is_finished(reply: Reply) -> bool:
    """Tell whether the content is one piece whose length is told, and no field is left that has to be corrected."""
    content, status, is_told = reply.response, reply.status_code, False
    if status in _WITHOUT_CONTENT:
        return content == [] and _OF_CONTENT.isdisjoint([name.lower() for name, _ in reply.headers._list])
    if type(content) is not list or len(content) != 1 or type(content[0]) is not bytes or status < 200:
        return False
    for name, value in reply.headers._list:
        name = name.lower()
        if name in _ADDRESSES and (reply.autocorrect_location_header or _PLAIN_PATH.fullmatch(value) is None):
            return False
        is_told = is_told or name == "content-length"
    return is_told


#: Header fields that are known before the request.
Fixed = tuple[tuple[str, str], ...]


def emptier(app: Flask, status: int, fixed: Fixed = ()) -> Callable[[], Response]:
    """Make what makes the responses of an app that have one status and no content.

    :param fixed: the header fields that they have besides those of any answer, or in place of them.
    """
    if app.response_class is Response and fits(Response):
        lean = _lean(status, None, fixed)
        return lambda: lean(None)

    def blank() -> Response:
        response = empty(app, status)
        response.headers.update(fixed)
        return response

    return blank


def filler(response_class: type[Response], status: int, media_type: str, fixed: Fixed = ()) -> Fill:
    """Make what makes the responses of an app that have one status and one media type.

    :param fixed: the header fields that they have besides those of any answer, or in place of them.
    """
    if response_class is Response and fits(Response):
        return _lean(status, media_type, fixed)
    return lambda content: response_class(content, status, {**fields_for(status), **dict(fixed)}, content_type=media_type)


@lru_cache(maxsize=1024)
def _lean(status: int, media_type: str | None, fixed: Fixed = ()) -> Callable[[bytes | None], Response]:
    pattern = Response(status=status, headers={**fields_for(status), **dict(fixed)}, content_type=media_type)
    if media_type is None:
        del pattern.headers["Content-Type"]
    fields, line, code = pattern.headers.to_wsgi_list(), pattern.status, pattern.status_code
    new, new_headers = Reply.__new__, Headers.__new__

    def fill(content: bytes | None) -> Response:
        reply = new(Reply)
        reply.headers = headers = new_headers(Headers)
        headers._list = [*fields] if content is None else [*fields, ("Content-Length", str(len(content)))]
        reply._status = line
        reply._status_code = code
        reply.direct_passthrough = False
        reply._on_close = []
        reply.response = [] if content is None else [content]
        return reply

    return fill


@cache
def fits(response_class: type[Response]) -> bool:
    """Tell whether a response that is made here is the same as one that its class makes."""
    made = response_class(b"{}", 200, fields_for(200), content_type="application/json")
    try:
        return vars(_lean(200, "application/json")(b"{}")) == vars(made)
    except AttributeError:
        # Werkzeug's header fields are kept in another way.
        return False
