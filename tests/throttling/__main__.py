"""Measure: ``python -m throttling [runs]`` has forty clients ask four processes for more than a hundred requests, ten times."""

from __future__ import annotations

import sys
import time

from services.running import redis

from .load import LIMIT
from .load import burst
from .load import serving


def main(runs: int) -> int:
    """Run, tell of each run, and give the exit status."""
    passed = []
    with redis() as url, serving(url) as address:
        for run in range(1, runs + 1):
            start = time.monotonic()
            seen = burst(address)
            passed.append(seen[200])
            print(f"run {run}: {dict(seen)} in {time.monotonic() - start:.1f} s", flush=True)
    is_exact = passed == [LIMIT] * runs
    print("Exactly as many as the limit says passed in each run." if is_exact else "Not in each run as many passed as the limit says.")
    return 0 if is_exact else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
