"""HTML out, by a template of the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import returns
from flask_resty.media import JSON_EMITTER
from flask_resty.media import html_emitter


class HtmlPost(Schema):
    title = fields.Str(metadata={"label": "Title"})


PAGE = "<h1>{{ schema.fields.title.metadata.label }}: {{ data.title }}</h1><p>{{ url_for('html_item') }}</p>"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "post.html").write_text(PAGE)
    (tmp_path / "post.txt").write_text("{{ data.title }}")
    (tmp_path / "broken.html").write_text("{% if %}")
    return tmp_path


def serving(templates: Path, emitter: Any) -> Flask:
    app = Flask("tests", template_folder=str(templates))
    api = Api(emitters=[JSON_EMITTER, emitter])

    @api.resource("/posts/1")
    class HtmlItem(Resource):
        @returns(HtmlPost)
        def get(self):
            return {"title": "<script>alert(1)</script>"}

    api.init_app(app)
    return app


def test_the_template_gets_data_and_schema_and_what_flask_gives(templates):
    response = serving(templates, html_emitter("post.html")).test_client().get("/posts/1", headers={"Accept": "text/html"})
    assert response.content_type == "text/html; charset=utf-8"
    assert response.text == "<h1>Title: &lt;script&gt;alert(1)&lt;/script&gt;</h1><p>/posts/1</p>"


def test_of_several_templates_the_first_is_taken_that_exists(templates):
    response = serving(templates, html_emitter(["none.html", "post.html"])).test_client().get("/posts/1", headers={"Accept": "text/html"})
    assert response.text.startswith("<h1>Title")


def test_nobody_gets_html_who_asks_for_something_else(templates):
    response = serving(templates, html_emitter("post.html")).test_client().get("/posts/1")
    assert response.content_type == "application/json"


def test_the_media_type_may_be_another_one(templates):
    emitter = html_emitter("post.html", media_type="application/xhtml+xml")
    response = serving(templates, emitter).test_client().get("/posts/1", headers={"Accept": "application/xhtml+xml"})
    assert response.content_type == "application/xhtml+xml"


def test_a_page_has_a_policy_of_its_own(templates):
    response = serving(templates, html_emitter("post.html")).test_client().get("/posts/1", headers={"Accept": "text/html"})
    assert response.headers.getlist("Content-Security-Policy") == [
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ]


def test_the_policy_may_be_another_one(templates):
    emitter = html_emitter("post.html", policy="default-src https:")
    response = serving(templates, emitter).test_client().get("/posts/1", headers={"Accept": "text/html"})
    assert response.headers.getlist("Content-Security-Policy") == ["default-src https:"]


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        pytest.param("none.html", "needs a template 'none.html', but 'tests' has none", id="none"),
        pytest.param(["none.html", "no.html"], "needs a template 'none.html' or 'no.html'", id="none of two"),
        pytest.param("broken.html", "cannot use", id="broken"),
        pytest.param("post.txt", "would not escape text in 'post.txt'", id="not escaped"),
    ],
)
def test_a_template_that_will_not_do_is_told(templates, template, complaint):
    emitter = html_emitter(template)
    assert emitter.check is not None
    with pytest.raises(ConfigError, match=complaint):
        emitter.check(Flask("tests", template_folder=str(templates)))


def test_an_app_may_escape_everything(templates):
    app = Flask("tests", template_folder=str(templates))
    app.jinja_env.autoescape = True
    emitter = html_emitter("post.txt")
    assert emitter.check is not None
    emitter.check(app)


def test_no_template_is_told():
    with pytest.raises(ConfigError, match="got no template"):
        html_emitter([])
