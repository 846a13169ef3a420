"""Registries to be tried: their tables in a database, a client, and what it was granted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy import create_engine

from flask_resty.oauth import Registry
from flask_resty.oauth import metadata
from flask_resty.oauth import one

CALLBACK = "https://shop.example/callback"


@contextmanager
def tables(url: str) -> Iterator[Engine]:
    """Give an engine of a database with empty tables."""
    engine = create_engine(url)
    for kept in (metadata, one.metadata):
        kept.drop_all(engine)
        kept.create_all(engine)
    try:
        yield engine
    finally:
        for kept in (metadata, one.metadata):
            kept.drop_all(engine)
        engine.dispose()


def shop(registry: Registry, **said: Any) -> Any:
    """Register a client with the scopes ``read`` and ``write``."""
    return registry.clients.create("Shop", **{"redirect_uris": [CALLBACK], "scopes": ["read", "write"], **said})[0]


def consented(registry: Registry, client: Any, subject: str = "7", **said: Any) -> Any:
    """Give the tokens of a consent."""
    return registry.codes.redeem(registry.codes.create(client, subject, code_challenge="x", **said), client)
