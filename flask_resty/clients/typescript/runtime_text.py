"""The runtime of a client, as text: modules of TypeScript that are put together to one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

#: In the order in which they are read best.
MODULES = (
    "answers",
    "problems",
    "waiting",
    "pieces",
    "bytes",
    "selection",
    "rules",
    "operations",
    "contents",
    "cookies",
    "credentials",
    "digest",
    "oauth1",
    "oauth2",
    "remembering",
    "sending",
    "receiving",
    "retrying",
    "settings",
    "calling",
    "editing",
)

_IMPORT = re.compile(r"^import [^\n]*\n", re.MULTILINE)

#: Functions and constants are for the runtime alone, but for one; classes and types are for those who use a client.
_INNER = re.compile(r"^export (?=(?:async )?function(?! edit\b)|const )", re.MULTILINE)


@cache
def runtime() -> str:
    """Give the runtime as one module."""
    folder = Path(__file__).parent / "runtime"
    return "\n".join(_bare((folder / f"{name}.ts").read_text("utf-8")) for name in MODULES)


def _bare(text: str) -> str:
    return _INNER.sub("", _IMPORT.sub("", text)).strip("\n") + "\n"


@cache
def taken() -> frozenset[str]:
    """Give the names of types that the runtime has or uses, so that no other type may have them."""
    return frozenset(re.findall(r"\b[A-Z]\w*", runtime())) | {"Client"}
