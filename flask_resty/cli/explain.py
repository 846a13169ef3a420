"""``flask resty explain METHOD PATH``: tell what the app would do with a request, and which words of the code say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from flask.cli import with_appcontext

from .apis import the_apis
from .apis import the_app
from .display import Row
from .display import json_option
from .display import show
from .display import show_all
from .display import show_heading
from .explanation import Found
from .explanation import explain_preflight
from .explanation import explain_request

#: What is told of a request first, each in a line; and of its line below.
_FIRST = ("kind", "status", "reason", "api", "rule", "endpoint", "path_args", "name", "source", "owner", "location", "allow", "near")
_OF_LINE = ("calls", "arguments", "requires_match", "parsers", "emitters", "choices", "throttles", "max_body", "pager")


@click.command()
@click.argument("method")
@click.argument("path")
@click.option("--origin", metavar="ORIGIN", help="Tell what browsers are told that ask for a page of this origin, too.")
@click.option("--header", "-H", "fields", multiple=True, metavar="NAME:VALUE", help="A field that the request has. Repeatable.")
@json_option
@with_appcontext
def explain(method: str, path: str, origin: str | None, fields: tuple[str, ...], as_json: bool) -> None:
    """Tell what the app would do with a request.

    That is the rule, the stack and where each entry of it was written, schemas, limits, answers. Nothing is carried out.

    PATH is that of a request, /posts/hello, or a whole URL where hosts matter.
    """
    the_apis(None)
    if not path.startswith(("/", "http://", "https://")):
        raise click.BadParameter(f"{path!r} is no path. Write it as clients send it, with a slash first.", param_hint="PATH")
    app, method = the_app(), method.upper()
    found = explain_request(app, method, path, _headers(fields))
    if origin is not None:
        found["preflight"] = explain_preflight(app, method, path, origin)
    if as_json:
        show(found, as_json)
    else:
        _tell(found)


def _headers(fields: Iterable[str]) -> dict[str, str]:
    for field in fields:
        if ":" not in field:
            raise click.BadParameter(f"{field!r} is no field. Write it with a colon, as in 'Accept: text/csv'.", param_hint="--header")
    return {name.strip(): value.strip() for name, _, value in (field.partition(":") for field in fields)}


def _tell(found: Found) -> None:
    show_heading(f"{found['method']} {found['path']}")
    _show_members(found, _FIRST)
    _tell_line(found)
    if found.get("preflight"):
        show_heading("Preflight")
        told = found["preflight"]
        show({**{name: told[name] for name in ("origin", "is_allowed", "reason")}, **told["headers"]}, False)


def _tell_line(found: Found) -> None:
    if found.get("stack"):
        show_heading("Stack, outermost first")
        show_all([*map(_entry, found["stack"])], False, nothing="")
    if found["kind"] != "operation":
        return
    show_heading("Line")
    _show_members({**found, "calls": [f"{name}({', '.join(names)})" for name, names in found["calls"].items()]}, _OF_LINE)
    contract = {**found["accepts"], **{f"-> {status}": schema for status, schema in found["returns"].items()}}
    if contract:
        show_heading("Contract")
        show(contract, False)
    show_heading("Who")
    _tell_who(found)
    show_heading("Answers")
    show_all(found["outcomes"], False, nothing="")
    if found["anonymous"] is not None:
        show_heading(f"Without credentials: {found['anonymous']['name']}")
        _tell_line(found["anonymous"])


def _tell_who(found: Found) -> None:
    ways = [" and ".join(demand["schemes"]) or "nothing" for demand in found["demands"]]
    scopes = sorted({scope for demand in found["demands"] for scope in demand["scopes"]})
    show({"credentials": " | ".join(dict.fromkeys(ways)) or "nobody asks", "scopes": scopes, "rules": " and ".join(found["rules"])}, False)


def _show_members(found: Found, names: Iterable[str]) -> None:
    show({name: _worded(found[name]) for name in names if found.get(name) not in (None, [], {}, False)}, False)


def _worded(value: Any) -> Any:
    return " ".join(f"{name}={one!r}" for name, one in value.items()) if isinstance(value, dict) else value


def _entry(said: Found) -> Row:
    when = " (asks about the item, too)" if said["asks_item"] else ""
    return {"place": said["place"], "layer": f"{said['layer']} {said['of']}", "entry": f"{said['entry']}{when}"}
