"""The documents, by format: the name of a format is that of its parser, so those of ``XML_PARSER`` stand under ``xml``.

Forms, which have no parser of their own, stand under ``form`` and ``multipart``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import fields


class Hostile(NamedTuple):
    """A document, and what has to become of it."""

    #: What is wrong with it; no other document of its format has this name.
    name: str
    #: Makes the content, which may be large.
    make: Callable[[], bytes]
    #: The code that it is refused with, by its status. ``None`` if it is harmless after all, and is read.
    code: str | None
    #: Whether it is read as a stream of items.
    streamed: bool = False
    #: The marshmallow schema that it is read by.
    schema: Any = None
    status: int = 400


def _laughs() -> bytes:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(10))
    return b'<!DOCTYPE d [<!ENTITY a0 "ha">' + entities + b"]><data>&a10;</data>"


#: Objects in objects, as deep as CSV follows them.
_INSIDE = Schema.from_dict({"a": fields.Nested({"b": fields.Str()}), "b": fields.Str()}, name="HostileInside")
NESTED = Schema.from_dict({"a": fields.Nested(_INSIDE), "b": fields.Str()}, name="HostileNested")(many=True)

#: Each entity is ten of the one before: a gigabyte at the end.
LAUGHS = (
    b'<!DOCTYPE plist [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10))
    + b"]><plist><string>&a9;</string></plist>"
)


#: A field of a form in parts.
PART = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'

#: Each list is twice the one before.
ALIASES = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 121))


def directives(newline: bytes) -> bytes:
    """Give a document that declares 60,000 short forms of tags before it begins."""
    return b"".join(b"%%TAG !%d! x%s" % (number, newline) for number in range(60_000)) + b"---\na"


def numbered(head: bytes, number: bytes) -> bytes:
    """Give a map whose names are 65536 integers with the same last bits, which is where a dict of Python begins to look for a name.

    :param head: how a map begins that has its length in four bytes.
    :param number: how an integer begins that has eight.
    """
    members = (number + (index << 40).to_bytes(8) + b"\x00" for index in range(65_536))
    return head + (65_536).to_bytes(4) + b"".join(members)


DOCUMENTS: dict[str, list[Hostile]] = {
    "yaml": [
        Hostile("sequences in a line", lambda: b"- " * 30_000, "too_deep"),
        Hostile("sequences over lines", lambda: b"".join(b" " * depth + b"-\n" for depth in range(1400)), "too_deep"),
        Hostile("open brackets", lambda: b"[" * 100_000, "too_deep"),
        Hostile("closed brackets", lambda: b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        Hostile("open braces", lambda: b"{a: " * 100_000, "too_deep"),
        Hostile("names in names", lambda: b"? " * 100_000, "name"),
        Hostile("deep mappings", lambda: b"".join(b" " * depth + b"a:\n" for depth in range(1400)), "too_deep"),
        Hostile("laughs", lambda: ALIASES, "alias"),
        Hostile("an alias of itself", lambda: b"&a [*a]", "alias"),
        Hostile("an alias of nothing", lambda: b"*a", "alias"),
        Hostile("merges", lambda: b"a: &a {b: 1}\nc: {<<: *a}", "alias"),
        Hostile("a call", lambda: b"!!python/object/apply:os.system ['exit 1']", "tag"),
        Hostile("a new object", lambda: b"!!python/object/new:os.system ['exit 1']", "tag"),
        Hostile("a name of Python", lambda: b"a: !!python/name:os.system ''", "tag"),
        Hostile("a set", lambda: b"!!set {a, b}", "tag"),
        Hostile("a long tag", lambda: b"!" + b"a" * 1_000_000, "tag"),
        Hostile("a long anchor", lambda: b"&" + b"a" * 1_000_000, "alias"),
        Hostile("many directives", lambda: directives(b"\n"), "tag"),
        Hostile("many directives behind returns", lambda: directives(b"\r"), "tag"),
        Hostile("many documents", lambda: b"---\n" * 250_000, "syntax"),
        Hostile("many digits", lambda: b"1" * 1_000_000, "too_many_digits"),
        Hostile("many digits, hexadecimal", lambda: b"0x" + b"f" * 1_000_000, "too_many_digits"),
        Hostile("many digits, with colons", lambda: b"1" + b":59" * 300_000, None),
        Hostile("a number without end", lambda: b"1e99999999999", "not_finite"),
        Hostile("a number with many digits and a point", lambda: b"1" * 500_000 + b".5", "not_finite"),
        Hostile("a long name", lambda: b"a" * 1_000_000 + b": b", "syntax"),
        Hostile("an open quote", lambda: b'"' + b"a" * 1_000_000, "syntax"),
        Hostile("an open quote over lines", lambda: b'"' + b"\n" * 1_000_000, "syntax"),
        Hostile("tabs", lambda: b"\t" * 1_000_000, "syntax"),
        Hostile("colons", lambda: b"a" + b" :" * 500_000, "syntax"),
        Hostile("question marks", lambda: b"[" + b"? ," * 300_000, "name"),
        Hostile("line feeds", lambda: b"\n" * 1_000_000, "empty"),
        Hostile("comments", lambda: b"#\n" * 500_000, "empty"),
        Hostile("one name, again and again", lambda: b"a: 1\n" * 200_000, "duplicate_name"),
        Hostile("cut off", lambda: b"a: [1, 2", "syntax"),
        Hostile("more behind the end", lambda: b"[1] 2", "syntax"),
        Hostile("not UTF-8", lambda: b"a: \xff", "encoding"),
        Hostile("UTF-16", lambda: "a: 1".encode("utf-16"), "encoding"),
        Hostile("control characters", lambda: b"a: \0\x01", "syntax"),
        Hostile("another version", lambda: b"%YAML 9.9\n---\na", "syntax"),
    ],
    "msgpack": [
        Hostile("deep arrays", lambda: b"\x91" * 1_000_000, "too_deep"),
        Hostile("deep maps", lambda: b"\x81\xa1a" * 300_000, "too_deep"),
        Hostile("a huge array", lambda: b"\xdd\xff\xff\xff\xff", "syntax"),
        Hostile("huge arrays in each other", lambda: b"\xdd\x0f\xff\xff\xff" * 500, "syntax"),
        Hostile("a huge map", lambda: b"\xdf\xff\xff\xff\xff", "syntax"),
        Hostile("huge text", lambda: b"\xdb\xff\xff\xff\xff", "syntax"),
        Hostile("huge bytes", lambda: b"\xc6\xff\xff\xff\xff", "syntax"),
        Hostile("a huge extension", lambda: b"\xc9\xff\xff\xff\xff\x01", "syntax"),
        Hostile("an extension", lambda: b"\xd4\x05a", "type"),
        Hostile("a timestamp", lambda: b"\xd7\xff" + b"\xff" * 8, "type"),
        Hostile("numbers that are alike as names", lambda: numbered(b"\xdf", b"\xcf"), "syntax"),
        Hostile("one name, again and again", lambda: b"\xdf\x00\x01\x00\x00" + b"\xa1a\xc0" * 65_536, "duplicate_name"),
        Hostile("many values in long forms", lambda: b"\xdd\x00\x06\x00\x00" + b"\xd0\x00" * 0x60000, None),
        Hostile("cut off", lambda: b"\x92\x01", "syntax"),
        Hostile("more behind the end", lambda: b"\x01\x02", "syntax"),
        Hostile("much more behind the end", lambda: b"\x90" * 1_000_000, "syntax"),
        Hostile("a byte that has no meaning", lambda: b"\xc1", "syntax"),
        Hostile("not UTF-8", lambda: b"\xa1\xff", "syntax"),
        Hostile("not a number", lambda: b"\xcb\x7f\xf8" + b"\0" * 6, "not_finite"),
    ],
    "cbor": [
        Hostile("deep arrays", lambda: b"\x81" * 1_000_000, "too_deep"),
        Hostile("deep maps", lambda: b"\xa1\x61a" * 300_000, "too_deep"),
        Hostile("deep arrays without a length", lambda: b"\x9f" * 1_000_000, "too_deep"),
        Hostile("deep tags", lambda: b"\xc1" * 1_000_000, "too_deep"),
        Hostile("a huge array", lambda: b"\x9b" + b"\x7f" * 8, "syntax"),
        Hostile("a huge array of 32 bits", lambda: b"\x9a\xff\xff\xff\xff\x01", "syntax"),
        Hostile("a huge map", lambda: b"\xbb" + b"\x7f" * 8, "syntax"),
        Hostile("huge text", lambda: b"\x7b" + b"\x7f" * 8, "syntax"),
        Hostile("huge bytes", lambda: b"\x5b" + b"\x7f" * 8, "syntax"),
        Hostile("bytes of 4 GB", lambda: b"\x5a\xff\xff\xff\xff", "syntax"),
        Hostile("a short decimal of many digits", lambda: b"\xc4\x82\x1a\x3b\x9a\xc9\xff\x01", "tag"),
        Hostile("a float of many bits", lambda: b"\xc5\x82\x1b" + b"\x7f" * 8 + b"\x01", "tag"),
        Hostile("a rational", lambda: b"\xd8\x1e\x82\x01\x02", "tag"),
        Hostile("a pattern", lambda: b"\xd8\x23\x69(a+)+(b+)", "tag"),
        Hostile("a message", lambda: b"\xd8\x24\x44a: b", "tag"),
        Hostile("a set", lambda: b"\xd9\x01\x02\x81\x01", "tag"),
        Hostile("a date", lambda: b"\xc1\x1b" + b"\xff" * 8, "tag"),
        Hostile("a list in itself", lambda: b"\xd8\x1c\x81\xd8\x1d\x00", "tag"),
        Hostile("laughs", lambda: b"\xd8\x1c\x80" + b"\x82\xd8\x1d\x00\xd8\x1d\x00", "tag"),
        Hostile("shared laughs", lambda: b"\x82" + b"\xd8\x1c\x82" * 60 + b"\x80" + b"\xd8\x1d\x00" * 60, "tag"),
        Hostile("names of strings", lambda: b"\xd9\x01\x00\x82\x63aaa\xd8\x19\x00", "tag"),
        Hostile("a large integer", lambda: b"\xc2\x5a\x00\x0f\x00\x00" + b"\xff" * 0xF0000, "too_many_digits"),
        Hostile("a large negative integer", lambda: b"\xc3\x5a\x00\x0f\x00\x00" + b"\xff" * 0xF0000, "too_many_digits"),
        Hostile("many integers", lambda: b"\x9f" + b"\xc2\x41\x01" * 100_000 + b"\xff", None),
        Hostile("numbers that are alike as names", lambda: numbered(b"\xba", b"\x1b"), "name"),
        Hostile("one name, again and again", lambda: b"\xbf" + b"\x61a\xf6" * 300_000 + b"\xff", "duplicate_name"),
        Hostile("text in a million pieces", lambda: b"\x7f" + b"\x60" * 1_000_000 + b"\xff", None),
        Hostile("text in text", lambda: b"\x7f" * 100_000, "syntax"),
        Hostile("undefined", lambda: b"\xf7", "type"),
        Hostile("not a number", lambda: b"\xf9\x7e\x00", "not_finite"),
        Hostile("cut off", lambda: b"\x82\x01", "syntax"),
        Hostile("more behind the end", lambda: b"\x01\x02", "syntax"),
        Hostile("much more behind the end", lambda: b"\x80" * 1_000_000, "syntax"),
        Hostile("not UTF-8", lambda: b"\x61\xff", "encoding"),
        Hostile("an end without a beginning", lambda: b"\xff", "syntax"),
    ],
    "plist": [
        Hostile("deep arrays", lambda: b"<plist>" + b"<array>" * 100_000, "too_deep"),
        Hostile("deep dicts", lambda: b"<plist>" + b"<dict><key>a</key>" * 50_000, "too_deep"),
        Hostile("deep unknown elements", lambda: b"<plist>" + b"<a>" * 300_000, "syntax"),
        Hostile("laughs", lambda: LAUGHS, "doctype"),
        Hostile("a file", lambda: b'<!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/passwd">]><plist/>', "doctype"),
        Hostile("a parameter entity", lambda: b'<!DOCTYPE plist [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]><plist/>', "doctype"),
        Hostile("an entity from elsewhere", lambda: b'<!DOCTYPE plist SYSTEM "http://0.0.0.0/"><plist><key>&a;</key></plist>', "syntax"),
        Hostile("an entity of nobody", lambda: b"<plist><string>&a;</string></plist>", "syntax"),
        Hostile("binary", lambda: b"bplist00\xa1\x00\x08\x0a" + b"\0" * 30, "encoding"),
        Hostile("binary in UTF-8", lambda: b"bplist00" + b"\0" * 60, "syntax"),
        Hostile("many attributes", lambda: b"<plist " + b" ".join(b'a%d=""' % number for number in range(90_000)) + b"/>", "empty"),
        Hostile("an open tag", lambda: b"<plist " + b"a" * 1_000_000, "syntax"),
        Hostile("an open comment", lambda: b"<plist><!--" + b"-" * 1_000_000, "syntax"),
        Hostile("an open section", lambda: b"<plist><string><![CDATA[" + b"]" * 1_000_000, "syntax"),
        Hostile("many references", lambda: b"<plist><string>" + b"&#97;" * 200_000 + b"</string></plist>", None),
        Hostile("many digits", lambda: b"<plist><integer>" + b"1" * 1_000_000 + b"</integer></plist>", "too_many_digits"),
        Hostile("a large real", lambda: b"<plist><real>" + b"1" * 1_000_000 + b"</real></plist>", "not_finite"),
        Hostile("one name, again and again", lambda: b"<plist><dict>" + b"<key>a</key><true/>" * 50_000, "duplicate_name"),
        Hostile("no data", lambda: b"<plist><data>" + b"=" * 1_000_000 + b"</data></plist>", "syntax"),
        Hostile("cut off", lambda: b"<plist><array><true/>", "syntax"),
        Hostile("more behind the end", lambda: b"<plist><true/></plist><plist/>", "syntax"),
        Hostile("not UTF-8", lambda: b"<plist><string>\xff</string></plist>", "encoding"),
        Hostile("UTF-7", lambda: b'<?xml version="1.0" encoding="UTF-7"?><plist><string>+ADw-</string></plist>', "encoding"),
        Hostile("UTF-16", lambda: "<plist><true/></plist>".encode("utf-16"), "encoding"),
        Hostile("a control character", lambda: b"<plist><string>&#1;</string></plist>", "syntax"),
    ],
    "pickle": [
        Hostile("a call", lambda: b"cos\nsystem\n(S'exit 1'\ntR.", "signature"),
        Hostile("a call with a signature", lambda: b"cos\nsystem\n(S'exit 1'\ntR." + b"." + b"A" * 43, "signature"),
        Hostile("huge bytes", lambda: b"\x80\x05\x8e" + b"\x7f" * 8, "signature"),
        Hostile("deep lists", lambda: b"\x80\x05" + b"]" * 1_000_000 + b".", "signature"),
        Hostile("a long signature", lambda: b"a." + b"A" * 1_000_000, "signature"),
        Hostile("full stops", lambda: b"." * 1_000_000, "signature"),
    ],
    "json": [
        Hostile("deep arrays", lambda: b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        Hostile("deep objects", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
        Hostile("open arrays", lambda: b"[" * 500_000, "too_deep"),
        Hostile("many digits", lambda: b"1" * 1_000_000, "too_many_digits"),
        Hostile("cut off", lambda: b'{"a": [1, 2', "syntax"),
        Hostile("more behind the end", lambda: b'{"a": 1}{"a": 2}', "syntax"),
        Hostile("not UTF-8", lambda: b'{"a": "\xff"}', "encoding"),
    ],
    "xml": [
        Hostile("billion laughs", _laughs, "doctype"),
        Hostile("quadratic blowup", lambda: b'<!DOCTYPE d [<!ENTITY a "%s">]><d>%s</d>' % (b"a" * 100_000, b"&a;" * 100_000), "doctype"),
        Hostile("file", lambda: b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><data>&a;</data>', "doctype"),
        Hostile("external DTD", lambda: b'<!DOCTYPE data SYSTEM "http://127.0.0.1:9/a.dtd"><data/>', "doctype"),
        Hostile("parameter entity", lambda: b'<!DOCTYPE d [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><data/>', "doctype"),
        Hostile("document type behind comments", lambda: b"<!---->" * 10_000 + b"<!DOCTYPE data><data/>", "doctype"),
        Hostile("inclusion", lambda: b'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/passwd"/></a>', "namespace"),
        Hostile("deep", lambda: b"<data>" * 100_000 + b"</data>" * 100_000, "too_deep"),
        Hostile("open", lambda: b"<data>" * 150_000, "too_deep"),
        Hostile("UTF-7", lambda: b'<?xml version="1.0" encoding="UTF-7"?><data>+ADw-a+AD4-</data>', "encoding"),
        Hostile("UTF-16", lambda: '<?xml version="1.0" encoding="UTF-16"?><data/>'.encode("utf-16"), "encoding"),
        Hostile("many attributes", lambda: b"<data " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>", "syntax"),
        Hostile("one attribute many times", lambda: b"<data" + b' a=""' * 200_000 + b"/>", "syntax"),
        Hostile("many names", lambda: b"<data>" + b"".join(b"<a%d/>" % n for n in range(100_000)) + b"</data>", None),
        Hostile("many empty elements", lambda: b'<data type="list">' + b"<item/>" * 150_000 + b"</data>", None),
        Hostile("one name many times", lambda: b"<data>" + b"<a/>" * 250_000 + b"</data>", "duplicate_name"),
        Hostile("long name", lambda: b"<" + b"a" * 1_000_000 + b"/>", "syntax"),
        Hostile("escaped name", lambda: b"<data><a" + b"_x0020" * 100_000 + b"/></data>", None),
        Hostile("huge text", lambda: b"<data>" + b"a" * 1_000_000 + b"</data>", None),
        Hostile("many lines", lambda: b"<data>" + b"\n" * 1_000_000 + b"</data>", None),
        Hostile("many references", lambda: b"<data>" + b"&#9;" * 250_000 + b"</data>", None),
        Hostile("many sections", lambda: b"<data>" + b"<![CDATA[]]>" * 80_000 + b"</data>", None),
        Hostile("unfinished comment", lambda: b"<data><!--" + b"-" * 1_000_000, "syntax"),
        Hostile("many digits", lambda: b'<data type="number">' + b"1" * 1_000_000 + b"</data>", "too_many_digits"),
        Hostile("large number", lambda: b'<data type="number">1e' + b"9" * 1_000_000 + b"</data>", "not_finite"),
        Hostile("cut off", lambda: b"<data><a>1</a>", "syntax"),
        Hostile("more behind the end", lambda: b"<data/><data/>", "syntax"),
        Hostile("not UTF-8", lambda: b"<data>\xff</data>", "encoding"),
    ],
    "json_lines": [
        Hostile("many items", lambda: b"1\n" * 500_000, None, streamed=True),
        Hostile("blank lines", lambda: b"\n" * 1_000_000, None),
        Hostile("bad lines", lambda: b"x\n" * 500_000, "syntax"),
        Hostile("deep arrays", lambda: b"1\n" + b"[" * 100_000 + b"]" * 100_000, "too_deep", streamed=True),
        Hostile("many digits", lambda: b"1" * 1_000_000 + b"\n", "too_many_digits", streamed=True),
        Hostile("cut off", lambda: b'{"a": 1}\n{"a": ', "syntax", streamed=True),
        Hostile("two on a line", lambda: b'{"a": 1} {"a": 2}\n', "syntax"),
        Hostile("not UTF-8", lambda: b'"\xff"\n', "encoding", streamed=True),
    ],
    "json_seq": [
        Hostile("separators alone", lambda: b"\x1e" * 1_000_000, None, streamed=True),
        Hostile("a text of many lines", lambda: b"\x1e[" + b"\n" * 1_000_000 + b"]\n", None, streamed=True),
        Hostile("no separator", lambda: b"1\n" * 500_000, "syntax", streamed=True),
        Hostile("deep arrays", lambda: b"\x1e" + b"[" * 100_000 + b"]" * 100_000, "too_deep", streamed=True),
        Hostile("cut off", lambda: b"\x1e1\n\x1e12", "syntax", streamed=True),
        Hostile("more behind the end", lambda: b"\x1e1\n2\n", "syntax"),
    ],
    "csv": [
        Hostile("deep JSON in a cell", lambda: b"a\n" + b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        Hostile("many digits in a cell", lambda: b"a\n" + b"1" * 1_000_000, "too_many_digits"),
        Hostile("a number too large", lambda: b"a\n1e999999999\n", "not_finite"),
        Hostile("a name twice in a cell", lambda: b'a\n"{""b"":1,""b"":2}"\n', "duplicate_name"),
        Hostile("an open quote", lambda: b'a\n"' + b"x\n" * 500_000, "syntax"),
        Hostile("an open quote, without an end", lambda: b'a\n"' + b"x\n" * 5_000_000, "too_long"),
        Hostile("a line without an end", lambda: b"a\n" + b"x" * 50_000_000, "too_long"),
        Hostile("a streamed line without an end", lambda: b"a\n" + b"x" * 50_000_000, "too_long", streamed=True),
        Hostile("many columns", lambda: b",".join(b"%d" % number for number in range(100_000)), "too_long"),
        Hostile("many commas", lambda: b"," * 1_000_000, "too_long"),
        Hostile("many cells", lambda: b"a\n" + b"," * 1_000_000, "syntax"),
        Hostile("many quotes", lambda: b'a\n"' + b'""' * 500_000, "syntax"),
        Hostile("many lines in one cell", lambda: b"a\n" + b'"\n"' * 300_000, None),
        Hostile("many empty quotes", lambda: b"a\n" + b'"",' * 300_000, "syntax"),
        Hostile("many dots", lambda: b"a." * 500_000 + b"\nx\n", None, schema=NESTED),
        Hostile("many apostrophes", lambda: b"a\n" + b"'" * 1_000_000, None),
        Hostile("a name twice", lambda: b"a,a\n", "duplicate_name"),
        Hostile("NUL", lambda: b"a\n\0\n", "syntax"),
        Hostile("UTF-16", lambda: "a\nx\n".encode("utf-16"), "encoding"),
        Hostile("not UTF-8", lambda: b"a\n\xff\n", "encoding"),
        Hostile("a carriage return alone", lambda: b"a\rx\r", "syntax"),
        Hostile("text behind a quote", lambda: b'a\n"x"y\n', "syntax"),
    ],
    "text": [
        Hostile("not UTF-8", lambda: b"\xff" * 1_000_000, "encoding"),
        Hostile("UTF-16", lambda: "x".encode("utf-16"), "encoding"),
        Hostile("cut off", lambda: "ä".encode()[:1], "encoding"),
    ],
    "form": [
        Hostile("many fields", lambda: b"a=1&" * 300_000, "too_large", status=413),
        Hostile("many separators", lambda: b"&" * 1_000_000, "too_large", status=413),
        Hostile("a long name", lambda: b"a" * 1_000_000, None),
        Hostile("many escapes", lambda: b"a=" + b"%61" * 150_000, None),
        Hostile("many broken escapes", lambda: b"a=" + b"%" * 400_000, None),
        Hostile("not UTF-8", lambda: b"a=%ff", "encoding"),
        Hostile("not UTF-8, and not escaped", lambda: b"a=\xff", "encoding"),
    ],
    "multipart": [
        Hostile("many parts", lambda: PART * 20_000 + b"--edge--\r\n", "too_large", status=413),
        Hostile("a head without an end", lambda: b"--edge\r\n" + b"X-A: b\r\n" * 100_000, "too_large", status=413),
        Hostile(
            "a long line in a head", lambda: b'--edge\r\nContent-Disposition: form-data; name="' + b"a" * 1_000_000, "too_large", status=413
        ),
        Hostile(
            "many parameters",
            lambda: b"--edge\r\nContent-Disposition: form-data" + b"; a=b" * 200_000 + b"\r\n\r\n",
            "too_large",
            status=413,
        ),
        Hostile("no boundary", lambda: b"x" * 1_000_000, "too_large", status=413),
        Hostile("nearly a boundary", lambda: PART[:-2] + b"\r\n--edg" * 60_000, "syntax"),
        Hostile("line ends", lambda: PART[:-2] + b"\r" * 400_000, "syntax"),
        Hostile("a large field", lambda: PART[:-2] + b"x" * 1_000_000 + b"\r\n--edge--\r\n", "too_large", status=413),
        Hostile("cut off", lambda: PART + b"--edge", "syntax"),
        Hostile("not UTF-8", lambda: PART[:-2] + b"\xff\r\n--edge--\r\n", "encoding"),
    ],
}
