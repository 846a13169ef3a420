"""The fields ``Link`` and ``Links``: where else there is something, told by an endpoint and what the dumped object has."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask import Flask
from flask import current_app
from flask import request
from flask import url_for
from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing
from marshmallow.utils import get_value
from werkzeug.routing import BuildError

from ..errors import ConfigError
from ..errors import ContractError
from ..location import attribute_of
from ..location import remedy
from ..location import rules_of
from .urls import Build
from .urls import builder

Read = Callable[[Any], Any]

#: Gives the app that is serving.
_app: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined]


class Link(fields.Function):
    """The URL of a resource, made of an endpoint and attributes of the object that is dumped.

    A variable of the rule that is not named is the attribute of the same name; where the object has none, it is the path
    variable of the request. The field is for output alone.

    :param target: the endpoint, as ``url_for`` takes it (``".post_item"`` is in the blueprint of the request), or the resource's
        class.
    :param rel: the relation, for formats that know such a thing; the name of the field if it is not given.
    :param external: whether the URL has scheme and host.
    :param allow_none: whether there is ``null`` instead of a URL where the object lacks a value.
    :param data_key: the name of the member, if it is not that of the field.
    :param metadata: as for all fields of marshmallow.
    :param values: for variables of the rule, and for parameters of the query, the name of an attribute (``author="author.username"``),
        or what is the same for all objects (``sort=fields.Constant("title")``).
    :raise ConfigError: for what is no target or no value.
    """

    # Methods are not written here: what adds nothing to the class Function is compiled like it.
    rel: str | None
    #: Looks whether an app has the target; raises a ``ConfigError`` if not.
    check_app: Callable[[Flask], None]
    #: Gives the names of the attributes that it is made of, in the app that is serving.
    reads: Callable[[], tuple[str, ...]]

    def __init__(
        self,
        target: type[Any] | str,
        /,
        *,
        rel: str | None = None,
        external: bool = False,
        allow_none: bool = False,
        data_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        **values: str | fields.Constant[Any],
    ) -> None:
        address = _Address(target, values, external=external, allow_none=allow_none)
        said = {"type": "string", "format": "uri" if external else "uri-reference", **(metadata or {})}
        super().__init__(address, allow_none=allow_none, data_key=data_key, metadata=said)
        self.rel = rel
        #: It dumps text, so nobody has to look for ``NaN`` in what is dumped.
        self.is_finite = True
        self.check_app = address.check_app
        self.reads = address.attributes


class Links(fields.Nested):
    """Several links as one object: ``Links({"self": Link("posts.post_item"), "comments": Link("comments.comment_list")})``.

    :param links: what the members are called, and what they are.
    :param data_key: the name of the member that holds them, if it is not that of the field.
    :param metadata: as for all fields of marshmallow.
    """

    #: Each member has a relation of its own. Formats that know links tell by this attribute that they are of the object itself.
    rel = None

    def __init__(self, links: Mapping[str, Link], *, data_key: str | None = None, metadata: Mapping[str, Any] | None = None) -> None:
        schema = Schema.from_dict(dict(links), name="Links")
        super().__init__(schema, dump_only=True, data_key=data_key, metadata=metadata)
        #: As each of them is.
        self.is_finite = True

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = missing) -> Any:
        """Give the object itself: it is not about a part of it."""
        return obj


class _Route(NamedTuple):
    """An address in one app."""

    endpoint: str
    names: Sequence[str]
    #: What reads the values off an object, in this order.
    reads: Sequence[Read]
    build: Build


class _Address:
    """Gives the address that belongs to an object."""

    def __init__(self, target: Any, values: Mapping[str, Any], *, external: bool, allow_none: bool) -> None:
        if not (isinstance(target, type) or (isinstance(target, str) and target)):
            raise ConfigError(f"Link({target!r}) points nowhere. Give an endpoint or a resource's class.")
        self._target = target
        self._external = external
        self._allow_none = allow_none
        self._values = values
        self._reads = {name: _reader(name, value) for name, value in values.items()}
        self._is_relative = not isinstance(target, str) or target.startswith(".")
        # An address is a part of a schema, which may outlive an app.
        self._routes: WeakKeyDictionary[Flask, dict[str, _Route]] = WeakKeyDictionary()

    def __repr__(self) -> str:
        return f"Link({self._target!r})" if isinstance(self._target, str) else f"Link({self._target.__name__})"

    def __call__(self, obj: Any) -> str | None:
        route = self._route(_app())
        values = [read(obj) for read in route.reads]
        for value in values:
            if value is None or value is missing:
                return self._incomplete(route, obj, values)
        try:
            return route.build(values)
        except (BuildError, TypeError, ValueError) as error:
            raise ContractError(f"{self!r} cannot be made of {type(obj).__name__}: a value does not fit the rule ({error}).") from error

    def attributes(self) -> tuple[str, ...]:
        """Give the names of the attributes that it is made of, in the app that is serving."""
        app = _app()
        route = self._route(app)
        values = (self._values.get(name, attribute_of(name, app, route.endpoint)) for name in route.names)
        return tuple(value for value in values if isinstance(value, str))

    def _incomplete(self, route: _Route, obj: Any, values: Sequence[Any]) -> str | None:
        known = {name: value for name, value in zip(route.names, values, strict=True) if value is not missing}
        if all(value is not None for value in known.values()):
            try:
                # What is not there may be one of the app's ``url_defaults``.
                return url_for(route.endpoint, _external=self._external or None, **known)
            except BuildError:
                pass
        if self._allow_none:
            return None
        lack = " and no ".join(repr(name) for name in route.names if known.get(name) is None)
        what = f"{self!r} cannot be made of {type(obj).__name__}, which gives no {lack}"
        raise ContractError(f"{what}. Name the attribute, as in slug='key', or say allow_none=True.")

    def _route(self, app: Flask) -> _Route:
        blueprint = (request.blueprint or "") if self._is_relative and request else ""
        routes = self._routes.get(app)
        if routes is None:
            routes = self._routes[app] = {}
        return routes.get(blueprint) or routes.setdefault(blueprint, self._make_route(app, blueprint))

    def _make_route(self, app: Flask, blueprint: str) -> _Route:
        endpoint, variables = self._find(app, blueprint)
        reads = {name: _reader_of_variable(name, attribute_of(name, app, endpoint)) for name in variables} | self._reads
        return _Route(endpoint, [*reads], [*reads.values()], builder(app, endpoint, [*reads], external=self._external))

    def _find(self, app: Flask, blueprint: str) -> tuple[str, list[str]]:
        """Find the endpoint, and the variables that each of its rules has."""
        target = self._target
        if isinstance(target, str) and target.startswith("."):
            target = f"{blueprint}{target}" if blueprint else target[1:]
        rules = rules_of(target, app, blueprint)
        endpoints = sorted({rule.endpoint for rule in rules})
        if not endpoints:
            raise ConfigError(f"{self!r} is at no rule of the app {app.name!r}. {remedy(target, app)}")
        if len(endpoints) > 1:
            raise ConfigError(f"{self!r} may be at {' or at '.join(map(repr, endpoints))}. Name the endpoint.")
        shared = set.intersection(*(rule.arguments - (rule.defaults or {}).keys() for rule in rules))
        return endpoints[0], sorted(shared)

    def check_app(self, app: Flask) -> None:
        # Where a relative one is, only a request can tell.
        if not isinstance(self._target, str):
            if not rules_of(self._target, app, ""):
                self._find(app, "")
        elif not self._is_relative:
            self._find(app, "")


def _reader(name: str, value: Any) -> Read:
    """Make what gives a value that was named; ``None`` if it is not there."""
    if name.startswith("_"):
        raise ConfigError(f"Link(..., {name}=) cannot be: such names are options of url_for. Say external=True for a URL with a host.")
    if isinstance(value, fields.Constant):
        constant = value.constant
        return lambda obj: constant
    if isinstance(value, str) and value:
        return lambda obj: get_value(obj, value, None)
    raise ConfigError(f"Link(..., {name}={value!r}) names no attribute. Give its name, or fields.Constant({value!r}).")


def _reader_of_variable(name: str, attribute: str) -> Read:
    """Make what gives a variable that was not named; ``missing`` if it is not there."""

    def read(obj: Any) -> Any:
        value = get_value(obj, attribute, missing)
        return (request.view_args or {}).get(name, missing) if value is missing and request else value

    return read
