"""Errors outside of our views: who answers for which address, and what is left to the app."""

import pytest
from flask import Blueprint as FlaskBlueprint
from flask import Response
from flask import abort
from flask import g
from flask import got_request_exception
from flask.json.provider import DefaultJSONProvider
from flask.views import MethodView
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import use
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import Throttle
from flask_resty.middleware import address

PROBLEM = "application/problem+json"
A = "https://a.example"
FROM_A = {"Origin": A}


class Things(Resource):
    """A resource that any test may register."""

    def get(self):
        return []

    def post(self):
        return {}


def serve(app, **options):
    """Give a client of an app with one Api and one resource."""
    Api(app, url_prefix="/api", **options).resource("/things")(Things)
    return app.test_client()


def is_problem(response, status):
    return response.status_code == status and response.mimetype == PROBLEM and response.json["status"] == status


# -- 404, 405, 501 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/", "/nope", "/things/", "//things/x", "/a//b", "/a%0Ab", "/%ff", "/ä", "/<x>", "/a?b=c"])
def test_path_under_the_prefix_that_is_not_routed_is_a_problem(app, path):
    assert is_problem(serve(app).get(f"/api{path}"), 404)  # T10


@pytest.mark.parametrize("path", ["/", "/nope", "/apix", "/ap", "/x/api/things"])
def test_path_beside_the_prefix_keeps_the_page_of_flask(app, path):
    response = serve(app).get(path)
    assert (response.status_code, response.mimetype) == (404, "text/html")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY", "OPTIONS", "TRACE", "PROPFIND"])
def test_unknown_path_is_404_for_every_known_method(app, method):
    response = serve(app).open("/api/nope", method=method)
    assert response.status_code == 404
    assert "Allow" not in response.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "QUERY", "TRACE", "PROPFIND"])
def test_known_method_that_is_not_served_is_405_with_allow(app, method):
    response = serve(app).open("/api/things", method=method)
    assert is_problem(response, 405)  # T4, T6
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_trace_never_echoes_fields(app):
    response = serve(app).open("/api/things", method="TRACE", headers={"X-Secret": "hush"})
    assert response.status_code == 405
    assert "hush" not in response.text


@pytest.mark.parametrize("path", ["/api/things", "/api/nope"])
@pytest.mark.parametrize("method", ["FROBNICATE", "get", "Post", "G-E-T"])
def test_method_that_nobody_knows_is_501(app, path, method):
    # Methods are case-sensitive (RFC 9110, 9.1). T7
    response = serve(app).get(path, environ_overrides={"REQUEST_METHOD": method})
    assert is_problem(response, 501)


def test_lower_case_method_elsewhere_is_left_to_flask(app):
    app.add_url_rule("/page", view_func=lambda: "page")
    app.add_url_rule("/api/page", view_func=lambda: "page", endpoint="api_page")
    client = serve(app)
    for path in ("/page", "/api/page"):
        assert client.get(path, environ_overrides={"REQUEST_METHOD": "get"}).text == "page"


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
@pytest.mark.parametrize(("method", "answer"), [("GET", []), ("POST", {})])
def test_method_override_is_ignored(app, name, method, answer):
    # peers A 18
    response = serve(app).open("/api/things", method=method, headers={name: "DELETE"}, data={"_method": "DELETE"})
    assert (response.status_code, response.json) == (200, answer)


def test_body_of_a_refused_method_is_never_read(app):
    class Unread:
        def read(self, *size):
            raise AssertionError("The body was read.")

    overrides = {"wsgi.input": Unread(), "CONTENT_LENGTH": "5", "CONTENT_TYPE": "application/json"}
    assert serve(app).put("/api/things", environ_overrides=overrides).status_code == 405


def test_without_a_prefix_only_the_rules_are_owned(app):
    Api(app).resource("/things")(Things)
    client = app.test_client()
    assert is_problem(client.put("/things"), 405)
    assert client.get("/nope").mimetype == "text/html"
    assert client.get("/things/1").mimetype == "text/html"
    assert is_problem(client.get("/things", environ_overrides={"REQUEST_METHOD": "get"}), 501)


def test_the_prefix_of_a_slash_owns_everything(app):
    Api(app, url_prefix="/").resource("/things")(Things)
    client = app.test_client()
    assert client.get("/things").json == []
    assert all(is_problem(client.get(path), 404) for path in ("/", "/nope", "/static/nope.css"))


def test_where_the_app_is_mounted_is_no_part_of_the_prefix(app):
    client = serve(app)
    assert is_problem(client.get("/api/nope", base_url="http://localhost/mount/"), 404)
    assert client.get("/nope", base_url="http://localhost/api/").mimetype == "text/html"


def test_redirect_to_a_slash_stays_that_of_flask_and_passes_the_edge(app):
    Api(app, url_prefix="/api", middleware=[CORS(A)]).resource("/things/")(Things)
    app.add_url_rule("/page/", view_func=lambda: "page")
    response = app.test_client().post("/api/things?a=1", headers=FROM_A)  # T11
    assert (response.status_code, response.location) == (308, "http://localhost/api/things/?a=1")
    assert response.headers["Access-Control-Allow-Origin"] == A
    assert app.test_client().get("/page").status_code == 308


def test_slash_too_many_is_404(app):
    assert is_problem(serve(app).get("/api/things/"), 404)  # T11


def test_asterisk_is_no_crash(app):
    assert serve(app).options("/", environ_overrides={"PATH_INFO": "*"}).status_code == 404


def test_host_that_is_not_trusted_is_a_problem_under_the_prefix(app):
    app.config["TRUSTED_HOSTS"] = ["good.example"]
    client = serve(app)
    assert is_problem(client.get("/api/things", base_url="http://bad.example"), 400)
    assert client.get("/nope", base_url="http://bad.example").mimetype == "text/html"


# -- whose prefix ------------------------------------------------------------------------------------------------------


def named(name):
    """Give a middleware that tells where it stands."""

    def tell(request, next):
        response = next(request)
        response.headers["X-Edge"] = name
        return response

    return use(tell, place="edge")


@pytest.mark.parametrize(
    ("path", "edge"),
    [
        ("/api/x", "api"),
        ("/api/v2/x", "v2"),
        ("/api/v2", "v2"),
        ("/api/v22", "api"),
        ("/acme/api/x", "tenant"),
        ("/acme/other", None),
        ("/shop/api/x", "tenant"),
        ("/shop/x", "shop"),
    ],
)
def test_the_longest_prefix_wins(app, path, edge):
    for prefix, name in [("/shop", "shop"), ("/api", "api"), ("/<tenant>/api", "tenant"), ("/api/v2", "v2")]:
        Api(app, title=name, url_prefix=prefix, middleware=[named(name)])
    response = app.test_client().get(path)
    assert response.status_code == 404
    assert response.headers.get("X-Edge") == edge


def test_each_api_answers_in_its_own_shape(app):
    Api(app, url_prefix="/v1")
    Api(app, url_prefix="/v2", problem=lambda problem: {"error": problem.title})
    client = app.test_client()
    assert client.get("/v1/x").json["title"] == "Not Found"
    assert client.get("/v2/x").json == {"error": "Not Found"}


def test_each_api_has_its_own_errorhandlers(app):
    one, two = Api(app, url_prefix="/v1"), Api(app, url_prefix="/v2")
    two.errorhandler(404)(lambda problem: {"lost": True})
    client = app.test_client()
    assert client.get("/v1/x").mimetype == PROBLEM
    assert (client.get("/v2/x").status_code, client.get("/v2/x").json) == (404, {"lost": True})
    assert one.handlers == {}


def test_405_runs_the_edge_of_the_resource_that_owns_the_rule(app):
    Api(app, url_prefix="/api", middleware=[named("api")]).resource("/things", middleware=[named("things")])(Things)
    assert app.test_client().put("/api/things").headers.getlist("X-Edge") == ["api"]
    assert app.test_client().get("/api/x").headers.getlist("X-Edge") == ["api"]


def test_blueprint_answers_for_its_prefix(app):
    api, shop = Api(app, url_prefix="/api"), Blueprint("shop", __name__, url_prefix="/shop", middleware=[CORS(A)])
    shop.resource("/things")(Things)
    api.register_blueprint(shop)
    client = app.test_client()
    assert client.get("/api/shop/x", headers=FROM_A).headers["Access-Control-Allow-Origin"] == A
    assert "Access-Control-Allow-Origin" not in client.get("/api/x", headers=FROM_A).headers


def test_prefix_may_have_a_converter_of_the_app(app):
    class Even(BaseConverter):
        regex = "[0-9]*[02468]"

    api = Api(app, url_prefix="/v1")
    app.url_map.converters["even"] = Even
    Api(app, url_prefix="/users/<even:id>")
    api.resource("/things")(Things)
    assert app.test_client().get("/users/4/x").mimetype == PROBLEM
    assert app.test_client().get("/users/3/x").mimetype == "text/html"


def test_prefix_with_a_converter_gives_the_value_to_the_handler(app):
    @Api(app, url_prefix="/<tenant>/api").resource("/<int:id>")
    class Item(Resource):
        def get(self, tenant, id):
            return [tenant, id]

    assert app.test_client().get("/acme/api/3").json == ["acme", 3]
    assert is_problem(app.test_client().get("/acme/api/x"), 404)


# -- hooks and error handlers of the app -------------------------------------------------------------------------------


class Broke(Exception):
    """An exception of the domain."""


HANDLED = [404, 405, 401, 429, 500, HTTPException, Exception]


def page(error):
    return "<h1>Theirs</h1>", getattr(error, "code", 500)


def data(error):
    return {"theirs": True}, getattr(error, "code", 500)


@pytest.fixture(params=["before", "after"])
def install(request):
    """Give a function that registers what an app has, before or after the Api comes to it."""

    def register(app, *registrations, **options):
        if request.param == "before":
            for registration in registrations:
                registration(app)
        client = serve(app, **options)
        if request.param == "after":
            for registration in registrations:
                registration(app)
        return client

    return register


@pytest.mark.parametrize("handler", [page, data])
@pytest.mark.parametrize("what", HANDLED)
def test_error_handlers_of_the_app_are_for_the_rest_of_it(app, install, what, handler):
    client = install(app, lambda app: app.register_error_handler(what, handler))
    assert is_problem(client.get("/api/nope"), 404)
    assert is_problem(client.put("/api/things"), 405)
    if what in (404, HTTPException, Exception):
        assert "heirs" in client.get("/nope").text


def test_error_handler_of_the_app_is_not_asked_about_our_addresses(app, install):
    def asked(error):
        raise AssertionError("The app was asked.")

    client = install(app, lambda app: app.register_error_handler(HTTPException, asked))
    assert is_problem(client.get("/api/nope"), 404)


def hook(function):
    return lambda app: app.before_request(function)


@pytest.mark.parametrize("handler", [None, page, data])
@pytest.mark.parametrize("what", [HTTPException, Exception, "status"])
@pytest.mark.parametrize("path", ["/api/things", "/api/nope"])
@pytest.mark.parametrize("status", [401, 413, 429, 503])
def test_what_a_hook_aborts_is_a_problem_at_our_addresses(app, install, status, path, what, handler):
    def refuse():
        abort(status)

    def handle(app):
        if handler is not None:
            app.register_error_handler(status if what == "status" else what, handler)

    client = install(app, hook(refuse), handle, middleware=[CORS(A)])
    response = client.get(path, headers=FROM_A)
    assert is_problem(response, status)
    assert response.headers["Access-Control-Allow-Origin"] == A
    assert not is_problem(client.get("/page"), status)


def test_header_fields_of_what_a_hook_raised_are_kept(app, install):
    def refuse():
        raise Problem(401, headers={"WWW-Authenticate": "Custom"})

    client = install(app, hook(refuse))
    assert client.get("/api/things").headers["WWW-Authenticate"] == "Custom"


def test_problem_that_a_hook_raised_keeps_its_members_and_passes_the_edge(app, install):
    def refuse():
        raise Problem(409, "Closed.", shelf=3)

    response = install(app, hook(refuse), middleware=[CORS(A)]).get("/api/things", headers=FROM_A)
    assert is_problem(response, 409)
    assert (response.json["detail"], response.json["shelf"]) == ("Closed.", 3)
    assert response.headers["Access-Control-Allow-Origin"] == A


def test_error_that_a_hook_returned_as_data_stays_and_passes_the_edge(app, install):
    response = install(app, hook(lambda: ({"closed": True}, 503)), middleware=[CORS(A)]).get("/api/things", headers=FROM_A)
    assert (response.status_code, response.json) == (503, {"closed": True})
    assert response.headers["Access-Control-Allow-Origin"] == A


def test_page_that_a_hook_returned_as_an_error_is_a_problem(app, install):
    assert is_problem(install(app, hook(lambda: ("<h1>Closed</h1>", 503))).get("/api/things"), 503)


def test_success_that_a_hook_returned_stays(app, install):
    client = install(app, hook(lambda: "<h1>Cached</h1>"))
    assert client.get("/api/things").text == client.get("/api/nope").text == "<h1>Cached</h1>"


def test_redirect_of_a_hook_stays(app, install):
    def refuse():
        abort(Response(status=302, headers={"Location": "/login"}))

    assert install(app, hook(refuse)).get("/api/things").location == "/login"


@pytest.mark.parametrize("handler", [None, page, data])
@pytest.mark.parametrize("what", [500, Exception, HTTPException])
def test_what_breaks_a_hook_is_a_500_that_says_nothing(app, install, what, handler):
    def broken():
        raise Broke("secret")

    client = install(app, hook(broken), lambda app: handler and app.register_error_handler(what, handler))
    response = client.get("/api/things")
    assert is_problem(response, 500)
    assert "secret" not in response.text


def test_500_of_a_hook_has_an_id_that_stands_in_the_log_with_the_traceback(app, caplog):
    def broken():
        raise Broke("secret")

    app.before_request(broken)
    instance = serve(app).get("/api/things").json["instance"]
    record = next(record for record in caplog.records if instance in record.getMessage())
    assert record.exc_info[0] is Broke


def test_maintenance_page_of_a_hook_is_no_failure_in_the_log(app, caplog):
    app.before_request(lambda: ("<h1>Closed</h1>", 503))
    serve(app).get("/api/things")
    assert caplog.records == []


def test_exception_of_the_domain_that_a_hook_raises_is_for_its_handler(app, install):
    def broke():
        raise Broke

    client = install(app, hook(broke), lambda app: app.register_error_handler(Broke, lambda error: ({"broke": True}, 402)))
    assert (client.get("/api/things").status_code, client.get("/api/things").json) == (402, {"broke": True})


def test_signal_fires_once_for_what_breaks_a_hook(app):
    def broken():
        raise Broke

    app.before_request(broken)
    client, seen = serve(app), []
    with got_request_exception.connected_to(lambda app, exception: seen.append(type(exception)), app):
        client.get("/api/things")
    assert seen == [Broke]


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_what_breaks_a_hook_propagates_as_flask_says(app, setting):
    def broken():
        raise Broke

    app.config[setting] = True
    app.before_request(broken)
    with pytest.raises(Broke):
        serve(app).get("/api/things")


def test_hooks_of_the_app_run_for_our_404_too(app, install):
    # What one hook lays ready another may need: that must not become a 500.
    def lay():
        g.ready = "yes"

    def take(response):
        response.headers["X-Ready"] = g.ready
        return response

    client = install(app, hook(lay), lambda app: app.after_request(take))
    for response in (
        client.get("/api/nope"),
        client.put("/api/things"),
        client.get("/api/things", environ_overrides={"REQUEST_METHOD": "get"}),
    ):
        assert response.mimetype == PROBLEM
        assert response.headers["X-Ready"] == "yes"


def test_after_request_hook_sees_the_answer_that_is_sent(app, install):
    seen = []

    def look(response):
        seen.append((response.status_code, response.mimetype))
        return response

    client = install(app, lambda app: app.after_request(look))
    client.get("/api/nope")
    assert seen == [(404, PROBLEM)]


def test_hook_may_answer_for_what_is_not_routed(app, install):
    assert install(app, hook(lambda: {"cached": True})).get("/api/nope").json == {"cached": True}


@pytest.mark.parametrize("path", ["/api/nope", "/api/things"])
def test_answer_that_an_after_request_hook_made_anew_passes_the_edge_no_second_time(app, install, path):
    def again(response):
        return Response(response.get_data(), response.status_code, mimetype="application/vnd.again+json")

    client = install(app, lambda app: app.after_request(again), middleware=[Throttle("2/hour", by=address)])
    assert client.get(path).mimetype == "application/vnd.again+json"
    assert client.get(path).status_code != 429


def test_teardown_is_not_told_of_a_404(app):
    told = []
    app.teardown_request(told.append)
    serve(app).get("/api/nope")
    assert told == [None]


def test_blueprint_hook_of_the_app_that_aborts_is_a_problem(app, install):
    shop = FlaskBlueprint("shop", __name__, url_prefix="/shop")
    shop.before_request(lambda: abort(401))
    shop.register_error_handler(401, data)
    api = Api(app)
    api.resource("/things", blueprint=shop)(Things)
    app.register_blueprint(shop)
    assert is_problem(app.test_client().get("/shop/things"), 401)


@pytest.mark.parametrize("handler", [None, page, data])
def test_decorator_of_a_view_that_aborts_is_a_problem(app, install, handler):
    def forbid(view):
        return lambda **view_args: abort(403)

    class Closed(Things):
        decorators = [forbid]

    api = Api(app, middleware=[CORS(A)])
    api.resource("/closed")(Closed)
    if handler:
        app.register_error_handler(403, handler)
    response = app.test_client().get("/closed", headers=FROM_A)
    assert is_problem(response, 403)
    assert response.headers["Access-Control-Allow-Origin"] == A


# -- views of the app --------------------------------------------------------------------------------------------------


def test_rest_of_the_app_is_left_alone(app, install):
    # peers A 10
    def register(app):
        app.add_url_rule("/page", view_func=lambda: abort(418), endpoint="page")
        app.add_url_rule("/data", view_func=lambda: ({"gone": True}, 410), endpoint="data")
        app.add_url_rule("/view", view_func=MethodView.as_view("view"), methods=["GET"])

    client = install(app, register)
    assert client.get("/page").mimetype == "text/html"
    assert client.get("/data").json == {"gone": True}
    assert client.post("/page").mimetype == "text/html"
    assert "Access-Control-Allow-Origin" not in client.get("/page", headers=FROM_A).headers


def test_json_provider_of_the_app_is_neither_used_nor_changed(app):
    class Provider(DefaultJSONProvider):
        def dumps(self, obj, **options):
            return "{}"

    app.json = Provider(app)
    app.add_url_rule("/data", view_func=lambda: {})
    client = serve(app)
    assert (client.get("/api/things").json, client.get("/api/nope").json["status"], client.get("/data").text) == ([], 404, "{}\n")
    assert type(app.json) is Provider


def test_page_of_an_error_in_a_view_of_the_app_under_the_prefix_is_a_problem(app, install):
    client = install(app, lambda app: app.add_url_rule("/api/page", view_func=lambda: abort(404), endpoint="page"))
    assert is_problem(client.get("/api/page"), 404)


@pytest.mark.parametrize("handler", [None, data])
def test_data_of_an_error_in_a_view_of_the_app_under_the_prefix_stays(app, install, handler):
    def register(app):
        app.add_url_rule("/api/data", view_func=lambda: ({"gone": True}, 410), endpoint="data")
        if handler:
            app.register_error_handler(HTTPException, handler)

    response = install(app, register).get("/api/data")
    assert (response.status_code, response.json) == (410, {"gone": True})


def test_status_page_under_another_prefix_is_left_alone(app, install):
    status = FlaskBlueprint("status", __name__, url_prefix="/status")
    status.add_url_rule("/", view_func=lambda: ("<h1>Down</h1>", 503), endpoint="show")
    client = install(app, lambda app: app.register_blueprint(status))
    assert client.get("/status/").text == "<h1>Down</h1>"
    assert client.get("/status/x").mimetype == "text/html"


def test_view_of_the_app_on_the_same_path_counts_for_allow(app, install):
    client = install(app, lambda app: app.add_url_rule("/api/things", view_func=lambda: "patched", methods=["PATCH"], endpoint="patch"))
    served = "GET, HEAD, OPTIONS, PATCH, POST"
    assert client.patch("/api/things").text == "patched"
    assert client.delete("/api/things").headers["Allow"] == served


def test_405_on_a_path_that_is_shared_with_the_app_is_ours_even_without_a_prefix(app):
    app.add_url_rule("/things", view_func=lambda: "deleted", methods=["DELETE"], endpoint="delete")
    Api(app, middleware=[CORS(A)]).resource("/things")(Things)
    response = app.test_client().put("/things", headers=FROM_A)
    assert is_problem(response, 405)
    assert response.headers["Access-Control-Allow-Origin"] == A


# -- Flask-Limiter -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("handler", [None, page, data])
def test_limiter_of_the_app_answers_with_a_problem_under_the_prefix(app, install, handler):
    def limit(app):
        Limiter(get_remote_address, app=app, default_limits=["1/hour"], storage_uri="memory://", headers_enabled=True)
        if handler:
            app.register_error_handler(429, handler)
        app.add_url_rule("/page", view_func=lambda: "page")

    client = install(app, limit, middleware=[CORS(A)])
    assert [client.get("/api/things").status_code, client.get("/page").status_code] == [200, 200]
    response = client.get("/api/things", headers=FROM_A)
    assert is_problem(response, 429)
    assert response.headers["Access-Control-Allow-Origin"] == A
    assert "Retry-After" in response.headers
    assert (client.get("/page").status_code, client.get("/page").mimetype == PROBLEM) == (429, False)


@pytest.mark.parametrize("headers", [{}, FROM_A | {"Access-Control-Request-Method": "POST"}], ids=["plain", "preflight"])
def test_limiter_of_the_app_never_counts_options(app, install, headers):
    def limit(app):
        Limiter(get_remote_address, app=app, application_limits=["2/hour"], storage_uri="memory://")

    client = install(app, limit, middleware=[CORS(A)])
    assert {client.options("/api/things", headers=headers).status_code for _ in range(5)} == {204}
    assert [client.get("/api/things").status_code for _ in range(3)] == [200, 200, 429]


# -- the edge ----------------------------------------------------------------------------------------------------------


def test_throttle_by_address_counts_what_does_not_exist(app):
    client = serve(app, middleware=[Throttle("2/hour", by=address)])
    assert [client.get("/api/nope").status_code for _ in range(3)] == [404, 404, 429]
    assert client.get("/api/things").status_code == 429


def test_refusal_by_routing_needs_no_credentials(app):
    client = serve(app, middleware=[Bearer(verify={"t": "ada"}.get)])
    statuses = [client.get("/api/nope").status_code, client.put("/api/things").status_code, client.get("/api/things").status_code]
    assert statuses == [404, 405, 401]


def test_middleware_at_the_edge_that_breaks_on_a_404_is_a_500(app, caplog):
    def broken(request, next):
        raise Broke("secret")

    response = serve(app, middleware=[use(broken, place="edge")]).get("/api/nope")
    assert is_problem(response, 500)
    assert response.json["instance"] in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/nope", 404), ("PUT", "/api/things", 405), ("FROBNICATE", "/api/things", 501), ("GET", "/api/things", 401)],
)
def test_cors_stands_on_every_refusal(app, method, path, status):
    client = serve(app, middleware=[CORS(A), Bearer(verify={}.get)])  # T100, peers A 13
    response = client.open(path, method=method, headers=FROM_A)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (status, A)
    assert "Origin" in response.vary
    refused = client.open(path, method=method, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in refused.headers
