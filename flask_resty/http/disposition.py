"""Names of files, as ``Content-Disposition`` tells them (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal
from urllib.parse import quote

Disposition = Literal["attachment", "inline"]

#: What stands before a name: the directories of any system.
_DIRECTORIES = re.compile(r".*[/\\]", re.DOTALL)

#: Control characters, halves of characters, ends of lines, and what turns the direction of text, so that ``exe.png`` is shown for
#: ``gnp.exe``.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: Readers disagree on what these mean inside of quotes (RFC 6266, appendix D).
_DOUBTFUL = re.compile(r"[^\x20-\x7e]|[\"%\\]")

#: What need not be encoded, besides letters, digits and ``_.-~`` (RFC 8187, 3.2.1).
_PLAIN = "!#$&+^`|"


def base_name(name: str) -> str:
    """Give what may be shown of the name of a file: no directories, no control characters. Of ``..`` and the like nothing is left.

    It is for display. A file on a server needs a name that the server gave it.
    """
    bare = _UNSHOWN.sub("", _DIRECTORIES.sub("", name)).strip()
    return "" if not bare.strip(".") else bare


def content_disposition(disposition: Disposition, name: str | None = None) -> str:
    """Write the value of ``Content-Disposition``.

    :param disposition: whether content is to be kept as a file, or shown.
    :param name: how it is to be called; of a path, its last part. A name beyond ASCII is sent a second time, encoded, for all readers
        but very old ones (RFC 6266, 4.3).
    """
    bare = base_name(name or "")
    if not bare:
        return disposition
    fallback = _fallback(bare)
    encoded = "" if fallback == bare else f"; filename*=UTF-8''{quote(bare, safe=_PLAIN)}"
    return f'{disposition}; filename="{fallback}"{encoded}'


def _fallback(name: str) -> str:
    """Give what is left of a name in ASCII: letters without their accents, and ``_`` in the place of all else."""
    parted = unicodedata.normalize("NFKD", name) if not name.isascii() else name
    return _DOUBTFUL.sub("_", "".join(character for character in parted if not unicodedata.combining(character)))
