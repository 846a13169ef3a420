"""Origins: what browsers say a page is of (HTML, 7.1.1; RFC 6454)."""

from __future__ import annotations

import re

# ASCII, lower case, nothing after host and port.
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(0|[1-9][0-9]{0,4}))?")

_DEFAULT_PORTS = {("http", "80"), ("https", "443"), ("ws", "80"), ("wss", "443"), ("ftp", "21")}


def is_origin(text: str) -> bool:
    """Tell whether a text is an origin as browsers write it. ``null``, which any page can bring about, is none."""
    found = _ORIGIN.fullmatch(text)
    return found is not None and (found[1], found[2]) not in _DEFAULT_PORTS
