"""What can be asked for, and the requests that ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.parse import urlencode

from .bodies import File
from .bodies import pairs_of
from .bodies import text_of
from .bodies import written
from .checking import check
from .credentials import with_cookies
from .errors import Fault
from .errors import invalid
from .messages import Request
from .messages import is_file
from .options import Match
from .selecting import Selected
from .selecting import selection_of

_LOCATIONS = {"path": "path_args", "query": "query", "header": "headers", "cookie": "cookies"}

_STREAMED = ("lines", "sequence")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One value beside the body."""

    name: str
    where: str
    check: Any
    is_repeated: bool = True


@dataclass(frozen=True, kw_only=True)
class Body:
    """One form of a body."""

    media_type: str
    writing: str
    check: Any


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that can be asked for."""

    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    bodies: tuple[Body, ...] = ()
    #: What is asked for, by ``Accept``.
    accept: str = "application/json"
    #: The header fields that are sent without being asked for, in lower case.
    managed: tuple[str, ...] = ()
    #: Where the items of a page are, a JSON pointer.
    pages: str | None = None
    #: The parameters that select and expand members, and the names of those.
    selection: tuple[str, tuple[str, ...]] | None = None
    expansion: str | None = None
    #: Whether the state of what it changes can be read at the same address.
    is_readable: bool = False


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a caller gives to an operation."""

    #: The values of the parameters, in their order; ``None`` where there is none.
    values: tuple[Any, ...] = ()
    body: Any = None
    has_body: bool = False
    fields: Selected | None = None
    expand: str | Sequence[str] | None = None
    match: Match | None = None


def request_of(operation: Operation, given: Given, base: str, named: Mapping[str, Any]) -> Request:
    """Give the request that asks for an operation.

    :param base: the address of the Api.
    :param named: the schemas that have names.
    :raise Invalid: for all mistakes in what is given.
    """
    said = [(one, value) for one, value in zip(operation.parameters, given.values, strict=True) if value is not None]
    found = [fault for one, value in said for fault in _wrong_value(one, value, named)]
    texts = {one.name: text_of(value) for one, value in said if one.where == "path"}
    found += _astray(operation.path, texts)
    body, wrong = _fitting(operation.bodies, given.body, named) if given.has_body else (None, [])
    if found or wrong:
        raise invalid([*found, *wrong])
    headers = {one.name: text for one, value in said if one.where == "header" for _, text in pairs_of(one.name, value, is_repeated=False)}
    request = Request(
        method=operation.method, url=_url(operation, texts, said, given, base), headers={"Accept": operation.accept, **headers}
    )
    request = with_cookies(request, {one.name: text_of(value) for one, value in said if one.where == "cookie"})
    if body is None:
        return request
    content, content_type = written(given.body, body.writing, body.media_type)
    return Request(method=request.method, url=request.url, headers={**request.headers, "Content-Type": content_type}, body=content)


#: What a field may have (RFC 9110, 5.5), and a cookie that stands among others in one (RFC 6265, 4.1.1).
_SENDABLE = {"header": re.compile(r"[\t -~\x80-\xff]*"), "cookie": re.compile(r"[ !#-:<-\[\]-~]*")}

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def _wrong_value(one: Parameter, value: Any, named: Mapping[str, Any]) -> Iterator[Fault]:
    location, pointer = _LOCATIONS[one.where], _pointer(one.name)
    yield from check(value, one.check, named, location, pointer)
    if one.where in _SENDABLE and any(not _SENDABLE[one.where].fullmatch(text) for _, text in pairs_of(one.name, value)):
        yield Fault(location, pointer, "format", "It has characters that cannot be sent here.")


def _pointer(name: str) -> str:
    return f"/{name.replace('~', '~0').replace('/', '~1')}"


def _astray(path: str, texts: Mapping[str, str]) -> Iterator[Fault]:
    """Find segments that would lead to another address: empty ones, and dots alone (RFC 3986, 5.2.4)."""
    for segment in path.split("/"):
        names = _VARIABLE.findall(segment)
        if names and _filled(segment, texts) in ("", ".", ".."):
            yield Fault("path_args", _pointer(names[0]), "format", "It would lead to another address.")


def _filled(path: str, texts: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: quote(texts[found[1]], safe="") if found[1] in texts else found[0], path)


def _fitting(bodies: tuple[Body, ...], data: Any, named: Mapping[str, Any]) -> tuple[Body, list[Fault]]:
    """Give the first form that data fit, and no mistakes; or else the first one, and what is wrong there."""
    tried = [(body, list(_wrong(body, data, named))) for body in bodies]
    return next((one for one in tried if not one[1]), tried[0])


def _wrong(body: Body, data: Any, named: Mapping[str, Any]) -> Iterator[Fault]:
    # A stream is not looked at before it is sent, nor are octets.
    if body.writing in ("json", "form", "multipart"):
        files, location = set(_files(data)), "body" if body.writing == "json" else "form"
        yield from (fault for fault in check(data, body.check, named, location) if fault.pointer not in files)
        if body.writing != "multipart":
            yield from (Fault(location, pointer, "type", "A file cannot be sent here.") for pointer in sorted(files))
    elif body.writing not in _STREAMED and isinstance(data, Mapping | list):
        yield Fault("body", "", "type", "Invalid type.")


def _files(data: Any) -> Iterator[str]:
    """Give the places of files in a form, which only the server can tell more of."""
    for name, value in data.items() if isinstance(data, Mapping) else ():
        for place, one in enumerate(value) if isinstance(value, list | tuple) else [("", value)]:
            if isinstance(one, File | bytes) or is_file(one):
                yield _pointer(name) + (f"/{place}" if isinstance(value, list | tuple) else "")


def _url(operation: Operation, texts: Mapping[str, str], said: list[tuple[Parameter, Any]], given: Given, base: str) -> str:
    path = _filled(operation.path, texts)
    pairs = [pair for one, value in said if one.where == "query" for pair in pairs_of(one.name, value, is_repeated=one.is_repeated)]
    if given.fields is not None and operation.selection is not None:
        parameter, known = operation.selection
        pairs.append((parameter, selection_of(given.fields, known)))
    if given.expand is not None and operation.expansion is not None:
        pairs.append((operation.expansion, given.expand if isinstance(given.expand, str) else ",".join(given.expand)))
    return base.rstrip("/") + path + (f"?{urlencode(pairs)}" if pairs else "")
