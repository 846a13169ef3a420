"""The extension: what is registered where, on which apps."""

import gc
import weakref
from http import HTTPStatus

import pytest
from flask import Flask
from flask import Response
from flask import current_app
from flask import got_request_exception
from flask import request
from flask import url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from marshmallow import Schema
from marshmallow import fields
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import InternalServerError

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import current_principal
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import Throttle

A = "https://a.example"


class Ping(Resource):
    """A resource that any test may register."""

    def get(self):
        return "pong"


class Broken(Resource):
    """A resource that fails in a way that nobody expects."""

    def get(self):
        raise LookupError("secret")

    def post(self):
        raise LookupError("secret")


class Name(Schema):
    name = fields.Str(required=True)


# -- apps --------------------------------------------------------------------------------------------------------------


def test_app_can_be_given_at_once(app):
    Api(app).resource("/ping")(Ping)
    assert app.test_client().get("/ping").json == "pong"


@pytest.mark.parametrize("when", ["before", "after"])
def test_resource_may_be_declared_before_or_after_the_app_comes(app, when):
    api = Api()
    if when == "before":
        api.resource("/ping")(Ping)
    api.init_app(app)
    if when == "after":
        api.resource("/ping")(Ping)
    assert app.test_client().get("/ping").json == "pong"


def test_factory_makes_an_app_each_time():
    api = Api(url_prefix="/api")
    api.resource("/ping")(Ping)

    def create_app():
        app = Flask("made")
        api.init_app(app)
        return app

    assert [create_app().test_client().get("/api/ping").json for _ in range(2)] == ["pong", "pong"]


def test_one_api_is_on_several_apps_at_once():
    api, apps = Api(url_prefix="/api", middleware=[CORS(A)]), [Flask("one"), Flask("two")]

    @api.resource("/name")
    class Which(Resource):
        def get(self):
            return current_app.name

    for app in apps:
        api.init_app(app)
    api.resource("/ping")(Ping)
    clients = [app.test_client() for app in apps]
    assert [client.get("/api/name").json for client in clients] == ["one", "two"]
    assert [client.get("/api/ping").json for client in clients] == ["pong", "pong"]
    assert [client.get("/api/nope").status_code for client in clients] == [404, 404]


def test_each_app_of_an_api_has_its_own_settings():
    # peers A 9: nothing that one app has or is set to may show in another.
    api, strict, lax = Api(), Flask("strict"), Flask("lax")
    lax.config["RESTY_CHECK_RESPONSES"] = "off"

    @api.resource("/name")
    class Item(Resource):
        @returns(Name)
        def get(self):
            return {}

    api.init_app(strict)
    api.init_app(lax)
    assert (strict.test_client().get("/name").status_code, lax.test_client().get("/name").status_code) == (500, 200)


def test_throttle_of_an_api_counts_in_each_app_on_its_own():
    api, apps = Api(middleware=[Throttle("1/hour")]), [Flask("one"), Flask("two")]
    api.resource("/ping")(Ping)
    for app in apps:
        api.init_app(app)
    assert [app.test_client().get("/ping").status_code for app in apps] == [200, 200]


def test_operations_are_those_of_one_app():
    api, one, two = Api(url_prefix="/api"), Flask("one"), Flask("two")
    api.resource("/ping")(Ping)
    api.init_app(one)
    api.init_app(two)
    assert [(operation.method, operation.rule, operation.endpoint) for operation in api.operations(one)] == [("GET", "/api/ping", "ping")]
    assert set(map(id, api.operations(one))).isdisjoint(map(id, api.operations(two)))


@pytest.mark.parametrize("limiter", [None, Limiter(get_remote_address, storage_uri="memory://")], ids=["plain", "limiter"])
def test_app_that_nobody_holds_any_more_goes(limiter):
    api = Api(url_prefix="/api", middleware=[CORS(A), Throttle("5/hour")])
    api.resource("/ping")(Ping)

    def use_once():
        app = Flask("short")
        if limiter is not None:
            limiter.init_app(app)
        api.init_app(app)
        client = app.test_client()
        assert [client.get(path).status_code for path in ("/api/ping", "/api/nope")] == [200, 404]
        assert client.options("/api/ping").status_code == 204
        return weakref.ref(app)

    gone = use_once()
    gc.collect()
    assert gone() is None
    api.resource("/late", endpoint="late")(Ping)


def test_app_that_has_the_api_already_is_an_error(app):
    api = Api(app)
    with pytest.raises(ConfigError, match=r"^This Api is on the app 'tests' already\. Call init_app once for each app\.$"):
        api.init_app(app)


# -- several Apis ------------------------------------------------------------------------------------------------------


def test_several_apis_have_a_prefix_each(app):
    one, two = Api(app, url_prefix="/v1"), Api(app, url_prefix="/v2")
    one.resource("/ping")(Ping)
    two.resource("/ping", endpoint="ping_2")(Ping)
    client = app.test_client()
    assert [client.get(path).status_code for path in ("/v1/ping", "/v2/ping", "/ping")] == [200, 200, 404]
    assert [operation.rule for operation in two.operations(app)] == ["/v2/ping"]


@pytest.mark.parametrize(("path", "origin"), [("/v1", A), ("/v2", "https://b.example")])
@pytest.mark.parametrize(
    ("tail", "method", "status"),
    [("/nope", "GET", 404), ("/broken", "PUT", 405), ("/broken", "GET", 500), ("/broken", "FROBNICATE", 501), ("/broken", "OPTIONS", 204)],
)
def test_errors_and_preflights_go_to_the_right_api(app, path, origin, tail, method, status):
    Api(app, url_prefix="/v1", middleware=[CORS(A)]).resource("/broken")(Broken)
    Api(app, url_prefix="/v2", middleware=[CORS("https://b.example")]).resource("/broken", endpoint="broken_2")(Broken)
    headers = {"Origin": origin} | ({"Access-Control-Request-Method": "GET"} if method == "OPTIONS" else {})
    response = app.test_client().open(path + tail, method=method, headers=headers)
    assert (response.status_code, response.headers.get("Access-Control-Allow-Origin")) == (status, origin)


def test_several_apis_may_have_no_prefix(app):
    Api(app, middleware=[CORS(A)]).resource("/one")(Ping)
    Api(app).resource("/two", endpoint="two")(Ping)
    client = app.test_client()
    assert "Access-Control-Allow-Origin" in client.get("/one", headers={"Origin": A}).headers
    assert "Access-Control-Allow-Origin" not in client.get("/two", headers={"Origin": A}).headers


@pytest.mark.parametrize("prefix", ["/api", "/api/"])
def test_same_prefix_twice_is_an_error(app, prefix):
    Api(app, url_prefix="/api")
    with pytest.raises(ConfigError, match=r"^Another Api has the url_prefix '/api' on the app 'tests' already\. Give each one its own\.$"):
        Api(app, url_prefix=prefix)


@pytest.mark.parametrize("prefix", ["api", "", "<tenant>/api"])
def test_prefix_without_a_slash_is_an_error(prefix):
    with pytest.raises(ConfigError, match=rf"^The url_prefix '{prefix}' does not begin with a slash\. Write '/api', .*\.$"):
        Api(url_prefix=prefix)


def test_api_that_is_not_on_the_app_is_an_error(app):
    Api(app)
    with pytest.raises(ConfigError, match=r"^The Api 'Shop' is not on the app 'tests'\. Call its init_app\(app\) first\.$"):
        Api(title="Shop").operations(app)


# -- rules -------------------------------------------------------------------------------------------------------------


def test_endpoint_is_an_ordinary_one(app):
    @Api(app, url_prefix="/api").resource("/posts/<slug>")
    class PostItem(Resource):
        def get(self, slug):
            return [url_for(".post_item", slug="b"), request.endpoint]

    with app.test_request_context():
        assert url_for("post_item", slug="a") == "/api/posts/a"
    assert app.test_client().get("/api/posts/a").json == ["/api/posts/b", "post_item"]


def test_view_knows_its_class(app):
    Api(app).resource("/ping")(Ping)
    view = app.view_functions["ping"]
    assert (view.view_class, view.__name__, view.__doc__) == (Ping, "ping", Ping.__doc__)


def test_converter_makes_the_value(app):
    @Api(app).resource("/some/path/<int:id>")
    class Item(Resource):
        def get(self, id):
            return {"id": id}

    client = app.test_client()
    assert client.get("/some/path/123").json == {"id": 123}
    assert client.get("/some/path/123", base_url="http://localhost/mount/").json == {"id": 123}  # T12


def test_mount_point_is_in_the_urls(app):
    Api(app, url_prefix="/api").resource("/ping")(Ping)
    with app.test_request_context(base_url="http://localhost/mount/"):
        assert url_for("ping") == "/mount/api/ping"


def test_one_class_may_stand_at_several_rules(app):
    @Api(app).resource("/posts/<int:id>")
    @Api(app, url_prefix="/api").resource("/posts", endpoint="posts")
    class Posts(Resource):
        def get(self, id=0):
            return id

    client = app.test_client()
    assert (client.get("/posts/3").json, client.get("/api/posts").json) == (3, 0)


def test_several_rules_of_one_class_share_an_endpoint(app):
    api = Api(app)

    @api.resource("/posts/<int:id>")
    @api.resource("/posts")
    class Posts(Resource):
        def get(self, id=0):
            return id

    with app.test_request_context():
        assert (url_for("posts"), url_for("posts", id=3)) == ("/posts", "/posts/3")


def test_several_rules_of_one_class_may_have_different_stacks(app):
    api = Api(app)
    api.resource("/open")(Ping)
    api.resource("/closed", middleware=[Bearer(verify={}.get)])(Ping)
    client = app.test_client()
    assert (client.get("/open").status_code, client.get("/closed").status_code) == (200, 401)


def test_defaults_of_a_rule_come_to_the_handler(app):
    @Api(app).resource("/first", defaults={"page": 1})
    class Page(Resource):
        def get(self, page):
            return page

    assert app.test_client().get("/first").json == 1


def test_rule_may_belong_to_a_host():
    app = Flask("tests", host_matching=True, static_host="static.example")
    api = Api(app)
    api.resource("/ping", host="a.example")(Ping)
    client = app.test_client()
    assert client.get("/ping", base_url="http://a.example").status_code == 200
    assert client.get("/ping", base_url="http://b.example").status_code == 404


def test_one_rule_may_stand_on_several_hosts():
    app = Flask("tests", host_matching=True, static_host="static.example")
    api = Api(app)

    for name in ("a", "b"):

        @api.resource("/name", host=f"{name}.example", endpoint=name)
        class Named(Resource):
            def get(self):
                return request.endpoint

    client = app.test_client()
    assert [client.get("/name", base_url=f"http://{name}.example").json for name in ("a", "b")] == ["a", "b"]


def test_rule_may_belong_to_a_subdomain():
    app = Flask("tests", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.org"
    Api(app).resource("/ping", subdomain="api")(Ping)
    client = app.test_client()
    assert client.get("/ping", base_url="http://api.example.org").status_code == 200
    assert client.get("/ping", base_url="http://example.org").status_code == 404


@pytest.mark.parametrize(("options", "status"), [({}, 308), ({"strict_slashes": False}, 200)])
def test_slash_that_is_missing_is_redirected_as_flask_does(app, options, status):
    Api(app).resource("/ping/", **options)(Ping)
    assert app.test_client().get("/ping").status_code == status  # T11


# -- errors of the domain ----------------------------------------------------------------------------------------------


def test_errorhandler_may_be_registered_before_and_after(app):
    api = Api()
    api.resource("/broken")(Broken)
    api.init_app(app)
    api.errorhandler(LookupError)(lambda error: ({"lost": True}, 410))
    response = app.test_client().get("/broken")
    assert (response.status_code, response.json) == (410, {"lost": True})


def test_errorhandler_takes_a_status_by_its_name(app):
    api = Api(app, url_prefix="/api")
    api.errorhandler(HTTPStatus.NOT_FOUND)(lambda problem: {"lost": True})
    assert app.test_client().get("/api/nope").json == {"lost": True}


@pytest.mark.parametrize("what", ["404", 200, 600, True, None, BaseException, int, lambda error: error])
def test_errorhandler_for_no_error_is_an_error(what):
    with pytest.raises(
        ConfigError, match=r"^errorhandler\(.*\) is for no error\. Give a class of exceptions, or a status from 400 to 599\.$"
    ):
        Api().errorhandler(what)


# -- what nobody expects -----------------------------------------------------------------------------------------------


def test_unexpected_error_says_nothing_and_is_in_the_log(app, caplog):
    Api(app, middleware=[CORS(A)]).resource("/broken")(Broken)
    response = app.test_client().get("/broken", headers={"Origin": A})
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "secret" not in response.text
    assert response.headers["Access-Control-Allow-Origin"] == A  # peers A 16
    notes = [note for record in caplog.records for note in record.exc_info[1].__notes__]
    assert any(response.json["instance"] in note for note in notes)


def test_signal_fires_once_with_the_original_exception(app):
    Api(app).resource("/broken")(Broken)
    seen = []
    with got_request_exception.connected_to(lambda app, exception: seen.append(exception), app):
        app.test_client().get("/broken")
    assert [type(exception) for exception in seen] == [LookupError]


def test_teardowns_get_the_exception_so_nothing_is_committed(app):
    done = []

    @app.teardown_request
    def end(error):
        done.append("commit" if error is None else "roll back")

    api = Api(app)
    api.resource("/broken")(Broken)
    api.resource("/ping")(Ping)
    client = app.test_client()
    assert [client.post("/broken").status_code, client.get("/ping").status_code, client.get("/broken").status_code] == [500, 200, 500]
    assert done == ["roll back", "commit", "roll back"]


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_unexpected_error_propagates_as_flask_says(app, setting):
    app.config[setting] = True
    Api(app).resource("/broken")(Broken)
    with pytest.raises(LookupError, match="secret"):
        app.test_client().get("/broken")


def test_unexpected_error_need_not_propagate_in_tests(app):
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    Api(app).resource("/broken")(Broken)
    assert app.test_client().get("/broken").status_code == 500


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", [500, HTTPException, InternalServerError])
def test_handler_of_the_app_for_500_is_for_its_own_pages(app, when, what):
    def handle(error):
        return "<h1>Theirs</h1>", 500

    if when == "before":
        app.register_error_handler(what, handle)
    Api(app).resource("/broken")(Broken)
    if when == "after":
        app.register_error_handler(what, handle)
    app.add_url_rule("/page", view_func=lambda: 1 / 0)
    client = app.test_client()
    assert client.get("/broken").mimetype == "application/problem+json"
    assert client.get("/page").text == "<h1>Theirs</h1>"


def test_after_request_hook_sees_the_500_that_is_sent(app):
    seen = []

    @app.after_request
    def look(response):
        seen.append(response.mimetype)
        return response

    Api(app).resource("/broken")(Broken)
    app.test_client().get("/broken")
    assert seen == ["application/problem+json"]


# -- requests ----------------------------------------------------------------------------------------------------------


def test_request_can_be_made_in_a_test_request_context(app):
    Api(app).resource("/ping")(Ping)
    with app.test_request_context("/ping"):
        assert app.full_dispatch_request().json == "pong"


def test_principal_ends_with_its_request(app):
    @Api(app, middleware=[Bearer(verify={"t": "ada"}.get)]).resource("/me")
    class Me(Resource):
        def get(self):
            return str(current_principal)

    # In Flask 3.1 the requests below share one application context, and so one g.
    with app.app_context():
        client = app.test_client()
        assert client.get("/me", headers={"Authorization": "Bearer t"}).json == "ada"
        assert not current_principal
        assert client.get("/me").status_code == 401
    with app.test_request_context("/me"):
        assert not current_principal


def test_hook_and_page_of_the_app_see_no_principal_of_another_request(app):
    app.add_url_rule("/page", view_func=lambda: str(bool(current_principal)))
    Api(app, middleware=[Bearer(verify={"t": "ada"}.get)]).resource("/ping")(Ping)
    with app.app_context():
        app.test_client().get("/ping", headers={"Authorization": "Bearer t"})
        assert app.test_client().get("/page").text == "False"


def test_response_class_of_the_app_is_used(app):
    class Own(Response):
        """The app's own."""

    app.response_class = Own
    Api(app, url_prefix="/api").resource("/ping")(Ping)
    seen = []
    app.after_request(lambda response: seen.append(type(response)) or response)
    for path in ("/api/ping", "/api/nope"):
        app.test_client().get(path)
    app.test_client().options("/api/ping")
    assert seen == [Own, Own, Own]


def test_request_with_a_body_that_fits(app):
    @Api(app).resource("/names")
    class Names(Resource):
        @accepts(Name)
        @returns(Name, 201)
        def post(self, body):
            return body

    response = app.test_client().post("/names", json={"name": "Ada"})
    assert (response.status_code, response.json) == (201, {"name": "Ada"})


def test_async_handler_behind_several_origins_and_without_an_accept_field(app):
    class Slow(Resource):
        async def get(self):
            return "slow"

    Api(app, middleware=[CORS([A, "https://b.example"])]).resource("/slow")(Slow)
    response = app.test_client().get("/slow", headers={"Origin": A})  # peers A 12
    assert (response.json, response.headers.getlist("Access-Control-Allow-Origin")) == ("slow", [A])


def test_part_of_something_does_not_replace_the_whole(app):
    @Api(app).resource("/name")
    class Item(Resource):
        @accepts(Name)
        def put(self, body):
            return body

    headers = {"Content-Range": "bytes 0-13/100"}
    assert app.test_client().put("/name", json={"name": "Ada"}, headers=headers).status_code == 400
    assert app.test_client().put("/name", json={"name": "Ada"}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"\xff" * 9])
def test_content_of_a_get_means_nothing(app, body):
    Api(app).resource("/ping")(Ping)
    response = app.test_client().get("/ping", data=body, content_type="application/json")
    assert (response.status_code, response.json) == (200, "pong")


def test_answer_without_content_has_no_field_about_it(app):
    class Gone(Resource):
        def delete(self):
            return None

    Api(app).resource("/gone")(Gone)
    response = app.test_client().delete("/gone")
    assert (response.status_code, response.data) == (204, b"")
    assert {"Content-Type", "Content-Length", "Transfer-Encoding"}.isdisjoint(response.headers.keys())


class Streamed(Resource):
    """Streams, or fails in one of several ways."""

    @streams(Name)
    def get(self):
        yield {"name": "Ada"}

    @throttle("1/hour")
    def post(self):
        return None

    @requires("never")
    def put(self):
        return None

    def delete(self):
        raise LookupError


@pytest.mark.parametrize(
    ("method", "statuses"), [("GET", [200, 200]), ("POST", [204, 429]), ("PUT", [403, 403]), ("DELETE", [500, 500]), ("PATCH", [405, 405])]
)
def test_cors_stands_on_every_outcome(app, method, statuses):
    Api(app, middleware=[CORS(A), Bearer(verify={"t": "ada"}.get)]).resource("/r")(Streamed)
    headers = {"Origin": A, "Authorization": "Bearer t"}
    answers = [app.test_client().open("/r", method=method, headers=headers, buffered=True) for _ in statuses]
    assert [answer.status_code for answer in answers] == statuses
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers} == {A}
    assert all("Access-Control-Expose-Headers" in answer.headers and "Origin" in answer.vary for answer in answers)
