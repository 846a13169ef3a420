"""``PYTHONPATH=tests:. python -m strictfuzz 5000 1``: so many cases of a number for each engine."""

from __future__ import annotations

import sys

from .fuzzing import fuzz
from .modes import MODES

if __name__ == "__main__":
    for name, engine in MODES.items():
        print(name, fuzz(engine, int(sys.argv[1]), number=int(sys.argv[2])), flush=True)
