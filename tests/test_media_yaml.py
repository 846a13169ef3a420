"""YAML: one meaning to all readers, and nothing that a document could do beside being data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from marshmallow import fields
from returned import PLAIN
from returned import UNSPEAKABLE
from returned import code_of
from returned import returned
from returned import told

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER
from flask_resty.media.yaml import emit
from flask_resty.media.yaml import emit_stream
from flask_resty.media.yaml import parse
from flask_resty.media.yaml.reader import FAST
from flask_resty.media.yaml.reader import PURE
from flask_resty.media.yaml.reader import read

LOADERS = {"libyaml": FAST, "Python": PURE}
READERS = {"libyaml, 1.1": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "Python, 1.1": yaml.SafeLoader}


@pytest.mark.parametrize("loader", LOADERS.values(), ids=LOADERS)
@given(data=PLAIN)
def test_plain_data_come_back_as_they_were(loader, data):
    assert repr(read(emit(data), 64, 1000, loader)) == repr(data)


@pytest.mark.parametrize("loader", READERS.values(), ids=READERS)
@given(data=PLAIN)
def test_readers_of_yaml_1_1_find_the_same(loader, data):
    assert repr(yaml.load(emit(data), Loader=loader)) == repr(data)


@given(returned(PLAIN))
def test_what_handlers_return_is_what_json_makes_of_it(data):
    assert told(data, YAML_EMITTER, YAML_PARSER) == told(data)


@pytest.mark.parametrize("data", UNSPEAKABLE.values(), ids=UNSPEAKABLE)
def test_what_json_cannot_say_is_refused(data):
    with pytest.raises(ContractError):
        emit(data)


@pytest.mark.parametrize("data", [10**5000, b"bytes"], ids=["too many digits", "bytes"])
def test_what_yaml_cannot_say_is_refused(data):
    with pytest.raises(ContractError):
        emit(data)


def test_data_are_written_for_people():
    data = {"name": "Dune", "no": False, "born": "1965-08-01", "tags": ["a", []], "text": "One.\n\nTwo.\n", "by": {"name": "no"}, "of": {}}
    assert emit(data).decode().splitlines() == [
        "name: Dune",
        '"no": false',
        'born: "1965-08-01"',
        "tags:",
        "- a",
        "- []",
        "text: |",
        "  One.",
        "",
        "  Two.",
        "by:",
        '  name: "no"',
        "of: {}",
    ]


@pytest.mark.parametrize("name", ["a" * 1000, "a" * 2000, ":" * 2000], ids=["bare", "long", "long, in quotes"])
def test_long_name_comes_back(name):
    data = [{name: [{name: 1}], "b": name}]
    assert parse(emit(data)) == yaml.safe_load(emit(data)) == data


@given(items=returned(PLAIN).map(lambda item: [item, item]))
def test_stream_is_the_document_of_the_list(items):
    assert written(lambda: b"".join(emit_stream(iter(items)))) == written(lambda: emit(items))


def written(write):
    """Give what is written, or that it is refused."""
    try:
        return write()
    except ContractError:
        return "refused"


def test_stream_of_nothing_is_an_empty_list():
    assert b"".join(emit_stream(iter([]))) == b"[]\n"


CORE: list[tuple[bytes, Any]] = [
    (b"no", "no"),
    (b"yes", "yes"),
    (b"on", "on"),
    (b"true", True),
    (b"False", False),
    (b"TRUE", True),
    (b"tRUE", "tRUE"),
    (b"~", None),
    (b"Null", None),
    (b"---", None),
    (b"''", ""),
    (b"'1'", "1"),
    (b"010", 10),
    (b"0o10", 8),
    (b"0x1F", 31),
    (b"-0o7", "-0o7"),
    (b"0b1", "0b1"),
    (b"+1", 1),
    (b"1_000", "1_000"),
    (b"12:30:45", "12:30:45"),
    (b"1e3", 1000.0),
    (b".5", 0.5),
    (b"1.", 1.0),
    (b"-1.5e-3", -0.0015),
    (b".", "."),
    (b"-", [None]),
    (b"1.2.3", "1.2.3"),
    (b"2024-01-01", "2024-01-01"),
    (b"2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
    (b"=", "="),
    (b"<<: {a: 1}\nb: 2", {"<<": {"a": 1}, "b": 2}),
    (b"{a: [1, two, 3.0], b: }", {"a": [1, "two", 3.0], "b": None}),
    (b"a: 1\n# b: 2\n", {"a": 1}),
    (b"|\n a\n b\n", "a\nb\n"),
    (b">\n a\n b\n", "a b\n"),
    (b"? a\n: b", {"a": "b"}),
    (b'"\\u00e9\\x41\\U0001F600"', "\xe9A\U0001f600"),
    (b"%YAML 1.2\n---\na: 1\n...\n", {"a": 1}),
    (b'{"json": [1, 2.5, null, true, "\\n"]}', {"json": [1, 2.5, None, True, "\n"]}),
    ("é: ü".encode(), {"é": "ü"}),
    (b"null", None),
    (b"no: 1\n'2': 3", {"no": 1, "2": 3}),
]


@pytest.mark.parametrize("loader", LOADERS.values(), ids=LOADERS)
@pytest.mark.parametrize(("content", "data"), CORE, ids=[str(content)[2:-1] for content, _ in CORE])
def test_plain_text_is_read_by_the_core_schema(content, data, loader):
    assert repr(read(content, 64, 1000, loader)) == repr(data)


REFUSED: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b" \n# nothing\n", "empty"),
    (b"a: \xff", "encoding"),
    (b"\xef\xbb\xbfa: 1", "encoding"),
    ("a: 1".encode("utf-16"), "encoding"),
    (b"a: [", "syntax"),
    (b"a: b: c", "syntax"),
    (b"a: \x01", "syntax"),
    ("a: 1 # b\x85c: 2".encode(), "syntax"),
    ("'a\x85b'".encode(), "syntax"),
    ("a \u2028 b".encode(), "syntax"),
    ('"\u2029"'.encode(), "syntax"),
    (b"a\n---\nb", "syntax"),
    (b"%YAML 1.1\n---\nno", "syntax"),
    (b"a: 1\na: 2", "duplicate_name"),
    (b"{a: 1, 'a': 2}", "duplicate_name"),
    (b"1: a", "name"),
    (b"true: a", "name"),
    (b"~: a", "name"),
    (b"? [a]\n: b", "name"),
    (b"? {a: b}\n: c", "name"),
    (b"[&a x, *a]", "alias"),
    (b"&a [1]", "alias"),
    (b"&a {b: 1}", "alias"),
    (b"&a : 1", "alias"),
    (b"!!str 5", "tag"),
    (b"! 5", "tag"),
    (b"!!python/object/apply:os.getcwd []", "tag"),
    (b"!!binary aGk=", "tag"),
    (b"!!map {a: 1}", "tag"),
    (b"!local 1", "tag"),
    (b".inf", "not_finite"),
    (b"-.INF", "not_finite"),
    (b".NaN", "not_finite"),
    (b"1e999", "not_finite"),
    (b"1" * 1001, "too_many_digits"),
    (b"0x" + b"f" * 1001, "too_many_digits"),
    (b"[" * 65 + b"]" * 65, "too_deep"),
    (b"- " * 65, "too_deep"),
    (b"{a: " * 65 + b"}" * 65, "too_deep"),
]


@pytest.mark.parametrize(("content", "code"), REFUSED, ids=[f"{code} {str(content)[2:40]}" for content, code in REFUSED])
def test_document_is_refused(content, code):
    assert code_of(YAML_PARSER, content) == code


def test_64_levels_are_read():
    assert repr(parse(b"[" * 64 + b"]" * 64)).count("[") == 64


def test_half_a_character_is_refused():
    with pytest.raises(Problem) as raised:
        read(b'"\\ud800"', 64, 1000, PURE)
    assert raised.value.errors[0].code == "surrogate"
    assert code_of(YAML_PARSER, b'"\\ud800"') in {"surrogate", "syntax"}


def test_python_alone_is_given_little_to_read():
    with pytest.raises(Problem) as raised:
        read(b"a" * 40_000, 64, 1000, PURE)
    assert (raised.value.status, raised.value.errors[0].code) == (413, "too_large")


def test_refusal_says_where_but_not_what():
    with pytest.raises(Problem) as raised:
        parse(b"a: 1\nsecret: }")
    assert raised.value.detail == "The content is not valid YAML: see line 2, column 9."


class Anything(Resource):
    @accepts(fields.Raw())
    def post(self, body):
        return body


def test_t41_body_that_calls_python_is_400_and_nothing_is_called(app, monkeypatch):
    Api(app, parsers=[YAML_PARSER]).resource("/anything")(Anything)
    called = []
    monkeypatch.setattr(os, "getcwd", lambda: called.append(True))
    content = "x: !!python/object/apply:os.getcwd []"
    response = app.test_client().post("/anything", data=content, content_type="application/yaml")
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "tag")
    assert called == []


def test_stream_that_fails_in_the_middle_is_no_document() -> None:
    def failing() -> Iterator[Any]:
        yield from [{"n": 1}] * 500
        raise OSError

    sent = b""
    with pytest.raises(OSError):
        for chunk in emit_stream(failing()):
            sent += chunk
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(sent)
