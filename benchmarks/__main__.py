"""Run the benchmarks: ``python -m benchmarks [name...]``; all of them if none is named.

Each module of this package but the harness is a benchmark, with a function ``cases()``. The exit status is 1 where a goal was
missed.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

from . import __path__ as here
from .harness import measure
from .harness import report

NAMES = sorted(module.name for module in iter_modules(here) if module.name not in {"__main__", "harness"})


def main(names: list[str]) -> int:
    """Measure the cases of the named benchmarks, and give the exit status."""
    if unknown := [name for name in names if name not in NAMES]:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    met = True
    for name in names or NAMES:
        for case in import_module(f"{__package__}.{name}").cases():
            print(f"\n{name}: {case.title}", flush=True)
            measured = measure(case)
            print(report(measured))
            met = met and all(result.is_met for result in measured)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
