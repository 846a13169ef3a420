"""A fixture for what has to hold on each database: imported, it takes the place of the one that ``fixtures`` has."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/oauth.db?timeout=60"
    url: str = request.getfixturevalue("postgresql_url")
    return url
