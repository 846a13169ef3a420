"""Look into what was built: `make dist`. Every file of the package must be in both distributions."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "flask_resty"


def main(folder: Path) -> None:
    """Complain about what the wheel and the source distribution in a folder lack."""
    [wheel] = folder.glob("*.whl")
    [source] = folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        complain(wheel, archive.namelist(), {*files(), "licenses/LICENSE", "METADATA"})
    with tarfile.open(source) as archive:
        complain(source, archive.getnames(), {*files(), "LICENSE", "CHANGELOG.md", "Makefile", ".ci/run", "docs/conf.py"})


def files() -> Iterable[str]:
    """Give the files of the package, as they must be found in a distribution."""
    for path in PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(PACKAGE.parent).as_posix()


def complain(distribution: Path, names: list[str], needed: set[str]) -> None:
    """Exit with what is missing; the folder that a name stands in does not matter."""
    missing = sorted(file for file in needed if not any(name == file or name.endswith(f"/{file}") for name in names))
    if missing:
        raise SystemExit(f"{distribution.name} lacks {', '.join(missing)}. Mend package_data in setup.cfg, or MANIFEST.in.")
    print(f"{distribution}: {len(names)} files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
