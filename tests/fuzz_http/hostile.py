"""Octets that are dangerous to readers."""

from __future__ import annotations

from collections.abc import Mapping

_YAML = [
    *(b"&a [*a]", b"<<: *a", b"!!python/object/apply:os.system [ls]", b"!!binary ====", b"190:20:30", b"|9\n x", b"\t"),
    *(b"? " * 500, b"- " * 2000, b"{a: " * 300, b"--- 1\n--- 2", b"%YAML 9.9\n---\n", b"%TAG ! x:\n", b"a: &a\n"),
    b"&a [&b [x,x,x,x]," + b"*b," * 9 + b"]",
]

_XML = [
    *(b"<!DOCTYPE d [<!ENTITY a 'aaaa'>]>", b"&a;", b"<?x y?>", b"<![CDATA[", b"]]>", b"<!--", b"&#0;", b"&#xD800;", b"</data>"),
    *(b"<a>" * 2000, b"<item/>" * 50, b' xmlns:x="y"', b' type="object"', b' type="list"', b' nil="true"', b'<x a="1" a="2"/>'),
    b"<?xml version='1.0' encoding='utf-16'?>",
]

_MSGPACK = [
    *(b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdb\x7f\xff\xff\xff", b"\x91" * 3000, b"\xc1"),
    *(b"\xd6\xff\0\0\0\0", b"\xc7\x0c\xff" + b"\xff" * 12, b"\x81\x80\x80", b"\xcb\x7f\xf8\0\0\0\0\0\0", b"\xa2\xff\xfe"),
    b"\x82\xa1a\x01\xa1a\x02",
]

_CBOR = [
    *(b"\x9b" + b"\xff" * 8, b"\xbf", b"\x9f" * 3000, b"\x81" * 3000, b"\xff", b"\xf9\x7e\0", b"\xd8\x1c\x81\xd8\x1d\0"),
    *(b"\xc2\x59\x0f\xff" + b"\xff" * 4095, b"\xc4\x82\x1b\x7f" + b"\xff" * 7 + b"\x01", b"\xc5\x82\x1a\xff\xff\xff\xff\x01"),
    *(b"\xd9\x01\x00\x81\xd8\x19\0", b"\xc0\x60", b"\xc1\xfb\x7f\xf0\0\0\0\0\0\0", b"\xd8\x23\x65(a+)+", b"\xd8\x24\x60"),
    *(b"\xa2\x01\x01\x01\x02", b"\x7f\x61\xff\xff"),
]

_PLIST = [
    *(b"bplist00", b"<dict><key>a</key></dict>", b"<real>nan</real>", b"<date>9</date>", b"<array>" * 500),
    b"<!DOCTYPE plist [<!ENTITY a 'a'>]>",
]

_CSV = [
    *(b'"', b'""', b"\r", b"\0", b"," * 3000, b"id,id\r\n", b"a.b,a\r\n", b"\xef\xbb\xbf", b"'=1", b'"[[[[["'),
    b"author.name.x,author\r\n1,2\r\n",
]

_MULTIPART = [
    *(b"--x\r\n" * 300, b"--x--", b"\r\n\r\n", b"filename*=UTF-8''%00", b"-" * 3000, b"Content-Type: image/png\r\n"),
    *(b"Content-Type: multipart/mixed; boundary=y\r\n", b"Content-Transfer-Encoding: base64\r\n"),
    b'Content-Disposition: form-data; name="photo"; filename="../x"\r\n',
]

#: By media type; whole, or in the middle of something.
HOSTILE: Mapping[str, list[bytes]] = {
    "application/yaml": _YAML,
    "application/xml": _XML,
    "application/msgpack": _MSGPACK,
    "application/cbor": _CBOR,
    "application/x-plist": _PLIST,
    "application/jsonl": [b"\n", b"\r\n", b"{\n", b"\n\n\n"],
    "application/json-seq": [b"\x1e", b"\x1e\x1e{", b"\n\x1e"],
    "text/csv": _CSV,
    "multipart/form-data; boundary=x": _MULTIPART,
}

#: In any format.
ANYWHERE = [b"", b"NaN", b"\xff", b"\0", b'"\\ud800"', b"1" * 5000, b"[" * 5000, b'"a":1,' * 50, b"\xfe\xff", b"<<<<", b"1e999999"]

#: What is sent again and again.
UNITS = [b"[", b'{"a":', b'"', b"\\", b"9", b" ", b"&a=", b"%", b"--x\r\n", b'{"tags":["a"]},', b"- ", b"<a>", b"\x81", b"\x91"]
