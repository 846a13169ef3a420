"""``flask resty check``: each finding, in an Api that has it and nothing else; and what is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_limiter import Limiter
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from storefront import shop

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import paginate
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import Bearer
from flask_resty.cli import resty
from flask_resty.cli.findings import REMEDIES
from flask_resty.cli.findings import findings_in
from flask_resty.cli.findings.naming import style_of
from flask_resty.cli.findings.secrets import is_secret
from flask_resty.middleware import CORS

BEARER = Bearer(verify=lambda token: token)


class CheckedOut(Schema):
    """Nothing is wrong with it."""

    id = fields.Int()
    first_name = fields.Str()


class Good(Resource):
    """A thing with which nothing is wrong."""

    @returns(CheckedOut)
    def get(self) -> Any: ...


def found(resource: type[Resource], *middleware: Any, rule: str = "/things", has_throttle: bool = True) -> list[tuple[str, str]]:
    """Give code and place of what is found in an Api of one resource, in which everybody is known and nothing too often."""
    app = Flask("app")
    stack = [BEARER, *([throttle("600/hour")] if has_throttle else []), *middleware]
    api = Api(app, middleware=stack)
    api.resource(rule)(resource)
    return [(finding.code, finding.where) for finding in findings_in(app, api.operations(app))]


def resource(**members: Any) -> type[Resource]:
    """Make a resource of some methods."""
    return type("Thing", (Resource,), {"__doc__": "A thing.", **members})


def giving(schema: Any, method: str = "get") -> type[Resource]:
    """Make a resource that gives what a schema describes."""
    return resource(**{method: returns(schema)(lambda self: None)})


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found(Good) == []


# -- who may do what -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_write_that_is_public_is_found(method: str) -> None:
    thing = resource(**{method: public(accepts(CheckedOut)(returns(None)(lambda self: None)))})
    assert found(thing) == [("unprotected-write", f"{method.upper()} /things")]


def test_a_write_where_nobody_asks_who_calls_is_found() -> None:
    app = Flask("app")
    api = Api(app, middleware=[throttle("600/hour")])
    api.resource("/things")(giving(None, "delete"))
    assert [finding.code for finding in findings_in(app, api.operations(app))] == ["unprotected-write"]


def test_a_write_for_the_known_and_a_public_read_are_no_finding() -> None:
    assert found(giving(None, "delete")) == found(resource(get=public(returns(CheckedOut)(lambda self: None)))) == []


class Guarded(Resource):
    """A thing that only some may delete."""

    @requires("things:write")
    @returns(None)
    def delete(self) -> None: ...


def test_a_rule_that_an_overriding_method_lost_is_found() -> None:
    class Careless(Guarded):
        def delete(self) -> None: ...

    assert found(Careless) == [("lost-rule", "DELETE /things")]


@pytest.mark.parametrize("policy", [requires("other"), public], ids=["rule", "public"])
def test_a_method_that_says_who_may_lost_nothing(policy: Any) -> None:
    class Careful(Guarded):
        @policy
        def delete(self) -> None: ...

    assert "lost-rule" not in dict(found(Careful))
    assert found(type("Heir", (Guarded,), {})) == []


# -- how much, and how often ---------------------------------------------------------------------------------------------

PAGED = paginate(PageNumber())(returns(CheckedOut(many=True))(lambda self, page: None))


@pytest.mark.parametrize("schema", [CheckedOut(many=True), fields.List(fields.Int())], ids=["many", "list"])
def test_a_list_without_an_end_is_found(schema: Any) -> None:
    assert found(giving(schema)) == [("unbounded-list", "GET /things")]


@pytest.mark.parametrize(
    "thing",
    [
        resource(get=PAGED),
        resource(get=streams(CheckedOut)(lambda self: None)),
        giving(fields.List(fields.Int(), validate=validate.Length(max=5))),
    ],
    ids=["pages", "stream", "bound"],
)
def test_a_list_with_an_end_is_no_finding(thing: type[Resource]) -> None:
    assert found(thing) == []


def taking(schema: Any, **said: Any) -> type[Resource]:
    """Make a resource that takes what a schema describes."""
    return resource(post=accepts(schema, **said)(returns(None)(lambda self, body: None)))


@pytest.mark.parametrize("schema", [CheckedOut(many=True), fields.List(fields.Int())], ids=["many", "list"])
def test_a_body_of_any_number_of_items_is_found(schema: Any) -> None:
    assert found(taking(schema)) == [("unbounded-body", "POST /things")]


@pytest.mark.parametrize(
    "thing",
    [
        taking(CheckedOut),
        taking(CheckedOut(many=True), max_size=1000),
        taking(fields.List(fields.Int(), validate=validate.Length(max=5))),
    ],
    ids=["one", "size", "bound"],
)
def test_a_body_with_a_bound_is_no_finding(thing: type[Resource]) -> None:
    assert found(thing) == []


@pytest.mark.parametrize(
    "thing", [giving(None, "delete"), resource(get=public(returns(CheckedOut)(lambda self: None)))], ids=["write", "public"]
)
def test_what_may_be_asked_for_without_a_limit_is_found(thing: type[Resource]) -> None:
    [(code, _)] = found(thing, has_throttle=False)
    assert code == "no-throttle"


def test_reading_by_the_known_needs_no_throttle() -> None:
    assert found(Good, has_throttle=False) == []


def test_an_app_with_a_limiter_of_its_own_counts_by_itself() -> None:
    app = Flask("app")
    Limiter(lambda: "all", app=app, default_limits=["600/hour"], storage_uri="memory://")
    api = Api(app, middleware=[BEARER])
    api.resource("/things")(giving(None, "delete"))
    assert findings_in(app, api.operations(app)) == []


# -- pages of others -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (CORS("*"), "open-cors"),
        (CORS([re.compile(r"https?://.*")]), "open-cors"),
        (CORS([re.compile(r"https://app.example")]), "open-cors"),
        (CORS(["null"]), "open-cors"),
        (CORS(["http://app.example"], credentials=True), "insecure-origin"),
    ],
    ids=["all", "pattern", "dot", "null", "http"],
)
def test_a_policy_that_trusts_too_many_is_found_once(policy: CORS, code: str) -> None:
    assert found(Good, policy) == [(code, "CORS of the api")]


@pytest.mark.parametrize(
    "policy",
    [
        CORS(["https://app.example"], credentials=True),
        CORS(["http://localhost:5173", "http://127.0.0.1"], credentials=True),
        CORS([re.compile(r"https://[a-z]+\.app\.example")]),
        CORS(["http://app.example"]),
        CORS(lambda origin: True),
    ],
    ids=["https", "local", "pattern", "no credentials", "function"],
)
def test_a_policy_that_names_whom_it_trusts_is_no_finding(policy: CORS) -> None:
    assert found(Good, policy) == []


def test_everybody_may_read_what_needs_no_credentials() -> None:
    app = Flask("app")
    api = Api(app, middleware=[CORS("*"), throttle("600/hour")])
    api.resource("/things")(Good)
    assert findings_in(app, api.operations(app)) == []


# -- what is shown, and what it is called --------------------------------------------------------------------------------


class CheckedInner(Schema):
    token = fields.Str()


class CheckedSecret(Schema):
    """It shows what it should not."""

    password = fields.Str(load_only=True)
    hash = fields.Str(data_key="password_hash")
    inner = fields.List(fields.Nested(CheckedInner))
    itself = fields.Nested(lambda: CheckedSecret(exclude=["itself"]))


def test_a_secret_that_is_shown_is_found_wherever_it_is() -> None:
    places = {where for code, where in found(giving(CheckedSecret)) if code == "secret-member"}
    assert places == {"CheckedSecret.password_hash", "CheckedInner.token"}


class CheckedLiteral(Schema):
    """Its document has values that are secret, or look like it."""

    password = fields.Str(load_default="changeme", load_only=True)
    token = fields.Str(metadata={"examples": ["abc"]}, load_only=True)
    secret = fields.Str(metadata={"example": "abc"}, data_key="clientSecret", load_only=True)
    pin = fields.Int(load_default=0, load_only=True)
    otp = fields.Str(load_default=lambda: "made", load_only=True)
    salt = fields.Str(load_default=None, metadata={"examples": []}, load_only=True)
    colour = fields.Str(load_default="red", metadata={"examples": ["red"]}, load_only=True)


def test_a_secret_whose_value_is_in_the_document_is_found() -> None:
    class Accounts(Good):
        """All accounts."""

        @accepts(CheckedLiteral)
        @returns(None)
        @requires("accounts:write")
        def post(self, body: Any) -> None:
            """Open one."""

    told = {where.partition(".")[2] for code, where in found(Accounts) if code == "published-secret"}
    assert told == {"password", "token", "clientSecret", "pin"}


@pytest.mark.parametrize("member", ["password", "apiKey", "api_key", "privateKey", "userToken", "client_secret", "salt", "Passwd", "OTP"])
def test_a_member_is_secret_by_its_name(member: str) -> None:
    assert is_secret(member)


@pytest.mark.parametrize("member", ["next_token", "csrfToken", "key", "tokenize", "passenger", "secretary", "hash", "page_token", ""])
def test_a_member_that_only_looks_like_it_is_not(member: str) -> None:
    assert not is_secret(member)


@pytest.mark.parametrize(
    ("rule", "is_found"),
    [
        ("/Things", True),
        ("/my_things", True),
        ("/get-thing", True),
        ("/things/create-many", True),
        ("/my-things/<int:some_id>", False),
        ("/list", False),
        ("/things/<id>/delete", True),
        ("/things/create", True),
        ("/things/<id>/edit/lines", True),
        ("/read/things", False),
        ("/things/<id>/set", False),
        ("/things/<id>/list", False),
        ("/things/<id>/update-notes", True),
        ("/things/<id>/updates", False),
        ("/settings", False),
    ],
)
def test_a_path_that_is_not_named_as_others_is_found(rule: str, is_found: bool) -> None:
    resource_with_id = resource(get=returns(CheckedOut)(lambda self, **path: None))
    assert found(resource_with_id, rule=rule) == ([("path-name", rule)] if is_found else [])


def test_members_that_are_written_in_another_way_are_found() -> None:
    class CheckedMixed(CheckedOut):
        last_name = fields.Str()
        birthDay = fields.Str()
        city = fields.Str()

    assert found(giving(CheckedMixed)) == [("member-name", "CheckedMixed.birthDay")]


@pytest.mark.parametrize(
    ("name", "style"),
    [("a_b", "snake_case"), ("aB", "camelCase"), ("AB", "PascalCase"), ("a-b", "kebab-case"), ("ab", None), ("a_B", None), ("", None)],
)
def test_a_name_has_a_style(name: str, style: str | None) -> None:
    assert style_of(name) == style


# -- what verbs say of themselves ----------------------------------------------------------------------------------------


def test_an_answer_that_is_not_declared_is_found() -> None:
    assert found(resource(get=lambda self: None)) == [("undeclared-answer", "GET /things")]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_change_without_a_body_is_found(method: str) -> None:
    assert found(giving(None, method)) == [("undeclared-body", f"{method.upper()} /things")]


def test_a_verb_of_which_nothing_is_told_is_found() -> None:
    assert found(type("Silent", (Resource,), {"get": returns(CheckedOut)(lambda self: None)})) == [("undocumented", "GET /things")]


def test_a_word_of_the_verb_will_do() -> None:
    told = describe(summary="Give the thing")(returns(CheckedOut)(lambda self: None))
    assert found(type("Brief", (Resource,), {"get": told})) == []


# -- the command ---------------------------------------------------------------------------------------------------------

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Give a function that runs ``flask resty check`` on the shop, with some findings allowed."""

    def check(*args: str, allowed: tuple[str, ...] = ()) -> Result:
        app = shop()
        app.config["RESTY_ALLOWED_FINDINGS"] = allowed
        return app.test_cli_runner().invoke(resty, ["check", *args])

    return check


def test_findings_are_told_with_the_remedy_and_fail(run: Run) -> None:
    done = run()
    assert done.exit_code == 1 and done.stderr == "\n3 findings.\n"
    assert REMEDIES["no-throttle"] in done.stdout and "DELETE /api/things/<int:id>" in done.stdout


def test_programs_get_json(run: Run) -> None:
    told = json.loads(run("--json").stdout)
    assert {row["code"] for row in told} == {"no-throttle"} and set(told[0]) == {"code", "where", "detail", "remedy"}


@pytest.mark.parametrize("by", ["option", "setting"])
def test_what_is_meant_is_allowed(run: Run, by: str) -> None:
    done = run("--ignore", "no-throttle") if by == "option" else run(allowed=("no-throttle",))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Nothing was found.\n3 more are allowed.\n")


def test_a_finding_may_be_allowed_at_one_place(run: Run) -> None:
    done = run("--ignore", "no-throttle GET /api/things", "--json")
    assert [row["where"] for row in json.loads(done.stdout)] == ["GET /api/things/<int:id>", "DELETE /api/things/<int:id>"]


def test_what_is_allowed_in_vain_is_told(run: Run) -> None:
    done = run(allowed=("no-throttle", "secret-member UserOut.token"))
    assert done.exit_code == 0 and "'secret-member UserOut.token' is allowed, but was not found. Drop it." in done.stderr


def test_a_code_that_does_not_exist_is_told(run: Run) -> None:
    done = run("--ignore", "no-throtle")
    assert done.exit_code == 2 and "'no-throtle' is no finding. Did you mean 'no-throttle'?" in done.stderr


def test_every_finding_is_on_its_page() -> None:
    page = (Path(__file__).parents[1] / "docs/reference/findings.md").read_text()
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE) == list(REMEDIES)
