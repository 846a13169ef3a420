"""PATCH of what no answer shows: it can be set, and nothing is learned of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields
from marshmallow import post_load
from marshmallow import validates_schema

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty.auth import Bearer
from flask_resty.fields import Expandable

JSON = "application/json"
MERGE = "application/merge-patch+json"
STEPS = "application/json-patch+json"


class UnseenAuthorIn(Schema):
    name = fields.Str(required=True)
    token = fields.Str(required=True)
    friends = fields.List(fields.Nested(lambda: UnseenAuthorIn()))


class UnseenAuthorOut(Schema):
    name = fields.Str()
    friends = fields.List(fields.Nested(lambda: UnseenAuthorOut()))


class UnseenName(Schema):
    name = fields.Str()


class UnseenIn(Schema):
    name = fields.Str(required=True)
    secret = fields.Str(required=True)
    note = fields.Str(load_default="none")
    author = fields.Nested(UnseenAuthorIn)
    others = fields.Dict(fields.Str(), fields.Nested(UnseenAuthorIn))
    crew = fields.List(fields.Nested(UnseenAuthorIn))


class UnseenOut(Schema):
    id = fields.Int()
    name = fields.Str()
    author = fields.Nested(UnseenAuthorOut)
    others = fields.Dict(fields.Str(), fields.Nested(UnseenAuthorOut))
    crew = fields.Nested(UnseenAuthorOut, many=True)


def item(secret: str = "secret", token: str = "token") -> dict[str, Any]:
    author = {"name": "Frank", "token": token, "friends": [{"name": "Brian", "token": token, "friends": []}]}
    return {"id": 1, "name": "Dune", "secret": secret, "note": secret, "author": author, "others": {"one": author}, "crew": [author]}


def sender(schema: Any, *promises: Any, thing: Any = None, get: Any = None) -> Callable[[str, Any], tuple[int, Any]]:
    """Give what sends a patch, and gives the status with what the handler got, or with pointer and code of each mistake."""
    got: list[Any] = []
    found = item() if thing is None else thing

    def find(self: Any) -> Any:
        return found

    def patch(self: Any, body: Any) -> Any:
        got[:] = [body]
        return found if promises != (None,) else None

    handler: Any = accepts(schema)(patch)
    for promise in promises:
        handler = returns(promise)(handler)
    reading = {} if get is None else {"get": returns(get)(lambda self, item: item)}
    made: Any = type("Thing", (Resource,), {"find": find, "patch": handler, **reading})
    app = Flask("app")
    app.testing = True
    api = Api(app)
    api.resource("/")(made)

    def send(media_type: str, patch: Any, app: Flask = app, api: Any = api) -> tuple[int, Any]:
        got.clear()
        response = app.test_client().patch("/", data=json.dumps(patch), content_type=media_type)
        errors = response.json.get("errors", []) if response.status_code >= 400 and response.json else []
        return response.status_code, got[0] if got else [(fault["pointer"], fault["code"]) for fault in errors]

    return send


# -- what is not in the document ---------------------------------------------------------------------------------------

UNSEEN = ["/secret", "/note", "/author/token", "/author/friends/0/token", "/others/one/token", "/crew/0/token"]
SCHEMAS = [pytest.param(UnseenIn(partial=True), id="changes"), pytest.param(UnseenIn(), id="whole")]


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("path", UNSEEN)
@pytest.mark.parametrize("op", ["copy", "move", "test", "remove"])
def test_what_no_answer_shows_is_not_in_the_document(schema: Any, path: str, op: str) -> None:
    value = "token" if path.endswith("token") else "secret"
    step = {"op": op, "from": path, "path": "/name"} if op in {"copy", "move"} else {"op": op, "path": path, "value": value}
    assert sender(schema, UnseenOut)(STEPS, [step]) == (409, [("/0", "no_target")])


def test_what_holds_the_unseen_has_only_what_is_seen() -> None:
    send = sender(UnseenIn(partial=True), UnseenOut)
    seen = {"name": "Frank", "friends": [{"name": "Brian", "friends": []}]}
    steps = [{"op": "test", "path": f"/{name}", "value": value} for name, value in {"author": seen, "others": {"one": seen}}.items()]
    assert send(STEPS, [*steps, {"op": "test", "path": "/crew", "value": [seen]}]) == (200, {})
    assert send(STEPS, [{"op": "copy", "from": "/author", "path": "/crew/0"}])[1]["crew"] == [seen, seen]


_NAMES = st.sampled_from(["", *UNSEEN, "/name", "/author", "/author/name", "/crew", "/crew/-", "/crew/0", "/others", "/nothing"])
_VALUES = st.sampled_from(["secret", "token", "x", None, 1, {}, {"name": "secret", "token": "token"}, []])
_STEP = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": _NAMES, "from": _NAMES, "value": _VALUES}
)
_MERGES: Any = st.dictionaries(st.sampled_from(["name", "secret", "note", "author", "crew", "others"]), _VALUES, max_size=3)

ONES = {partial: sender(UnseenIn(partial=partial), UnseenOut) for partial in (True, None)}
OTHERS = {
    partial: sender(UnseenIn(partial=partial), UnseenOut, thing=item("another secret that is longer", "another"))
    for partial in (True, None)
}


@pytest.mark.parametrize("partial", [True, None], ids=["changes", "whole"])
@given(steps=st.lists(_STEP, max_size=4))
def test_no_json_patch_tells_one_hidden_value_from_another(partial: bool | None, steps: Any) -> None:
    one, other = ONES[partial](STEPS, steps), OTHERS[partial](STEPS, steps)
    assert one[0] == other[0]
    # Of the whole, the handler gets what is there; of changes, nothing that was not sent.
    assert one == other or (partial is None and one[0] == 200)


@pytest.mark.parametrize("partial", [True, None], ids=["changes", "whole"])
@pytest.mark.parametrize("media_type", [JSON, MERGE])
@given(sent=_MERGES)
def test_no_other_patch_does(partial: bool | None, media_type: str, sent: Any) -> None:
    one, other = ONES[partial](media_type, sent), OTHERS[partial](media_type, sent)
    assert one[0] == other[0]
    assert one == other or (partial is None and one[0] == 200)


def test_rules_of_a_schema_tell_nothing_of_it_either() -> None:
    class Differing(UnseenIn):
        @validates_schema
        def check(self, data: Any, **kwargs: Any) -> None:
            assert data.get("name") != data.get("secret")

    for schema in (Differing(partial=True), Differing()):
        assert sender(schema, UnseenOut)(MERGE, {"name": "secret"})[0] == 200


def test_value_that_was_never_right_and_nobody_sees_is_told_to_nobody() -> None:
    for schema in (UnseenIn(partial=True), UnseenIn()):
        status, body = sender(schema, UnseenOut, thing={**item(), "secret": None})(MERGE, {"name": "It"})
        assert (status, body["name"], "secret" in body) == (200, "It", False)


@pytest.mark.parametrize("media_type", [JSON, MERGE])
def test_who_lacks_the_scope_to_read_a_member_leaves_it_as_it_is(media_type: str) -> None:
    class Scoped(Schema):
        name = fields.Str(required=True)
        secret = fields.Str(required=True, metadata={"read_scope": "audit"})

    class Thing(Resource):
        def find(self) -> Any:
            return item()

        @accepts(Scoped)
        @returns(Scoped)
        def patch(self, body: Any) -> Any:
            return {**body, "name": body["secret"].upper()}

    app = Flask("app")
    api = Api(app, middleware=[Bearer(lambda token: Principal(id=token, scopes=frozenset()))])
    api.resource("/")(Thing)
    known = {"Authorization": "Bearer ann"}
    response = app.test_client().patch("/", data='{"name": "It"}', content_type=media_type, headers=known)
    assert (response.status_code, response.json) == (200, {"name": "SECRET"})
    copied = app.test_client().patch("/", data=json.dumps(COPIED), content_type=STEPS, headers=known)
    assert copied.status_code == 409


# -- what it becomes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize(
    ("media_type", "patch"),
    [
        pytest.param(JSON, {"secret": "new"}, id="JSON"),
        pytest.param(MERGE, {"secret": "new"}, id="merge patch"),
        pytest.param(STEPS, [{"op": "add", "path": "/secret", "value": "new"}], id="add"),
        pytest.param(STEPS, [{"op": "replace", "path": "/secret", "value": "new"}], id="replace"),
        pytest.param(
            STEPS, [{"op": "copy", "from": "/name", "path": "/secret"}, {"op": "replace", "path": "/secret", "value": "new"}], id="copy"
        ),
    ],
)
def test_what_is_not_seen_can_be_set(schema: Any, media_type: str, patch: Any) -> None:
    status, body = sender(schema, UnseenOut)(media_type, patch)
    assert (status, body["secret"]) == (200, "new")


def test_password_is_replaced() -> None:
    class Account(Schema):
        name = fields.Str()
        password = fields.Str(load_only=True)

    assert sender(Account(partial=True))(STEPS, [{"op": "replace", "path": "/password", "value": "x"}]) == (200, {"password": "x"})


@pytest.mark.parametrize(("media_type", "patch"), [(JSON, {"name": "It"}), (MERGE, {"name": "It"})])
def test_changes_have_nothing_that_is_not_seen(media_type: str, patch: Any) -> None:
    assert sender(UnseenIn(partial=True), UnseenOut)(media_type, patch) == (200, {"name": "It"})


@pytest.mark.parametrize(
    ("media_type", "patch"),
    [(JSON, {"name": "It"}), (MERGE, {"name": "It"}), (STEPS, [{"op": "replace", "path": "/name", "value": "It"}])],
)
def test_whole_has_what_is_there(media_type: str, patch: Any) -> None:
    whole = {name: value for name, value in item().items() if name != "id"}
    assert sender(UnseenIn(), UnseenOut)(media_type, patch) == (200, {**whole, "name": "It"})


def test_hooks_after_loading_get_the_whole() -> None:
    class Kept(UnseenIn):
        @post_load
        def make(self, data: Any, **kwargs: Any) -> Any:
            return sorted(data)

    everything = ["author", "crew", "name", "note", "others", "secret"]
    assert sender(Kept(), UnseenOut)(MERGE, {"name": "It"}) == (200, everything)


def test_what_the_item_lacks_is_required_of_the_whole_or_has_its_default() -> None:
    send = sender(UnseenIn(), UnseenName, thing={"name": "Dune"})
    assert send(JSON, {"name": "It"}) == (422, [("/secret", "required")])
    assert send(MERGE, {"secret": "x"}) == (200, {"name": "Dune", "secret": "x", "note": "none"})


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_is_not_seen_can_be_removed_where_there_is_a_default(schema: Any) -> None:
    send = sender(schema, UnseenOut)
    assert send(MERGE, {"note": None})[1]["note"] == "none"
    assert send(MERGE, {"secret": None}) == (422, [("/secret", "required")])


# -- what is shown -----------------------------------------------------------------------------------------------------

COPIED = [{"op": "copy", "from": "/secret", "path": "/name"}]


class UnseenElsewhere(Schema):
    secret = fields.Str()


class UnseenNot(Schema):
    id = fields.Int()


@pytest.mark.parametrize(
    ("promises", "get", "status"),
    [
        pytest.param([UnseenIn], None, 200, id="the answer shows it"),
        pytest.param([UnseenOut], UnseenElsewhere, 200, id="GET shows it"),
        pytest.param([None], UnseenElsewhere, 204, id="GET alone shows anything"),
        pytest.param([], UnseenOut, 409, id="GET says what is shown"),
        pytest.param([None], None, 409, id="nothing is shown at all"),
        pytest.param([], None, 200, id="nobody says what is shown"),
        pytest.param([UnseenOut], fields.Dict(), 409, id="one says it"),
        pytest.param([fields.Dict()], None, 200, id="anything is shown"),
        pytest.param([fields.List(fields.Nested(UnseenOut))], UnseenNot, 409, id="a list is shown"),
    ],
)
def test_what_is_shown_is_told_by_answer_and_get(promises: Any, get: Any, status: int) -> None:
    schema = UnseenIn(partial=True, only=("name", "secret"))
    thing = [] if promises and isinstance(promises[0], fields.List) else None
    assert status == 409 or thing is None
    assert sender(schema, *promises, get=get)(STEPS, COPIED)[0] == status


def test_items_of_a_stream_show_it() -> None:
    class Streaming(Resource):
        def find(self) -> Any:
            return item()

        @accepts(UnseenIn(partial=True))
        @streams(UnseenElsewhere)
        def patch(self, body: Any) -> Any:
            yield {"secret": body["secret"]}

    app = Flask("app")
    api = Api(app)
    api.resource("/")(Streaming)
    steps = [{"op": "test", "path": "/secret", "value": "secret"}, {"op": "add", "path": "/secret", "value": "x"}]
    response = app.test_client().patch("/", data=json.dumps(steps), content_type=STEPS)
    assert (response.status_code, response.json) == (200, [{"secret": "x"}])


@pytest.mark.parametrize(("get", "status"), [(False, 409), (True, 200)], ids=["nobody may ask for it", "GET tells it if asked"])
def test_what_can_be_expanded_is_shown_where_it_may_be_asked_for(get: bool, status: int) -> None:
    class Brief(Schema):
        name = fields.Str()
        author = Expandable(UnseenAuthorIn, collapsed=None)

    steps = [{"op": "copy", "from": "/author/token", "path": "/name"}]
    assert sender(UnseenIn(partial=True), Brief, get=Brief if get else None)(STEPS, steps)[0] == status


class UnseenParentIn(Schema):
    name = fields.Str()
    secret = fields.Str()
    parent = fields.Nested(lambda: UnseenParentIn())


class UnseenParentOut(Schema):
    name = fields.Str()
    parent = Expandable(lambda: UnseenParentOut(), collapsed=fields.Str(attribute="parent.name"))


@pytest.mark.parametrize("path", ["/secret", "/parent/secret", "/parent/parent/secret", "/parent/parent/parent/secret"])
def test_what_nests_itself_is_looked_at_all_the_way_down(path: str) -> None:
    thing: dict[str, Any] = {"name": "a", "secret": "s"}
    for _ in range(3):
        thing = {**thing, "parent": thing}
    send = sender(UnseenParentIn(partial=True), None, thing=thing, get=UnseenParentOut)
    assert send(STEPS, [{"op": "copy", "from": path, "path": "/name"}]) == (409, [("/0", "no_target")])
    assert send(STEPS, [{"op": "copy", "from": path.replace("secret", "name"), "path": "/name"}])[0] == 204


class Masked(fields.Str):
    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return f"...{value[-4:]}"


@pytest.mark.parametrize(
    ("written", "shown", "status"),
    [
        pytest.param(fields.Str(), fields.Str(), 204, id="the same"),
        pytest.param(fields.Str(), fields.Str(attribute="other"), 409, id="another attribute by its name"),
        pytest.param(fields.Str(attribute="other"), fields.Str(attribute="other"), 204, id="the same attribute"),
        pytest.param(fields.Email(), fields.Str(), 204, id="an address as text"),
        pytest.param(fields.Str(), Masked(), 409, id="a mask"),
        pytest.param(Masked(), Masked(), 204, id="a mask both ways"),
        pytest.param(fields.Str(), fields.Function(lambda obj: "x"), 409, id="a function"),
        pytest.param(fields.Raw(), fields.Str(), 409, id="text of anything"),
        pytest.param(fields.Str(), fields.Raw(), 204, id="as it is"),
        pytest.param(fields.Int(), fields.Float(), 204, id="a number"),
        pytest.param(fields.Float(), fields.Int(), 409, id="a number without its digits"),
        pytest.param(fields.DateTime(), fields.Date(), 409, id="a day of a moment"),
        pytest.param(fields.Date(), fields.Date(format="%Y"), 409, id="a year of a day"),
        pytest.param(fields.Nested(UnseenElsewhere), fields.Pluck(UnseenElsewhere, "secret"), 204, id="what is plucked"),
        pytest.param(fields.Nested(UnseenElsewhere), fields.Str(), 409, id="text of an object"),
        pytest.param(fields.Pluck(UnseenElsewhere, "secret"), fields.Nested(UnseenElsewhere), 204, id="a part of an object"),
        pytest.param(fields.Pluck(UnseenElsewhere, "secret"), fields.Nested(UnseenNot), 409, id="another part"),
        pytest.param(fields.Dict(), fields.Dict(values=fields.Str()), 409, id="parts of a mapping"),
        pytest.param(fields.Tuple((fields.Str(), fields.Int())), fields.Tuple((fields.Str(), fields.Int())), 204, id="a tuple"),
        pytest.param(fields.Tuple((fields.Str(), fields.Int())), fields.Tuple((fields.Str(), Masked())), 409, id="a mask in a tuple"),
    ],
)
def test_a_field_shows_what_it_tells_in_full(written: Any, shown: Any, status: int) -> None:
    values: dict[type, Any] = {
        fields.DateTime: dt.datetime(2026, 1, 1),
        fields.Date: dt.date(2026, 1, 1),
        fields.Dict: {},
        fields.Email: "a@b.cd",
    }
    numbers: dict[type, Any] = {fields.Integer: 1, fields.Float: 1.5, fields.Nested: {"secret": "x"}, fields.Pluck: {"secret": "x"}}
    value = {**values, **numbers, fields.Tuple: ("x", 1)}.get(type(written), "12345")
    taken = Schema.from_dict({"it": written, "copied": fields.Raw(attribute="copied")}, name="UnseenLikeIn")
    answer = Schema.from_dict({"it": shown, "copied": fields.Raw(attribute="copied")}, name="UnseenLikeOut")
    thing = {"it": value, "other": value}
    send = sender(taken(partial=True), None, thing=thing, get=answer)
    assert send(STEPS, [{"op": "copy", "from": "/it", "path": "/copied"}])[0] == status
