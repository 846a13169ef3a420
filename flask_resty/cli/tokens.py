"""``flask resty tokens``: issue tokens to try things with, list and revoke what was granted, delete what has ended."""

from __future__ import annotations

import sys
from typing import Any

import click

from .display import json_option
from .display import note
from .display import show
from .display import show_all
from .registry import MOST_SECONDS
from .registry import RegistryGroup
from .registry import the_client
from .registry import the_registry

tokens = RegistryGroup("tokens", help="Issue, list, revoke and prune OAuth tokens.")


@tokens.command("list")
@click.option("--client", "client_id", metavar="ID", help="Only those of a client.")
@click.option("--subject", metavar="SUBJECT", help="Only those for somebody.")
@json_option
def list_grants(as_json: bool, **only: Any) -> None:
    """List the grants whose tokens are good, the newest first. The tokens themselves are not known."""
    rows = [
        {
            "grant": grant.id,
            "client_id": grant.client_id,
            "client": grant.client.name,
            "subject": grant.subject,
            "scopes": grant.scopes,
            "created_at": grant.created_at,
        }
        for grant in the_registry().grants.list(**only)
    ]
    show_all(rows, as_json, nothing="There are no such grants.")


@tokens.command()
@click.option("--client", "client_id", metavar="ID", required=True, help="The client that it is for.")
@click.option("--subject", metavar="SUBJECT", help="For whom the client acts; for itself if left out.")
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="A scope; all that the client may have if left out. Repeatable.")
@click.option("--lifetime", type=click.IntRange(1, MOST_SECONDS), metavar="SECONDS", help="How long it is good.")
@json_option
def issue(client_id: str, subject: str | None, scopes: tuple[str, ...], lifetime: int | None, as_json: bool) -> None:
    """Issue an access token, and print it. Nobody is asked for consent: it is there to try things with."""
    issued = the_registry().grants.issue(the_client(client_id), subject=subject, scopes=scopes or None, lifetime=lifetime)
    note(f"It is good for {issued.expires_in} seconds; 'flask resty tokens revoke {issued.grant_id}' ends it. It is not shown again.")
    if not as_json:
        # Alone, so that it can stand for itself in a command: $(flask resty tokens issue ...).
        click.echo(issued.access_token)
        return
    members = {"token_type": "Bearer", "expires_in": issued.expires_in, "scope": " ".join(issued.scopes), "grant": issued.grant_id}
    show({"access_token": issued.access_token, **members}, as_json)


@tokens.command()
@click.argument("grants", nargs=-1, type=click.IntRange(1, 2**63 - 1), metavar="[GRANT]...")
@click.option("--client", "client_id", metavar="ID", help="All of a client; with --subject, those for somebody.")
@click.option("--subject", metavar="SUBJECT", help="All for somebody.")
@click.option("--stdin", "is_read", is_flag=True, help="Read tokens, a line each: on a command line others could see them.")
@json_option
def revoke(grants: tuple[int, ...], client_id: str | None, subject: str | None, is_read: bool, as_json: bool) -> None:
    """Revoke grants with all their tokens, and tell how many were good."""
    has_criteria = client_id is not None or subject is not None
    if not (grants or has_criteria or is_read):
        raise click.UsageError("Nothing is named. Give numbers of grants ('flask resty tokens list'), --client, --subject or --stdin.")
    registry = the_registry()
    revoked = sum(registry.grants.revoke(grant) for grant in grants)
    if has_criteria:
        revoked += registry.grants.revoke_all(client_id=client_id, subject=subject)
    if is_read:
        revoked += sum(registry.revoke_token(line.strip()) for line in sys.stdin)
    show({"revoked": revoked}, as_json)


@tokens.command()
@json_option
def prune(as_json: bool) -> None:
    """Delete codes, tokens and grants that have ended. It tells how many rows they were. Do it once a day."""
    is_watched = sys.stderr.isatty()
    deleted = the_registry().prune(_tell if is_watched else _tell_nobody)
    if is_watched:
        note("")
    show({"deleted": deleted}, as_json)


def _tell(deleted: int) -> None:
    click.echo(f"\r{deleted:,} deleted ", err=True, nl=False)


def _tell_nobody(deleted: int) -> None: ...
