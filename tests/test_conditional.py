"""Conditional requests over HTTP (RFC 9110, 13; RFC 6585, 3). The rules by themselves are in ``test_http_preconditions``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask import Response
from flask import redirect
from flask import request
from flask import send_file
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Binary
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Download
from flask_resty import Emitter
from flask_resty import Envelope
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import returns
from flask_resty import streams
from flask_resty.media import JSON_EMITTER
from flask_resty.media import PLIST_EMITTER
from flask_resty.middleware import ETag

THEN = datetime(2024, 5, 17, 12, tzinfo=UTC)
DATE, BEFORE, AFTER = (f"Fri, 17 May 2024 {hour} GMT" for hour in ("12:00:00", "11:59:59", "12:00:01"))
TEXT = Emitter("text/plain", lambda data, schema: repr(data).encode())


class BookIn(Schema):
    title = fields.Str(required=True)


class BookOut(BookIn):
    id = fields.Str()


class Book:
    def __init__(self, id: str, title: str, version: Any = 1, modified: datetime | None = None) -> None:
        self.id, self.title, self.version, self.modified = id, title, version, modified


@pytest.fixture
def shelf() -> dict[str, Book]:
    return {"dune": Book("dune", "Dune")}


@pytest.fixture
def log() -> list[str]:
    """Give the list of the handlers that ran."""
    return []


def book_item(shelf: dict[str, Book], log: list[str]) -> type[Resource]:
    class BookItem(Resource):
        def find(self, id: str) -> Book | None:
            return shelf.get(id)

        def version(self, item: Book) -> Any:
            return item.version

        @returns(BookOut)
        def get(self, item: Book) -> Any:
            log.append("get")
            return item

        @accepts(BookIn)
        @returns(BookOut)
        @returns(BookOut, 201)
        def put(self, id: str, item: Book | None, body: Any) -> Any:
            log.append("put")
            shelf[id] = Book(id, body["title"], 1 if item is None else item.version + 1)
            return shelf[id], 201 if item is None else 200

        @accepts(BookIn(partial=True))
        @returns(BookOut)
        def patch(self, item: Book, body: Any) -> Any:
            log.append("patch")
            item.title, item.version = body.get("title", item.title), item.version + 1
            return item

        @returns(None)
        def delete(self, item: Book) -> None:
            log.append("delete")
            del shelf[item.id]

    return BookItem


@pytest.fixture
def client(app: Flask, shelf: dict[str, Book], log: list[str]) -> FlaskClient:
    Api(app, emitters=[JSON_EMITTER, TEXT]).resource("/books/<id>")(book_item(shelf, log))
    return app.test_client()


@pytest.fixture
def strict(app: Flask, shelf: dict[str, Book], log: list[str]) -> FlaskClient:
    """Give a client of the same books, where each change has to say what it is meant for."""
    Api(app).resource("/books/<id>", require_match=True)(book_item(shelf, log))
    return app.test_client()


def etag(client: FlaskClient, path: str = "/books/dune", **headers: str) -> str:
    return client.get(path, headers=headers).headers["ETag"]


# -- reading -----------------------------------------------------------------------------------------------------------


def test_a_tag_is_strong_and_stays_while_the_version_does(client: FlaskClient) -> None:
    first, again = etag(client), etag(client)
    assert first == again
    assert first.startswith('"') and first.endswith('"')


def test_a_tag_is_another_one_for_another_version_and_for_another_media_type(client: FlaskClient, shelf: Any) -> None:
    json, text = etag(client), etag(client, Accept="text/plain")
    shelf["dune"].version = 2
    assert len({json, text, etag(client)}) == 3


def test_a_tag_changes_with_the_members_that_are_shown(shelf: Any) -> None:
    tags = set()
    for schema in (BookOut, BookIn):
        app = Flask("tests")
        cls = book_item(shelf, [])
        cls.get = returns(schema)(lambda self, item: item)  # type: ignore[attr-defined]
        Api(app).resource("/books/<id>")(cls)
        tags.add(etag(app.test_client()))
    assert len(tags) == 2


def test_many_schemas_may_nest_each_other(app: Flask) -> None:
    """To name them on each way through them would take hours."""
    schemas: list[type[Schema]] = []
    for index in range(12):
        others = {f"to_{other}": fields.Nested(lambda other=other: schemas[other](), metadata={"optional": True}) for other in range(12)}
        schemas.append(Schema.from_dict({"name": fields.Str()} | others, name=f"Node{index}"))

    @Api(app).resource("/node")
    class Node(Resource):
        def version(self) -> int:
            return 1

        @returns(schemas[0])
        def get(self) -> Any:
            return {"name": "first"}

    assert app.test_client().get("/node").json == {"name": "first"}


def test_head_has_the_tag_of_get(client: FlaskClient) -> None:
    assert client.head("/books/dune").headers["ETag"] == etag(client)
    assert client.head("/books/dune", headers={"If-None-Match": etag(client)}).status_code == 304


def test_a_head_that_somebody_writes_has_the_tag_as_well(app: Flask) -> None:
    class Headed(Resource):
        def version(self) -> Any:
            return 1

        @returns(BookOut)
        def get(self) -> Any:
            return Book("x", "y")

        @returns(BookOut)
        def head(self) -> Any:
            return Book("x", "y")

    Api(app).resource("/x")(Headed)
    client = app.test_client()
    assert client.head("/x").headers["ETag"] == etag(client, "/x")
    assert client.head("/x", headers={"If-None-Match": etag(client, "/x")}).status_code == 304


@pytest.mark.parametrize("sent", ["{}", "W/{}", '"x", {}', '"x" , {},', "*"], ids=["alone", "weak", "in a list", "in an odd list", "any"])
def test_what_the_client_has_is_304_before_the_handler_runs(client: FlaskClient, log: list[str], sent: str) -> None:
    tag = etag(client)
    log.clear()
    response = client.get("/books/dune", headers={"If-None-Match": sent.format(tag)})
    assert (response.status_code, response.data, response.headers["ETag"], log) == (304, b"", tag, [])


def test_a_304_has_the_fields_of_the_200_but_nothing_about_content(client: FlaskClient) -> None:
    """RFC 9110, 15.4.5."""
    full = client.get("/books/dune")
    response = client.get("/books/dune", headers={"If-None-Match": full.headers["ETag"]})
    for field in ("ETag", "Vary", "Cache-Control", "Content-Location", "Expires"):
        assert response.headers.get(field) == full.headers.get(field)
    assert not {name for name in response.headers.keys() if name.startswith("Content-") and name != "Content-Security-Policy"}


@pytest.mark.parametrize("entries", [(), (ETag(),)], ids=["version", "tag"])
def test_a_304_leaves_the_policy_of_a_page_as_it_was(app: Flask, entries: tuple[Any, ...]) -> None:
    """A cache puts what a 304 says on what it keeps (RFC 9111, 3.2)."""

    class Page(Resource):
        def get(self) -> Any:
            return Response("<p>", headers={"Content-Security-Policy": "default-src 'self'"})

    if not entries:
        Page.version = lambda self: 1  # type: ignore[attr-defined]
    Api(app, middleware=entries).resource("/page")(Page)
    client = app.test_client()
    unchanged = client.get("/page", headers={"If-None-Match": client.get("/page").headers["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged.headers.get("Content-Security-Policy", "default-src 'self'") == "default-src 'self'"


def in_languages(app: Flask) -> FlaskClient:
    class Language(Schema):
        accept_language = fields.Str()

    class Theme(Schema):
        theme = fields.Str()

    @Api(app).resource("/greeting")
    class Greeting(Resource):
        def version(self) -> int:
            return 1

        @accepts(Language, "headers")
        @accepts(Theme, "cookies")
        @returns(BookOut)
        def get(self, headers: Any, cookies: Any) -> Any:
            return {"title": headers.get("accept_language", "any"), "id": cookies.get("theme", "none")}

        @accepts(BookIn)
        @returns(BookOut)
        def put(self, body: Any) -> Any:
            return body | {"id": "1"}

    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("other", [{"Accept-Language": "fr"}, {"Cookie": "theme=dark"}])
def test_what_the_verb_declares_chooses_another_representation(app: Flask, other: dict[str, str]) -> None:
    """A client that has one of them does not have the others (RFC 9110, 8.8.3.3)."""
    client = in_languages(app)
    english = {"Accept-Language": "en", "X-Attempt": "1"}
    tag = client.get("/greeting", headers=english).headers["ETag"]
    assert client.get("/greeting", headers=english | {"If-None-Match": tag, "X-Attempt": "2"}).status_code == 304
    assert client.get("/greeting", headers=english | other | {"If-None-Match": tag}).status_code == 200


def test_a_change_has_the_tag_of_the_representation_that_its_sender_reads(app: Flask) -> None:
    client = in_languages(app)
    english, french = {"Accept-Language": "en"}, {"Accept-Language": "fr"}
    tag = client.get("/greeting", headers=english).headers["ETag"]
    changed = client.put("/greeting", json={"title": "x"}, headers=french | {"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == client.get("/greeting", headers=french).headers["ETag"] != tag


def test_what_is_only_begun_has_no_new_state_to_tell_of(app: Flask, shelf: Any) -> None:
    """RFC 9110, 15.3.3."""

    @Api(app).resource("/books/<id>")
    class BookItem(Resource):
        def find(self, id: str) -> Any:
            return shelf.get(id)

        def version(self, item: Any) -> Any:
            return item.version

        @returns(BookOut)
        def get(self, item: Any) -> Any:
            return item

        @accepts(BookIn)
        @returns(BookOut, 202)
        def put(self, item: Any, body: Any) -> Any:
            return {"title": "is being printed", "id": "dune"}

    response = app.test_client().put("/books/dune", json={"title": "Dune"})
    assert (response.status_code, {"ETag", "Content-Location"}.intersection(response.headers.keys())) == (202, set())


def test_what_has_changed_is_sent(client: FlaskClient, shelf: Any) -> None:
    tag = etag(client)
    shelf["dune"].version = 2
    response = client.get("/books/dune", headers={"If-None-Match": tag})
    assert (response.status_code, response.json) == (200, {"title": "Dune", "id": "dune"})


def test_the_tag_of_another_resource_does_not_match(client: FlaskClient, shelf: Any) -> None:
    """T90."""
    shelf["emma"] = Book("emma", "Emma", 2)
    assert client.get("/books/dune", headers={"If-None-Match": etag(client, "/books/emma")}).status_code == 200


def test_a_get_may_insist_on_a_state(client: FlaskClient, log: list[str]) -> None:
    tag = etag(client)
    assert client.get("/books/dune", headers={"If-Match": tag}).status_code == 200
    log.clear()
    response = client.get("/books/dune", headers={"If-Match": '"other"'})
    assert (response.status_code, response.mimetype, log) == (412, "application/problem+json", [])
    assert "ETag" not in response.headers


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}, {"If-Match": '"x"'}])
def test_what_is_not_there_is_404_whatever_is_demanded(client: FlaskClient, headers: Any) -> None:
    """RFC 9110, 13.2.1: normal checks come first."""
    response = client.get("/books/none", headers=headers)
    assert response.status_code == 404
    assert "ETag" not in response.headers


def test_a_406_comes_before_a_304(client: FlaskClient) -> None:
    assert client.get("/books/dune", headers={"If-None-Match": "*", "Accept": "image/png"}).status_code == 406


def test_a_redirect_has_no_validators(app: Flask) -> None:
    @Api(app).resource("/moved")
    class Moved(Resource):
        def version(self) -> Any:
            return 1

        def get(self) -> Any:
            return redirect("/elsewhere")

    client = app.test_client()
    assert "ETag" not in client.get("/moved").headers
    # What is known before the handler runs does not tell that it will redirect.
    assert client.get("/moved", headers={"If-None-Match": '"x"'}).status_code == 302


def test_malformed_tags_are_ignored_where_nothing_can_be_lost(client: FlaskClient) -> None:
    assert client.get("/books/dune", headers={"If-None-Match": "dune"}).status_code == 200


# -- dates -------------------------------------------------------------------------------------------------------------


def dated(app: Flask, modified: Any, *middleware: Any) -> FlaskClient:
    @Api(app, middleware=middleware).resource("/news")
    class News(Resource):
        def last_modified(self) -> Any:
            return modified

        @returns(BookOut)
        def get(self) -> Any:
            return Book("news", "News")

        @accepts(BookIn)
        @returns(None)
        def put(self, body: Any) -> None: ...

    return app.test_client()


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("If-Modified-Since", BEFORE, 200),
        ("If-Modified-Since", DATE, 304),
        ("If-Modified-Since", AFTER, 304),
        ("If-Modified-Since", "garbage", 200),
        ("If-Unmodified-Since", BEFORE, 412),
        ("If-Unmodified-Since", DATE, 200),
        ("If-Unmodified-Since", AFTER, 200),
        ("If-Unmodified-Since", "garbage", 200),
    ],
)
def test_dates_are_conditions(app: Flask, field: str, value: str, status: int) -> None:
    """T94."""
    response = dated(app, THEN + timedelta(microseconds=5)).get("/news", headers={field: value})
    assert response.status_code == status
    assert (response.headers.get("Last-Modified") == DATE) is (status == 200)


def test_a_change_is_refused_by_date(app: Flask) -> None:
    client = dated(app, THEN.replace(tzinfo=None))
    assert client.put("/news", json={"title": "x"}, headers={"If-Unmodified-Since": BEFORE}).status_code == 412
    assert client.put("/news", json={"title": "x"}, headers={"If-Unmodified-Since": DATE}).status_code == 204
    assert client.put("/news", json={"title": "x"}, headers={"If-Modified-Since": AFTER}).status_code == 204


def test_nothing_was_modified_in_the_future(app: Flask) -> None:
    """RFC 9110, 8.8.2.1."""
    told = dated(app, datetime(9999, 1, 1, tzinfo=UTC)).get("/news").headers["Last-Modified"]
    assert "9999" not in told


def test_where_no_date_is_known_none_is_told(app: Flask) -> None:
    client = dated(app, None)
    response = client.get("/news", headers={"If-Modified-Since": AFTER})
    assert (response.status_code, "Last-Modified" in response.headers) == (200, False)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"If-Modified-Since": DATE}, 304),
        ({"If-Modified-Since": BEFORE}, 200),
        ({"If-Unmodified-Since": BEFORE}, 412),
        ({"If-Unmodified-Since": DATE}, 200),
        ({"If-Modified-Since": DATE, "If-None-Match": '"x"'}, 200),
    ],
    ids=["unchanged", "changed", "failed", "held", "tag first"],
)
def test_a_date_that_only_the_answer_tells_is_a_condition_beside_a_version(app: Flask, fields: dict[str, str], status: int) -> None:
    """RFC 9110, 13.1.3 and 13.1.4: what was told may be asked by."""

    @Api(app).resource("/report")
    class Report(Resource):
        def version(self) -> int:
            return 1

        @returns(Binary("text/plain"))
        def get(self) -> Download:
            return Download(b"report", last_modified=THEN)

    client = app.test_client()
    assert client.get("/report").headers["Last-Modified"] == DATE
    assert client.get("/report", headers=fields).status_code == status


def test_a_date_that_is_none_is_a_broken_promise(app: Flask) -> None:
    assert dated(app, "2024-05-17").get("/news").status_code == 500


# -- writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "body"), [("PUT", {"title": "x"}), ("PATCH", {"title": "x"}), ("DELETE", None)])
def test_a_change_that_is_meant_for_another_state_is_refused_before_it_is_made(
    client: FlaskClient, log: list[str], method: str, body: Any
) -> None:
    tag = etag(client)
    log.clear()
    refused = client.open("/books/dune", method=method, json=body, headers={"If-Match": '"old"'})
    assert (refused.status_code, log, "ETag" in refused.headers) == (412, [], False)
    assert client.open("/books/dune", method=method, json=body, headers={"If-Match": tag}).status_code < 300
    assert log == [method.lower()]


def test_an_asterisk_is_for_whatever_is_there(client: FlaskClient) -> None:
    assert client.put("/books/dune", json={"title": "x"}, headers={"If-Match": "*"}).status_code == 200
    assert client.put("/books/emma", json={"title": "x"}, headers={"If-Match": "*"}).status_code == 412


def test_a_put_may_only_create(client: FlaskClient, log: list[str]) -> None:
    assert client.put("/books/emma", json={"title": "Emma"}, headers={"If-None-Match": "*"}).status_code == 201
    assert client.put("/books/emma", json={"title": "Emma"}, headers={"If-None-Match": "*"}).status_code == 412
    assert client.put("/books/none", json={"title": "x"}, headers={"If-Match": '"x"'}).status_code == 412
    assert log == ["put"]


def test_a_stale_condition_comes_before_a_bad_body(client: FlaskClient) -> None:
    """RFC 9110, 13.2.1: before the content is processed."""
    headers = {"If-Match": '"old"'}
    assert client.put("/books/dune", json={"zzz": 1}, headers=headers).status_code == 412
    assert client.put("/books/dune", data="{", content_type="application/json", headers=headers).status_code == 412
    assert client.put("/books/dune", data="x", content_type="text/plain", headers=headers).status_code == 415


def test_parameters_that_are_wrong_come_before_conditions(client: FlaskClient) -> None:
    """RFC 9110, 13.2.1: only the content is processed after them."""
    tag = etag(client)
    assert client.get("/books/dune?zzz=1", headers={"If-None-Match": tag}).status_code == 422
    response = client.put("/books/dune?zzz=1", json={"title": "x"}, headers={"If-Match": '"old"'})
    assert (response.status_code, [error["location"] for error in response.json["errors"]]) == (422, ["query"])


def test_the_tag_of_any_representation_will_do_for_a_change(client: FlaskClient) -> None:
    tag = etag(client, Accept="text/plain")
    assert client.put("/books/dune", json={"title": "x"}, headers={"If-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_the_answer_to_a_change_has_the_new_tag(client: FlaskClient, method: str) -> None:
    old = etag(client)
    response = client.open("/books/dune", method=method, json={"title": "x"}, headers={"If-Match": old})
    assert response.headers["ETag"] == etag(client) != old
    assert response.headers["Content-Location"] == "/books/dune"
    assert client.delete("/books/dune", headers={"If-Match": response.headers["ETag"]}).status_code == 204


def test_malformed_tags_are_400_before_anything_is_changed(client: FlaskClient, log: list[str]) -> None:
    response = client.put("/books/dune", json={"title": "x"}, headers={"If-Match": "v1"})
    assert (response.status_code, log) == (400, [])
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [("/If-Match", "malformed")]


# -- 428 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "body"), [("PUT", {"title": "x"}), ("PATCH", {"title": "x"}), ("DELETE", None)])
def test_a_change_has_to_say_what_it_is_meant_for(strict: FlaskClient, log: list[str], method: str, body: Any) -> None:
    """T91, T93; RFC 6585, 3."""
    response = strict.open("/books/dune", method=method, json=body)
    assert (response.status_code, response.headers["Cache-Control"], log) == (428, "no-store", [])
    assert "If-Match" in response.json["detail"]
    assert response.json["errors"][0]["pointer"] == "/If-Match"


def test_what_is_demanded_can_be_said(strict: FlaskClient) -> None:
    """T92."""
    assert strict.put("/books/dune", json={"title": "x"}, headers={"If-Match": etag(strict)}).status_code == 200
    assert strict.put("/books/dune", json={"title": "x"}, headers={"If-Match": "*"}).status_code == 200
    assert strict.put("/books/dune", json={"title": "x"}, headers={"If-Match": '"wrong"'}).status_code == 412
    assert strict.put("/books/emma", json={"title": "x"}, headers={"If-None-Match": "*"}).status_code == 201
    assert strict.put("/books/new", json={"title": "x"}).status_code == 428
    assert strict.get("/books/dune").status_code == 200


def test_not_this_state_is_no_state(strict: FlaskClient) -> None:
    """``If-None-Match`` says something only where nothing is to be there."""
    assert strict.delete("/books/dune", headers={"If-None-Match": '"x"'}).status_code == 428
    assert strict.delete("/books/dune", headers={"If-None-Match": "*"}).status_code == 412


def test_a_428_comes_before_a_bad_body_and_after_a_404(strict: FlaskClient) -> None:
    assert strict.put("/books/dune", data="{", content_type="application/json").status_code == 428
    assert strict.delete("/books/none").status_code == 404


def test_a_date_where_none_is_known_says_nothing(strict: FlaskClient) -> None:
    assert strict.delete("/books/dune", headers={"If-Unmodified-Since": AFTER}).status_code == 428


def test_where_only_dates_are_known_a_date_is_demanded(app: Flask) -> None:
    @Api(app).resource("/news", require_match=True)
    class News(Resource):
        def last_modified(self) -> Any:
            return THEN

        @returns(None)
        def delete(self) -> None: ...

    client = app.test_client()
    assert client.delete("/news").json["errors"][0]["pointer"] == "/If-Unmodified-Since"
    assert client.delete("/news", headers={"If-Unmodified-Since": DATE}).status_code == 204


def test_a_match_cannot_be_demanded_of_what_has_no_version(app: Flask) -> None:
    class Versionless(Resource):
        @returns(None)
        def delete(self) -> None: ...

    with pytest.raises(ConfigError, match=r"Versionless.delete has require_match=True, but nothing to match with. Write version\(\)"):
        Api(app).resource("/x", require_match=True)(Versionless)


@pytest.mark.parametrize("entry", [ETag(), ETag(weak=True)])
def test_a_match_cannot_be_demanded_where_no_tag_can_match(app: Flask, entry: ETag) -> None:
    members: dict[str, Any] = {"put": lambda self: None} | ({"get": lambda self: {}} if entry.weak else {})
    with pytest.raises(ConfigError, match="no tag that can match"):
        Api(app).resource("/x", require_match=True, middleware=[entry])(type("Tagless", (Resource,), members))


def test_a_match_cannot_be_demanded_of_who_judges_it_alone(app: Flask) -> None:
    class Conditions(Schema):
        if_match = fields.Str()

    class Alone(Resource):
        def version(self) -> Any: ...

        @accepts(Conditions, "headers")
        def put(self) -> Any: ...

    with pytest.raises(ConfigError, match="to judge them itself"):
        Api(app).resource("/x", require_match=True)(Alone)


def test_a_match_is_demanded_or_not(app: Flask) -> None:
    with pytest.raises(ConfigError, match="require_match='yes'"):
        Api(app).resource("/x", require_match="yes")(Resource)  # type: ignore[typeddict-item]


def test_tags_are_computed_for_a_whole_resource(app: Flask) -> None:
    class Alone(Resource):
        @ETag()
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="Put it on the resource"):
        Api(app).resource("/x")(Alone)
    with pytest.raises(ConfigError, match="neither weak nor strong"):
        ETag(weak="no")  # type: ignore[arg-type]


def test_a_version_is_a_method(app: Flask) -> None:
    class Fixed(Resource):
        version = "1"

        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="Fixed.version is str"):
        Api(app).resource("/x")(Fixed)


def test_an_answer_that_is_not_what_is_read_does_not_say_so(app: Flask) -> None:
    """RFC 9110, 8.7: ``Content-Location`` would have a client keep it as the resource."""

    class Done(Schema):
        ok = fields.Bool()

    class Doer(Resource):
        def version(self) -> Any:
            return 1

        @returns(BookOut)
        def get(self) -> Any: ...

        @returns(Done)
        def put(self) -> Any:
            return {"ok": True}

    Api(app).resource("/x")(Doer)
    assert "Content-Location" not in app.test_client().put("/x").headers


def test_what_cannot_be_asked_for_its_version_breaks_the_promise(app: Flask) -> None:
    class Versioned(Resource):
        def find(self) -> Any:
            return Book("x", "y")

        def version(self, item: Any) -> Any:
            return item.version

        @accepts(BookIn)
        @returns(BookIn)
        def put(self, body: Any) -> Any:
            return body

    app.testing = True
    Api(app).resource("/x")(Versioned)
    with pytest.raises(ContractError, match=r"Versioned.put returned dict, of which version\(\) or last_modified\(\) can make nothing"):
        app.test_client().put("/x", json={"title": "z"})


def test_a_tag_is_the_same_in_all_processes(shelf: Any) -> None:
    """What adds to an envelope is a function, which stands at another address in each."""
    tags = set()
    for _ in range(2):
        app = Flask("tests")
        Api(app, envelope=Envelope("data", meta=lambda data: {})).resource("/books/<id>")(book_item(shelf, []))
        tags.add(etag(app.test_client()))
    assert len(tags) == 1


def test_a_tag_changes_with_the_members_inside_of_what_is_shown() -> None:
    tags = set()
    for inner in (BookIn, BookOut):
        app = Flask("tests")

        class Shelf(Schema):
            books = fields.List(fields.Nested(inner))
            self_ = fields.Nested(lambda: Shelf(), metadata={"optional": True})

        class Shelves(Resource):
            def version(self) -> Any:
                return 1

            @returns(Shelf)
            def get(self) -> Any:
                return {"books": []}

        Api(app).resource("/books/dune")(Shelves)
        tags.add(etag(app.test_client()))
    assert len(tags) == 2


def test_a_change_can_be_meant_for_what_was_read_with_parameters(app: Flask) -> None:
    class Path(Schema):
        name = fields.Str()

    @Api(app, middleware=[ETag()]).resource("/<name>")
    class Named(Resource):
        @accepts(Path, "path_args")
        @returns(BookOut)
        def get(self, path_args: Any) -> Any:
            return {"title": path_args["name"], "id": "1"}

        def put(self, name: str) -> None: ...

    client = app.test_client()
    assert client.put("/dune", headers={"If-Match": etag(client, "/dune")}).status_code == 204
    assert client.put("/emma", headers={"If-Match": etag(client, "/dune")}).status_code == 412


@pytest.mark.parametrize("is_required", [True, False])
def test_what_needs_a_query_to_be_read_has_no_tag_that_a_change_could_be_meant_for(app: Flask, is_required: bool) -> None:
    @Api(app, middleware=[ETag()]).resource("/search")
    class Search(Resource):
        @accepts(Schema.from_dict({"q": fields.Str(required=is_required)}), "query")
        @returns(BookOut)
        def get(self, query: Any) -> Any:
            return {"title": query.get("q", "all"), "id": "1"}

        def put(self) -> None: ...

    client = app.test_client()
    read, all_of_it = etag(client, "/search?q=x"), etag(client, "/search" if not is_required else "/search?q=all")
    assert client.put("/search", headers={"If-Match": read}).status_code == 412
    assert client.put("/search", headers={"If-Match": all_of_it}).status_code == (412 if is_required else 204)


def test_a_page_has_no_tag_that_a_change_could_be_meant_for(app: Flask) -> None:
    @Api(app, middleware=[ETag()]).resource("/books")
    class Books(Resource):
        @paginate(PageNumber())
        @returns(BookOut(many=True))
        def get(self, page: Any) -> Any:
            return page.of([], total=0)

        def post(self) -> None: ...

    client = app.test_client()
    assert client.post("/books", headers={"If-Match": etag(client, "/books")}).status_code == 412
    assert client.post("/books", headers={"If-None-Match": '"x"'}).status_code == 204


def test_a_match_cannot_be_demanded_where_nothing_changes(app: Flask) -> None:
    class Fixed(Resource):
        def version(self) -> Any: ...

        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="no PUT, PATCH or DELETE"):
        Api(app).resource("/x", require_match=True)(Fixed)


# -- what a version may be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        ("a", "b"),
        (b"bytes", b"other"),
        (memoryview(b"a"), bytearray(b"b")),
        (1.5, 2.5),
        (Decimal("1.0"), Decimal("1.1")),
        (UUID(int=1), UUID(int=2)),
        (THEN, THEN + timedelta(microseconds=1)),
        (THEN.date(), THEN.date() + timedelta(days=1)),
        ((1, "a"), (1, "b")),
        (("a", "b"), ("a', 'b",)),
        ((b"a", None), (b"b", None)),
        ('"quoted" ☃\r\n', "x"),
    ],
)
def test_a_version_is_anything_that_can_be_told_apart(client: FlaskClient, shelf: Any, one: Any, other: Any) -> None:
    tags = []
    for version in (one, other, one):
        shelf["dune"].version = version
        tags.append(etag(client))
    assert tags[0] == tags[2] != tags[1]
    assert client.get("/books/dune", headers={"If-None-Match": tags[0]}).status_code == 304


def test_a_moment_is_one_version_in_all_zones(client: FlaskClient, shelf: Any) -> None:
    shelf["dune"].version = THEN
    first = etag(client)
    shelf["dune"].version = THEN.astimezone()
    assert etag(client) == first


def test_where_no_version_is_known_there_is_no_tag(client: FlaskClient, shelf: Any) -> None:
    shelf["dune"].version = None
    assert "ETag" not in client.get("/books/dune").headers
    assert client.put("/books/dune", json={"title": "x"}, headers={"If-Match": '"x"'}).status_code == 412


def test_a_version_that_cannot_be_told_apart_is_a_broken_promise(client: FlaskClient, shelf: Any) -> None:
    shelf["dune"].version = object()
    assert client.get("/books/dune").status_code == 500


def test_a_version_may_ask_for_what_find_may_ask_for(app: Flask) -> None:
    @Api(app).resource("/<int:number>")
    class Number(Resource):
        async def version(self, number: int) -> Any:
            return number

        def get(self, number: int) -> Any:
            return number

    client = app.test_client()
    assert etag(client, "/1") != etag(client, "/2")


def test_a_version_cannot_ask_for_what_nobody_provides(app: Flask) -> None:
    class Odd(Resource):
        def version(self, item: Any) -> Any: ...

        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="Odd.version asks for 'item', which nothing provides"):
        Api(app).resource("/x")(Odd)


# -- computed tags -----------------------------------------------------------------------------------------------------


def computing(app: Flask, entry: ETag, log: list[str]) -> FlaskClient:
    shown = {"title": "Dune", "id": "dune"}

    @Api(app, middleware=[entry], emitters=[JSON_EMITTER, TEXT]).resource("/book")
    class Computed(Resource):
        @returns(BookOut)
        def get(self) -> Any:
            log.append("get")
            return shown

        @accepts(BookIn)
        @returns(BookOut)
        def put(self, body: Any) -> Any:
            log.append("put")
            shown.update(body)
            return shown

    return app.test_client()


def test_a_tag_is_computed_from_what_is_sent(app: Flask, log: list[str]) -> None:
    """T89."""
    client = computing(app, ETag(), log)
    tag = etag(client, "/book")
    assert tag == client.head("/book").headers["ETag"] != etag(client, "/book", Accept="text/plain")
    for sent in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        response = client.get("/book", headers={"If-None-Match": sent})
        assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
    client.put("/book", json={"title": "Emma"})
    assert client.get("/book", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/plain"])
def test_a_change_is_meant_for_a_computed_tag(app: Flask, log: list[str], accept: str) -> None:
    client = computing(app, ETag(), log)
    tag = etag(client, "/book", Accept=accept)
    assert client.put("/book", json={"title": "x"}, headers={"If-Match": '"old"'}).status_code == 412
    assert "put" not in log
    response = client.put("/book", json={"title": "x"}, headers={"If-Match": tag})
    assert (response.status_code, response.headers["ETag"]) == (200, etag(client, "/book"))
    assert client.put("/book", json={"title": "y"}, headers={"If-Match": tag}).status_code == 412


def test_a_format_that_cannot_carry_the_data_has_no_tag_to_compute(app: Flask) -> None:
    @Api(app, middleware=[ETag()], emitters=[JSON_EMITTER, PLIST_EMITTER]).resource("/bell")
    class Bell(Resource):
        @returns(BookIn)
        def get(self) -> Any:
            return {"title": "\a"}

        @returns(None)
        def delete(self) -> None: ...

    client = app.test_client()
    assert client.delete("/bell", headers={"If-Match": etag(client, "/bell")}).status_code == 204


def test_without_any_answer_there_is_nothing_to_compute(app: Flask) -> None:
    @Api(app, middleware=[ETag()]).resource("/broken")
    class Broken(Resource):
        @returns(BookIn)
        def get(self) -> Any:
            return {}

        @returns(None)
        def delete(self) -> None: ...

    assert app.test_client().delete("/broken", headers={"If-Match": '"x"'}).status_code == 500


def test_a_tag_that_is_not_ours_is_compared_as_a_whole(app: Flask) -> None:
    """A dot in it parts nothing."""
    log: list[str] = []

    @Api(app, middleware=[ETag()]).resource("/own")
    class Own(Resource):
        def get(self) -> Any:
            return {"a": 1}, {"ETag": '"1.2"'}

        def put(self) -> None:
            log.append("put")

    client = app.test_client()
    assert client.put("/own", headers={"If-Match": '"1.7"'}).status_code == 412
    assert log == []
    assert client.put("/own", headers={"If-Match": '"1.2"'}).status_code == 204


def test_what_is_asked_for_its_tag_is_closed(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("x")

    @Api(app, middleware=[ETag()]).resource("/file")
    class File(Resource):
        def get(self) -> Any:
            return send_file(path)

        def put(self) -> None: ...

    client = app.test_client()
    with client.get("/file") as response:
        tag = response.headers["ETag"]
    assert client.put("/file", headers={"If-Match": tag}).status_code == 204
    assert client.put("/file", headers={"If-Match": '"old"'}).status_code == 412


def test_what_can_be_gone_through_once_has_a_tag_in_all_formats(app: Flask) -> None:
    @Api(app, middleware=[ETag()], emitters=[JSON_EMITTER, TEXT]).resource("/books")
    class Once(Resource):
        @returns(BookOut(many=True))
        def get(self) -> Any:
            return iter([Book("1", "Dune")])

        def put(self) -> None: ...

    client = app.test_client()
    for accept in ("application/json", "text/plain"):
        assert client.put("/books", headers={"If-Match": etag(client, "/books", Accept=accept)}).status_code == 204


def test_a_plain_change_computes_nothing(app: Flask, log: list[str]) -> None:
    client = computing(app, ETag(), log)
    client.put("/book", json={"title": "x"})
    assert log == ["put"]


def test_a_weak_tag_saves_the_way_but_guards_no_change(app: Flask, log: list[str]) -> None:
    client = computing(app, ETag(weak=True), log)
    tag = etag(client, "/book")
    assert tag.startswith('W/"')
    assert client.get("/book", headers={"If-None-Match": tag}).status_code == 304
    assert client.put("/book", json={"title": "x"}, headers={"If-Match": tag}).status_code == 412


def test_a_version_is_taken_where_there_is_one(shelf: Any, log: list[str]) -> None:
    tags = []
    for middleware in ([], [ETag()]):
        app = Flask("tests")
        Api(app, middleware=middleware).resource("/books/<id>")(book_item(shelf, log))
        tags.append(etag(app.test_client()))
    assert tags[0] == tags[1]


def test_dates_and_computed_tags_go_together(app: Flask) -> None:
    client = dated(app, THEN, ETag())
    full = client.get("/news")
    assert full.headers["Last-Modified"] == DATE
    assert client.get("/news", headers={"If-None-Match": full.headers["ETag"], "If-Modified-Since": BEFORE}).status_code == 304
    assert client.get("/news", headers={"If-None-Match": '"x"', "If-Modified-Since": AFTER}).status_code == 200
    assert client.get("/news", headers={"If-Modified-Since": AFTER}).status_code == 304


def test_a_query_has_tags_of_its_own(app: Flask) -> None:
    @Api(app, middleware=[ETag()]).resource("/search")
    class Search(Resource):
        @accepts(BookIn)
        @returns(BookOut(many=True))
        def query(self, body: Any) -> Any:
            return [{"title": body["title"], "id": "1"}]

    def ask(title: str, **headers: str) -> Any:
        return app.test_client().open("/search", method="QUERY", json={"title": title}, headers=headers)

    tag = ask("Dune").headers["ETag"]
    assert ask("Dune", **{"If-None-Match": tag}).status_code == 304
    assert ask("Emma", **{"If-None-Match": tag}).status_code == 200


def test_errors_and_streams_have_no_computed_tag(app: Flask) -> None:
    @Api(app, middleware=[ETag()]).resource("/<kind>")
    class Kinds(Resource):
        @returns(BookOut)
        @returns(BookOut, 404)
        def get(self, kind: str) -> Any:
            if kind == "raised":
                raise Problem(404)
            return {"title": "x", "id": "y"}, 404

    @Api(app, middleware=[ETag()]).resource("/many/all")
    class Many(Resource):
        @streams(BookOut)
        def get(self) -> Iterator[Any]:
            yield {"title": "x", "id": "y"}

    client = app.test_client()
    for path in ("/raised", "/returned", "/many/all"):
        assert "ETag" not in client.get(path, buffered=True).headers


# -- what nobody configured --------------------------------------------------------------------------------------------


def plain(app: Flask, handler: Any, method: str = "get", **members: Any) -> FlaskClient:
    Api(app).resource("/plain")(type("Plain", (Resource,), {method: handler, **members}))
    return app.test_client()


def test_where_nothing_is_known_no_certain_state_is_there(app: Flask) -> None:
    client = plain(app, lambda self: {"a": 1})
    assert client.get("/plain", headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get("/plain", headers={"If-Match": '"x"'}).status_code == 412
    assert client.get("/plain", headers={"If-Match": "*"}).status_code == 200
    assert client.get("/plain", headers={"If-Modified-Since": AFTER}).status_code == 200


def test_an_unguarded_change_does_not_pass_for_a_guarded_one(app: Flask) -> None:
    log: list[str] = []
    client = plain(app, lambda self: log.append("ran"), "put")
    assert client.put("/plain", headers={"If-Match": '"x"'}).status_code == 412
    assert client.put("/plain", headers={"If-None-Match": "*"}).status_code == 412
    assert log == []
    assert client.put("/plain", headers={"If-Match": "*"}).status_code == 204


def test_a_tag_that_the_handler_sets_is_judged(app: Flask) -> None:
    client = plain(app, lambda self: ({"a": 1}, {"ETag": '"mine"', "Last-Modified": DATE, "X": "y"}))
    response = client.get("/plain", headers={"If-None-Match": '"mine"'})
    assert (response.status_code, response.headers["ETag"], response.headers["X"]) == (304, '"mine"', "y")
    assert "Content-Type" not in response.headers and "Last-Modified" not in response.headers
    assert client.get("/plain", headers={"If-Match": '"other"'}).status_code == 412
    assert client.get("/plain", headers={"If-Modified-Since": AFTER}).status_code == 304


def test_what_a_handler_calls_for_itself_does_not_get_in_the_way(app: Flask) -> None:
    """Werkzeug refuses ``If-Match: *``; here it never sees it."""

    def get(self: Any) -> Response:
        response = Response("x")
        response.set_etag("mine")
        return response.make_conditional(request)

    client = plain(app, get)
    assert client.get("/plain", headers={"If-Match": "*"}).status_code == 200
    assert client.get("/plain", headers={"If-None-Match": '"mine"'}).status_code == 304


def test_a_stream_that_is_not_wanted_is_closed(app: Flask) -> None:
    log: list[str] = []

    def get(self: Any) -> Any:
        def items() -> Iterator[Any]:
            try:
                yield {"title": "x", "id": "1"}
                yield {"title": "y", "id": "2"}
            finally:
                log.append("closed")

        return items()

    client = plain(app, streams(BookOut)(get))
    assert client.get("/plain", headers={"If-None-Match": "*"}).status_code == 304
    assert log == ["closed"]


def test_who_takes_the_fields_judges_them(app: Flask) -> None:
    class Conditions(Schema):
        if_match = fields.Str()

    client = plain(app, accepts(Conditions, "headers")(lambda self, headers: {"sent": headers}), "put")
    assert client.put("/plain", headers={"If-Match": '"x"'}).json == {"sent": {"if_match": '"x"'}}


def test_conditions_are_back_when_the_handler_is_done(app: Flask) -> None:
    seen: list[Any] = []

    def remember(request: Any, next: Any) -> Any:
        response = next(request)
        seen.append(request.headers.get("If-None-Match"))
        return response

    def get(self: Any) -> Any:
        raise Problem(403)

    Api(app, middleware=[remember]).resource("/plain")(type("Plain", (Resource,), {"get": get}))
    assert app.test_client().get("/plain", headers={"If-None-Match": '"x"'}).status_code == 403
    assert seen == ['"x"']


# -- CORS --------------------------------------------------------------------------------------------------------------


def test_what_a_script_has_to_send_and_see_is_told(app: Flask, shelf: Any, log: list[str]) -> None:
    api = Api(app)
    api.resource("/books/<id>")(book_item(shelf, log))
    put = next(operation for operation in api.operations(app) if operation.method == "PUT")
    assert {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Prefer"} <= set(put.reads)
    assert {"ETag", "Content-Location", "Preference-Applied"} <= set(put.writes)


def test_304_keeps_all_lines_of_a_field_that_has_several() -> None:
    app = Flask(__name__)

    @Api(app).resource("/linked")
    class Linked(Resource):
        def get(self) -> Any:
            return Response("{}", headers=[("ETag", '"1"'), ("Link", "</a>; rel=prev"), ("Link", "</b>; rel=next")])

    response = app.test_client().get("/linked", headers={"If-None-Match": '"1"'})
    assert response.status_code == 304
    assert response.headers.getlist("Link") == ["</a>; rel=prev", "</b>; rel=next"]
