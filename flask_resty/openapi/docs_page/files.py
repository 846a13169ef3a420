"""The files that the page loads, each under a name that changes with its content, so that a browser need not ask twice."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

#: By the name that they are served under: where each stands in the package, and what it is. There is no dot in a name, since what
#: follows one may be the name of a format: ``Api(format_in_url=True)``.
_SERVED = {
    "swagger-ui": ("swagger_ui/swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui-style": ("swagger_ui/swagger-ui.css", "text/css"),
    "start": ("start.js", "text/javascript"),
    "style": ("page.css", "text/css"),
    "redirect": ("redirect.js", "text/javascript"),
}


class File(NamedTuple):
    """A file that a page loads."""

    media_type: str
    content: bytes
    #: Tells its content from any other.
    digest: str


def served(name: str) -> File:
    """Give a file that is there."""
    found = file_of(name)
    assert found is not None
    return found


@cache
def file_of(name: str) -> File | None:
    """Give the file that is served under a name, or ``None``."""
    if name not in _SERVED:
        return None
    path, media_type = _SERVED[name]
    content = read(path)
    return File(media_type, content, sha256(content).hexdigest()[:16])


def read(path: str) -> bytes:
    """Give the content of a file of this package."""
    return files("flask_resty.openapi.docs_page").joinpath(path).read_bytes()
