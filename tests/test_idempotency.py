"""``Idempotency-Key``: what is carried out, what is answered again, and what is refused."""

from __future__ import annotations

import logging
from io import BytesIO
from threading import Event
from threading import Thread

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields
from werkzeug.http import dump_cookie

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty import streams
from flask_resty import use
from flask_resty.auth import Basic
from flask_resty.errors import ConfigError
from flask_resty.middleware import CORS
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.middleware.idempotency import ClaimLost
from flask_resty.middleware.idempotency.key import parse
from flask_resty.principal import set_principal

KEY = {"Idempotency-Key": '"8e03978e-40d5"'}


class Order(Schema):
    item = fields.Str(required=True)


class Orders(Resource):
    """Something that must not be done twice."""

    def __init__(self):
        self.done = done

    @accepts(Order)
    @returns(Order, 201)
    def post(self, body):
        done.append(body["item"])
        return body, {"Location": f"/orders/{len(done)}"}


done: list[str] = []


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def client_of(app, resource=Orders, *around, who=None, **keywords):
    stack = [*around, Idempotency(keywords.pop("store", None) or MemoryStore(), **keywords)]
    Api(app, middleware=stack).resource("/orders")(resource)
    return app.test_client()


@pytest.fixture
def post(app):
    """Give a function that orders something with one key, unless told otherwise."""
    client = client_of(app)

    def send(headers=KEY, **keywords):
        return client.post("/orders", headers=headers, **({"json": {"item": "tea"}} | keywords))

    return send


# -- repeats -----------------------------------------------------------------------------------------------------------


def test_a_repeat_is_answered_as_before_and_not_carried_out(post):
    first, second = post(), post()
    assert done == ["tea"]
    assert (second.status, second.data) == (first.status, first.data)
    assert second.headers.pop("Idempotency-Replayed") == "true"
    assert second.headers == first.headers


def test_without_a_key_each_request_is_carried_out(post):
    assert [post(headers={}).status_code for _ in range(2)] == [201, 201]
    assert len(done) == 2


def test_another_key_is_another_request(post):
    assert [post(headers={"Idempotency-Key": key}).status_code for key in ('"a"', '"A"', '"a "', ' "a" ')] == [201] * 4
    assert len(done) == 3


def test_a_key_may_have_quotes_in_it(post):
    headers = {"Idempotency-Key": r'"a \"quoted\" \\ key"'}
    assert [post(headers=headers).headers.get("Idempotency-Replayed") for _ in range(2)] == [None, "true"]


CHANGES = {
    "content": {"json": {"item": "coffee"}},
    "bytes of the same data": {"json": None, "data": b'{"item":  "tea"}', "content_type": "application/json"},
    "media type": {"json": {"item": "tea"}, "content_type": "application/merge-patch+json"},
    "query": {"query_string": "x=1"},
    "host": {"base_url": "http://other.example"},
    "Accept": {"headers": {**KEY, "Accept": "application/json"}},
    "Prefer": {"headers": {**KEY, "Prefer": "return=minimal"}},
    "If-Match": {"headers": {**KEY, "If-Match": '"1"'}},
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_key_of_another_request_is_refused(post, change):
    """Draft, 2.6."""
    post()
    response = post(**CHANGES[change])
    assert (response.status_code, response.json["errors"][0]["code"]) == (422, "reused")
    assert done == ["tea"]


@pytest.mark.parametrize("field", ["Authorization", "Cookie", "User-Agent", "X-Request-Id", "Accept-Language", "Traceparent"])
def test_what_belongs_to_the_attempt_may_change(post, field):
    post(headers={**KEY, field: "one"})
    assert post(headers={**KEY, field: "other"}).headers["Idempotency-Replayed"] == "true"


def test_while_it_is_carried_out_a_repeat_is_told_to_wait(app):
    """Draft, 2.6."""
    begun, may_end = Event(), Event()

    class Slow(Resource):
        def post(self):
            begun.set()
            may_end.wait(30)
            return "done", 201

    client = client_of(app, Slow)
    answers = []
    thread = Thread(target=lambda: answers.append(app.test_client().post("/orders", headers=KEY)))
    thread.start()
    assert begun.wait(30)
    response = client.post("/orders", headers=KEY)
    may_end.set()
    thread.join()
    assert (response.status_code, response.json["errors"][0]["code"]) == (409, "in_flight")
    assert response.headers["Retry-After"] == "1"
    assert answers[0].status_code == 201
    assert client.post("/orders", headers=KEY).headers["Idempotency-Replayed"] == "true"


# -- scope -------------------------------------------------------------------------------------------------------------


def test_a_key_counts_for_one_principal(app):
    basic = Basic(verify=lambda name, password: name)
    client = client_of(app, Orders, basic)
    for name in ("ada", "bob", "ada"):
        assert client.post("/orders", json={"item": name[:1]}, headers=KEY, auth=(name, "x")).status_code == 201
    assert done == ["a", "b"]


def test_no_name_is_that_of_the_anonymous(app):
    basic = Basic(verify=lambda name, password: password)
    client = client_of(app, Orders, basic, public)
    for auth in (None, ("x", "anonymous"), ("x", "None"), ("x", "")):
        client.post("/orders", json={"item": str(auth)}, headers=KEY, auth=auth)
    assert len(done) == 4


def test_who_cannot_be_told_from_others_is_an_error_of_the_developer(app):
    app.testing = True
    client = client_of(app, Orders, Basic(verify=lambda name, password: object()))
    with pytest.raises(ContractError, match="no id"):
        client.post("/orders", json={"item": "tea"}, headers=KEY, auth=("ada", "x"))
    assert done == []


def test_a_key_counts_for_one_path_and_one_method(app):
    class Thing(Resource):
        def post(self, name):
            done.append(f"POST {name}")

        def patch(self, name):
            done.append(f"PATCH {name}")

    api = Api(app, middleware=[Idempotency(MemoryStore())])
    api.resource("/things/<name>")(Thing)
    for method, path in [("POST", "/things/a"), ("PATCH", "/things/a"), ("POST", "/things/b")] * 2:
        assert app.test_client().open(path, method=method, headers=KEY).status_code == 204
    assert done == ["POST a", "PATCH a", "POST b"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_on_other_methods_a_key_is_ignored(app, method):
    class All(Resource):
        def get(self):
            done.append("x")

        put = delete = get

    client = client_of(app, All)
    assert [client.open("/orders", method=method, headers={"Idempotency-Key": "?"}).status_code for _ in range(2)] == [204, 204]
    assert len(done) == 2


def test_it_can_be_for_other_methods(app):
    class Item(Resource):
        def delete(self):
            if done:
                raise Problem(404)
            done.append("deleted")

    client = client_of(app, Item, methods=["DELETE"])
    assert [client.delete("/orders", headers=KEY).status_code for _ in range(2)] == [204, 204]


# -- the field ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("8e03978e-40d5", "malformed"),
        ("", "malformed"),
        ('"', "malformed"),
        ('"a', "malformed"),
        ('a"', "malformed"),
        ("'a'", "malformed"),
        ('"a", "b"', "malformed"),
        ('"a";version=1', "malformed"),
        (r'"a\n"', "malformed"),
        ('"a\tb"', "malformed"),
        ('"\xe4"', "malformed"),
        ("?1", "malformed"),
        ("12", "malformed"),
        (":YQ==:", "malformed"),
        ('""', "too_short"),
        (f'"{"a" * 256}"', "too_long"),
    ],
)
def test_a_key_that_is_none_is_refused(post, value, code):
    response = post(headers={"Idempotency-Key": value})
    assert response.status_code == 400
    detail = response.json["detail"]
    assert response.json["errors"] == [{"location": "headers", "pointer": "/Idempotency-Key", "code": code, "detail": detail}]
    assert done == []


def test_two_keys_are_refused(post):
    assert post(headers=[("Idempotency-Key", '"a"'), ("Idempotency-Key", '"b"')]).status_code == 400


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255))
def test_every_string_is_read_as_it_was_written(text):
    written = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parse(f'"{written}"') == text


@given(st.text())
def test_what_is_read_as_a_key_never_fails_in_another_way(text):
    try:
        assert 1 <= len(parse(text)) <= 255
    except Problem as problem:
        assert problem.status == 400


def test_where_it_is_required_a_request_without_a_key_is_refused(app):
    """Draft, 2.7."""
    client = client_of(app, required=True)
    response = client.post("/orders", json={"item": "tea"})
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "required")
    assert client.post("/orders", json={"item": "tea"}, headers=KEY).status_code == 201
    assert client.get("/orders").status_code == 405


def test_browsers_may_send_the_key_and_see_that_it_is_a_replay(app):
    client = client_of(app, Orders, CORS("https://app.example"))
    origin = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    assert "idempotency-key" in client.options("/orders", headers=origin).headers["Access-Control-Allow-Headers"].lower()
    exposed = client.post("/orders", json={"item": "tea"}, headers={**KEY, "Origin": "https://app.example"})
    assert "Idempotency-Replayed" in exposed.headers["Access-Control-Expose-Headers"]


# -- failures ----------------------------------------------------------------------------------------------------------


def outcomes(app, *made, **keywords):
    """Give a client of a resource that answers with one outcome after the other."""
    left = list(made)

    class Varying(Resource):
        def post(self):
            done.append("tried")
            outcome = left.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

    return client_of(app, Varying, **keywords)


@pytest.mark.parametrize(
    "failure",
    [Problem(409), Problem(503), RuntimeError("bug"), Response(status=402), Response(status=500)],
    ids=["409", "503", "bug", "402", "500"],
)
def test_what_failed_may_be_repeated_with_the_same_key(app, failure):
    client = outcomes(app, failure, Response("done"))
    assert client.post("/orders", headers=KEY).status_code >= 400
    response = client.post("/orders", headers=KEY)
    assert (response.status_code, response.headers.get("Idempotency-Replayed")) == (200, None)


def test_a_request_that_was_not_valid_may_be_mended_with_the_same_key(post):
    assert post(json={"itm": "tea"}).status_code == 422
    assert post().status_code == 201


def test_content_over_the_limit_is_refused_as_ever(app):
    app.config["RESTY_MAX_BODY"] = 100
    client = client_of(app)
    assert client.post("/orders", json={"item": "x" * 100}, headers=KEY).status_code == 413
    assert client.post("/orders", json={"item": "x" * 10}, headers=KEY).status_code == 201


def test_the_limit_is_that_of_the_operation(app):
    app.config["RESTY_MAX_BODY"] = 10

    class Large(Resource):
        @accepts(Order, max_size=1000)
        def post(self, body):
            done.append(len(body["item"]))

    client = client_of(app, Large)
    assert client.post("/orders", json={"item": "x" * 100}, headers=KEY).status_code == 204
    assert client.post("/orders", json={"item": "x" * 1000}, headers=KEY).status_code == 413
    assert done == [100]


def test_content_that_breaks_off_is_not_carried_out(app):
    class Careless(Resource):
        def post(self):
            done.append("x")

    client = client_of(app, Careless)
    environ = {"wsgi.input": BytesIO(b"abc"), "CONTENT_LENGTH": "10"}
    assert client.post("/orders", headers=KEY, environ_overrides=environ).status_code == 400
    assert done == []


@pytest.mark.parametrize("location", ["form", "files"])
def test_a_form_is_read_after_its_content_was(app, location):
    class Upload(Resource):
        @accepts(Order if location == "form" else Schema.from_dict({"item": fields.Raw(required=True)}), location)
        def post(self):
            done.append("x")

    client = client_of(app, Upload)
    data = {"item": "tea"} if location == "form" else {"item": (BytesIO(b"tea"), "tea.txt")}
    assert client.post("/orders", data=data, headers=KEY).status_code == 204
    assert len(done) == 1


# -- what is kept ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "response",
    [
        Response(status=204),
        Response("moved", 303, {"Location": "/elsewhere"}),
        Response(b"\x00\xff\n\n", 200, {"Content-Type": "image/png", "X-Many": "1"}),
        Response("", 202, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("ETag", '"1"')]),
    ],
    ids=lambda response: response.status,
)
def test_all_of_an_answer_is_kept(app, response):
    client = outcomes(app, response)
    first, second = (client.post("/orders", headers=KEY) for _ in range(2))
    assert second.headers.pop("Idempotency-Replayed") == "true"
    assert (second.status, second.data, list(second.headers)) == (first.status, first.data, list(first.headers))


def test_entries_around_it_add_their_fields_to_a_replay(app):
    def counted(request, next):
        response = next(request)
        response.headers["X-Count"] = str(len(done))
        done.append("counted")
        return response

    client = client_of(app, Orders, use(counted, place="edge"))
    assert [client.post("/orders", json={"item": "tea"}, headers=KEY).headers["X-Count"] for _ in range(2)] == ["1", "2"]


def test_of_a_large_answer_it_is_kept_that_it_was_given(app):
    client = outcomes(app, Response("x" * 11, 201), max_size=10)
    assert client.post("/orders", headers=KEY).data == b"x" * 11
    response = client.post("/orders", headers=KEY)
    assert (response.status_code, response.json["errors"][0]["code"]) == (409, "not_kept")
    assert "201" in response.json["detail"]
    assert "Retry-After" not in response.headers
    assert done == ["tried"]


def test_the_largest_answer_that_is_kept(app):
    client = outcomes(app, Response("x" * 10, 201), max_size=10)
    assert [client.post("/orders", headers=KEY).data for _ in range(2)] == [b"x" * 10] * 2


def test_a_stream_is_sent_as_it_comes_and_not_repeated(app):
    class Numbers(Resource):
        @streams(Schema.from_dict({"n": fields.Int()}))
        def post(self):
            done.append("streamed")
            yield from ({"n": n} for n in range(3))

    client = client_of(app, Numbers)
    assert b'"n":2' in client.post("/orders", headers=KEY).data
    assert client.post("/orders", headers=KEY).json["errors"][0]["code"] == "not_kept"
    assert done == ["streamed"]


def test_a_file_is_not_read_into_memory(app, tmp_path):
    (tmp_path / "file").write_text("content")
    with app.test_request_context():
        from flask import send_file

        response = send_file(tmp_path / "file", mimetype="text/plain")
    client = outcomes(app, response)
    with client.post("/orders", headers=KEY) as answer:
        assert answer.data == b"content"
    assert client.post("/orders", headers=KEY).status_code == 409


# -- a store that fails ------------------------------------------------------------------------------------------------


class Failing(MemoryStore):
    """A store that fails in one way."""

    def __init__(self, method, error):
        super().__init__()
        setattr(self, method, lambda *arguments: self.fail(error))

    def fail(self, error):
        raise error


def test_nothing_is_carried_out_where_no_key_can_be_claimed(app):
    client = client_of(app, store=Failing("claim", OSError("no connection")))
    assert client.post("/orders", json={"item": "tea"}, headers=KEY).status_code == 500
    assert done == []


@pytest.mark.parametrize(("error", "logged"), [(OSError(), "could not be kept"), (ClaimLost(), "longer than its lease")])
def test_what_was_done_is_told_also_where_it_cannot_be_kept(app, caplog, error, logged):
    client = client_of(app, store=Failing("complete", error))
    with caplog.at_level(logging.WARNING, "flask_resty"):
        assert client.post("/orders", json={"item": "tea"}, headers=KEY).status_code == 201
    assert logged in caplog.text


def test_an_error_is_told_also_where_its_key_cannot_be_given_back(app, caplog):
    client = client_of(app, store=Failing("release", OSError()))
    with caplog.at_level(logging.WARNING, "flask_resty"):
        assert client.post("/orders", json={"itm": "tea"}, headers=KEY).status_code == 422
    assert "could not be given back" in caplog.text


# -- mistakes of the developer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("store", "keywords", "message"),
    [
        (None, {}, "no store"),
        (MemoryStore, {}, "no store"),
        ({}, {}, "no store"),
        (MemoryStore(), {"lease": 60, "ttl": 59}, "no less than lease"),
        (MemoryStore(), {"lease": 0}, "lease=0"),
        (MemoryStore(), {"ttl": -1}, "ttl=-1"),
        (MemoryStore(), {"ttl": float("nan")}, "ttl=nan"),
        (MemoryStore(), {"ttl": "1 day"}, "ttl='1 day'"),
        (MemoryStore(), {"ttl": True}, "ttl=True"),
        (MemoryStore(), {"max_size": -1}, "max_size=-1"),
        (MemoryStore(), {"max_size": 1.5}, "max_size=1.5"),
        (MemoryStore(), {"methods": ["GET", "POST"]}, "GET, HEAD"),
        (MemoryStore(), {"methods": ["post"]}, "upper case"),
        (MemoryStore(), {"methods": []}, "no method at all"),
    ],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(store, keywords, message):
    with pytest.raises(ConfigError, match=message):
        Idempotency(store, **keywords)


def test_two_on_one_verb_are_refused(app):
    api, entry = Api(app), Idempotency(MemoryStore())

    class Twice(Resource):
        @entry
        @Idempotency(MemoryStore())
        def post(self):
            pass

    with pytest.raises(ConfigError, match="only one may stand"):
        api.resource("/twice")(Twice)


def test_on_a_verb_that_it_is_not_for_it_is_refused(app):
    api = Api(app)

    class Wrong(Resource):
        @Idempotency(MemoryStore())
        def put(self):
            pass

    with pytest.raises(ConfigError, match=r"methods=\['PUT'\]"):
        api.resource("/wrong")(Wrong)


def test_the_nearest_one_counts(app):
    class Nearer(Resource):
        @Idempotency(MemoryStore(), required=True)
        def post(self):
            pass

    assert client_of(app, Nearer).post("/orders").status_code == 400


# -- what a key and a fingerprint are made of --------------------------------------------------------------------------


class Tenant(Schema):
    x_tenant = fields.Str()


class Choice(Schema):
    color = fields.Str()


class Rented(Resource):
    """Something that is another one for another tenant."""

    @accepts(Tenant, "headers")
    @accepts(Choice, "cookies")
    @returns(Order, 201)
    def post(self, headers, cookies):
        done.append(headers.get("x_tenant"))
        return {"item": headers.get("x_tenant", "none")}


def test_two_kinds_of_principals_may_have_the_same_numbers(app):
    class User:
        id = 1

    class Service:
        id = 1

    def identify(request, next):
        set_principal(request.environ, {"user": User, "service": Service}[request.headers["X-Who"]]())
        return next(request)

    client = client_of(app, Orders, use(identify, place="identity"))
    answers = [client.post("/orders", json={"item": who}, headers=KEY | {"X-Who": who}) for who in ("user", "service")]
    assert [answer.json for answer in answers] == [{"item": "user"}, {"item": "service"}]


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"X-Tenant": "two"}, 422), ({"Cookie": "color=red"}, 422), ({"X-Attempt": "2"}, 201), ({"Cookie": "session=new"}, 201)],
)
def test_what_the_verb_declares_is_a_part_of_the_request(app, changed, status):
    client_of(app, Rented)
    # One that sends the cookies that it is told.
    client = app.test_client(use_cookies=False)
    sent = KEY | {"X-Tenant": "one"}
    assert client.post("/orders", headers=sent).status_code == 201
    assert client.post("/orders", headers=sent | changed).status_code == status
    assert done == ["one"]


def test_letters_of_any_script_tell_cookies_apart(app):
    """Escaped, as browsers and Flask send them."""
    client_of(app, Rented)
    client = app.test_client(use_cookies=False)
    escaped = [dump_cookie("color", color).partition(";")[0] for color in ("赤", "青")]
    assert [client.post("/orders", headers=KEY | {"Cookie": cookie}).status_code for cookie in escaped] == [201, 422]


def test_another_boundary_is_no_other_form(app):
    class Upload(Schema):
        name = fields.Str()

    class Uploads(Resource):
        @accepts(Upload, "form")
        def post(self, form):
            done.append(form["name"])
            return form

    def form(boundary, name="tea"):
        content = f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\n{name}\r\n--{boundary}--\r\n'
        return {"data": content, "content_type": f"multipart/form-data; boundary={boundary}", "headers": KEY}

    client = client_of(app, Uploads)
    statuses = [client.post("/orders", **sent).status_code for sent in (form("one"), form("another"), form("one", "coffee"))]
    assert (statuses, done) == ([200, 200, 422], ["tea"])
