"""``url_for`` for one endpoint, again and again: what is the same each time is worked out once.

An ordinary rule is a few literal parts with converted values between them. They are found by building the URL of a rule that is
written alike, with marks for values. Whatever could make a difference from one request to the next, such as a host, defaults
of the rule, or functions that the app has for ``url_defaults``, leaves it to ``url_for``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote_plus

from flask import Flask
from flask import request
from flask import url_for
from werkzeug.routing import BaseConverter
from werkzeug.routing import Map
from werkzeug.routing import Rule

from ..rule import LazyRule

#: Makes a URL of values; it is called in the context of the app.
Build = Callable[[Sequence[Any]], str]

#: Gives the request that is being served.
_current: Callable[[], Any] = request._get_current_object  # type: ignore[attr-defined]

#: What Werkzeug leaves as it is in a query (https://url.spec.whatwg.org/#percent-encoded-bytes).
_OF_QUERY = "!$'()*,/:;?@"

#: Text that stays as it is everywhere (RFC 3986, 2.3).
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]*").fullmatch

#: The methods of an app that make ``url_for`` what it is.
_OF_FLASK = ("create_url_adapter", "inject_url_defaults", "url_for")


def builder(app: Flask, endpoint: str, names: Sequence[str], *, external: bool = False) -> Build:
    """Make what gives the URL that ``url_for(endpoint, **dict(zip(names, values)))`` gives. No value may be ``None``.

    :param names: what the values are called, in their order: variables of the rule, and parameters of the query.
    :param external: whether the URL has scheme and host.
    """

    def ask(values: Sequence[Any]) -> str:
        return url_for(endpoint, _external=external or None, **dict(zip(names, values, strict=True)))

    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint and _can_have(rule, names)]
    if external or len(rules) != 1 or not (_is_usual(app, endpoint) and _is_ordinary(rules[0])):
        return ask
    fill = _filler(rules[0], names)

    def build(values: Sequence[Any]) -> str:
        try:
            return f"{_current().root_path}/{fill(values)}"
        except Exception:
            # Without a request, a URL is external. What does not fit fails there once more, and perhaps the app has a handler for that.
            return ask(values)

    return build


def _can_have(rule: Rule, names: Sequence[str]) -> bool:
    return rule.arguments <= {*names, *(rule.defaults or ())}


def _is_usual(app: Flask, endpoint: str) -> bool:
    """Tell whether nothing but a rule says what the URLs of an endpoint are."""
    parts = endpoint.split(".")
    owners = [None, *(".".join(parts[:number]) for number in range(1, len(parts)))]
    is_flask = all(getattr(type(app), name) is getattr(Flask, name) and name not in vars(app) for name in _OF_FLASK)
    has_defaults = any(app.url_default_functions.get(owner) for owner in owners)
    known = app.url_map
    has_hosts = known.host_matching or app.subdomain_matching or known.default_subdomain
    return is_flask and type(known) is Map and not (has_defaults or has_hosts or known.sort_parameters)


def _is_ordinary(rule: Rule) -> bool:
    return type(rule) in {Rule, LazyRule} and not (rule.defaults or rule.subdomain or rule.websocket)


class _Mark(BaseConverter):
    """Marks a place, by a character that no URL has."""

    def to_url(self, value: Any) -> str:
        return f"\0{value}\0"


class _Sketch(Rule):
    """A rule with marks for values, that finds the converters of another one."""

    def __init__(self, original: Rule) -> None:
        super().__init__(original.rule, endpoint="", merge_slashes=original.merge_slashes)
        self._original = original
        self.converters: dict[str, BaseConverter] = {}

    def get_converter(self, variable_name: str, converter_name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> BaseConverter:
        self.converters[variable_name] = self._original.get_converter(variable_name, converter_name, args, kwargs)
        return _Mark(self.map)


def _filler(rule: Rule, names: Sequence[str]) -> Callable[[Sequence[Any]], str]:
    """Make what gives the path and the query, without the first slash."""
    sketch = _Sketch(rule)
    urls = Map([sketch]).bind("")
    literals = urls.build("", {name: name for name in sketch.converters}).split("\0")
    places = [(names.index(name), _writer(sketch.converters[name])) for name in literals[1::2]]
    template = "%s".join(map(_escaped, literals[::2])).lstrip("/")
    parameters = [name for name in names if name not in sketch.converters]
    if parameters:
        template += "?" + "&".join(f"{_escaped(quote_plus(name, safe=_OF_QUERY))}=%s" for name in parameters)
        places += [(names.index(name), _parameter) for name in parameters]

    def fill(values: Sequence[Any]) -> str:
        url = template % tuple([write(values[index]) for index, write in places])
        # A value that begins with slashes does not begin a host (RFC 3986, 4.2).
        return url.lstrip("/") if url[:1] == "/" else url

    return fill


def _escaped(literal: str) -> str:
    return literal.replace("%", "%%")


def _writer(converter: BaseConverter) -> Callable[[Any], str]:
    """Give what writes a value, without a call of the converter for text that stays as it is."""
    to_url = converter.to_url
    if type(converter).to_url is not BaseConverter.to_url:
        return to_url
    return lambda value: value if type(value) is str and _UNRESERVED(value) else to_url(value)


def _parameter(value: Any) -> str:
    if isinstance(value, bytes | list | tuple | set):
        raise TypeError("Only url_for writes this.")
    text = str(value)
    return text if _UNRESERVED(text) else quote_plus(text, safe=_OF_QUERY)
