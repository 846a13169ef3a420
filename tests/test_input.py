"""What a client sent, as the handler gets it, or the client's mistakes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask import request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Emitter
from flask_resty import OneOf
from flask_resty import Parser
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import use
from flask_resty.auth import Basic
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER

JSON = "application/json"


class Person(Schema):
    first_name = fields.Str(required=True, validate=validate.Length(max=10))
    age = fields.Int(validate=validate.Range(0, 150))


class Search(Schema):
    keyword = fields.Str(validate=validate.Length(min=3))
    offset = fields.Int(load_default=0)
    tags = fields.List(fields.Int())


def client_of(app: Flask, *decorators: Callable[[Any], Any], find: Any = None, rule: str = "/", **options: Any) -> FlaskClient:
    """Serve a PUT and a POST that answer with everything that they got."""

    def answer(self: Any, **values: Any) -> Any:
        return values

    for decorator in decorators:
        answer = decorator(answer)
    methods = {"post": answer, "put": answer} | ({} if find is None else {"find": find})
    Api(app, **options).resource(rule)(type("Thing", (Resource,), methods))
    return app.test_client()


def mistakes(response: Any) -> list[tuple[str, str, str]]:
    """Give location, pointer and code of each mistake in a 422."""
    assert (response.status_code, response.mimetype) == (422, "application/problem+json"), response.text
    return [(fault["location"], fault["pointer"], fault["code"]) for fault in response.json["errors"]]


def mistake(response: Any) -> str:
    """Give the code of the only mistake in a 400."""
    assert (response.status_code, response.mimetype) == (400, "application/problem+json"), response.text
    (fault,) = response.json["errors"]
    return str(fault["code"])


# -- bodies ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_t34_a_body_is_loaded(app: Flask, content_type: str) -> None:
    response = client_of(app, accepts(Person)).post("/", data=b'{"first_name": "B\xc3\xb6"}', content_type=content_type)
    assert response.json == {"body": {"first_name": "Bö"}}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/xml",
        "text/plain",
        "application/jsonfoo",
        "text/plain; x=application/json",
        "application/x-www-form-urlencoded",
        "json",
        ",",
    ],
)
def test_t35_t37_a16_another_media_type_is_415(app: Flask, content_type: str) -> None:
    response = client_of(app, accepts(Person)).post("/", data=b'{"first_name": "Bo"}', content_type=content_type)
    assert (response.status_code, response.mimetype) == (415, "application/problem+json")
    assert (response.headers["Accept"], response.headers["Accept-Post"]) == (JSON, JSON)
    assert "Accept-Encoding" not in response.headers


def test_t36_a16_a_body_without_a_media_type_is_415(app: Flask) -> None:
    assert client_of(app, accepts(Person)).post("/", data=b'{"first_name": "Bo"}').status_code == 415


@pytest.mark.parametrize("charset", ["utf-16", "latin-1"])
def test_another_charset_is_415(app: Flask, charset: str) -> None:
    client = client_of(app, accepts(Person))
    assert client.post("/", data=b"{}", content_type=f"application/json; charset={charset}").status_code == 415


@pytest.mark.parametrize("coding", ["compress", "identity, pack200-gzip", "unheard-of"])
def test_a_coding_that_is_not_known_is_415_and_says_so(app: Flask, coding: str) -> None:
    client = client_of(app, accepts(Person))
    response = client.post("/", data=b"{}", content_type=JSON, headers={"Content-Encoding": coding})
    assert (response.status_code, response.headers["Accept-Encoding"]) == (415, "gzip, deflate, br, zstd")
    assert "Accept" not in response.headers


def test_identity_is_no_coding(app: Flask) -> None:
    client = client_of(app, accepts(Person))
    assert client.post("/", json={"first_name": "Bo"}, headers={"Content-Encoding": "identity"}).status_code == 200


def test_t38_malformed_json_is_400_and_says_where(app: Flask) -> None:
    response = client_of(app, accepts(Person)).post("/", data=b'{"first_name": }', content_type=JSON)
    assert mistake(response) == "syntax"
    assert "line 1, column 16" in response.json["detail"]


@pytest.mark.parametrize("options", [{}, {"content_type": JSON}, {"data": b" ", "content_type": JSON}], ids=["nothing", "type", "space"])
def test_t39_an_empty_body_is_400(app: Flask, options: Any) -> None:
    assert mistake(client_of(app, accepts(Person)).post("/", **options)) == "empty"


HOSTILE = {
    "a2 digits": (b'{"age": ' + b"9" * 5000 + b"}", "too_many_digits"),
    "a3 deep": (b"[" * 100_000, "too_deep"),
    "a3 deep and closed": (b"[" * 1000 + b"]" * 1000, "too_deep"),
    "a3 deep objects": (b'{"a":' * 1000 + b"1" + b"}" * 1000, "too_deep"),
    "a4 t40 encoding": (b'{"first_name": "\xff"}', "encoding"),
    "a4 surrogate": (b'{"first_name": "\\ud800"}', "surrogate"),
    "a5 nan": (b'{"age": NaN}', "not_finite"),
    "a5 infinity": (b'{"age": -Infinity}', "not_finite"),
    "a5 huge": (b'{"age": 1e999}', "not_finite"),
    "duplicate": (b'{"age": 1, "age": 2}', "duplicate_name"),
    "utf-16": ('{"age": 1}'.encode("utf-16"), "encoding"),
    "utf-32": ('{"age": 1}'.encode("utf-32"), "encoding"),
    "utf-16-le": ('{"age": 1}'.encode("utf-16-le"), "encoding"),
    "bom": (b'\xef\xbb\xbf{"age": 1}', "encoding"),
    "truncated": (b'{"first_name": "B', "syntax"),
    "single quotes": (b"{'age': 1}", "syntax"),
    "trailing comma": (b'{"age": 1,}', "syntax"),
    "two documents": (b"{} {}", "syntax"),
    "comment": (b"{} // x", "syntax"),
    "leading zero": (b'{"age": 01}', "syntax"),
    "control character": (b'{"first_name": "\n"}', "syntax"),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_is_400_with_a_code(app: Flask, data: bytes, code: str) -> None:
    assert mistake(client_of(app, accepts(Person)).post("/", data=data, content_type=JSON)) == code


@pytest.mark.parametrize("peek", ["get_data", "get_json", "form"])
@pytest.mark.parametrize("what", ["a2 digits", "a3 deep", "a4 t40 encoding", "a5 nan", "duplicate", "truncated", "utf-16", "bom"])
def test_hostile_json_is_400_also_when_the_app_looked_first(app: Flask, peek: str, what: str) -> None:
    @app.before_request
    def look() -> None:
        # Flask's own reading of deep JSON fails like this.
        with suppress(RecursionError):
            {"get_data": request.get_data, "get_json": lambda: request.get_json(silent=True), "form": lambda: request.form}[peek]()

    data, code = HOSTILE[what]
    assert mistake(client_of(app, accepts(Person)).post("/", data=data, content_type=JSON)) == code


def test_a_body_that_the_app_looked_at_is_loaded(app: Flask) -> None:
    app.before_request(lambda: request.get_json(silent=True) and None)
    assert client_of(app, accepts(Person)).post("/", json={"first_name": "Bo"}).status_code == 200


def test_less_than_was_announced_is_400(app: Flask) -> None:
    environ = {"CONTENT_LENGTH": "100", "wsgi.input": BytesIO(b'{"first_name": "Bo"}'), "wsgi.input_terminated": True}
    response = client_of(app, accepts(Person)).post("/", content_type=JSON, environ_overrides=environ)
    assert mistake(response) == "incomplete"


def test_t43_a_missing_field_is_at_its_pointer(app: Flask) -> None:
    assert mistakes(client_of(app, accepts(Person)).post("/", json={})) == [("body", "/first_name", "required")]


def test_t44_all_mistakes_come_at_once(app: Flask) -> None:
    response = client_of(app, accepts(Person)).post("/", json={"first_name": "x" * 11, "age": 151})
    assert mistakes(response) == [("body", "/first_name", "too_long"), ("body", "/age", "too_large")]


def test_t45_an_unknown_field_is_refused_with_a_near_miss(app: Flask) -> None:
    response = client_of(app, accepts(Person)).post("/", json={"first_name": "Bo", "zzz": 1, "agge": 1})
    assert mistakes(response) == [("body", "/agge", "unknown"), ("body", "/zzz", "unknown")]
    assert [fault.get("suggestion") for fault in response.json["errors"]] == ["age", None]


@pytest.mark.parametrize(("unknown", "expected"), [(EXCLUDE, {}), (INCLUDE, {"zzz": 1})])
def test_what_a_schema_says_of_unknown_fields_counts(app: Flask, unknown: str, expected: Any) -> None:
    response = client_of(app, accepts(Person(unknown=unknown))).post("/", json={"first_name": "Bo", "zzz": 1})
    assert response.json == {"body": {"first_name": "Bo"} | expected}


class Everything(Schema):
    integer = fields.Int()
    string = fields.Str()
    trimmed = fields.Str(validate=lambda value: value.strip() != "" or _refuse())
    pattern = fields.Str(validate=validate.Regexp("[0-9]{2}"))
    choice = fields.Str(validate=validate.OneOf(["a", "b"]))
    boolean = fields.Bool()
    pair = fields.List(fields.Int(), validate=validate.Length(2, 2))
    child = fields.Nested(Person)
    children = fields.List(fields.Nested(Person))
    when = fields.AwareDateTime()
    number = fields.Float()


def _refuse() -> bool:
    raise ValidationError("May not be blank.")


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        pytest.param({"integer": "7"}, "/integer", "type", id="t46 text"),
        pytest.param({"integer": 7.9}, "/integer", "type", id="t46 fraction"),
        pytest.param({"integer": 7.0}, "/integer", "type", id="t46 float"),
        pytest.param({"integer": True}, "/integer", "type", id="t46 truth"),
        pytest.param({"integer": None}, "/integer", "null", id="t46 null"),
        pytest.param({"string": 12}, "/string", "type", id="t47 number"),
        pytest.param({"string": {"a": 1}}, "/string", "type", id="t47 object"),
        pytest.param({"trimmed": "   "}, "/trimmed", "invalid", id="t48"),
        pytest.param({"pattern": "abc12def"}, "/pattern", "format", id="t49"),
        pytest.param({"pattern": "12\n"}, "/pattern", "format", id="t49 line break"),
        pytest.param({"choice": "c"}, "/choice", "choice", id="t50"),
        pytest.param({"boolean": "true"}, "/boolean", "type", id="t51 text"),
        pytest.param({"boolean": "yes"}, "/boolean", "type", id="t51 word"),
        pytest.param({"boolean": 1}, "/boolean", "type", id="t51 number"),
        pytest.param({"pair": [1]}, "/pair", "too_short", id="t52 one"),
        pytest.param({"pair": [1, 2, 3]}, "/pair", "too_long", id="t52 three"),
        pytest.param({"pair": "12"}, "/pair", "type", id="t52 text"),
        pytest.param({"pair": {"0": 1, "1": 2}}, "/pair", "type", id="t52 object"),
        pytest.param({"pair": [1, "2"]}, "/pair/1", "type", id="t52 item"),
        pytest.param({"child": {}}, "/child/first_name", "required", id="t53 one"),
        pytest.param({"child": []}, "/child", "type", id="t53 list"),
        pytest.param({"children": [{"first_name": "Bo"}, {"first_name": 1}]}, "/children/1/first_name", "type", id="t53 many"),
        pytest.param({"when": "tomorrow"}, "/when", "format", id="t55 text"),
        pytest.param({"when": 0}, "/when", "type", id="t55 number"),
        pytest.param({"when": "2020-01-01T00:00:00"}, "/when", "format", id="t55 naive"),
        pytest.param({"number": "1.5"}, "/number", "type", id="float text"),
    ],
)
def test_t46_to_t55_json_is_not_coerced(app: Flask, sent: Any, pointer: str, code: str) -> None:
    assert mistakes(client_of(app, accepts(Everything)).post("/", json=sent)) == [("body", pointer, code)]


@pytest.mark.parametrize("data", [b"[]", b"null", b"3", b'"text"'])
def test_t54_an_object_is_an_object(app: Flask, data: bytes) -> None:
    response = client_of(app, accepts(Person)).post("/", data=data, content_type=JSON)
    assert [(location, pointer) for location, pointer, _ in mistakes(response)] == [("body", "")]


def test_t55_a_datetime_is_echoed_in_utc(app: Flask) -> None:
    schema = Schema.from_dict({"when": fields.AwareDateTime()})

    def post(self: Any, body: Any) -> Any:
        return body

    Api(app).resource("/")(type("Thing", (Resource,), {"post": accepts(schema)(returns(schema)(post))}))
    assert app.test_client().post("/", json={"when": "2020-01-01T00:00:00Z"}).json == {"when": "2020-01-01T00:00:00+00:00"}


def test_t57_the_value_that_was_sent_is_not_echoed(app: Flask) -> None:
    def refuse(value: str) -> None:
        raise ValidationError(f"{value} is no good password.")

    schema = Schema.from_dict({"password": fields.Str(validate=refuse), "pin": fields.Int(), "day": fields.Date()})
    response = client_of(app, accepts(schema)).post("/", json={"password": "hunter2", "pin": "hunter2", "day": "hunter2"})
    assert len(mistakes(response)) == 3
    assert "hunter2" not in response.text


def test_t57_neither_is_one_of_a_query(app: Flask) -> None:
    response = client_of(app, accepts(Search, "query")).post("/?offset=hunter2&keyword=x&keyword=hunter2")
    assert "hunter2" not in response.text


def test_t58_the_handler_does_not_run_on_what_it_does_not_look_at(app: Flask) -> None:
    ran: list[Any] = []

    class Thing(Resource):
        @accepts(Person)
        @accepts(Search, "query")
        def post(self) -> None:
            ran.append(self)

    Api(app).resource("/")(Thing)
    client = app.test_client()
    assert client.post("/", json={}).status_code == 422
    assert client.post("/?zzz=1", json={"first_name": "Bo"}).status_code == 422
    assert ran == []


def test_t59_nothing_is_parsed_before_the_caller_is_known(app: Flask) -> None:
    client = client_of(app, accepts(Person), middleware=[Basic(verify=lambda name, password: None)])
    assert client.post("/", data=b"{", content_type=JSON).status_code == 401


def test_t60_a_part_of_the_fields_may_be_taken(app: Flask) -> None:
    class Account(Schema):
        id = fields.Int(dump_only=True)
        name = fields.Str(required=True)
        mail = fields.Str(required=True)

    client = client_of(app, accepts(Account(partial=True, only=["id", "name"])))
    assert client.put("/", json={"name": "x"}).json == {"body": {"name": "x"}}
    assert mistakes(client.put("/", json={"id": 9, "mail": "x"})) == [("body", "/id", "unknown"), ("body", "/mail", "unknown")]


def test_a_list_is_taken_by_a_schema_for_many(app: Flask) -> None:
    client = client_of(app, accepts(Person(many=True)))
    assert client.post("/", json=[{"first_name": "Bo"}]).json == {"body": [{"first_name": "Bo"}]}
    assert mistakes(client.post("/", json=[{"first_name": "Bo"}, {}])) == [("body", "/1/first_name", "required")]
    assert mistakes(client.post("/", json={})) == [("body", "", "type")]


def test_a_field_is_a_schema(app: Flask) -> None:
    client = client_of(app, accepts(fields.List(fields.Int(), allow_none=True)))
    assert client.post("/", json=[1, 2]).json == {"body": [1, 2]}
    assert client.post("/", data=b"null", content_type=JSON).json == {"body": None}
    assert mistakes(client.post("/", json=[1, "2"])) == [("body", "/1", "type")]


def test_pointers_are_escaped(app: Flask) -> None:
    assert mistakes(client_of(app, accepts(Person(partial=True))).post("/", json={"a/b~c": 1})) == [("body", "/a~1b~0c", "unknown")]


def test_a_body_where_none_is_declared_is_ignored(app: Flask) -> None:
    response = client_of(app).post("/", data=b"\xff" * 100, content_type="text/nonsense", headers={"Content-Encoding": "gzip"})
    assert (response.status_code, response.json) == (200, {})


def test_one_body_may_be_one_of_several(app: Flask) -> None:
    client = client_of(app, accepts(OneOf(Person, fields.List(fields.Int()))))
    assert client.post("/", json={"first_name": "Bo"}).json == {"body": {"first_name": "Bo"}}
    assert client.post("/", json=[1]).json == {"body": [1]}
    assert mistakes(client.post("/", json={})) == [("body", "/first_name", "required"), ("body", "", "type")]


def test_another_parser_is_chosen_by_the_media_type(app: Flask) -> None:
    pairs = Parser("text/csv", lambda data, schema: dict([data.decode().split(",")]), typed=True)
    client = client_of(app, accepts(Person), parsers=[JSON_PARSER, pairs])
    assert client.post("/", data="first_name,Bo", content_type="text/csv").json == {"body": {"first_name": "Bo"}}
    assert client.post("/", data="x", content_type="text/plain").headers["Accept-Post"] == "application/json, text/csv"


def test_a_textual_parser_is_read_by_the_grammar_of_text(app: Flask) -> None:
    rows = Parser("text/csv", lambda data, schema: {"first_name": "Bo", "age": data.decode()}, typed=False)
    client = client_of(app, accepts(Person), use(parsers=[rows]))
    assert client.post("/", data="7", content_type="text/csv").json == {"body": {"first_name": "Bo", "age": 7}}
    assert mistakes(client.post("/", data="7.9", content_type="text/csv")) == [("body", "/age", "type")]


# -- size --------------------------------------------------------------------------------------------------------------

LARGE = b'{"first_name": "Bo"}      '


def sent(data: bytes, how: str) -> dict[str, Any]:
    """Send content whose length is announced or not."""
    if how == "announced":
        return {"data": data}
    return {"environ_overrides": {"wsgi.input": BytesIO(data), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": how}}


@pytest.mark.parametrize("how", ["announced", "chunked"])
@pytest.mark.parametrize("layer", ["app", "verb", "flask"])
def test_t88_more_than_the_limit_is_413(app: Flask, how: str, layer: str) -> None:
    if layer != "verb":
        app.config["RESTY_MAX_BODY" if layer == "app" else "MAX_CONTENT_LENGTH"] = 20
    client = client_of(app, accepts(Person, max_size=20 if layer == "verb" else None))
    response = client.post("/", content_type=JSON, **sent(LARGE, how))
    assert (response.status_code, response.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize("how", ["announced", "chunked"])
def test_as_much_as_the_limit_is_loaded(app: Flask, how: str) -> None:
    response = client_of(app, accepts(Person, max_size=20)).post("/", content_type=JSON, **sent(LARGE[:20], how))
    assert response.json == {"body": {"first_name": "Bo"}}


def test_a_verb_may_take_more_than_the_app(app: Flask) -> None:
    app.config["RESTY_MAX_BODY"] = 20
    assert client_of(app, accepts(Person, max_size=100)).post("/", data=LARGE, content_type=JSON).status_code == 200


def test_a_body_is_at_most_a_mebibyte_if_nothing_is_said(app: Flask) -> None:
    client = client_of(app, accepts(fields.Str()))
    assert client.post("/", json="x" * (1024 * 1024 - 2)).status_code == 200
    assert client.post("/", json="x" * (1024 * 1024 - 1)).status_code == 413


@pytest.mark.parametrize("how", ["announced", "chunked"])
def test_a_form_over_the_limit_is_413(app: Flask, how: str) -> None:
    client = client_of(app, accepts(Schema.from_dict({"name": fields.Str()}), "form", max_size=20))
    response = client.post("/", content_type="application/x-www-form-urlencoded", **sent(b"name=" + b"x" * 20, how))
    assert (response.status_code, response.mimetype) == (413, "application/problem+json")


# -- envelopes ---------------------------------------------------------------------------------------------------------

BO = {"first_name": "Bo"}


@pytest.mark.parametrize("layer", ["api", "resource", "verb"])
def test_a_body_is_taken_out_of_its_envelope(app: Flask, layer: str) -> None:
    api = Api(app, envelope="person" if layer == "api" else None)

    @api.resource("/", **({"envelope": "person"} if layer == "resource" else {}))
    class Thing(Resource):
        @accepts(Person, envelope="person" if layer == "verb" else None)
        @returns(fields.Raw())
        def post(self, body: Any) -> Any:
            return body

    expected = BO if layer == "verb" else {"person": BO}
    assert app.test_client().post("/", json={"person": BO}).json == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, [("body", "/person", "required")]),
        ([], [("body", "", "type")]),
        ({"person": {}}, [("body", "/person/first_name", "required")]),
        ({"person": None}, [("body", "/person", "null")]),
        ({"person": BO, "zzz": 1}, [("body", "/zzz", "unknown")]),
        (BO, [("body", "/person", "required"), ("body", "/first_name", "unknown")]),
        (
            {"person": {"age": "7"}, "zzz": 1},
            [("body", "/person/first_name", "required"), ("body", "/person/age", "type"), ("body", "/zzz", "unknown")],
        ),
    ],
)
def test_a_mistake_about_an_envelope_is_at_its_pointer(app: Flask, sent: Any, expected: Any) -> None:
    found = mistakes(client_of(app, accepts(Person, envelope="person")).post("/", json=sent))
    if sent == {"person": None}:
        assert [fault[:2] for fault in found] == [("body", "/person")]
    else:
        assert found == expected


# -- queries -----------------------------------------------------------------------------------------------------------


def test_t61_a_query_is_loaded_with_its_defaults(app: Flask) -> None:
    client = client_of(app, accepts(Search, "query"))
    assert client.post("/?keyword=hello").json == {"query": {"keyword": "hello", "offset": 0}}
    assert client.post("/?offset=7").json == {"query": {"offset": 7}}
    assert mistakes(client.post("/?keyword=he")) == [("query", "/keyword", "too_short")]


@pytest.mark.parametrize("text", ["", "x", "7.9", "1e3", "+7", " 7", "7 ", "0x7", "1_000", "９", "07", "--7", "7" * 5000])
def test_text_is_a_number_by_one_grammar(app: Flask, text: str) -> None:
    response = client_of(app, accepts(Search, "query")).post("/", query_string={"offset": text})
    assert mistakes(response) == [("query", "/offset", "type")]


def test_t62_the_first_alternative_that_validates_is_taken(app: Flask) -> None:
    by_tag, by_category = Schema.from_dict({"tag": fields.Str(required=True)}), Schema.from_dict({"category": fields.Int(required=True)})
    client = client_of(app, accepts(OneOf(by_tag, by_category), "query"))
    assert client.post("/?category=3").json == {"query": {"category": 3}}
    assert client.post("/?tag=x").json == {"query": {"tag": "x"}}
    assert {fault[1] for fault in mistakes(client.post("/"))} == {"/tag", "/category"}


def test_t63_a_single_value_that_comes_twice_is_refused(app: Flask) -> None:
    response = client_of(app, accepts(Search, "query")).post("/?keyword=hello&keyword=hullo")
    assert mistakes(response) == [("query", "/keyword", "repeated")]


def test_t64_a_list_is_a_value_that_comes_several_times(app: Flask) -> None:
    client = client_of(app, accepts(Search, "query"))
    assert client.post("/?tags=1&tags=2").json["query"]["tags"] == [1, 2]
    assert client.post("/?tags=1").json["query"]["tags"] == [1]
    assert mistakes(client.post("/?tags=1&tags=x")) == [("query", "/tags/1", "type")]


def test_t65_an_unknown_parameter_is_refused_with_a_near_miss(app: Flask) -> None:
    response = client_of(app, accepts(Search, "query")).post("/?zzz=1&keywort=hello")
    assert mistakes(response) == [("query", "/keywort", "unknown"), ("query", "/zzz", "unknown")]
    assert response.json["errors"][0]["suggestion"] == "keyword"


def test_a_parameter_where_no_query_is_declared_is_refused(app: Flask) -> None:
    client = client_of(app)
    assert mistakes(client.post("/?a/b=1&a/b=2")) == [("query", "/a~1b", "unknown")]
    assert client.post("/?").status_code == 200


def test_what_a_schema_says_of_unknown_parameters_counts(app: Flask) -> None:
    assert client_of(app, accepts(Search(unknown=EXCLUDE), "query")).post("/?zzz=1").json == {"query": {"offset": 0}}


def test_t66_a_parameter_in_a_form_is_none_of_the_query(app: Flask) -> None:
    client = client_of(app, accepts(Schema.from_dict({"keyword": fields.Str(required=True)}), "query"))
    assert mistakes(client.post("/", data={"keyword": "hello"})) == [("query", "/keyword", "required")]


# -- the other locations -----------------------------------------------------------------------------------------------


class Account(Schema):
    name = fields.Str(required=True)
    age = fields.Int()


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_is_loaded(app: Flask, content_type: str) -> None:
    response = client_of(app, accepts(Account, "form")).post("/", data={"name": "Bo", "age": "7"}, content_type=content_type)
    assert response.json == {"form": {"name": "Bo", "age": 7}}


def test_a_form_is_as_strict_as_a_query(app: Flask) -> None:
    response = client_of(app, accepts(Account, "form")).post("/", data={"age": ["7", "8"], "zzz": "1"})
    assert mistakes(response) == [("form", "/name", "required"), ("form", "/age", "repeated"), ("form", "/zzz", "unknown")]


@pytest.mark.parametrize("options", [{"json": {"name": "Bo"}}, {"data": b"name=Bo"}, {}], ids=["json", "no type", "nothing"])
def test_what_is_no_form_is_415(app: Flask, options: Any) -> None:
    response = client_of(app, accepts(Account, "form")).post("/", **options)
    assert (response.status_code, response.headers["Accept"]) == (415, "application/x-www-form-urlencoded, multipart/form-data")


def test_a_broken_form_is_400(app: Flask) -> None:
    client = client_of(app, accepts(Account, "form"))
    assert mistake(client.post("/", data=b"name=%ff", content_type="application/x-www-form-urlencoded")) == "encoding"
    assert mistake(client.post("/", data=b"--x\r\nhalf", content_type="multipart/form-data; boundary=x")) == "syntax"


class Upload(Schema):
    picture = fields.Raw(required=True)
    others = fields.List(fields.Raw())


class Uploads(Resource):
    @accepts(Upload, "files")
    @accepts(Account, "form")
    def post(self, form: Any, files: Any) -> Any:
        return {"form": form, "files": {name: self.describe(files[name]) for name in files}}

    @accepts(Upload, "files")
    def put(self, files: Any) -> Any:
        return sorted(files)

    def describe(self, file: Any) -> Any:
        return [self.describe(one) for one in file] if isinstance(file, list) else [file.filename, file.read().decode()]


def a_file(content: bytes = b"x", name: str = "x.png") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def test_a20_form_and_files_come_in_one_multipart(app: Flask) -> None:
    Api(app).resource("/")(Uploads)
    data = {"name": "Bo", "age": "7", "picture": a_file(b"png"), "others": [a_file(b"1", "1"), a_file(b"2", "2")]}
    assert app.test_client().post("/", data=data).json == {
        "form": {"name": "Bo", "age": 7},
        "files": {"picture": ["x.png", "png"], "others": [["1", "1"], ["2", "2"]]},
    }


def test_mistakes_of_form_and_files_come_at_once(app: Flask) -> None:
    Api(app).resource("/")(Uploads)
    response = app.test_client().post("/", data={"age": "x", "zzz": a_file()})
    assert sorted(mistakes(response)) == [
        ("files", "/picture", "required"),
        ("files", "/zzz", "unknown"),
        ("form", "/age", "type"),
        ("form", "/name", "required"),
    ]


def test_a_form_field_where_only_files_are_declared_is_refused(app: Flask) -> None:
    Api(app).resource("/")(Uploads)
    assert mistakes(app.test_client().put("/", data={"picture": a_file(), "name": "Bo"})) == [("form", "/name", "unknown")]


def test_a_file_where_only_a_form_is_declared_is_refused(app: Flask) -> None:
    response = client_of(app, accepts(Account, "form")).post("/", data={"name": "Bo", "picture": a_file()})
    assert mistakes(response) == [("files", "/picture", "unknown")]


class Tracing(Schema):
    x_request_id = fields.UUID(required=True)
    limit = fields.Int(data_key="X-Limit")


def test_header_fields_are_loaded_by_the_names_of_the_schema(app: Flask) -> None:
    sent = {"X-Request-Id": "00000000-0000-0000-0000-000000000001", "x-limit": "7"}
    response = client_of(app, accepts(Tracing, "headers")).post("/", headers=sent)
    assert response.json == {"headers": {"x_request_id": sent["X-Request-Id"], "limit": 7}}


def test_a_mistake_in_a_header_field_is_at_the_name_that_was_sent(app: Flask) -> None:
    response = client_of(app, accepts(Tracing, "headers")).post("/", headers={"X-Limit": "x", "X-Unknown": "y"})
    assert mistakes(response) == [("headers", "/X-Request-Id", "required"), ("headers", "/X-Limit", "type")]


def test_cookies_are_loaded_and_unknown_ones_let_be(app: Flask) -> None:
    client = client_of(app, accepts(Account, "cookies"))
    client.set_cookie("name", "Bo")
    client.set_cookie("zzz", "1")
    assert client.post("/").json == {"cookies": {"name": "Bo"}}


def test_a_mistake_in_a_cookie_is_at_its_name(app: Flask) -> None:
    client = client_of(app, accepts(Account, "cookies"))
    client.set_cookie("age", "x")
    assert mistakes(client.post("/")) == [("cookies", "/name", "required"), ("cookies", "/age", "type")]


def test_path_variables_are_loaded(app: Flask) -> None:
    class Place(Schema):
        year = fields.Int(validate=validate.Range(1900))
        slug = fields.Str(validate=validate.Length(max=3))

    client = client_of(app, accepts(Place, "path_args"), rule="/<int:year>/<slug>/<other>")
    assert client.post("/1999/abc/x").json == {"path_args": {"year": 1999, "slug": "abc"}, "year": 1999, "slug": "abc", "other": "x"}
    assert mistakes(client.post("/1000/abcd/x")) == [("path_args", "/year", "too_small"), ("path_args", "/slug", "too_long")]


def test_the_mistakes_of_all_locations_come_at_once(app: Flask) -> None:
    client = client_of(
        app,
        accepts(Person),
        accepts(Search, "query"),
        accepts(Tracing, "headers"),
        accepts(Account, "cookies"),
        accepts(Schema.from_dict({"id": fields.Int(validate=validate.Range(5))}), "path_args"),
        rule="/<int:id>",
    )
    found = mistakes(client.post("/1?zzz=1", json={}, headers={"X-Limit": "x"}))
    assert sorted(found) == [
        ("body", "/first_name", "required"),
        ("cookies", "/name", "required"),
        ("headers", "/X-Limit", "type"),
        ("headers", "/X-Request-Id", "required"),
        ("path_args", "/id", "too_small"),
        ("query", "/zzz", "unknown"),
    ]


def test_a_bad_query_is_told_beside_a_bad_body_where_no_query_is_declared(app: Flask) -> None:
    found = mistakes(client_of(app, accepts(Person)).post("/?zzz=1", json={}))
    assert sorted(found) == [("body", "/first_name", "required"), ("query", "/zzz", "unknown")]


# -- negotiation, before anything is done ------------------------------------------------------------------------------

TEXT = Emitter("text/plain", lambda data, schema: repr(data).encode())


def answering(app: Flask, **options: Any) -> tuple[FlaskClient, list[Any]]:
    """Serve a GET, and tell how often it ran."""
    ran: list[Any] = []

    def get(self: Any) -> Any:
        ran.append(self)
        return [1]

    Api(app, **options).resource("/")(type("Thing", (Resource,), {"get": get}))
    return app.test_client(), ran


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/*",
        JSON,
        "Application/JSON",
        "text/html, */*;q=0.1",
        "application/json,application/xml;q=0.9,*/*;q=0.8",
        ";;;",
        "garbage",
    ],
)
def test_t23_t24_t30_what_accepts_json_gets_it(app: Flask, accept: str | None) -> None:
    client, _ = answering(app)
    assert client.get("/", headers={} if accept is None else {"Accept": accept}).mimetype == JSON


@pytest.mark.parametrize("accept", ["text/html", "text/html,*/*;q=0", "application/json;q=0", "application/json;q=0, image/png"])
def test_t25_t26_what_does_not_is_406_before_the_handler_runs(app: Flask, accept: str) -> None:
    client, ran = answering(app)
    response = client.get("/", headers={"Accept": accept})
    assert (response.status_code, response.mimetype, ran) == (406, "application/problem+json", [])
    assert (response.json["available"], response.headers["Vary"]) == ([JSON], "Accept")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", JSON),
        ("application/json;q=0.1, text/plain", "text/plain"),
        ("application/json;q=0, text/plain;q=0.5", "text/plain"),
        ("text/*", "text/plain"),
    ],
)
def test_t27_t28_t29_the_emitter_that_the_client_likes_best_writes(app: Flask, accept: str, media_type: str) -> None:
    client, _ = answering(app, emitters=[JSON_EMITTER, TEXT])
    response = client.get("/", headers={"Accept": accept})
    assert (response.mimetype, response.headers.getlist("Vary")) == (media_type, ["Accept"])


def test_a_406_depends_on_accept_once(app: Flask) -> None:
    client, _ = answering(app, emitters=[JSON_EMITTER, TEXT])
    response = client.get("/", headers={"Accept": "image/png"})
    assert (response.status_code, response.headers.getlist("Vary")) == (406, ["Accept"])


# -- whatever comes ----------------------------------------------------------------------------------------------------


def whole_app() -> FlaskClient:
    """An app that looks at every location."""
    app = Flask("tests")
    nowhere = {name: fields.Int() for name in ("a", "b")}
    schema = Schema.from_dict(
        {**nowhere, "c": fields.List(fields.Str()), "d": fields.DateTime(), "e": fields.Dict(), "f": fields.Decimal()}
    )
    locations = [accepts(schema, location) for location in ("query", "headers", "cookies")]  # type: ignore[arg-type]
    return client_of(app, accepts(schema), *locations, rule="/<path:rest>", url_prefix="/api")


CLIENT = whole_app()
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20)
NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f", "zzz"])
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXTS, inner, max_size=4),
    max_leaves=10,
)


@given(data=st.binary(max_size=200) | st.text('{}[]":,0123456789eE+-.truefalsn\\u \n', max_size=60).map(str.encode))
def test_no_body_whatever_is_a_500(data: bytes) -> None:
    assert CLIENT.post("/api/x", data=data, content_type=JSON).status_code < 500


@given(data=JSONS)
def test_no_data_whatever_is_a_500(data: Any) -> None:
    assert CLIENT.post("/api/x", json=data).status_code < 500


@given(query=st.binary(max_size=60) | st.lists(st.tuples(NAMES | TEXTS, TEXTS), max_size=5))
def test_no_query_whatever_is_a_500(query: Any) -> None:
    text = query.decode("latin-1") if isinstance(query, bytes) else None
    environ = {} if text is None else {"environ_overrides": {"QUERY_STRING": text}}
    assert CLIENT.post("/api/x", json={}, query_string=query if text is None else None, **environ).status_code < 500


FIELDS = (
    "Accept",
    "Content-Type",
    "Content-Encoding",
    "Content-Length",
    "Cookie",
    "A",
    "D",
    "Origin",
    "Authorization",
    "Transfer-Encoding",
)


@given(
    headers=st.dictionaries(st.sampled_from(FIELDS), st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30))
)
def test_no_header_field_whatever_is_a_500(headers: dict[str, str]) -> None:
    environ = {name.upper().replace("-", "_"): value for name, value in headers.items()}
    special = {"CONTENT_TYPE", "CONTENT_LENGTH"}
    overrides = {name if name in special else f"HTTP_{name}": value for name, value in environ.items()}
    assert CLIENT.post("/api/x", json={"a": 1}, environ_overrides=overrides).status_code < 500


@given(path=st.binary(max_size=30), method=st.sampled_from(["GET", "POST", "PUT", "OPTIONS", "FROB"]))
def test_no_path_whatever_is_a_500(path: bytes, method: str) -> None:
    environ = {"PATH_INFO": "/api/" + path.decode("latin-1")}
    response = CLIENT.open("/", method=method, environ_overrides=environ)
    assert response.status_code < 500 or (method, response.status_code) == ("FROB", 501)


def test_small_request_gets_no_huge_answer(app: Flask) -> None:
    @Api(app).resource("/x")
    class Item(Resource):
        def get(self) -> None: ...

    errors = app.test_client().get("/x?" + "&".join(f"{number:x}" for number in range(12000))).json["errors"]
    assert (len(errors), errors[-1]["code"]) == (501, "more")
