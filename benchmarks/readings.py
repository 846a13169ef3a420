"""Figures that cannot be compared turn by turn: a process of its own takes them, and a goal is a bound on the median."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .harness import Outcome
from .harness import Verdict

_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Figures that a module of this package prints as a JSON object when it is run."""

    title: str
    module: str
    arguments: Sequence[str] = ()
    #: How much some of the figures may be.
    most: Mapping[str, float]
    #: How many processes take them.
    processes: int = 1

    def measure(self) -> Outcome:
        """Take the figures."""
        taken = [self._take() for _ in range(self.processes)]
        figures = {name: median(each[name] for each in taken) for name in taken[0]}
        table = [f"  {name:<32}{value:10.2f}" for name, value in figures.items()]
        return Outcome(
            table, [Verdict(f"{name}: {figures[name]:.2f}, of at most {most:g}", figures[name] <= most) for name, most in self.most.items()]
        )

    def _take(self) -> dict[str, float]:
        command = [sys.executable, "-m", f"{__package__}.{self.module}", *self.arguments]
        done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, check=True)
        figures: dict[str, float] = json.loads(done.stdout)
        return figures
