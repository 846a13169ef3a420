"""What the decorators leave on a handler: they attach, they never wrap."""

import functools
import inspect
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty import use
from flask_resty import without
from flask_resty.auth import Bearer
from flask_resty.marks import mark
from flask_resty.marks import marked
from flask_resty.marks import seal
from flask_resty.media import JSON_EMITTER
from flask_resty.middleware import CORS


class Name(Schema):
    name = fields.Str()


DECORATORS = {
    "accepts": accepts(Name),
    "returns": returns(Name),
    "streams": streams(Name),
    "requires": requires("a"),
    "public": public,
    "throttle": throttle("1/hour"),
    "CORS": CORS("*"),
    "without": without(CORS),
    "use": use(lambda request, next: next(request)),
    "formats": use(emitters=[JSON_EMITTER]),
}

NO_FUNCTIONS = {
    "staticmethod": staticmethod(print),
    "classmethod": classmethod(print),
    "property": property(print),
    "partial": functools.partial(print),
    "class": Name,
    "built in": print,
}


@pytest.mark.parametrize("decorator", DECORATORS.values(), ids=DECORATORS)
def test_decorator_gives_back_the_very_function(decorator):
    def get(self, body):
        """Answer."""

    signature = inspect.signature(get)
    assert decorator(get) is get
    assert (inspect.signature(get), get.__doc__) == (signature, "Answer.")


@pytest.mark.parametrize("decorator", DECORATORS.values(), ids=DECORATORS)
@pytest.mark.parametrize("what", NO_FUNCTIONS.values(), ids=NO_FUNCTIONS)
def test_decorator_on_what_is_no_function_is_an_error(decorator, what):
    with pytest.raises(ConfigError, match=r"is no function\. Decorate the method of a resource itself, not what wraps it\.$"):
        decorator(what)


@pytest.mark.parametrize("decorator", DECORATORS.values(), ids=DECORATORS)
def test_decorator_on_an_inherited_function_is_an_error(decorator):
    class Parent(Resource):
        def get(self):
            return "got"

    with pytest.raises(ConfigError, match=r"Parent\.get belongs to .*Parent already; .* Write a method of your own that calls it, .*\.$"):

        class Child(Parent):
            get = decorator(Parent.get)


def test_decorated_handler_is_called_without_any_machinery():
    class Names(Resource):
        @accepts(Name)
        @returns(Name, 201)
        @requires("a")
        @throttle("1/hour")
        def post(self, body):
            return {"name": body["name"].title()}

    assert Names().post(body={"name": "ada"}) == {"name": "Ada"}


def test_order_of_decorators_does_not_matter(app):
    def post(self, body):
        return body

    api, decorators = Api(app, middleware=[Bearer(verify=print)]), [accepts(Name), returns(Name, 201), requires("a"), throttle("1/hour")]
    for name, order in {"one": decorators, "two": decorators[::-1]}.items():
        handler = functools.reduce(lambda f, decorator: decorator(f), order, type(post)(post.__code__, globals(), "post"))
        api.resource(f"/{name}")(type(name, (Resource,), {"post": handler}))
    one, two = api.operations(app)
    assert [line["entry"] for line in one.explain()] == [line["entry"] for line in two.explain()]
    assert one.contract.accepts.keys() == two.contract.accepts.keys()
    assert one.contract.returns.keys() == two.contract.returns.keys()


@pytest.mark.parametrize("decorator", [accepts, returns, streams, requires, throttle, use, CORS])
def test_decorator_that_was_not_called_is_an_error(app, decorator):
    def get(self):
        return "got"

    with pytest.raises(ConfigError):
        Api(app).resource("/things")(type("Things", (Resource,), {"get": decorator(get)}))


def test_mark_is_read_back():
    def get():
        """Answer."""

    mark(get, "one", 1)
    mark(get, "two", 2)
    assert (marked(get, "one"), marked(get, "two"), marked(get, "three"), marked(get, "three", 3)) == (1, 2, None, 3)


def test_mark_of_what_cannot_have_any_is_the_default():
    assert marked(print, "one", 1) == marked(None, "one", 1) == 1


def test_first_class_to_have_a_function_owns_it():
    def get():
        """Answer."""

    seal(type("First", (), {"get": get}), "get")
    seal(type("Second", (), {"get": get}), "get")
    with pytest.raises(ConfigError, match="belongs to First"):
        mark(get, "one", 1)


def test_function_may_be_decorated_before_it_is_given_to_a_class(app):
    @returns(Name)
    def get(self):
        return {"name": "Ada"}

    for name in ("One", "Two"):
        Api(app).resource(f"/{name}")(type(name, (Resource,), {"get": get}))
    assert [app.test_client().get(path).json for path in ("/One", "/Two")] == [{"name": "Ada"}] * 2


def test_decorator_that_hides_the_marks_is_a_mistake() -> None:
    """The rule would go unnoticed, and the verb would be open to everybody."""

    def quiet(handler: Any) -> Any:
        return lambda self: handler(self)

    with pytest.raises(ConfigError, match="Admin.get has a contract or policy, but a decorator above it hides that. Use functools.wraps"):

        class Admin(Resource):
            @quiet
            @requires(role="admin")
            def get(self) -> None: ...


def test_decorator_that_wraps_properly_keeps_the_marks() -> None:
    def traced(handler: Any) -> Any:
        @functools.wraps(handler)
        def run(self: Any) -> Any:
            return handler(self)

        return run

    class Admin(Resource):
        @traced
        @requires(role="admin")
        def get(self) -> None: ...

    assert [repr(entry) for entry in marked(Admin.get, "stack")] == ["requires(role='admin')"]
