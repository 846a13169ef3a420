"""Fetch the Swagger UI that the documentation page is made of: `python tools/update_swagger_ui.py`. It needs npm."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path
from tempfile import TemporaryDirectory

#: What is shipped. For another version, write it here with what `npm view swagger-ui-dist@VERSION dist.integrity` says.
VERSION = "5.35.0"
INTEGRITY = "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ=="

#: Script and style, as they are, and all that their licences want to go along with them.
FILES = ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt")

FOLDER = Path(__file__).parents[1] / "flask_resty" / "openapi" / "docs_page" / "swagger_ui"


def main() -> None:
    """Replace the files of the package by those of the version that is named above."""
    with TemporaryDirectory() as place:
        found = fetched(Path(place))
    for path in FOLDER.glob("*"):
        path.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, content in found.items():
        FOLDER.joinpath(name).write_bytes(content)
    FOLDER.joinpath("VERSION").write_text(f"{VERSION}\n", "utf-8")
    print(f"Swagger UI {VERSION} is in {FOLDER}.")


def fetched(place: Path) -> dict[str, bytes]:
    """Give the files of the package, once it is proven to be the one that was meant."""
    subprocess.run(["npm", "pack", "--silent", f"swagger-ui-dist@{VERSION}"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    [archive] = place.glob("*.tgz")
    found = f"sha512-{b64encode(sha512(archive.read_bytes()).digest()).decode()}"
    if found != INTEGRITY:
        sys.exit(f"{archive.name} has the integrity {found!r}, but {INTEGRITY!r} is what is meant. Look at what the registry gave.")
    with tarfile.open(archive) as files:
        return {name: _read(files, name) for name in FILES}


def _read(files: tarfile.TarFile, name: str) -> bytes:
    file = files.extractfile(f"package/{name}")
    assert file is not None
    return file.read()


if __name__ == "__main__":
    main()
