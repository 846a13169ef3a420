"""Links in header fields (RFC 8288), and references that are safe to put into them."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from urllib.parse import quote

from ..errors import ConfigError

#: A relation type is a registered name or a URI (RFC 8288, 3.3); several stand with a space between.
_RELATION = r"(?:[a-z][a-z0-9.\-]*|[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)"
_RELATIONS = re.compile(rf"{_RELATION}(?: {_RELATION})*")

#: What names a parameter: a token (RFC 9110, 5.6.2).
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+")

#: What no address escapes (RFC 3986, 2.3).
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*")

#: What a quoted string can hold of ASCII (RFC 9110, 5.6.4).
_QUOTABLE = re.compile(r"[\t\x20-\x7e]*")

#: What stands in a URI as it is (RFC 3986, 2); ``%`` only where it begins an escape.
_OF_URI = ":/?#[]@!$&'()*+,;=-._~%"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

#: What stands in a path as it is (RFC 3986, 3.3).
OF_PATH = "/:@!$&'()*+,;=-._~"


def link(target: str, rel: str, **parameters: str) -> str:
    """Write one value of ``Link``. Several are put together with a comma between.

    :param target: a URI or a reference, relative ones included. What no URI can hold is percent-encoded.
    :param rel: the relation type, such as ``next``; or several, with a space between.
    :param parameters: the target's attributes: ``type``, ``title``, ``hreflang``, ``media``, ``anchor``. A title may hold
        any text.
    :raise ConfigError: for what is no relation type, and for an attribute that cannot be written.
    """
    if not _RELATIONS.fullmatch(rel):
        raise ConfigError(f"{rel!r} is no relation type (RFC 8288, 3.3). Give a name such as 'next', in lower case, or a URI.")
    # No quote and no backslash is in a relation type, so nothing has to be escaped.
    return "; ".join([f'<{_as_uri(target)}>; rel="{rel}"', *(_attribute(name, value) for name, value in parameters.items())])


def _as_uri(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_OF_URI)


def _attribute(name: str, value: str) -> str:
    if name == "anchor":
        value = _as_uri(value)
    elif name == "title" and not _QUOTABLE.fullmatch(value):
        # What is not ASCII has a form of its own (RFC 8288, 3.4.1; RFC 8187, 3.2).
        return f"title*=UTF-8''{quote(value, safe='')}"
    if not (_TOKEN.fullmatch(name) and _QUOTABLE.fullmatch(value)):
        raise ConfigError(f"{name}={value!r} cannot be an attribute of a link (RFC 8288, 3.4). Give a token, and a value in ASCII.")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'


def reference(environ: Mapping[str, Any], changes: Mapping[str, str | None]) -> str:
    """Give a reference to what a request asked for, with some parameters of the query changed.

    It has a path and a query, but no host, so nothing that a client says of the host gets in. All other parameters stay as
    they were sent, in their order; a changed one stays in its place.

    :param environ: the WSGI environment of a request whose query is UTF-8.
    :param changes: the new values; ``None`` drops a parameter.
    """
    return referrer(environ)(changes)


def referrer(environ: Mapping[str, Any]) -> Callable[[Mapping[str, str | None]], str]:
    """Make what gives such references to what one request asked for, which is read only once."""
    path, sent = _path(environ), [(name, _written(name, value)) for name, value in _query(environ)]

    def refer(changes: Mapping[str, str | None]) -> str:
        left = {name: _written(name, value) for name, value in changes.items()}
        pairs = [left.pop(name, "") if name in changes else pair for name, pair in sent]
        query = "&".join(pair for pair in (*pairs, *left.values()) if pair)
        # An empty reference would keep the query of the request (RFC 3986, 5.2.2).
        return f"{path}?{query}" if query or not path else path

    return refer


def _written(name: str, value: str | None) -> str:
    return "" if value is None else f"{_escaped(name)}={_escaped(value)}"


def _escaped(text: str) -> str:
    # To find out that nothing has to be done takes "quote" ten times as long.
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="")


def _query(environ: Mapping[str, Any]) -> list[tuple[str, str]]:
    return parse_qsl(environ.get("QUERY_STRING", "").encode("latin-1").decode(), keep_blank_values=True)


def _path(environ: Mapping[str, Any]) -> str:
    path = environ.get("SCRIPT_NAME", "").rstrip("/") + environ.get("PATH_INFO", "")
    # Two slashes would begin a host (RFC 3986, 4.2). Without a path, a reference keeps that of the request.
    return "" if path.startswith("//") else quote(path.encode("latin-1"), safe=OF_PATH)
