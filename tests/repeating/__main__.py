"""A worker: ``python -m repeating die <key> <point>`` is killed; ``... race <key> <threads>`` sends one request many times at once.

The databases are in the environment: ``DATABASE``, and ``REDIS`` if keys are kept there.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from .application import make_app
from .application import send


def main(what: str, key: str, how: str) -> None:
    app = make_app(os.environ["DATABASE"], os.environ.get("REDIS"))
    if what == "die":
        send(app, key, die=how)
        return
    print("ready", flush=True)
    # All workers begin at the same time: when they are told to.
    sys.stdin.readline()
    with ThreadPoolExecutor(int(how)) as pool:
        responses = list(pool.map(lambda _: send(app, key), range(int(how))))
    print(json.dumps([[response.status_code, response.headers.get("Idempotency-Replayed"), response.json] for response in responses]))


main(*sys.argv[1:])
