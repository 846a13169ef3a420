"""Rules as paths."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter
from werkzeug.routing import UnicodeConverter

from flask_resty.openapi.paths import path_of


class Even(BaseConverter):
    """Takes an argument of its own."""

    def __init__(self, url_map, step=2):
        super().__init__(url_map)


class Word(UnicodeConverter):
    """Takes other arguments than the class that it is derived from."""

    def __init__(self, url_map, language="en"):
        super().__init__(url_map)


def app() -> Flask:
    """Make an app that has converters of its own."""
    made = Flask(__name__)
    made.url_map.converters |= {"even": Even, "word": Word}
    return made


@pytest.mark.parametrize(
    ("variable", "schema"),
    [
        ("<x>", {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}),
        ("<string(length=2):x>", {"type": "string", "minLength": 2, "maxLength": 2, "pattern": "^[^/]+$"}),
        ("<string(maxlength=9):x>", {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[^/]+$"}),
        ("<path:x>", {"type": "string", "minLength": 1}),
        ("<int:x>", {"type": "integer", "minimum": 0}),
        ("<int(min=1, max=5):x>", {"type": "integer", "minimum": 1, "maximum": 5}),
        ("<int(signed=True):x>", {"type": "integer"}),
        ("<float(max=1.5):x>", {"type": "number", "minimum": 0, "maximum": 1.5}),
        ("<uuid:x>", {"type": "string", "format": "uuid"}),
        ("<any(red, 'dark blue'):x>", {"type": "string", "enum": ["red", "dark blue"]}),
        ("<even(3):x>", {"type": "string"}),
        ("<word('de'):x>", {"type": "string"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_converter_says_what_a_variable_is(variable, schema):
    path = path_of(f"/things/{variable}/parts", app())
    assert path.template == "/things/{x}/parts"
    assert path.variables == {"x": schema}


def test_variables_keep_the_order_of_the_path():
    assert [*path_of("/<b>/<int:a>", app()).variables] == ["b", "a"]
