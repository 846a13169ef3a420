"""``flask resty routes``: list the operations of the app, each with its resolved line."""

from __future__ import annotations

import re
from typing import Any

import click
from flask.cli import with_appcontext

from ..contract import Contract
from ..operation import Operation
from .apis import api_option
from .apis import the_apis
from .apis import the_app
from .display import Row
from .display import json_option
from .display import show_all
from .lines import called
from .lines import is_open
from .lines import limit_said
from .lines import line_of
from .lines import rules_of
from .lines import throttles_of


@click.command()
@click.argument("part", default="", metavar="[PART]")
@api_option
@json_option
@with_appcontext
def routes(part: str, title: str | None, as_json: bool) -> None:
    """List the operations of the Apis.

    Each is told with who may call it, what it takes and gives, and its limits. PART is of a rule or a name, to list few.
    """
    app = the_app()
    found = [(api, operation) for api in the_apis(title) for operation in api.operations(app) if _has(operation, part)]
    rows: list[Row]
    if as_json:
        rows = [{"api": api.title, **line_of(operation, app)} for api, operation in found]
    else:
        # The same column again and again says nothing.
        is_told = len({api.title for api, _ in found}) > 1
        rows = [{**({"api": api.title} if is_told else {}), **_row(operation)} for api, operation in found]
    show_all(rows, as_json, nothing="There are no such operations.")


def _has(operation: Operation, part: str) -> bool:
    return part in operation.rule or part.lower() in operation.name.lower()


def _row(operation: Operation) -> dict[str, Any]:
    contract = operation.contract
    return {
        "method": operation.method,
        "rule": operation.rule,
        "name": operation.name,
        "who": _who(operation),
        "takes": ", ".join(f"{location} {called(said.schema)}" for location, said in contract.accepts.items()),
        "gives": _gives(contract),
        "limits": "; ".join(_limits(operation)),
    }


def _gives(contract: Contract) -> str | None:
    shown = contract.shown
    if contract.streams is not None:
        return f"stream of {called(contract.streams)}"
    return None if shown is None else called(shown.schema)


def _who(operation: Operation) -> str:
    if is_open(operation):
        return "anybody"
    # The words between the terms say which of them are enough.
    return ", ".join(re.sub(r"requires\(([^()]*)\)", r"\1", repr(rule)) for rule in rules_of(operation)) or "anybody known"


def _limits(operation: Operation) -> list[str]:
    pager = operation.contract.pager
    return [*map(limit_said, throttles_of(operation)), *(() if pager is None else (repr(pager),))]
