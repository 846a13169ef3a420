"""A program of atheris, which looks for octets that reach more of the readers' code."""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["flask_resty"]):
    from .parsers import READERS
    from .parsers import read

#: How long reading may take, in seconds.
SLOWEST = 1.0

_NAMES = list(READERS)


def one_input(octets: bytes) -> None:
    """Give octets to a reader; the first of them tells to which."""
    begun = time.perf_counter()
    read(_NAMES[octets[0] % len(_NAMES)] if octets else _NAMES[0], octets[1:])
    assert time.perf_counter() - begun < SLOWEST


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
