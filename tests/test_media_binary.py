"""What a handler sends and gets as binary content."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from flask_resty import Download
from flask_resty import Upload


def test_an_upload_is_read_from_where_it_stands() -> None:
    upload = Upload("text/plain", BytesIO(b"abcdef"))
    assert upload.stream.read(2) == b"ab"
    assert (upload.read(), upload.read()) == (b"cdef", b"")


def test_an_upload_is_saved_to_a_file_that_is_open(tmp_path: Path) -> None:
    with (tmp_path / "mine").open("wb") as file:
        Upload("text/plain", BytesIO(b"abc" * 100_000), filename="/etc/passwd").save(file)
    assert (tmp_path / "mine").read_bytes() == b"abc" * 100_000


@pytest.mark.parametrize("path", ["mine", Path("mine")], ids=["text", "path"])
def test_an_upload_is_not_saved_to_a_path(path: object) -> None:
    with pytest.raises(TypeError, match="a file that is open"):
        Upload("text/plain", BytesIO(b"abc")).save(path)  # type: ignore[arg-type]


def test_a_download_says_little_by_itself() -> None:
    download = Download(b"abc")
    assert (download.media_type, download.filename, download.inline, download.last_modified) == (None, None, False, None)
