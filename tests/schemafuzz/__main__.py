"""Play very many cases, on all processors, and tell how far it is: ``make fuzz``."""

from __future__ import annotations

import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import as_completed
from multiprocessing import get_context

from .fuzzing import play_batch

#: Cases of one number. Each batch starts anew, so that what hypothesis remembers of the cases does not fill the memory.
BATCH = 500


def main(examples: int, first: int) -> int:
    """Play the cases of as many numbers as are needed; give the exit status."""
    print(f"The first number is {first}: to see the same cases again, say SEED={first}.", flush=True)
    numbers = range(first, first + -(-examples // BATCH))
    started, done, calls = time.monotonic(), 0, 0
    # Workers are given up after some batches: classes are made in each case, and some stay in caches of Python.
    with ProcessPoolExecutor(mp_context=get_context("spawn"), max_tasks_per_child=20) as workers:
        batches = [workers.submit(play_batch, number, BATCH) for number in numbers]
        for batch in as_completed(batches):
            found, played = batch.result()
            if found:
                workers.shutdown(wait=False, cancel_futures=True)
                print(f"\n{found}", flush=True)
                return 1
            done, calls = done + BATCH, calls + played
            print(
                f"{done:,} of {len(numbers) * BATCH:,} cases, {calls:,} calls, {done / (time.monotonic() - started):.0f} cases a second",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else random.randrange(10**6)))
