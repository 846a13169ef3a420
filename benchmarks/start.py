"""What ``import flask_resty`` adds to a process that has Flask and marshmallow. Run as a script, it takes the figures once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from time import process_time

from .readings import Reading

#: What every application has anyway.
_BEFORE = ("flask", "marshmallow")


def cases() -> Iterator[Reading]:
    """Give the cases."""
    yield Reading(title="import", module="start", most={"ms": 15, "modules": 40}, processes=15)


def _figures() -> dict[str, float]:
    # What is installed has its bytecode beside it. The first process may have to write it, which the median does not see.
    sys.dont_write_bytecode = False
    for name in _BEFORE:
        import_module(name)
    modules, start = len(sys.modules), process_time()
    import_module("flask_resty")
    return {"ms": (process_time() - start) * 1e3, "modules": len(sys.modules) - modules}


if __name__ == "__main__":
    print(json.dumps(_figures()))
