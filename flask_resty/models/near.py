"""What to tell a developer who named an attribute that there is not."""

from __future__ import annotations

from ..errors import did_you_mean
from .store import Describing
from .store import Store


def near(store: Store, path: str, otherwise: str) -> str:
    """Give the remedy for a plain attribute that a store does not have.

    :param path: the name that was said, dotted through relations.
    :param otherwise: the remedy where the store does not tell what it has.
    """
    names = store.names(path) if isinstance(store, Describing) else ()
    return did_you_mean(path, names) if names else otherwise
