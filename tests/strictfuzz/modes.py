"""Ways to compile a schema, each of which is fuzzed."""

from __future__ import annotations

from schemafuzz.playing import Engine

from .engines import checked
from .engines import chunked
from .engines import ready
from .engines import textual
from .engines import typed

MODES: dict[str, Engine] = {
    "typed": typed,
    "textual": textual,
    "raise": checked(check="raise"),
    "log": checked(check="log"),
    "raise, validated": checked(check="raise", output_validated=True),
    "log, validated, optional": checked(check="log", output_validated=True, output_required=False),
    "raise, optional": checked(check="raise", output_required=False),
    "ready": ready(check="raise"),
    "ready, log": ready(check="log", output_validated=True),
    "chunks": chunked(check="raise"),
}
