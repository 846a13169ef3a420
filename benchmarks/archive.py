"""What is large: a thousand books, and a film."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from .library import books

#: The books that pages are made of.
THOUSAND = list(books(1000))

#: The size of the film, in bytes.
FILM_SIZE = 10_240_000


@cache
def film() -> Path:
    """Give a file that is there as long as the process is."""
    file = NamedTemporaryFile(suffix=".mp4")
    atexit.register(file.close)
    file.write(bytes(range(256)) * (FILM_SIZE // 256))
    file.flush()
    return Path(file.name)
