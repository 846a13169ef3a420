"""Write the client of the blog, and compile it with the page that uses it: `make client`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

NODE = ROOT / "tools" / "node"

BLOG = ROOT / "examples" / "blog"


def main(static: Path) -> None:
    """Put what was compiled into a folder: ``client.js``, and ``page/`` beside it.

    :param static: where the blog has its static files.
    """
    # It is run as a script, so that the folder of the tools is on the path, and not the one that has the packages.
    sys.path.insert(0, str(ROOT))
    from examples.blog import create_app
    from examples.blog.app import api
    from flask_resty.clients import write_typescript
    from flask_resty.openapi import document_of

    app = create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": "nobody logs in", "ISSUER": "http://127.0.0.1:5000"})
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "client.ts").write_text(write_typescript(document_of(api, app)), "utf-8")
        shutil.copytree(BLOG / "page", place / "page")
        compile(place, static)


def compile(place: Path, target: Path) -> None:
    """Compile all TypeScript of a folder as strictly as can be.

    :param target: where the JavaScript goes.
    """
    tsc = NODE / "node_modules" / "typescript" / "bin" / "tsc"
    if not tsc.exists():
        sys.exit(f"There is no compiler in {NODE.relative_to(ROOT)}. Install Node and npm, then: npm ci --prefix {NODE.relative_to(ROOT)}")
    options = {"rootDir": str(place), "outDir": str(target)}
    (place / "tsconfig.json").write_text(json.dumps({"extends": str(NODE / "tsconfig.json"), "compilerOptions": options}))
    subprocess.run(["node", tsc, "-p", place], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else BLOG / "static")
