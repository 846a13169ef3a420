"""Play so many requests and tell what came of them: ``make fuzz-models COUNT=50000``."""

from __future__ import annotations

import random
import sys
from collections import Counter

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ..toys import Model
from .playing import play
from .worlds import fill

#: How many requests there are between one change of the worlds and the next.
BATCH = 500


def main(count: int, seed: int, url: str) -> int:
    """Play; give the exit status. Each batch has a random generator of its own, so that one can be played again."""
    print(f"The seed is {seed}: to see the same requests again, say SEED={seed}.", flush=True)
    engine = create_engine(url, poolclass=StaticPool)
    Model.metadata.drop_all(engine)
    Model.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    statuses: Counter[int] = Counter()
    for batch in range(-(-count // BATCH)):
        try:
            statuses += play(engine, random.Random(f"{seed} {batch}"), BATCH)
        except Exception:
            print(f"Batch {batch} of seed {seed} shows a mistake.", flush=True)
            raise
    print(f"{statuses.total():,} requests in two worlds, and none told them from each other: {dict(sorted(statuses.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(
        main(
            int(sys.argv[1]),
            int(sys.argv[2]) if sys.argv[2:] and sys.argv[2] else random.randrange(10**6),
            sys.argv[3] if sys.argv[3:] else "sqlite://",
        )
    )
