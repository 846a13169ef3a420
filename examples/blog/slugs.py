"""Slugs: what a post is called in its address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import count

#: Room for a suffix is left in the column.
_LONGEST = 80


def slug_of(title: str) -> str:
    """Make a slug of a title: ASCII letters, digits, and hyphens between them; ``post`` where nothing of that is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-") or "post"


def free(slug: str, taken: Container[str]) -> str:
    """Give a slug that is not taken: itself, or with the first suffix from ``-2`` on that is free."""
    if slug not in taken:
        return slug
    return next(wanted for number in count(2) if (wanted := f"{slug}-{number}") not in taken)
