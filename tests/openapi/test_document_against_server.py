"""The document of an Api against its server: how requests end, and which fields the answers have."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask import Response
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty.auth import Bearer
from flask_resty.cli import resty
from flask_resty.middleware import ETag
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import Listing
from flask_resty.models import ModelBulk
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import Sorting
from flask_resty.openapi import document_of
from flask_resty.testing import Client
from flask_resty.testing import bearer
from flask_resty.testing import client_of

CALLERS = {"all": Principal(id="ada", scopes=frozenset({"audit"})), "few": Principal(id="bob")}


@dataclass
class Lot:
    """Something that is sold."""

    id: int
    seller: str
    price: int = 1


class LotOut(Schema):
    id = fields.Int()
    seller = fields.Str()
    price = fields.Int(metadata={"read_scope": "audit"})


class LotIn(Schema):
    seller = fields.Str()
    price = fields.Int(load_default=1, metadata={"write_scope": "audit"})


class SellerIn(Schema):
    seller = fields.Str()


def lots() -> ObjectStore:
    """Give a store with two."""
    return ObjectStore(Lot, [Lot(1, "ada"), Lot(2, "bob")])


def serve(resources: Mapping[str, Any], **options: Any) -> tuple[Client, dict[str, Any]]:
    """Give a client of an app, and what the document tells of its paths."""
    app = Flask("app")
    api = Api(app, **options)
    for rule, cls in resources.items():
        api.resource(rule)(cls)
    return client_of(app, {name: bearer(name) for name in CALLERS}), document_of(api, app)["paths"]


def served(rule: str, cls: Any) -> tuple[Client, Any]:
    """Give the client of one who may do little, and what the document tells of a path."""
    client, paths = serve({rule: cls}, middleware=[Bearer(verify=CALLERS.get)])
    return client.as_user("few"), next(iter(paths.values()))


# -- 403 where nothing is required of the verb ---------------------------------------------------------------------------


def test_fields_that_take_a_scope_to_be_written_may_be_forbidden():
    class Lots(Resource):
        @accepts(LotIn)
        @returns(LotIn, 201)
        def post(self, body: Any) -> Any:
            return body

        @accepts(SellerIn)
        @returns(LotOut)
        def put(self, body: Any) -> Any:
            return body

    client, told = served("/lots", Lots)
    assert client.post("/lots", json={"seller": "ada", "price": 2}).status_code == 403
    assert "403" not in told["put"]["responses"]


def test_fields_that_take_a_scope_to_be_written_ask_anybody_for_credentials():
    class Lots(Resource):
        @public
        @accepts(LotIn)
        @returns(SellerIn, 201)
        def post(self, body: Any) -> Any:
            return body

    client, _ = serve({"/lots": Lots}, middleware=[Bearer(verify=CALLERS.get)])
    assert client.post("/lots", json={"price": 2}).status_code == 401


@pytest.mark.parametrize(
    "query, asked",
    [
        ({"filters": Filters(price=Filter("price"))}, "price=1"),
        ({"sorting": Sorting("price")}, "sort=-price"),
    ],
)
def test_looking_for_what_takes_a_scope_to_be_read_may_be_forbidden(query: dict[str, Any], asked: str):
    lists = type("LotList", (ModelCollection,), {"store": lots(), "schema": LotOut, **query})
    client, _ = served("/lots", lists)
    assert client.get(f"/lots?{asked}").status_code == 403
    assert client.as_user("all").get(f"/lots?{asked}").status_code == 200


def test_a_list_of_ones_own_is_told_of_by_what_it_asks():
    listing = Listing(lots(), LotOut(), sorting=Sorting("price"))

    class Lots(Resource):
        @accepts(listing.schema, "query")
        @returns(LotOut(many=True))
        def get(self, query: Any) -> Any:
            return listing.store.query(listing.query(query))

    client, _ = served("/lots", Lots)
    assert client.get("/lots?sort=price").status_code == 403


def test_looking_for_what_all_may_read_is_not_forbidden():
    query = {"filters": Filters(seller=Filter("seller")), "sorting": Sorting("seller")}
    _, told = served("/lots", type("LotList", (ModelCollection,), {"store": lots(), "schema": LotOut, **query}))
    assert "403" not in told["get"]["responses"]


def own(self: Any, selection: Any, principal: Principal) -> Any:
    """Narrow lots to those of the caller."""
    return selection.where(lambda lot: lot.seller == principal.id)


WRITING = {"create_schema": SellerIn, "update_schema": SellerIn(partial=True), "replace_schema": SellerIn}


def of_lots(base: type[Any], **attributes: Any) -> Any:
    """Make a resource of lots that can be written."""
    known = {name: value for name, value in WRITING.items() if hasattr(base, name)}
    return type("Lots", (base,), {"store": lots(), "schema": LotOut, **known, **attributes})


@pytest.mark.parametrize(
    "rule, base, method, path, body",
    [
        ("/lots", ModelCollection, "post", "/lots", {"seller": "ada"}),
        ("/lots/<int:id>", ModelItem, "put", "/lots/2", {"seller": "ada"}),
        ("/lots/<int:id>", ModelItem, "patch", "/lots/2", {"seller": "ada"}),
        ("/lots", ModelBulk, "post", "/lots", [{"seller": "ada"}]),
        ("/lots", ModelBulk, "patch", "/lots", [{"id": 2, "seller": "ada"}]),
    ],
)
def test_writes_may_end_outside_of_a_scope_that_somebody_wrote(rule: str, base: type[Any], method: str, path: str, body: Any):
    client, told = served(rule, of_lots(base, scope=own))
    kind = "application/merge-patch+json" if (method, base) == ("patch", ModelItem) else "application/json"
    assert client.open(path, method=method.upper(), body=body, media_type=kind).status_code == 403
    assert all("403" not in told[verb]["responses"] for verb in ("get", "delete") if verb in told)
    _, told = served(rule, of_lots(base))
    assert "403" not in told[method]["responses"]


def test_a_stream_may_end_outside_of_a_scope_and_in_conflicts():
    cls = of_lots(ModelBulk, scope=own, streams=True, update_schema=None)
    client, told = served("/lots", cls)
    response = client.post("/lots", data=b'{"seller": "ada"}\n', content_type="application/jsonl")
    assert response.status_code == 403
    assert {"409", "503"} <= told["post"]["responses"].keys()


def test_where_each_goes_by_itself_it_tells_of_its_own_scope():
    client, told = served("/lots", of_lots(ModelBulk, scope=own, partial=True))
    response = client.post("/lots", body=[{"seller": "ada"}, {"seller": "bob"}])
    assert (response.status_code, [one["status"] for one in response.json]) == (207, [403, 201])
    assert "403" not in told["post"]["responses"]


# -- what HTTP does for anybody ------------------------------------------------------------------------------------------


class Plain(Resource):
    """A resource that tells of no state."""

    @returns(SellerIn)
    def get(self) -> Any:
        return {"seller": "ada"}

    @accepts(SellerIn)
    @returns(SellerIn)
    def put(self, body: Any) -> Any:
        return body


ASKED = [
    ("GET", {"Range": "bytes=0-3"}, 206),
    ("GET", {"Range": "bytes=900-"}, 416),
    ("GET", {"If-None-Match": "*"}, 304),
    ("HEAD", {"If-None-Match": "*"}, 304),
    ("GET", {"If-Match": '"x"'}, 412),
    ("PUT", {"If-Match": '"x"'}, 412),
    ("PUT", {"If-None-Match": "*"}, 412),
]


@pytest.mark.parametrize("method, sent, status", ASKED)
def test_what_any_client_may_ask_for_is_no_breach_and_not_in_the_document(method: str, sent: dict[str, str], status: int):
    client, paths = serve({"/plain": Plain})
    told = paths["/plain"]["put" if method == "PUT" else "get"]
    body = {"json": {}} if method == "PUT" else {}
    assert client.open("/plain", method=method, headers=sent, **body).status_code == status
    assert str(status) not in told["responses"]
    assert not [one for one in told.get("parameters", ()) if one.get("name") in sent]


@pytest.mark.parametrize("status", [206, 304, 412, 416])
@pytest.mark.parametrize("sent", [{}, {"Accept": "*/*", "If-Unknown": "x"}])
def test_without_the_field_it_is_a_breach(status: int, sent: dict[str, str]):
    class Odd(Resource):
        @returns(SellerIn)
        def get(self) -> Any:
            return Response("{}", status, content_type="application/json")

    client, _ = serve({"/odd": Odd})
    with pytest.raises(AssertionError, match=f"does not have the status {status}"):
        client.get("/odd", headers=sent)


def test_who_judges_conditions_itself_has_to_say_so():
    class Judging(Resource):
        @accepts(Schema.from_dict({"if_match": fields.Str()}, name="JudgedHeaders"), "headers")
        @returns(SellerIn)
        def get(self, headers: Any) -> Any:
            return Response("{}", 412, content_type="application/json")

    client, _ = serve({"/judging": Judging})
    with pytest.raises(AssertionError, match="does not have the status 412"):
        client.get("/judging", headers={"If-Match": '"x"'})


def test_a_part_is_not_asked_for_of_what_is_written():
    class Written(Resource):
        @returns(SellerIn, 200)
        def post(self) -> Any:
            return Response("{}", 206, content_type="application/json")

    client, _ = serve({"/written": Written})
    with pytest.raises(AssertionError, match="does not have the status 206"):
        client.post("/written", headers={"Range": "bytes=0-3"})


# -- the fields that tell of a state -------------------------------------------------------------------------------------

OF_STATE = {"ETag", "Last-Modified", "Content-Location"}
MODIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Versioned(Resource):
    """One with a version and a date."""

    def find(self, id: int) -> Any:
        return {"id": id, "seller": "ada"}

    def version(self, item: Any) -> int:
        return 1

    def last_modified(self, item: Any) -> dt.datetime:
        return MODIFIED

    @returns(SellerIn)
    def get(self, item: Any) -> Any:
        return item

    @accepts(SellerIn)
    @returns(SellerIn)
    def put(self, item: Any, body: Any) -> Any:
        return item

    @returns(None)
    def delete(self, item: Any) -> None: ...


class Dated(Versioned):
    """One with a date alone."""

    version = None  # type: ignore[assignment]


class Silent(Versioned):
    """One that tells nothing of what it wrote."""

    @accepts(SellerIn)
    @returns(None)
    def put(self, item: Any, body: Any) -> None: ...


Made = Schema.from_dict({"id": fields.Int()}, name="MadeOut")


class Making(Resource):
    """Where one is made."""

    @accepts(SellerIn)
    @returns(Made, 201, location="versioned")
    def post(self, body: Any) -> Any:
        return {"id": 1}


class MakingPlain(Resource):
    """Where one is made of which no state is known."""

    @accepts(SellerIn)
    @returns(Made, 201, location=Plain)
    def post(self, body: Any) -> Any:
        return {"id": 1}


@pytest.mark.parametrize(
    "method, path, sent",
    [
        ("GET", "/versioned/1", OF_STATE - {"Content-Location"}),
        ("PUT", "/versioned/1", OF_STATE),
        ("DELETE", "/versioned/1", set()),
        ("GET", "/dated/1", {"Last-Modified"}),
        ("PUT", "/dated/1", {"Last-Modified", "Content-Location"}),
        ("PUT", "/silent/1", set()),
        ("POST", "/making", {"ETag", "Last-Modified"}),
        ("POST", "/making-plain", set()),
        ("GET", "/plain", set()),
    ],
)
def test_the_state_is_told_where_it_is_sent(method: str, path: str, sent: set[str]):
    resources = {f"/{cls.__name__.lower()}/<int:id>": cls for cls in (Versioned, Dated, Silent)}
    client, paths = serve({**resources, "/making": Making, "/making-plain": MakingPlain, "/plain": Plain})
    response = client.open(path, method=method, **({"json": {}} if method in {"PUT", "POST"} else {}))
    told = paths[path.replace("/1", "/{id}")][method.lower()]["responses"][str(response.status_code)]
    assert OF_STATE.intersection(response.headers.keys()) == sent
    assert OF_STATE.intersection(told.get("headers", {})) == sent


def test_computed_tags_are_told_where_they_are_sent():
    client, paths = serve({"/plain": Plain}, middleware=[ETag()])
    for method, sent in (("get", {"ETag"}), ("put", {"ETag", "Content-Location"})):
        response = client.open("/plain", method=method.upper(), **({"json": {"seller": "ada"}} if method == "put" else {}))
        assert OF_STATE.intersection(response.headers.keys()) == sent
        assert OF_STATE.intersection(paths["/plain"][method]["responses"]["200"]["headers"]) == sent


def test_the_state_of_what_was_made_is_explained_as_well():
    client, _ = serve({"/versioned/<int:id>": Versioned, "/making": Making})
    result = client.application.test_cli_runner().invoke(resty, ["explain", "POST", "/making", "--json"])
    told = {outcome["status"]: outcome["headers"] for outcome in json.loads(result.stdout)["outcomes"]}
    assert {"ETag", "Last-Modified"} <= set(told[201])
