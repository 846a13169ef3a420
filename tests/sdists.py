"""Source distributions whose tests or data our own tests use. They are fetched from the package registry once, and kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn


def sdist(name: str, version: str, kept: Path, give_up: Callable[[str], NoReturn]) -> Path:
    """Give the archive of a version of a distribution.

    :param kept: the directory where it stays from one run to the next.
    :param give_up: what ends a test that cannot have it.
    """
    archive = kept / f"{name}-{version}.tar.gz"
    if not archive.exists():
        _fetch(archive, name, version, give_up)
    return archive


def _fetch(archive: Path, name: str, version: str, give_up: Callable[[str], NoReturn]) -> None:
    if not find_spec("pip"):
        give_up(f"{archive.name} cannot be fetched without pip")
    options = ["--quiet", "--disable-pip-version-check", "--retries=1", "--no-deps", f"--no-binary={name}"]
    # Tests run side by side: each fetches for itself, and what is complete is put in place at once.
    with TemporaryDirectory(dir=archive.parent) as fresh:
        command = [sys.executable, "-m", "pip", "download", *options, f"--dest={fresh}", f"{name}=={version}"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            give_up(f"{archive.name} cannot be fetched: {done.stderr.strip().rpartition(chr(10))[2]}")
        (Path(fresh) / archive.name).replace(archive)
