"""Forms, read strictly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask import Request
from flask import request
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.errors import Problem
from flask_resty.media.form import check_form
from flask_resty.media.form import read_files
from flask_resty.media.form import read_form

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"


@contextmanager
def sent(data: bytes, content_type: str | None = None, method: str = "POST", **environ: Any) -> Iterator[Request]:
    """Give the request that a client sent."""
    app = Flask("tests")
    app.config.update(environ.pop("config", {}))
    environ = {"wsgi.input": BytesIO(data), "CONTENT_LENGTH": str(len(data))} | environ
    if content_type is not None:
        environ["CONTENT_TYPE"] = content_type
    with app.test_request_context(method=method, environ_overrides=environ):
        yield request._get_current_object()  # type: ignore[attr-defined]


def refusal_of(data: bytes, content_type: str, **environ: Any) -> str:
    with sent(data, content_type, **environ) as request, pytest.raises(Problem) as raised:
        read_form(request)
    assert raised.value.status == 400
    (fault,) = raised.value.errors
    assert (fault.location, fault.pointer) == ("form", "")
    return fault.code


def part(head: str, body: bytes) -> bytes:
    return f"--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"


END = b"--edge--\r\n"


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"", {}),
        (b"a=1&b=2", {"a": ["1"], "b": ["2"]}),
        (b"a=1&a=2", {"a": ["1", "2"]}),
        (b"a=&b", {"a": [""], "b": [""]}),
        (b"a+b=c%20d%2B", {"a b": ["c d+"]}),
        (b"name=%C3%84%E2%82%AC", {"name": ["Ä€"]}),
        ("name=Ä".encode(), {"name": ["Ä"]}),
    ],
)
def test_urlencoded_form_is_read(data: bytes, fields: dict[str, list[str]]) -> None:
    with sent(data, URLENCODED) as request:
        assert read_form(request) == fields
        assert read_files(request) == {}


def test_multipart_form_is_read() -> None:
    data = part('name="a"', "Ä".encode()) + part('name="a"', b"") + part('name="f"; filename="x.png"', b"\xff\0") + END
    with sent(data, MULTIPART) as request:
        assert read_form(request) == {"a": ["Ä", ""]}
        (file,) = read_files(request)["f"]
        assert (file.filename, file.read()) == ("x.png", b"\xff\0")


def test_several_files_of_one_field_are_read() -> None:
    data = part('name="f"; filename="a.txt"', b"1") + part('name="f"; filename="b.txt"', b"2" * 600_000) + END
    with sent(data, MULTIPART) as request:
        assert [file.read()[:1] for file in read_files(request)["f"]] == [b"1", b"2"]
        assert [file.filename for file in request.files.getlist("f")] == ["a.txt", "b.txt"]


def test_file_input_that_was_left_empty_is_not_there() -> None:
    with sent(part('name="f"; filename=""', b"") + END, MULTIPART) as request:
        assert read_files(request) == {}


def test_file_without_a_name_is_not_lost() -> None:
    with sent(part('name="f"; filename=""', b"1") + END, MULTIPART) as request:
        (file,) = read_files(request)["f"]
        assert file.read() == b"1"


@pytest.mark.parametrize(
    "head",
    [
        'form-data; name="a"\r\nContent-Disposition: form-data; name="b"',
        'attachment; name="a"',
        'form-data; name="a"\r\nContent-Transfer-Encoding: base64',
        'form-data; name="a"; filename="b"\r\nContent-Transfer-Encoding: quoted-printable',
    ],
)
def test_part_that_others_would_read_otherwise_is_refused(head: str) -> None:
    data = f"--edge\r\nContent-Disposition: {head}\r\n\r\n1\r\n".encode() + END
    assert refusal_of(data, MULTIPART) == "syntax"


@pytest.mark.parametrize("coding", ["binary", "8bit", "7Bit"])
def test_part_may_say_that_it_is_as_it_is(coding: str) -> None:
    with sent(part(f'name="a"\r\nContent-Transfer-Encoding: {coding}', b"1") + END, MULTIPART) as request:
        assert read_form(request) == {"a": ["1"]}


def test_what_was_read_is_what_flask_has() -> None:
    with sent(b"a=1", URLENCODED) as request:
        assert read_form(request) == {"a": ["1"]}
        assert request.form["a"] == "1"
        assert read_form(request) == {"a": ["1"]}


@pytest.mark.parametrize("look", [lambda request: request.form, lambda request: request.get_data()], ids=["form", "data"])
@pytest.mark.parametrize(("data", "content_type"), [(b"a=1", URLENCODED), (part('name="a"', b"1") + END, MULTIPART)])
def test_hook_of_the_app_may_look_first(data: bytes, content_type: str, look: Any) -> None:
    with sent(data, content_type) as request:
        look(request)
        assert read_form(request) == {"a": ["1"]}


@pytest.mark.parametrize("look", [lambda request: request.form, lambda request: request.get_data()], ids=["form", "data"])
@pytest.mark.parametrize(
    ("data", "content_type", "code"),
    [
        (b"a=%ff", URLENCODED, "encoding"),
        (b"%ff=a", URLENCODED, "encoding"),
        (part('name="a"', b"\xff") + END, MULTIPART, "encoding"),
        (part('name="a"', b"1"), MULTIPART, "syntax"),
        (b"garbage", MULTIPART, "syntax"),
    ],
    ids=["value", "name", "part", "end", "garbage"],
)
def test_what_a_hook_has_looked_at_is_refused_all_the_same(data: bytes, content_type: str, code: str, look: Any) -> None:
    with sent(data, content_type) as request, pytest.raises(Problem) as raised:
        look(request)
        read_form(request)
    assert [fault.code for fault in raised.value.errors] == [code]


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/json",
        "text/plain",
        "multipart/mixed; boundary=edge",
        "multipart/form-data; boundary=",
        "form",
        f"{URLENCODED}; charset=latin1",
    ],
)
def test_what_is_no_form_is_refused(content_type: str | None) -> None:
    for step in (check_form, read_form, read_files):
        with sent(b"a=1", content_type) as request, pytest.raises(Problem) as raised:
            step(request)
        assert raised.value.status == 415
        assert raised.value.headers["Accept"] == raised.value.headers["Accept-Post"] == f"{URLENCODED}, multipart/form-data"


def test_two_content_types_are_refused() -> None:
    with sent(b"a=1", f"{URLENCODED}, {MULTIPART}") as request, pytest.raises(Problem) as raised:
        check_form(request)
    assert (raised.value.status, raised.value.errors[0].code) == (400, "repeated")


@pytest.mark.parametrize("content_type", [URLENCODED, URLENCODED.upper(), f"{URLENCODED}; charset=UTF-8", MULTIPART])
def test_form_passes_by_its_header(content_type: str) -> None:
    with sent(b"", content_type, method="PUT") as request:
        check_form(request)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"a=%FF", URLENCODED),
        (b"%E2%82=1", URLENCODED),
        (b"a=\xff", URLENCODED),
        (part('name="a"', b"\xff") + END, MULTIPART),
        (part('name="a"\r\nContent-Type: text/plain; charset=iso-8859-1', b"a") + END, MULTIPART),
        (part('name="a"\r\nContent-Type: text', b"a") + END, MULTIPART),
        (b'--edge\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n' + END, MULTIPART),
        (b"", 'multipart/form-data; boundary="\xc3\xa4"'),
    ],
    ids=range(8),
)
def test_text_that_is_not_utf_8_is_refused(data: bytes, content_type: str) -> None:
    assert refusal_of(data, content_type) == "encoding"


@pytest.mark.parametrize("charset", ["utf-8", "US-ASCII"])
def test_part_may_say_that_it_is_utf_8(charset: str) -> None:
    with sent(part(f'name="a"\r\nContent-Type: text/plain; charset={charset}', b"a") + END, MULTIPART) as request:
        assert read_form(request) == {"a": ["a"]}


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (part('name="a"', b"1") + END, "multipart/form-data"),
        (part('name="a"', b"1") + END, 'multipart/form-data; boundary=""'),
        (part('name="a"', b"1") + END, "multipart/form-data; boundary=other"),
        (part('name="a"', b"1"), MULTIPART),
        (part('name="a"', b"1") + b"--edge", MULTIPART),
        (part('name="a"; filename="x"', b"1" * 600_000), MULTIPART),
        (b"", MULTIPART),
        (b"a=1", MULTIPART),
        (part("", b"1") + END, MULTIPART),
        (part('filename="x"', b"1") + END, MULTIPART),
        (b"--edge\r\nContent-Type: text/plain\r\n\r\n1\r\n" + END, MULTIPART),
        (b"--edge\r\n", MULTIPART),
    ],
    ids=range(12),
)
def test_broken_multipart_form_is_refused(data: bytes, content_type: str) -> None:
    assert refusal_of(data, content_type) == "syntax"


def test_form_without_parts_is_empty() -> None:
    with sent(END, MULTIPART) as request:
        assert read_form(request) == {}


class Torn:
    """A connection that breaks off."""

    def __init__(self, data: bytes, error: Exception) -> None:
        self.data = BytesIO(data)
        self.error = error

    def read(self, size: int = -1) -> bytes:
        if data := self.data.read(size):
            return data
        raise self.error


@pytest.mark.parametrize(("data", "content_type"), [(b"a=1", URLENCODED), (part('name="a"', b"1"), MULTIPART)])
@pytest.mark.parametrize("error", [OSError("connection reset"), ValueError("invalid chunk"), Exception("invalid chunk")])
@pytest.mark.parametrize("ends", [True, False])
def test_connection_that_breaks_off_is_400_whatever_the_server_raises(data: bytes, content_type: str, error: Exception, ends: bool) -> None:
    environ = {"wsgi.input": Torn(data, error), "CONTENT_LENGTH": "500"} | ({"wsgi.input_terminated": True} if ends else {})
    assert refusal_of(b"", content_type, **environ) == "incomplete"


def test_file_that_finds_no_room_is_no_mistake_of_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*args: Any) -> Any:
        raise OSError("no space left on device")

    monkeypatch.setattr(Request, "_get_file_stream", no_room)
    with sent(part('name="a"; filename="b"', b"1") + END, MULTIPART) as request, pytest.raises(OSError, match="no space left"):
        read_files(request)


def test_end_before_the_announced_length_is_400() -> None:
    environ = {"wsgi.input": BytesIO(b"a=1"), "CONTENT_LENGTH": "4", "wsgi.input_terminated": True}
    assert refusal_of(b"", URLENCODED, **environ) == "incomplete"


def test_chunked_form_is_read() -> None:
    environ: dict[str, Any] = {"wsgi.input": BytesIO(b"a=1"), "CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    with sent(b"", URLENCODED, **environ) as request:
        assert read_form(request) == {"a": ["1"]}


@pytest.mark.parametrize(
    ("config", "data"),
    [
        ({"MAX_FORM_PARTS": 1}, part('name="a"', b"1") * 2 + END),
        ({"MAX_FORM_PARTS": 1}, b"a=1&a=2"),
        ({"MAX_FORM_MEMORY_SIZE": 100}, part('name="a"', b"1" * 101) + END),
        ({"MAX_CONTENT_LENGTH": 10}, part('name="a"', b"1") + END),
    ],
    ids=["parts", "fields", "memory", "length"],
)
def test_limits_of_flask_are_kept(config: dict[str, int], data: bytes) -> None:
    with sent(data, MULTIPART if data.endswith(END) else URLENCODED, config=config) as request, pytest.raises(Problem) as raised:
        read_form(request)
    assert (raised.value.status, raised.value.errors[0].code) == (413, "too_large")


def test_field_is_counted_over_all_its_chunks() -> None:
    data = part('name="a"', b"12345678\r\n" * 20_000) + END
    with sent(data, MULTIPART, config={"MAX_FORM_MEMORY_SIZE": 150_000}) as request, pytest.raises(Problem) as raised:
        read_form(request)
    assert raised.value.status == 413


@given(
    st.binary()
    | st.lists(
        st.sampled_from([b"--edge", b"--", b"\r\n", b"\n", b'Content-Disposition: form-data; name="a"', b"; filename=x", b"1", b"\xff"])
    ).map(b"".join)
)
def test_no_bytes_raise_anything_but_a_problem(data: bytes) -> None:
    for content_type in (URLENCODED, MULTIPART):
        with sent(data, content_type) as request:
            try:
                read_form(request)
            except Problem as problem:
                assert problem.status == 400
