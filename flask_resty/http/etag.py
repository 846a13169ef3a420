"""Entity tags: what tells one representation of a resource from others (RFC 9110, 8.8.3)."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Literal
from typing import NamedTuple

#: A tag, with what stands between it and the next one. No quote, control character or space can be in it.
_MEMBER = re.compile(r'(?P<weak>W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,[ \t,]*|\Z)')
_BEGIN = re.compile(r"[ \t,]*")

#: A tag that :func:`make` made; what compresses a representation may have put something behind it.
_OURS = re.compile(r"([\w-]{16})\.[\w-]{8}(?:[:;-].*)?", re.ASCII)


#: Stands for whatever representation of a version.
ANY = "--------"


class EntityTag(NamedTuple):
    """An entity tag."""

    #: What stands between the quotes.
    opaque: str
    #: Whether what it tells apart differs in meaning, but maybe not byte by byte.
    is_weak: bool = False

    def __str__(self) -> str:
        """Give it as it is sent."""
        return f'W/"{self.opaque}"' if self.is_weak else f'"{self.opaque}"'

    @property
    def version(self) -> str:
        """The part that is the same for all representations of one version; of a tag that is none of ours, all of it."""
        ours = _OURS.fullmatch(self.opaque)
        return self.opaque if ours is None else ours[1]


def parse_list(text: str) -> tuple[EntityTag, ...] | Literal["*"] | None:
    """Read the value of ``If-Match`` or ``If-None-Match``; ``None`` if it is malformed."""
    text = text.strip(" \t")
    if text == "*":
        return "*"
    tags, position = [], _end(_BEGIN.match(text))
    while position < len(text):
        member = _MEMBER.match(text, position)
        if member is None:
            return None
        tags.append(EntityTag(member["opaque"], member["weak"] is not None))
        position = member.end()
    return tuple(tags) or None


def _end(match: re.Match[str] | None) -> int:
    return 0 if match is None else match.end()


def parse(text: str | None) -> EntityTag | None:
    """Read the value of ``ETag``, or a tag in ``If-Range``; ``None`` if it is none."""
    found = _MEMBER.fullmatch(text or "")
    return EntityTag(found["opaque"], found["weak"] is not None) if found and not found[0].rstrip(" \t").endswith(",") else None


def strong(one: EntityTag, other: EntityTag) -> bool:
    """Tell whether two tags stand for the same bytes: a weak one never does (RFC 9110, 8.8.3.2)."""
    return one.opaque == other.opaque and not one.is_weak and not other.is_weak


def weak(one: EntityTag, other: EntityTag) -> bool:
    """Tell whether two tags stand for the same meaning (RFC 9110, 8.8.3.2)."""
    return one.opaque == other.opaque


def make(version: bytes, representation: str, is_weak: bool = False) -> EntityTag:
    """Make the tag of one representation of a version.

    :param version: what is the same as long as the resource is the same.
    :param representation: what :func:`suffix` gave.
    """
    return EntityTag(f"{digest(version, 12)}.{representation}", is_weak)


def suffix(parts: Iterable[str]) -> str:
    """Give what tells one representation of a version from others, by all that it depends on: media type, members, ..."""
    return digest("\n".join(parts).encode(), 6)


def digest(content: bytes, size: int) -> str:
    """Give a short text that is another one for other content.

    :param size: in bytes, before they are written as text; a multiple of three.
    """
    # Most processors have instructions for it, which make it twice as fast as what is fast without them.
    return urlsafe_b64encode(sha256(content).digest()[:size]).decode()
