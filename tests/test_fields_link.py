"""Fields that tell where else there is something, and the URLs that they make."""

from __future__ import annotations

import gc
import weakref
from collections import namedtuple
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask import request
from flask import url_for
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from werkzeug.routing import BaseConverter
from werkzeug.routing import Rule

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Link
from flask_resty import Resource
from flask_resty import returns
from flask_resty import streams
from flask_resty.fields import DataURL
from flask_resty.fields import Links
from flask_resty.fields.urls import builder
from flask_resty.schema import compile
from flask_resty.schema import parse_selection


class PostItem(Resource):
    def get(self, **path: Any) -> Any:
        return path


class Shouting(BaseConverter):
    """Writes a value in capitals, with as many marks as it was told; short ones it refuses."""

    def __init__(self, map: Any, marks: int = 1) -> None:
        super().__init__(map)
        self._marks = marks

    def to_url(self, value: Any) -> str:
        if value == "no":
            raise ValueError("no")
        return super().to_url(str(value).upper()) + "!" * self._marks


RULES = {
    "plain": "/posts/<slug>",
    "two": "/p%osts/{x}/<slug>/é/<int:number>/",
    "at_once": "/<path:slug>",
    "long": "/files//<path:slug>/<float:ratio>-<uuid:id>.txt",
    "fixed": "/fixed/<int(fixed_digits=4, signed=True):number>/<string(length=2):slug>/<any('a b', c):choice>",
    "own": "/own/<shouting:slug>/<shouting(3):number>",
    "root": "/",
    "with_default": "/with/<slug>",
}
ORDINARY = sorted(RULES.keys() - {"with_default"})


def app_with_rules(**options: Any) -> Flask:
    app = Flask("tests", **options)
    app.url_map.converters["shouting"] = Shouting
    for endpoint, rule in RULES.items():
        defaults = {"number": 1} if endpoint == "with_default" else None
        app.add_url_rule(rule, endpoint, lambda **path: "", defaults=defaults)
    return app


texts = st.text(max_size=6) | st.sampled_from(
    ["//evil.example", "/a/../b", "a?b#c", "100%", "%2F", "ä ß", "\ud800", ".", "", "no", "a b", "+"]
)
numbers = st.integers(-20, 10**20) | st.booleans()
odd = st.lists(st.integers(), max_size=2) | st.binary(max_size=3) | st.floats() | st.uuids() | st.tuples(st.text(max_size=2))
VALUES = {
    "slug": texts | numbers,
    "number": numbers | texts,
    "ratio": st.floats() | st.integers(),
    "id": st.uuids() | texts,
    "choice": st.sampled_from(["a b", "c"]) | texts,
}
queries = st.dictionaries(st.sampled_from(["q", "a b", "é", "_x", "100%", "&"]), texts | numbers | odd, max_size=3)


def outcome(make: Any) -> Any:
    try:
        return make()
    except Exception as error:
        return type(error), str(error)


def both(app: Flask, endpoint: str, values: dict[str, Any], external: bool = False) -> tuple[Any, Any]:
    """Give the URL as we make it and as Flask does."""
    build = builder(app, endpoint, list(values), external=external)
    return outcome(lambda: build(list(values.values()))), outcome(lambda: url_for(endpoint, _external=external or None, **values))


@given(st.data(), st.sampled_from(sorted(RULES)), queries, st.sampled_from(["", "/", "/mounted", "/a/b/", "/ä b%"]))
def test_urls_are_those_of_url_for(data: Any, endpoint: str, query: dict[str, Any], root: str) -> None:
    app = app_with_rules()
    names = [name for name in VALUES if f"{name}>" in RULES[endpoint]]
    values = {name: data.draw(VALUES[name], label=name) for name in names} | query
    with app.test_request_context("/x", environ_overrides={"SCRIPT_NAME": root}):
        ours, flasks = both(app, endpoint, values)
    assert ours == flasks


@pytest.mark.parametrize("endpoint", ORDINARY)
def test_urls_of_ordinary_rules_are_made_without_asking_flask(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_with_rules()
    values = {name: value for name, value in ORDINARY_VALUES.items() if f"{name}>" in RULES[endpoint]} | {"q": "x y"}
    with app.test_request_context("/"):
        expected = url_for(endpoint, **values)
        build = builder(app, endpoint, list(values))
        monkeypatch.setattr("flask_resty.fields.urls.url_for", None)
        assert build(list(values.values())) == expected


ORDINARY_VALUES = {"slug": "ab", "number": 7, "ratio": 0.5, "id": UUID(int=1), "choice": "c"}


def with_server_name() -> Flask:
    app = app_with_rules()
    app.config.update(SERVER_NAME="shop.example:81", APPLICATION_ROOT="/root", PREFERRED_URL_SCHEME="https")
    return app


def with_host_matching() -> Flask:
    return app_with_rules(host_matching=True, static_host="shop.example")


def with_subdomains() -> Flask:
    app = app_with_rules(subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.example"
    app.add_url_rule("/sub/<slug>", "sub", subdomain="<choice>")
    return app


def with_url_defaults() -> Flask:
    app = app_with_rules()
    app.url_defaults(lambda endpoint, values: values.setdefault("lang", "de"))
    return app


def with_sorted_parameters() -> Flask:
    app = app_with_rules()
    app.url_map.sort_parameters = True
    return app


def with_several_rules() -> Flask:
    app = app_with_rules()
    app.add_url_rule("/other/<slug>", "plain")
    app.add_url_rule("/other/<slug>/<q>", "plain")
    return app


def with_handler_of_build_errors() -> Flask:
    app = app_with_rules()
    app.url_build_error_handlers.append(lambda error, endpoint, values: "/nowhere")
    return app


class LoudRule(Rule):
    def build(self, *args: Any, **kwargs: Any) -> Any:
        return "", "/LOUD"


class LoudFlask(Flask):
    url_rule_class = LoudRule


def with_rules_of_its_own() -> Flask:
    app = LoudFlask("tests")
    app.add_url_rule("/posts/<slug>", "plain")
    return app


def with_url_for_of_its_own() -> Flask:
    app = app_with_rules()
    app.url_for = lambda endpoint, **values: f"/own/{endpoint}"  # type: ignore[method-assign]
    return app


APPS = [
    with_server_name,
    with_host_matching,
    with_subdomains,
    with_url_defaults,
    with_sorted_parameters,
    with_several_rules,
    with_handler_of_build_errors,
    with_rules_of_its_own,
    with_url_for_of_its_own,
]


@pytest.mark.parametrize("make", APPS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("external", [False, True])
@pytest.mark.parametrize("values", [{"slug": "a/b"}, {"q": 1}, {"slug": "x", "q": "z", "a": "y"}], ids=repr)
def test_urls_are_those_of_url_for_in_apps_of_other_kinds(make: Any, external: bool, values: dict[str, Any]) -> None:
    app = make()
    with app.test_request_context("/posts/1", base_url="http://shop.example/mounted"):
        ours, flasks = both(app, "plain", values, external)
    assert ours == flasks


def test_a_subdomain_is_a_value_like_others() -> None:
    app = with_subdomains()
    with app.test_request_context("/", base_url="http://en.shop.example"):
        for choice in ("en", "de"):
            ours, flasks = both(app, "sub", {"slug": "x", "choice": choice})
            assert ours == flasks


def test_urls_outside_of_a_request_have_a_host() -> None:
    app = with_server_name()
    with app.app_context():
        assert both(app, "plain", {"slug": "x"}) == ("https://shop.example:81/root/posts/x",) * 2


# -- the field -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[Flask]:
    """Give an app with posts, inside of a request for all of them."""
    app = Flask("shop")
    posts = Blueprint("posts", __name__)
    posts.resource("/posts/<slug>")(PostItem)
    posts.resource("/posts")(type("PostList", (PostItem,), {}))
    Api(app).register_blueprint(posts, url_prefix="/api")
    with app.test_request_context("/api/posts"):
        yield app


def dumped(obj: Any, **members: Any) -> Any:
    """Dump an object, and see that marshmallow by itself gives the same."""
    schema = Schema.from_dict(members)
    out = compile(schema, check="raise").dump(obj)
    assert schema().dump(obj) == out == compile(schema(many=True), check="raise").dump([obj])[0]
    return out


ROW = SimpleNamespace(slug="a b", key="k", author=SimpleNamespace(name="Ada"), none=None)


MADE = {
    "variable by its name": (Link("posts.post_item"), "/api/posts/a%20b"),
    "attribute": (Link("posts.post_item", slug="key"), "/api/posts/k"),
    "attribute of an attribute": (Link("posts.post_item", slug="author.name"), "/api/posts/Ada"),
    "endpoint in the blueprint": (Link(".post_item"), "/api/posts/a%20b"),
    "class": (Link(PostItem), "/api/posts/a%20b"),
    "query": (Link("posts.post_list", author="author.name", page=fields.Constant(1)), "/api/posts?author=Ada&page=1"),
    "host": (Link("posts.post_item", external=True), "http://localhost/api/posts/a%20b"),
    "no value": (Link("posts.post_item", slug="none", allow_none=True), None),
    "no attribute": (Link("posts.post_item", slug="sluug", allow_none=True), None),
    "no attribute of none": (Link("posts.post_item", slug="none.name", allow_none=True), None),
    "no parameter": (Link("posts.post_list", author="none", allow_none=True), None),
}


@pytest.mark.parametrize(("link", "url"), MADE.values(), ids=MADE)
def test_link_is_made_of_the_object(shop: Flask, link: Link, url: str | None) -> None:
    assert dumped(ROW, link=link) == {"link": url}


Pair = namedtuple("Pair", "slug")


@pytest.mark.parametrize("obj", [{"slug": "x"}, Pair("x"), SimpleNamespace(slug="x")], ids=["dict", "tuple", "object"])
def test_object_may_be_of_any_kind(shop: Flask, obj: Any) -> None:
    assert dumped(obj, link=Link("posts.post_item")) == {"link": "/api/posts/x"}


def test_variable_that_the_object_lacks_is_that_of_the_request(shop: Flask) -> None:
    request.view_args = {"slug": "first"}
    assert dumped({}, link=Link("posts.post_item")) == {"link": "/api/posts/first"}
    assert dumped({}, link=Link("posts.post_item", slug="sluug", allow_none=True)) == {"link": None}


@pytest.mark.parametrize("values", [{}, {"slug": "none"}, {"slug": "none.x"}, {"author": "name"}], ids=repr)
def test_link_that_cannot_be_made_breaks_the_contract(shop: Flask, values: dict[str, str]) -> None:
    row = SimpleNamespace(none=None)
    with pytest.raises(ContractError, match=r"Link\('posts.post_item'\) cannot be made of SimpleNamespace, which gives no '\w+'"):
        compile(Schema.from_dict({"link": Link("posts.post_item", **values)}), check="raise").dump(row)


def test_value_that_does_not_fit_the_rule_breaks_the_contract(shop: Flask) -> None:
    shop.add_url_rule("/years/<int:year>", "year")
    with pytest.raises(ContractError, match="a value does not fit the rule"):
        dumped({"year": "MMXXVI"}, link=Link("year"))


def test_url_defaults_give_what_the_object_lacks() -> None:
    app = Flask("tests")
    app.add_url_rule("/<lang>/posts/<slug>", "post_item")
    app.url_defaults(lambda endpoint, values: values.setdefault("lang", "de"))
    with app.test_request_context("/"):
        assert dumped({"slug": "x"}, link=Link("post_item")) == {"link": "/de/posts/x"}
        assert dumped({"slug": "x", "lang": "fr"}, link=Link("post_item")) == {"link": "/fr/posts/x"}


def test_variable_that_only_some_rules_have_is_given_by_name() -> None:
    app = Flask("tests")
    app.add_url_rule("/posts/<slug>", "post_item")
    app.add_url_rule("/posts/<slug>/<page>", "post_item")
    with app.test_request_context("/"):
        assert dumped({"slug": "x", "page": 3}, link=Link("post_item")) == {"link": "/posts/x"}
        assert dumped({"slug": "x", "page": 3}, link=Link("post_item", page="page")) == {"link": "/posts/x/3"}


@pytest.mark.parametrize("prefix", ["/v1", "/v2"])
def test_resource_that_is_mounted_twice_means_its_own(app: Flask, prefix: str) -> None:
    class Shown(Schema):
        by_class = Link(PostItem)
        by_endpoint = Link(".post_item")

    class Linking(Resource):
        @returns(Shown)
        def get(self) -> Any:
            return {"slug": "x"}

    posts = Blueprint("posts", __name__)
    posts.resource("/posts/<slug>")(PostItem)
    posts.resource("/linking")(Linking)
    api = Api(app)
    api.register_blueprint(posts, url_prefix="/v1")
    api.register_blueprint(posts, url_prefix="/v2", name="posts2")
    url = f"{prefix}/posts/x"
    assert app.test_client().get(f"{prefix}/linking").json == {"by_class": url, "by_endpoint": url}


def test_one_link_serves_several_apps() -> None:
    link = Link("post_item")
    for prefix in ("/a", "/b"):
        app = Flask("tests")
        app.add_url_rule(f"{prefix}/<slug>", "post_item")
        with app.test_request_context("/"):
            assert dumped({"slug": "x"}, link=link) == {"link": f"{prefix}/x"}


def test_link_keeps_no_app() -> None:
    link = Link("post_item")
    app = Flask("tests")
    app.add_url_rule("/<slug>", "post_item")
    with app.test_request_context("/"):
        dumped({"slug": "x"}, link=link)
    gone = weakref.ref(app)
    del app
    gc.collect()
    assert gone() is None


def test_link_is_for_output_alone(shop: Flask) -> None:
    loads = compile(Schema.from_dict({"link": Link("posts.post_item")}))
    with pytest.raises(ValidationError):
        loads.load({"link": "/api/posts/x"})


def test_link_that_is_not_selected_is_not_made(shop: Flask) -> None:
    schema = compile(Schema.from_dict({"slug": fields.Str(), "link": Link("nowhere")}))
    assert schema.select(parse_selection("slug")).dump({"slug": "x"}) == {"slug": "x"}


def test_link_has_what_fields_have() -> None:
    link = Link("post_item", rel="item", data_key="href", metadata={"description": "Where it is."})
    assert (link.rel, link.data_key, link.dump_only) == ("item", "href", True)
    assert link.metadata == {"type": "string", "format": "uri-reference", "description": "Where it is."}
    assert Link("post_item", external=True).metadata["format"] == "uri"


# -- several links ---------------------------------------------------------------------------------------------------------

GROUP = Links({"self": Link("posts.post_item"), "author": Link("posts.post_list", author="author.name"), "fields": Link("posts.post_list")})


def test_links_are_an_object_of_links(shop: Flask) -> None:
    urls = {"self": "/api/posts/a%20b", "author": "/api/posts?author=Ada", "fields": "/api/posts"}
    assert dumped(ROW, slug=fields.Str(), links=GROUP) == {"slug": "a b", "links": urls}


def test_schema_with_links_vouches_that_its_numbers_are_finite() -> None:
    schema = Schema.from_dict({"self": Link("item"), "links": Links({"up": Link("item", allow_none=True)}), "photo": DataURL()})
    assert compile(schema, check="raise").is_finite
    assert not compile(schema.from_dict({"any": fields.Function(lambda obj: obj)}), check="raise").is_finite


def test_links_can_be_selected_one_by_one(shop: Flask) -> None:
    schema = compile(Schema.from_dict({"slug": fields.Str(), "links": GROUP}), check="raise")
    assert schema.select(parse_selection("links(self)")).dump(ROW) == {"links": {"self": "/api/posts/a%20b"}}


def test_links_of_a_nested_object_are_its_own(shop: Flask) -> None:
    author = Schema.from_dict({"links": Links({"posts": Link("posts.post_list", author="name")})})
    assert dumped(ROW, author=fields.Nested(author)) == {"author": {"links": {"posts": "/api/posts?author=Ada"}}}


# -- what cannot be --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "values", "complaint"),
    [
        ("", {}, "points nowhere"),
        (None, {}, "points nowhere"),
        ("posts", {"page": 1}, r"page=1\) names no attribute. Give its name, or fields.Constant\(1\)"),
        ("posts", {"page": ""}, "names no attribute"),
        ("posts", {"_anchor": "x"}, "options of url_for"),
    ],
)
def test_what_is_no_link_is_noticed_at_once(target: Any, values: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        Link(target, **values)


def test_endpoint_that_is_not_there_is_noticed_at_its_first_use(shop: Flask) -> None:
    with pytest.raises(ConfigError, match=r"Link\('nowhere'\) is at no rule of the app 'shop'"):
        dumped(ROW, link=Link("nowhere"))


def test_class_at_several_endpoints_is_noticed_at_its_first_use(app: Flask) -> None:
    api = Api(app)
    api.resource("/a/<slug>", endpoint="a")(PostItem)
    api.resource("/b/<slug>", endpoint="b")(PostItem)
    with app.test_request_context("/"), pytest.raises(ConfigError, match="Link\\(PostItem\\) may be at 'a' or at 'b'"):
        dumped(ROW, link=Link(PostItem))


class Leaf(Schema):
    class Meta:
        register = False

    link = Link("nowhere")
    again = fields.Nested(lambda: Leaf())


def one_version(schema: Any) -> Any:
    return returns(schema, media_type="application/vnd.acme.post+json")


HIDING = {
    "in the schema": Leaf,
    "in a list": Leaf(many=True),
    "in a nested schema": Schema.from_dict({"leaf": fields.Nested(Leaf)}),
    "in a list of nested schemas": Schema.from_dict({"leaves": fields.List(fields.Nested(Leaf))}),
    "in a tuple": Schema.from_dict({"pair": fields.Tuple((fields.Int(), fields.Nested(Leaf)))}),
    "in a mapping": Schema.from_dict({"leaves": fields.Dict(values=fields.Nested(Leaf))}),
    "among links": Schema.from_dict({"links": Links({"self": Link("nowhere")})}),
    "of a class": Schema.from_dict({"link": Link(type("Unrouted", (Resource,), {}))}),
    "in a field": fields.List(fields.Nested(Leaf)),
}


@pytest.mark.parametrize("schema", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("promise", [returns, streams, one_version], ids=["returns", "streams", "a version"])
def test_endpoint_that_is_not_there_is_noticed_at_the_first_request_in_testing(app: Flask, schema: Any, promise: Any) -> None:
    app.testing = True
    Api(app).resource("/x")(type("Linking", (Resource,), {"get": promise(schema)(lambda self: {})}))
    with pytest.raises(ConfigError, match="is at no rule"):
        app.test_client().get("/x")


def test_endpoint_of_a_blueprint_may_be_anywhere(app: Flask) -> None:
    app.testing = True
    shown = Schema.from_dict({"link": Link(".post_item", allow_none=True), "lost": fields.Nested("NoSuchSchemaAnywhere")}, name="Lost")
    Api(app).resource("/x")(type("Linking", (Resource,), {"get": returns(shown)(lambda self: (_ for _ in ()))}))
    assert app.test_client().options("/x").status_code == 204
