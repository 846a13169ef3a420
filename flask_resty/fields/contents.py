"""What a field says of the binary content that it takes."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import ConfigError
from ..errors import Fault
from ..media.content import check_type
from ..media.mediatype import read
from ..media.sniffing import fits
from ..media.sniffing import sniff

#: What anything may be called that nobody knows better (RFC 9110, 8.3).
UNKNOWN = "application/octet-stream"


class Contents:
    """What content may be: of which media types, and how large.

    :param name: what errors call the field.
    :param media_types: ranges of them, too; any if there are none.
    :param max_size: the most bytes; any number if ``None``.
    :param sniff: whether content has to begin as content of its media type does.
    :raise ConfigError: for what is no media type, and for a size below 1.
    """

    #: By the keys of marshmallow's error messages.
    MESSAGES = {
        "content_type": "Not of a media type that is accepted, or not what it is said to be.",
        "too_large": "Larger than {max_size} bytes.",
    }

    def __init__(self, name: str, media_types: Sequence[str], max_size: int | None, sniff: bool) -> None:
        for media_type in media_types:
            if not isinstance(media_type, str) or read(media_type) is None:
                raise ConfigError(f"{name}({media_type!r}) names no media type. Write type/subtype, as in 'image/png'.")
        if max_size is not None and (type(max_size) is not int or max_size < 1):
            raise ConfigError(f"{name}(max_size={max_size!r}) is no size. Give a number of bytes, or leave it out.")
        self.media_types = tuple(media_types)
        self.max_size = max_size
        self.is_sniffed = sniff

    def is_too_large(self, size: int) -> bool:
        """Tell whether content of so many bytes is more than is allowed."""
        return self.max_size is not None and size > self.max_size

    def media_type(self, said: str | None, head: bytes) -> str | None:
        """Give what content is; ``None`` if that is not accepted.

        :param said: the ``Content-Type`` that the client gave it. If there is none, the content tells.
        :param head: its first bytes.
        """
        media_type = said or sniff(head) or UNKNOWN
        return media_type if self.accepts(media_type) and (not self.is_sniffed or fits(head, media_type)) else None

    def accepts(self, media_type: str) -> bool:
        """Tell whether a media type is one that is declared."""
        return not isinstance(check_type(media_type, self.media_types or ("*/*",), in_any_charset=True), Fault)

    @property
    def default(self) -> str:
        """What content is given as, if nothing is said of it."""
        return next((media_type for media_type in self.media_types if "*" not in media_type), UNKNOWN)
