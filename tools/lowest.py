"""Print the lowest supported version of each dependency, as constraints for an installer: `make test-lowest`.

The bounds stand in setup.cfg alone. Those of the package and of the extras for applications count; the tools for work
on the package itself may be as new as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

SETUP = Path(__file__).parents[1] / "setup.cfg"

#: The extras for work on the package itself.
OURS = {"bench", "demo", "dev", "dist", "docs", "fuzz", "lint", "test"}


def lowest(setup: str) -> Iterator[str]:
    """Give a constraint for each bound in the text of a setup.cfg."""
    config = ConfigParser()
    config.read_string(setup)
    extras = config["options.extras_require"]
    listed = [config["options"]["install_requires"], *(extras[name] for name in extras if name not in OURS)]
    for requirement in "\n".join(listed).splitlines():
        if bound := re.fullmatch(r"([\w.-]+)(?:\[.*\])?>=([\w.]+)(?:;.*)?", requirement.strip()):
            yield "{}=={}".format(*bound.groups())


if __name__ == "__main__":
    print("\n".join(lowest(SETUP.read_text())))
