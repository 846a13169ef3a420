"""What a verb takes and gives: the decorators, and the operation that they become."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Emitter
from flask_resty import Envelope
from flask_resty import OneOf
from flask_resty import Operation
from flask_resty import Parser
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty import use
from flask_resty.auth import Basic
from flask_resty.contract import LOCATIONS
from flask_resty.marks import marked
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.middleware import CORS
from flask_resty.operation import header_name
from flask_resty.schematic import keys_of
from flask_resty.settings import Settings


class Post(Schema):
    title = fields.Str()
    private_note = fields.Str(data_key="note", load_only=True)
    id = fields.Int(dump_only=True)


TEXT = Emitter("text/plain", lambda data, schema: b"")
ROWS = Emitter("text/csv", lambda data, schema: b"", lambda items, schema: iter([b""]))
CSV = Parser("text/csv", lambda data, schema: None, typed=False)


def handler() -> Any:
    """Give a new function to decorate."""

    def get(self: Any) -> None: ...

    return get


def operation_of(*decorators: Any, method: str = "get", **options: Any) -> Operation:
    """Give the operation of a function with decorators, at ``/things``."""
    decorated = handler()
    for decorator in decorators:
        decorated = decorator(decorated)
    api = Api(**options)
    api.resource("/things")(type("Thing", (Resource,), {method: decorated}))
    app = Flask("tests")
    api.init_app(app)
    (operation,) = api.operations(app)
    return operation


# -- decorators --------------------------------------------------------------------------------------------------------


def test_decorators_write_one_contract() -> None:
    decorated = streams(Post)(returns(Post, 409)(accepts(Post, "query")(accepts(Post)(handler()))))
    contract = marked(decorated, "contract")
    assert (list(contract.accepts), list(contract.returns)) == (["body", "query"], [409])
    assert isinstance(contract.streams, Post)


@pytest.mark.parametrize("schema", [Post, Post(), Post(many=True), fields.Int(), fields.List(fields.Int()), OneOf(Post, fields.Int())])
def test_a_schema_is_a_class_an_instance_a_field_or_alternatives(schema: Any) -> None:
    contract = marked(accepts(schema)(handler()), "contract")
    assert isinstance(contract.accepts["body"].schema, Schema | fields.Field | OneOf)


@pytest.mark.parametrize("decorator", [accepts, returns, streams])
@pytest.mark.parametrize("schema", [{"title": "str"}, dict, "Post", fields.Int])
def test_anything_else_is_no_schema(decorator: Any, schema: Any) -> None:
    with pytest.raises(ConfigError, match="is no schema. Give a marshmallow Schema"):
        decorator(schema)


@pytest.mark.parametrize("location", LOCATIONS)
def test_every_location_may_be_declared(location: Any) -> None:
    assert marked(accepts(Post, location)(handler()), "contract").accepts.keys() == {location}


def test_a_location_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(ConfigError, match="'json' is no location of a request. Choose one of body, query"):
        accepts(Post, "json")  # type: ignore[arg-type]


def test_a_location_that_is_declared_twice_is_noticed() -> None:
    with pytest.raises(ConfigError, match="accepts its query twice. Keep one, or use OneOf"):
        accepts(Post, "query")(accepts(Post, "query")(handler()))


def test_a_status_that_is_declared_twice_is_noticed() -> None:
    with pytest.raises(ConfigError, match="returns 200 twice. Keep one of the two"):
        returns(Post)(returns(Post, 200)(handler()))


@pytest.mark.parametrize(("schema", "status"), [(Post, 204), (Post, 205), (Post, 304), (Post, 100), (None, 101), (Post, 600), (None, 0)])
def test_a_status_that_cannot_be_is_noticed(schema: Any, status: int) -> None:
    with pytest.raises(ConfigError, match="cannot be: a final status is 200 to 599, and 204, 205 and 304 have no content"):
        returns(schema, status)


@pytest.mark.parametrize(("schema", "status"), [(Post, 200), (None, 204)])
def test_the_usual_status_need_not_be_named(schema: Any, status: int) -> None:
    assert list(marked(returns(schema)(handler()), "contract").returns) == [status]


def test_what_is_no_function_cannot_be_decorated() -> None:
    with pytest.raises(ConfigError, match="is no function. Decorate the method of a resource itself"):
        returns(Post)(property(handler()))


# -- use ---------------------------------------------------------------------------------------------------------------


def test_use_gives_a_verb_emitters_and_parsers_of_its_own() -> None:
    operation = operation_of(use(parsers=[CSV]), use(emitters=[TEXT]))
    assert (operation.emitters, operation.parsers) == ((TEXT,), (CSV,))


def test_the_nearest_use_wins() -> None:
    assert operation_of(use(emitters=[ROWS]), use(emitters=[TEXT])).emitters == (TEXT,)


@pytest.mark.parametrize(
    "options", [{}, {"what": print, "emitters": [TEXT]}, {"what": print, "parsers": [CSV]}, {"place": "edge", "emitters": [TEXT]}]
)
def test_use_takes_one_thing(options: Any) -> None:
    with pytest.raises(ConfigError, match="use\\(\\) takes either an entry or callable, or emitters=, parsers= and selection="):
        use(**options)


# -- layers ------------------------------------------------------------------------------------------------------------


def test_what_a_nearer_layer_says_wins() -> None:
    outer, inner = Settings(emitters=[TEXT], envelope="outer"), Settings(envelope="inner")
    assert outer.under(inner) == Settings(emitters=[TEXT], envelope="inner")
    assert outer.under(Settings()) is outer


def test_the_nearest_layer_says_what_is_read_and_written(app: Flask) -> None:
    class Thing(Resource):
        def get(self) -> None: ...

    class Other(Resource):
        @use(emitters=[ROWS])
        def get(self) -> None: ...

    api = Api(app, emitters=[JSON_EMITTER, TEXT])
    blueprint = Blueprint("blog", __name__, emitters=[TEXT], parsers=[CSV], envelope="data")
    for rule in ("/blueprint", "/resource"):
        options: Any = {"emitters": [ROWS], "parsers": [JSON_PARSER], "envelope": Envelope("one")} if rule == "/resource" else {}
        blueprint.resource(rule, endpoint=rule[1:], **options)(Thing)
    blueprint.resource("/verb")(Other)
    api.register_blueprint(blueprint)
    found = {operation.rule: operation for operation in api.operations(app)}
    assert [found[rule].emitters for rule in ("/blueprint", "/resource", "/verb")] == [(TEXT,), (ROWS,), (ROWS,)]
    assert [found[rule].parsers for rule in ("/blueprint", "/resource", "/verb")] == [(CSV,), (JSON_PARSER,), (CSV,)]
    assert [found[rule].envelope for rule in ("/blueprint", "/resource")] == [Envelope("data"), Envelope("one")]


@pytest.mark.parametrize(
    ("envelope", "one", "many"), [(Envelope("post", many="posts"), "post", "posts"), (Envelope("data"), "data", "data")]
)
def test_an_envelope_names_one_and_many(envelope: Envelope, one: str, many: str) -> None:
    assert (envelope.member(False), envelope.member(True)) == (one, many)


# -- operations --------------------------------------------------------------------------------------------------------


def test_an_operation_knows_where_it_is_and_what_it_is_called() -> None:
    operation = operation_of(returns(Post), url_prefix="/api")
    assert (operation.endpoint, operation.rule, operation.method, operation.name) == ("thing", "/api/things", "GET", "Thing.get")


def test_an_operation_is_frozen() -> None:
    with pytest.raises(AttributeError):
        operation_of().method = "POST"  # type: ignore[misc]


def test_an_operation_explains_its_stack_with_the_layer_of_each_entry() -> None:
    def timed(request: Any, next: Any) -> Any:
        return next(request)

    operation = operation_of(
        requires("a"), use(timed, methods=["GET"]), throttle("5/minute"), middleware=[Basic(verify=print), CORS("*")], title="Blog"
    )
    assert [(entry["entry"], entry["place"], entry["layer"], entry["methods"]) for entry in operation.explain()] == [
        (repr(CORS("*")), "edge", "api", None),
        ("Basic(realm='API')", "identity", "api", None),
        ("requires('a')", "gate", "verb", None),
        ("Throttle('5/minute')", "gate", "verb", None),
        (timed.__qualname__, "inner", "verb", ["GET", "HEAD"]),
    ]


@pytest.mark.parametrize(
    ("method", "statuses", "creates"), [("put", [201], True), ("put", [200, 201], True), ("put", [200], False), ("post", [201], False)]
)
def test_a_put_that_declares_201_may_create(method: str, statuses: list[int], creates: bool) -> None:
    assert operation_of(*(returns(Post, status) for status in statuses), method=method).may_create is creates


def test_an_operation_tells_what_it_reads_and_writes() -> None:
    class Tracing(Schema):
        x_request_id = fields.Str()

    operation = operation_of(accepts(Post), accepts(Tracing, "headers"), method="post", middleware=[Basic(verify=print)])
    assert list(operation.reads) == ["Content-Type", "Content-Encoding", "Prefer", "X-Request-Id", "Authorization"]
    assert list(operation.writes) == ["Location", "Preference-Applied", "WWW-Authenticate"]
    assert list(operation_of().reads) == ["If-Range"]
    assert list(operation_of().writes) == ["Accept-Ranges", "Content-Range"]
    assert list(operation_of(returns(Post)).reads) == ["X-Fields"]
    assert list(operation_of(returns(Post), use(selection=False)).reads) == list(operation_of(returns(Post)).writes) == []


@pytest.mark.parametrize(
    ("decorators", "offers"),
    [
        ([], (TEXT, JSON_EMITTER, ROWS)),
        ([returns(Post)], (TEXT, JSON_EMITTER, ROWS)),
        ([returns(Post), returns(None)], (TEXT, JSON_EMITTER, ROWS)),
        ([returns(None)], ()),
        ([returns(None), returns(None, 410)], ()),
        ([streams(Post)], (JSON_EMITTER, ROWS)),
    ],
    ids=["nothing said", "data", "data or nothing", "nothing", "nothing at all", "stream"],
)
def test_a_client_may_choose_from_what_can_write_it(decorators: Any, offers: Any) -> None:
    made = operation_of(*decorators, emitters=[TEXT, JSON_EMITTER, ROWS])
    assert tuple(representation.emitter for representation in made.offers) == offers


@pytest.mark.parametrize(
    ("key", "name"),
    [("x_request_id", "X-Request-Id"), ("X-Limit", "X-Limit"), ("accept", "Accept"), ("ETag", "ETag"), ("if_none_match", "If-None-Match")],
)
def test_a_key_stands_for_a_field_name(key: str, name: str) -> None:
    assert header_name(key) == name


def test_the_keys_of_a_schema_are_those_that_are_sent() -> None:
    assert keys_of(Post()) == ("title", "note")
    assert keys_of(OneOf(Post, Schema.from_dict({"title": fields.Str(), "other": fields.Str()}))) == ("title", "note", "other")
    assert keys_of(fields.Int()) == ()


# -- what does not go together -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("location", ["form", "files"])
def test_a_body_and_a_form_do_not_go_together(location: Any) -> None:
    with pytest.raises(ConfigError, match="accepts a body and a form, but a request has one content"):
        operation_of(accepts(Post), accepts(Post, location), method="post")


def test_a_get_has_no_body() -> None:
    with pytest.raises(ConfigError, match=r"Thing\.get accepts a body, which GET gives no meaning to \(RFC 9110, 9\.3\.1\)"):
        operation_of(accepts(Post))


def test_a_query_has_a_body() -> None:
    assert operation_of(accepts(Post), method="query").method == "QUERY"


def test_a_stream_has_the_status_200() -> None:
    with pytest.raises(ConfigError, match=r"Thing\.get both streams and returns 200. Drop one"):
        operation_of(streams(Post), returns(Post))


def test_an_async_generator_is_no_handler() -> None:
    class Ticks(Resource):
        @streams(Post)
        async def get(self) -> Any:
            yield {}

    app = Flask(__name__)
    with pytest.raises(ConfigError, match=r"Ticks\.get is an async generator, .* Yield in a plain method"):
        Api(app).resource("/ticks")(Ticks)


def test_a_stream_needs_an_emitter_that_can() -> None:
    with pytest.raises(ConfigError, match=r"Thing\.get streams, but none of its emitters can"):
        operation_of(streams(Post), emitters=[TEXT])


def test_field_alone_is_no_schema_for_named_values() -> None:
    with pytest.raises(ConfigError, match="Integer has no names, but the values in 'query' are named"):
        accepts(fields.Int(), "query")


@pytest.mark.parametrize("promise", [returns, streams])
def test_alternatives_are_for_what_is_accepted(promise: Any) -> None:
    with pytest.raises(ConfigError, match=r"is for what is accepted\. Name one schema"):
        promise(OneOf(Schema, Schema))


def test_what_can_only_be_passed_by_position_cannot_be_asked_for(app: Flask) -> None:
    class Thing(Resource):
        def get(self, id: str, /) -> None: ...

    with pytest.raises(ConfigError, match=r"Thing\.get takes 'id' by position only"):
        Api(app).resource("/<id>")(Thing)


@pytest.mark.parametrize(
    "said", [{"emitters": []}, {"parsers": ()}, {"emitters": JSON_EMITTER}, {"emitters": [JSON_PARSER]}, {"parsers": "json"}]
)
def test_formats_that_cannot_be_used_are_refused_where_they_are_written(said: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"\.$"):
        Api(**said)


@pytest.mark.parametrize(
    "said", [{"location": "query", "max_size": 5}, {"max_size": 0}, {"max_size": "1 MB"}, {"location": "form", "envelope": "x"}]
)
def test_envelope_or_size_of_what_has_none_is_a_mistake(said: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="max_size=.* cannot be for|is for a body, but 'form' is accepted"):
        accepts(Schema, **said)


@pytest.mark.parametrize(("schema", "status"), [(None, 204), (Schema, 409)])
def test_envelope_is_around_the_content_of_a_success(schema: Any, status: int) -> None:
    with pytest.raises(ConfigError, match=f"cannot be around {status}"):
        returns(schema, status, envelope="post")
