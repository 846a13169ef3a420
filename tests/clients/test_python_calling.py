"""Calls step by step, with nothing sent: repetition, credentials, conditions, and what answers mean."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from flask_resty.clients.python.runtime.bodies import File
from flask_resty.clients.python.runtime.bodies import written
from flask_resty.clients.python.runtime.calling import Calls
from flask_resty.clients.python.runtime.connection import Settings
from flask_resty.clients.python.runtime.connection import edit
from flask_resty.clients.python.runtime.credentials import Anonymous
from flask_resty.clients.python.runtime.credentials import ApiKey
from flask_resty.clients.python.runtime.credentials import Auth
from flask_resty.clients.python.runtime.credentials import Basic
from flask_resty.clients.python.runtime.credentials import Bearer
from flask_resty.clients.python.runtime.credentials import Several
from flask_resty.clients.python.runtime.driving import carry_out
from flask_resty.clients.python.runtime.errors import BadAnswer
from flask_resty.clients.python.runtime.errors import Conflict
from flask_resty.clients.python.runtime.errors import Invalid
from flask_resty.clients.python.runtime.errors import NotFound
from flask_resty.clients.python.runtime.errors import Refused
from flask_resty.clients.python.runtime.errors import TooMany
from flask_resty.clients.python.runtime.errors import Unreachable
from flask_resty.clients.python.runtime.messages import Headers
from flask_resty.clients.python.runtime.messages import Pause
from flask_resty.clients.python.runtime.messages import Request
from flask_resty.clients.python.runtime.messages import Response
from flask_resty.clients.python.runtime.operations import Body
from flask_resty.clients.python.runtime.operations import Given
from flask_resty.clients.python.runtime.operations import Operation
from flask_resty.clients.python.runtime.operations import Parameter
from flask_resty.clients.python.runtime.options import USUAL
from flask_resty.clients.python.runtime.options import Answer
from flask_resty.clients.python.runtime.options import Options
from flask_resty.clients.python.runtime.pages import items_at
from flask_resty.clients.python.runtime.pages import next_page
from flask_resty.clients.python.runtime.remembering import Seen
from flask_resty.clients.python.runtime.retrying import Retry
from flask_resty.clients.python.runtime.selecting import selection_of

BASE = "https://blog.example/api"
READ = Operation(method="GET", path="/posts/{slug}", parameters=(Parameter(name="slug", where="path", check={}),))
WRITE = Operation(
    method="PUT",
    path="/posts/{slug}",
    parameters=READ.parameters,
    bodies=(Body(media_type="application/json", writing="json", check={"type": "object"}),),
    is_readable=True,
)
MAKE = Operation(method="POST", path="/posts", bodies=WRITE.bodies, managed=("idempotency-key",))
POST, BODY = Given(values=("a/b",)), Given(values=("a/b",), body={}, has_body=True)


def answer(status: int = 200, data: Any = None, **headers: str) -> Response:
    """Give an answer of JSON; ``retry_after`` is ``Retry-After``."""
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Response(status=status, headers=Headers([("Content-Type", "application/json"), *lines]), content=json.dumps(data).encode())


class Script:
    """Answers what it was told to, one after the other, and keeps what was asked; an error is raised."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.answers, self.asked = list(answers), list[Request]()

    def send(self, request: Request, options: Options) -> Response:
        self.asked.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def calls(auth: Auth | None = None, retry: Retry | None = None) -> Calls:
    return Calls(BASE, {}, auth or Anonymous(), retry or Retry(pause=0), Seen(2))


def ask(script: Script, operation: Operation = READ, given: Given = POST, *, by: Calls | None = None, options: Options = USUAL) -> Answer:
    return carry_out((by or calls()).call(operation, given, options), script, options)


def waits(steps: Any, *answers: Response | Exception) -> list[float]:
    """Carry out steps without waiting, and give how long they would have waited."""
    waited: list[float] = []
    given = list(answers)
    step = next(steps)
    try:
        while True:
            if isinstance(step, Pause):
                waited.append(step.seconds)
                step = steps.send(None)
            else:
                found = given.pop(0)
                step = steps.throw(found) if isinstance(found, Exception) else steps.send(found)
    except StopIteration:
        return waited


def test_path_variables_are_escaped() -> None:
    script = Script(answer(data={"id": 1}))
    assert ask(script).data == {"id": 1}
    assert script.asked[0].url == f"{BASE}/posts/a%2Fb"


@pytest.mark.parametrize(
    ("is_repeated", "value", "query"),
    [(True, ["a", "b"], "tag=a&tag=b"), (False, ["a", "b"], "tag=a%2Cb"), (True, True, "tag=true"), (True, 1.5, "tag=1.5")],
    ids=str,
)
def test_values_of_the_query(is_repeated: bool, value: Any, query: str) -> None:
    parameter = Parameter(name="tag", where="query", check={}, is_repeated=is_repeated)
    request = calls().request(Operation(method="GET", path="/", parameters=(parameter,)), Given(values=(value,)), USUAL)
    assert request.url == f"{BASE}/?{query}"


def test_header_fields_and_cookies() -> None:
    parameters = (Parameter(name="X-Tags", where="header", check={}), Parameter(name="theme", where="cookie", check={}))
    request = calls().request(Operation(method="GET", path="/", parameters=parameters), Given(values=([1, 2], "dark")), USUAL)
    assert (request.headers["X-Tags"], request.headers["Cookie"]) == ("1,2", "theme=dark")


def test_mistakes_are_found_before_anything_is_sent() -> None:
    parameter = Parameter(name="page", where="query", check={"type": "integer"})
    operation = Operation(method="POST", path="/", parameters=(parameter,), bodies=WRITE.bodies)
    with pytest.raises(Invalid) as raised:
        ask(Script(), operation, Given(values=("1",), body=[], has_body=True))
    assert [(fault.location, fault.pointer, fault.code) for fault in raised.value.errors] == [
        ("query", "/page", "type"),
        ("body", "", "type"),
    ]
    assert not raised.value.was_sent


def test_a_body_takes_the_first_form_that_it_fits() -> None:
    patch = Body(media_type="application/json-patch+json", writing="json", check={"type": "array"})
    operation = Operation(method="PATCH", path="/", bodies=(*WRITE.bodies, patch))
    request = calls().request(operation, Given(body=[], has_body=True), USUAL)
    assert request.headers["Content-Type"] == "application/json-patch+json"


def test_what_was_seen_is_asked_for_by_its_tag() -> None:
    script, by = Script(answer(data=1, ETag='"1"'), answer(304)), calls()
    assert [ask(script, by=by).data for _ in range(2)] == [1, 1]
    assert [request.headers.get("If-None-Match") for request in script.asked] == [None, '"1"']


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    script, by = Script(*[answer(data=1, ETag='"1"')] * 4), calls()
    for slug in ("a", "b", "c", "a"):
        ask(script, given=Given(values=(slug,)), by=by)
    assert "If-None-Match" not in script.asked[-1].headers


@pytest.mark.parametrize("data", [{"id": 1}, [1]], ids=["object", "list"])
def test_a_change_is_made_for_the_state_that_was_read(data: Any) -> None:
    script = Script(answer(data=data, ETag='"1"'), answer())
    read = ask(script).data
    assert read == data
    ask(script, WRITE, Given(values=("a/b",), body={}, has_body=True, match=read))
    assert script.asked[-1].headers["If-Match"] == '"1"'


@pytest.mark.parametrize("match", ['"1"', "*"])
def test_a_tag_says_which_state_it_is(match: str) -> None:
    script = Script(answer())
    ask(script, WRITE, Given(values=("a/b",), body={}, has_body=True, match=match))
    assert script.asked[-1].headers["If-Match"] == match


@pytest.mark.parametrize("match", [{"id": 1}, [1]], ids=["object", "list"])
def test_what_was_not_read_has_no_tag(match: Any) -> None:
    with pytest.raises(ValueError, match="has no tag"):
        ask(Script(), WRITE, Given(values=("a/b",), body={}, has_body=True, match=match))


def test_a_conflict_has_the_state_as_it_is_now() -> None:
    script = Script(answer(412, {"title": "Precondition Failed"}), answer(data={"id": 2}, ETag='"2"'))
    with pytest.raises(Conflict) as raised:
        ask(script, WRITE, BODY)
    assert (raised.value.current, raised.value.current.etag, raised.value.etag) == ({"id": 2}, '"2"', '"2"')


def test_a_conflict_is_told_also_where_the_state_cannot_be_read() -> None:
    with pytest.raises(Conflict) as raised:
        ask(Script(answer(412), answer(404)), WRITE, BODY)
    assert (raised.value.current, raised.value.etag) == (None, None)


def test_an_edit_begins_anew_after_a_conflict() -> None:
    conflict = Conflict(412, {})
    conflict.current = 2
    written: list[int] = []

    def write(state: int) -> str:
        written.append(state)
        if len(written) == 1:
            raise conflict
        return "done"

    assert edit(lambda: 1, write) == "done"
    assert written == [1, 2]


def test_an_edit_gives_up() -> None:
    conflict = Conflict(412, {})
    conflict.current = 2

    def write(state: int) -> str:
        raise conflict

    with pytest.raises(Conflict):
        edit(lambda: 1, write, attempts=2)


@pytest.mark.parametrize(
    ("operation", "given", "first", "attempts"),
    [
        (READ, POST, answer(503), 2),
        (READ, POST, answer(502), 2),
        (READ, POST, Unreachable("gone"), 2),
        (READ, POST, answer(500), 1),
        (WRITE, BODY, Unreachable("gone"), 2),
        (MAKE, Given(body={}, has_body=True), Unreachable("gone"), 2),
        (MAKE, Given(body={}, has_body=True), answer(409, Retry_After="0"), 2),
        (MAKE, Given(body={}, has_body=True), answer(409), 1),
        (Operation(method="POST", path="/"), Given(), Unreachable("gone"), 1),
        (Operation(method="POST", path="/"), Given(), answer(502), 1),
        (Operation(method="POST", path="/"), Given(), answer(429), 2),
    ],
    ids=["503", "502", "broken", "500", "put", "keyed", "at work", "409", "post", "post 502", "post 429"],
)
def test_what_is_safe_is_sent_again(operation: Operation, given: Given, first: Response | Exception, attempts: int) -> None:
    script = Script(first, answer())
    try:
        ask(script, operation, given)
    except (Refused, Unreachable):
        pass
    assert len(script.asked) == attempts


def test_repeats_have_the_same_key() -> None:
    script = Script(answer(503), answer(201))
    ask(script, MAKE, Given(body={}, has_body=True))
    first, second = (request.headers["Idempotency-Key"] for request in script.asked)
    assert first == second and first.startswith('"')


def test_pauses_grow_up_to_the_longest() -> None:
    steps = Retry(attempts=5, pause=1, longest=3).run(Request(method="GET", url=BASE), lambda request: (yield request))
    waited = waits(steps, *[answer(503)] * 5)
    assert [low <= seconds <= high for seconds, (low, high) in zip(waited, [(0.5, 1), (1, 2), (1.5, 3), (1.5, 3)], strict=True)] == [
        True
    ] * 4


@pytest.mark.parametrize(("said", "waited"), [("7", [7.0]), ("61", []), ("Thu, 01 Jan 1970 00:00:00 GMT", [0.0])])
def test_the_server_says_how_long_to_wait(said: str, waited: list[float]) -> None:
    steps = Retry().run(Request(method="GET", url=BASE), lambda request: (yield request))
    assert waits(steps, answer(429, Retry_After=said), answer()) == waited


def test_what_can_be_sent_only_once_is_not_sent_again() -> None:
    script = Script(answer(503, {}))
    operation = Operation(method="PUT", path="/", bodies=(Body(media_type="application/jsonl", writing="lines", check={}),))
    with pytest.raises(Refused):
        ask(script, operation, Given(body=iter([1]), has_body=True))
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("auth", "name", "value"),
    [
        (Basic("ada", "lovelace"), "Authorization", "Basic YWRhOmxvdmVsYWNl"),
        (Bearer("token"), "Authorization", "Bearer token"),
        (Bearer(lambda: "made"), "Authorization", "Bearer made"),
        (ApiKey("key"), "X-API-Key", "key"),
        (ApiKey("key", name="k", where="cookie"), "Cookie", "k=key"),
        (Several(ApiKey("key"), Basic("ada", "lovelace")), "X-API-Key", "key"),
    ],
    ids=["basic", "bearer", "made", "header", "cookie", "several"],
)
def test_credentials_are_sent(auth: Auth, name: str, value: str) -> None:
    script = Script(answer())
    ask(script, by=calls(auth))
    assert script.asked[0].headers[name] == value


def test_a_key_of_the_query() -> None:
    script = Script(answer())
    ask(script, by=calls(ApiKey("a b", name="key", where="query")))
    assert script.asked[0].url.endswith("?key=a%20b")


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (410, NotFound), (422, Invalid), (429, TooMany), (418, Refused), (302, BadAnswer)]
)
def test_refusals_have_their_classes(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(Script(answer(status, {"title": "No"})), by=calls(retry=Retry(attempts=1)))


def test_a_refusal_has_the_problem() -> None:
    told = {
        "type": "/sold-out",
        "title": "Sold out",
        "detail": "No seat is left.",
        "next": "2030-01-01",
        "errors": [{"pointer": "/a", "code": "type"}],
    }
    with pytest.raises(Refused) as raised:
        ask(Script(answer(400, told)))
    error = raised.value
    assert (error.status, error.type, error.title, error.document["next"]) == (400, "/sold-out", "Sold out", "2030-01-01")
    assert [fault.code for fault in error.at("/a")] == ["type"]


@pytest.mark.parametrize("content", [b"<html>", b"\xff", b"[1]", b"", b'{"errors": [1]}'])
def test_a_refusal_may_say_anything(content: bytes) -> None:
    response = Response(status=500, headers=Headers([("Content-Type", "application/problem+json")]), content=content)
    with pytest.raises(Refused):
        ask(Script(response))


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b'"\xff"'], ids=["broken", "deep", "no text"])
def test_an_answer_that_is_none(content: bytes) -> None:
    with pytest.raises(BadAnswer):
        ask(Script(Response(status=200, headers=Headers([("Content-Type", "application/json")]), content=content)))


def test_somebody_may_look_at_the_answer() -> None:
    seen: list[Answer] = []
    ask(Script(answer(201, ETag='"1"')), MAKE, Given(body={}, has_body=True), options=Options(on_answer=seen.append))
    assert [(found.status, found.etag) for found in seen] == [(201, '"1"')]


@pytest.mark.parametrize("base", ["", "/api", "blog.example", "ftp://blog.example"])
def test_the_address_has_to_be_one(base: str) -> None:
    with pytest.raises(ValueError, match="no address of an Api"):
        Settings().calls(base, {})


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('</posts?page=2>; rel="next"', "https://blog.example/posts?page=2"),
        ('</a>; rel="prev", <?page=2>; title="x"; rel=next', f"{BASE}?page=2"),
        ('</a>; rel="last next"', "https://blog.example/a"),
        ('</a>; rel="nextish"', None),
        ("", None),
    ],
)
def test_the_page_after_one(link: str, url: str | None) -> None:
    assert next_page(Headers([("Link", link)]), BASE, set()) == url


def test_no_page_is_of_another_origin() -> None:
    with pytest.raises(BadAnswer, match="not where the Api is"):
        next_page(Headers([("link", "<https://evil.example/>; rel=next")]), BASE, set())


@pytest.mark.parametrize(("data", "pointer"), [({}, ""), ([], "/items"), ({"items": {}}, "/items"), (None, "/a/b")], ids=str)
def test_what_is_no_page_is_told(data: Any, pointer: str) -> None:
    with pytest.raises(BadAnswer, match="no page"):
        items_at(data, pointer)


def test_items_of_a_page() -> None:
    assert (items_at([1], ""), items_at({"a/b": {"items": [2]}}, "/a~1b/items")) == ([1], [2])


def test_a_form_with_files() -> None:
    content, media_type = written({"a": [1, True], "b": File(io.BytesIO(b"x"), 'a"b.png')}, "multipart", "multipart/form-data")
    assert isinstance(content, bytes)
    boundary = media_type.partition("boundary=")[2].encode()
    first, second, third, end = content.split(b"--" + boundary)[1:]
    assert first == b'\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    assert second.endswith(b"\r\n\r\ntrue\r\n")
    assert third == b'\r\nContent-Disposition: form-data; name="b"; filename="a%22b.png"\r\nContent-Type: image/png\r\n\r\nx\r\n'
    assert end == b"--\r\n"


@pytest.mark.parametrize(
    ("writing", "data", "content"),
    [
        ("form", {"a": ["b c", 1]}, b"a=b+c&a=1"),
        ("text", "ä", "ä".encode()),
        ("bytes", b"a", b"a"),
        ("json", {"a": "ä"}, b'{"a":"\\u00e4"}'),
    ],
)
def test_bodies(writing: str, data: Any, content: bytes) -> None:
    assert written(data, writing, "")[0] == content


@pytest.mark.parametrize(("writing", "content"), [("lines", b"1\n2\n"), ("sequence", b"\x1e1\n\x1e2\n")])
def test_streams_are_written_item_by_item(writing: str, content: bytes) -> None:
    chunks = written(iter([1, 2]), writing, "")[0]
    assert chunks is not None and b"".join(chunks) == content  # type: ignore[arg-type]


@pytest.mark.parametrize(("fields", "text"), [("a,b(c)", "a,b(c)"), (["a", "b"], "a,b"), (("a",), "a")], ids=str)
def test_selections(fields: Any, text: str) -> None:
    assert selection_of(fields, ["a", "b"]) == text


def test_a_name_that_cannot_be_selected() -> None:
    with pytest.raises(ValueError, match="'titel' cannot be selected. Did you mean 'title'"):
        selection_of(["titel"], ["title", "slug"])


def test_the_key_of_a_caller_is_sent() -> None:
    made: Callable[..., Request] = calls().request
    assert made(MAKE, Given(body={}, has_body=True), Options(idempotency_key="mine")).headers["Idempotency-Key"] == '"mine"'


def part_of(data: dict[str, Any]) -> bytes:
    """Give what stands in the first part of a form with files, without the boundary."""
    content, media_type = written(data, "multipart", "multipart/form-data")
    assert isinstance(content, bytes)
    return content.split(b"--" + media_type.partition("boundary=")[2].encode())[1]


@pytest.mark.parametrize("value", [b"\x00x", io.BytesIO(b"\x00x"), File(b"\x00x")], ids=["octets", "open", "file"])
def test_octets_in_a_form_are_a_file(value: Any) -> None:
    head, _, content = part_of({"a": value}).partition(b"\r\n\r\n")
    assert b'filename="file"' in head and content == b"\x00x\r\n"


def test_a_file_in_a_form_is_sent_from_its_beginning_each_time() -> None:
    file = File(io.BytesIO(b"all of it"))
    assert [part_of({"a": file}).endswith(b"\r\n\r\nall of it\r\n") for _ in range(2)] == [True, True]


def test_forms_have_objects_as_json_and_leave_out_what_is_not_there() -> None:
    data = {"a": None, "b": [1, None], "c": {"d": True}}
    assert written(data, "form", "")[0] == b"b=1&c=%7B%22d%22%3A+true%7D"
    assert part_of({"a": None, "c": {"d": True}}).endswith(b'name="c"\r\n\r\n{"d": true}\r\n')


FORM = Body(
    media_type="multipart/form-data",
    writing="multipart",
    check={
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "cover": {"type": "string", "contentMediaType": "image/png"},
            "more": {"type": "array", "items": {"type": "string", "format": "binary"}},
        },
        "required": ["title"],
        "additionalProperties": False,
    },
)


def test_forms_with_files_are_checked_but_for_the_files() -> None:
    operation = Operation(method="POST", path="/", bodies=(WRITE.bodies[0], FORM))
    script = Script(answer(), answer())
    ask(script, operation, Given(body={"title": "Dune", "cover": File(b"x"), "more": [b"y"]}, has_body=True))
    assert [request.headers["Content-Type"].partition(";")[0] for request in script.asked] == ["multipart/form-data"]
    strict = Operation(method="POST", path="/", bodies=(FORM,))
    ask(script, strict, Given(body={"title": "Dune", "cover": File(b"x"), "more": [b"y"]}, has_body=True))
    with pytest.raises(Invalid) as raised:
        ask(script, strict, Given(body={"titel": "Dune", "cover": 7}, has_body=True))
    assert [(fault.location, fault.pointer, fault.code) for fault in raised.value.errors] == [
        ("form", "/title", "required"),
        ("form", "/titel", "unknown"),
        ("form", "/cover", "type"),
    ]


@pytest.mark.parametrize("name", ["accept", "ACCEPT"])
def test_a_field_is_said_once_whatever_the_case_of_its_name(name: str) -> None:
    request = calls().request(READ, POST, Options(headers={name: "text/csv", "idempotency-key": "k"}))
    assert dict(request.headers) == {"Accept": "text/csv", "Idempotency-Key": "k"}


def test_a_key_of_the_query_is_said_once() -> None:
    # The address of the next page has it from the one before it.
    script = Script(answer())
    carry_out(
        calls(ApiKey("a b", name="api key", where="query")).send(Request(method="GET", url=f"{BASE}/?api+key=x&page=2")), script, USUAL
    )
    assert script.asked[0].url == f"{BASE}/?page=2&api%20key=a%20b"
