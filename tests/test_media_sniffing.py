"""What content is by its first bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from time import perf_counter

import pytest

from flask_resty.media.sniffing import HEAD
from flask_resty.media.sniffing import fits
from flask_resty.media.sniffing import sniff

#: One beginning for each type, as programs write it.
BEGINNINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "image/gif": b"GIF89a\1\0\1\0",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "image/bmp": b"BM\x46\0\0\0\0\0\0\0\x36\0",
    "image/tiff": b"II*\0\x08\0\0\0",
    "image/x-icon": b"\0\0\1\0\1\0",
    "image/jxl": b"\0\0\0\x0cJXL \r\n\x87\n",
    "image/avif": b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom",
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0qt  ",
    "video/3gpp": b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1\x42\x82\x84webm",
    "video/x-matroska": b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\1\x42\x82\x88matroska",
    "video/x-msvideo": b"RIFF\x24\0\0\0AVI LIST",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "audio/mpeg": b"\xff\xfb\x90\x44\0\0",
    "audio/aac": b"\xff\xf1\x50\x80",
    "audio/flac": b"fLaC\0\0\0\x22",
    "audio/aiff": b"FORM\0\0\1\0AIFFCOMM",
    "audio/midi": b"MThd\0\0\0\6\0\1",
    "audio/basic": b".snd\0\0\0\x18",
    "application/ogg": b"OggS\0\2\0\0",
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "application/postscript": b"%!PS-Adobe-3.0",
    "application/zip": b"PK\3\4\x14\0\0\0",
    "application/gzip": b"\x1f\x8b\x08\0",
    "application/x-bzip2": b"BZh91AY&SY",
    "application/x-xz": b"\xfd7zXZ\0\0\4",
    "application/zstd": b"\x28\xb5\x2f\xfd\x24",
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c\0\4",
    "application/vnd.rar": b"Rar!\x1a\7\1\0",
    "application/vnd.sqlite3": b"SQLite format 3\0\x10\0",
    "application/wasm": b"\0asm\1\0\0\0",
    "application/x-elf": b"\x7fELF\2\1\1\0",
    "application/vnd.microsoft.portable-executable": b"MZ\x90" + b"\0" * 57 + b"\x80\0\0\0PE",
    "font/woff": b"wOFF\0\1\0\0\0\0",
    "font/woff2": b"wOF2\0\1\0\0\0\0",
    "font/ttf": b"\0\1\0\0\0\x0c",
    "font/otf": b"OTTO\0\x0c",
    "font/collection": b"ttcf\0\1\0\0",
    "image/svg+xml": b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "text/html": b"\n <!DOCTYPE HTML>\n<title>x</title>",
    "text/xml": b'<?xml version="1.0"?><feed/>',
}


@pytest.mark.parametrize("media_type", BEGINNINGS)
def test_content_is_told_by_its_beginning(media_type: str) -> None:
    assert sniff(BEGINNINGS[media_type]) == media_type


@pytest.mark.parametrize("media_type", BEGINNINGS)
def test_content_fits_its_own_type(media_type: str) -> None:
    assert fits(BEGINNINGS[media_type], media_type)


@pytest.mark.parametrize("media_type", [name for name in BEGINNINGS if name != "text/html"])
def test_html_is_none_of_the_types_with_a_signature_of_their_own(media_type: str) -> None:
    assert fits(BEGINNINGS["text/html"], media_type) == (media_type == "text/xml")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PN", b"the wide world", b"OTTO, king", b"MZ", b"\0\0\0"], ids=repr)
def test_what_does_not_tell_is_not_guessed(content: bytes) -> None:
    assert sniff(content) is None


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(BEGINNINGS["image/jpeg"], "image/jpg", id="another-name"),
        pytest.param(BEGINNINGS["image/png"], "IMAGE/PNG; x=y", id="parameters"),
        pytest.param(BEGINNINGS["video/mp4"], "audio/mp4", id="sound-of-a-film"),
        pytest.param(BEGINNINGS["video/webm"], "audio/webm", id="webm-sound"),
        pytest.param(BEGINNINGS["application/ogg"], "audio/ogg", id="ogg"),
        pytest.param(BEGINNINGS["application/zip"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document", id="docx"),
        pytest.param(BEGINNINGS["application/zip"], "application/epub+zip", id="epub"),
        pytest.param(b"ID3\3\0\0\0\0", "audio/mpeg", id="mp3-with-tags"),
        pytest.param(b"a,b\r\n1,2\r\n", "text/csv", id="csv"),
        pytest.param(b"<div>Markdown</div>", "text/markdown", id="html-in-text"),
        pytest.param("größe".encode("latin-1"), "text/plain; charset=latin-1", id="latin-1"),
        pytest.param("\ufeffgröße".encode("utf-16-le"), "text/plain; charset=utf-16", id="utf-16"),
        pytest.param(b"\xef\xbb\xbf{}", "application/json", id="json"),
        pytest.param(b"<!-- Inkscape --><svg/>", "image/svg+xml", id="svg-after-a-comment"),
        pytest.param(b"<!-- a feed --><feed/>", "application/atom+xml", id="xml-after-a-comment"),
        pytest.param(b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "application/xhtml+xml", id="xhtml"),
        pytest.param("\ufeff<a/>".encode("utf-16-le"), "application/xml", id="xml-in-utf-16"),
        pytest.param(b"\1\2\3", "application/x-own", id="not-known"),
        pytest.param(BEGINNINGS["application/zip"], "application/x-own", id="archive-of-a-program"),
        pytest.param(BEGINNINGS["text/html"], "application/octet-stream", id="anything"),
        pytest.param(b"", "text/plain", id="no-text"),
        pytest.param(b"?", "nonsense", id="no-media-type"),
    ],
)
def test_what_may_be_so_fits(content: bytes, media_type: str) -> None:
    assert fits(content, media_type)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(BEGINNINGS["image/jpeg"], "image/png", id="jpeg-as-png"),
        pytest.param(b"GIF", "image/gif", id="cut-off"),
        pytest.param(b"", "image/png", id="nothing"),
        pytest.param(BEGINNINGS["image/png"], "text/plain", id="image-as-text"),
        pytest.param(BEGINNINGS["application/pdf"], "text/csv", id="pdf-as-text"),
        pytest.param(b"a\0b", "application/json", id="nul-in-text"),
        pytest.param(BEGINNINGS["text/html"], "image/svg+xml", id="html-as-svg"),
        pytest.param(BEGINNINGS["text/html"], "application/atom+xml", id="html-as-a-feed"),
        pytest.param(b"plain", "application/xml", id="text-as-xml"),
        pytest.param(b"<a>\0", "application/xml", id="nul-in-xml"),
        pytest.param(BEGINNINGS["text/html"], "application/x-own", id="html-as-something"),
        pytest.param(BEGINNINGS["application/x-elf"], "application/x-own", id="program-as-something"),
        pytest.param(BEGINNINGS["application/pdf"], "application/vnd.oasis.opendocument.text", id="pdf-as-odt"),
    ],
)
def test_what_cannot_be_so_does_not_fit(content: bytes, media_type: str) -> None:
    assert not fits(content, media_type)


def test_an_archive_that_was_really_written_is_told() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    assert sniff(file.getvalue()) == "application/zip"


@pytest.mark.parametrize(
    "content",
    [b"<!---->" * 1000, b"<?xml " * 1000, b" " * 100_000, b"\0\0\0\x18ftyp" + b"iso" * 5000, b"\x1a\x45\xdf\xa3" + b"\x42\x82" * 5000],
    ids=["comments", "xml", "spaces", "brands", "matroska"],
)
def test_no_content_takes_long(content: bytes) -> None:
    start = perf_counter()
    assert len(content) > HEAD
    fits(content, "image/svg+xml")
    sniff(content)
    # What goes wrong here takes years.
    assert perf_counter() - start < 5
