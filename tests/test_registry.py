"""Mistakes of the developer that are found at start: what, where, and the remedy."""

import warnings

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import use
from flask_resty import without
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.declaration import join
from flask_resty.middleware import CORS
from flask_resty.middleware import Throttle

A = "https://a.example"


class Ping(Resource):
    """A resource that any test may register."""

    def get(self):
        return "pong"


class Pong(Resource):
    """Another one."""

    def get(self):
        return "ping"


class Name(Schema):
    name = fields.Str()


def handler(function, **members):
    """Give a resource with one handler."""
    return type("Thing", (Resource,), {"get": function, **members})


def refused(register, *parts):
    """Assert that something is refused with a message that is one sentence or more and has all parts."""
    with pytest.raises(ConfigError) as caught:
        register()
    message = str(caught.value)
    assert message.endswith((".", "?"))
    assert [part for part in parts if part not in message] == []


# -- two of a kind -----------------------------------------------------------------------------------------------------


def test_two_classes_on_one_rule(app):
    api = Api(app, url_prefix="/api")
    api.resource("/things")(Ping)
    refused(lambda: api.resource("/things")(Pong), "the rule '/api/things'", "Ping (", "Pong (", __file__, "Give each a rule of its own.")


def test_one_class_twice_on_one_rule(app):
    api = Api(app)
    api.resource("/things")(Ping)
    refused(lambda: api.resource("/things", endpoint="again")(Ping), "the rule '/things'")


def test_two_classes_on_one_rule_of_different_apis(app):
    Api(app, url_prefix="/api").resource("/things")(Ping)
    refused(lambda: Api(app).resource("/api/things")(Pong), "the rule '/api/things'")


def test_two_classes_of_one_name(app):
    api = Api(app)
    api.resource("/one")(Ping)
    refused(lambda: api.resource("/two")(type("Ping", (Resource,), {})), "the endpoint 'ping'", "Pass endpoint= to one of them.")


def test_endpoint_that_the_app_has_already(app):
    app.add_url_rule("/page", endpoint="ping", view_func=lambda: "page")
    refused(lambda: Api(app).resource("/ping")(Ping), "The endpoint 'ping' of Ping", "taken in the app already", "Pass endpoint=")


def test_mistake_in_what_was_declared_before_is_found_when_the_app_comes(app):
    api = Api()
    api.resource("/things")(Ping)
    api.resource("/things")(Pong)
    refused(lambda: api.init_app(app), "the rule '/things'")


# -- what a declaration says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "remedy"), [("midleware", "Did you mean 'middleware'?"), ("emiters", "Did you mean 'emitters'?"), ("cors", "There are ")]
)
@pytest.mark.parametrize("registrar", [Api(), Blueprint("shop", __name__)])
def test_misspelled_keyword(registrar, keyword, remedy):
    refused(lambda: registrar.resource("/things", **{keyword: []}), f"resource('/things', ...) has no keyword {keyword!r}.", remedy)


@pytest.mark.parametrize("what", [object, Ping(), lambda: "pong", "Ping"])
@pytest.mark.parametrize("registrar", [Api(), Blueprint("shop", __name__)])
def test_what_is_no_resource(registrar, what):
    refused(lambda: registrar.resource("/things")(what), "is no resource. Derive it from flask_resty.Resource.")


@pytest.mark.parametrize("rule", [Ping, None, "things"])
@pytest.mark.parametrize("registrar", [Api(), Blueprint("shop", __name__)])
def test_what_is_no_rule(registrar, rule):
    refused(lambda: registrar.resource(rule), f"{rule!r} is no rule.", "resource('/posts/<slug>')")


@pytest.mark.parametrize("method", ["POST", "get", "FROBNICATE"])
def test_method_that_is_listed_but_not_written(app, method):
    refused(
        lambda: Api(app).resource("/things", methods=["GET", method])(Ping), f"Ping lists the method {method!r}", "Write it, or drop it"
    )


def test_method_that_a_class_lists_but_does_not_write():
    refused(lambda: type("Thing", (Resource,), {"methods": ["GET"]}), "Thing lists the method 'GET', which it does not write.")


# -- what a handler asks for -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("slug", "Put it into the rule or declare it with @accepts."),
        ("item", "Give the resource a find() method."),
        ("principal", "Put an authenticator into its stack."),
        ("body", "Declare it with @accepts(..., 'body')."),
        ("query", "Declare it with @accepts(..., 'query')."),
        ("path_args", "Declare it with @accepts(..., 'path_args')."),
    ],
)
def test_handler_that_asks_for_what_nothing_provides(app, name, remedy):
    namespace = {}
    exec(f"def get(self, {name}): ...", namespace)
    refused(
        lambda: Api(app).resource("/things")(handler(namespace["get"])),
        f"Thing.get asks for {name!r}, which nothing provides at '/things'.",
        remedy,
    )


def test_find_that_asks_for_what_the_rule_does_not_have(app):
    thing = handler(lambda self: None, find=lambda self, slug: None)
    refused(lambda: Api(app).resource("/things/<id>")(thing), "Thing.find asks for 'slug', which nothing provides at '/things/<id>'.")


@pytest.mark.parametrize("name", ["body", "query", "headers", "cookies", "form", "files", "path_args", "item", "principal"])
@pytest.mark.parametrize("rule", ["/things/<{}>", "/things/<int:{}>", "/things/<any('a)<b>', c):{}>"])
def test_path_variable_that_is_called_like_something_else(app, name, rule):
    rule = rule.format(name)
    refused(lambda: Api(app).resource(rule)(Ping), f"The path variable {name!r} of {rule!r}", "Rename it.")


def test_variable_of_a_prefix_or_default_that_is_called_like_something_else(app):
    refused(lambda: Api(app, url_prefix="/<query>").resource("/x")(Ping), "The path variable 'query'")
    refused(lambda: Api(app).resource("/x", defaults={"item": 1})(Ping), "The path variable 'item'")


def test_path_variable_that_stands_twice(app):
    refused(
        lambda: Api(app, url_prefix="/<id>").resource("/<int:id>")(Ping),
        "The path variable 'id' stands twice in '/<id>/<int:id>'.",
        "Rename",
    )


def test_variable_in_every_form_of_a_rule_is_found(app):
    @Api(app, url_prefix="/<a>").resource("/<int(min=1):b>/<string(length=2):c>-<any('x:y', z):d>/<path:e>")
    class Item(Resource):
        def get(self, a, b, c, d, e):
            return [a, b, c, d, e]

    assert app.test_client().get("/1/2/de-x:y/p/q").json == ["1", 2, "de", "x:y", "p/q"]


# -- the stack ---------------------------------------------------------------------------------------------------------


def test_rule_without_an_authenticator(app):
    thing = handler(requires("things:read")(lambda self: None))
    refused(
        lambda: Api(app).resource("/things")(thing),
        "requires 'things:read'",
        "no authenticator is in its stack",
        "Add one, or drop @requires.",
    )


def test_without_that_takes_nothing_away(app):
    refused(lambda: Api(app).resource("/things", middleware=[without(CORS)])(Ping), "without(CORS)", "takes nothing away", "Drop it")


@pytest.mark.parametrize("prefix", ["/api", None])
def test_without_on_the_outermost_layer(app, prefix):
    refused(lambda: Api(app, url_prefix=prefix, middleware=[without(CORS)]).resource("/x")(Ping), "without(CORS)", "takes nothing away")


@pytest.mark.parametrize("pair", [(CORS(A), CORS("*")), (Basic(verify=print), Bearer(verify=print))], ids=["CORS", "authenticator"])
def test_two_of_what_stands_once_in_one_layer(pair):
    parts = ("has two entries of which only one may stand", "Drop one.")
    refused(lambda: Api(middleware=pair), "the Api", *parts)
    refused(lambda: Blueprint("shop", __name__, middleware=pair), "the blueprint 'shop'", *parts)
    refused(lambda: Api().resource("/things", middleware=pair)(Ping), "Ping at '/things'", *parts)


@pytest.mark.parametrize("entry", [CORS, "cors", None, 3])
def test_what_cannot_stand_in_a_stack(entry):
    refused(lambda: Api(middleware=[entry]), "cannot stand in the stack of the Api.", "Give an entry or a callable (request, next).")


@pytest.mark.parametrize("entries", [CORS("*"), "cors", None, 3])
def test_what_is_no_list_of_entries(entries):
    refused(lambda: Api(middleware=entries), f"The stack of the Api is {entries!r}.", "Give a list of entries.")
    refused(lambda: Blueprint("shop", __name__, middleware=entries), "The stack of the blueprint 'shop'")
    refused(lambda: Api().resource("/things", middleware=entries)(Ping), "The stack of Ping at '/things'")


def test_without_that_is_for_some_methods_only():
    refused(lambda: use(without(CORS), methods=["GET"]), "without(CORS) cannot be for some methods only.", "Write it on the verbs")


def test_storage_of_a_throttle_that_cannot_be_had(app):
    app.config["RATELIMIT_STORAGE_URI"] = "nowhere://"
    refused(lambda: Api(app).resource("/things", middleware=[Throttle("1/hour")])(Ping), "RATELIMIT_STORAGE_URI")


# -- the contract ------------------------------------------------------------------------------------------------------


def test_body_where_it_has_no_meaning(app):
    refused(
        lambda: Api(app).resource("/things")(handler(accepts(Name)(lambda self: None))),
        "Thing.get accepts a body",
        "Use the query, or QUERY.",
    )


# -- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("RESTY_CHECK_RESPONSE", r"Did you mean 'RESTY_CHECK_RESPONSES'\?"),
        ("RESTY_LIMIT_FOR_EACH_CALLER", r"There are RESTY_ALLOWED_FINDINGS, .*\."),
    ],
)
def test_setting_that_does_not_exist_is_a_warning(app, key, remedy):
    app.config[key] = "off"
    with pytest.warns(UserWarning, match=rf"^'{key}' is no setting of flask_resty\. {remedy}$"):
        Api().init_app(app)


def test_warning_points_at_who_called_init_app(app):
    app.config["RESTY_X"] = "off"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Api().init_app(app)
    assert [warning.filename for warning in caught] == [__file__]


def test_settings_of_others_are_not_looked_at(app):
    app.config["REST_X"] = app.config["X_RESTY_"] = 1
    Api(app)


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("RESTY_CHECK_RESPONSES", "of", "Set it to 'raise', 'log' or 'off'."),
        ("RESTY_CHECK_RESPONSES", False, "Set it to 'raise', 'log' or 'off'."),
        ("RESTY_CHECK_RESPONSES", [], "Set it to 'raise', 'log' or 'off'."),
        ("RESTY_MAX_BODY", "1M", "Set it to a number of bytes."),
        ("RESTY_MAX_BODY", 0, "Set it to a number of bytes."),
        ("RESTY_MAX_BODY", True, "Set it to a number of bytes."),
        ("RESTY_OUTPUT_REQUIRED", "no", "Set it to True or False."),
        ("RESTY_OUTPUT_VALIDATED", 1, "Set it to True or False."),
    ],
)
def test_value_that_a_setting_cannot_have(app, key, value, remedy):
    app.config[key] = value
    refused(lambda: Api(app), f"{key} is {value!r} on the app 'tests'.", remedy)


def test_settings_have_defaults_that_the_app_can_read(app):
    Api(app)
    assert (app.config["RESTY_CHECK_RESPONSES"], app.config["RESTY_MAX_BODY"], app.config["RESTY_OUTPUT_REQUIRED"]) == (
        "raise",
        2**20,
        True,
    )


# -- state -------------------------------------------------------------------------------------------------------------


def test_state_lives_in_the_extensions_of_the_app(app):
    api = Api(app)
    assert app.extensions["flask_resty"].apis.keys() == {api}
    assert "flask_resty" not in Flask("other").extensions


def test_app_gets_two_hooks_however_many_apis_it_has(app):
    for prefix in ("/v1", "/v2", None):
        Api(app, url_prefix=prefix)
    assert (len(app.before_request_funcs[None]), len(app.after_request_funcs[None])) == (1, 1)
    assert app.error_handler_spec == {}


@pytest.mark.parametrize(
    ("prefix", "rule", "whole"),
    [
        (None, "/a", "/a"),
        ("/", "/a", "/a"),
        ("/p", "/a", "/p/a"),
        ("/p/", "/a/", "/p/a/"),
        ("/p", "", "/p"),
        ("/p", "/", "/p/"),
        ("/<x>", "/<y>", "/<x>/<y>"),
    ],
)
def test_prefix_stands_before_a_rule(prefix, rule, whole):
    assert join(prefix, rule) == whole
