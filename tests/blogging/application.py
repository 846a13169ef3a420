"""The blog as ``app``, behind something that sends those away at first who ask for it by ``X-Busy``."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse
from wsgiref.types import WSGIEnvironment

from examples.blog import create_app
from examples.blog.database import sessions
from examples.blog.seed import prepare

_blog = create_app()
with _blog.app_context(), sessions()() as session:
    prepare(session)

_sent_away: set[str] = set()


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 429 the first time that a request comes with some ``X-Busy``, as one throttle of many does; then as the blog does."""
    name = environ.get("HTTP_X_BUSY")
    if name is None or name in _sent_away:
        return _blog(environ, start_response)
    _sent_away.add(name)
    headers = [("Content-Type", "application/problem+json"), ("Retry-After", "1")]
    start_response("429 Too Many Requests", headers)
    return [b'{"title": "Too Many Requests", "status": 429}']
