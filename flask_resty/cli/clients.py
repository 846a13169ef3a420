"""``flask resty clients``: register OAuth clients, and decide upon them."""

from __future__ import annotations

from typing import Any

import click

from .. import oauth
from .decisions import ONCE
from .decisions import STATUSES
from .decisions import add_decisions
from .decisions import show_once
from .display import json_option
from .display import note
from .display import show
from .display import show_all
from .registry import MOST_SECONDS
from .registry import RegistryGroup
from .registry import the_client
from .registry import the_registry

_GRANT_TYPES = ("authorization_code", "client_credentials", "refresh_token")


clients = RegistryGroup("clients", help="Register OAuth clients, and decide upon them.")


@clients.command()
@click.argument("name")
@click.option("--redirect-uri", "redirect_uris", multiple=True, metavar="URI", help="Where browsers may be sent with a code. Repeatable.")
@click.option("--scope", "scopes", multiple=True, help="A scope that it may be granted. Repeatable.")
@click.option(
    "--grant-type",
    "grant_types",
    multiple=True,
    type=click.Choice(_GRANT_TYPES),
    default=("authorization_code", "refresh_token"),
    show_default=True,
    help="What it may trade for tokens. Repeatable.",
)
@click.option("--public", is_flag=True, help="It cannot keep a secret: it runs in a browser or on a phone.")
@click.option("--pending", is_flag=True, help="Somebody has to approve it before it gets tokens.")
@click.option("--owner", metavar="SUBJECT", help="Who registers it.")
@click.option("--description", default="", help="What people are told of it.")
@json_option
def create(name: str, pending: bool, as_json: bool, **said: Any) -> None:
    """Register a client, and print its id and its secret."""
    client, secret = the_registry().clients.create(name, status="pending" if pending else "approved", **said)
    row = _document(client)
    if secret is not None:
        row["client_secret"] = secret
        note(ONCE)
    show(row, as_json)


@clients.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only those that stand there.")
@click.option("--owner", metavar="SUBJECT", help="Only those of somebody.")
@json_option
def list_clients(as_json: bool, **only: Any) -> None:
    """List the clients, the oldest first."""
    rows = [_document(client) for client in the_registry().clients.list(**only)]
    if not as_json:
        rows = [{name: row[name] for name in ("client_id", "name", "status", "scopes", "owner", "created_at")} for row in rows]
    show_all(rows, as_json, nothing="There are no such clients.")


@clients.command()
@click.argument("client_id")
@click.option("--grace", type=click.IntRange(0, MOST_SECONDS), default=0, metavar="SECONDS", help="How long the old secret is good, too.")
@json_option
def rotate(client_id: str, grace: int, as_json: bool) -> None:
    """Give a client a new secret, and print it."""
    secret = the_registry().clients.rotate_secret(client_id, grace=grace)
    show_once({"client_id": client_id}, "client_secret", secret, as_json)


def _document(client: oauth.Client) -> dict[str, Any]:
    return {
        "client_id": client.id,
        "name": client.name,
        "description": client.description,
        "status": client.status,
        "public": client.is_public,
        "scopes": client.scopes,
        "grant_types": client.grant_types,
        "redirect_uris": client.redirect_uris,
        "owner": client.owner,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
    }


add_decisions(clients, "client", "client_id", the_client, lambda: the_registry().clients, _document)
