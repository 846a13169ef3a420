"""Binary content: whole bodies, files of a form, and what stands as text in a document."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ...fields import DataURL
from ...fields import File
from ...fields.contents import UNKNOWN
from ...media.sniffing import beginning
from ...models.schemas.base64 import Base64
from ...schematic import Binary
from .patterns import escaped
from .values import DescribeValue
from .view import Described
from .view import View

#: RFC 4648, 4, where what is left of the last character is zero.
_BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?"

#: What may stand for a media type before the content (RFC 2397, 3).
_ANY_TYPE = "[^,]*?"


def binary(content: Binary) -> Described:
    """Describe content that no schema describes. It is no text, so it has no type either (OpenAPI 3.1.1, Working with Binary Data)."""
    (*_, one) = content.media_types
    return {"contentMediaType": one} if len(content.media_types) == 1 else {}


def _file(field: Any, view: View) -> Described:
    media_types = field.contents.media_types
    return {"contentMediaType": media_types[0] if len(media_types) == 1 else UNKNOWN}


def _data_url(field: Any, view: View) -> Described:
    contents = field.contents
    exact = [name for name in contents.media_types if "*" not in name and ";" not in name]
    if not exact or len(exact) < len(contents.media_types):
        return {"type": "string", "pattern": f"^data:{_ANY_TYPE};base64,{_BASE64}$"}
    is_sniffed = contents.is_sniffed and not view.is_output
    ways = [f"{escaped(name)};base64,{_beginning(name) if is_sniffed else ''}{_BASE64}" for name in exact]
    described: Described = {"type": "string", "pattern": f"^data:{ways[0] if len(ways) == 1 else '(?:' + '|'.join(ways) + ')'}$"}
    if contents.max_size is not None:
        described["maxLength"] = max(map(len, exact)) + len("data:;base64,") + -(-contents.max_size // 3) * 4
    return described


def _beginning(media_type: str) -> str:
    """Give the pattern of what content of a media type begins with in base64."""
    known = beginning(media_type) or b""
    whole, rest = known[: len(known) // 3 * 3], known[len(known) // 3 * 3 :]
    if not rest:
        return escaped(b64encode(whole).decode())
    # The last character that is known also has bits of the first byte that is not.
    groups = [b64encode(bytes([*rest, other, 0])[:3]).decode() for other in range(256)]
    last = "".join(dict.fromkeys(group[len(rest)] for group in groups))
    return f"{escaped(b64encode(whole).decode() + groups[0][: len(rest)])}[{last}]{'[A-Za-z0-9+/]' * (3 - len(rest))}"


def _base64(field: Any, view: View) -> Described:
    return {"type": "string", "contentEncoding": "base64", "pattern": f"^{_BASE64}$"}


#: For each class of fields, how it is described.
CONTENTS: dict[type, DescribeValue] = {File: _file, DataURL: _data_url, Base64: _base64}
