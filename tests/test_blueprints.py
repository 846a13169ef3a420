"""Blueprints: ours with a stack of their own, and plain ones that carry resources."""

import pytest
from flask import Blueprint as FlaskBlueprint
from flask import Flask
from flask import g
from flask import request
from flask import url_for

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import use
from flask_resty import without
from flask_resty.middleware import CORS
from flask_resty.middleware import Throttle

A = "https://a.example"


class Ping(Resource):
    """A resource that any test may register."""

    def get(self):
        return "pong"


def stamp(name, place="inner"):
    """Give a middleware that leaves its name on the answer, the outermost first."""

    def leave(request, next):
        response = next(request)
        response.headers["X-Stamps"] = " ".join([name, *response.headers.get("X-Stamps", "").split()])
        return response

    return use(leave, place=place)


def stamps(response):
    return response.headers.get("X-Stamps", "").split()


def shop(**options):
    """Give a blueprint with one resource."""
    blueprint = Blueprint("shop", __name__, **{"url_prefix": "/shop", **options})
    blueprint.resource("/ping")(Ping)
    return blueprint


# -- mounting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
def test_api_mounts_a_blueprint_under_its_prefix(app, when):
    api = Api(url_prefix="/api")
    if when == "before":
        api.register_blueprint(shop())
    api.init_app(app)
    if when == "after":
        api.register_blueprint(shop())
    assert app.test_client().get("/api/shop/ping").json == "pong"


def test_blueprint_without_a_prefix_is_at_that_of_the_api(app):
    Api(app, url_prefix="/api").register_blueprint(shop(url_prefix=None))
    assert app.test_client().get("/api/ping").json == "pong"


def test_prefix_may_be_given_where_it_is_mounted(app):
    Api(app, url_prefix="/").register_blueprint(shop(), url_prefix="/store")
    assert app.test_client().get("/store/ping").json == "pong"


def test_blueprint_is_mounted_on_every_app_of_the_api():
    api, apps = Api(url_prefix="/api"), [Flask("one"), Flask("two")]
    api.register_blueprint(shop())
    for app in apps:
        api.init_app(app)
    assert [app.test_client().get("/api/shop/ping").json for app in apps] == ["pong", "pong"]


def test_app_mounts_a_blueprint_where_it_has_one_api(app):
    Api(app, url_prefix="/api", middleware=[stamp("api")])
    app.register_blueprint(shop(middleware=[stamp("shop")]))
    response = app.test_client().get("/shop/ping")
    assert (response.json, stamps(response)) == ("pong", ["api", "shop"])


def test_app_without_an_api_cannot_mount_a_blueprint(app):
    with pytest.raises(ConfigError, match=r"^The app 'tests' has no Api yet\. Call api\.init_app\(app\) before .*\.$"):
        app.register_blueprint(shop())


def test_app_with_several_apis_cannot_tell_which_one_is_meant(app):
    Api(app, url_prefix="/v1")
    Api(app, url_prefix="/v2")
    with pytest.raises(
        ConfigError,
        match=r"^The app has 2 Apis, so .* the blueprint 'shop' belongs to\. Mount it with api\.register_blueprint\(\.\.\.\)\.$",
    ):
        app.register_blueprint(shop())


def test_with_several_apis_each_mounts_its_own(app):
    one, two = Api(app, url_prefix="/v1", middleware=[stamp("one")]), Api(app, url_prefix="/v2", middleware=[stamp("two")])
    blueprint = shop()
    one.register_blueprint(blueprint)
    two.register_blueprint(blueprint, name="again")
    client = app.test_client()
    assert [stamps(client.get(path)) for path in ("/v1/shop/ping", "/v2/shop/ping")] == [["one"], ["two"]]
    assert [operation.endpoint for operation in two.operations(app)] == ["again.ping"]


def test_blueprint_may_be_mounted_twice_under_different_prefixes(app):
    api, blueprint = Api(app), shop(middleware=[Throttle("1/hour")])
    api.register_blueprint(blueprint)
    api.register_blueprint(blueprint, url_prefix="/store", name="store")
    client = app.test_client()
    assert [client.get(path).status_code for path in ("/shop/ping", "/store/ping", "/shop/ping")] == [200, 200, 429]
    with app.test_request_context():
        assert (url_for("shop.ping"), url_for("store.ping")) == ("/shop/ping", "/store/ping")


def test_same_blueprint_twice_needs_another_name(app):
    api, blueprint = Api(app), shop()
    api.register_blueprint(blueprint)
    with pytest.raises(ValueError, match="name="):
        api.register_blueprint(blueprint, url_prefix="/store")


def test_resource_that_comes_after_the_blueprint_was_mounted_is_an_error(app):
    blueprint = shop()
    Api(app).register_blueprint(blueprint)
    with pytest.raises(AssertionError, match="already been registered"):
        blueprint.resource("/late")(Ping)


# -- the stack ---------------------------------------------------------------------------------------------------------


def test_stack_of_a_blueprint_stands_inside_of_that_of_the_api(app):
    Api(app, middleware=[stamp("api")]).register_blueprint(shop(middleware=[stamp("shop")]))
    assert stamps(app.test_client().get("/shop/ping")) == ["api", "shop"]


def test_blueprint_takes_entries_of_the_api_away(app):
    Api(app, middleware=[CORS(A)]).register_blueprint(shop(middleware=[without(CORS)]))
    response = app.test_client().get("/shop/ping", headers={"Origin": A})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_what_a_blueprint_takes_away_has_to_be_there(app):
    with pytest.raises(ConfigError, match=r"^without\(CORS\) on blueprint shop takes nothing away\."):
        Api(app).register_blueprint(Blueprint("shop", __name__, url_prefix="/shop", middleware=[without(CORS)]))


def test_envelope_of_a_blueprint_is_nearer_than_that_of_the_api(app):
    Api(app, envelope="outer").register_blueprint(shop(envelope="inner"))
    assert [
        operation.envelope.name for operation in app.extensions["flask_resty"].routes["shop.ping"]["/shop/ping"].operations.values()
    ] == ["inner"]


def test_blueprints_nest_two_deep(app):
    outer = Blueprint("outer", __name__, url_prefix="/<int:outer>", middleware=[stamp("outer")])
    middle = Blueprint("middle", __name__, url_prefix="/middle", middleware=[stamp("middle")])
    inner = Blueprint("inner", __name__, url_prefix="/inner", middleware=[stamp("inner")])

    @inner.resource("/deep", middleware=[stamp("resource")])
    class Deep(Resource):
        @stamp("verb")
        def get(self, outer):
            return [outer, request.endpoint, url_for(".deep", outer=4)]

    middle.register_blueprint(inner)
    outer.register_blueprint(middle)
    Api(app, url_prefix="/api", middleware=[stamp("api")]).register_blueprint(outer)
    response = app.test_client().get("/api/3/middle/inner/deep")
    assert response.json == [3, "outer.middle.inner.deep", "/api/4/middle/inner/deep"]
    assert stamps(response) == ["api", "outer", "middle", "inner", "resource", "verb"]


@pytest.mark.parametrize(
    ("path", "edge"), [("/shop/x", ["shop"]), ("/shop/toys/x", ["shop", "toys"]), ("/shop/toys", ["shop", "toys"]), ("/shopx", [])]
)
def test_nested_blueprint_answers_for_its_prefix(app, path, edge):
    parent, child = (
        shop(middleware=[stamp("shop", "edge")]),
        Blueprint("toys", __name__, url_prefix="/toys", middleware=[stamp("toys", "edge")]),
    )
    parent.register_blueprint(child)
    Api(app).register_blueprint(parent)
    response = app.test_client().get(path)
    assert (response.status_code, stamps(response)) == (404, edge)


def test_nested_blueprint_may_be_registered_under_another_name(app):
    parent = Blueprint("parent", __name__, url_prefix="/parent")
    parent.register_blueprint(shop(), name="first")
    parent.register_blueprint(shop(), name="second", url_prefix="/other")
    Api(app).register_blueprint(parent)
    assert [app.test_client().get(path).json for path in ("/parent/shop/ping", "/parent/other/ping")] == ["pong", "pong"]
    assert {"parent.first.ping", "parent.second.ping"} <= app.view_functions.keys()


def test_ours_may_be_nested_in_a_plain_one(app):
    parent = FlaskBlueprint("parent", __name__, url_prefix="/parent")
    parent.register_blueprint(shop(middleware=[stamp("shop")]))
    Api(app, middleware=[stamp("api")])
    app.register_blueprint(parent)
    assert stamps(app.test_client().get("/parent/shop/ping")) == ["api", "shop"]


def test_plain_one_may_be_nested_in_ours(app):
    parent, child = shop(middleware=[stamp("shop")]), FlaskBlueprint("pages", __name__, url_prefix="/pages")
    child.add_url_rule("/page", view_func=lambda: "page")
    parent.register_blueprint(child)
    Api(app).register_blueprint(parent)
    assert app.test_client().get("/shop/pages/page").text == "page"


# -- what Flask's blueprints can do ------------------------------------------------------------------------------------


def test_url_defaults_of_a_blueprint_come_to_the_handler(app):
    blueprint = Blueprint("shop", __name__, url_prefix="/shop")

    @blueprint.resource("/which")
    class Which(Resource):
        def get(self, version):
            return version

    api = Api(app)
    api.register_blueprint(blueprint, url_prefix="/v1", url_defaults={"version": 1})
    api.register_blueprint(blueprint, url_prefix="/v2", url_defaults={"version": 2}, name="newer")
    assert [app.test_client().get(path).json for path in ("/v1/which", "/v2/which")] == [1, 2]


def test_url_value_preprocessor_may_take_a_value_away(app):
    blueprint = Blueprint("shop", __name__, url_prefix="/<lang>/shop")

    @blueprint.url_value_preprocessor
    def take(endpoint, values):
        g.lang = values.pop("lang")

    @blueprint.url_defaults
    def put(endpoint, values):
        values.setdefault("lang", g.lang)

    @blueprint.resource("/lang")
    class Lang(Resource):
        def get(self):
            return [g.lang, url_for(".lang")]

    Api(app).register_blueprint(blueprint)
    assert app.test_client().get("/de/shop/lang").json == ["de", "/de/shop/lang"]


def test_url_value_preprocessor_may_change_a_value(app):
    blueprint = Blueprint("shop", __name__)

    @blueprint.url_value_preprocessor
    def change(endpoint, values):
        values["slug"] = values["slug"].lower()

    @blueprint.resource("/<slug>")
    class Item(Resource):
        def get(self, slug):
            return slug

    Api(app).register_blueprint(blueprint)
    assert app.test_client().get("/ABC").json == "abc"


def test_hooks_of_a_blueprint_run(app):
    blueprint, seen = shop(), []
    blueprint.before_request(lambda: seen.append("before"))
    blueprint.after_request(lambda response: seen.append("after") or response)
    blueprint.teardown_request(lambda error: seen.append("teardown"))
    Api(app).register_blueprint(blueprint)
    app.test_client().get("/shop/ping")
    assert seen == ["before", "after", "teardown"]


def test_error_handler_of_a_blueprint_is_asked_about_its_own_exceptions(app):
    blueprint = Blueprint("shop", __name__)
    blueprint.register_error_handler(LookupError, lambda error: ({"lost": True}, 410))

    @blueprint.resource("/lost")
    class Lost(Resource):
        def get(self):
            raise LookupError

    Api(app).register_blueprint(blueprint)
    assert (app.test_client().get("/lost").status_code, app.test_client().get("/lost").json) == (410, {"lost": True})


@pytest.fixture
def site():
    """Give an app that has subdomains."""
    app = Flask("site", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.org"
    return app


def test_blueprint_may_stand_under_a_subdomain(site):
    Api(site).register_blueprint(shop(subdomain="<tenant>"), subdomain="api")
    client = site.test_client()
    assert client.get("/shop/ping", base_url="http://api.example.org").json == "pong"
    assert client.get("/shop/ping", base_url="http://example.org").status_code == 404


def test_variable_of_a_subdomain_is_no_parameter_that_must_be_asked_for(site):
    Api(site).register_blueprint(shop(subdomain="<tenant>"))
    assert site.test_client().get("/shop/ping", base_url="http://acme.example.org").json == "pong"


def test_variable_of_a_subdomain_comes_to_the_handler(site):
    blueprint = Blueprint("shop", __name__, subdomain="<tenant>")

    @blueprint.resource("/who")
    class Who(Resource):
        def get(self, tenant):
            return tenant

    Api(site).register_blueprint(blueprint)
    assert site.test_client().get("/who", base_url="http://acme.example.org").json == "acme"


def test_under_a_subdomain_only_the_rules_are_owned(site):
    Api(site).register_blueprint(shop(subdomain="api"))
    client = site.test_client()
    assert client.get("/shop/nope", base_url="http://api.example.org").mimetype == "text/html"
    assert client.put("/shop/ping", base_url="http://api.example.org").mimetype == "application/problem+json"


def test_one_rule_may_stand_under_several_subdomains(site):
    api = Api(site)
    for name in ("a", "b"):
        blueprint = Blueprint(name, __name__, subdomain=name)
        blueprint.resource("/ping")(Ping)
        api.register_blueprint(blueprint)
    assert [site.test_client().get("/ping", base_url=f"http://{name}.example.org").status_code for name in ("a", "b", "c")] == [
        200,
        200,
        404,
    ]


# -- plain blueprints --------------------------------------------------------------------------------------------------


def test_plain_blueprint_carries_resources(app):
    pages = FlaskBlueprint("pages", __name__, url_prefix="/pages")
    api = Api(app, url_prefix="/api", middleware=[stamp("api")])
    api.resource("/ping", blueprint=pages, middleware=[stamp("resource")])(Ping)
    app.register_blueprint(pages)
    response = app.test_client().get("/pages/ping")
    assert (response.json, stamps(response)) == ("pong", ["api", "resource"])
    with app.test_request_context():
        assert url_for("pages.ping") == "/pages/ping"


def test_plain_blueprint_keeps_its_prefix_for_itself(app):
    pages = FlaskBlueprint("pages", __name__, url_prefix="/pages")
    api = Api(app)
    api.resource("/ping", blueprint=pages)(Ping)
    app.register_blueprint(pages)
    client = app.test_client()
    assert client.get("/pages/nope").mimetype == "text/html"
    assert client.put("/pages/ping").mimetype == "application/problem+json"


def test_plain_blueprint_may_be_nested(app):
    parent, child = FlaskBlueprint("parent", __name__, url_prefix="/parent"), FlaskBlueprint("child", __name__, url_prefix="/child")
    api = Api(app)
    api.resource("/ping", blueprint=child)(Ping)
    parent.register_blueprint(child)
    app.register_blueprint(parent)
    assert app.test_client().get("/parent/child/ping").json == "pong"
    assert "parent.child.ping" in app.view_functions


def test_plain_blueprint_tells_which_of_several_apis_is_meant(app):
    pages = FlaskBlueprint("pages", __name__)
    one, two = Api(app, url_prefix="/v1", middleware=[stamp("one")]), Api(app, url_prefix="/v2", middleware=[stamp("two")])
    one.resource("/one", blueprint=pages)(Ping)
    two.resource("/two", blueprint=pages, endpoint="two")(Ping)
    app.register_blueprint(pages)
    assert [stamps(app.test_client().get(path)) for path in ("/one", "/two")] == [["one"], ["two"]]


def test_plain_blueprint_may_be_mounted_by_the_api(app):
    pages = FlaskBlueprint("pages", __name__, url_prefix="/pages")
    api = Api(app, url_prefix="/api")
    api.resource("/ping", blueprint=pages)(Ping)
    api.register_blueprint(pages)
    assert app.test_client().get("/api/pages/ping").json == "pong"


def test_plain_blueprint_on_an_app_that_the_api_is_not_on_is_an_error(app):
    pages = FlaskBlueprint("pages", __name__)
    Api(title="Shop").resource("/ping", blueprint=pages)(Ping)
    with pytest.raises(ConfigError, match=r"^The app 'tests' has no Api yet\."):
        app.register_blueprint(pages)
    Api(app)
    with pytest.raises(ConfigError, match=r"^The Api 'Shop' is not on the app 'tests'\."):
        app.register_blueprint(pages, name="again")
