"""``Location`` of what was made (RFC 9110, 10.2.2)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask import g
from marshmallow import Schema
from marshmallow import fields
from werkzeug.routing import BaseConverter

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns


class Made(Schema):
    title = fields.Str()


class MadeItem(Resource):
    def version(self, item: Any) -> Any:
        return item.version

    def find(self, slug: str) -> Any:
        return SimpleNamespace(slug=slug, title="x", version=3)

    @returns(Made)
    def get(self, item: Any) -> Any:
        return item


def maker(result: Any, location: Any = MadeItem) -> type[Resource]:
    @returns(Made, 201, location=location)
    def post(self: Any, **path: Any) -> Any:
        return result

    return type("Maker", (Resource,), {"post": post})


def made(
    app: Flask, result: Any, rule: str = "/made/<slug>", path: str = "/made", maker_rule: str = "/made", location: Any = MadeItem
) -> Any:
    api = Api(app, url_prefix="/api")
    api.resource(maker_rule)(maker(result, location))
    api.resource(rule)(MadeItem)
    return app.test_client().post(f"/api{path}")


class Row(dict[str, Any]):
    """A mapping that knows its version."""

    version = 1


@pytest.mark.parametrize(
    "result", [SimpleNamespace(slug="a b", title="x", version=1), Row(slug="a b", title="x")], ids=["object", "mapping"]
)
def test_members_of_the_data_are_the_variables_of_the_rule(app: Flask, result: Any) -> None:
    response = made(app, result)
    assert (response.status_code, response.headers["Location"]) == (201, "/api/made/a%20b")


def test_it_answers_at_once(app: Flask) -> None:
    response = made(app, SimpleNamespace(slug="é", title="x", version=3))
    found = app.test_client().get(response.headers["Location"])
    assert (found.status_code, found.headers["ETag"]) == (200, response.headers["ETag"])


def test_what_was_not_made_has_no_tag(app: Flask) -> None:
    @returns(Made)
    @returns(Made, 201, location=MadeItem)
    def post(self: Any) -> Any:
        return SimpleNamespace(slug="a", title="x", version=1), 200

    api = Api(app)
    api.resource("/made")(type("Maybe", (Resource,), {"post": post}))
    api.resource("/made/<slug>")(MadeItem)
    response = app.test_client().post("/made")
    assert (response.status_code, "ETag" in response.headers, "Location" in response.headers) == (200, False, False)


def test_path_variables_help_out(app: Flask) -> None:
    result = SimpleNamespace(slug="new", title="x", version=1)
    response = made(app, result, "/shelves/<shelf>/<slug>", "/shelves/2", "/shelves/<shelf>")
    assert response.headers["Location"] == "/api/shelves/2/new"


def test_defaults_of_the_app_help_out(app: Flask) -> None:
    """As with any URL in Flask, what a preprocessor took away is put back."""
    app.url_value_preprocessor(lambda endpoint, values: None if values is None else setattr(g, "lang", values.pop("lang")))
    app.url_defaults(lambda endpoint, values: values.setdefault("lang", g.lang))
    result = SimpleNamespace(slug="new", title="x", version=1)
    response = made(app, result, "/<lang>/made/<slug>", "/de/made", "/<lang>/made")
    assert response.headers["Location"] == "/api/de/made/new"


def test_the_handler_has_the_last_word(app: Flask) -> None:
    assert made(app, (Row(slug="a", title="x"), {"Location": "/mine"})).headers["Location"] == "/mine"


def test_data_that_does_not_tell_breaks_the_promise(app: Flask) -> None:
    assert made(app, {"title": "x"}).status_code == 500


def test_an_endpoint_will_do(app: Flask) -> None:
    result = SimpleNamespace(slug="a", title="x", version=3)
    response = made(app, result, location="made_item")
    assert response.headers["Location"] == "/api/made/a"
    assert response.headers["ETag"] == app.test_client().get("/api/made/a").headers["ETag"]


def test_a_blueprint_means_its_own(app: Flask) -> None:
    api = Api(app)
    for name in ("one", "two"):
        blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
        blueprint.resource("")(maker(SimpleNamespace(slug="a", title="x", version=1)))
        blueprint.resource("/<slug>")(MadeItem)
        api.register_blueprint(blueprint)
    assert app.test_client().post("/two").headers["Location"] == "/two/a"


def test_a_proxy_may_mount_the_app_somewhere(app: Flask) -> None:
    api = Api(app)
    api.resource("/made")(maker(SimpleNamespace(slug="a", title="x", version=1)))
    api.resource("/made/<slug>")(MadeItem)
    response = app.test_client().post("/made", environ_overrides={"SCRIPT_NAME": "/v1"}, headers={"X-Forwarded-Host": "evil.example"})
    assert response.headers["Location"] == "/v1/made/a"


def test_a_resource_that_is_nowhere_is_a_mistake(app: Flask) -> None:
    """All resources are known at the first request, whichever that is for."""
    api = Api(app)
    api.resource("/made")(maker({}))

    @api.resource("/other")
    class Other(Resource):
        def get(self) -> Any: ...

    app.testing = True
    with pytest.raises(ConfigError, match=r"Maker.post has location=MadeItem, which is at no rule of the app 'tests'. Register it there."):
        app.test_client().get("/other")


def test_a_resource_at_several_rules_has_to_be_named(app: Flask) -> None:
    api = Api(app)
    api.resource("/made")(maker({}))
    api.resource("/a/<slug>", endpoint="a")(MadeItem)
    api.resource("/b/<slug>", endpoint="b")(MadeItem)
    app.testing = True
    with pytest.raises(ConfigError, match="which is at 2 rules. Name the endpoint"):
        app.test_client().post("/made")


def test_what_is_not_shown_has_an_address_as_well(app: Flask) -> None:
    @returns(None, 201, location="item")
    def put(self: Any, slug: str) -> None: ...

    Api(app).resource("/<slug>", endpoint="item")(type("Putter", (Resource,), {"put": put}))
    response = app.test_client().put("/a")
    assert (response.status_code, response.headers["Location"]) == (201, "/a")


def test_a_value_that_does_not_fit_the_rule_breaks_the_promise(app: Flask) -> None:
    app.testing = True
    with pytest.raises(ContractError, match="of which no Location can be made: it does not fit"):
        made(app, SimpleNamespace(slug="a", title="x", version=1), rule="/made/<int:slug>")


def test_a_location_is_a_resource() -> None:
    with pytest.raises(ConfigError, match="location=5 is no resource"):
        returns(Made, 201, location=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [200, 204, 400])
def test_only_some_statuses_have_a_use_for_it(status: int) -> None:
    with pytest.raises(ConfigError, match=f"has no meaning with {status}"):
        returns(None if status == 204 else Made, status, location=MadeItem)


def test_it_goes_with_a_body(app: Flask) -> None:
    class Taker(Resource):
        @accepts(Made)
        @returns(Made, 201, location=MadeItem)
        def post(self, body: Any) -> Any:
            return SimpleNamespace(slug="s", version=1, **body)

    api = Api(app)
    api.resource("/made")(Taker)
    api.resource("/made/<slug>")(MadeItem)
    response = app.test_client().post("/made", json={"title": "t"})
    assert (response.json, response.headers["Location"]) == ({"title": "t"}, "/made/s")


@pytest.mark.parametrize(
    ("rule", "slug"),
    [
        ("/made/<slug>", ""),
        ("/made/<slug>", "."),
        ("/made/<slug>", ".."),
        ("/made/<slug>", "a/b"),
        ("/made/<slug>", "/"),
        ("/made/<slug>/parts", ""),
        ("/made/<string:slug>", ".."),
        ("/made/<path:slug>", ""),
        ("/made/<path:slug>", "/a"),
        ("/made/<path:slug>", "a//b"),
        ("/made/<path:slug>", "a/../b"),
        ("/made/<path:slug>", "a/."),
        ("/made/<path:slug>/parts", "a/"),
        ("/made/<string(length=2):slug>", "abc"),
        ("/made/<string(maxlength=2):slug>", "abc"),
        ("/made/.<slug>", "."),
        ("/<slug>", "/evil.example"),
        ("/made/<upper:slug>", "a"),
    ],
)
def test_an_address_that_leads_elsewhere_is_not_sent(app: Flask, caplog: pytest.LogCaptureFixture, rule: str, slug: str) -> None:
    app.url_map.converters["upper"] = Upper
    response = made(app, SimpleNamespace(slug=slug, title="x", version=3), rule)
    assert (response.status_code, response.json, response.headers.get("Location")) == (201, {"title": "x"}, None)
    # It would be of the address that was asked.
    assert "ETag" not in response.headers
    app.test_client().post("/api/made")
    (record,) = caplog.records
    assert f"Maker.post gave what has no address at '/api{rule}'" in record.getMessage()


class Upper(BaseConverter):
    """Text without small letters."""

    regex = "[A-Z]+"


class Lower(BaseConverter):
    """Text that is the same in capital and small letters."""

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value.lower()


@pytest.mark.parametrize(
    ("rule", "slug"),
    [
        *[("/made/<slug>", slug) for slug in ("...", ".a", " ", "a?b#c", "a%2fb", "a\\b", "a;b", "a\nb", "ü", "-", "%2e%2e")],
        ("/made/<slug>/parts", "a"),
        ("/made/<path:slug>", "a/b.c"),
        ("/made/<string(length=2):slug>", "ab"),
        ("/made/<int:slug>", "5"),
        ("/made/<uuid:slug>", "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA"),
        ("/made/<any(a, b):slug>", "b"),
        ("/made/.<slug>", "a"),
        ("/made/<upper:slug>", "A"),
        ("/made/<lower:slug>", "A"),
    ],
)
def test_an_address_of_any_other_text_leads_back(app: Flask, caplog: pytest.LogCaptureFixture, rule: str, slug: str) -> None:
    app.url_map.converters |= {"upper": Upper, "lower": Lower}
    response = made(app, SimpleNamespace(slug=slug, title="x", version=3), rule)
    assert app.test_client().get(response.headers["Location"]).status_code == 200
    assert not caplog.records


@pytest.mark.parametrize(("slug", "address"), [("b", "/api/made/a-b"), ("b-c", None)])
def test_variables_of_one_segment_have_to_be_parted_where_they_were_joined(app: Flask, slug: str, address: str | None) -> None:
    result = SimpleNamespace(first="a", slug=slug, title="x", version=3)
    assert made(app, result, "/made/<first>-<slug>").headers.get("Location") == address


def test_a_value_that_is_no_text_is_not_looked_at(app: Flask) -> None:
    app.url_map.converters["upper"] = Upper
    assert made(app, SimpleNamespace(slug=5, title="x", version=3), "/made/<upper:slug>").headers["Location"] == "/api/made/5"


def test_an_address_under_a_mount_or_with_defaults_of_the_app_leads_back(app: Flask) -> None:
    app.url_value_preprocessor(lambda endpoint, values: None if values is None else setattr(g, "lang", values.pop("lang")))
    app.url_defaults(lambda endpoint, values: values.setdefault("lang", g.lang))
    api = Api(app)
    api.resource("/<lang>/made")(maker(SimpleNamespace(slug="a/b", title="x", version=1)))
    api.resource("/<lang>/made/<path:slug>")(MadeItem)
    response = app.test_client().post("/de/made", environ_overrides={"SCRIPT_NAME": "/v1"})
    assert response.headers["Location"] == "/v1/de/made/a/b"
