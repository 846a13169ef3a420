"""Play so many values and tell what came of them: ``make fuzz-auth COUNT=50000``."""

from __future__ import annotations

import logging
import random
import sys
from collections import Counter
from collections import defaultdict

from .playing import play


def main(count: int, seed: int) -> int:
    """Play; give the exit status. Each value has a random generator of its own, so that one can be played again."""
    print(f"The seed is {seed}: to see the same values again, say SEED={seed}.", flush=True)
    statuses: dict[str, Counter[int]] = defaultdict(Counter)
    for number in range(count):
        try:
            played = play(random.Random(f"{seed} {number}"), is_timed=True)
        except Exception:
            print(f"Value {number} of seed {seed} shows a mistake.", flush=True)
            raise
        for path, status in played:
            statuses[path][status] += 1
    for path, counter in sorted(statuses.items()):
        print(f"{path:12} {dict(sorted(counter.items()))}")
    print(f"{count:,} values in {sum(counter.total() for counter in statuses.values()):,} requests, and none was answered wrongly.")
    return 0


if __name__ == "__main__":
    # A warning for each token that hurts a validator is too much here.
    logging.getLogger("flask_resty").setLevel(logging.ERROR)
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else random.randrange(10**6)))
