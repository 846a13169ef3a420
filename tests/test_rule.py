"""Rules that learn to build URLs when they are first asked to; and that nobody else gets such rules."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import url_for
from werkzeug.routing import BuildError
from werkzeug.routing import Rule

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty.rule import LazyRule
from flask_resty.rule import fits
from flask_resty.rule import lazily


class Thing(Resource):
    def get(self, slug: str, page: int = 1) -> Any:
        return slug


class Own(Rule):
    """A class of rules that an app may have."""


def app_with(rule: str, **options: Any) -> Flask:
    app = Flask("tests")
    Api(app).resource(rule, **options)(Thing)
    return app


def kinds(app: Flask) -> dict[str, type[Rule]]:
    return {rule.endpoint: type(rule) for rule in app.url_map.iter_rules()}


def test_the_builder_of_a_rule_is_not_made_until_a_url_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bool] = []
    real = Rule._compile_builder

    def telling(self: Rule, append_unknown: bool = True) -> Any:
        made.append(append_unknown)
        return real(self, append_unknown)

    app = app_with("/<slug>")
    monkeypatch.setattr(Rule, "_compile_builder", telling)
    late = app_with("/<slug>")
    # That of Flask's own rule for static files is made at once.
    assert made == [False, True]
    for _ in range(2):
        with late.test_request_context():
            assert url_for("thing", slug="x") == "/x"
    assert made == [False, True, True]
    assert app.url_map.is_endpoint_expecting("thing", "slug")


@pytest.mark.parametrize(
    ("rule", "options", "values", "url"),
    [
        ("/<slug>", {}, {"slug": "a b"}, "/a%20b"),
        ("/<slug>", {}, {"slug": "a", "q": ["1", "2"]}, "/a?q=1&q=2"),
        ("/<slug>/<int:page>", {}, {"slug": "a", "page": 7}, "/a/7"),
        ("/<slug>", {"defaults": {"page": 1}}, {"slug": "a", "page": 1}, "/a"),
        ("/<slug>", {"defaults": {"page": 1}}, {"slug": "a"}, "/a"),
        ("/<path:slug>/", {}, {"slug": "a/b"}, "/a/b/"),
        ("/ä/<slug>", {}, {"slug": "ö"}, "/%C3%A4/%C3%B6"),
    ],
)
def test_the_urls_are_those_of_a_usual_rule(rule: str, options: Any, values: Any, url: str) -> None:
    app = app_with(rule, **options)
    app.add_url_rule(f"/usual{rule}", "usual", lambda **values: "", **options)
    assert kinds(app)["thing"] is LazyRule
    with app.test_request_context():
        assert url_for("thing", **values) == url
        assert url_for("usual", **values) == f"/usual{url}"


def test_a_url_that_cannot_be_built_is_an_error_as_ever() -> None:
    with app_with("/<slug>").test_request_context(), pytest.raises(BuildError, match="slug"):
        url_for("thing")


def test_a_redirect_to_the_default_is_built() -> None:
    app = Flask("tests")
    api = Api(app)
    api.resource("/<slug>/", defaults={"page": 1})(Thing)
    api.resource("/<slug>/<int:page>")(Thing)
    response = app.test_client().get("/a/1")
    assert (response.status_code, response.headers["Location"]) == (308, "http://localhost/a/")


def test_the_rules_of_a_blueprint_are_lazy_too() -> None:
    app, blueprint = Flask("tests"), Blueprint("shop", "tests", url_prefix="/shop")
    blueprint.resource("/<slug>")(Thing)
    Api(app).register_blueprint(blueprint)
    assert kinds(app)["shop.thing"] is LazyRule
    with app.test_request_context():
        assert url_for("shop.thing", slug="a") == "/shop/a"


def test_the_rules_of_the_app_are_left_alone() -> None:
    app = app_with("/<slug>")
    app.add_url_rule("/own", "own", lambda: "")
    assert (kinds(app)["own"], app.url_rule_class) == (Rule, Rule)
    assert "url_rule_class" not in vars(app)


def test_a_rule_that_flask_refuses_leaves_the_app_as_it_was() -> None:
    app = Flask("tests")
    with pytest.raises(ValueError, match="refused"), lazily(app):
        raise ValueError("refused")
    assert app.url_rule_class is Rule


@pytest.mark.parametrize("on_class", [True, False])
def test_a_class_of_rules_that_the_app_has_is_kept(on_class: bool) -> None:
    app = type("App", (Flask,), {"url_rule_class": Own} if on_class else {})("tests")
    app.url_rule_class = Own
    Api(app).resource("/<slug>")(Thing)
    assert kinds(app)["thing"] is Own
    assert app.test_client().get("/a").json == "a"


class Changed(Rule):
    """A class whose builders are not what ours would be."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        return lambda rule, **values: ("", "/elsewhere")


class Broken(Rule):
    def _compile_builder(self, append_unknown: bool = True) -> Any:
        raise RuntimeError("Werkzeug is another one.")


@pytest.mark.parametrize(("kind", "does"), [(Rule, True), (LazyRule, True), (Changed, False), (Broken, False)])
def test_what_builds_other_urls_does_not_fit(kind: type[Rule], does: bool) -> None:
    assert fits(kind) is does
