"""The Apis of the app that a command is run for."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from flask import current_app

from ..api import Api
from ..api import apis_of
from ..typing import F


def api_option(command: F) -> F:
    """Give a command the option ``--api``, as the argument ``title``."""
    decorate: Callable[[F], F] = click.option("--api", "title", metavar="TITLE", help="The Api that is meant, where the app has several.")
    return decorate(command)


def the_app() -> Flask:
    """Give the app that the command is run for."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def the_apis(title: str | None) -> list[Api]:
    """Give the Apis of the current app, in the order in which they came to it.

    :param title: that of the only one that is meant; all if left out.
    :raise UsageError: if the app has none, or none of that title.
    """
    apis = apis_of(the_app()) if "flask_resty" in current_app.extensions else []
    if not apis:
        raise click.UsageError(f"The app {current_app.name!r} has no Api. Make one, and tell the app: Api(...).init_app(app).")
    meant = [api for api in apis if title in (None, api.title)]
    if not meant:
        raise click.UsageError(f"The app {current_app.name!r} has no Api of the title {title!r}. It has {_titles(apis)}.")
    return meant


def the_api(title: str | None) -> Api:
    """Give the one Api that is meant.

    :raise UsageError: if that is not clear.
    """
    meant = the_apis(title)
    if len(meant) > 1:
        if title is not None:
            raise click.UsageError(f"The app {current_app.name!r} has {len(meant)} Apis of the title {title!r}. Give each one its own.")
        raise click.UsageError(f"The app {current_app.name!r} has {len(meant)} Apis. Say which one by --api: {_titles(meant)}.")
    return meant[0]


def _titles(apis: list[Api]) -> str:
    return ", ".join(repr(api.title) for api in apis)
