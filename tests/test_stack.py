"""The stack: three rules and four places."""

import asyncio

import pytest
from flask import Flask
from flask import Response

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Entry
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import public
from flask_resty import requires
from flask_resty import throttle
from flask_resty import use
from flask_resty import without
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.middleware import CORS
from flask_resty.middleware import Throttle
from flask_resty.middleware import address
from flask_resty.stack import Layer
from flask_resty.stack import check
from flask_resty.stack import describe
from flask_resty.stack import explain
from flask_resty.stack import resolve

A = "https://a.example"


def stamp(name):
    """Give a middleware that leaves its name on the way in and on the way out."""

    def leave(request, next):
        request.environ.setdefault("stamps", []).append(f"{name} in")
        response = next(request)
        request.environ["stamps"].append(f"{name} out")
        response.headers["X-Stamps"] = ", ".join(request.environ["stamps"])
        return response

    leave.__qualname__ = name
    return leave


def refuse(request, next):
    """Refuse every request."""
    raise Problem(403)


def names(*layers, method="GET"):
    return [describe(placed.entry) for placed in resolve([Layer("api", str(n), entries) for n, entries in enumerate(layers)], method)]


def serve(app, *entries, **members):
    """Give a client of an app with one resource that has entries on its own layer."""
    members = {"get": lambda self: "got", "delete": lambda self: None} | members
    Api(app).resource("/r", middleware=entries)(type("Thing", (Resource,), members))
    return app.test_client()


# -- the onion ---------------------------------------------------------------------------------------------------------


def test_stack_is_an_onion(app):
    response = serve(app, stamp("A"), stamp("B")).get("/r")
    assert response.headers["X-Stamps"] == "A in, B in, B out, A out"  # T96


def test_entry_outside_sees_a_refusal_inside_as_a_response(app):
    response = serve(app, stamp("A"), refuse, stamp("C")).get("/r")
    assert (response.status_code, response.headers["X-Stamps"]) == (403, "A in, A out")  # T97


@pytest.mark.parametrize("error", [Problem(409), LookupError("secret")], ids=["problem", "unexpected"])
@pytest.mark.parametrize("status", [409, 500])
def test_entry_sees_what_a_handler_raised_as_a_response(app, error, status):
    if (status == 409) is not isinstance(error, Problem):
        return
    seen = []

    def look(request, next):
        response = next(request)
        seen.append((response.status_code, response.mimetype))
        return response

    def fail(self):
        raise error

    response = serve(app, look, get=fail).get("/r")
    assert response.status_code == status
    assert seen == [(status, "application/problem+json")]


def test_entry_may_answer_in_place_of_the_rest(app):
    assert serve(app, lambda request, next: Response("short", 202), refuse).get("/r").text == "short"


def test_entry_may_ask_the_rest_twice(app):
    calls = []

    def again(request, next):
        first = next(request)
        return next(request) if first.status_code == 503 else first

    def flaky(self):
        calls.append(1)
        return "got" if len(calls) == 2 else (None, 503)

    assert serve(app, again, get=flaky).get("/r").json == "got"


def test_entry_may_change_the_answer(app):
    def teapot(request, next):
        response = next(request)
        response.status_code = 418
        return response

    assert serve(app, teapot).get("/r").status_code == 418


def test_answer_that_is_a_plain_response_of_werkzeug_is_good(app):
    from werkzeug.wrappers import Response as Plain

    assert serve(app, lambda request, next: Plain("plain")).get("/r").text == "plain"


@pytest.mark.parametrize("result", [None, "text", ("text", 200), {"a": 1}])
def test_entry_that_returns_no_response_is_a_500_with_the_remedy_in_the_log(app, caplog, result):
    def careless(request, next):
        return result

    response = serve(app, stamp("A"), careless).get("/r")
    assert (response.status_code, response.headers["X-Stamps"]) == (500, "A in, A out")
    assert f"careless returned {type(result).__name__}. Return next(request), or a response." in caplog.text


def test_entry_that_breaks_is_a_500_that_others_see(app, caplog):
    def broken(request, next):
        raise LookupError("secret")

    response = serve(app, stamp("A"), broken).get("/r")
    assert (response.status_code, response.headers["X-Stamps"]) == (500, "A in, A out")
    assert ("secret" in caplog.text, "secret" in response.text) == (True, False)


def test_entry_that_breaks_on_its_way_out_does_not_undo_what_is_inside(app):
    def broken(request, next):
        next(request)
        raise LookupError

    response = serve(app, stamp("A"), broken, stamp("C")).get("/r")
    assert (response.status_code, response.headers["X-Stamps"]) == (500, "A in, C in, C out, A out")


def test_entry_may_be_async(app):
    async def wait(request, next):
        await asyncio.sleep(0)
        response = next(request)
        response.headers["X-Waited"] = "yes"
        return response

    assert serve(app, wait).get("/r").headers["X-Waited"] == "yes"


def test_async_entry_may_refuse(app):
    async def shut(request, next):
        raise Problem(403)

    assert serve(app, stamp("A"), shut).get("/r").status_code == 403


def test_entry_may_have_what_handler_will_run_and_handler_did_run_had(app):
    # Prestans had two hooks; here one callable has both ends, and a local name between them.
    seen = []

    def around(request, next):
        seen.append(f"{request.method} will run")
        response = next(request)
        seen.append(f"it was {response.status_code}")
        return response

    serve(app, around).get("/r")
    assert seen == ["GET will run", "it was 200"]


# -- places ------------------------------------------------------------------------------------------------------------


def test_places_are_kept_whatever_the_order_of_writing():
    bearer, rule, cors = Bearer(verify=print), requires("a"), CORS(A)
    inner, edge, gate = stamp("inner"), use(stamp("edge"), place="edge"), use(stamp("gate"), place="gate")
    identity = use(stamp("identity"), place="identity")
    order = [describe(cors), "edge", repr(bearer), "identity", repr(rule), "gate", "inner"]
    assert names((inner, gate, rule, identity, bearer, edge, cors)) == order


def test_ranks_order_what_shares_a_place():
    cors, by_address, by_principal, rule, own = CORS(A), Throttle("1/hour", by=address), Throttle("2/hour"), requires("a"), stamp("own")
    mine = use(own, place="gate")
    assert names((by_address, by_principal, mine, rule, cors)) == [*map(describe, (cors, by_address, rule, mine, by_principal))]


def test_layers_order_only_what_shares_place_and_rank():
    outer, inner, edge = stamp("outer"), stamp("inner"), use(stamp("edge"), place="edge")
    assert names((outer,), (inner, edge)) == ["edge", "outer", "inner"]


def test_entries_of_one_layer_stand_as_they_were_written(app):
    assert names((stamp("A"), stamp("B")), (stamp("C"),)) == ["A", "B", "C"]


def test_decorators_of_a_verb_stand_as_they_were_written(app):
    class Thing(Resource):
        @use(stamp("A"))
        @use(stamp("B"))
        def get(self):
            return "got"

    Api(app).resource("/r")(Thing)
    assert app.test_client().get("/r").headers["X-Stamps"] == "A in, B in, B out, A out"


def test_four_layers_are_concatenated_outermost_first(app):
    blueprint = Blueprint("shop", __name__, middleware=[stamp("blueprint")])

    @blueprint.resource("/r", middleware=[stamp("resource")])
    class Thing(Resource):
        @use(stamp("verb"))
        def get(self):
            return "got"

    Api(app, middleware=[stamp("api")]).register_blueprint(blueprint)
    assert app.test_client().get("/r").headers["X-Stamps"].startswith("api in, blueprint in, resource in, verb in, verb out")


@pytest.mark.parametrize("place", ["outer", "Edge", ""])
def test_place_that_does_not_exist_is_an_error(place):
    with pytest.raises(ConfigError, match=rf"^'{place}' is no place of the stack\. Choose one of edge, identity, gate, inner\.$"):
        use(refuse, place=place)


def test_entry_that_knows_its_place_cannot_be_told_another():
    with pytest.raises(ConfigError, match=r"knows its own place, so it cannot stand at 'inner'\. Leave place= out\.$"):
        use(CORS(A), place="inner")


def test_entry_of_ones_own_says_where_it_stands(app):
    class Early(Entry):
        place = "edge"
        rank = 10

        def bind(self, seat):
            def mark(request, next):
                response = next(request)
                response.headers["X-Seat"] = f"{seat.method} {seat.endpoint} {seat.layer.kind}"
                return response

            return mark

    assert serve(app, Early()).get("/r").headers["X-Seat"] == "GET thing resource"


def test_entry_that_has_nothing_to_do_is_not_on_the_line(app):
    class Idle(Entry):
        def bind(self, seat):
            return None

    assert serve(app, Idle(), stamp("A")).get("/r").headers["X-Stamps"] == "A in, A out"


# -- once --------------------------------------------------------------------------------------------------------------


def test_of_what_stands_once_the_nearest_layer_wins():
    near, far, basic = CORS(A), CORS("*"), Basic(verify=print)
    layers = [Layer("api", "", (far, Bearer(verify=print))), Layer("resource", "", (near,)), Layer("verb", "", (basic,))]
    assert [placed.entry for placed in resolve(layers, "GET")] == [near, basic]


def test_rules_and_throttles_add_up():
    entries = (requires("a"), Throttle("1/hour"))
    assert len(names(entries, (requires("b"), Throttle("1/hour")))) == 4


def test_of_what_stands_once_each_method_may_have_its_own(app):
    reads, writes = CORS("*"), CORS(A)
    entries = (use(reads, methods=["GET"]), use(writes, methods=["DELETE"]))
    client = serve(app, *entries)
    headers = {"Origin": A}
    assert client.get("/r", headers=headers).headers["Access-Control-Allow-Origin"] == "*"
    assert client.delete("/r", headers=headers).headers["Access-Control-Allow-Origin"] == A


@pytest.mark.parametrize("methods", [None, ["GET"]])
def test_two_of_what_stands_once_in_one_layer_is_an_error(methods):
    with pytest.raises(ConfigError, match=r"^here has two entries of which only one may stand: .* Drop one\.$"):
        check([use(CORS("*"), methods=methods), use(CORS(A), methods=methods)], "here")


def test_what_stands_once_cannot_stand_twice_for_some_of_the_methods():
    with pytest.raises(ConfigError, match="only one may stand"):
        check([Bearer(verify=print), use(Basic(verify=print), methods=["POST"])], "here")


@pytest.mark.parametrize("entry", [Entry(), use(emitters=[JSON_EMITTER])])
def test_entry_that_cannot_be_bound_is_refused_where_it_is_written(entry):
    with pytest.raises(ConfigError, match=r"cannot stand in the stack of the Api: it has no bind\(\)"):
        Api(middleware=[entry])


# -- methods -----------------------------------------------------------------------------------------------------------


def test_middleware_that_is_for_one_method_leaves_the_others_alone(app):
    client = serve(app, use(refuse, methods=["DELETE"]))
    assert (client.delete("/r").status_code, client.get("/r").status_code) == (403, 200)  # T17


def test_method_may_be_one_string():
    assert names((use(stamp("A"), methods="GET"),), method="POST") == []


def test_get_says_head_too(app):
    client = serve(app, use(refuse, methods=["GET"]))
    assert (client.get("/r").status_code, client.head("/r").status_code) == (403, 403)


@pytest.mark.parametrize("methods", [["get"], "delete", ["GET", "Post"]])
def test_method_that_is_not_in_upper_case_is_an_error(methods):
    with pytest.raises(ConfigError, match=r"is no method\. Methods are written in upper case, as in methods=\['GET'\]\.$"):
        use(refuse, methods=methods)


@pytest.mark.parametrize("methods", ["DELTE", ["GET", "PROPFIND"], [], ()])
def test_method_that_nothing_could_match_is_an_error(methods):
    with pytest.raises(ConfigError, match=r"[.?]$"):
        use(requires("a"), methods=methods)


# -- without -----------------------------------------------------------------------------------------------------------

BY_NAME = stamp("by name")
POLICY = CORS(A)
HELD = use(BY_NAME, place="edge")


@pytest.mark.parametrize(
    ("outer", "what"),
    [
        (POLICY, CORS),
        (POLICY, POLICY),
        (POLICY, Entry),
        (BY_NAME, BY_NAME),
        (HELD, BY_NAME),
        (HELD, HELD),
        (use(POLICY, methods=["GET"]), CORS),
        (public, public),
        (Throttle("1/hour"), throttle),
    ],
    ids=["class", "instance", "parent class", "callable", "held callable", "held", "filtered", "public", "short form"],
)
def test_without_takes_inherited_entries_away(outer, what):
    other = Throttle("1/hour") if what is not throttle and what is not Entry else stamp("other")
    assert names((outer, other), (without(what),)) == [describe(other)]


def test_without_leaves_what_its_own_layer_and_nearer_ones_have():
    near, nearest = CORS("*"), CORS("null")
    assert names((CORS(A),), (without(CORS), near)) == [describe(near)]
    assert names((CORS(A),), (without(CORS),), (nearest,)) == [describe(nearest)]


def test_without_takes_all_of_a_kind(app):
    assert names((Throttle("1/hour"), Throttle("2/hour")), (Throttle("3/hour"),), (without(Throttle),)) == []


def test_without_another_instance_takes_nothing():
    with pytest.raises(ConfigError, match=r"takes nothing away\. Drop it, or name what an outer layer has\.$"):
        names((Throttle("1/hour"),), (without(Throttle("1/hour")),))


def test_without_on_a_verb_is_for_that_verb(app):
    class Login(Resource):
        def get(self):
            return "got"

        @without(Bearer)
        def post(self):
            return {}

    Api(app, middleware=[Bearer(verify={}.get)]).resource("/login")(Login)
    client = app.test_client()
    assert (client.get("/login").status_code, client.post("/login").status_code) == (401, 200)
    assert client.post("/login", headers={"Authorization": "Bearer dead"}).status_code == 200


def test_without_that_takes_nothing_away_names_the_layer():
    with pytest.raises(ConfigError, match=r"^without\(CORS\) on resource thing /r takes nothing away\."):
        resolve([Layer("api", "", ()), Layer("resource", "thing /r", (without(CORS),))], "GET")


# -- explanation -------------------------------------------------------------------------------------------------------


def test_stack_is_explained_as_data_with_the_layers(app):
    blueprint = Blueprint("shop", __name__, middleware=[use(stamp("timed"), methods=["GET"])])

    @blueprint.resource("/r")
    class Thing(Resource):
        @requires("a")
        def get(self):
            return "got"

    api = Api(app, middleware=[CORS("*"), Bearer(verify=print)])
    api.register_blueprint(blueprint)
    (operation,) = api.operations(app)
    explained = [(line["place"], line["layer"], line["of"], line["methods"]) for line in operation.explain()]
    assert explained == [
        ("edge", "api", "API", None),
        ("identity", "api", "API", None),
        ("gate", "verb", "shop.thing.get", None),
        ("inner", "blueprint", "shop", ["GET", "HEAD"]),
    ]
    assert [line["entry"] for line in operation.explain()][2:] == ["requires('a')", "timed"]


def test_explanation_has_one_line_an_entry():
    layer = Layer("api", "0", (stamp("A"), CORS("*")))
    assert [line["entry"] for line in explain(resolve([layer], "GET"))] == [describe(CORS("*")), "A"]


def test_entry_of_each_layer_is_bound_once_for_an_operation():
    app, bound = Flask("bound"), []

    class Counted(Entry):
        def bind(self, seat):
            bound.append(seat.method)

    client = serve(app, Counted())
    assert bound == []
    for _ in range(2):
        client.get("/r")
    assert bound == ["GET"]
