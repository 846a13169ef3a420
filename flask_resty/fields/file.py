"""Files that come in a form."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from werkzeug.datastructures import FileStorage

from ..http.disposition import base_name
from ..http.partial import source_of_file
from ..media.binary import Upload
from ..media.sniffing import HEAD
from .contents import Contents


class File(fields.Field[Upload]):
    """A file of a form, in a schema for the location ``files``. It loads to an ``Upload``; a ``List(File())`` takes several.

    :param media_types: what it may be, ranges such as ``image/*`` among them; anything if left out.
    :param max_size: the largest file, in bytes. The whole form has a limit of its own, the ``max_size`` of ``@accepts``.
    :param sniff: whether a file has to begin as files of its media type do, as far as that can be told.
    :raise ConfigError: for what is no media type, and for a size below 1.
    """

    #: Beside those of every field: ``invalid``, ``content_type`` and ``too_large``.
    default_error_messages = {"invalid": "Not a valid file.", **Contents.MESSAGES}

    def __init__(self, *media_types: str, max_size: int | None = None, sniff: bool = True, **kwargs: Any) -> None:
        self.contents = Contents("File", media_types, max_size, sniff)
        # What is taken as a file of a form cannot be given as one.
        super().__init__(**{"load_only": True, **kwargs})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Upload:
        source = source_of_file(value.stream) if isinstance(value, FileStorage) else None
        if source is None:
            raise self.make_error("invalid")
        if self.contents.is_too_large(source.size):
            raise self.make_error("too_large", max_size=self.contents.max_size)
        head = value.stream.read(HEAD)
        value.stream.seek(source.begin)
        media_type = self.contents.media_type(value.content_type, head)
        if media_type is None:
            raise self.make_error("content_type")
        return Upload(media_type, value.stream, base_name(value.filename or "") or None)
