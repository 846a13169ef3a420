"""What stands around the data on a page: the resource and its Api, the address, and what can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from flask import current_app
from flask import has_request_context
from flask import request

from ..api import Api
from ..media import JSON_EMITTER
from ..operation import Operation
from ..pipeline import Route
from ..registry import State
from ..registry import is_ours
from ..registry import state_of
from ..resource import endpoint_of
from .address import Crumb
from .address import Format
from .address import Parameter
from .address import crumbs
from .address import formats
from .address import parameters
from .address import path_of
from .forms import Content
from .forms import Form
from .forms import form_of
from .forms import paragraphs
from .highlight import MOST

#: The order in which operations are shown.
_ORDER = ("GET", "QUERY", "POST", "PUT", "PATCH", "DELETE")


class Trial(NamedTuple):
    """An operation that can be tried."""

    form: Form
    #: The parameters of GET, with what they are now.
    parameters: tuple[Parameter, ...]
    #: What the fields of its content are now, as JSON.
    values: Mapping[str, str]


class Scene(NamedTuple):
    """All that is shown besides the data; by itself nothing."""

    path: str = ""
    crumbs: tuple[Crumb, ...] = ()
    title: str = ""
    version: str = ""
    #: The name of the resource, and what its author says of it.
    name: str = ""
    about: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    trials: tuple[Trial, ...] = ()
    #: The schemes of ``Authorization`` that are understood.
    schemes: tuple[str, ...] = ()
    #: Whether ``Link`` may tell of other pages.
    has_links: bool = False
    #: Addresses of documents about the Api, by their names.
    documents: tuple[tuple[str, str], ...] = ()


def scene(data: Any) -> Scene:
    """Look around in the request that is answered; outside of any there is nothing to see.

    :param data: what the resource is, to fill the forms that change it.
    """
    if not has_request_context():
        return Scene()
    bare = Scene(path=path_of(request.environ), crumbs=tuple(crumbs(request)))
    state, rule = state_of(current_app) if is_ours(request) else None, request.url_rule
    route = None if state is None or rule is None else state.route(rule.endpoint, rule.rule)
    return bare if state is None or route is None else _of_route(bare, route, state, data)


def _of_route(bare: Scene, route: Route, state: State, data: Any) -> Scene:
    trials = tuple(_trial(route.operations[method], data) for method in _ORDER if method in route.operations)
    # A route whose address names a format has the endpoint of another one.
    of_routes = ((api, known) for api, installed in state.apis.items() for known in installed.routes if isinstance(api, Api))
    api = next((api for api, known in of_routes if known.endpoint == route.endpoint), None)
    reading = route.operations.get("GET")
    return bare._replace(
        title="" if api is None else api.title,
        version="" if api is None else api.version,
        name=endpoint_of(route.resource).replace("_", " ").capitalize(),
        about=paragraphs(route.resource),
        formats=() if reading is None else tuple(formats(request, reading)),
        trials=trials,
        schemes=tuple(dict.fromkeys(scheme for trial in trials for scheme in trial.form.schemes)),
        has_links=reading is not None and "Link" in reading.writes,
    )


def _trial(operation: Operation, data: Any) -> Trial:
    form = form_of(operation)
    return Trial(form, tuple(parameters(request, form)) if form.method == "GET" else (), _values(form.content, data))


def _values(content: Content | None, data: Any) -> dict[str, str]:
    """Give what the fields are now, so that who changes a thing begins with what is there."""
    if content is None or content.kind != "document" or content.inputs is None:
        return {}
    members = data.get(content.member) if isinstance(data, Mapping) and content.member is not None else data
    if not isinstance(members, Mapping):
        return {}
    known = {each.name: JSON_EMITTER.emit(members[each.name], None).decode() for each in content.inputs if each.name in members}
    return {name: value for name, value in known.items() if len(value) <= MOST}
