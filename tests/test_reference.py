"""The reference has every setting and every public name."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from flask_resty.config import SETTINGS

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PACKAGES = [
    "flask_resty",
    "flask_resty.auth",
    "flask_resty.cli",
    "flask_resty.clients",
    "flask_resty.media",
    "flask_resty.middleware",
    "flask_resty.models",
    "flask_resty.oauth",
    "flask_resty.openapi",
    "flask_resty.openapi.json_schema",
    "flask_resty.page",
    "flask_resty.schema",
    "flask_resty.testing",
]


def test_the_page_of_settings_and_the_code_agree():
    page = (REFERENCE / "configuration.md").read_text()
    told = dict(re.findall(r"^\| `(RESTY_\w+)` \| `(.*?)` \|", page, re.MULTILINE))
    assert told == {name: repr(default).replace("'", '"') for name, default in SETTINGS.items()}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_in_the_reference(package):
    pages = "\n".join(page.read_text() for page in REFERENCE.glob("*.rst"))
    described = set(re.findall(r"^\.\. (?:auto)?(?:class|data|exception|function):: (?:[\w.]+\.)?(\w+)(?:\(\))?$", pages, re.MULTILINE))
    assert described >= set(public_names(package))


def public_names(package):
    """Give the names that the ``__init__`` of a package makes public: ``from .cors import CORS as CORS``."""
    written = Path(import_module(package).__file__).read_text()
    return re.findall(r"^ *from \.[\w.]* import ([a-zA-Z]\w*) as \1$", written, re.MULTILINE)


@pytest.mark.parametrize("code", sorted(import_module("flask_resty.schema.messages").SENTENCES))
def test_every_code_of_a_schema_is_in_the_reference(code):
    assert f"`{code}`" in (REFERENCE / "codes.md").read_text()
