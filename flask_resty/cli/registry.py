"""The registry of the app that a command is run for, and its provider of OAuth 1.0."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app

from .. import oauth
from ..oauth.extension import EXTENSION
from ..oauth.extension import ONE
from ..oauth.refusal import Refusal
from .group import ListingGroup

#: Some thirty years: what is to be good for longer is a mistake.
MOST_SECONDS = 10**9


class RegistryGroup(ListingGroup):
    """Commands on a registry: what it refuses, and what its database does, is told in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Refusal as error:
            raise click.ClickException(error.description) from error
        except Exception as error:
            # What the driver of the database said, as SQLAlchemy hands it on.
            said = getattr(error, "orig", None)
            if said is None:
                raise
            raise click.ClickException(
                f"The database says: {said}. Are the tables there? flask_resty.oauth.metadata.create_all(engine) makes them, "
                "flask_resty.oauth.one.metadata.create_all(engine) those of OAuth 1.0."
            ) from error


def the_registry() -> oauth.Registry:
    """Give the registry of the current app.

    :raise UsageError: if it has none.
    """
    registry: oauth.Registry | None = current_app.extensions.get(EXTENSION)
    if registry is None:
        raise click.UsageError(
            f"The app {current_app.name!r} has no registry of OAuth clients. "
            "Make one, and tell the app: Registry(sessionmaker(engine)).init_app(app)."
        )
    return registry


def the_client(client_id: str) -> oauth.Client:
    """Give a client of the current app's registry.

    :raise ClickException: if there is none.
    """
    client = the_registry().clients.find(client_id)
    if client is None:
        raise click.ClickException("There is no such client. 'flask resty clients list' tells which there are.")
    return client


def the_provider() -> Any:
    """Give the provider of OAuth 1.0 of the current app.

    :raise UsageError: if it has none.
    """
    provider = current_app.extensions.get(ONE)
    if provider is None:
        raise click.UsageError(
            f"The app {current_app.name!r} is no provider of OAuth 1.0. Make one, and tell the app: OAuth1Provider(...).init_app(app)."
        )
    return provider


def the_consumer(key: str) -> Any:
    """Give a consumer of the current app's provider.

    :raise ClickException: if there is none.
    """
    consumer = the_provider().consumers.find(key)
    if consumer is None:
        raise click.ClickException("There is no such consumer. 'flask resty consumers list' tells which there are.")
    return consumer
