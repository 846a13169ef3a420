"""Run the benchmarks: ``python -m benchmarks [name...]``; all of them if none is named.

Each is a module with a function ``cases()``. The exit status is 1 where a goal was missed.
"""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("schemas", "formats", "line", "http", "listing", "throttle", "auth", "stream", "registration", "document", "commands", "start")


def main(names: list[str]) -> int:
    """Measure the cases of the named benchmarks, and give the exit status."""
    if unknown := [name for name in names if name not in NAMES]:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    missed: list[str] = []
    for name in names or NAMES:
        for case in import_module(f"{__package__}.{name}").cases():
            print(f"\n{name}: {case.title}", flush=True)
            outcome = case.measure()
            print(outcome.report, flush=True)
            missed += (f"{name}: {case.title}: {sentence}" for sentence in outcome.missed)
    print("\nAll goals are met." if not missed else "\nMissed:\n" + "\n".join(f"  {line}" for line in missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
