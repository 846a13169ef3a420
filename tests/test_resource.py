"""The class that users write: its verbs, its item, its life."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from flask import Flask
from flask import request
from flask.views import MethodView
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import throttle
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.resource import contract_of
from flask_resty.resource import endpoint_of
from flask_resty.resource import verbs
from flask_resty.resource import where


class Post(Schema):
    title = fields.Str(required=True)


class Note(Schema):
    text = fields.Str(required=True)


DUNE = {"title": "Dune"}


# -- verbs -------------------------------------------------------------------------------------------------------------


def test_a_resource_is_a_method_view() -> None:
    assert issubclass(Resource, MethodView)


def test_the_verbs_are_the_methods_of_the_class() -> None:
    class Thing(Resource):
        def get(self) -> None: ...
        def query(self) -> None: ...
        def help(self) -> None: ...

    assert verbs(Thing) == {"GET": Thing.get, "QUERY": Thing.query}


def test_the_verbs_of_a_parent_are_inherited() -> None:
    class Parent(Resource):
        def get(self) -> None: ...
        def query(self) -> None: ...

    class Child(Parent):
        def post(self) -> None: ...

    assert verbs(Child).keys() == {"GET", "POST", "QUERY"}


def test_a_class_may_name_the_methods_that_it_serves() -> None:
    class Thing(Resource):
        methods = {"GET"}

        def get(self) -> None: ...
        def post(self) -> None: ...

    assert verbs(Thing).keys() == {"GET"}


def test_a_method_that_is_named_is_written() -> None:
    with pytest.raises(ConfigError, match="Thing lists the method 'POST', which it does not write. Write it, or drop it from methods."):

        class Thing(Resource):
            methods = {"GET", "POST"}

            def get(self) -> None: ...


def test_head_and_options_may_be_named_without_being_written() -> None:
    class Thing(Resource):
        methods = {"GET", "HEAD", "OPTIONS"}

        def get(self) -> None: ...

    assert verbs(Thing).keys() == {"GET"}


def test_a_verb_may_be_taken_away_from_a_child(app: Flask) -> None:
    class Parent(Resource):
        def get(self) -> Any:
            return []

        def post(self) -> Any:
            return []

    class Child(Parent):
        post = None  # type: ignore[assignment]

    Api(app).resource("/")(Child)
    response = app.test_client().post("/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_decorator_that_was_not_called_is_noticed() -> None:
    class Thing(Resource):
        get = throttle("5/minute")  # type: ignore[assignment]

    with pytest.raises(ConfigError, match=r"Thing\.get is Throttle\('5/minute'\), no method"):
        verbs(Thing)


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [("Post", "post"), ("PostItem", "post_item"), ("HTTPLog", "http_log"), ("Post2Item", "post2_item"), ("API", "api")],
)
def test_an_endpoint_is_called_like_its_class(name: str, endpoint: str) -> None:
    assert endpoint_of(type(name, (Resource,), {})) == endpoint


def test_errors_say_where_a_class_is_written() -> None:
    class Thing(Resource): ...

    assert where(Thing).startswith("test_errors_say_where_a_class_is_written.<locals>.Thing (")
    assert where(Thing).partition(":")[0].endswith("test_resource.py")


def test_errors_name_the_module_of_a_class_without_a_source() -> None:
    made = type("Made", (Resource,), {"__module__": "nowhere"})
    assert where(made) == "Made (module nowhere)"


# -- handlers ----------------------------------------------------------------------------------------------------------


class PostItem(Resource):
    """What the tests below call without any machinery."""

    def find(self, slug: str) -> Any:
        return DUNE if slug == "dune" else None

    @requires("posts:write")
    @throttle("5/minute")
    @accepts(Post)
    @returns(Post)
    def put(self, item: Any, body: Any) -> Any:
        return {**item, **body}

    @public
    @returns(Post)
    async def get(self, item: Any) -> Any:
        return item


def test_a_handler_is_called_without_any_machinery() -> None:
    assert PostItem().put(item={"id": 1}, body=DUNE) == {"id": 1, "title": "Dune"}
    assert asyncio.run(PostItem().get(DUNE)) == DUNE
    assert PostItem().find("none") is None


def test_decorators_give_back_the_function() -> None:
    def put(self: Any) -> None: ...

    decorated = put
    for decorator in (accepts(Post), returns(Post), throttle("5/minute"), requires("a"), public):
        decorated = decorator(decorated)
    assert decorated is put


def test_the_order_of_decorators_does_not_matter(app: Flask) -> None:
    api = Api(app, middleware=[Basic(verify=lambda name, password: name)])
    decorators = [accepts(Post), accepts(Note, "query"), returns(Post), returns(Note, 409), public]

    def made(order: list[Any]) -> type[Resource]:
        def post(self: Any, body: Any, query: Any) -> Any:
            return body

        for decorator in order:
            post = decorator(post)
        return type("Thing", (Resource,), {"post": post})

    api.resource("/one", endpoint="one")(made(decorators))
    api.resource("/two", endpoint="two")(made(decorators[::-1]))
    one, two = api.operations(app)
    assert one.contract.accepts.keys() == two.contract.accepts.keys()
    assert one.contract.returns.keys() == two.contract.returns.keys()
    client = app.test_client()
    assert [client.post(f"/{path}?text=x", json=DUNE).status_code for path in ("one", "two")] == [200, 200]


def test_a_handler_gets_only_what_it_names(app: Flask) -> None:
    seen: list[Any] = []

    @Api(app).resource("/<int:year>/<slug>")
    class Thing(Resource):
        @accepts(Post)
        def put(self, slug: str) -> None:
            seen.append(slug)

        @accepts(Post)
        def post(self, **everything: Any) -> None:
            seen.append(everything)

    client = app.test_client()
    client.put("/1999/x", json=DUNE)
    client.post("/1999/x", json=DUNE)
    assert seen == ["x", {"year": 1999, "slug": "x", "body": DUNE}]


def test_a_handler_may_ask_for_the_principal(app: Flask) -> None:
    @Api(app, middleware=[Basic(verify=lambda name, password: name)]).resource("/")
    class Thing(Resource):
        @public
        def get(self, principal: Any) -> Any:
            return {"principal": principal}

    client = app.test_client()
    assert client.get("/").json == {"principal": None}
    assert client.get("/", auth=("ada", "x")).json == {"principal": "ada"}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("item", "Give the resource a find"),
        ("principal", "Put an authenticator into its stack"),
        ("query", "Declare it with @accepts(..., 'query')"),
        ("slug", "Put it into the rule"),
    ],
)
def test_a_parameter_that_nothing_provides_is_noticed(app: Flask, name: str, remedy: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def get(self, {name}): ...", namespace)
    with pytest.raises(ConfigError) as raised:
        Api(app).resource("/")(type("Thing", (Resource,), {"get": namespace["get"]}))
    assert str(raised.value).startswith(f"Thing.get asks for {name!r}, which nothing provides at '/'. {remedy}")


def test_a_parameter_with_a_default_may_be_left_out(app: Flask) -> None:
    @Api(app).resource("/")
    class Thing(Resource):
        def get(self, limit: int = 10) -> Any:
            return limit

    assert app.test_client().get("/").json == 10


# -- find and item -----------------------------------------------------------------------------------------------------


class Shelf(Resource):
    """Finds what it holds, and counts how often it is asked."""

    asked: list[str]

    def find(self, slug: str) -> Any:
        self.asked.append(slug)
        return {"dune": DUNE, "empty": {}}.get(slug)

    @returns(fields.Raw())
    def get(self, item: Any) -> Any:
        return item

    @accepts(Post)
    @returns(fields.Raw(allow_none=True))
    @returns(fields.Raw(allow_none=True), 201)
    def put(self, item: Any, body: Any) -> Any:
        return item, 201 if item is None else 200

    @returns(None)
    def delete(self) -> None: ...


@pytest.fixture
def shelf(app: Flask) -> Any:
    class Fresh(Shelf):
        asked: list[str] = []

    Api(app).resource("/<slug>")(Fresh)
    return app.test_client(), Fresh.asked


def test_the_item_is_found_once(shelf: Any) -> None:
    client, asked = shelf
    assert (client.get("/dune").json, asked) == (DUNE, ["dune"])


def test_what_is_not_found_is_404(shelf: Any) -> None:
    client, asked = shelf
    response = client.get("/none")
    assert (response.status_code, response.mimetype, asked) == (404, "application/problem+json", ["none"])


def test_an_item_may_be_empty(shelf: Any) -> None:
    client, _ = shelf
    assert client.get("/empty").json == {}


def test_an_item_is_found_for_a_verb_that_does_not_ask_for_it(shelf: Any) -> None:
    client, _ = shelf
    assert client.delete("/dune").status_code == 204
    assert client.delete("/none").status_code == 404


def test_a_put_that_declares_201_may_create(shelf: Any) -> None:
    client, _ = shelf
    created, replaced = client.put("/none", json=DUNE), client.put("/dune", json=DUNE)
    assert (created.status_code, created.json) == (201, None)
    assert (replaced.status_code, replaced.json) == (200, DUNE)


def test_a_put_that_does_not_declare_201_is_404(app: Flask) -> None:
    class Thing(Resource):
        def find(self) -> None: ...
        def put(self, item: Any) -> None: ...

    Api(app).resource("/")(Thing)
    assert app.test_client().put("/").status_code == 404


def test_find_may_be_async(app: Flask) -> None:
    @Api(app).resource("/<slug>")
    class Thing(Resource):
        async def find(self, slug: str) -> Any:
            await asyncio.sleep(0)
            return slug if slug == "dune" else None

        def get(self, item: Any) -> Any:
            return item

    client = app.test_client()
    assert (client.get("/dune").json, client.get("/none").status_code) == ("dune", 404)


def test_find_takes_only_path_variables(app: Flask) -> None:
    class Thing(Resource):
        def find(self, body: Any) -> None: ...

        @accepts(Post)
        def put(self) -> None: ...

    with pytest.raises(ConfigError, match=r"Thing\.find asks for 'body'"):
        Api(app).resource("/")(Thing)


@pytest.mark.parametrize("name", ["body", "query", "headers", "cookies", "path_args", "form", "files", "item", "principal"])
def test_a_path_variable_is_not_called_like_a_location(app: Flask, name: str) -> None:
    class Thing(Resource):
        def get(self) -> None: ...

    with pytest.raises(ConfigError, match=f"The path variable '{name}' of '/<{name}>' is called like"):
        Api(app).resource(f"/<{name}>")(Thing)


# -- async -------------------------------------------------------------------------------------------------------------


def test_a_handler_may_be_async_with_the_request_at_hand(app: Flask) -> None:
    @Api(app).resource("/<id>")
    class Thing(Resource):
        @accepts(Post)
        @returns(fields.Raw(), 201)
        async def post(self, id: str, body: Any) -> Any:
            await asyncio.sleep(0)
            return {"id": id, "path": request.path, **body}

    response = app.test_client().post("/7", json=DUNE)
    assert (response.status_code, response.json) == (201, {"id": "7", "path": "/7", "title": "Dune"})


def test_a12_an_error_of_an_async_handler_is_a_500(app: Flask) -> None:
    @Api(app).resource("/")
    class Thing(Resource):
        async def get(self) -> Any:
            raise ValueError("secret")

    assert app.test_client().get("/").status_code == 500


# -- the life of a resource --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("every", "made"), [(True, 2), (False, 1)])
def test_init_every_request_is_honoured(app: Flask, every: bool, made: int) -> None:
    instances: list[Any] = []

    @Api(app).resource("/")
    class Thing(Resource):
        init_every_request = every

        def __init__(self) -> None:
            instances.append(self)

        def get(self) -> Any:
            return []

    client = app.test_client()
    client.get("/")
    client.get("/")
    assert len(instances) == made


def test_find_and_the_handler_share_one_instance(app: Flask) -> None:
    @Api(app).resource("/")
    class Thing(Resource):
        def find(self) -> Any:
            return [id(self)]

        def get(self, item: Any) -> Any:
            return item == [id(self)]

    assert app.test_client().get("/").json is True


def test_dispatch_request_is_around_every_handler(app: Flask) -> None:
    """The counterpart of Prestans' ``handler_will_run`` and ``handler_did_run``."""
    told: list[Any] = []

    class Thing(Resource):
        def dispatch_request(self, **arguments: Any) -> Any:
            told.append(("will run", request.method, arguments))
            result = super().dispatch_request(**arguments)
            told.append(("did run", result))
            return result

        @returns(Post)
        def get(self, slug: str) -> Any:
            return DUNE

        @accepts(Post)
        @returns(Post)
        async def post(self, body: Any) -> Any:
            return body

    Api(app).resource("/<slug>")(Thing)
    client = app.test_client()
    assert client.get("/x").json == client.post("/x", json=DUNE).json == DUNE
    assert told == [("will run", "GET", {"slug": "x"}), ("did run", DUNE), ("will run", "POST", {"body": DUNE}), ("did run", DUNE)]


def test_dispatch_request_runs_only_for_a_request_that_is_good(app: Flask) -> None:
    told: list[Any] = []

    class Thing(Resource):
        def dispatch_request(self, **arguments: Any) -> Any:
            told.append(arguments)

        @accepts(Post)
        def post(self, body: Any) -> Any: ...

    Api(app).resource("/")(Thing)
    assert app.test_client().post("/", json={}).status_code == 422
    assert told == []


def test_dispatch_request_may_change_what_is_returned(app: Flask) -> None:
    class Thing(Resource):
        async def dispatch_request(self, **arguments: Any) -> Any:  # type: ignore[override]
            return {"wrapped": super().dispatch_request(**arguments)}

        def get(self) -> Any:
            return 1

    Api(app).resource("/")(Thing)
    assert app.test_client().get("/").json == {"wrapped": 1}


def test_head_runs_the_dispatch_request_of_get(app: Flask) -> None:
    class Thing(Resource):
        def dispatch_request(self, **arguments: Any) -> Any:
            return super().dispatch_request(**arguments)

        def get(self) -> Any:
            return []

    Api(app).resource("/")(Thing)
    assert app.test_client().head("/").status_code == 200


def test_decorators_of_a_method_view_are_around_everything(app: Flask) -> None:
    told: list[Any] = []

    def telling(view: Any) -> Any:
        def decorated(*args: Any, **kwargs: Any) -> Any:
            told.append(kwargs)
            return view(*args, **kwargs)

        return decorated

    class Thing(Resource):
        decorators = [telling]

        def get(self, slug: str) -> Any:
            return slug

    Api(app).resource("/<slug>")(Thing)
    client = app.test_client()
    assert (client.get("/x").json, client.options("/x").status_code, told) == ("x", 204, [{"slug": "x"}, {"slug": "x"}])


def test_a_head_of_ones_own_runs(app: Flask) -> None:
    class Thing(Resource):
        def get(self) -> Any:
            return []

        def head(self) -> Any:
            return None, 204, {"X-Total": "7"}

    Api(app).resource("/")(Thing)
    response = app.test_client().head("/")
    assert (response.status_code, response.headers["X-Total"]) == (204, "7")


# -- inheritance -------------------------------------------------------------------------------------------------------


class Parent(Resource):
    @requires("a")
    @accepts(Post)
    @returns(Post, 201)
    def post(self, body: Any) -> Any:
        return body


def test_an_override_without_a_contract_inherits_it(app: Flask) -> None:
    class Child(Parent):
        def post(self, body: Any) -> Any:
            return {"title": body["title"].upper()}

    Api(app).resource("/")(Child)
    client = app.test_client()
    response = client.post("/", json=DUNE)
    assert (response.status_code, response.json) == (201, {"title": "DUNE"})
    assert client.post("/", json={}).status_code == 422


def test_an_override_with_a_contract_has_just_that(app: Flask) -> None:
    class Child(Parent):
        @accepts(Note)
        def post(self, body: Any) -> Any:
            return body

    contract = contract_of(Child, "POST")
    assert (contract.accepts.keys(), dict(contract.returns)) == ({"body"}, {})
    Api(app).resource("/")(Child)
    assert app.test_client().post("/", json={"text": "x"}).status_code == 200


def test_an_override_never_inherits_the_policy(app: Flask) -> None:
    class Child(Parent):
        def post(self, body: Any) -> Any:
            return body

    api = Api(app)
    api.resource("/")(Child)
    (operation,) = api.operations(app)
    assert operation.explain() == []


def test_what_is_inherited_whole_keeps_its_policy(app: Flask) -> None:
    class Child(Parent): ...

    api = Api(app, middleware=[Basic(verify=lambda name, password: name)])
    api.resource("/")(Child)
    (operation,) = api.operations(app)
    assert [entry["entry"] for entry in operation.explain()] == ["Basic(realm='API')", "requires('a')"]


def test_an_inherited_function_cannot_be_decorated() -> None:
    class Base(Resource):
        def get(self) -> None: ...

    with pytest.raises(ConfigError, match="Write a method of your own that calls it"):

        class Child(Base):
            get = returns(Post)(Base.get)


def test_a_function_may_be_decorated_before_it_belongs_to_a_class(app: Flask) -> None:
    @returns(Post)
    def show(self: Any) -> Any:
        return DUNE

    Api(app).resource("/")(type("Thing", (Resource,), {"get": show}))
    assert app.test_client().get("/").json == DUNE


def test_a_verb_that_calls_its_parent_gets_its_result(app: Flask) -> None:
    class Child(Parent):
        def post(self, body: Any) -> Any:
            return {"title": super().post(body)["title"] + "!"}

    Api(app).resource("/")(Child)
    assert app.test_client().post("/", json=DUNE).json == {"title": "Dune!"}


@pytest.mark.parametrize("name", ["get", "find"])
@pytest.mark.parametrize("kind", [staticmethod, classmethod])
def test_a_method_that_takes_no_resource_is_refused(app: Flask, name: str, kind: Any) -> None:
    members = {"get": lambda self: None, name: kind(lambda id: None)}
    with pytest.raises(ConfigError, match=rf"Thing\.{name} is a {kind.__name__}, but is called with the resource"):
        Api(app).resource("/<id>")(type("Thing", (Resource,), members))


@pytest.mark.parametrize("methods", [[], ["HEAD"], ["OPTIONS"]])
def test_methods_that_serve_nothing_are_a_mistake(methods: list[str]) -> None:
    class Item(Resource):
        def get(self) -> None: ...

    if methods == ["HEAD"]:
        del Item.get
    with pytest.raises(ConfigError, match="which is nothing. Name methods that it writes"):
        verbs(Item, methods)


def test_handler_that_takes_everything_takes_the_path_variables_that_are_left(app: Flask) -> None:
    app.url_value_preprocessor(lambda endpoint, values: values.pop("lang", None))

    @Api(app).resource("/<lang>/items/<int:id>")
    class Item(Resource):
        def find(self, **names: Any) -> Any:
            return names

        def get(self, item: Any, **names: Any) -> Any:
            return [item, names]

    assert app.test_client().get("/de/items/3").json == [{"id": 3}, {"id": 3}]


def test_find_may_ask_who_calls(app: Flask) -> None:
    @Api(app, middleware=[Bearer(verify=str)]).resource("/mine")
    class Mine(Resource):
        def find(self, principal: str) -> Any:
            return {"owner": principal}

        def get(self, item: Any) -> Any:
            return item

    assert app.test_client().get("/mine", headers={"Authorization": "Bearer ada"}).json == {"owner": "ada"}
