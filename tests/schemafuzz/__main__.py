"""Play very many cases, on all processors, and tell how far it is: ``make fuzz``."""

from __future__ import annotations

import random
import sys
import time
from functools import partial
from multiprocessing import get_context

from .fuzzing import play_batch

#: Cases of one number. Each batch starts anew, so that what hypothesis remembers of the cases does not fill the memory.
BATCH = 500
#: After so many batches a process is given up: classes are made in each case, and some stay in caches of Python.
BATCHES = 20


def main(examples: int, first: int) -> int:
    """Play the cases of as many numbers as are needed; give the exit status."""
    print(f"The first number is {first}: to see the same cases again, say SEED={first}.", flush=True)
    numbers = range(first, first + -(-examples // BATCH))
    started, calls = time.monotonic(), 0
    with get_context("spawn").Pool(maxtasksperchild=BATCHES) as workers:
        for done, (found, played) in enumerate(workers.imap_unordered(partial(play_batch, examples=BATCH), numbers), 1):
            if found:
                print(f"\n{found}", flush=True)
                return 1
            calls += played
            speed = done * BATCH / (time.monotonic() - started)
            print(f"{done * BATCH:,} of {len(numbers) * BATCH:,} cases, {calls:,} calls, {speed:.0f} cases a second", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else random.randrange(10**6)))
