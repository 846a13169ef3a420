"""What ``import flask_resty`` brings along: little, and nothing that only a request needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

#: What of our own comes with the package: what declares, and no more. Whoever adds a name makes the start of every process slower.
DECLARING = {
    "flask_resty",
    "flask_resty._distribution",
    "flask_resty._later",
    "flask_resty.api",
    "flask_resty.auth",
    "flask_resty.auth.authenticator",
    "flask_resty.auth.challenges",
    "flask_resty.auth.credentials",
    "flask_resty.auth.requirement",
    "flask_resty.auth.rules",
    "flask_resty.auth.security",
    "flask_resty.auth.verification",
    "flask_resty.contract",
    "flask_resty.declaration",
    "flask_resty.errors",
    "flask_resty.http",
    "flask_resty.http.answers",
    "flask_resty.http.origin",
    "flask_resty.marks",
    "flask_resty.media",
    "flask_resty.media.chunks",
    "flask_resty.media.format",
    "flask_resty.media.json_decoder",
    "flask_resty.media.json_emitter",
    "flask_resty.media.json_parser",
    "flask_resty.media.mediatype",
    "flask_resty.media.plain",
    "flask_resty.middleware",
    "flask_resty.middleware.cors",
    "flask_resty.middleware.throttle",
    "flask_resty.operation",
    "flask_resty.principal",
    "flask_resty.resource",
    "flask_resty.schematic",
    "flask_resty.settings",
    "flask_resty.stack",
    "flask_resty.typing",
}

#: An app with an Api, a resource and its schemas, as it stands before the first request.
SERVING = """
from flask_resty import Api, Resource, accepts, returns
Thing = marshmallow.Schema.from_dict({"name": marshmallow.fields.Str()})
class Things(Resource):
    @accepts(Thing)
    @returns(Thing)
    def post(self, body):
        return body
app = flask.Flask("app")
Api(app).resource("/things")(Things)
"""


def added(code: str, before: str = "") -> set[str]:
    """Give the modules that code brings to a fresh process with Flask, marshmallow and what ran before."""
    start, end = "import sys, json, flask, marshmallow", "print(json.dumps(sorted(set(sys.modules) - known)))"
    whole = "\n".join([start, before, "known = set(sys.modules)", code, end])
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", whole], env=environ, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def ours(modules: set[str]) -> set[str]:
    """Give those of the modules that are our own."""
    return {module for module in modules if module.partition(".")[0] == "flask_resty"}


@pytest.fixture(scope="module")
def brought() -> set[str]:
    """Give the modules that come with the package, but for those that orjson needs: an old one brings time zones."""
    return added("import flask_resty", before="import orjson") | {"orjson", "orjson.orjson"}


def test_few_modules_are_added_to_those_of_flask_and_marshmallow(brought: set[str]) -> None:
    assert len(brought) <= 40


def test_what_declares_comes_with_the_package_and_what_serves_does_not(brought: set[str]) -> None:
    assert ours(brought) == DECLARING


def test_nothing_of_others_comes_but_what_writes_json(brought: set[str]) -> None:
    packages = {module.partition(".")[0] for module in brought - ours(brought)}
    assert packages - sys.stdlib_module_names == {"flask", "orjson"}


def test_what_serves_comes_with_the_first_app() -> None:
    assert ours(added(SERVING)) >= DECLARING | {"flask_resty.schema", "flask_resty.pipeline", "flask_resty.registry", "flask_resty.outside"}


def test_no_request_waits_for_a_module_of_ours() -> None:
    assert ours(added("assert app.test_client().post('/things', json={'name': 'x'}).json == {'name': 'x'}", before=SERVING)) == set()


@pytest.mark.parametrize(
    "name", ["apispec", "authlib", "csv", "flask_limiter", "jsonpatch", "limits", "msgpack", "sqlalchemy", "xml", "yaml"]
)
def test_what_is_heavy_is_left_to_its_users(brought: set[str], name: str) -> None:
    assert not {module for module in brought if module.partition(".")[0] == name}


def without(*packages: str) -> str:
    """Write code after which packages cannot be imported, as where they are not installed."""
    return f"sys.modules.update(dict.fromkeys({packages!r}))"


#: Model resources that keep their objects in memory.
IN_MEMORY = """
import dataclasses
from flask_resty import Api
from flask_resty import models
@dataclasses.dataclass
class Thing:
    id: int
    name: str
class Out(marshmallow.Schema):
    id = marshmallow.fields.Int()
    name = marshmallow.fields.Str()
kept = models.ObjectStore(Thing, [Thing(1, "one")])
class Things(models.ModelCollection):
    store, schema, create_schema = kept, Out, Out
    filters, sorting = models.Filters(name=models.Filter("name", "eq")), models.Sorting("name", default="name")
    pagination = models.Cursor(size=5), models.LimitOffset()
class OneThing(models.ModelItem):
    store, schema, update_schema, deletes = kept, Out, Out, True
app = flask.Flask("app")
app.secret_key = "secret"
models.pair(Api(app), "/things", Things, OneThing)
client = app.test_client()
assert client.post("/things", json={"id": 2, "name": "two"}).status_code == 201
assert client.get("/things?name=two&sort=-name").json == [{"id": 2, "name": "two"}]
assert client.patch("/things/1", json={"name": "uno"}).json == {"id": 1, "name": "uno"}
assert client.delete("/things/1").status_code == 204
"""


def test_model_resources_come_only_when_they_are_asked_for(brought: set[str]) -> None:
    assert not {module for module in brought if module.startswith("flask_resty.models")}
    assert ours(added("import flask_resty.models", before="import flask_resty")) == {"flask_resty.models"}


def test_model_resources_over_other_stores_bring_no_sqlalchemy() -> None:
    brought = {module.partition(".")[0] for module in added(IN_MEMORY)}
    assert brought.isdisjoint({"sqlalchemy", "marshmallow_sqlalchemy"})


def test_model_resources_over_other_stores_need_no_sqlalchemy() -> None:
    assert "flask_resty.models.memory" in added(IN_MEMORY, before=without("sqlalchemy", "marshmallow_sqlalchemy"))


@pytest.mark.parametrize(
    ("name", "missing"),
    [("SQLAlchemyStore", "sqlalchemy"), ("model_schema", "sqlalchemy"), ("model_schema", "marshmallow_sqlalchemy")],
)
def test_what_needs_sqlalchemy_tells_what_to_install(name: str, missing: str) -> None:
    asked = f"""
import flask_resty.models
try:
    flask_resty.models.{name}
except flask_resty.ConfigError as error:
    assert str(error) == "{name} needs {missing}, which is not installed. Install flask-resty-api[sqlalchemy]."
else:
    raise AssertionError
"""
    added(asked, before=without(missing))
