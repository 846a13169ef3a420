"""What content is, as its first bytes tell (WHATWG MIME Sniffing, 6 and 7).

A browser that guesses finds scripts in what was sent as an image; so what a client says of its content is held against what is there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .mediatype import read

#: How many of the first bytes are looked at (5.2).
HEAD = 1445

#: What a browser takes for the beginning of HTML (7.1), after white space and a byte order mark.
_SPACE = rb"(?:\xef\xbb\xbf)?[\t\n\x0c\r ]*"
_TAGS = rb"!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p"
_HTML = rb"(?i:<(?:(?:" + _TAGS + rb")[\t\n\x0c\r />]|!--))"

#: Of these nothing is tried a second time, so that many of them take no longer than they are long.
_COMMENTS = rb"(?>\s*)(?>(?:<!--.*?-->\s*)*)"

#: How files of a type begin. A wave is told from a film and from an image, which all come in RIFF, by what follows the length.
_SIGNATURES = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF.{4}WEBPVP",
    "image/bmp": rb"BM.{4}\0{4}",
    "image/tiff": rb"II\*\0|MM\0\*",
    "image/x-icon": rb"\0\0\x01\0",
    "image/jxl": rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n",
    "image/avif": rb"\0.{3}ftyp(?:avi[fs]|.{8}(?:.{4})*?avif)",
    "image/heic": rb"\0.{3}ftyp(?:he[iv][cmsx]|mif1|msf1)",
    "audio/mp4": rb"\0.{3}ftyp(?:M4[ABP] |F4A )",
    "video/quicktime": rb"\0.{3}(?:ftypqt  |moov|mdat|wide)",
    "video/3gpp": rb"\0.{3}ftyp3g",
    "video/mp4": rb"\0.{3}ftyp(?:.{4}.{4}(?:.{4})*?(?:mp4|iso|avc1)|mp4|iso|avc1|dash|M4V )",
    "video/webm": rb"\x1a\x45\xdf\xa3.{0,64}?\x42\x82.{1,8}?webm",
    "video/x-matroska": rb"\x1a\x45\xdf\xa3",
    "video/x-msvideo": rb"RIFF.{4}AVI ",
    "audio/wav": rb"RIFF.{4}WAVE",
    "audio/mpeg": rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2-\xf5\xfa-\xfd][\0-\xef]",
    "audio/aac": rb"\xff[\xf0\xf1\xf8\xf9]",
    "audio/flac": rb"fLaC",
    "audio/aiff": rb"FORM.{4}AIF[FC]",
    "audio/midi": rb"MThd\0\0\0\x06",
    "audio/basic": rb"\.snd\0\0\0",
    "application/ogg": rb"OggS\0",
    "application/pdf": rb"%PDF-",
    "application/postscript": rb"%!PS-Adobe-",
    "application/zip": rb"PK(?:\x03\x04|\x05\x06|\x07\x08)",
    "application/gzip": rb"\x1f\x8b\x08",
    "application/x-bzip2": rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)",
    "application/x-xz": rb"\xfd7zXZ\0",
    "application/zstd": rb"\x28\xb5\x2f\xfd",
    "application/x-7z-compressed": rb"7z\xbc\xaf\x27\x1c",
    "application/vnd.rar": rb"Rar!\x1a\x07[\0\x01]",
    "application/vnd.sqlite3": rb"SQLite format 3\0",
    "application/wasm": rb"\0asm",
    "application/x-elf": rb"\x7fELF",
    "application/vnd.microsoft.portable-executable": rb"MZ.{60}\0\0",
    "font/woff": rb"wOFF(?:\0\x01\0\0|OTTO|true)",
    "font/woff2": rb"wOF2(?:\0\x01\0\0|OTTO|true|ttcf)",
    "font/ttf": rb"\0\x01\0\0\0|true\0",
    "font/otf": rb"OTTO\0",
    "font/collection": rb"ttcf\0",
    "image/svg+xml": _SPACE + rb"(?:<\?xml[^>]*>)?" + _COMMENTS + rb"(?:<!DOCTYPE svg[^>]*>)?" + _COMMENTS + rb"<svg[\s>/]",
    "text/html": _SPACE + _HTML,
    "text/xml": _SPACE + rb"<\?xml[\t\n\r ]",
}

_COMPILED = {media_type: re.compile(pattern, re.DOTALL) for media_type, pattern in _SIGNATURES.items()}

#: Those of which a few bytes are all there is to it.
_BEGINNINGS = {
    media_type: pattern.decode("unicode_escape").encode("latin-1")
    for media_type, pattern in _SIGNATURES.items()
    if re.search(rb"[.^$*+?{}|()\[\]]", pattern) is None
}

#: Other names, and types whose files begin as those of others.
_BEGIN_AS = {
    "image/jpg": ("image/jpeg",),
    "image/pjpeg": ("image/jpeg",),
    "image/x-png": ("image/png",),
    "image/apng": ("image/png",),
    "image/x-ms-bmp": ("image/bmp",),
    "image/vnd.microsoft.icon": ("image/x-icon",),
    "image/heif": ("image/heic", "image/avif"),
    "image/avif": ("image/avif", "image/heic"),
    "image/heic": ("image/heic", "image/avif"),
    "audio/mp3": ("audio/mpeg",),
    "audio/aacp": ("audio/aac",),
    "audio/x-aac": ("audio/aac",),
    "audio/x-m4a": ("audio/mp4", "video/mp4"),
    "audio/mp4": ("audio/mp4", "video/mp4", "video/3gpp"),
    "video/mp4": ("video/mp4", "audio/mp4", "video/3gpp", "video/quicktime"),
    "video/x-m4v": ("video/mp4",),
    "video/3gpp2": ("video/3gpp",),
    "audio/3gpp": ("video/3gpp",),
    "audio/webm": ("video/webm",),
    "video/x-matroska": ("video/x-matroska", "video/webm"),
    "audio/x-matroska": ("video/x-matroska", "video/webm"),
    "audio/wave": ("audio/wav",),
    "audio/x-wav": ("audio/wav",),
    "audio/vnd.wave": ("audio/wav",),
    "audio/x-flac": ("audio/flac",),
    "audio/x-aiff": ("audio/aiff",),
    "audio/ogg": ("application/ogg",),
    "audio/opus": ("application/ogg",),
    "video/ogg": ("application/ogg",),
    "application/x-pdf": ("application/pdf",),
    "application/x-gzip": ("application/gzip",),
    "application/x-zip-compressed": ("application/zip",),
    "application/epub+zip": ("application/zip",),
    "application/java-archive": ("application/zip",),
    "application/x-sqlite3": ("application/vnd.sqlite3",),
    "application/x-rar-compressed": ("application/vnd.rar",),
    "application/font-woff": ("font/woff",),
    "font/sfnt": ("font/ttf", "font/otf"),
}

#: Families of types whose files are ZIP archives, however many there are.
_IN_ZIP = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")

#: What other types are made of: that something begins like this says nothing against a type that is not known here.
_CONTAINERS = frozenset(
    {
        *("application/gzip", "application/ogg", "application/vnd.sqlite3", "application/x-bzip2", "application/x-xz", "application/zip"),
        *("application/zstd", "image/tiff", "text/xml", "video/mp4", "video/x-matroska"),
    }
)

#: Bytes that no text has (3, "binary data byte"), and the marks of encodings that have them.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_WIDE = (b"\xfe\xff", b"\xff\xfe", b"\0\0\xfe\xff")

_MARKUP = re.compile(_SPACE + rb"<")
_COMMENT = re.compile(_SPACE + rb"<!--")


def sniff(head: bytes) -> str | None:
    """Give the media type that content has by its first bytes; ``None`` if they do not tell.

    :param head: the first bytes; more than :data:`HEAD` of them are not looked at.
    """
    head = head[:HEAD]
    return next((media_type for media_type, signature in _COMPILED.items() if signature.match(head)), None)


def fits(head: bytes, media_type: str) -> bool:
    """Tell whether content may be what somebody says that it is.

    Of a type with a signature, content has to have it. Text may be anything that is text. XML has to begin as markup does, and HTML
    is no other XML. Where a type is not known here, nothing speaks against it but content that is known to be something else: an
    image, HTML, a program. Archives and other containers are let through then, as the files of many programs are such.
    Anything is ``application/octet-stream``.

    :param head: the first bytes, as for :func:`sniff`.
    :param media_type: what it is said to be; parameters do not matter.
    """
    name, kind = _classified(media_type)
    head = head[:HEAD]
    if name == "application/octet-stream":
        return True
    if kind == "text":
        return _is_text(head)
    if kind == "xml":
        return _is_xml(head, name)
    found = sniff(head)
    if kind == "other":
        return found is None or found in _CONTAINERS
    return found in _BEGIN_AS.get(kind, (kind,))


def beginning(media_type: str) -> bytes | None:
    """Give the bytes that all content of a media type begins with, if there are such, and no more is looked at."""
    return _BEGINNINGS.get(media_type) if _classified(media_type) == (media_type, media_type) else None


@lru_cache(1024)
def _classified(media_type: str) -> tuple[str, str]:
    """Give a media type without its parameters, and how to tell its content: ``text``, ``xml``, ``other``, or whose signature it has."""
    found = read(media_type)
    if found is None:
        return media_type, "other"
    name, suffix = f"{found.type}/{found.subtype}", found.subtype.rpartition("+")[2]
    if suffix == "xml":
        return name, "xml"
    if found.type == "text" or suffix in {"json", "yaml", "javascript", "x-ndjson", "jsonl"}:
        return name, "text"
    if suffix == "zip" or name.startswith(_IN_ZIP):
        return name, "application/zip"
    return name, name if name in _SIGNATURES or name in _BEGIN_AS else "other"


def _is_text(head: bytes) -> bool:
    if head.startswith(_WIDE):
        return True
    # All of a PDF may be text, but nobody calls it so.
    return _NO_TEXT.search(head) is None and sniff(head) != "application/pdf"


def _is_xml(head: bytes, name: str) -> bool:
    if head.startswith(_WIDE):
        return True
    if _MARKUP.match(head) is None or _NO_TEXT.search(head) is not None:
        return False
    # XML may begin with a comment, too.
    is_html = sniff(head) == "text/html" and _COMMENT.match(head) is None
    return not is_html or name in {"application/xhtml+xml", "application/xml", "text/xml"}
