"""How long ``flask resty routes`` takes on a thousand resources, in a process of its own. Run as a script, it takes the figures once.

Flask loads the commands of all packages that are installed, which may take longer than all else; those of others are left out here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from time import process_time

from flask.cli import ScriptInfo

from flask_resty.cli import resty

from .readings import Reading
from .resources import app_of


def cases() -> Iterator[Reading]:
    """Give the cases."""
    yield Reading(title="flask resty routes, on 1,000 resources of two verbs", module="commands", most={"ms": 1000}, processes=7)


def listed(count: int) -> list[str]:
    """Run the command on an app of so many resources, and give what it prints."""
    with redirect_stdout(io.StringIO()) as printed:
        resty.main(["routes"], prog_name="flask resty", obj=ScriptInfo(create_app=lambda: app_of(count)), standalone_mode=False)
    return printed.getvalue().splitlines()


def _figures() -> dict[str, float]:
    lines = listed(1000)
    # From the start of the process: Python, Flask, the app and the command.
    return {"ms": process_time() * 1e3, "lines": len(lines)}


if __name__ == "__main__":
    print(json.dumps(_figures()))
