"""XML in: what is read by a schema and without one, and what is refused by which code."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Problem
from flask_resty.media import XML_PARSER
from flask_resty.media.json_parser import MAX_DEPTH
from flask_resty.media.json_parser import MAX_DIGITS


class XmlWriter(Schema):
    name = fields.String()


class XmlBook(Schema):
    id = fields.Integer(metadata={"xml": {"attribute": True}})
    title = fields.String()
    pages = fields.Integer()
    tags = fields.List(fields.String(), metadata={"xml": {"item": "tag"}})
    writer = fields.Nested(XmlWriter)
    sizes = fields.Dict(values=fields.Integer())
    place = fields.Tuple([fields.Integer(), fields.List(fields.Integer())])
    notes = fields.Raw()


def read(inner: str, schema: Any = None) -> Any:
    return XML_PARSER.parse(f"<data>{inner}</data>".encode(), XmlBook() if schema is None else schema)


def refused(content: bytes | str, schema: Any = None) -> str:
    with pytest.raises(Problem) as raised:
        XML_PARSER.parse(content.encode() if isinstance(content, str) else content, schema)
    assert raised.value.status == 400
    (fault,) = raised.value.errors
    assert (fault.location, fault.pointer) == ("body", "")
    return fault.code


@pytest.mark.parametrize(
    ("inner", "value"),
    [
        ("", {}),
        (" \n\t\r ", {}),
        ("<title>Dune</title>", {"title": "Dune"}),
        ("\n  <title> Dune </title>\n", {"title": " Dune "}),
        ("<title/>", {"title": ""}),
        ("<title> \n</title>", {"title": " \n"}),
        ("<title>a\r\nb&#13;</title>", {"title": "a\nb\r"}),
        ("<title>a<!-- b -->c<?d?>e</title>", {"title": "ace"}),
        ("<title><![CDATA[<b>&]]>&#x1F600;&lt;</title>", {"title": "<b>&\U0001f600<"}),
        ('<title nil="true"/>', {"title": None}),
        ('<title nil="true"> </title>', {"title": None}),
        ('<title type="string">7</title>', {"title": "7"}),
        ('<title type="number">7</title>', {"title": 7}),
        ('<title encoding="base64">AA==</title>', {"title": "\0"}),
        ("<title><b>Dune</b></title>", {"title": {"b": "Dune"}}),
        ("<pages>412</pages>", {"pages": "412"}),
        ("<id>7</id>", {"id": "7"}),
        ("<tags><tag>a</tag> <tag>b</tag></tags>", {"tags": ["a", "b"]}),
        ('<tags type="list"><tag>a</tag></tags>', {"tags": ["a"]}),
        ("<tags/>", {"tags": []}),
        ("<tags>a</tags>", {"tags": "a"}),
        ("<tags><item>a</item></tags>", {"tags": {"item": "a"}}),
        ("<writer><name>Frank</name></writer>", {"writer": {"name": "Frank"}}),
        ("<writer/>", {"writer": {}}),
        ("<writer>Frank</writer>", {"writer": "Frank"}),
        ('<writer type="list"><item>a</item></writer>', {"writer": ["a"]}),
        ("<sizes><a_x0020_b>1</a_x0020_b><_x_>2</_x_></sizes>", {"sizes": {"a b": "1", "": "2"}}),
        ("<place><item>1</item><item><item>2</item></item><item>3</item></place>", {"place": ["1", ["2"], "3"]}),
        ("<notes>7</notes>", {"notes": "7"}),
        ('<notes type="object"><a type="boolean">true</a></notes>', {"notes": {"a": True}}),
        ('<notes type="list"><item type="number">-1.5e3</item><item nil="true"/></notes>', {"notes": [-1500.0, None]}),
        ('<notes type="object"/>', {"notes": {}}),
        ("<extra><a>1</a></extra>", {"extra": {"a": "1"}}),
        ("<_x0074_itle>a</_x0074_itle>", {"title": "a"}),
    ],
)
def test_element_is_read_by_the_schema(inner: str, value: Any) -> None:
    found = read(inner)
    assert found == value
    assert repr(found) == repr(value)


def test_attribute_is_read_as_a_member() -> None:
    assert XML_PARSER.parse(b"<data id='7'><title>Dune</title></data>", XmlBook()) == {"id": "7", "title": "Dune"}
    assert XML_PARSER.parse(b'<data id="a&#10;b\nc"/>', XmlBook()) == {"id": "a\nb c"}


def test_byte_order_mark_and_declaration_are_allowed() -> None:
    assert XML_PARSER.parse('\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?><data>é</data>'.encode(), None) == "é"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        # two of one name
        ("<title>a</title><title>b</title>", "duplicate_name"),
        ("<title>a</title><_x0074_itle>b</_x0074_itle>", "duplicate_name"),
        ("<extra><a/><a/></extra>", "duplicate_name"),
        ("<sizes><a>1</a><a>1</a></sizes>", "duplicate_name"),
        # neither one thing nor the other
        ("a<title/>", "syntax"),
        ("<title/>a", "syntax"),
        ("<title/><!-- b -->a<pages/>", "syntax"),
        ("<title>a<b/></title>", "syntax"),
        ('<title type="string"><b/></title>', "syntax"),
        ('<writer type="object">Frank</writer>', "syntax"),
        ('<tags type="list">a</tags>', "syntax"),
        ('<tags type="list"><item>a</item></tags>', "syntax"),
        ('<title nil="true">a</title>', "syntax"),
        ('<title nil="false"/>', "syntax"),
        ('<title nil="true" type="string"/>', "syntax"),
        # types that there are not, and what is not of its type
        ('<title type="text">a</title>', "syntax"),
        ('<title type="number">a</title>', "syntax"),
        ('<title type="number"> 7</title>', "syntax"),
        ('<title type="number">07</title>', "syntax"),
        ('<title type="number">NaN</title>', "syntax"),
        ('<title type="number">1_0</title>', "syntax"),
        ('<title type="boolean">True</title>', "syntax"),
        ('<title encoding="base64">A</title>', "syntax"),
        ('<title encoding="base64">//8=</title>', "syntax"),
        ('<title encoding="rot13">a</title>', "syntax"),
        ('<title type="number">1e999</title>', "not_finite"),
        (f'<title type="number">{"1" * (MAX_DIGITS + 1)}</title>', "too_many_digits"),
        ("<_xD800_>a</_xD800_>", "surrogate"),
        # attributes
        ('<title lang="en">a</title>', "syntax"),
        ('<writer name="Frank"/>', "syntax"),
        ('<tags id="1"/>', "syntax"),
        # namespaces
        ('<title xml:lang="en">a</title>', "namespace"),
        ('<title xmlns="urn:a">a</title>', "namespace"),
        ('<a:title xmlns:a="urn:a">a</a:title>', "namespace"),
        ('<title xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>', "namespace"),
        ("<a:title>a</a:title>", "namespace"),
    ],
)
def test_element_that_says_no_one_thing_is_refused(inner: str, code: str) -> None:
    assert refused(f"<data>{inner}</data>", XmlBook()) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"data", "syntax"),
        (b"{}", "syntax"),
        (b"<data>", "syntax"),
        (b"<data></dat>", "syntax"),
        (b"<data/><data/>", "syntax"),
        (b"<data/>a", "syntax"),
        (b"<data a='1' a='2'/>", "syntax"),
        (b"<data a=1/>", "syntax"),
        (b"<data>&nbsp;</data>", "syntax"),
        (b"<data>&#0;</data>", "syntax"),
        (b"<data>&#xD800;</data>", "syntax"),
        (b"<data>\x01</data>", "syntax"),
        (b"<data>]]></data>", "syntax"),
        (b"<other/>", "syntax"),
        (b"<!DOCTYPE data><data/>", "doctype"),
        (b"<!-- a --><?b?>\n<!DOCTYPE data SYSTEM 'http://127.0.0.1/a.dtd'><data/>", "doctype"),
        (b"<data>\xff</data>", "encoding"),
        (b"<data>\xed\xa0\x80</data>", "encoding"),
        ("<data/>".encode("utf-16"), "encoding"),
        ("<data/>".encode("utf-16-le"), "encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><data>+ADw-</data>', "encoding"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><data>a</data>', "encoding"),
        (b'<?xml version="1.0" encoding="utf-16"?><data>a</data>', "encoding"),
        (b"<a>" * (MAX_DEPTH + 2) + b"</a>" * (MAX_DEPTH + 2), "too_deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:40]),
)
def test_document_is_refused(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_containers_may_be_as_deep_as_in_json() -> None:
    data: Any = "a"
    for _ in range(MAX_DEPTH):
        data = [data]
    inner = '<item type="list">' * (MAX_DEPTH - 1) + "<item>a</item>" + "</item>" * (MAX_DEPTH - 1)
    assert XML_PARSER.parse(f'<data type="list">{inner}</data>'.encode(), None) == data


def test_what_was_sent_is_not_in_the_refusal() -> None:
    with pytest.raises(Problem) as raised:
        XML_PARSER.parse(b"<data><secret></data>", None)
    assert "secret" not in str(raised.value.document())


READ_NEW_NAMES = """
import resource
from flask_resty.media import XML_PARSER

def read(document):
    names = (f"n{document}-{number}-{'y' * 400}" for number in range(2500))
    XML_PARSER.parse(f"<data>{''.join(f'<{name}/>' for name in names)}</data>".encode(), None)

for document in range(4):
    read(document)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for document in range(4, 44):
    read(document)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_names_that_were_read_are_forgotten() -> None:
    """A client who makes up names, 40 MB of them here, fills no memory. A process of its own has no peak from before."""
    told = subprocess.run([sys.executable, "-c", READ_NEW_NAMES], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 10_000
