"""What an answer depends on besides its address (RFC 9110, 12.5.5)."""

from __future__ import annotations

from werkzeug.datastructures import Headers
from werkzeug.http import parse_list_header


def vary(headers: Headers, *names: str) -> None:
    """Add names of request fields to ``Vary``, each one once; ``*`` says all of them already."""
    if "Vary" not in headers:
        headers["Vary"] = ", ".join(names)
        return
    present = parse_list_header(", ".join(headers.getlist("Vary")))
    known = {name.lower() for name in present}
    missing = [name for name in names if name.lower() not in known]
    if missing and "*" not in known:
        headers["Vary"] = ", ".join([*present, *missing])
