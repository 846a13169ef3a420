"""Node and the compiler of TypeScript, as the tests find them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from services.running import NotHere

_ROOT = Path(__file__).parents[2]

_TOOLS = _ROOT / "tools" / "node"

_TSC = _TOOLS / "node_modules" / "typescript" / "bin" / "tsc"

#: Seconds that a program may take.
_PATIENCE = 120


def program() -> str:
    """Give the path of Node.

    :raise NotHere: if it is not installed.
    """
    found = shutil.which("node")
    if found is None:
        raise NotHere("node is not on the path. Install Node 20 or later, and npm.")
    return found


def compiler() -> Path:
    """Give the path of the compiler of TypeScript, which Node runs.

    :raise NotHere: if it is not installed.
    """
    program()
    if not _TSC.exists():
        raise NotHere("The compiler of TypeScript is not installed. Run `npm ci` in tools/node.")
    return _TSC


def compile(folder: Path) -> list[str]:
    """Compile all TypeScript of a folder into ``out`` below it, and give what the compiler complains of.

    :raise NotHere: if there is no Node, or no compiler.
    """
    tsc = compiler()
    (folder / "package.json").write_text('{"type": "module"}')
    options = {"extends": str(_TOOLS / "tsconfig.json"), "compilerOptions": {"outDir": "out"}, "include": ["*.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(options))
    ended = subprocess.run([program(), tsc, "-p", folder], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    return ended.stdout.splitlines()


def run(script: Path, *arguments: str) -> Any:
    """Run a compiled script, and give the JSON that it writes at its end."""
    ended = subprocess.run([program(), script, *arguments], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
