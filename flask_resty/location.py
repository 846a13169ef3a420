"""Where a resource is, told by what a handler returned (RFC 9110, 10.2.2)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote
from urllib.parse import urlsplit

from flask import Flask
from flask import request
from flask import url_for
from marshmallow import Schema
from marshmallow import fields
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter
from werkzeug.routing import BuildError
from werkzeug.routing import Map
from werkzeug.routing import Rule
from werkzeug.routing import UnicodeConverter

from .errors import ConfigError
from .errors import ContractError
from .errors import did_you_mean
from .operation import Operation
from .schematic import nested_schema_or_none
from .schematic import sameness

#: The path variable of addresses that name a format, as in ``/posts.yaml``.
FORMAT_VARIABLE = "resty_format"

_MISSING: Any = object()

logger = logging.getLogger("flask_resty")


def check_locations(operations: Iterable[Operation], app: Flask) -> None:
    """Check that all resources that operations send the address of are there.

    :raise ConfigError: if one is not.
    """
    seen: set[Hashable] = set()
    for operation in operations:
        contract = operation.contract
        promised: list[Any] = [contract.streams]
        for said in contract.returns.values():
            if said.location is not None:
                _rule(operation, said.location, app)
            promised += (said.schema, *said.versions.values())
        for schema in promised:
            for field in _fields_in(schema, seen):
                # A field that points somewhere, such as ``Link``, is of a class that stands above this floor.
                if callable(check := getattr(field, "check_app", None)):
                    check(app)


def _fields_in(schema: Any, seen: set[Hashable]) -> Iterator[Any]:
    """Give each field that dumps, however deep it is nested. What was seen already is not looked into again."""
    inside = [schema]
    while inside:
        found = inside.pop()
        if isinstance(found, Schema):
            inside += found.dump_fields.values()
        elif isinstance(found, fields.Field):
            yield found
            parts = (getattr(found, name, None) for name in ("inner", "value_field", "collapsed"))
            inside += (*parts, *getattr(found, "tuple_fields", ()))
            # A schema may nest itself.
            if isinstance(found, fields.Nested) and (key := sameness(found)) not in seen:
                seen.add(key)
                inside.append(nested_schema_or_none(found))


def locator(operation: Operation, target: type[Any] | str, app: Flask) -> Callable[[Any], str | None]:
    """Make what gives the address of a resource: the variables of its rule are members of the data, or path variables.

    It gives ``None`` where that would lead elsewhere, because a text cannot stand in the rule: an empty one, ``..``, one with a slash.

    :param target: the resource's class, or its endpoint.
    :raise ConfigError: if it is at no rule of the app, or at several.
    """
    rule = _rule(operation, target, app)
    names = {name: attribute_of(name, app, rule.endpoint) for name in sorted(rule.arguments - (rule.defaults or {}).keys())}
    leads = _leading(rule, app)

    @cache
    def tell() -> None:
        what = (
            f"{operation.name} gave what has no address at {rule.rule!r}: its text is no segment, as one with a slash, '' and '..' are none"
        )
        logger.warning("%s. The answer is without Location. Refuse such text with a validator. This is told once.", what)

    def locate(data: Any) -> str | None:
        known = {name: _member(data, attribute, name) for name, attribute in names.items()}
        try:
            # What is not there may be one of the app's ``url_defaults``.
            address = url_for(rule.endpoint, **{name: value for name, value in known.items() if value is not None})
        except (BuildError, TypeError, ValueError) as error:
            # Writing it comes before the handler's own fields, so one that tells nothing has to go without the declaration.
            missing = [repr(name) for name, value in known.items() if value is None]
            lack = f"has no {' and no '.join(missing)}" if missing else f"does not fit {rule.rule!r} ({error})"
            what = f"{operation.name} returned {type(data).__name__}, of which no Location can be made: it {lack}"
            raise ContractError(f"{what}. Return what has it, or drop location= and send the field from the handler.") from error
        if leads(known, address):
            return address
        tell()
        return None

    return locate


def _leading(rule: Rule, app: Flask) -> Callable[[Mapping[str, Any], str], bool]:
    """Make what tells whether an address leads to what it was made of: where values are texts, they may be anything."""
    segments = frozenset(name for name in rule.arguments if _is_segment(rule, name, app))
    comes_back = _matching(rule, app)

    def leads(known: Mapping[str, Any], address: str) -> bool:
        is_doubtful = False
        for name, value in known.items():
            if isinstance(value, str):
                if name not in segments:
                    is_doubtful = True
                elif value in _NO_SEGMENTS or "/" in value:
                    return False
        return not is_doubtful or comes_back(known, address)

    return leads


#: What clients make another address of (RFC 3986, 5.2.4), and what no variable can be.
_NO_SEGMENTS = frozenset({"", ".", ".."})


def _is_segment(rule: Rule, name: str, app: Flask) -> bool:
    """Tell whether a variable is all of a segment, and takes any text that can be one."""
    known = [kind for kind in ("default", "string") if app.url_map.converters[kind] is UnicodeConverter]
    return any(re.search(rf"/<{kind}{name}>(/|$)", rule.rule) for kind in ("" if one == "default" else f"{one}:" for one in known))


def _matching(rule: Rule, app: Flask) -> Callable[[Mapping[str, Any], str], bool]:
    """Make what tells whether the path of an address is matched by a rule again, with the values that it was made of."""
    alone = Rule(rule.rule, endpoint="", strict_slashes=rule.strict_slashes, merge_slashes=rule.merge_slashes)
    adapter = Map([alone], converters=app.url_map.converters).bind("")
    unchanged = [name for name in rule.arguments if _is_unchanged(rule, name, app)]

    def comes_back(known: Mapping[str, Any], address: str) -> bool:
        path = unquote(urlsplit(address).path).removeprefix(request.root_path)
        if not _NO_SEGMENTS.isdisjoint(path.split("/")[1:-1]) or path.rpartition("/")[2] in {".", ".."}:
            return False
        try:
            _, found = adapter.match(path)
        except HTTPException:
            return False
        # One segment of several variables may be parted elsewhere.
        return all(found[name] == known[name] for name in unchanged if isinstance(known.get(name), str))

    return comes_back


def _is_unchanged(rule: Rule, name: str, app: Flask) -> bool:
    """Tell whether a variable is the very text that stands in the path."""
    match = re.search(rf"<(?:(\w+)(?:\([^<>]*\))?:)?{name}>", rule.rule)
    cls = BaseConverter if match is None else app.url_map.converters[match[1] or "default"]
    return match is not None and cls.to_python is BaseConverter.to_python and cls.to_url is BaseConverter.to_url


def attribute_of(variable: str, app: Flask, endpoint: str) -> str:
    """Name the attribute that a path variable stands for at an endpoint; it is for its class to say."""
    told = getattr(getattr(app.view_functions.get(endpoint), "view_class", None), "attribute_of", None)
    return variable if told is None else told(variable)


def _member(data: Any, attribute: str, variable: str) -> Any:
    found = data
    for name in attribute.split("."):
        found = found.get(name, _MISSING) if isinstance(found, Mapping) else getattr(found, name, _MISSING)
    return (request.view_args or {}).get(variable) if found is _MISSING else found


def _rule(operation: Operation, target: type[Any] | str, app: Flask) -> Rule:
    rules = rules_of(target, app, operation.endpoint.rpartition(".")[0])
    name = target if isinstance(target, str) else target.__name__
    if not rules:
        what = f"{operation.name} has location={name}, which is at no rule of the app {app.name!r}"
        raise ConfigError(f"{what}. {remedy(target, app)}")
    if len(rules) > 1:
        what = f"{operation.name} has location={name}, which is at {len(rules)} rules"
        raise ConfigError(f"{what}. Name the endpoint, or drop location= and send the field.")
    return rules[0]


def remedy(target: type[Any] | str, app: Flask) -> str:
    """Say what to do about a resource that is nowhere."""
    near = did_you_mean(target, app.view_functions) if isinstance(target, str) else ""
    return near if near.startswith("Did") else "Register it there, or name another endpoint."


def rules_of(target: type[Any] | str, app: Flask, blueprint: str) -> list[Rule]:
    """Give the rules of a resource.

    :param target: its class, or its endpoint.
    :param blueprint: where this is asked, if not ``""``. A blueprint that is mounted twice means its own.
    """
    found = list(_rules(target, app))
    return [rule for rule in found if rule.endpoint.rpartition(".")[0] == blueprint] or found


def _rules(target: type[Any] | str, app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        is_meant = rule.endpoint == target or getattr(app.view_functions.get(rule.endpoint), "view_class", None) is target
        # An address that names a format is another one of the same.
        if is_meant and not rule.redirect_to and not rule.alias and FORMAT_VARIABLE not in rule.arguments:
            yield rule
