"""Play for a while and tell how far it is: ``make fuzz-http``. Half of the time is for atheris, where it is installed."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import given
from hypothesis import seed
from hypothesis import settings

from .parsers import EXAMPLES
from .parsers import READERS
from .playing import play
from .requests import Sent
from .requests import requests

#: Each batch starts anew, so that what hypothesis remembers does not fill the memory.
BATCH = 500


def main(seconds: float, first: int) -> int:
    """Play for so many seconds; give the exit status. A mistake is raised as hypothesis shows it."""
    print(f"The first number is {first}: to see the same requests again, say SEED={first}.", flush=True)
    has_atheris = find_spec("atheris") is not None
    deadline = time.monotonic() + (seconds / 2 if has_atheris else seconds)
    statuses: Counter[int] = Counter()
    number = first
    while time.monotonic() < deadline:
        _play_batch(number, statuses)
        number += 1
        if number % 10 == 0:
            print(f"{statuses.total():,} requests: {dict(sorted(statuses.items()))}", flush=True)
    print(f"{statuses.total():,} requests, and none failed.", flush=True)
    if not has_atheris:
        print("atheris is not installed here, so the readers were not fuzzed by coverage.", flush=True)
        return 0
    return _look_for_more(int(seconds / 2), first + 1)


def _look_for_more(seconds: int, number: int) -> int:
    with tempfile.TemporaryDirectory() as corpus:
        for place, name in enumerate(READERS):
            Path(corpus, str(place)).write_bytes(bytes([place]) + EXAMPLES[name])
        # It ends its process, whatever it finds.
        arguments = [f"-max_total_time={seconds}", f"-seed={number}", "-max_len=4096", "-timeout=5", corpus]
        return subprocess.call([sys.executable, "-m", "fuzz_http.coverage", *arguments])


def _play_batch(number: int, statuses: Counter[int]) -> None:
    checks = list(HealthCheck)

    @seed(number)
    @settings(max_examples=BATCH, deadline=None, database=None, suppress_health_check=checks, phases=[Phase.generate, Phase.shrink])
    @given(requests())
    def batch(sent: Sent) -> None:
        statuses[play(sent, is_timed=True)] += 1

    batch()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else random.randrange(10**6)))
