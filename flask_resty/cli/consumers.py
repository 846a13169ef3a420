"""``flask resty consumers``: register the consumers of OAuth 1.0, and decide upon them."""

from __future__ import annotations

from typing import Any
from typing import TextIO

import click

from .decisions import ONCE
from .decisions import STATUSES
from .decisions import add_decisions
from .decisions import show_once
from .display import json_option
from .display import note
from .display import show
from .display import show_all
from .registry import RegistryGroup
from .registry import the_consumer
from .registry import the_provider

consumers = RegistryGroup("consumers", help="Register consumers of OAuth 1.0, and decide upon them.")


@consumers.command()
@click.argument("name")
@click.option("--callback", "callbacks", multiple=True, metavar="URI", help="Where browsers may be sent with a verifier. Repeatable.")
@click.option("--public-key", type=click.File(encoding="utf-8"), metavar="FILE", help="An RSA key in PEM, for one that signs by RSA.")
@click.option("--pending", is_flag=True, help="Somebody has to approve it before its requests are good.")
@click.option("--owner", metavar="SUBJECT", help="Who registers it.")
@click.option("--description", default="", help="What people are told of it.")
@json_option
def create(name: str, public_key: TextIO | None, pending: bool, as_json: bool, **said: Any) -> None:
    """Register a consumer, and print its key and its secret."""
    pem = None if public_key is None else public_key.read()
    consumer, secret = the_provider().consumers.create(name, public_key=pem, status="pending" if pending else "approved", **said)
    row = _document(consumer)
    if secret is not None:
        row["consumer_secret"] = secret
        note(ONCE)
    show(row, as_json)


@consumers.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only those that stand there.")
@click.option("--owner", metavar="SUBJECT", help="Only those of somebody.")
@json_option
def list_consumers(as_json: bool, **only: Any) -> None:
    """List the consumers, the oldest first."""
    rows = [_document(consumer) for consumer in the_provider().consumers.list(**only)]
    if not as_json:
        rows = [{name: row[name] for name in ("consumer_key", "name", "status", "owner", "created_at")} for row in rows]
    show_all(rows, as_json, nothing="There are no such consumers.")


@consumers.command()
@click.argument("key")
@json_option
def rotate(key: str, as_json: bool) -> None:
    """Give a consumer a new secret, and print it. The old one is good no more."""
    secret = the_provider().consumers.rotate_secret(key)
    show_once({"consumer_key": key}, "consumer_secret", secret, as_json)


@consumers.command()
@json_option
def prune(as_json: bool) -> None:
    """Delete tokens that have ended, and tell how many they were. Do it once a day."""
    show({"deleted": the_provider().prune()}, as_json)


def _document(consumer: Any) -> dict[str, Any]:
    return {
        "consumer_key": consumer.key,
        "name": consumer.name,
        "description": consumer.description,
        "status": consumer.status,
        "signs_by": "HMAC" if consumer.public_key is None else "RSA",
        "callbacks": consumer.callbacks,
        "owner": consumer.owner,
        "created_at": consumer.created_at,
        "updated_at": consumer.updated_at,
    }


add_decisions(consumers, "consumer", "key", the_consumer, lambda: the_provider().consumers, _document)
