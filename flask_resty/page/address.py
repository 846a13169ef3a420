"""What the address of a request says to whoever reads the page: where it is, what is above it, and what else can be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from flask import Request
from flask import current_app

from ..http.links import reference
from ..negotiating import FORMAT
from ..negotiating import FORMAT_OF_PATH
from ..offers import names_of
from ..operation import Operation
from .forms import Form
from .highlight import is_address
from .highlight import visible
from .inputs import Input

#: So many parts of a path are shown.
_MOST = 30


class Crumb(NamedTuple):
    """A part of the path."""

    text: str
    #: Where it leads; ``None`` where nothing is.
    href: str | None


class Format(NamedTuple):
    """Another way to see the same."""

    #: What it is called, in short.
    name: str
    media_type: str
    #: Its address; ``None`` where only ``Accept`` can ask for it.
    href: str | None


class Parameter(NamedTuple):
    """One parameter of the query, which can be changed by itself."""

    input: Input
    #: What it is now.
    values: tuple[str, ...]
    #: What stays as it is, if this one is changed.
    kept: tuple[tuple[str, str], ...]
    #: The address without it.
    cleared: str


def path_of(environ: Mapping[str, Any]) -> str:
    """Give the path of a request for links, without the name of a format."""
    return reference({**_plain(environ), "QUERY_STRING": ""}, {})


def _plain(environ: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**environ, "PATH_INFO": _without_format(environ["PATH_INFO"], environ)}


def _without_format(path: str, environ: Mapping[str, Any]) -> str:
    return path.removesuffix(f".{environ[FORMAT_OF_PATH]}") if FORMAT_OF_PATH in environ else path


def crumbs(request: Request) -> Iterator[Crumb]:
    """Give the parts of the path, from the root on. A part leads somewhere if there is something to GET."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    parts = [part for part in _without_format(request.path, request.environ).split("/") if part][:_MOST]
    for end in range(len(parts) + 1):
        path = "/" + "/".join(parts[:end])
        found = next((each for each in (path, f"{path.rstrip('/')}/") if adapter.test(each, "GET")), None)
        href = "" if found is None else path_of({**request.environ, "PATH_INFO": found.encode().decode("latin-1")})
        yield Crumb(visible(parts[end - 1]) if end else "/", href if is_address(href) else None)


def formats(request: Request, operation: Operation) -> Iterator[Format]:
    """Give the other formats that an operation offers."""
    # Of several with one name, an address can mean the first only.
    names = {representation: name for name, representation in names_of(operation.offers).items()}
    for representation in operation.offers:
        name, media_type = names.get(representation), representation.emitter.media_type
        if media_type != "text/html":
            has_address = operation.format_in_url and name is not None
            yield Format(name or media_type, media_type, _changed(request, {FORMAT: name}) if has_address else None)


def parameters(request: Request, form: Form) -> Iterator[Parameter]:
    """Give the parameters of the query with what they are now."""
    known = {each.name for each in form.query}
    for each in form.query:
        # Another list begins with its first page. What is not known was refused.
        dropped = {each.name, *(() if each.name in form.turning else form.turning)}
        kept = tuple((name, value) for name, value in request.args.items(multi=True) if name in known - dropped)
        values = tuple(request.args.getlist(each.name))
        yield Parameter(each, values, kept, _changed(request, dict.fromkeys(dropped)))


def _changed(request: Request, changes: dict[str, str | None]) -> str:
    environ = _plain(request.environ)
    try:
        return reference(environ, changes)
    except UnicodeError:
        # A query that is not UTF-8 was refused, so nothing of it is kept.
        return reference({**environ, "QUERY_STRING": ""}, changes)
