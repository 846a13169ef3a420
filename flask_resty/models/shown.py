"""What is shown of an object besides its own row. Its version does not count that, so its tags have to tell it on their own."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from ..errors import ContractError
from ..media import JSON_EMITTER
from ..media.plain import plain
from ..schema.compiled import compile_once
from .reads import reads_of
from .store import Reads
from .store import Store


def version_of_shown(store: Store, item: Any, shown: Any) -> bytes | None:
    """Give what changes with all that is shown of an object; ``None`` where no more than its row is shown.

    :param shown: the schema that it is shown by.
    """
    kept_by: Any = store
    if shown is None or _is_of_row(kept_by, shown):
        return None
    return sha256(_written(compile_once(shown).dump(store.load(item, reads_of(shown))))).digest()


def _written(data: Any) -> bytes:
    try:
        return JSON_EMITTER.emit(data, None)
    except ContractError:
        # Other formats carry bytes as well.
        return repr(plain(data, octets=True)).encode()


@lru_cache(1024)
def _is_of_row(store: Store, shown: Any) -> bool:
    return _is_kept(store, reads_of(shown))


def _is_kept(store: Store, reads: Reads) -> bool:
    """Tell whether all that is read is kept in the row."""
    attributes = (store.attribute(name) if inner is None else None for name, inner in reads.attributes.items())
    return not reads.is_whole and all(attribute is not None and attribute.is_kept for attribute in attributes)
