"""OPTIONS and Allow: what a resource tells of itself, and the CORS preflight."""

import pytest
from flask import abort
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import throttle
from flask_resty import use
from flask_resty import without
from flask_resty.auth import Bearer
from flask_resty.media import Parser
from flask_resty.middleware import CORS
from flask_resty.middleware import Throttle
from flask_resty.middleware import address

A = "https://a.example"
B = "https://b.example"


class In(Schema):
    name = fields.Str()


class Bare(Resource):
    """Has no verbs."""


class Things(Resource):
    """Two verbs, for everybody."""

    def get(self):
        return []

    def put(self):
        return {}


def preflight(client, path, method="GET", origin=A, **headers):
    return client.options(path, headers={"Origin": origin, "Access-Control-Request-Method": method, **headers})


def methods_of(response):
    return {name for name in response.headers.get("Access-Control-Allow-Methods", "").split(", ") if name}


# -- what a resource tells of itself -----------------------------------------------------------------------------------


def test_resource_without_verbs_has_options_only(app):
    Api(app).resource("/r")(Bare)
    response = app.test_client().options("/r")
    assert (response.status_code, response.headers["Allow"], response.data) == (204, "OPTIONS", b"")  # T1
    response = app.test_client().get("/r")
    assert (response.status_code, response.headers["Allow"]) == (405, "OPTIONS")  # T2


def test_answer_has_no_content_and_no_type_of_it(app):
    Api(app).resource("/r")(Bare)
    response = app.test_client().options("/r")
    assert {"Content-Type", "Content-Length"}.isdisjoint(response.headers.keys())


@pytest.mark.parametrize(
    ("verbs", "allowed"),
    [
        (["get"], "GET, HEAD, OPTIONS"),
        (["delete"], "DELETE, OPTIONS"),
        (["get", "post"], "GET, HEAD, OPTIONS, POST"),
        (["head"], "HEAD, OPTIONS"),
        (["options"], "OPTIONS"),
        (["query"], "OPTIONS, QUERY"),
        (["get", "put", "patch", "delete", "trace"], "DELETE, GET, HEAD, OPTIONS, PATCH, PUT, TRACE"),
    ],
)
def test_allow_is_complete_and_the_same_on_options_and_405(app, verbs, allowed):
    Api(app).resource("/r")(type("Some", (Resource,), {verb: lambda self: None for verb in verbs}))
    client = app.test_client()
    refused = client.open("/r", method="PROPFIND")
    assert (refused.status_code, refused.headers["Allow"]) == (405, allowed)  # peers A 1
    if "options" not in verbs:
        assert client.options("/r").headers["Allow"] == allowed


def test_head_is_served_where_get_is(app):
    class Both(Resource):
        def get(self):
            return {}, {"X-Count": "1"}

    Api(app).resource("/r")(Both)
    get, head = app.test_client().get("/r"), app.test_client().head("/r")
    assert (head.status_code, head.data) == (200, b"")  # T3
    assert dict(head.headers) == dict(get.headers)


def test_head_is_not_served_where_get_is_not(app):
    Api(app).resource("/r")(type("Gone", (Resource,), {"delete": lambda self: None}))
    assert app.test_client().head("/r").status_code == 405  # T8


def test_only_the_methods_that_are_listed_are_served(app):
    class Both(Resource):
        def get(self):
            return {}

        def post(self):
            return {}

    Api(app).resource("/r", methods=["GET"])(Both)
    client = app.test_client()
    assert (client.get("/r").status_code, client.post("/r").status_code) == (200, 405)  # T9
    assert client.options("/r").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_media_types_that_are_read_are_told(app):
    class Reads(Resource):
        @accepts(In)
        def post(self):
            return {}

        @accepts(In)
        def patch(self):
            return {}

        @accepts(In)
        def query(self):
            return {}

    yaml = Parser("application/yaml", lambda data, schema: {})
    api = Api(app)
    api.resource("/r")(Reads)
    api.resource("/yaml", endpoint="yaml", parsers=[yaml])(Reads)
    headers = app.test_client().options("/r").headers  # T5
    assert {headers[name] for name in ("Accept-Post", "Accept-Patch", "Accept-Query")} == {"application/json"}
    assert app.test_client().options("/yaml").headers["Accept-Post"] == "application/yaml"


def test_media_types_are_not_told_where_no_body_is_read(app):
    class Deaf(Resource):
        def post(self):
            return {}

    Api(app).resource("/r")(Deaf)
    assert "Accept-Post" not in app.test_client().options("/r").headers


def test_options_of_ones_own_is_used(app):
    class Own(Resource):
        def options(self):
            return {"about": "this"}

    Api(app).resource("/r")(Own)
    assert app.test_client().options("/r").json == {"about": "this"}


def test_overlapping_rules_allow_what_routing_serves(app):
    @Api(app).resource("/posts/<slug>")
    class Post(Resource):
        def get(self, slug):
            return slug

    @Api(app, url_prefix="/").resource("/posts/new")
    class New(Resource):
        def post(self):
            return "new"

    client = app.test_client()
    assert (client.get("/posts/new").json, client.post("/posts/new").json) == ("new", "new")
    for response in (client.options("/posts/new"), client.delete("/posts/new")):
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"  # peers A 1
    assert client.options("/posts/a").headers["Allow"] == "GET, HEAD, OPTIONS"


# -- who passes a plain OPTIONS ----------------------------------------------------------------------------------------


class Guarded(Resource):
    """Needs credentials, and counts."""

    @requires("things:read")
    @throttle("1/hour")
    def get(self):
        return []

    def put(self):
        return {}


def test_plain_options_is_public_and_never_throttled(app):
    bearer = Bearer(verify={}.get)
    Api(app, middleware=[bearer, Throttle("1/hour"), Throttle("1/hour", by=address)]).resource("/r")(Guarded)
    client = app.test_client()
    assert {client.options("/r").status_code for _ in range(4)} == {204}
    assert "RateLimit" not in client.options("/r").headers


def test_plain_options_has_the_cors_fields_of_an_answer(app):
    Api(app, middleware=[CORS(A)]).resource("/r")(Bare)
    response = app.test_client().options("/r", headers={"Origin": A})
    assert response.headers["Access-Control-Allow-Origin"] == A
    assert "Access-Control-Allow-Methods" not in response.headers


@pytest.mark.parametrize(("methods", "runs"), [(["OPTIONS"], [1]), (["GET"], []), (None, [])])
def test_middleware_is_for_options_where_it_says_so(app, methods, runs):
    seen = []

    def count(request, next):
        seen.append(1)
        return next(request)

    Api(app, middleware=[use(count, methods=methods)]).resource("/r")(Bare)
    app.test_client().options("/r")
    assert seen == runs  # T98


def test_middleware_at_the_edge_sees_a_plain_options(app):
    seen = []

    def count(request, next):
        seen.append(request.method)
        return next(request)

    Api(app, middleware=[use(count, place="edge")]).resource("/r")(Bare)
    app.test_client().options("/r")
    assert seen == ["OPTIONS"]


# -- the preflight -----------------------------------------------------------------------------------------------------


def test_preflight_is_answered_before_anybody_asks_who_calls(app):
    Api(app, middleware=[CORS(A, max_age=60), Bearer(verify={}.get)]).resource("/r")(Guarded)
    response = preflight(app.test_client(), "/r", "PUT")  # T99
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == A
    assert response.headers["Access-Control-Max-Age"] == "60"
    assert "PUT" in methods_of(response)
    assert "Origin" in response.vary


def test_preflight_allows_the_fields_that_the_operations_read(app):
    Api(app, middleware=[CORS(A), Bearer(verify={}.get)]).resource("/r")(Guarded)
    assert "Authorization" in preflight(app.test_client(), "/r").headers["Access-Control-Allow-Headers"]


def test_preflight_is_never_counted(app):
    throttles = [Throttle("1/hour"), Throttle("1/hour", by=address)]
    Api(app, middleware=[CORS(A), *throttles]).resource("/r")(Bare)
    client = app.test_client()
    assert {preflight(client, "/r").status_code for _ in range(4)} == {204}


def test_preflight_passes_no_other_entry(app):
    def refuse(request, next):
        raise AssertionError("It was asked.")

    Api(app, middleware=[CORS(A), use(refuse, place="edge")]).resource("/r")(Bare)
    assert preflight(app.test_client(), "/r").status_code == 204


def test_preflight_is_about_the_operation_of_the_requested_method(app):
    class Both(Resource):
        def get(self):
            return []

        @CORS(B)
        def put(self):
            return {}

    Api(app, middleware=[CORS(A)]).resource("/r")(Both)
    client = app.test_client()
    assert "Access-Control-Allow-Origin" in preflight(client, "/r", "GET", A).headers
    assert "Access-Control-Allow-Origin" in preflight(client, "/r", "HEAD", A).headers
    assert "Access-Control-Allow-Origin" not in preflight(client, "/r", "PUT", A).headers
    assert preflight(client, "/r", "PUT", B).headers["Access-Control-Allow-Origin"] == B


def test_preflight_for_a_method_that_is_absent_is_answered_without_it(app):
    Api(app, middleware=[CORS(A)]).resource("/r")(Bare)
    response = preflight(app.test_client(), "/r", "DELETE")
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (204, A)
    assert methods_of(response) == {"OPTIONS"}


def test_preflight_for_a_method_in_lower_case_does_not_allow_it(app):
    Api(app, middleware=[CORS(A)]).resource("/r")(Things)
    assert methods_of(preflight(app.test_client(), "/r", "put")) == {"GET", "HEAD", "OPTIONS", "PUT"}


def test_preflight_where_no_policy_stands_is_a_plain_options(app):
    Api(app).resource("/r")(Things)
    response = preflight(app.test_client(), "/r")
    assert (response.status_code, "Access-Control-Allow-Origin" in response.headers) == (204, False)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, PUT"


def test_preflight_where_the_policy_was_taken_away_allows_nothing(app):
    class Mixed(Resource):
        def get(self):
            return []

        @without(CORS)
        def put(self):
            return {}

    Api(app, middleware=[CORS(A)]).resource("/r")(Mixed)
    client = app.test_client()
    assert "Access-Control-Allow-Methods" in preflight(client, "/r", "GET").headers
    assert "Access-Control-Allow-Methods" not in preflight(client, "/r", "PUT").headers


def test_preflight_of_overlapping_rules_asks_the_one_that_serves_the_method(app):
    api = Api(app)

    @api.resource("/posts/<slug>", middleware=[CORS(A)])
    class Post(Resource):
        def get(self, slug):
            return slug

    @api.resource("/posts/new", middleware=[CORS(B)])
    class New(Resource):
        def post(self):
            return "new"

    client = app.test_client()
    assert "Access-Control-Allow-Origin" in preflight(client, "/posts/new", "GET", A).headers
    assert "Access-Control-Allow-Origin" in preflight(client, "/posts/new", "POST", B).headers
    assert "Access-Control-Allow-Origin" not in preflight(client, "/posts/new", "POST", A).headers
    assert methods_of(preflight(client, "/posts/new", "POST", B)) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_preflight_on_a_path_that_is_shared_with_a_view_of_the_app(app, first):
    def theirs():
        app.add_url_rule("/r", view_func=lambda: "patched", methods=["PATCH"], endpoint="patch")

    if first == "theirs":
        theirs()
    Api(app, middleware=[CORS(A)]).resource("/r")(Things)
    if first == "ours":
        theirs()
    client = app.test_client()
    assert preflight(client, "/r", "PUT").headers["Access-Control-Allow-Origin"] == A
    assert "Access-Control-Allow-Methods" not in preflight(client, "/r", "PATCH").headers
    assert set(client.options("/r").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH", "PUT"}


def test_preflight_for_a_page_of_the_app_is_left_to_it(app):
    app.add_url_rule("/page", view_func=lambda: "page")
    Api(app, middleware=[CORS(A)]).resource("/r")(Things)
    client = app.test_client()
    for method in ("GET", "DELETE"):
        assert "Access-Control-Allow-Origin" not in preflight(client, "/page", method).headers


def test_preflight_on_an_unknown_path_is_a_404_that_the_page_may_read(app):
    Api(app, url_prefix="/api", middleware=[CORS(A)])
    response = preflight(app.test_client(), "/api/nope")
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (404, A)


def test_options_of_ones_own_does_not_answer_a_preflight(app):
    class Own(Resource):
        def options(self):
            raise AssertionError("It was asked.")

    Api(app, middleware=[CORS(A)]).resource("/r")(Own)
    assert preflight(app.test_client(), "/r").status_code == 204


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("refusal", [("no", 401), ({"no": True}, 401), ("", 302)])
def test_preflight_is_answered_whatever_hooks_of_the_app_say(app, when, refusal):
    if when == "before":
        app.before_request(lambda: refusal)
    Api(app, middleware=[CORS(A)]).resource("/r")(Things)
    if when == "after":
        app.before_request(lambda: refusal)
    client = app.test_client()
    response = preflight(client, "/r", "PUT")
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (204, A)
    assert client.put("/r").status_code == refusal[1]


def test_preflight_is_answered_whatever_the_hooks_of_a_blueprint_say(app):
    shop = Blueprint("shop", __name__, url_prefix="/shop", middleware=[CORS(A)])
    shop.before_request(lambda: ("no", 401))
    shop.resource("/r")(Things)
    Api(app).register_blueprint(shop)
    response = preflight(app.test_client(), "/shop/r", "PUT")  # peers A 13
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (204, A)


def test_options_with_half_a_preflight_is_a_plain_one(app):
    Api(app, middleware=[CORS(A)]).resource("/r")(Bare)
    client = app.test_client()
    for headers in ({"Origin": A}, {"Access-Control-Request-Method": "GET"}):
        assert client.options("/r", headers=headers).headers["Allow"] == "OPTIONS"


def test_policy_that_breaks_on_a_preflight_is_a_500(app, caplog):
    def broken(origin):
        raise LookupError("secret")

    Api(app, middleware=[CORS(broken)]).resource("/r")(Bare)
    response = preflight(app.test_client(), "/r")
    assert response.status_code == 500
    assert "secret" in caplog.text
    assert "secret" not in response.text


def test_rule_that_names_options_knows_who_calls(app):
    bearer = Bearer(verify={"t": Principal(id="a", scopes=frozenset({"a"}))}.get)
    Api(app, middleware=[bearer, use(requires("a"), methods=["OPTIONS"])]).resource("/r")(Bare)
    client = app.test_client()
    assert (client.options("/r").status_code, client.options("/r", headers={"Authorization": "Bearer t"}).status_code) == (401, 204)


def test_options_that_somebody_wrote_does_not_run_after_a_hook_refused_it(app):
    ran = []
    Api(app).resource("/r")(type("Told", (Things,), {"options": lambda self: ran.append(1)}))
    app.before_request(lambda: abort(403))
    assert (preflight(app.test_client(), "/r").status_code, ran) == (403, [])


def test_preflight_is_made_ready_once_for_a_method(app):
    made = []

    class Policy(CORS):
        def preflight(self, seat):
            made.append(seat.method)
            return super().preflight(seat)

    Api(app, middleware=[Policy(A)]).resource("/r")(Things)
    client = app.test_client()
    for method in ("GET", "GET", "HEAD", "PUT", "PURGE", "BAN"):
        assert preflight(client, "/r", method).status_code == 204
    assert made == ["GET", "PUT", ""]


def test_options_that_breaks_tells_the_client_one_identifier(app):
    error = KeyError("x")

    def options(self):
        raise error

    Api(app).resource("/r")(type("Broken", (Things,), {"options": options}))
    response = preflight(app.test_client(), "/r")
    assert error.__notes__ == [f"The client was told of this error as {response.json['instance']}."]
